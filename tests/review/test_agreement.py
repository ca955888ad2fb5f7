"""Several reviewers: where they differ, kappa, and labels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

import suspectmatch as sm
from samples import ZUBAYR, bulk, bulk_records, link_records
from suspectmatch.errors import InputError, ParameterError
from suspectmatch.review import ReviewQueue, agreement, cohen_kappa, disagreements, labels, verdicts

pairs_of_verdicts = st.lists(
    st.tuples(*[st.sampled_from(["same", "different", "unsure"])] * 2), min_size=1, max_size=30
)


@given(pairs_of_verdicts)
def test_kappa_is_that_of_scikit_learn(given_verdicts):
    first, second = zip(*given_verdicts, strict=True)
    made = cohen_kappa(first, second)
    if made.expected == 1.0:
        assert math.isnan(made.kappa)
    else:
        assert made.kappa == pytest.approx(cohen_kappa_score(first, second))
        assert -1.0 <= made.low <= made.kappa + 1e-12
        assert made.kappa - 1e-12 <= made.high <= 1.0


def test_the_interval_covers_kappa_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    n_hit = 0
    for _ in range(300):
        truth = rng.random(150) < 0.5
        one, other = (np.where(rng.random(150) < 0.1, ~truth, truth) for _ in range(2))
        made = cohen_kappa(one.tolist(), other.tolist())
        n_hit += made.low <= 0.64 <= made.high  # agreement 0.82, by chance 0.5
    assert 0.9 <= n_hit / 300 <= 0.99


@pytest.fixture
def file(tmp_path):
    decisions = sm.Decisions(tmp_path / "decisions.jsonl")
    for by, told in (("desk 4", "sdsu"), ("desk 7", "ssd")):
        for k, letter in enumerate(told):
            word = {"s": "same", "d": "different", "u": "unsure"}[letter]
            decisions.record(f"a:{k}", f"b:{k}", word, reason="seen", by=by, independent=True)
    return decisions.path


def test_where_they_differ(file):
    table = disagreements(file)
    assert table[["left", "by", "verdict"]].to_numpy().tolist() == [
        ["a:1", "desk 4", "different"],
        ["a:1", "desk 7", "same"],
        ["a:2", "desk 4", "same"],
        ["a:2", "desk 7", "different"],
    ]
    with pytest.raises(InputError, match="contradict"):
        sm.Decisions.read(file).check()
    decisions = sm.Decisions.read(file)
    for one in (table.id[0], table.id[2]):
        decisions.withdraw(one, reason="looked at together", by="desk 4")
    decisions.check()
    assert disagreements(decisions).empty


def test_a_reviewer_each_has_a_column(file):
    table = verdicts(file)
    assert list(table.columns) == ["desk 4", "desk 7"]
    assert table.loc[("a:3", "b:3"), "desk 7"] is None
    assert agreement(file).n_pairs == 3


def test_no_decisions_no_rows(tmp_path):
    empty = sm.Decisions(tmp_path / "none.jsonl")
    assert verdicts(empty).empty
    assert disagreements(empty).empty


def test_it_must_be_clear_who_is_compared(file):
    with pytest.raises(ParameterError, match="two of those who decided: 'desk 4', 'desk 7'"):
        agreement(file, ("desk 4", "desk 9"))
    sm.Decisions.read(file).record("x:1", "y:1", "same", reason="seen", by="desk 9", independent=True)
    with pytest.raises(ParameterError, match="two of those"):
        agreement(file)
    with pytest.raises(ParameterError, match="No pair"):
        agreement(file, ("desk 4", "desk 9"))
    with pytest.raises(ParameterError, match="equally long"):
        cohen_kappa([1], [])


@pytest.mark.filterwarnings("ignore::suspectmatch.errors.FewLabelsWarning")
def test_decisions_teach_a_classifier(tmp_path):
    linkage = link_records(bulk_records(), progress=False)
    compared, persons = linkage.scored.compared, bulk().person_id
    queue = ReviewQueue(linkage, tmp_path / "d.jsonl", reviewer="x", pairs="sample", n=150)
    row = {name: k for k, name in enumerate(bulk_records().table["record_id"].to_pylist())}
    while card := queue.current():
        one, other = (persons[row[side.record_id]] for side in (card.left, card.right))
        queue.decide("same" if one == other else "different")
    made = labels(tmp_path / "d.jsonl", compared)
    truth = persons[compared.left] == persons[compared.right]
    assert (made >= 0).sum() == len(queue)
    assert (made[made >= 0] == truth[made >= 0]).all()
    assert sm.Supervised().fit(compared, made).report_.n_pairs > 20


def test_labels_are_unknown_where_reviewers_differ_or_cannot_tell(tmp_path):
    records = [{"source": "a", "record_id": str(k), **ZUBAYR} for k in range(3)]
    linkage = sm.link(sm.load(records), progress=False)
    made = sm.Decisions(tmp_path / "d.jsonl")
    made.record("a:0", "a:1", "same", reason="seen", by="x")
    made.record("a:1", "a:0", "different", reason="seen", by="y", independent=True)
    made.record("a:2", "a:0", "unsure", reason="seen", by="x", independent=True)
    made.record("a:2", "a:1", "different", reason="seen", by="y", independent=True)
    made.record("a:2", "z:1", "different", reason="of another run", by="y", independent=True)
    found = dict(
        zip(
            zip(
                *(
                    side.tolist()
                    for side in (linkage.scored.compared.left, linkage.scored.compared.right)
                ),
                strict=True,
            ),
            labels(made, linkage.scored).tolist(),
            strict=True,
        )
    )
    assert found == {(0, 1): -1, (0, 2): -1, (1, 2): 0}
    assert labels(made, linkage.scored, reviewer="x").tolist().count(1) == 1
