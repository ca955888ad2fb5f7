"""What blocking did: pairs by rule, the widest blocks, records that meet nobody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd
import pyarrow as pa

from suspectmatch.tables.notebook import small_table

if TYPE_CHECKING:
    from collections.abc import Sequence


class Limit(NamedTuple):
    """How wide the blocks of one rule could be.

    Attributes:
        widest: records of the widest block used as it is; None where any was.
        is_strict: blocks that were wider even when refined were left out.
        is_idle: the rule was left out, because nearly all its blocks were wider.
    """

    widest: int | None = None
    is_strict: bool = False
    is_idle: bool = False


NO_LIMIT: Final = Limit()


@dataclass(frozen=True, slots=True)
class RuleReport:
    """One rule's part.

    Attributes:
        rule: its name.
        n_keys: distinct keys that two or more records share.
        n_pairs: pairs in its blocks, of those that may be paired; one that shares two keys counts twice.
        widest_block: records in its largest block.
        n_new: distinct pairs that no rule before it makes.
        n_refined: blocks that were too wide and were refined by further keys.
        n_left: records of such blocks that meet nobody in them any more, or not all they might have.
        largest: hash of the key and number of records of its largest blocks; never the value itself.
        parts: key parts of the rule; none where the rule is not of this library.
        refine_by: further key parts that its wide blocks are refined by.
        limit: how wide its blocks could be.
    """

    rule: str
    n_keys: int
    n_pairs: int
    widest_block: int
    n_new: int = 0
    n_refined: int = 0
    n_left: int = 0
    largest: tuple[tuple[str, int], ...] = ()
    parts: tuple[str, ...] = ()
    refine_by: tuple[str, ...] = ()
    limit: Limit = field(default=NO_LIMIT, compare=False)


@dataclass(frozen=True, slots=True)
class BlockingReport:
    """Counts that are known before any pair is made; ``n_pairs`` and ``n_new`` once they are counted.

    Attributes:
        n_records: records that could be paired.
        n_set_aside: records whose role keeps them out unless asked for.
        n_pairs: distinct candidate pairs over all rules.
        n_possible: pairs there would be without blocking.
        rules: one report per rule; a pair counts under each of its rules.
        notes: which widths and rules were chosen, and why.
        roles: roles that could be paired; None where nobody said.
        across_only: only records of different sources were paired.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> records = [{"record_id": "1", **twice}, {"record_id": "2", **twice}]
        >>> people = sm.normalise(sm.load({"jail": records}))
        >>> report = sm.block(people, [sm.block_on("name")]).report
        >>> report.n_pairs, report.rules[0].rule, report.rules[0].n_new
        (1, 'name', 1)
    """

    n_records: int
    n_set_aside: int
    n_pairs: int
    n_possible: int
    rules: tuple[RuleReport, ...]
    notes: tuple[str, ...] = ()
    roles: tuple[str, ...] | None = None
    across_only: bool = False

    @property
    def n_pairs_at_most(self) -> int:
        """Pairs of all rules, a pair counted under each of them."""
        return sum(rule.n_pairs for rule in self.rules)

    def counted(self, new: Sequence[int]) -> BlockingReport:
        """The same, with the distinct pairs that each rule is the first to make."""
        rules = tuple(replace(rule, n_new=n) for rule, n in zip(self.rules, new, strict=False))
        return replace(self, n_pairs=sum(new), rules=rules)

    def to_pandas(self) -> pd.DataFrame:
        """One row per rule, and a last one for all of them."""
        columns = ["rule", "n_keys", "n_pairs", "n_new", "widest_block", "n_refined", "n_left"]
        frame = pd.DataFrame([[getattr(r, c) for c in columns] for r in self.rules], columns=columns)
        total = frame.drop(columns="rule").sum()
        total["n_pairs"], total["widest_block"] = self.n_pairs, frame["widest_block"].max()
        frame.loc[len(frame)] = ["all rules, each pair once", *total]
        return frame

    def to_arrow(self) -> pa.Table:
        """As ``to_pandas``, as an Arrow table."""
        return pa.Table.from_pandas(self.to_pandas(), preserve_index=False)

    def _repr_html_(self) -> str:
        frame = self.to_pandas()
        heads = [str(name).removeprefix("n_").replace("_", " ") for name in frame.columns]
        title = f"Candidate pairs: {self.n_pairs:,} of {self.n_possible:,} possible"
        return small_table(title, heads, frame.astype(object).to_numpy().tolist(), " ".join(self.notes))

    def __str__(self) -> str:
        share = self.n_pairs / max(self.n_possible, 1)
        return (
            f"{self.n_pairs:,} candidate pairs of {self.n_possible:,} possible ({share:.3%}) "
            f"among {self.n_records:,} records\n{self.to_pandas().to_string(index=False)}"
            + "".join(f"\n{note}" for note in self.notes)
        )
