"""Levels and comparisons: the specs of comparing.

The levels of a comparison are declared once, strongest first; their numbers follow from the order:
the last is 0, and they rise with agreement. Missing is a level of its own, -1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MISSING: Final = -1
"""Level number of a pair of which at least one side has no such value."""


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which two values can agree or not.

    Attributes:
        name: what models and tables call it.
        words: what a reader is told.

    Example:
        >>> Level("shared", "same sex").name
        'shared'
    """

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared and how; made by the functions of `suspectmatch.comparing.library`.

    Attributes:
        name: column name of its levels.
        field: field of the canonical record.
        method: which comparison of `suspectmatch.comparing.methods` does the work.
        levels: strongest first.
        has_rarity: whether agreement is also measured in bits of rarity.

    Example:
        >>> from suspectmatch.comparing.library import sex_comparison
        >>> sex_comparison().number("shared"), sex_comparison().number("different")
        (1, 0)
    """

    name: str
    field: str
    method: str
    levels: tuple[Level, ...]
    has_rarity: bool = False

    @property
    def n_levels(self) -> int:
        """Number of levels, missing not counted."""
        return len(self.levels)

    def level(self, number: int) -> Level:
        """The level with this number; -1 is "missing".

        Example:
            >>> from suspectmatch.comparing.library import sex_comparison
            >>> sex_comparison().level(0).words
            'different sex'
        """
        if number == MISSING:
            return Level("missing", "not known on one side or on both")
        return self.levels[self.n_levels - 1 - number]

    def number(self, name: str) -> int:
        """The number of the level with this name."""
        names = [level.name for level in self.levels]
        return self.n_levels - 1 - names.index(name)
