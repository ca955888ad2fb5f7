"""Ready comparisons, one for each field of the canonical record that identifies a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from suspectmatch import checks
from suspectmatch.kinds import FIELDS

if TYPE_CHECKING:
    from suspectmatch.levels import Comparison


def name_comparison(field: str = "names") -> Comparison:
    """Names in any order, over all aliases; ``field`` may be names, father_names or mother_names.

    Example:
        >>> name_comparison().levels[0].words
        'same name'
    """
    names = [name for name, each in FIELDS.items() if each.kind == "name"]
    return FIELDS[checks.one_of("field", field, names)].comparison()


def birth_date_comparison() -> Comparison:
    """Birth dates as sets of intervals; the best pair counts.

    Example:
        >>> birth_date_comparison().levels[0].name
        'same_day'
    """
    return FIELDS["birth_dates"].comparison()


def document_comparison() -> Comparison:
    """Document numbers; a passport does not contradict an identity card.

    Example:
        >>> document_comparison().n_levels
        4
    """
    return FIELDS["documents"].comparison()


def contact_comparison() -> Comparison:
    """Telephone numbers, mail addresses and handles; households share them.

    Example:
        >>> contact_comparison().name
        'contact'
    """
    return FIELDS["contacts"].comparison()


def nationality_comparison() -> Comparison:
    """Nationalities; sharing a rare one counts more.

    Example:
        >>> nationality_comparison().has_rarity
        True
    """
    return FIELDS["nationalities"].comparison()


def sex_comparison() -> Comparison:
    """Sex.

    Example:
        >>> sex_comparison().n_levels
        2
    """
    return FIELDS["sex"].comparison()


def birth_place_comparison() -> Comparison:
    """Words of the birth places (town, district); sharing a rare one counts more.

    Example:
        >>> birth_place_comparison().field
        'birth_places'
    """
    return FIELDS["birth_places"].comparison()


def birth_country_comparison() -> Comparison:
    """Countries of birth, historic states included; sharing a rare one counts more.

    Example:
        >>> birth_country_comparison().field
        'birth_countries'
    """
    return FIELDS["birth_countries"].comparison()


DEFAULT_COMPARISONS: Final = tuple(field.comparison() for field in FIELDS.values())
"""What ``compare`` uses unless told otherwise."""
