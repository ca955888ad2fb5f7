"""What each pair inside a component says: kept or compared now, capped, in whole numbers."""

from __future__ import annotations

import numpy as np
import pytest

import suspectmatch as sm
from samples import bulk_linkage, bulk_people, people_of
from suspectmatch.clustering import evidence
from suspectmatch.clustering.evidence import (
    BETTER,
    BY_ABSENCE,
    MOST_AGAINST,
    MOST_BETTER,
    MOST_FOR,
    STEPS,
    Inside,
    inside,
    scores_of,
)
from suspectmatch.errors import SpecError
from suspectmatch.tables import ScoredPairs

ROWS = [
    {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"], "sex": "male"},
    {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"], "sex": "male"},
    {"names": ["Zubayr Tarkhani"], "birth_dates": ["1944-11-30"], "sex": "female"},
    {"names": ["Wilhelmus Oestergaard"]},
]


def all_rows(scored):
    rows = np.arange(len(scored.compared.people), dtype=np.int32)
    return rows, np.array([rows.size], np.int64)


def matrices(scored, zero=0.0):
    (found,) = list(inside(scored, *all_rows(scored), zero))
    n = int(found.sizes[0])
    scores = scores_of(found, zero)
    return found, *(each.reshape(n, n) for each in (found.weight, scores, found.against))


def test_what_was_kept_and_what_is_compared_now_are_one_and_the_same():
    people = people_of(*ROWS)
    every = sm.Linker(keep_above=0.0, progress=False).predict(people)
    few, few_weights, few_scores, few_against = matrices(
        sm.Linker(keep_above=0.5, progress=False).predict(people)
    )
    many, weights, scores, against = matrices(every)
    assert few.n_compared > many.n_compared
    off = ~np.eye(len(ROWS), dtype=bool)
    np.testing.assert_array_equal(few_weights[off], weights[off])
    np.testing.assert_array_equal(few_scores, scores)
    np.testing.assert_array_equal(few_against, against)
    np.testing.assert_array_equal(scores, scores.T)


def test_agreement_contradiction_and_absence_are_capped():
    _, weights, scores, against = matrices(
        sm.Linker(keep_above=0.5, progress=False).predict(people_of(*ROWS))
    )
    assert weights[0, 1] > MOST_FOR
    assert scores[0, 1] == MOST_FOR * STEPS + round(weights[0, 1] - MOST_FOR)  # a step for each bit
    assert against[0, 2]
    assert scores[0, 2] == round(max(weights[0, 2], -MOST_AGAINST) * STEPS)
    assert scores[0, 2] < -BY_ABSENCE * STEPS
    assert not against[0, 3]
    assert weights[0, 3] < -1.0
    # The second record is tied to the first and not to the fourth, and so speaks against them.
    assert scores[0, 3] == -2 * BY_ABSENCE * STEPS


def test_every_component_is_seen_once_whatever_the_size_of_the_pieces(monkeypatch):
    scored = bulk_linkage().scored
    order = np.random.default_rng(0).permutation(len(bulk_people())).astype(np.int32)
    sizes = np.array([3, 1, 40, 2, 5, 60], np.int64)
    rows = order[: sizes.sum()]
    (whole,) = inside(scored, rows, sizes, 0.0)
    monkeypatch.setattr(evidence, "CELLS_AT_ONCE", 50)
    pieces = list(inside(scored, rows, sizes, 0.0))
    assert len(pieces) > 3
    for name in ("rows", "sizes", "against", "several", "weight"):
        joined = np.concatenate([getattr(piece, name) for piece in pieces])
        np.testing.assert_array_equal(joined, getattr(whole, name))
    assert sum(piece.n_compared for piece in pieces) == whole.n_compared


class _Foreign:
    """A classifier that knows only the weights it gave."""

    def contributions(self, *_):
        raise SpecError("cannot be explained")


def test_pairs_that_another_toolkit_did_not_score_are_unknown_and_counted():
    own = sm.Linker(keep_above=0.5, progress=False).predict(people_of(*ROWS))
    scored = ScoredPairs(own.compared, own.weight, own.prior, _Foreign(), own.n_candidates)
    found, weights, scores, _ = matrices(scored)
    assert found.n_unknown == 5
    assert found.n_compared == 0
    assert np.isnan(weights[0, 2])
    assert scores[0, 2] == 0
    assert scores[0, 1] > MOST_FOR * STEPS
    clusters = sm.cluster(scored, min_probability=0.9)
    assert clusters.label.tolist() == [0, 0, 2, 3]


@pytest.mark.parametrize("zero", [0.0, -2.0])
def test_weights_are_taken_from_where_pairs_speak_neither_way(zero):
    scored = sm.Linker(keep_above=0.0, progress=False).predict(people_of(*ROWS[1:]))
    _, weights, scores, against = matrices(scored, zero)
    low = -MOST_AGAINST if against[0, 1] else -BY_ABSENCE
    assert scores[0, 1] == round(float(np.clip(weights[0, 1] - zero, low, MOST_FOR)) * STEPS)


def test_a_lack_of_evidence_counts_in_full_where_both_have_several_names():
    others = ["Idris Qandahari", "Murat Yilmaz", "Kofi Mensah", "Pyotr Belov"]
    more = [row | {"names": [*row["names"], other]} for row, other in zip(ROWS, others, strict=True)]
    _, weights, scores, against = matrices(
        sm.Linker(keep_above=0.5, progress=False).predict(people_of(*more))
    )
    assert not against[0, 3]
    assert scores[0, 3] == round(max(weights[0, 3], -MOST_AGAINST) * STEPS)
    assert scores[0, 3] < -4 * BY_ABSENCE * STEPS


def test_a_tie_counts_for_less_where_both_have_a_better_one_elsewhere():
    twins = [
        {"names": [name], "birth_dates": ["1971-04-12"], "documents": [number]}
        for name, number in [("Zubayr Tarkhani", "K1122334"), ("Zubair Tarkhani", "M5566778")]
    ]
    rows = [twins[0], twins[0], twins[1], twins[1]]
    scored = sm.Linker(keep_above=0.0, progress=False).predict(people_of(*rows))
    _, weights, scores, _ = matrices(scored, zero=8.0)
    less = BETTER * min(weights[0, 1] - weights[0, 2], MOST_BETTER)
    assert less > 0.0
    assert scores[0, 2] == round(float(weights[0, 2] - 8.0 - less) * STEPS)


def test_a_pair_never_counts_for_less_because_its_weight_is_higher():
    """A bug: above even odds a pair without a contradiction spoke against more than below."""
    rng = np.random.default_rng(5)
    n = 5
    for full in (False, True):
        rows, flags = np.arange(n, dtype=np.int32), (np.full(n * n, full), np.zeros(n * n, bool))
        for _ in range(20):
            matrix = np.triu(rng.uniform(-20.0, 20.0, (n, n)), 1)
            matrix += matrix.T
            told = []
            for weight in np.linspace(-15.0, 25.0, 161):
                matrix[0, 1] = matrix[1, 0] = weight
                some = Inside(rows, np.array([n]), *flags, matrix.ravel(), 0, 0)
                told.append(scores_of(some, 2.0)[1])
            assert (np.diff(told) >= 0).all()
