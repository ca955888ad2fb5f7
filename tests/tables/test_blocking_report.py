"""The report of blocking counts, and shows nobody."""

from __future__ import annotations

import suspectmatch as sm
from samples import ZUBAYR, bulk_people, people_of


def test_the_counts_of_a_small_case():
    report = sm.block(people_of(ZUBAYR, ZUBAYR, ZUBAYR, {**ZUBAYR, "role": "victim"})).report
    assert (report.n_records, report.n_set_aside) == (3, 1)
    assert (report.n_pairs, report.n_possible) == (3, 3)
    by_name = {rule.rule: rule for rule in report.rules}
    day, name = by_name["name_part and birth_day"], by_name["name"]
    assert (name.n_keys, name.n_pairs, name.widest_block, name.n_new) == (1, 3, 3, 0)
    assert (day.n_keys, day.n_pairs, day.widest_block, day.n_new) == (2, 6, 3, 3)
    document = by_name["document"]
    assert (document.n_keys, document.n_pairs, document.widest_block, document.n_new) == (0, 0, 0, 0)


def test_possible_pairs_across_sources():
    people = people_of(ZUBAYR, ZUBAYR, {"source": "b", **ZUBAYR})
    report = sm.block(people, [sm.block_on("name")], across_only=True).report
    assert (report.n_possible, report.n_pairs, report.n_pairs_at_most) == (2, 2, 2)


def test_new_pairs_add_up_and_are_never_more_than_the_pairs_of_their_rule():
    for across_only in (False, True):
        report = sm.block(bulk_people(), across_only=across_only).report
        assert sum(rule.n_new for rule in report.rules) == report.n_pairs <= report.n_pairs_at_most
        assert all(0 <= rule.n_new <= rule.n_pairs for rule in report.rules)


def test_the_plan_is_known_before_any_pair_is_counted():
    candidates = sm.block(bulk_people())
    plan = candidates.plan_report
    assert (plan.n_pairs, plan.n_pairs_at_most) == (0, candidates.n_pairs_at_most)
    assert "new_pairs" not in vars(candidates)
    assert [rule.n_pairs for rule in plan.rules] == [rule.n_pairs for rule in candidates.report.rules]


def test_the_largest_blocks_are_named_by_hashes():
    people = people_of(*[ZUBAYR] * 3, *[{"names": ["Orm Ek"]}] * 2)
    rule = sm.block(people, [sm.block_on("name")]).report.rules[0]
    assert [size for _, size in rule.largest] == [3, 2]
    assert all(len(key) == 8 and int(key, 16) >= 0 for key, _ in rule.largest)


def test_refined_blocks_are_counted_and_said():
    crowd = [{**ZUBAYR, "birth_dates": [str(year)]} for year in (1950, 1950, 1960, 1970)]
    rule = sm.block_on("name", widest=3, refine_by="stated_birth_year")
    report = sm.block(people_of(*crowd), [rule]).report
    assert (report.rules[0].n_refined, report.rules[0].n_left, report.n_pairs) == (1, 2, 1)
    row = report.to_pandas().iloc[0]
    assert (row["n_refined"], row["n_left"], row["n_new"]) == (1, 2, 1)


def test_the_table_ends_in_the_whole():
    report = sm.block(bulk_people()).report
    frame = report.to_pandas()
    assert len(frame) == len(report.rules) + 1
    assert frame["n_pairs"].iloc[-1] == report.n_pairs <= frame["n_pairs"].iloc[:-1].sum()
    assert frame["widest_block"].iloc[-1] == frame["widest_block"].iloc[:-1].max()
    assert report.to_arrow().to_pandas().equals(frame)


def test_it_reads_as_a_sentence_and_a_table():
    text = str(sm.block(people_of(ZUBAYR, ZUBAYR)).report)
    assert text.startswith("1 candidate pairs of 1 possible (100.000%) among 2 records\n")
    assert "all rules, each pair once" in text


def test_nothing_possible_is_no_division_by_nothing():
    assert "(0.000%)" in str(sm.block(people_of(ZUBAYR)).report)


def test_what_was_chosen_is_said():
    assert sm.block(people_of(ZUBAYR, ZUBAYR), [sm.block_on("name")]).report.notes == ()
    report = sm.block(people_of(ZUBAYR, ZUBAYR)).report
    assert report.notes
    assert str(report).endswith("\n".join(report.notes))
