"""Every error and warning of suspectmatch.

The tree::

    SuspectMatchError
    |-- InputError (ValueError)
    |   |-- SchemaError            a record does not fit the canonical schema
    |   |-- ColumnNotFoundError    a named column is not in the source
    |   |-- ParameterError         an argument is out of its range
    |   |-- SpecError              rules, comparisons or a model do not fit together
    |   `-- UnsafeInputError       a file that would be dangerous to read
    |-- NotFittedError (scikit-learn's NotFittedError)
    |-- TrainingError              there is not enough to learn from
    |-- TooManyPairsError          a blocking rule would make more pairs than allowed
    `-- MissingExtraError (ImportError)

    SuspectMatchWarning (UserWarning)
    |-- WideBlockWarning           a blocking rule puts very many records together
    |-- WeakConvergenceWarning     EM stopped before it settled
    |-- FewLabelsWarning           there are few labels to learn from
    |-- EmptyColumnWarning         a comparison has nothing to compare
    |-- BrokenLineWarning          the last line of a file of decisions was not written to its end
    |-- GroupsDifferWarning        error rates of groups differ beyond chance
    `-- RejectedRowsWarning        rows were left out and kept aside

A message says what is wrong, what was given and what to do. It never holds a personal value: it
names the source, the row and the field. Facts are attributes of the error.
"""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class SuspectMatchError(Exception):
    """Base of every error that suspectmatch raises on purpose."""


class InputError(SuspectMatchError, ValueError):
    """What was given cannot be used.

    Attributes:
        file: name of the file at fault, if there is one.
        line: line (or row) in it, counted from 1, if known.
    """

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None) -> None:
        where = "" if file is None else f"{file}: " if line is None else f"{file}, line {line}: "
        super().__init__(where + message)
        self.file = file
        self.line = line


class SchemaError(InputError):
    """A record or a table does not fit the canonical schema."""


class ColumnNotFoundError(InputError):
    """A column was named that the source does not have.

    Attributes:
        source: name of the source.
        column: the column that was asked for.
        available: the columns that there are.
    """

    def __init__(self, source: str, column: str, available: Iterable[str]) -> None:
        self.source, self.column, self.available = source, column, tuple(available)
        near = difflib.get_close_matches(column, self.available, n=1, cutoff=0.6)
        hint = (
            f" Did you mean {near[0]!r}?"
            if near
            else f" It has: {', '.join(map(repr, self.available[:20]))}."
        )
        super().__init__(f"Source {source!r} has no column {column!r}.{hint}")


class ParameterError(InputError):
    """An argument is of the wrong kind or out of its range."""


class SpecError(InputError):
    """Blocking rules, comparisons, a mapping or a model do not fit together."""


class UnsafeInputError(InputError):
    """A file that would be dangerous to read: entity bombs, external entities, outsized fields."""


class TrainingError(SuspectMatchError):
    """There is not enough to learn from, or what there is contradicts itself."""


class TooManyPairsError(SuspectMatchError):
    """A blocking rule would make more candidate pairs than allowed; nothing was allocated.

    Attributes:
        rule: the rule that makes most of them.
        n_pairs: an upper bound of the pairs of all rules.
        max_pairs: what was allowed.
    """

    def __init__(self, rule: str, n_pairs: int, max_pairs: int) -> None:
        self.rule, self.n_pairs, self.max_pairs = rule, n_pairs, max_pairs
        super().__init__(
            f"The blocking rules would make up to {n_pairs:,} candidate pairs, most of them by rule "
            f"{rule!r}; max_pairs is {max_pairs:,}. Tighten that rule or raise max_pairs."
        )


class MissingExtraError(SuspectMatchError, ImportError):
    """An optional package is needed.

    Attributes:
        package: the package that is missing.
        extra: the extra of suspectmatch that brings it.
    """

    def __init__(self, package: str, extra: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(
            f"This needs {package}. In the checkout of suspectmatch, run: pip install '.[{extra}]'"
        )


class SuspectMatchWarning(UserWarning):
    """Base of every warning of suspectmatch."""


class WideBlockWarning(SuspectMatchWarning):
    """A blocking rule puts very many records together."""


class WeakConvergenceWarning(SuspectMatchWarning):
    """EM stopped at its last round before the parameters settled."""


class FewLabelsWarning(SuspectMatchWarning):
    """There are few labels to learn from, or they taught nothing that was not known before."""


class EmptyColumnWarning(SuspectMatchWarning):
    """A comparison has nothing to compare: no record holds that field."""


class BrokenLineWarning(SuspectMatchWarning):
    """The last line of a file of decisions was not written to its end; it was left out."""


class GroupsDifferWarning(SuspectMatchWarning):
    """Error rates of some groups of records differ from those of the others beyond chance."""


class RejectedRowsWarning(SuspectMatchWarning):
    """Rows could not be read; they were counted and kept aside."""


@cache
def _not_fitted_error() -> type[SuspectMatchError]:
    """Made when it is first asked for: importing scikit-learn takes longer than a small link."""
    import sklearn.exceptions  # noqa: PLC0415

    body = {"__doc__": "Something was asked of an estimator before ``fit``.", "__module__": __name__}
    return type("NotFittedError", (SuspectMatchError, sklearn.exceptions.NotFittedError), body)


def __getattr__(name: str) -> Any:
    if name == "NotFittedError":
        return globals().setdefault(name, _not_fitted_error())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
