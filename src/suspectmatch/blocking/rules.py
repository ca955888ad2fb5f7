"""Blocking rules: which records are worth comparing at all.

A rule is a conjunction of key parts: two records are a candidate pair when they share a key in every
part. Rules are joined by "or". Weak aliases, kunyas, sex and nationality are never a rule of their
own: they would make very many pairs of different persons and find no further pair of one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from suspectmatch import checks
from suspectmatch.errors import SpecError
from suspectmatch.kinds import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTS: Final = [part for field in FIELDS.values() for part in field.keys]
KEY_PARTS: Final = {part.name: part.words for part in _PARTS}
"""Key parts a rule can be made of, and what they mean."""

_NOT_ALONE: Final = frozenset(part.name for part in _PARTS if part.is_broad)


@dataclass(frozen=True, slots=True)
class BlockingRule:
    """Two records are a candidate pair when they share a key in every part; made by ``block_on``.

    Attributes:
        parts: names from `KEY_PARTS`.
        widest: a block of more records than this is not used as it is, but refined: its records must
            also share ``refine_by``. None with ``refine_by`` leaves the width to ``block``, which keeps
            to a budget of pairs; without, blocks are used however wide they are.
        refine_by: the further parts that wide blocks are refined by, one after another as long as they
            are too wide.

    Example:
        >>> block_on("name_part", "birth_year", widest=100, refine_by="given_prefix")
        BlockingRule(parts=('name_part', 'birth_year'), widest=100, refine_by=('given_prefix',))
    """

    parts: tuple[str, ...]
    widest: int | None = None
    refine_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no rule, or would make very many pairs of different persons."""
        unknown = [p for p in (*self.parts, *self.refine_by) if p not in KEY_PARTS]
        if unknown or not self.parts:
            given = ", ".join(map(repr, unknown)) or "nothing"
            raise SpecError(f"A blocking rule is made of {', '.join(KEY_PARTS)}; got {given}.")
        if self.widest is not None and not self.refine_by:
            raise SpecError("widest needs refine_by: what to add where a block is too wide.")
        if self.widest is not None:
            checks.positive_int("widest", self.widest)
        if self.is_broad and not self.refine_by:
            raise SpecError(
                f"A blocking rule on {' and '.join(self.parts)} alone would make very many pairs of "
                "different persons; add a part of the name, a birth day, a document or a contact, or "
                "say with refine_by what to add where a block is wide."
            )

    @property
    def is_broad(self) -> bool:
        """Whether no part of a name, day or number is in it: a rule for small files."""
        return _NOT_ALONE.issuperset(self.parts)

    @property
    def name(self) -> str:
        """The parts joined by "and"."""
        return " and ".join(self.parts)


def block_on(
    *parts: str, widest: int | None = None, refine_by: str | Sequence[str] = ()
) -> BlockingRule:
    """A blocking rule: the parts that two records must share.

    Args:
        parts: one or more of the names in `KEY_PARTS`.
        widest: refine blocks of more records than this; needs ``refine_by``. None lets ``block`` choose.
        refine_by: a further part that the records of a wide block must share, or several, the next one
            where the blocks are still too wide.

    Returns:
        The rule.

    Raises:
        SpecError: a part is unknown, or the rule would pair records on nationality, sex or year alone.

    Example:
        >>> block_on("rare_name_part", "birth_year").name
        'rare_name_part and birth_year'
    """
    further = (refine_by,) if isinstance(refine_by, str) else tuple(refine_by)
    return BlockingRule(tuple(parts), widest, further)


DEFAULT_RULES: Final = (
    block_on("document"),
    block_on("contact"),
    block_on("name_part", "birth_day", refine_by="nationality"),
    block_on("name", refine_by=("stated_birth_year", "nationality")),
    block_on("two_name_parts", "nationality", refine_by=("stated_birth_year", "birth_place")),
    block_on("birth_day", "nationality", refine_by=("birth_place", "given_prefix")),
    block_on("two_name_parts", refine_by=("stated_birth_year", "birth_place")),
    block_on("name_part", refine_by=("stated_birth_year", "nationality", "birth_place")),
    block_on("name_part", "birth_anniversary", refine_by="nationality"),
    block_on("name_part", "nationality", refine_by=("stated_birth_year", "birth_place")),
    block_on("name_part", "birth_place", refine_by=("near_birth_year", "nationality")),
    block_on("sounding_name_part", refine_by=("near_birth_year", "nationality")),
    block_on("birth_day", refine_by=("birth_place", "given_prefix")),
    block_on("name_part", "birth_year", refine_by=("nationality", "birth_place")),
    block_on("birth_anniversary", refine_by=("near_birth_year", "given_prefix")),
    block_on("near_birth_year", "nationality", refine_by=("birth_place", "given_prefix")),
    block_on("stated_birth_year", refine_by=("birth_place", "given_prefix")),
)
"""The rules of ``blocking="auto"``, the most telling first; measured in benchmarks/README.md."""
