"""Several reviewers of one run: their disagreements, their agreement, and labels for training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.decisions import Decisions
from suspectmatch.errors import ParameterError
from suspectmatch.evaluating.labelling import PairsToLabel
from suspectmatch.evaluating.shares import Z_95
from suspectmatch.tables import ComparedPairs, ScoredPairs
from suspectmatch.tables.identity import identities

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from suspectmatch.decisions import Decision

LABEL: Final = {"same": 1, "different": 0}


class Agreement(NamedTuple):
    """How much two reviewers agree.

    Attributes:
        n_pairs: pairs that both decided.
        observed: share of them with the same verdict, 0 to 1.
        expected: the share expected by chance, if each gave the same number of each verdict at random.
        kappa: Cohen's kappa, (observed - expected) / (1 - expected): 1 if they always agree, 0 if they
            agree no more than by chance; NaN if both gave only one verdict.
        low: lower end of its 95 % interval.
        high: upper end.
    """

    n_pairs: int
    observed: float
    expected: float
    kappa: float
    low: float
    high: float


def verdicts(decisions: Decisions | str | Path) -> pd.DataFrame:
    """The last verdict of each reviewer on each pair that was not withdrawn.

    Args:
        decisions: the decisions, or their file.

    Returns:
        A row for each pair, by ``left`` and ``right`` (``source:record_id``, in alphabetical order), and
        a column for each reviewer: same, different, unsure or missing.

    Example:
        >>> from suspectmatch.decisions import Decisions
        >>> made = Decisions.read("both.jsonl", missing_ok=True)
        >>> _ = made.record("a:1", "b:2", "same", reason="one passport", by="desk 4")
        >>> _ = made.record("b:2", "a:1", "unsure", reason="no photograph", by="desk 7")
        >>> verdicts("both.jsonl").loc[("a:1", "b:2")].to_dict()
        {'desk 4': 'same', 'desk 7': 'unsure'}
    """
    standing = _read(decisions).standing()
    found = {(each.pair, each.by): each.verdict for each in standing}
    reviewers = list(dict.fromkeys(each.by for each in standing))
    pairs = list(dict.fromkeys(each.pair for each in standing))
    rows = [[found.get((pair, by)) for by in reviewers] for pair in pairs]
    index = pd.MultiIndex.from_tuples(pairs, names=["left", "right"]) if pairs else _no_pairs()
    return pd.DataFrame(rows, index=index, columns=reviewers, dtype=object)


def disagreements(decisions: Decisions | str | Path) -> pd.DataFrame:
    """The pairs on which reviewers disagree, so that they can look at them together.

    A run refuses a file in which one says same and another different. Withdraw one of the two by its id.

    Args:
        decisions: the decisions, or their file.

    Returns:
        One row for each verdict on such a pair: left, right, by, verdict, reason, at, id.

    Example:
        >>> from suspectmatch.decisions import Decisions
        >>> made = Decisions.read("differ.jsonl", missing_ok=True)
        >>> _ = made.record("a:1", "b:2", "same", reason="one passport", by="desk 4")
        >>> _ = made.record("a:1", "b:2", "different", reason="twins", by="desk 7", independent=True)
        >>> disagreements("differ.jsonl")[["by", "verdict", "reason"]].to_numpy().tolist()
        [['desk 4', 'same', 'one passport'], ['desk 7', 'different', 'twins']]
    """
    last: dict[tuple[str, str], dict[str, Decision]] = {}
    for each in _read(decisions).standing():
        last.setdefault(each.pair, {})[each.by] = each
    columns = ["left", "right", "by", "verdict", "reason", "at", "id"]
    rows = [
        [*pair, *(getattr(each, name) for name in columns[2:])]
        for pair, by in last.items()
        if len({each.verdict for each in by.values()}) > 1
        for each in by.values()
    ]
    return pd.DataFrame(rows, columns=columns)


def agreement(decisions: Decisions | str | Path, reviewers: tuple[str, str] | None = None) -> Agreement:
    """How much two reviewers agree on the pairs that both decided: Cohen's kappa.

    Cohen (1960), "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20; the interval is by his standard error, sqrt(p(1 - p) / n) / (1 - expected).
    It assumes independent pairs, and it is rough with fewer than about thirty.

    Args:
        decisions: the decisions, or their file.
        reviewers: their two names; not needed where there are two.

    Returns:
        Observed and expected agreement, kappa and its 95 % interval.

    Raises:
        ParameterError: it is not clear which two reviewers, or no pair was decided by both.

    Example:
        >>> from suspectmatch.decisions import Decisions
        >>> made = Decisions.read("kappa.jsonl", missing_ok=True)
        >>> for k, verdict in enumerate(("same", "same", "different", "different")):
        ...     _ = made.record(f"a:{k}", f"b:{k}", verdict, reason="seen", by="desk 4")
        >>> for k, verdict in enumerate(("same", "unsure", "different", "different")):
        ...     _ = made.record(f"a:{k}", f"b:{k}", verdict, reason="seen", by="desk 7")
        >>> round(agreement("kappa.jsonl").kappa, 2)
        0.6
    """
    table = verdicts(decisions)
    names = list(reviewers or table.columns)
    if len(names) != 2 or not set(names) <= set(table.columns):  # noqa: PLR2004 - two
        raise ParameterError(
            "reviewers must be two of those who decided: " + ", ".join(map(repr, table.columns)) + "."
        )
    both = table[names].dropna()
    if both.empty:
        raise ParameterError("No pair was decided by both reviewers.")
    return cohen_kappa(both[names[0]].tolist(), both[names[1]].tolist())


def cohen_kappa(first: Sequence[Any], second: Sequence[Any]) -> Agreement:
    """Cohen's kappa (1960) of two lists of verdicts on the same pairs; see ``agreement``.

    Raises:
        ParameterError: they are empty or not equally long.

    Example:
        >>> cohen_kappa([1, 1, 0, 0], [1, 1, 0, 1])[:4]
        (4, 0.75, 0.5, 0.5)
    """
    n = len(first)
    if not n or n != len(second):
        raise ParameterError("Two lists of verdicts must be equally long and not empty.")
    words = list(dict.fromkeys([*first, *second]))
    one, other = (np.array([words.index(word) for word in side]) for side in (first, second))
    observed = float((one == other).mean())
    shares = [np.bincount(side, minlength=len(words)) / n for side in (one, other)]
    expected = float(shares[0] @ shares[1])
    if expected == 1.0:
        return Agreement(n, observed, expected, float("nan"), float("nan"), float("nan"))
    kappa = (observed - expected) / (1.0 - expected)
    half = Z_95 * float(np.sqrt(observed * (1.0 - observed) / n)) / (1.0 - expected)
    return Agreement(n, observed, expected, kappa, max(kappa - half, -1.0), min(kappa + half, 1.0))


def labels(
    decisions: Decisions | str | Path,
    pairs: ComparedPairs | ScoredPairs | PairsToLabel,
    *,
    reviewer: str | None = None,
) -> npt.NDArray[np.int8]:
    """Decisions as labels: for `Supervised.fit`, `FellegiSunter.calibrate` and ``estimate_quality``.

    Args:
        decisions: the decisions, or their file.
        pairs: compared or scored pairs, or a sample of them.
        reviewer: use only the verdicts of this reviewer; without it, those of all.

    Returns:
        int8, one for each pair in its order: 1 same, 0 different, -1 not decided, unsure, or reviewers
        disagree.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> linkage = sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        >>> made = sm.Decisions.read("labels.jsonl", missing_ok=True)
        >>> _ = made.record("b:2", "a:1", "same", reason="one passport", by="desk 4")
        >>> labels("labels.jsonl", linkage.scored).tolist()
        [1]
    """
    if isinstance(pairs, PairsToLabel):
        return labels(decisions, pairs.scored, reviewer=reviewer)[pairs.rows]
    compared = pairs.compared if isinstance(pairs, ScoredPairs) else pairs
    found: dict[tuple[str, str], set[int]] = {}
    for each in _read(decisions).standing():
        if reviewer in {None, each.by}:
            found.setdefault(each.pair, set()).add(LABEL.get(str(each.verdict), -1))
    names = sorted({name for pair in found for name in pair})
    known = identities(compared.people.records.table)
    at = pc.index_in(pa.array(names, pa.string()), value_set=known).fill_null(-1).to_pylist()
    row_of = dict(zip(names, at, strict=True))
    n = len(compared.people)
    keys = np.minimum(compared.left, compared.right) * np.int64(n) + np.maximum(
        compared.left, compared.right
    )
    made = np.full(len(compared), -1, np.int8)
    order = np.argsort(keys)
    for (left, right), given in found.items():
        i, j = sorted((row_of[left], row_of[right]))
        k = int(np.searchsorted(keys, i * n + j, sorter=order))
        if i >= 0 and len(given) == 1 and k < len(order) and keys[order[k]] == i * n + j:
            made[order[k]] = given.pop()
    return made


def _read(decisions: Decisions | str | Path) -> Decisions:
    return decisions if isinstance(decisions, Decisions) else Decisions.read(decisions)


def _no_pairs() -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([[], []], names=["left", "right"])
