"""The table of an explanation, as numbers, text and page."""

from __future__ import annotations

import math
from dataclasses import replace

import pyarrow as pa
import pytest

from suspectmatch.tables import Explanation, ExplanationRow

ROWS = (
    ExplanationRow("name", "A <b>", "A", "same", "same name", 12.5),
    ExplanationRow("sex", "male", "female", "different", "different sex", -4.25),
    ExplanationRow("document", None, "P1", "missing", "not known on one side or on both", 0.0),
)


def explanation(**more):
    given = {"prior": -10.0, "weight": -1.75, "left": ("a:1", "f.csv:2"), "right": ("b:2", None)}
    return Explanation(rows=ROWS, **(given | more))


def test_the_prior_comes_first_and_the_total_last():
    frame = explanation().to_pandas()
    assert frame["comparison"].tolist() == ["prior", "name", "sex", "document", "total"]
    assert frame["bits"].iloc[:-1].sum() == frame["bits"].iloc[-1] == -1.75
    assert pa.table(explanation()).equals(explanation().to_arrow())


def test_it_reads_line_by_line():
    lines = str(explanation(note="The roles differ.")).splitlines()
    assert lines[0] == "a:1 (f.csv:2)  and  b:2 (?)"
    assert lines[2].split() == ["name", "+12.5", "same", "name:", "A", "<b>", "|", "A"]
    assert "known on one side only: document (right: P1)" in lines[-3]
    assert lines[-1] == "  Note: The roles differ."


def test_a_page_shows_values_and_never_runs_them():
    page = explanation(note="<i>")._repr_html_()
    assert "A &lt;b&gt; | A" in page
    assert "&lt;i&gt;" in page
    assert "<b>" not in page
    assert "document" not in page
    assert "<th>total</th><td></td><td>log2 odds</td><td style='text-align:right'>-1.8</td>" in page


@pytest.mark.parametrize(
    ("weight", "words"),
    [(0.0, "50.0%"), (-30.0, "below 0.1%"), (30.0, "above 99.9%"), (math.log2(999), "99.9%")],
)
def test_nothing_is_called_certain(weight, words):
    assert f"probability {words}" in str(explanation(weight=weight))


@pytest.mark.parametrize(
    ("linked", "weight", "words"),
    [
        (None, 5.0, "A candidate"),
        (True, 5.0, "A lead"),
        (True, -1.75, "In one cluster, but only through other records"),
        (False, 5.0, "Not a lead"),
    ],
)
def test_the_verdict_speaks_of_leads(linked, weight, words):
    assert explanation(linked=linked, weight=weight).verdict().startswith(words)


def test_what_is_shown_names_records_and_no_values():
    assert repr(explanation()) == "Explanation(a:1 and b:2: -1.8 bits)"


def test_what_was_not_compared_is_told_with_what_is_known():
    rows = [
        ExplanationRow(name, left, right, "missing", "", 0.0)
        for name, left, right in (
            ("sex", None, None),
            ("father", "X", None),
            ("birth_country", "B", "C"),
        )
    ]
    assert replace(explanation(), rows=tuple(rows)).missing_words == (
        "known on one side only: father (left: X)",
        "known on neither side: sex",
        "given, but not comparable: birth_country (left: B; right: C)",
    )
