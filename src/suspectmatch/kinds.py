"""Fields that are compared, each declared once: its kind, its words, its keys and its levels in order.

The kind of a field says how it is read and compared. Comparing, blocking and explaining read what they
need of a field from here, so that a further field is one more entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from suspectmatch.levels import (
    DATE_LEVELS,
    DOCUMENT_LEVELS,
    NAME_LEVELS,
    SEX_LEVELS,
    Comparison,
    Level,
    set_levels,
)


class Kind(NamedTuple):
    """What the fields of one kind have in common.

    Attributes:
        name: what a field is said to be: a name, a date, a code, ...
        column: the type of column of `People` that ``normalise`` reads such a field into: ``"names"``,
            ``"dates"`` or ``"sets"``.
        comparator: name of what compares it; see `suspectmatch.comparing.comparators`.
        has_rarity: whether agreement on a rare value counts more.
    """

    name: str
    column: str
    comparator: str
    has_rarity: bool


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("name", "names", "names", has_rarity=True),
        Kind("date", "dates", "dates", has_rarity=False),
        Kind("document", "sets", "documents", has_rarity=False),
        Kind("contact", "sets", "sets", has_rarity=True),
        Kind("code", "sets", "sets", has_rarity=True),
        Kind("sex", "sets", "sets", has_rarity=False),
        Kind("place", "sets", "sets", has_rarity=True),
    )
}
"""All kinds of fields by name."""


class KeyPart(NamedTuple):
    """A key that a field gives to blocking rules.

    Attributes:
        name: what ``block_on`` calls it.
        words: what two records share that share it.
        is_broad: it is shared by so many that it is never a rule of its own.
    """

    name: str
    words: str
    is_broad: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the canonical record that is compared.

    Attributes:
        name: of the field.
        kind: one of `KINDS`.
        comparison_name: name of its comparison, and of its levels in models and tables.
        levels: strongest first.
        keys: keys that it gives to blocking rules.

    Example:
        >>> FIELDS["sex"].kind, FIELDS["sex"].comparison().levels[0].words
        ('sex', 'same sex')
    """

    name: str
    kind: str
    comparison_name: str
    levels: tuple[Level, ...]
    keys: tuple[KeyPart, ...] = ()

    def comparison(self) -> Comparison:
        """How the field is compared."""
        kind = KINDS[self.kind]
        return Comparison(
            self.comparison_name, self.name, kind.comparator, self.levels, has_rarity=kind.has_rarity
        )


FIELDS: Final = {
    field.name: field
    for field in (
        Field(
            "names",
            "name",
            "name",
            NAME_LEVELS,
            (
                KeyPart("name", "a whole strong name: the skeletons of all its parts, in any order"),
                KeyPart("two_name_parts", "any two parts of one strong name, by their skeletons"),
                KeyPart("name_part", "any part of a strong name, by its skeleton"),
                KeyPart(
                    "rare_name_part", "a part of a strong name that few records have, by its skeleton"
                ),
                KeyPart(
                    "sounding_name_part",
                    "a part of a strong name that few records have, by its Metaphone code",
                ),
                KeyPart("given_prefix", "the first letter class of each name part", is_broad=True),
                KeyPart("given_name", "the given names as written, where the source divides the name"),
                KeyPart("family_name", "the family name as written, where the source divides the name"),
            ),
        ),
        Field(
            "birth_dates",
            "date",
            "birth_date",
            DATE_LEVELS,
            (
                KeyPart("birth_day", "a full birth date that is no placeholder such as 1 January"),
                KeyPart("birth_anniversary", "day and month of a full birth date, whatever the year"),
                KeyPart("birth_year", "the birth year, up to two years apart", is_broad=True),
                KeyPart("near_birth_year", "the birth year, up to one year apart", is_broad=True),
                KeyPart("birth_date", "the birth date as precisely as it is stated"),
                KeyPart("stated_birth_year", "the birth year as stated", is_broad=True),
            ),
        ),
        Field(
            "documents",
            "document",
            "document",
            DOCUMENT_LEVELS,
            (KeyPart("document", "a document number"),),
        ),
        Field(
            "contacts",
            "contact",
            "contact",
            set_levels("a telephone number or address in common", "no contact in common"),
            (KeyPart("contact", "a telephone number, mail address or handle"),),
        ),
        Field(
            "nationalities",
            "code",
            "nationality",
            set_levels("a nationality in common", "different nationalities"),
            (KeyPart("nationality", "a nationality", is_broad=True),),
        ),
        Field("sex", "sex", "sex", SEX_LEVELS, (KeyPart("sex", "the sex", is_broad=True),)),
        Field(
            "birth_places",
            "place",
            "birth_place",
            set_levels("a word of the birth place in common", "different birth places"),
            (KeyPart("birth_place", "a word of the birth place", is_broad=True),),
        ),
        Field(
            "birth_countries",
            "code",
            "birth_country",
            set_levels("a country of birth in common", "different countries of birth"),
        ),
        Field("father_names", "name", "father", NAME_LEVELS),
        Field("mother_names", "name", "mother", NAME_LEVELS),
    )
}
"""All compared fields by name, in the order in which they are compared unless told otherwise.

Ethnicity, race and religion are not fields, and so cannot be compared.
"""
