"""What every comparator keeps, ours and one that is written outside the package."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import suspectmatch as sm
from samples import RICH, bulk_people, people_of
from suspectmatch.comparing import DEFAULT_COMPARISONS, Comparison, Level, compare_rows, measure_rows
from suspectmatch.comparing import comparators as own
from suspectmatch.comparing.comparators import Comparator, comparators
from suspectmatch.errors import SpecError
from suspectmatch.scoring import LevelParameters

ROLE = Comparison(
    "role", "role", "same code", (Level("same", "same role"), Level("other", "different roles"))
)


class SameCode:
    """A comparator from outside: whether a text of two records is the same."""

    cost = 1.0

    def __init__(self, people, comparison):
        self.comparison = comparison
        column = people.records.table.column(comparison.field).combine_chunks().dictionary_encode()
        self._codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)

    @property
    def known(self):
        return self._codes >= 0

    def write(self, left, right, levels, rarity):
        same = self._codes[left] == self._codes[right]
        levels[:] = np.where(self.known[left] & self.known[right], same, -1)
        rarity[:] = 0.0

    def carriers(self, i, j):
        return (0, 0) if self._codes[i] == self._codes[j] else (-1, -1)

    def most_bits(self):
        return np.zeros(self._codes.size, np.float32)


EVERY = (*DEFAULT_COMPARISONS, ROLE)
every_comparison = pytest.mark.parametrize("comparison", EVERY, ids=lambda each: each.name)


@pytest.fixture(autouse=True)
def _listed(monkeypatch):
    monkeypatch.setitem(own.COMPARATORS, ROLE.method, SameCode)


def of(people, comparison):
    return comparators(people, [comparison])[0]


def every_pair(people):
    return tuple(side.ravel().astype(np.int32) for side in np.indices((len(people),) * 2))


def written(comparator, left, right):
    levels, rarity = np.full(left.size, 7, np.int8), np.full(left.size, 7, np.float32)
    comparator.write(left, right, levels, rarity)
    return levels, rarity


@every_comparison
def test_it_has_all_that_a_comparator_has(comparison):
    for people in (people_of(*RICH), people_of({"names": ["Orm Ek"]})):
        comparator = of(people, comparison)
        assert isinstance(comparator, Comparator)
        assert comparator.comparison == comparison
        assert comparator.cost >= 0.0


@every_comparison
def test_levels_are_those_of_its_comparison(comparison):
    people = people_of(*RICH)
    levels, _ = written(of(people, comparison), *every_pair(people))
    assert levels.min() >= -1
    assert levels.max() < comparison.n_levels


@every_comparison
def test_the_two_sides_may_be_exchanged(comparison):
    people = people_of(*RICH)
    left, right = every_pair(people)
    comparator = of(people, comparison)
    one, other = written(comparator, left, right), written(comparator, right, left)
    assert (one[0] == other[0]).all()
    assert np.allclose(one[1], other[1], atol=1e-5)


@every_comparison
def test_what_a_record_does_not_have_is_missing(comparison):
    people = people_of(*RICH)
    left, right = every_pair(people)
    comparator = of(people, comparison)
    levels, rarity = written(comparator, left, right)
    assert (levels[~(comparator.known[left] & comparator.known[right])] == -1).all()
    assert (rarity[levels < 0] == 0.0).all()


@every_comparison
def test_a_record_agrees_with_itself_unless_nothing_of_it_can_be_compared(comparison):
    people = people_of(*RICH)
    rows = np.arange(len(people), dtype=np.int32)
    comparator = of(people, comparison)
    levels, _ = written(comparator, rows, rows)
    assert (levels[comparator.known] != 0).all()


@every_comparison
def test_no_rarity_is_above_the_most_of_either_record(comparison):
    people = bulk_people()
    left, right = every_pair(people)
    comparator = of(people, comparison)
    most = comparator.most_bits()
    assert (most.shape, most.dtype) == ((len(people),), np.float32)
    assert (written(comparator, left, right)[1] <= np.minimum(most[left], most[right]) + 1e-3).all()


@every_comparison
def test_carriers_are_positions_in_both_records_and_turn_with_them(comparison):
    people = people_of(*RICH)
    comparator = of(people, comparison)
    for i in range(len(people)):
        for j in range(len(people)):
            assert comparator.carriers(i, j) == comparator.carriers(j, i)[::-1]
            assert min(comparator.carriers(i, j)) >= -1


@every_comparison
def test_pieces_do_not_show(comparison):
    people = people_of(*RICH)
    left, right = every_pair(people)
    whole = measure_rows([of(people, comparison)], left, right)
    parts = [compare_rows(people, [comparison], left[k::3], right[k::3]) for k in range(3)]
    for k, part in enumerate(parts):
        assert all((a == b[k::3]).all() for a, b in zip(part, whole, strict=True))


def test_a_comparison_from_outside_links_and_explains():
    model = sm.load_model()
    weights = {"same": LevelParameters(0.9, 0.5), "other": LevelParameters(0.1, 0.5)}
    classifier = sm.FellegiSunter(replace(model, levels=model.levels | {"role": weights}))
    people = bulk_people()
    linker = sm.Linker(comparisons=EVERY, classifier=classifier, progress=False)
    scored = linker.predict(people)
    plain = sm.Linker(progress=False, keep_above=0.0).predict(people)
    assert scored.compared.levels.shape[1] == len(EVERY)
    assert len(scored)
    assert len(plain) >= len(scored)
    table = people.records.table
    i, j = int(scored.compared.left[0]), int(scored.compared.right[0])
    sides = [f"{table['source'][row]}:{table['record_id'][row]}" for row in (i, j)]
    explanation = sm.explain(sm.cluster(scored), *sides)
    assert sum((row.bits for row in explanation.rows), explanation.prior) == explanation.weight
    (row,) = [row for row in explanation.rows if row.comparison == "role"]
    assert row.words in ("same role", "different roles")


def test_a_method_that_nobody_knows_is_refused():
    with pytest.raises(SpecError, match="got 'smell'"):
        comparators(bulk_people(), [Comparison("smell", "smell", "smell", ROLE.levels)])
