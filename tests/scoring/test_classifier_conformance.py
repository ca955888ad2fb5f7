"""What every classifier keeps, ours and one that is written outside the package."""

from __future__ import annotations

import json

import numpy as np
import pytest

import suspectmatch as sm
from samples import ZUBAYR, bulk_compared, bulk_people, learned_classifier, link_records, people_of
from suspectmatch.comparing.comparators import comparators
from suspectmatch.errors import InputError, ParameterError
from suspectmatch.linking import Linkage
from suspectmatch.scoring import Classifier, saving, weights
from suspectmatch.scoring.saving import classifier_from_json


class AgreementCount:
    """A classifier from outside: so many bits for what agrees, as many off for what contradicts."""

    format = "count of agreement 1"

    def __init__(self, bits=4.0):
        self.bits = bits

    def learn(self, make_patterns, comparisons, n_records):  # noqa: ARG002
        candidates, _ = make_patterns()
        return AgreementCount(float(1 + (candidates.levels > 0).mean()))

    def prior(self, n_records):
        return -float(np.log2(max(n_records, 2)))

    def contributions(self, comparisons, levels, rarity, reliability=None):  # noqa: ARG002
        bits = np.where(levels < 0, 0.0, np.where(levels == 0, -self.bits, self.bits))
        return bits if reliability is None else bits * reliability[:, None]

    def pruning(self, floor, n_records):  # noqa: ARG002
        return None

    def current_model(self):
        return None

    def most_weight(self, every, prior):
        return prior + self.bits * np.sum([each.known for each in every], axis=0)

    def to_json(self):
        return json.dumps({"format": self.format, "bits": self.bits})

    @classmethod
    def from_json(cls, text, name):  # noqa: ARG003
        return cls(json.loads(text)["bits"])


KINDS = {
    "shipped": sm.FellegiSunter,
    "of another model": lambda: sm.FellegiSunter(sm.load_model(), matches_per_record=0.5),
    "learned": learned_classifier,
    "from outside": AgreementCount,
}
every_classifier = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(autouse=True)
def _listed(monkeypatch):
    monkeypatch.setitem(saving.CLASSIFIERS, AgreementCount.format, AgreementCount)


def weighed(classifier, compared):
    return weights(compared, classifier, classifier.prior(len(compared.people)))


@every_classifier
def test_it_has_all_that_a_classifier_has(kind):
    assert isinstance(KINDS[kind](), Classifier)


@every_classifier
def test_a_weight_is_finite_and_does_not_depend_on_the_other_pairs(kind):
    classifier, compared = KINDS[kind](), bulk_compared()
    weight = weighed(classifier, compared)
    assert np.isfinite(weight).all()
    some = np.arange(0, len(compared), 7)
    assert (weighed(classifier, compared.take(some)) == weight[some]).all()


@every_classifier
def test_contributions_are_one_column_for_each_comparison_and_at_most_a_correction(kind):
    classifier, compared = KINDS[kind](), bulk_compared()
    bits = classifier.contributions(compared.comparisons, compared.levels, compared.rarity)
    assert bits.shape[0] == len(compared)
    assert bits.shape[1] - len(compared.comparisons) in (0, 1)
    none = compared.take(np.arange(0))
    assert len(classifier.contributions(none.comparisons, none.levels, none.rarity)) == 0


@every_classifier
def test_doubt_takes_all_evidence_away_in_the_end(kind):
    classifier, compared = KINDS[kind](), bulk_compared().take(np.arange(20))
    reliability = np.full(20, 1e-12)
    bits = classifier.contributions(compared.comparisons, compared.levels, compared.rarity, reliability)
    assert np.allclose(bits, 0.0, atol=1e-6)


@every_classifier
def test_more_records_never_raise_the_prior(kind):
    classifier = KINDS[kind]()
    assert classifier.prior(1_000) >= classifier.prior(2_000)


@every_classifier
def test_pruning_drops_no_pair_that_reaches_the_floor(kind):
    classifier, people = KINDS[kind](), bulk_people()
    whole = sm.score(sm.compare(sm.block(people)), classifier)
    streamed = sm.Linker(classifier=classifier, keep_above=0.2, progress=False).predict(people)
    kept = whole.probability >= 0.2
    assert (whole.weight[kept] == streamed.weight).all()
    assert (whole.compared.left[kept] == streamed.compared.left).all()


@every_classifier
def test_no_pair_of_a_record_weighs_more_than_the_most(kind):
    classifier, compared = KINDS[kind](), bulk_compared()
    prior = classifier.prior(len(compared.people))
    most = classifier.most_weight(comparators(compared.people, compared.comparisons), prior)
    if most is None:
        assert kind == "learned"
        return
    weight = weighed(classifier, compared)
    assert (weight <= np.minimum(most[compared.left], most[compared.right]) + 1e-3).all()


@every_classifier
def test_out_and_in_changes_no_weight(kind):
    classifier, compared = KINDS[kind](), bulk_compared()
    text = classifier.to_json()
    again = classifier_from_json(text, "mine.json")
    assert type(again) is type(classifier)
    assert again.to_json() == text
    bits = [
        each.contributions(compared.comparisons, compared.levels, compared.rarity)
        for each in (classifier, again)
    ]
    assert (bits[0] == bits[1]).all()
    with pytest.raises(InputError):
        classifier_from_json(json.dumps({"format": json.loads(text)["format"]}), "mine.json")


@every_classifier
def test_it_learns_without_labels_or_says_that_it_needs_them(kind):
    linker = sm.Linker(classifier=KINDS[kind](), progress=False)
    if kind == "learned":
        with pytest.raises(ParameterError, match="learns without labels"):
            linker.fit(bulk_people())
        return
    before = linker.classifier.to_json()
    assert linker.fit(bulk_people()).classifier_ is not linker.classifier
    assert linker.classifier.to_json() == before


@every_classifier
def test_a_run_links_explains_saves_and_opens(kind, tmp_path):
    linkage = link_records(bulk_people().records, classifier=KINDS[kind](), progress=False)
    row = linkage.pairs.iloc[0]
    left, right = f"{row.source_left}:{row.record_id_left}", f"{row.source_right}:{row.record_id_right}"
    explanation = linkage.explain(left, right)
    assert sum((each.bits for each in explanation.rows), explanation.prior) == explanation.weight
    assert linkage.why_not(left, right)
    assert linkage.turning_points(left, right)
    linkage.save(tmp_path / "run")
    again = Linkage.open(tmp_path / "run")
    assert again.pairs_table().equals(linkage.pairs_table())
    assert again.explain(left, right).weight == explanation.weight


def test_what_is_no_classifier_is_refused():
    people = people_of(ZUBAYR)
    with pytest.raises(ParameterError, match="classifier must be a classifier"):
        sm.Linker(classifier=object()).predict(people)
