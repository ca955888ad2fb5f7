"""Checks of arguments at the door: each returns its value or raises ``ParameterError``.

Messages have one form: "x must be ..., got ...".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy.typing as npt


def probability(name: str, value: float) -> float:
    """A number in [0, 1].

    >>> probability("min_probability", 0.95)
    0.95
    """
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0.0 <= value <= 1.0:
        raise ParameterError(f"{name} must be a probability between 0 and 1, got {value!r}.")
    return float(value)


def positive_int(name: str, value: int) -> int:
    """A whole number of at least 1.

    >>> positive_int("threads", 2)
    2
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ParameterError(f"{name} must be a whole number of at least 1, got {value!r}.")
    return value


def positive(name: str, value: float) -> float:
    """A finite number above 0.

    >>> positive("pairs_per_record", 40)
    40.0
    """
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0.0 < value < float("inf"):
        raise ParameterError(f"{name} must be a number above 0, got {value!r}.")
    return float(value)


def one_of(name: str, value: str, allowed: Collection[str]) -> str:
    """One of a closed set of words.

    >>> one_of("role", "wanted", ["wanted", "listed"])
    'wanted'
    """
    if value not in allowed:
        raise ParameterError(f"{name} must be one of {', '.join(allowed)}; got {value!r}.")
    return value


def instance(name: str, value: object, kind: type | tuple[type, ...], words: str) -> None:
    """An object of the right type.

    >>> instance("people", 3, int, "a whole number")
    """
    if not isinstance(value, kind):
        raise ParameterError(f"{name} must be {words}, got {type(value).__name__}.")


def labels(name: str, value: npt.ArrayLike, n_pairs: int) -> npt.NDArray[np.int8]:
    """One label for each pair: 1 one person, 0 two persons, -1 not known.

    >>> labels("labels", [True, False], 2).tolist()
    [1, 0]
    """
    given = np.asarray(value)
    if given.shape != (n_pairs,):
        raise ParameterError(
            f"{name} must be one label for each of {n_pairs:,} pairs, got {given.shape}."
        )
    if given.dtype.kind not in "biuf" or not np.isin(given, (-1, 0, 1)).all():
        raise ParameterError(f"{name} must be 1 (one person), 0 (two persons) or -1 (not known).")
    return given.astype(np.int8)
