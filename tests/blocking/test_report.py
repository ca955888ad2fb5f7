"""The report of blocking counts, and shows nobody."""

from __future__ import annotations

import suspectmatch as sm
from samples import ZUBAYR, bulk_people, people_of


def test_the_counts_of_a_small_case():
    report = sm.block(people_of(ZUBAYR, ZUBAYR, ZUBAYR, {**ZUBAYR, "role": "victim"})).report
    assert (report.n_records, report.n_set_aside) == (3, 1)
    assert (report.n_pairs, report.n_possible) == (3, 3)
    name = report.rules[0]
    assert (name.rule, name.n_keys, name.n_pairs, name.widest_block) == ("name", 1, 3, 3)
    document = next(rule for rule in report.rules if rule.rule == "document")
    assert (document.n_keys, document.n_pairs, document.widest_block) == (0, 0, 0)


def test_possible_pairs_across_sources():
    people = people_of(ZUBAYR, ZUBAYR, {"source": "b", **ZUBAYR})
    assert sm.block(people, across_only=True).report.n_possible == 2


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
