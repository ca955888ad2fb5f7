"""One look for all tables in a notebook."""

from __future__ import annotations

import pytest

from samples import bulk_linkage
from suspectmatch.tables.notebook import counts_table, small_table


def test_everything_is_escaped_and_counts_are_told():
    page = small_table("<i>", ["<b>", "n", "share"], [["<u>", 1200, 0.12345], ["x", None, "y"]], "<s>")
    for text in ("&lt;i&gt;", "&lt;b&gt;", "&lt;u&gt;", "&lt;s&gt;", "1,200", "0.123", "<td></td>"):
        assert text in page
    assert "how many" in counts_table("Counts", {"two_words": 2})


@pytest.mark.parametrize("name", ["records", "people", "blocking", "compared", "scored", "table", "all"])
def test_every_table_looks_alike(name):
    linkage = bulk_linkage()
    compared = linkage.scored.compared
    shown = {"all": linkage, "compared": compared}.get(name) or getattr(linkage, name)
    page = shown._repr_html_()
    assert page.startswith('<div><table style="border-collapse:collapse"><caption')
    assert page.count("<tr") > 1
