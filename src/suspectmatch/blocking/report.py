"""What blocking did: pairs by rule, the widest blocks, records that meet nobody."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa


@dataclass(frozen=True, slots=True)
class RuleReport:
    """One rule's part.

    Attributes:
        rule: its name.
        n_keys: distinct keys that two or more records share.
        n_pairs: distinct pairs that share a key under it.
        widest_block: records in its largest block.
    """

    rule: str
    n_keys: int
    n_pairs: int
    widest_block: int


@dataclass(frozen=True, slots=True)
class BlockingReport:
    """Counts that are known before any pair is made.

    Attributes:
        n_records: records that could be paired.
        n_set_aside: records whose role keeps them out unless asked for.
        n_pairs: distinct candidate pairs over all rules.
        n_possible: pairs there would be without blocking.
        rules: one report per rule; a pair counts under each of its rules.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = [{"record_id": "1", **twice}, {"record_id": "2", **twice}]
        >>> report = sm.block(sm.normalise(sm.load({"jail": records}))).report
        >>> report.n_pairs, report.rules[0]
        (1, RuleReport(rule='name', n_keys=1, n_pairs=1, widest_block=2))
    """

    n_records: int
    n_set_aside: int
    n_pairs: int
    n_possible: int
    rules: tuple[RuleReport, ...]

    def to_pandas(self) -> pd.DataFrame:
        """One row per rule, and a last one for all of them."""
        rows = [(r.rule, r.n_keys, r.n_pairs, r.widest_block) for r in self.rules]
        rows.append(
            ("all rules, each pair once", sum(r[1] for r in rows), self.n_pairs, max(r[3] for r in rows))
        )
        return pd.DataFrame(rows, columns=["rule", "n_keys", "n_pairs", "widest_block"])

    def to_arrow(self) -> pa.Table:
        """As ``to_pandas``, as an Arrow table."""
        return pa.Table.from_pandas(self.to_pandas(), preserve_index=False)

    def __str__(self) -> str:
        share = self.n_pairs / max(self.n_possible, 1)
        return (
            f"{self.n_pairs:,} candidate pairs of {self.n_possible:,} possible ({share:.3%}) "
            f"among {self.n_records:,} records\n{self.to_pandas().to_string(index=False)}"
        )
