"""The explanation of one pair, as text for a terminal, as JSON and as a table for a notebook."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from suspectmatch.tables.explanation_rows import FIGURES, percent
from suspectmatch.tables.odds import probability_of
from suspectmatch.tables.waterfall import Step, waterfall

if TYPE_CHECKING:
    import pandas as pd

    from suspectmatch.tables.explanation_rows import Caution, ExplanationRow, Side
    from suspectmatch.tables.waterfall import Bar, Waterfall

FORMAT: Final = "suspectmatch explanation 1"


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
        min_probability: links below it join no records, if clusters were given.
        sides: source, id, place, role and reliability of the two records.
        calibration: slope and intercept of the model, where it is calibrated: the bits of the rows are
            multiplied by the one, and the other is part of the prior.
        cautions: reasons to check the pair again, those first that go with wrong links most; they
            change no weight.

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
    min_probability: float | None = None
    sides: tuple[Side, Side] | None = None
    calibration: tuple[float, float] | None = None
    cautions: tuple[Caution, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """Everything that adds up to the weight: prior, calibration and the rows that were compared."""
        slope, intercept = self.calibration or (1.0, 0.0)
        first = [Step("prior", self.prior - intercept, self.prior_words)]
        if self.calibration:
            first.append(Step("calibration", intercept, f"the bits of all rows are times {slope:.3g}"))
        rows = (
            Step(row.comparison, row.bits, row.words, row.left, row.right, row.details)
            for row in self.rows
            if row.is_compared
        )
        return (*first, *rows)

    @property
    def waterfall(self) -> Waterfall:
        """The steps as bars, from the prior to the weight."""
        return waterfall(self.steps, self.weight)

    @property
    def not_compared(self) -> tuple[str, ...]:
        """Names of the comparisons that add nothing because a value is missing."""
        return tuple(row.comparison for row in self.rows if not row.is_compared)

    @property
    def prior_words(self) -> str:
        """What the prior is, in plain words, with the size of the population."""
        words = "before anything was compared"
        return words if self.among is None else f"{words}, among {self.among:,} records"

    @property
    def doubt_words(self) -> str | None:
        """How far the two sources are to be believed, and what that took off; None where fully."""
        if self.sides is None or min(side.reliability for side in self.sides) == 1.0:
            return None
        shares = " and ".join(f"{side.reliability:.2g}" for side in self.sides)
        doubt = sum(row.doubt for row in self.rows)
        return f"reliability {shares}: moved the total by {doubt:+.1f} bits"

    @property
    def probability(self) -> float:
        """The weight as a probability."""
        return float(probability_of(self.weight))

    def to_arrow(self) -> pa.Table:
        """One row per comparison, the prior first and the total last."""
        edge = {"left": None, "right": None, "level": None}
        rows = [{"comparison": "prior", **edge, "words": self.prior_words, "bits": self.prior}]
        names = ("comparison", "left", "right", "level", "words")
        rows += [{name: getattr(row, name) for name in (*names, "bits")} for row in self.rows]
        rows.append({"comparison": "total", **edge, "words": "log2 odds", "bits": self.weight})
        schema = pa.schema([(name, pa.string()) for name in names])
        return pa.Table.from_pylist(rows, schema=schema.append(pa.field("bits", pa.float64())))

    def to_json(self) -> str:
        """The explanation as indented JSON, whose keys stay as they are while ``format`` does.

        ``format``; ``left`` and ``right`` (source, record_id, location, role, reliability,
        handling, purpose); ``prior``
        (bits, records); ``calibration`` (slope, bits) or null; ``rows``, each with comparison, level,
        words, bits, doubt, left and right (value, at), frequency (n_records, among, share, reference)
        or null, and name (parts, left_over, not_compared, tries, correction, is_weak) or null;
        ``weight``, ``probability``, ``min_probability``, ``linked``, ``cautions`` (kind, words),
        ``verdict`` and ``note``. The bits of prior, calibration and rows add up to the weight.
        """
        slope, intercept = self.calibration or (1.0, 0.0)
        left, right = self.sides or (None, None)
        body = {
            "format": FORMAT,
            "left": left and asdict(left),
            "right": right and asdict(right),
            "prior": {"bits": self.prior - intercept, "records": self.among},
            "calibration": {"slope": slope, "bits": intercept} if self.calibration else None,
            "rows": [_row(row) for row in self.rows],
            "weight": self.weight,
            "probability": self.probability,
            "min_probability": self.min_probability,
            "linked": self.linked,
            "cautions": [asdict(caution) for caution in self.cautions],
            "verdict": self.verdict(),
            "note": self.note,
        }
        return json.dumps(body, indent=1, ensure_ascii=False) + "\n"

    def to_pandas(self) -> pd.DataFrame:
        """As ``to_arrow``, as a pandas table."""
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"Explanation({self.left[0]} and {self.right[0]}: {self.weight:+.1f} bits)"

    def __str__(self) -> str:
        names = [*(row.comparison for row in self.rows), *(step.name for step in self.steps)]
        width = max(map(len, names))
        lines = [
            f"{self.left[0]} ({self.left[1] or '?'})  and  {self.right[0]} ({self.right[1] or '?'})"
        ]
        for step in self.steps:
            values = f": {step.both_values}" if step.both_values else ""
            lines.append(f"  {step.name:<{width}} {step.bits:+7.1f}  {step.words}{values}")
            lines += [f"  {'':<{width + 8}}    {line}" for line in step.details]
        lines.append(
            f"  {'total':<{width}} {self.weight:+7.1f}  bits, probability {percent(self.probability)}"
        )
        doubt = [self.doubt_words] if self.doubt_words else []
        below = (*doubt, *self.missing_words, *self.remarks)
        return "\n".join([*lines, *(f"  {line}" for line in below)])

    @property
    def missing_words(self) -> tuple[str, ...]:
        """What was not compared: known on one side only, with its value; on neither; not understood."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            if row.level != "missing":
                continue
            known = [(s, v) for s, v in (("left", row.left), ("right", row.right)) if v is not None]
            words = ("known on neither side", "known on one side only", "given, but not comparable")
            values = "; ".join(f"{side}: {value}" for side, value in known)
            name = f"{row.comparison} ({values})" if values else row.comparison
            found.setdefault(words[len(known)], []).append(name)
        return tuple(
            f"{words}: {', '.join(names)}" for words, names in sorted(found.items(), reverse=True)
        )

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know besides, a line each: cautions, the result, the note, the figures."""
        lines = [f"Caution: {caution.words}" for caution in self.cautions]
        lines.append(self.verdict())
        lines += [f"Note: {self.note}"] if self.note else []
        has_rarity = any(row.frequency is not None for row in self.rows)
        return (*lines, FIGURES) if has_rarity else tuple(lines)

    def verdict(self) -> str:
        """One sentence in the words of leads."""
        ends = " Verify with both sources before acting."
        if self.linked is None:
            return f"A candidate with probability {percent(self.probability)}.{ends}"
        if self.linked and self.weight < 0:
            return (
                "In one cluster, but only through other records: this pair alone is more likely to be "
                f"two persons.{ends}"
            )
        if self.linked:
            return f"A lead: the two records are in one cluster.{ends}"
        if self.min_probability is not None and self.probability >= self.min_probability:
            return "Above the threshold, but not in one cluster; why_not says why."
        return "Not a lead: the two records are in different clusters."

    def _repr_html_(self) -> str:
        rows = "".join(_html_row(bar) for bar in self.waterfall.bars)
        ends = (f"{name} ({place})" if place else name for name, place in (self.left, self.right))
        caption = (
            f"{' and '.join(ends)}: {self.weight:+.1f} bits, probability {percent(self.probability)}"
        )
        return (
            f"<table><caption>{html.escape(caption)}</caption>"
            "<thead><tr><th>comparison</th><th>values</th><th>level</th><th>bits</th><th></th></tr>"
            f"</thead><tbody>{rows}</tbody><tfoot><tr><th>total</th><td></td><td>log2 odds</td>"
            f"<td style='text-align:right'>{self.weight:+.1f}</td><td></td></tr></tfoot></table>"
            + "".join(
                f"<p>{html.escape(line)}</p>" for line in (self.doubt_words, *self.remarks) if line
            )
        )


def _html_row(bar: Bar) -> str:
    step, colour = bar.step, "#2a7f62" if bar.is_for else "#b0413e"
    place = f"margin-left:{100 * bar.start:.1f}%;width:{max(100 * bar.width, 0.4):.1f}%"
    words = "<br>".join(map(html.escape, (step.words, *step.details)))
    return (
        f"<tr><th>{html.escape(step.name)}</th><td>{html.escape(step.both_values)}</td><td>{words}</td>"
        f"<td style='text-align:right'>{step.bits:+.1f}</td>"
        f"<td style='width:16em'><div style='height:.8em;{place};background:{colour}'></div></td></tr>"
    )


def _row(row: ExplanationRow) -> dict[str, Any]:
    body = asdict(row)
    for side in ("left", "right"):
        body[side] = {"value": body[side], "at": body.pop(f"{side}_at")}
    return body
