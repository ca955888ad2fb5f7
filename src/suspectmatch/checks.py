"""Checks of arguments at the door: each returns its value or raises ``ParameterError``.

Messages have one form: "x must be ..., got ...".
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from suspectmatch.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt


def probability(name: str, value: float) -> float:
    """A number in [0, 1].

    >>> probability("min_probability", 0.95)
    0.95
    """
    _check(name, value, Real, lambda x: 0.0 <= x <= 1.0, "a probability between 0 and 1")
    return float(value)


def positive(name: str, value: float) -> float:
    """A finite number above 0.

    >>> positive("pairs_per_record", 40)
    40.0
    """
    _check(name, value, Real, lambda x: 0.0 < x < float("inf"), "a number above 0")
    return float(value)


def finite(name: str, value: float) -> float:
    """A number, neither infinite nor NaN.

    >>> finite("prior", -12.5)
    -12.5
    """
    _check(name, value, Real, lambda x: abs(x) < float("inf"), "a number")
    return float(value)


def positive_int(name: str, value: int) -> int:
    """A whole number of at least 1.

    >>> positive_int("threads", 2)
    2
    """
    _check(name, value, Integral, lambda x: x >= 1, "a whole number of at least 1")
    return int(value)


def seed(name: str, value: int) -> int:
    """A seed of random numbers: a whole number of at least 0.

    >>> seed("random_state", 0)
    0
    """
    _check(name, value, Integral, lambda x: x >= 0, "a whole number of at least 0")
    return int(value)


def _check(name: str, value: Any, kind: type, fits: Callable[[Any], bool], words: str) -> None:
    if not isinstance(value, kind) or isinstance(value, bool) or not fits(value):
        raise ParameterError(f"{name} must be {words}, got {value!r}.")


def day(name: str, value: dt.date) -> dt.date:
    """A day; of a point in time, its day.

    >>> day("today", dt.datetime(2026, 11, 24, 23, 59)).isoformat()
    '2026-11-24'
    """
    if not isinstance(value, dt.date) or value != value:  # noqa: PLR0124  (a day that is none: NaT)
        raise ParameterError(
            f"{name} must be a day, such as datetime.date(2026, 11, 24), got {value!r}."
        )
    return value.date() if isinstance(value, dt.datetime) else value


def today(value: dt.date | None = None) -> dt.date:
    """The day of a run: the one that was given, else the local day of this machine.

    >>> today(dt.date(2026, 11, 24)).isoformat()
    '2026-11-24'
    """
    return dt.date.today() if value is None else day("today", value)  # noqa: DTZ011 - local on purpose


def path(name: str, value: object) -> Path:
    """The path of a file or a folder.

    >>> path("path", "out/leads.html").name
    'leads.html'
    """
    if not isinstance(value, str | os.PathLike):
        raise ParameterError(f"{name} must be a path, as text or Path, got {type(value).__name__}.")
    return Path(value)


def one_of(name: str, value: str, allowed: Collection[str]) -> str:
    """One of a closed set of words.

    >>> one_of("role", "wanted", ["wanted", "listed"])
    'wanted'
    """
    if value not in allowed:
        raise ParameterError(f"{name} must be one of {', '.join(allowed)}; got {value!r}.")
    return value


def some_of(name: str, values: Collection[str], allowed: Collection[str]) -> None:
    """A list of words, each of a closed set.

    >>> some_of("roles", ["wanted"], ["wanted", "listed"])
    """
    if isinstance(values, str) or not isinstance(values, Collection):
        raise ParameterError(f"{name} must be a list of {', '.join(allowed)}; got {values!r}.")
    for value in values:
        one_of(name, value, allowed)


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
