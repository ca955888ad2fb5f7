"""Which pairs a reviewer should label: a random sample to measure a run, or the pairs that train best.

Both are shown in an order that does not reveal their weight: reviewers tend to agree with a score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.kernels.patterns import count_patterns

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.tables import ScoredPairs

LABEL: Final = "same_person"
"""Column for the reviewer: true, false, or empty where it cannot be told."""
IDENTITY: Final = ("source_left", "record_id_left", "source_right", "record_id_right")
LABELS_PER_STRATUM: Final = 10
MOST_STRATA: Final = 20


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PairsToLabel:
    """Pairs for a reviewer to label, in the order in which to show them.

    Attributes:
        scored: the pairs they were taken from.
        rows: int64 (n,) rows of ``scored``. Do not show them: they follow the weight.
        stratum: int64 (P,) stratum of each of the scored pairs.
        is_random: whether the pairs of a stratum were drawn at random, so that their labels represent
            the other pairs.
    """

    scored: ScoredPairs
    rows: npt.NDArray[np.int64]
    stratum: npt.NDArray[np.int64]
    is_random: bool

    def __len__(self) -> int:
        return int(self.rows.size)

    def to_arrow(self) -> pa.Table:
        """Both identities and an empty column ``same_person``; nothing that reveals the score."""
        table = self.scored.compared.take(self.rows).to_arrow().select(list(IDENTITY))
        return table.append_column(LABEL, pa.nulls(len(self), pa.bool_()))

    def to_pandas(self) -> pd.DataFrame:
        """As ``to_arrow``, as a pandas table."""
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def labels_of(self, labels: Any) -> npt.NDArray[np.float64]:
        """Labels in the order of ``rows``, float64 (n,): 1 one person, 0 two, NaN not labelled.

        Args:
            labels: an array of n labels in the order shown, -1 not labelled, or the table of
                ``to_pandas`` with ``same_person`` filled in, its rows in any order.

        Raises:
            ParameterError: the array does not have n labels, a label is not true, false or empty, or the
                table lacks a column or contains a pair twice.
        """
        if hasattr(labels, "columns"):
            labels = self._matched(pd.DataFrame(labels))
        try:
            made = np.array([_as_number(label) for label in labels], np.float64)
        except (TypeError, ValueError, KeyError) as error:
            raise ParameterError("A label must be true, false or empty.") from error
        if made.shape != (len(self),):
            raise ParameterError(f"There must be {len(self):,} labels, got {made.size:,}.")
        return made

    def _matched(self, table: pd.DataFrame) -> list[Any]:
        given = _columns(table, (*IDENTITY, LABEL)).astype(dict.fromkeys(IDENTITY, str))
        if given.duplicated(list(IDENTITY)).any():
            raise ParameterError("The table of labels contains a pair twice.")
        own = self.to_pandas()[list(IDENTITY)].astype(str)
        return own.merge(given, on=list(IDENTITY), how="left")[LABEL].tolist()

    def __repr__(self) -> str:
        return f"PairsToLabel({len(self):,} of {len(self.scored):,} pairs)"


_WORDS: Final = {"true": 1.0, "yes": 1.0, "1": 1.0, "false": 0.0, "no": 0.0, "0": 0.0, "": np.nan}


def _columns(table: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    for name in names:
        if name not in table.columns:
            raise ParameterError(f"The table of labels has no column {name!r}.")
    return table[list(names)]


def _as_number(label: Any) -> float:
    if label is None or label is pd.NA or (isinstance(label, float) and np.isnan(label)):
        return float("nan")
    if isinstance(label, str):
        return float(_WORDS[label.strip().lower()])
    if label not in (-1, 0, 1):
        raise ValueError(label)
    return float("nan") if label == -1 else float(label)


def sample_to_label(scored: ScoredPairs, n: int, *, random_state: int = 0) -> PairsToLabel:
    """Draw pairs for estimating precision and recall from few labels.

    The pairs are split by weight into strata with equal sums of the square root of the probability,
    which is near the optimum for F1 (Marchant and Rubinstein 2017, "In search of an entity resolution
    OASIS: optimal asymptotic sequential importance sampling", PVLDB 10). As many pairs are drawn at
    random from each stratum.

    Args:
        scored: scored pairs, kept down to a low probability.
        n: how many to label; all of them where there are no more.
        random_state: the same number draws the same pairs.

    Returns:
        The pairs in random order, for ``estimate_quality``.

    Raises:
        ParameterError: ``n`` is not positive.

    Example:
        >>> import suspectmatch as sm
        >>> from suspectmatch.synthetic import single_name_records
        >>> people = sm.normalise(sm.load(single_name_records(300, seed=1).records))
        >>> sample = sample_to_label(sm.Linker(progress=False).predict(people), 20)
        >>> len(sample), list(sample.to_pandas().columns)[-1]
        (20, 'same_person')
    """
    checks.positive_int("n", n)
    rng = np.random.default_rng(checks.seed("random_state", random_state))
    given = scored.probability
    stratum = _strata(given, np.sqrt(given), n)
    return _drawn(scored, stratum, rng.random(len(scored)), n, rng, is_random=True)


def next_to_label(
    scored: ScoredPairs, n: int, *, labelled: Any = None, random_state: int = 0
) -> PairsToLabel:
    """Choose the pairs whose labels train a classifier best.

    Pairs count by their uncertainty, p(1 - p). They are split by weight into strata of equal sums, so
    that both sides of the threshold are covered. From each stratum one pair of each agreement pattern is
    taken before a second of any, because pairs with the same pattern teach nearly the same.

    These labels do not represent the other pairs: to measure a run, use ``sample_to_label``.

    Args:
        scored: scored pairs.
        n: how many to label next.
        labelled: pairs that were labelled before and are left out, as a table or `PairsToLabel`, or a
            list of these.
        random_state: the same number gives the same pairs.

    Returns:
        The pairs in random order.

    Raises:
        ParameterError: ``n`` is not positive, or a table lacks a column of the identities.

    Example:
        >>> scored = sm.Linker(progress=False).predict(people)  # people as in ``sample_to_label``
        >>> first = next_to_label(scored, 10)
        >>> second = next_to_label(scored, 10, labelled=first)
        >>> len(second), len(set(first.rows.tolist()) & set(second.rows.tolist()))
        (10, 0)
    """
    checks.positive_int("n", n)
    rng = np.random.default_rng(checks.seed("random_state", random_state))
    given = scored.probability
    is_open = ~_named(scored, labelled)
    stratum = _strata(given, given * (1 - given) * is_open, n)
    pattern = count_patterns(scored.compared.levels)[2]
    place = _place_in_group(stratum * (int(pattern.max(initial=0)) + 1) + pattern, is_open, rng)
    order = np.where(is_open, place, np.inf)
    return _drawn(scored, stratum, order, n, rng, is_random=False)


def _strata(
    given: npt.NDArray[np.float64], count: npt.NDArray[np.float64], n: int
) -> npt.NDArray[np.int64]:
    """Stratum of each pair, int64 (P,): by falling probability, of equal sums of ``count``."""
    n_strata = int(np.clip(n // LABELS_PER_STRATUM, 1, MOST_STRATA))
    order = np.argsort(-given, kind="stable")
    sums = np.cumsum(count[order])
    middle = (sums - count[order] / 2) / max(float(sums[-1]) if sums.size else 1.0, 1e-300)
    stratum = np.empty(given.size, np.int64)
    stratum[order] = np.minimum((middle * n_strata).astype(np.int64), n_strata - 1)
    return stratum


def _place_in_group(
    group: npt.NDArray[np.int64], is_open: npt.NDArray[np.bool_], rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Random place of each pair in its group, the open ones first, float64 (P,); ties are random."""
    chance = rng.random(group.size)
    order = np.lexsort((chance, ~is_open, group))
    starts = np.flatnonzero(np.r_[True, np.diff(group[order]) != 0])[: group.size]
    lengths = np.diff(np.r_[starts, group.size])
    place = np.empty(group.size)
    place[order] = np.arange(group.size) - np.repeat(starts, lengths)
    return place + rng.random(group.size)


def _drawn(
    scored: ScoredPairs,
    stratum: npt.NDArray[np.int64],
    order: npt.NDArray[np.float64],
    n: int,
    rng: np.random.Generator,
    *,
    is_random: bool,
) -> PairsToLabel:
    """The first pairs of each stratum by ``order``, about as many of each; infinite ones never."""
    free = np.bincount(stratum[np.isfinite(order)], minlength=int(stratum.max(initial=0)) + 1)
    shares = _shared_out(min(n, int(free.sum())), free)
    by_stratum = np.lexsort((order, stratum))
    sizes = np.bincount(stratum, minlength=free.size)
    place = np.arange(stratum.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    taken = by_stratum[place < np.repeat(shares, sizes)]
    return PairsToLabel(scored, rng.permutation(taken).astype(np.int64), stratum, is_random)


def _shared_out(n: int, room: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """As equal shares of n as there is room for, int64 (H,); what is left over goes to the first."""
    shares = np.zeros(room.size, np.int64)
    while (left := n - int(shares.sum())) > 0:
        with_room = np.flatnonzero(room > shares)
        each, more = divmod(left, with_room.size)
        shares[with_room] += each
        shares[with_room[:more]] += 1
        shares = np.minimum(shares, room)
    return shares


def _named(scored: ScoredPairs, labelled: Any) -> npt.NDArray[np.bool_]:
    """Whether each pair is named in one of the tables, bool (P,)."""
    found = np.zeros(len(scored), np.bool_)
    tables = labelled if isinstance(labelled, list | tuple) else [] if labelled is None else [labelled]
    for table in tables:
        if isinstance(table, PairsToLabel) and table.scored is scored:
            found[table.rows] = True
            continue
        frame = table.to_pandas() if isinstance(table, PairsToLabel) else pd.DataFrame(table)
        known = _columns(frame, IDENTITY).astype(str)
        own = scored.compared.to_arrow().select(list(IDENTITY)).to_pandas().astype(str)
        index = pd.MultiIndex.from_frame(own)
        for order in (IDENTITY, (*IDENTITY[2:], *IDENTITY[:2])):
            found |= index.isin(pd.MultiIndex.from_frame(known[list(order)]))
    return found
