"""The waterfall of a page: its figures add up, and its bars reach from sum to sum."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

import suspectmatch as sm
from samples import ZUBAYR
from suspectmatch.report.write import _environment, bits


def waterfall(why):
    return str(_environment().get_template("pairs.html").module.waterfall(why))


@pytest.fixture(scope="module")
def why():
    left = {**ZUBAYR, "record_id": "1", "nationalities": ["PK"], "reliability": "0.5"}
    right = {**ZUBAYR, "record_id": "<2>", "nationalities": ["SE"]}
    return sm.link({"a": [left], "b": [right]}, progress=False, threads=1).explain("a:1", "b:<2>")


def test_each_row_has_its_bits_and_the_sum_so_far(why):
    page = waterfall(why)
    sums = 0.0
    for step in why.steps:
        if step.bits:
            sums += step.bits
            assert (
                f'<td class="number">{bits(step.bits)}</td><td class="number">{bits(sums)}</td>' in page
            )
    assert f'<td class="number">{bits(why.weight)}</td><td></td>' in page


def test_bars_go_from_sum_to_sum_and_differ_without_colour(why):
    bars = re.findall(r'<rect class="(\w+)" x="([\d.]+)" y="2" width="([\d.]+)"', waterfall(why))
    shown = [step.bits for step in why.steps if step.bits]
    assert [kind for kind, *_ in bars] == [*("for" if s > 0 else "against" for s in shown), "sum"]
    ends = [(float(x), float(x) + float(width)) for _, x, width in bars[: len(shown)]]
    for (low, high), (low_after, high_after) in pairwise(ends):
        assert min(abs(a - b) for a in (low, high) for b in (low_after, high_after)) < 0.7
    assert 'aria-hidden="true"' in waterfall(why)


def test_what_is_not_known_and_how_far_the_sources_are_believed(why):
    page = waterfall(why)
    assert "Not known on one side or on both, 0 bits: " in page
    assert "reliability 0.5 and 1: moved the total by" in page
    assert "b:&lt;2&gt;" in page


def test_cautions_stand_below(why):
    told = "<p>Cautions:</p><ul><li>The records state different nationalities.</li></ul>"
    assert told in waterfall(why)
