"""Error rates by group against brute force over all pairs, and the warning when groups differ."""

from __future__ import annotations

import itertools
import warnings
from dataclasses import astuple, replace

import numpy as np
import pytest

import suspectmatch as sm
from samples import ZUBAYR, bulk, bulk_linkage, bulk_people, bulk_truth, people_of
from suspectmatch.errors import GroupsDifferWarning, ParameterError
from suspectmatch.evaluating import error_rates, lead_metrics
from suspectmatch.evaluating.groups import groups_of
from suspectmatch.synthetic import CULTURES

THRESHOLD = 0.8


def rates(by, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GroupsDifferWarning)
        made = error_rates(
            bulk_linkage().scored, bulk().person_id, by=by, min_probability=THRESHOLD, **options
        )
    return {each.group: each for each in made.groups}


def brute(counts):
    """(pairs of two persons, true pairs, leads, right leads), each pair of rows as far as it counts."""
    scored, person = bulk_linkage().scored, bulk().person_id
    rows = (scored.compared.left.tolist(), scored.compared.right.tolist(), scored.probability)
    lead = {(i, j) for i, j, p in zip(*rows, strict=True) if p >= THRESHOLD}
    sums = np.zeros(4)
    for i, j in itertools.combinations(range(len(person)), 2):
        same, found = person[i] == person[j], (i, j) in lead
        sums += counts(i, j) * np.array([not same, same, found, same and found])
    return sums


def check(each, expected):
    others, true, leads, right = expected
    assert [each.false_match_rate.n, each.n_true, each.n_leads] == [round(n) for n in expected[:3]]
    assert each.recall.value == pytest.approx(right / true)
    assert each.precision.value == pytest.approx(right / leads)
    assert each.false_match_rate.value == pytest.approx((leads - right) / others)


def test_by_group_of_a_record_half_of_a_pair_counts_for_each_record():
    names, group = groups_of(bulk_people(), "sex")
    for name, each in rates("sex").items():
        is_own = group == names.index(name)
        check(each, brute(lambda i, j, own=is_own: (int(own[i]) + int(own[j])) / 2))


def test_by_source_a_pair_counts_for_its_two_sources():
    names, group = groups_of(bulk_people(), "source")
    found = rates("source")
    assert set(found) == {"a x a", "a x b", "a x c", "b x b", "b x c", "c x c"}
    for name, each in found.items():
        codes = sorted(map(names.index, name.split(" x ")))
        check(each, brute(lambda i, j, two=codes: sorted((group[i], group[j])) == two))


def test_all_in_one_group_is_the_run_as_a_whole():
    (each,) = rates(np.full(300, "all")).values()
    metrics = lead_metrics(bulk_linkage().scored, bulk_truth(), THRESHOLD)
    for share, expected in (
        (each.precision, metrics.precision_share),
        (each.recall, metrics.recall_share),
    ):
        assert astuple(share) == pytest.approx(astuple(expected))
    assert each.missed.low == 1 - each.recall.high
    assert each.differs_in == ()


def test_a_mapping_says_the_same_as_an_array():
    culture = np.array(CULTURES)[bulk().culture]
    keys = list(bulk_truth())
    assert rates(culture) == rates(dict(zip(keys, culture.tolist(), strict=True)))
    assert set(rates({})) == {"not stated"}


def random_groups(seed):
    """Whole persons in three groups, by chance."""
    person = np.unique(bulk().person_id, return_inverse=True)[1]
    return np.array(list("xyz"))[np.random.default_rng(seed).integers(0, 3, person.max() + 1)[person]]


def test_groups_that_differ_by_chance_are_seldom_named():
    named = sum(any(each.differs_in for each in rates(random_groups(k)).values()) for k in range(60))
    assert named <= 8  # 5 % of 60 are 3


def test_groups_that_differ_are_named_and_no_person_is():
    person = bulk().person_id
    hard = np.isin(person, np.unique(person)[::2])
    weight = bulk_linkage().scored.weight.copy()
    weight[hard[bulk_linkage().scored.compared.left]] -= 20
    scored = replace(bulk_linkage().scored, weight=weight)
    with pytest.warns(GroupsDifferWarning, match=r"beyond chance: .*hard \(missed") as caught:
        made = error_rates(scored, person, by=np.where(hard, "hard", "easy"), min_probability=THRESHOLD)
    assert len(caught) == 1
    worst, best = made.extremes("recall")
    assert (worst.group, best.group) == ("hard", "easy")
    assert made.extremes("missed")[0].group == "hard"
    assert "missed" in made.to_pandas().set_index("group").loc["hard", "differs_in"]
    assert repr(made).startswith("ErrorRates(by group: 2 groups")
    assert str(made).splitlines()[0].startswith("group")


def test_extremes_need_enough_pairs():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GroupsDifferWarning)
        made = error_rates(bulk_linkage().scored, bulk().person_id, by="sex")
    with pytest.raises(ParameterError, match="No group has 1,000,000 pairs"):
        made.extremes("recall", min_pairs=10**6)
    with pytest.raises(ParameterError, match="measure"):
        made.extremes("beauty")


def test_roles_that_were_not_linked_are_not_counted():
    victim, suspect = ZUBAYR | {"role": "victim"}, ZUBAYR | {"role": "suspect"}
    people = people_of(suspect, suspect, victim, victim)
    scored = sm.Linker(progress=False).predict(people)
    (each,) = error_rates(scored, np.zeros(4), by="role").groups
    assert (each.group, each.n_records, each.n_true) == ("suspect", 2, 1)


def test_scripts_are_those_of_the_names():
    people = people_of(
        {"names": ["Zubayr"]},
        {"names": ["Zubayr", "\u0632\u0628\u064a\u0631"]},
        {"names": [{"given": "\u0417\u0443\u0431\u0430\u0439\u0440"}]},
        {"contacts": [{"kind": "phone", "value": "+964 770 123 4567"}]},
    )
    names, group = groups_of(people, "script")
    assert [names[code] for code in group] == ["latin", "latin + arabic", "cyrillic", "not stated"]


def test_columns_stand_under_each_other_however_long_a_name_is():
    long = "prison_register_of_the_north x consolidated_list"
    made = error_rates(bulk_linkage().scored, bulk().person_id, by=[long] * len(bulk_people()))
    head, line = str(made).splitlines()
    assert line.startswith(long)
    assert head.index("precision") == line.index(" (") - 6
    assert head.index("recall") == line.rindex(" (") - 6


@pytest.mark.parametrize("by", ["colour", ["a", "b"]])
def test_groups_that_are_none_are_refused(by):
    with pytest.raises(ParameterError, match="by must"):
        rates(by)
