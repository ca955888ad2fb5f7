"""Levels and comparisons: what two values of a field can be to each other, declared once.

The levels of a comparison are declared strongest first; their numbers follow from the order: the last
is 0, and they rise with agreement. Missing is a level of its own, -1. Kernels take their numbers from
here. Machine code that was compiled before a change of the order must be compiled again: numba looks at
the file of a kernel only.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

MISSING: Final = -1
"""Level number of a pair of which at least one side has no such value."""


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which two values can agree or not.

    Attributes:
        name: what models and tables call it.
        words: what explanations say; two levels of one name are the same level, whatever their words.

    Example:
        >>> Level("shared", "same sex").name
        'shared'
    """

    name: str
    words: str = field(compare=False)


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """What is compared and how; made by the functions of `suspectmatch.comparing.library`.

    Attributes:
        name: column name of its levels.
        field: field of the canonical record.
        method: name of the comparator that does the work, see `suspectmatch.comparing.comparators`.
        levels: strongest first.
        has_rarity: whether agreement is also measured in bits of rarity.

    Example:
        >>> sex = Comparison("sex", "sex", "sets", SEX_LEVELS)
        >>> sex.number("shared"), sex.number("different"), sex.level(0).words
        (1, 0, 'different sex')
    """

    name: str
    field: str
    method: str
    levels: tuple[Level, ...]
    has_rarity: bool = False

    def __repr__(self) -> str:
        return f"Comparison({self.name!r}, {len(self.levels)} levels)"

    @property
    def n_levels(self) -> int:
        """Number of levels, missing not counted."""
        return len(self.levels)

    def level(self, number: int) -> Level:
        """The level with this number; -1 is "missing"."""
        if number == MISSING:
            return Level("missing", "not known on one side or on both")
        return self.levels[self.n_levels - 1 - number]

    def number(self, name: str) -> int:
        """The number of the level with this name."""
        return level_numbers(self.levels)[name]

    def as_dict(self) -> dict[str, Any]:
        """What JSON can hold of it, for `comparison_of`."""
        return asdict(self) | {"levels": [[level.name, level.words] for level in self.levels]}


def comparison_of(body: dict[str, Any]) -> Comparison:
    """The comparison that `Comparison.as_dict` wrote."""
    return Comparison(**body | {"levels": tuple(Level(*level) for level in body["levels"])})


def level_numbers(levels: Sequence[Level]) -> dict[str, int]:
    """The number of each level by its name; the last is 0.

    Example:
        >>> level_numbers(SEX_LEVELS)
        {'different': 0, 'shared': 1}
    """
    return {level.name: number for number, level in enumerate(reversed(levels))}


NAME_LEVELS: Final = (
    Level("same", "same name"),
    Level("same_respelt", "same name, spelled differently"),
    Level("same_similar", "similar name in every part"),
    Level("within", "one name is part of the other"),
    Level("within_similar", "one name is similar to part of the other"),
    Level("most_parts", "all parts but one agree"),
    Level("single", "same single name"),
    Level("some_parts", "some parts agree, others do not"),
    Level("weak_alias", "agree through a weak alias only"),
    Level("one_within", "a single name is part of the other"),
    Level("one_part_of_alias", "one part agrees, others do not, and one side is known by an alias only"),
    Level("one_part", "one part agrees, others do not"),
    Level("another_alias", "no part agrees, but one side is known by an alias only"),
    Level("different", "no part of the names agrees"),
)
"""Levels of names; the numbers are used by `suspectmatch.kernels.assignment`."""

DATE_LEVELS: Final = (
    Level("same_day", "same day"),
    Level("same_day_converted", "same day after conversion of the calendar"),
    Level("day_month_swapped", "day and month swapped"),
    Level("one_day_apart", "one day apart"),
    Level("same_default_day", "same placeholder day (such as 1 January)"),
    Level("same_month", "same month, day not given"),
    Level("same_year", "same year, both without day and month"),
    Level("one_character", "one digit differs, or two are swapped"),
    Level("about_same_year", "same year, at least one approximate"),
    Level("mostly_overlapping", "ranges that overlap by a quarter or more"),
    Level("default_day_same_year", "same year; one date is a placeholder"),
    Level("year_of_day", "a year only; the other date lies in it"),
    Level("same_day_month", "same day and month, years one or ten apart"),
    Level("overlapping", "approximate dates or ranges that overlap"),
    Level("about_1_year_apart", "up to one year apart; one has no exact day"),
    Level("same_year_other_day", "same year, another day"),
    Level("within_1_year", "two full dates up to one year apart"),
    Level("about_5_years_apart", "up to five years apart; one has no exact day"),
    Level("within_5_years", "two full dates up to five years apart"),
    Level("about_10_years_apart", "up to ten years apart; one has no exact day"),
    Level("within_10_years", "two full dates up to ten years apart"),
    Level("further_apart", "more than ten years apart"),
)
"""Levels of dates; the numbers are used by `suspectmatch.kernels.dates`."""

DOCUMENT_LEVELS: Final = (
    Level("same_number_and_kind", "same document number of the same kind"),
    Level("same_number", "same number on documents of different kinds"),
    Level("one_slip", "document numbers one character apart"),
    Level("different", "different numbers of the same kind of document"),
)
"""Levels of documents; the numbers are used by `suspectmatch.kernels.sets`."""


def set_levels(shared: str, different: str) -> tuple[Level, ...]:
    """Levels of two sets of values, of which one value in common is enough."""
    return Level("shared", shared), Level("different", different)


SEX_LEVELS: Final = set_levels("same sex", "different sex")
"""Levels of sex; the numbers of all sets are used by `suspectmatch.kernels.sets`."""
