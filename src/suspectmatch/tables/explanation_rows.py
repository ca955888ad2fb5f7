"""What one comparison of a pair adds and why: the rows of an explanation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

SURELY_NOT: Final = 0.001
"""Probabilities this near to 0 or 1 are shown as "below" and "above"."""
FEWEST: Final = 1_000_000_000
"""A share of fewer than one in so many is of parts that were multiplied: nobody could count it."""
LEAST_SHOWN: Final = 0.05
"""Fewer bits than this are not shown in words."""
FIGURES: Final = (
    "Figures: bits = log2 odds; one more bit doubles the odds. Held by = counted in these records. "
    "Weighed as = the share that the weight uses. Rarity beyond 1 in 1,000 counts less."
)
"""What each figure of an explanation is; the same words wherever one is shown."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """How common the value is that both records share.

    Attributes:
        n_records: records of these data that hold it.
        among: records of these data in all.
        share: the share of records that the weight took it to have, where the weight knows rarity; for
            a name that of its parts together, as if these went together by chance.
        reference: the share of persons in the shipped reference of names; None where there is none, or
            where it does not list every part.
        is_blended: ``share`` is of these data and the reference together, not of these data alone.
    """

    n_records: int
    among: int
    share: float | None = None
    reference: float | None = None
    is_blended: bool = False

    @property
    def words(self) -> str:
        """In plain words, and which of them is counted and which is not."""
        lines = [f"held by {self.n_records:,} of {self.among:,} records here"]
        if self.reference is not None:
            lines.append(f"in the reference {one_in(self.reference)} persons")
        if self.share is not None:
            by = "both together" if self.reference is not None else "these data and the reference"
            by = f", by {by}" if self.is_blended else ""
            lines.append(f"weighed as {one_in(self.share)} records{by}")
        return "; ".join(lines)


@dataclass(frozen=True, slots=True)
class NamePart:
    """A part of one name and the part of the other that it agrees with.

    Attributes:
        left: the part as it was compared; two parts that are one of the other stand with a space.
        right: likewise.
        grade: ``same``, ``sounds alike``, ``respelt``, ``close``, ``initial`` or ``written together``.
        bits: rarity of what agrees.
        n_records: records of these data that have a name with such a part.
        reference: share of persons in the reference; None where it does not list the part.
    """

    left: str
    right: str
    grade: str
    bits: float
    n_records: int
    reference: float | None = None

    @property
    def words(self) -> str:
        """In plain words."""
        return self.left if self.left == self.right else f"{self.left} ~ {self.right}: {self.grade}"


@dataclass(frozen=True, slots=True)
class NameAgreement:
    """How two names agree, part by part, and what it cost to have chosen them.

    Attributes:
        parts: those that agree.
        left_over: parts of the left and of the right name that nothing agrees with.
        not_compared: particles, titles and the like of either name, which are never compared.
        tries: pairs of names that were tried, of which this one agrees best.
        correction: bits that this took off the weight, 0 or less: the more pairs are tried, the better
            the best of them agrees by chance.
        is_weak: one of the names is a weak alias, and the agreement counts half.
    """

    parts: tuple[NamePart, ...] = ()
    left_over: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    not_compared: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    tries: int = 1
    correction: float = 0.0
    is_weak: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """In plain words, a line each."""
        lines = []
        if self.parts:
            lines.append("; ".join(part.words for part in self.parts))
        for side, over in zip(("left", "right"), self.left_over, strict=True):
            if over:
                lines.append(f"only on the {side}: {', '.join(over)}")
        aside = sorted({*self.not_compared[0], *self.not_compared[1]})
        if aside:
            lines.append(f"not compared: {', '.join(aside)}")
        if self.tries > 1:
            lines.append(
                f"the best of {self.tries:,} pairs of names that were tried; trying so many takes "
                f"{abs(self.correction):.1f} bits off"
            )
        if self.is_weak:
            lines.append("agrees through a weak alias, which counts half")
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class ExplanationRow:
    """One comparison of one pair.

    Attributes:
        comparison: its name.
        left: the value used of the left record, as its source wrote it; None where it has none.
        right: likewise for the right record.
        level: name of the level, or ``missing``.
        words: the level in plain words.
        bits: what it adds to the weight.
        left_at: which of the left record's values it is, such as ``names[1] of 3``; None where no one
            value carried the level.
        right_at: likewise.
        doubt: bits that the reliability of the two sources took off, towards 0.
        frequency: how common the shared value is.
        name: how the names agree, where names are compared.
    """

    comparison: str
    left: str | None
    right: str | None
    level: str
    words: str
    bits: float
    left_at: str | None = None
    right_at: str | None = None
    doubt: float = 0.0
    frequency: Frequency | None = None
    name: NameAgreement | None = None

    @property
    def is_compared(self) -> bool:
        """Whether it adds bits, or could have: a missing value that adds nothing is not shown."""
        return self.level != "missing" or self.bits != 0.0

    @property
    def details(self) -> tuple[str, ...]:
        """What else is known, a line each."""
        lines = list(self.name.words) if self.name else []
        places = [place for place in (self.left_at, self.right_at) if place]
        if not all(place.endswith(" of 1") or " of " not in place for place in places):
            lines.append(f"at {' | '.join(places)}")
        if self.frequency:
            lines.append(self.frequency.words)
        if abs(self.doubt) >= LEAST_SHOWN:
            lines.append(f"the reliability of the sources took {abs(self.doubt):.1f} bits off")
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Caution:
    """A reason to check a pair again; it changes no weight.

    Attributes:
        kind: the name of one of `suspectmatch.explaining.cautions.KINDS`.
        words: what is true of the pair, in a sentence.
    """

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records of a pair.

    Attributes:
        source: its source.
        record_id: the source's own id.
        location: where it stands: file and row, or the like.
        role: what its source calls the person.
        reliability: how far its source is to be believed, in (0, 1]; 1 where nothing is stated.
        handling: its markings.
        purpose: what its source holds it for.
    """

    source: str
    record_id: str
    location: str | None = None
    role: str = "unknown"
    reliability: float = 1.0
    handling: tuple[str, ...] = ()
    purpose: str | None = None


def one_in(share: float) -> str:
    """A share in words that can be pictured, no more exact than it is.

    >>> one_in(1 / 3412), one_in(0.4), one_in(1e-16)
    ('about 1 in 3,400', 'about 1 in 2.5', 'fewer than 1 in 1,000,000,000')
    """
    n = 1.0 / max(share, 1e-30)
    if n > FEWEST:
        return f"fewer than 1 in {FEWEST:,}"
    if n < 1.05:  # noqa: PLR2004 - a share that rounds to all
        return "nearly all"
    if n < 10.0:  # noqa: PLR2004 - below ten a decimal tells something
        return f"about 1 in {n:.1f}"
    digits = len(str(int(n))) - 2
    return f"about 1 in {round(n / 10**digits) * 10**digits:,}"


def percent(probability: float, *, below: float | None = None) -> str:
    """A probability in words; nothing is called certain, nor rounded up to what it is ``below``.

    >>> percent(0.5), percent(0.99999), percent(0.0)
    ('50.0%', 'above 99.9%', 'below 0.1%')
    >>> percent(0.94996, below=0.95)
    '94.99%'
    """
    if below is not None and probability < below <= round(probability, 3):
        return f"{math.floor(probability * 1e4) / 1e2:.2f}%"
    if SURELY_NOT <= probability <= 1.0 - SURELY_NOT:
        return f"{probability:.1%}"
    return f"below {SURELY_NOT:.1%}" if probability < SURELY_NOT else f"above {1.0 - SURELY_NOT:.1%}"
