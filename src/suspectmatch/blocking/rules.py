"""Blocking rules: which records are worth comparing at all.

A rule is a conjunction of key parts: two records are a candidate pair when they share a key in every
part. Rules are joined by "or". Weak aliases, kunyas, sex and nationality are never a rule of their
own: they would put strangers together by the thousand and find no one new.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from suspectmatch import checks
from suspectmatch.errors import SpecError

KEY_PARTS: Final = {
    "name": "a whole strong name: the skeletons of all its parts, in any order",
    "two_name_parts": "any two parts of one strong name, by their skeletons",
    "name_part": "any part of a strong name, by its skeleton",
    "rare_name_part": "a part of a strong name that few records have, by its skeleton",
    "sounding_name_part": "a part of a strong name that few records have, by its Metaphone code",
    "given_prefix": "the first letter class of each name part",
    "birth_day": "a full birth date that is no default such as 1 January",
    "birth_year": "the birth year, up to two years apart",
    "document": "a document number",
    "contact": "a telephone number, mail address or handle",
    "birth_anniversary": "day and month of a full birth date, whatever the year",
    "near_birth_year": "the birth year, up to one year apart",
    "nationality": "a nationality",
    "sex": "the sex",
}
"""Key parts a rule can be made of, and what they mean."""

_NOT_ALONE: Final = frozenset({"nationality", "sex", "birth_year", "near_birth_year", "given_prefix"})


@dataclass(frozen=True, slots=True)
class BlockingRule:
    """Two records are a candidate pair when they share a key in every part; made by ``block_on``.

    Attributes:
        parts: names from `KEY_PARTS`.
        widest: a block of more records than this is not used as it is, but refined: its records must
            also share ``refine_by``. None never refines.
        refine_by: the further part that wide blocks are refined by.

    Example:
        >>> block_on("name_part", "birth_year", widest=100, refine_by="given_prefix")
        BlockingRule(parts=('name_part', 'birth_year'), widest=100, refine_by='given_prefix')
    """

    parts: tuple[str, ...]
    widest: int | None = None
    refine_by: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no rule, or would pair strangers by the thousand."""
        unknown = [p for p in (*self.parts, self.refine_by) if p is not None and p not in KEY_PARTS]
        if unknown or not self.parts:
            given = ", ".join(map(repr, unknown)) or "nothing"
            raise SpecError(f"A blocking rule is made of {', '.join(KEY_PARTS)}; got {given}.")
        if (self.widest is None) != (self.refine_by is None):
            raise SpecError(
                "widest and refine_by go together: how wide is too wide, and what to add then."
            )
        if self.widest is not None:
            checks.positive_int("widest", self.widest)
        if _NOT_ALONE.issuperset(self.parts) and (self.widest is None or len(self.parts) < 2):  # noqa: PLR2004
            raise SpecError(
                f"A blocking rule on {' and '.join(self.parts)} alone would pair strangers by the "
                "thousand; add a part of the name, a birth day, a document or a contact, or bound its "
                "blocks with widest."
            )

    @property
    def name(self) -> str:
        """The parts joined by "and"."""
        return " and ".join(self.parts)


def block_on(*parts: str, widest: int | None = None, refine_by: str | None = None) -> BlockingRule:
    """A blocking rule: the parts that two records must share.

    Args:
        parts: one or more of the names in `KEY_PARTS`.
        widest: refine blocks of more records than this; needs ``refine_by``.
        refine_by: a further part that the records of a wide block must share.

    Returns:
        The rule.

    Raises:
        SpecError: a part is unknown, or the rule would pair records on nationality, sex or year alone.

    Example:
        >>> block_on("rare_name_part", "birth_year").name
        'rare_name_part and birth_year'
    """
    return BlockingRule(tuple(parts), widest, refine_by)


DEFAULT_RULES: Final = (
    block_on("name"),
    block_on("two_name_parts", widest=200, refine_by="birth_year"),
    block_on("name_part", "birth_year", widest=100, refine_by="given_prefix"),
    block_on("rare_name_part"),
    block_on("sounding_name_part", "birth_year"),
    block_on("birth_day", widest=500, refine_by="given_prefix"),
    block_on("birth_anniversary", widest=100, refine_by="given_prefix"),
    block_on("near_birth_year", "nationality", widest=100, refine_by="given_prefix"),
    block_on("document"),
    block_on("contact"),
)
"""What ``block`` uses unless told otherwise; measured in benchmarks/README.md."""
