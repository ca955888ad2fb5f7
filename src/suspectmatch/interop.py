"""Use parts of the recordlinkage toolkit in suspectmatch, and parts of suspectmatch in the toolkit.

The toolkit works on pandas tables and identifies a pair by two index labels; suspectmatch works on
`People` and identifies a pair by two row numbers. Row i of the people is row i of the table that they
were loaded from; ``frame_of(people)`` makes such a table where there is none.

From the toolkit: ``candidates_from`` takes an indexer or pairs, ``compared_from`` a table of features,
``scored_from`` a classifier. To the toolkit: ``as_index`` gives blocking rules, ``as_feature`` a
comparison, ``features_of`` compared pairs.

In every function ``frames`` is the table, or the two tables, that the people were loaded from, in that
order; ``frame_of(people)`` where none is given. ``missing`` is the feature of a pair of which one record
has no value; in the toolkit it is 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from suspectmatch import checks
from suspectmatch.blocking import BlockingReport, block
from suspectmatch.comparing import MISSING, Comparison, Level, compare_rows
from suspectmatch.errors import MissingExtraError, ParameterError, SpecError
from suspectmatch.kernels.groups import build_groups
from suspectmatch.kernels.patterns import count_patterns
from suspectmatch.roles import DEFAULT_ROLES, ROLES
from suspectmatch.scoring import FellegiSunter, LevelParameters, Model, sorted_pairs
from suspectmatch.tables import CandidatePairs, ComparedPairs, Patterns, People, ScoredPairs
from suspectmatch.tables.blocking_report import RuleReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.blocking import BlockingRule

    Rows = npt.NDArray[np.int32]

__all__ = [
    "as_feature",
    "as_index",
    "candidates_from",
    "compared_from",
    "features_of",
    "fit_features",
    "frame_of",
    "scored_from",
]

CLOSE: Final = 0.85
"""From this feature on values are close: the threshold of the toolkit for names."""
SAME: Final = 0.99
"""From this feature on values are the same."""
_LEVELS: Final = (Level("same", "the same"), Level("close", "close"), Level("different", "different"))
_START: Final = {
    "same": LevelParameters(0.80, 0.05),
    "close": LevelParameters(0.12, 0.05),
    "different": LevelParameters(0.08, 0.90),
}
"""Values from which EM starts for any feature."""
_FIELDS: Final = {
    "name": ("names", "full"),
    "given_name": ("names", "given"),
    "family_name": ("names", "family"),
    "birth_date": ("birth_dates", "edtf|text"),
    "birth_place": ("birth_places", "text"),
    "nationality": ("nationalities", None),
}
_SMALLEST: Final = 1e-15
"""A probability is kept this far from 0 and 1."""


def frame_of(people: People) -> pd.DataFrame:
    """The people as a table for the toolkit: one row each, the first value of each field.

    Returns:
        Columns source, record_id, name, given_name, family_name, birth_date, birth_place,
        nationality and sex; the index is the number of the row.

    Example:
        >>> import suspectmatch as sm
        >>> records = sm.load({"jail": [{"record_id": "7", "names": ["Ali Hasan", "Abu Omar"]}]})
        >>> frame_of(sm.normalise(records))["name"].tolist()
        ['Ali Hasan']
    """
    table = people.records.table
    columns = {name: table.column(name).to_pandas() for name in ("source", "record_id")}
    for name, (field, part) in _FIELDS.items():
        lists = table.column(field).combine_chunks()
        has = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
        values = pc.list_flatten(lists)
        if part is not None:
            values = pc.coalesce(*(pc.struct_field(values, each) for each in part.split("|")))
        first = np.full(len(people), None, dtype=object)
        starts = np.cumsum(has) - has
        first[has > 0] = values.take(starts[has > 0]).to_numpy(zero_copy_only=False)
        columns[name] = pd.Series(first, dtype=object)
    columns["sex"] = table.column("sex").to_pandas().astype(object)
    return pd.DataFrame(columns)


def candidates_from(
    indexer: Any,
    people: People,
    *frames: pd.DataFrame,
    roles: Sequence[str] = DEFAULT_ROLES,
) -> CandidatePairs:
    """Candidate pairs of the toolkit, for ``compare``, ``score`` and `Linker.score`.

    Args:
        indexer: anything with ``index(*frames)``, such as ``recordlinkage.Index``; or the pairs
            themselves, a `pandas.MultiIndex` of two levels.
        people: what ``normalise`` returned.
        frames: their tables.
        roles: roles that may be linked, as in ``block``: pairs with any other are left out.

    Example:
        >>> import suspectmatch as sm
        >>> records = [{"names": ["Ali Hasan"], "birth_dates": ["1971"]}, {"names": ["Hasan Ali"]}]
        >>> people = sm.normalise(sm.load({"jail": records}))
        >>> pairs = candidates_from(pd.MultiIndex.from_tuples([(1, 0)]), people)
        >>> pairs, sm.compare(pairs).levels.shape
        (CandidatePairs(1 pairs by 1 rules), (1, 10))
    """
    frames = _frames(people, frames)
    checks.some_of("roles", roles, ROLES)
    made = indexer if isinstance(indexer, pd.MultiIndex) else indexer.index(*frames)
    left, right = _rows(made, people, frames)
    linked = np.isin(people.role, [ROLES.index(role) for role in roles])
    keep = linked[left] & linked[right]
    both = np.unique(np.stack([left[keep], right[keep]], axis=1), axis=0)
    n = len(both)
    name = type(indexer).__name__
    # The pairs were made elsewhere: each is a group of its own.
    keys = np.repeat(np.arange(n, dtype=np.uint64), 2)
    groups = build_groups(both.ravel(), keys, np.zeros(2 * n, np.uint8), len(people))
    n_linked = int(linked.sum())
    rule = RuleReport(name, n_keys=n, n_pairs=n, n_new=n, widest_block=min(2, 2 * n))
    report = BlockingReport(n_linked, len(people) - n_linked, n, n_linked * (n_linked - 1) // 2, (rule,))
    return CandidatePairs(people, (name,), groups, people.source, False, report)


def as_index(rules: Sequence[BlockingRule], people: People) -> _RulesIndex:
    """Blocking rules as an indexing algorithm of the toolkit.

    Args:
        rules: blocking rules, as made by ``block_on``.
        people: the people of the tables that will be indexed.

    Returns:
        An object with ``index(x, x_link=None)``, which ``recordlinkage.Index().add(...)`` takes, too.

    Example:
        >>> import suspectmatch as sm
        >>> frame = pd.DataFrame({"name": ["Ali Hasan", "Hasan Ali"]}, index=["a", "b"])
        >>> people = sm.normalise(sm.load({"jail": frame}))
        >>> as_index([sm.block_on("name")], people).index(frame).tolist()
        [('b', 'a')]
    """
    return _RulesIndex(tuple(rules), people)


class _RulesIndex:
    """The toolkit's protocol of an indexing algorithm."""

    def __init__(self, rules: tuple[BlockingRule, ...], people: People) -> None:
        self.rules, self.people = rules, people

    def index(self, x: pd.DataFrame, x_link: pd.DataFrame | None = None) -> pd.MultiIndex:
        """Pairs of labels: within ``x``, the later row first as the toolkit has it, or across."""
        frames = _frames(self.people, (x,) if x_link is None else (x, x_link))
        table = block(self.people, self.rules).to_arrow()
        left, right = (table.column(side).to_numpy() for side in ("left", "right"))
        if x_link is None:
            return _labelled(frames, right, left)
        across = (left < len(x)) & (right >= len(x))
        return _labelled(frames, left[across], right[across])


def as_feature(
    comparison: Comparison,
    people: People,
    *frames: pd.DataFrame,
    missing: float = 0.0,
    label: str | None = None,
) -> Any:
    """A comparison as a feature of the toolkit: 0 where it contradicts, 1 at its strongest level.

    Args:
        comparison: such as ``name_comparison()``.
        people: the people of the tables whose pairs will be compared.
        frames: those tables.
        missing: the feature where a value is missing.
        label: name of the column; that of the comparison where None.

    Returns:
        What ``recordlinkage.Compare().add(...)`` takes.

    Raises:
        MissingExtraError: recordlinkage is not installed.

    Example:
        >>> import suspectmatch as sm
        >>> people = sm.normalise(sm.load({"jail": [{"names": ["Ali"]}, {"names": ["Omar"]}]}))
        >>> try:
        ...     feature = as_feature(sm.name_comparison(), people)
        ... except sm.errors.MissingExtraError:
        ...     pass  # pip install '.[recordlinkage]'
    """
    try:
        from recordlinkage.base import BaseCompareFeature  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise MissingExtraError("recordlinkage", "recordlinkage") from error
    known = _frames(people, frames)

    class Feature(BaseCompareFeature):  # type: ignore[misc]  # recordlinkage has no types
        """Reads only the labels of the pairs; the values are those of the people."""

        def _compute_vectorized(self, left: pd.DataFrame, _right: pd.DataFrame) -> Any:
            levels, _ = compare_rows(people, [comparison], *_rows(left.index, people, known))
            return _graded(levels, (comparison,), missing)[:, 0]

    return Feature([], [], label=label or comparison.name)


def features_of(compared: ComparedPairs, *frames: pd.DataFrame, missing: float = 0.0) -> pd.DataFrame:
    """Compared pairs as a table of features that the toolkit's classifiers fit and predict on.

    Args:
        compared: what ``compare`` returned.
        frames: the tables, for their labels; without them a pair has its two row numbers.
        missing: the feature where a value is missing.

    Returns:
        A column for each comparison, 0 where it contradicts, 1 at its strongest level.

    Example:
        >>> import suspectmatch as sm
        >>> records = [{"names": ["Ali Hasan"], "birth_dates": ["1971"]}, {"names": ["Hasan Ali"]}]
        >>> compared = sm.compare(sm.block(sm.normalise(sm.load({"jail": records}))))
        >>> features_of(compared, missing=-1.0)["birth_date"].tolist()
        [-1.0]
    """
    index = _labelled(_frames(compared.people, frames), compared.left, compared.right)
    columns = [comparison.name for comparison in compared.comparisons]
    return pd.DataFrame(_graded(compared.levels, compared.comparisons, missing), index, columns)


def compared_from(
    features: pd.DataFrame,
    people: People,
    *frames: pd.DataFrame,
    same: float = SAME,
    close: float = CLOSE,
) -> ComparedPairs:
    """A table of features of the toolkit as compared pairs of three levels: same, close, different.

    Args:
        features: what ``recordlinkage.Compare().compute`` returned; not-a-number is missing.
        people: the people of the tables that were compared.
        frames: those tables.
        same: from this feature on values are the same.
        close: from this feature on values are close.

    Example:
        >>> import suspectmatch as sm
        >>> people = sm.normalise(sm.load({"jail": [{"names": ["Ali"]}, {"names": ["Aly"]}]}))
        >>> features = pd.DataFrame({"name": [0.9]}, index=pd.MultiIndex.from_tuples([(1, 0)]))
        >>> compared_from(features, people).to_pandas()["name"].tolist()
        [1]
    """
    left, right = _rows(features.index, people, _frames(people, frames))
    values = features.to_numpy(dtype=np.float64, na_value=np.nan)
    levels = (values >= close).astype(np.int8) + (values >= same)
    levels[np.isnan(values)] = MISSING
    comparisons = tuple(Comparison(str(c), str(c), "feature", _LEVELS) for c in features.columns)
    no_rules, no_rarity = np.zeros(len(left), np.uint32), np.zeros((len(left), 0), np.float32)
    return ComparedPairs(people, comparisons, left, right, no_rules, levels, no_rarity)


def fit_features(compared: ComparedPairs, random: ComparedPairs) -> FellegiSunter:
    """A Fellegi-Sunter classifier for features of the toolkit, trained without labels.

    Args:
        compared: features of candidate pairs, from ``compared_from``.
        random: features of random pairs, such as those of ``recordlinkage.index.Random``: they show
            agreement by chance.

    Returns:
        A fitted classifier, for ``score(compared, classifier)``.

    Raises:
        TrainingError: fewer than 50 candidate pairs.

    Example:
        >>> import suspectmatch as sm
        >>> people = sm.normalise(sm.load({"jail": [{"names": ["Ali"]}, {"names": ["Aly"]}]}))
        >>> one = pd.DataFrame({"name": [0.9]}, index=pd.MultiIndex.from_tuples([(1, 0)]))
        >>> fit_features(compared_from(one, people), compared_from(one, people))
        Traceback (most recent call last):
        suspectmatch.errors.TrainingError: 1 candidate pairs are not enough to learn from ...
    """
    levels = {comparison.name: dict(_START) for comparison in compared.comparisons}
    start = Model("a starting point for features of any kind", 1.0, levels)
    patterns = [
        Patterns(*count_patterns(each.levels)[:2], np.zeros((0, 0))) for each in (compared, random)
    ]
    classifier = FellegiSunter(start, prior_strength=10.0, trust=1.0, max_iterations=200)
    return classifier.fit(patterns[0], patterns[1], compared.comparisons, len(compared.people))


def scored_from(classifier: Any, compared: ComparedPairs, *, missing: float = 0.0) -> ScoredPairs:
    """Pairs scored by a fitted classifier of the toolkit, for ``cluster``.

    Args:
        classifier: anything with the toolkit's ``prob(features)``, fitted on ``features_of(...)``.
        compared: what ``compare`` returned.
        missing: as in ``features_of``.

    Returns:
        The pairs, strongest first. Such a classifier has no weights by comparison to explain them.

    Example:
        >>> import suspectmatch as sm
        >>> class Half:
        ...     def prob(self, features):
        ...         return pd.Series(0.5, index=features.index)
        >>> records = [{"names": ["Ali Hasan"], "birth_dates": ["1971"]}, {"names": ["Hasan Ali"]}]
        >>> compared = sm.compare(sm.block(sm.normalise(sm.load({"jail": records}))))
        >>> scored_from(Half(), compared).probability.tolist()
        [0.5]
    """
    probability = np.asarray(classifier.prob(features_of(compared, missing=missing)), np.float64)
    odds = np.clip(probability, _SMALLEST, 1.0 - _SMALLEST)
    weight = np.log2(odds / (1.0 - odds))
    prior = FellegiSunter().prior(len(compared.people))
    return sorted_pairs(compared, weight, prior, _Unexplained(classifier), len(compared))


class _Unexplained(FellegiSunter):
    """The classifier of pairs that the toolkit scored; it says why there is no explanation."""

    def __init__(self, classifier: Any = None) -> None:
        super().__init__()
        self.classifier = classifier

    def contributions(self, *_: Any, **__: Any) -> NoReturn:
        raise SpecError(
            f"{type(self.classifier).__name__} gives a probability and no weights by comparison, "
            "so its pairs cannot be explained; score them with FellegiSunter to explain them."
        )


def _frames(people: People, frames: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
    """One table or two, whose rows are the people's."""
    if not frames:
        return (frame_of(people),)
    n = sum(len(frame) for frame in frames)
    if len(frames) > 2 or n != len(people):  # noqa: PLR2004  # the toolkit links two tables at most
        raise ParameterError(
            f"frames must be the one or two tables that the {len(people):,} people were loaded from; "
            f"got {len(frames)} with {n:,} rows. Were rows rejected? See records.rejected."
        )
    return tuple(frames)


def _rows(pairs: Any, people: People, frames: tuple[pd.DataFrame, ...]) -> tuple[Rows, Rows]:
    """Rows of people of pairs of labels, the smaller one left."""
    if not isinstance(pairs, pd.MultiIndex) or pairs.nlevels != 2:  # noqa: PLR2004
        raise ParameterError("Pairs must be a pandas.MultiIndex of two levels.")
    first = frames[0].index.get_indexer(pairs.get_level_values(0))
    second = frames[-1].index.get_indexer(pairs.get_level_values(1))
    if (first < 0).any() or (second < 0).any():
        raise ParameterError("Some pairs have labels that are not in the index of the table.")
    second = second + (len(people) - len(frames[-1]))
    if (first == second).any():
        raise ParameterError("A record is paired with itself.")
    return np.minimum(first, second).astype(np.int32), np.maximum(first, second).astype(np.int32)


def _labelled(frames: tuple[pd.DataFrame, ...], first: Rows, second: Rows) -> pd.MultiIndex:
    """Pairs of labels of pairs of rows."""
    labels = frames[0].index
    if len(frames) == 1:
        return pd.MultiIndex.from_arrays([labels[first], labels[second]])
    return pd.MultiIndex.from_arrays([labels[first], frames[1].index[second - len(labels)]])


def _graded(
    levels: npt.NDArray[np.int8], comparisons: Sequence[Comparison], missing: float
) -> npt.NDArray[np.float64]:
    """Levels as shares of the strongest, float64 (P, K)."""
    strongest = np.array([max(comparison.n_levels - 1, 1) for comparison in comparisons])
    return np.where(levels == MISSING, missing, levels / strongest)
