"""Pruning: what is kept is what comparing and scoring every pair would keep."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from samples import RICH, bulk_people, people_of
from suspectmatch.comparing import DEFAULT_COMPARISONS, compare_rows, rows
from suspectmatch.comparing.comparators import comparators
from suspectmatch.kernels.weights import most_weights
from suspectmatch.scoring import FellegiSunter, LevelParameters, Model, load_model, pruning, weights
from suspectmatch.scoring.pruning import SLACK, Pruner
from suspectmatch.tables import ComparedPairs

few = settings(deadline=None, max_examples=40)
SHIPPED = FellegiSunter()


def some(values, most):
    return st.lists(st.sampled_from(values), max_size=most, unique_by=repr)


NAMES = [
    "Zubayr Tarkhani",
    "TARKHANI, Zubair",
    "Tarkhani",
    "Abu Zubayr",
    "Abu Omar al-Iraqi",
    "Wilhelmina Oestergaard",
    "Reza Ahmadinejad",
    "Reza Ahmadi Nejad",
    "Z. Tarkhani",
    "Zubayr bin Rostam bin Khalil Tarkhani al-Mawsili al-Baghdadi al-Iraqi",
    "Khalil Rostam Farhad Jamshid Parviz Bahram Kaveh Siavash Tarkhani",
    "-",
    {"full": "Zubayr", "kind": "alias", "quality": "weak"},
    {"full": "Omar Tarkhani", "kind": "alias", "quality": "weak"},
]
DATES = ["1971-04-12", "12 Apr 1971", "1971", "circa 1970", "1 Jan 1971", "1955-11-30", "1350"]
FALSE_DATES = [{"text": date, "asserted_false": True} for date in ("1971-04-12", "1930")]
DOCUMENTS = [
    {"kind": "passport", "number": "P123456"},
    {"kind": "passport", "number": "P123457"},
    {"kind": "national_id", "number": "P123456"},
    {"kind": "national_id", "number": "987654"},
]
CONTACTS = ["a@b.example", "C@D.example", {"kind": "phone", "value": "+964 770 123 4567"}]
PLACES = ["Mosul, Iraq", "Basra", {"text": "Mosul", "country": "Iraq"}, "Aleppo, Syria"]
SINGLE = ["Rostam Tarkhani", "Rustam", "Shirin Bek", "Shirin"]

people_like = st.fixed_dictionaries(
    {
        "names": some(NAMES, 4).filter(bool),
        "birth_dates": some([*DATES, *FALSE_DATES], 3),
        "documents": some(DOCUMENTS, 2),
        "contacts": some(CONTACTS, 2),
        "nationalities": some(["Iraq", "IR", "Syria", "Atlantis"], 2),
        "birth_places": some(PLACES, 2),
        "father_names": some(SINGLE, 2),
        "mother_names": some(SINGLE, 1),
    },
    optional={
        "sex": st.sampled_from(["male", "female"]),
        "reliability": st.sampled_from(["1.0", "0.5", "0.05"]),
    },
)
floors = st.sampled_from([-np.inf, -40.0, -15.0, -5.0, 0.0, 6.0, 25.0, np.inf])


@cache
def odd_model(seed):
    """A model drawn at random, with slopes for what has no rarity too."""
    rng = np.random.default_rng(seed)
    levels = {}
    for comparison in DEFAULT_COMPARISONS:
        m, u = np.exp2(-rng.uniform(0, 12, (2, comparison.n_levels)))
        slope, mean = rng.choice([0.0, 0.3, 1.5], comparison.n_levels), rng.uniform(0, 20, m.size)
        rows = zip(m.tolist(), u.tolist(), slope.tolist(), mean.tolist(), strict=True)
        names = [comparison.level(number).name for number in range(comparison.n_levels)]
        levels[comparison.name] = dict(zip(names, (LevelParameters(*row) for row in rows), strict=True))
    return FellegiSunter(Model("drawn", 0.5, levels))


def classifier_of(seed):
    return SHIPPED if seed is None else odd_model(seed)


def every_pair(people):
    left, right = (side.astype(np.int32) for side in np.triu_indices(len(people), 1))
    return left, right


def compared(people, comparisons, classifier):
    """All pairs, and their weights."""
    left, right = every_pair(people)
    rules = np.zeros(left.size, np.uint32)
    levels, rarity = compare_rows(people, comparisons, left, right)
    pairs = ComparedPairs(people, comparisons, left, right, rules, levels, rarity)
    prior = classifier.prior(len(people))
    return pairs, weights(pairs, classifier, prior)


def check_kept(people, comparisons, classifier, floor):
    """Kept are all pairs that reach the floor and none that is further below it than rounding goes."""
    pairs, weight = compared(people, comparisons, classifier)
    pruner = Pruner(people, comparisons, classifier.pruning(floor, len(people)))
    left, right, levels, rarity = pruner.keep(*every_pair(people))
    number = {pair: k for k, pair in enumerate(zip(pairs.left, pairs.right, strict=True))}
    kept = np.array([number[pair] for pair in zip(left, right, strict=True)], np.int64)
    assert (np.diff(kept) > 0).all(), "the order has changed"
    assert set(np.flatnonzero(weight >= floor)) <= set(kept.tolist())
    assert (weight[kept] >= floor - 2 * SLACK).all()
    for made, whole in ((levels, pairs.levels), (rarity, pairs.rarity)):
        assert made.dtype == whole.dtype
        assert (made == whole[kept]).all()
    again = ComparedPairs(people, comparisons, left, right, pairs.rules[kept], levels, rarity)
    assert (weights(again, classifier, classifier.prior(len(people))) == weight[kept]).all()


models = st.none() | st.integers(0, 30)
orders = st.permutations(DEFAULT_COMPARISONS) | st.just(list(DEFAULT_COMPARISONS))


@few
@given(st.lists(people_like, min_size=2, max_size=9), orders, models, floors)
@example(RICH, list(DEFAULT_COMPARISONS), None, 0.0)
@example(RICH, list(DEFAULT_COMPARISONS), None, -np.inf)
@example(RICH, list(DEFAULT_COMPARISONS)[::-1], 1, 6.0)
def test_what_is_kept_is_what_reaches_the_floor(records, order, seed, floor):
    people = people_of(*[r | {"source": "a", "record_id": str(k)} for k, r in enumerate(records)])
    check_kept(people, tuple(order), classifier_of(seed), floor)


@few
@given(st.integers(0, 999), st.booleans(), models, st.floats(0, 1))
def test_the_same_of_invented_records_at_floors_that_pairs_just_reach(seed, doubt, model, place):
    people, rng = some_people(seed), np.random.default_rng(seed)
    if doubt:
        shares = rng.choice([1.0, 0.9, 0.3, 0.01], len(people))
        people = replace(people, reliability=shares)
    classifier = classifier_of(model)
    _, weight = compared(people, DEFAULT_COMPARISONS, classifier)
    check_kept(
        people, DEFAULT_COMPARISONS, classifier, float(np.quantile(weight, place, method="nearest"))
    )


@cache
def some_people(seed):
    """Forty invented persons' records; half of them stand beside another of the same person."""
    table = bulk_people().records.table
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.choice(len(table), 40, replace=False))
    rows[::2] = np.minimum(rows[1::2] - 1, rows[::2])
    return people_of(*table.take(np.unique(rows)).to_pylist())


@pytest.mark.parametrize("size", [1, 7, 1 << 14])
@pytest.mark.parametrize("floor", [-np.inf, -16.0, 3.0])
def test_pieces_do_not_show(monkeypatch, size, floor):
    for module in (pruning, rows):
        monkeypatch.setattr(module, "PAIRS_AT_ONCE", size)
    check_kept(some_people(0), DEFAULT_COMPARISONS, SHIPPED, floor)
    check_kept(people_of(*RICH), DEFAULT_COMPARISONS, SHIPPED, floor)


@few
@given(st.lists(people_like, min_size=2, max_size=6), models)
@example(RICH, None)
def test_no_comparison_adds_more_than_its_ceiling(records, seed):
    people = people_of(*[r | {"source": "a", "record_id": str(k)} for k, r in enumerate(records)])
    classifier = classifier_of(seed)
    pairs, _ = compared(people, DEFAULT_COMPARISONS, classifier)
    trust = people.reliability[pairs.left] * people.reliability[pairs.right]
    for certain in (None, trust):
        added = classifier.contributions(DEFAULT_COMPARISONS, pairs.levels, pairs.rarity, certain)
        steps = Pruner(people, DEFAULT_COMPARISONS, classifier.pruning(0.0, len(people)))._steps
        for step in steps:
            ceiling = most_weights(step.comparator.most_bits(), step.comparator.known, *step.table)
            most = np.minimum(ceiling[pairs.left], ceiling[pairs.right])
            assert (
                added[:, DEFAULT_COMPARISONS.index(step.comparator.comparison)] <= most + 1e-4
            ).all(), step.comparator.comparison.name
        unused = set(range(len(DEFAULT_COMPARISONS))) - {
            DEFAULT_COMPARISONS.index(step.comparator.comparison) for step in steps
        }
        assert not added[:, sorted(unused)].any()


def test_no_pairs_are_kept_of_none():
    none = np.empty(0, np.int32)
    people = bulk_people()
    kept = Pruner(people, DEFAULT_COMPARISONS, SHIPPED.pruning(0.0, len(people))).keep(none, none)
    n_with_rarity = sum(comparison.has_rarity for comparison in DEFAULT_COMPARISONS)
    assert [column.shape for column in kept] == [
        (0,), (0,), (0, len(DEFAULT_COMPARISONS)), (0, n_with_rarity),
    ]  # fmt: skip


def test_without_a_sample_the_cheapest_comes_first_and_what_nobody_has_is_left_out():
    people = people_of(*[{"names": ["Ali Hasan"], "birth_dates": ["1971"], "sex": "male"}] * 2)
    steps = Pruner(people, DEFAULT_COMPARISONS, SHIPPED.pruning(0.0, len(people)))._steps
    assert [step.comparator.comparison.name for step in steps] == ["birth_date", "sex", "name"]
    assert not steps[-1].ceiling.any()


def test_a_slope_of_what_has_no_rarity_counts_for_nothing():
    levels = dict(load_model().levels)
    levels["sex"] = {name: replace(p, slope=2.0, mean_rarity=5.0) for name, p in levels["sex"].items()}
    classifier = FellegiSunter(replace(load_model(), levels=levels))
    people = people_of(*[{"names": ["Ali Hasan"], "sex": sex} for sex in ("male", "male", "female")])
    check_kept(people, DEFAULT_COMPARISONS, classifier, float("-inf"))
    _, weight = compared(people, DEFAULT_COMPARISONS, classifier)
    for floor in weight:
        check_kept(people, DEFAULT_COMPARISONS, classifier, floor)


def test_every_rarity_is_within_the_most_of_both_records():
    people = some_people(1)
    left, right = every_pair(people)
    for measure in comparators(people, DEFAULT_COMPARISONS):
        level, rarity = np.empty(left.size, np.int8), np.empty(left.size, np.float32)
        measure.write(left, right, level, rarity)
        most = measure.most_bits()
        assert (rarity <= np.minimum(most[left], most[right]) + 1e-3).all()
