"""`Linker` strings the verbs together; ``link`` loads and links in one call."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final

from suspectmatch import checks
from suspectmatch.linking.linkage import Linkage
from suspectmatch.linking.linker import Linker
from suspectmatch.loading import load

if TYPE_CHECKING:
    import datetime as dt

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["Linkage", "Linker", "link"]


def link(
    *sources: Any,
    mapping: Any = None,
    today: dt.date | None = None,
    fit: bool = False,
    **parameters: Any,
) -> Linkage:
    """Load records, link them, and return the leads. Nothing to configure, nothing to train.

    ``link(...)`` is ``Linker(...).link(load(...))``.

    Args:
        sources: files, ``{name: file}``, tables, or `Records`; see ``load``.
        mapping: how columns of tables become fields; see ``load``.
        today: the day of the run, on which retention is judged; the local day where None.
        fit: estimate the model on these records first.
        parameters: those of `Linker`, by name, such as ``min_probability`` or ``threads``.

    Returns:
        A `Linkage` with ``clusters``, ``pairs``, ``explain()``, ``report()`` and ``save()``.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        Linkage(2 records, 1 candidate pairs, 1 pairs at 0.95 or more, 1 clusters)
    """
    today = checks.today(today)
    linker = Linker(**parameters)
    linker.check()
    records = load(*sources, mapping=mapping, today=today, progress=linker.progress)
    return linker.link(records, fit=fit).having(today=today.isoformat())


def _signature() -> inspect.Signature:
    """That of ``link``, with the parameters of `Linker` by name: for ``help`` and tab completion."""
    own = inspect.signature(link)
    named = [each for each in own.parameters.values() if each.kind != inspect.Parameter.VAR_KEYWORD]
    linkers = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for each in inspect.signature(Linker).parameters.values()
    ]
    return own.replace(parameters=[*named, *linkers])


SIGNATURE: Final = _signature()
link.__signature__ = SIGNATURE  # type: ignore[attr-defined]
