"""The waterfall of an explanation, from the prior to the weight, for screens, pages and plots."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Step(NamedTuple):
    """One thing that adds bits to the weight: the prior, the calibration or a comparison.

    Attributes:
        name: ``prior``, ``calibration`` or the name of the comparison.
        bits: what it adds.
        words: what was found, in plain words.
        left: the value of the left record; None where there is none.
        right: likewise of the right record.
        details: what else is known, a line each.
    """

    name: str
    bits: float
    words: str
    left: str | None = None
    right: str | None = None
    details: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name as words."""
        return self.name.replace("_", " ")

    @property
    def both_values(self) -> str:
        """Both values in a line; empty where there is none."""
        return "" if self.left is self.right is None else f"{self.left or '?'} | {self.right or '?'}"


class Bar(NamedTuple):
    """A step with the sum before it and after it, and where its bar stands.

    Attributes:
        step: what the bar shows.
        before: sum of all bits before it.
        after: sum with its own bits.
        start: where the bar begins, as a share of the whole width, 0 to 1.
        width: its width, likewise.
    """

    step: Step
    before: float
    after: float
    start: float
    width: float

    @property
    def is_for(self) -> bool:
        """Whether it supports one person."""
        return self.step.bits >= 0.0


class Waterfall(NamedTuple):
    """Bars from the prior to the weight.

    Attributes:
        bars: one for each step, in order.
        total: the bar of the weight itself, from 0.
        zero: where 0 bits stands, as a share of the width.
    """

    bars: tuple[Bar, ...]
    total: Bar
    zero: float


def waterfall(steps: Sequence[Step], weight: float) -> Waterfall:
    """The bars of some steps on the narrowest scale that shows all sums and 0.

    >>> made = waterfall([Step("prior", -4.0, ""), Step("name", 6.0, "same name")], 2.0)
    >>> [(bar.before, bar.after) for bar in made.bars], round(made.zero, 2)
    ([(0.0, -4.0), (-4.0, 2.0)], 0.67)
    """
    sums = [0.0]
    for step in steps:
        sums.append(sums[-1] + step.bits)
    low = min(sums)
    span = max(max(sums) - low, 1.0)

    def bar(step: Step, before: float, after: float) -> Bar:
        return Bar(step, before, after, (min(before, after) - low) / span, abs(after - before) / span)

    bars = tuple(bar(step, *ends) for step, ends in zip(steps, pairwise(sums), strict=True))
    return Waterfall(bars, bar(Step("total", weight, "log2 odds"), 0.0, weight), -low / span)
