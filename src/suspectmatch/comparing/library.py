"""Ready comparisons, one for each field of the canonical record that identifies a person.

Ethnicity, race and religion are not compared, because the record has no such fields.
"""

from __future__ import annotations

from typing import Final

from suspectmatch import checks
from suspectmatch.comparing.levels import Comparison, Level
from suspectmatch.kernels.dates import DATE_LEVEL_NAMES, DATE_LEVELS

_NAME_LEVELS: Final = (
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

_NAME_FIELDS: Final = {"names": "name", "father_names": "father", "mother_names": "mother"}


def name_comparison(field: str = "names") -> Comparison:
    """Names in any order, over all aliases; ``field`` may be names, father_names or mother_names.

    Example:
        >>> name_comparison().levels[0].words
        'same name'
    """
    name = _NAME_FIELDS[checks.one_of("field", field, _NAME_FIELDS)]
    return Comparison(name, field, "names", _NAME_LEVELS, has_rarity=True)


def birth_date_comparison() -> Comparison:
    """Birth dates as sets of intervals, the best pair counting.

    Example:
        >>> birth_date_comparison().levels[0].name
        'same_day'
    """
    levels = tuple(Level(name, DATE_LEVELS[name]) for name in DATE_LEVEL_NAMES)
    return Comparison("birth_date", "birth_dates", "dates", levels)


def document_comparison() -> Comparison:
    """Document numbers; a passport does not contradict an identity card.

    Example:
        >>> document_comparison().n_levels
        4
    """
    return Comparison(
        "document",
        "documents",
        "documents",
        (
            Level("same_number_and_kind", "same document number of the same kind"),
            Level("same_number", "same number on documents of different kinds"),
            Level("one_slip", "document numbers one character apart"),
            Level("different", "different numbers of the same kind of document"),
        ),
    )


def contact_comparison() -> Comparison:
    """Telephone numbers, mail addresses and handles; households and cells share them.

    Example:
        >>> contact_comparison().name
        'contact'
    """
    return _set_comparison(
        "contact", "contacts", "a telephone number or address in common", "no contact in common"
    )


def nationality_comparison() -> Comparison:
    """Nationalities; sharing a rare one counts more.

    Example:
        >>> nationality_comparison().has_rarity
        True
    """
    return _set_comparison(
        "nationality", "nationalities", "a nationality in common", "different nationalities"
    )


def sex_comparison() -> Comparison:
    """Sex.

    Example:
        >>> [level.name for level in sex_comparison().levels]
        ['shared', 'different']
    """
    return Comparison(
        "sex",
        "sex",
        "sets",
        (Level("shared", "same sex"), Level("different", "different sex")),
        has_rarity=False,
    )


def birth_place_comparison() -> Comparison:
    """Words of the birth places (town, district); sharing a rare one counts more.

    Example:
        >>> birth_place_comparison().field
        'birth_places'
    """
    return _set_comparison(
        "birth_place", "birth_places", "a word of the birth place in common", "different birth places"
    )


def birth_country_comparison() -> Comparison:
    """Countries of birth, historic states included.

    Example:
        >>> birth_country_comparison().name
        'birth_country'
    """
    return _set_comparison(
        "birth_country",
        "birth_countries",
        "a country of birth in common",
        "different countries of birth",
    )


def _set_comparison(name: str, field: str, shared: str, different: str) -> Comparison:
    levels = (Level("shared", shared), Level("different", different))
    return Comparison(name, field, "sets", levels, has_rarity=True)


DEFAULT_COMPARISONS: Final = (
    name_comparison(),
    birth_date_comparison(),
    document_comparison(),
    contact_comparison(),
    nationality_comparison(),
    sex_comparison(),
    birth_place_comparison(),
    birth_country_comparison(),
    name_comparison("father_names"),
    name_comparison("mother_names"),
)
"""What ``compare`` uses unless told otherwise."""
