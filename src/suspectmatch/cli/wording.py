"""Words that several commands print."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def bounded(texts: Iterable[str], most: int = 3) -> list[str]:
    """The first of them, and how many more there are.

    >>> bounded("abcde"), bounded("abc")
    (['a', 'b', 'c', 'and 2 more'], ['a', 'b', 'c'])
    """
    whole = list(texts)
    return whole[:most] + ([f"and {len(whole) - most:,} more"] if len(whole) > most else [])
