"""The explanation of one pair, as text for a terminal and as a waterfall for a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd

SURELY_NOT: Final = 0.001
"""Probabilities this near to 0 or 1 are shown as "below" and "above"."""


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
    """

    comparison: str
    left: str | None
    right: str | None
    level: str
    words: str
    bits: float


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """Why two records have the weight they have: prior + the bits of all rows = weight, exactly.

    Attributes:
        left: ``source:record_id`` and where it stands.
        right: likewise.
        rows: one per comparison.
        prior: log2 odds before anything was compared.
        weight: log2 odds in all.
        linked: whether the pair's records are in one cluster, if clusters were given.
        note: what a reader must know besides, such as roles set aside.
        among: number of records that the prior is of.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = [{"record_id": "1", **twice}, {"record_id": "2", **twice}]
        >>> explanation = sm.link({"jail": records}).explain("jail:1", "jail:2")
        >>> bits = sum((row.bits for row in explanation.rows), start=explanation.prior)
        >>> abs(bits - explanation.weight) < 1e-9, explanation.rows[0].words
        (True, 'same name')
    """

    left: tuple[str, str | None]
    right: tuple[str, str | None]
    rows: tuple[ExplanationRow, ...]
    prior: float
    weight: float
    linked: bool | None = None
    note: str | None = None
    among: int | None = None

    @property
    def prior_words(self) -> str:
        """What the prior is, in plain words, with the size of the population."""
        words = "before anything was compared"
        return words if self.among is None else f"{words}, among {self.among:,} records"

    @property
    def probability(self) -> float:
        """The weight as a probability."""
        return float(1.0 / (1.0 + np.exp2(-self.weight)))

    def to_arrow(self) -> pa.Table:
        """One row per comparison, the prior first and the total last."""
        edge = {"left": None, "right": None, "level": None}
        rows = [{"comparison": "prior", **edge, "words": self.prior_words, "bits": self.prior}]
        rows += [{name: getattr(row, name) for name in ExplanationRow.__slots__} for row in self.rows]
        rows.append({"comparison": "total", **edge, "words": "log2 odds", "bits": self.weight})
        schema = pa.schema([(n, pa.string()) for n in ("comparison", "left", "right", "level", "words")])
        return pa.Table.from_pylist(rows, schema=schema.append(pa.field("bits", pa.float64())))

    def to_pandas(self) -> pd.DataFrame:
        """As ``to_arrow``, as a pandas table."""
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"Explanation({self.left[0]} and {self.right[0]}: {self.weight:+.1f} bits)"

    def __str__(self) -> str:
        width = max(len(row.comparison) for row in self.rows)
        lines = [
            f"{self.left[0]} ({self.left[1] or '?'})  and  {self.right[0]} ({self.right[1] or '?'})"
        ]
        lines.append(f"  {'prior':<{width}} {self.prior:+7.1f}  {self.prior_words}")
        for row in self.rows:
            if row.level == "missing":
                continue
            values = "" if row.left is row.right is None else f": {_both(row)}"
            lines.append(f"  {row.comparison:<{width}} {row.bits:+7.1f}  {row.words}{values}")
        missing = [row.comparison for row in self.rows if row.level == "missing"]
        lines.append(
            f"  {'total':<{width}} {self.weight:+7.1f}  bits, probability {_percent(self.probability)}"
        )
        if missing:
            lines.append(f"  not known on both sides: {', '.join(missing)}")
        lines.append(f"  {self.verdict()}")
        if self.note:
            lines.append(f"  Note: {self.note}")
        return "\n".join(lines)

    def verdict(self) -> str:
        """One sentence in the words of leads."""
        ends = " Verify with both sources before acting."
        if self.linked is None:
            return f"A candidate with probability {_percent(self.probability)}." + ends
        if self.linked:
            return "A lead: the two records are in one cluster." + ends
        return "Not a lead: the two records are in different clusters."

    def _repr_html_(self) -> str:
        rows, running = [], 0.0
        span = max(abs(self.prior) + sum(abs(row.bits) for row in self.rows), 1.0)
        steps = [("prior", "", self.prior_words, self.prior)]
        steps += [(r.comparison, _both(r), r.words, r.bits) for r in self.rows if r.level != "missing"]
        for name, values, words, bits in steps:
            start = 50 + 50 * min(running, running + bits) / span
            colour = "#2a7f62" if bits >= 0 else "#b0413e"
            width = max(50 * abs(bits) / span, 0.4)
            bar = f"margin-left:{start:.1f}%;width:{width:.1f}%;background:{colour}"
            running += bits
            rows.append(
                f"<tr><th>{html.escape(name)}</th><td>{html.escape(values)}</td>"
                f"<td>{html.escape(words)}</td>"
                f"<td style='text-align:right'>{bits:+.1f}</td>"
                f"<td style='width:16em'><div style='height:.8em;{bar}'></div></td></tr>"
            )
        title = html.escape(f"{self.left[0]} and {self.right[0]}")
        note = f"<p>{html.escape(self.note)}</p>" if self.note else ""
        return (
            f"<table><caption>{title}: {self.weight:+.1f} bits, "
            f"probability {_percent(self.probability)}</caption>"
            "<thead><tr><th>comparison</th><th>values</th><th>level</th><th>bits</th><th></th></tr>"
            "</thead>"
            f"<tbody>{''.join(rows)}</tbody></table><p>{html.escape(self.verdict())}</p>{note}"
        )


def _both(row: ExplanationRow) -> str:
    return f"{row.left or '?'} | {row.right or '?'}"


def _percent(probability: float) -> str:
    if SURELY_NOT <= probability <= 1.0 - SURELY_NOT:
        return f"{probability:.1%}"
    return f"below {SURELY_NOT:.1%}" if probability < SURELY_NOT else f"above {1.0 - SURELY_NOT:.1%}"
