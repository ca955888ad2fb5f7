"""Drawings of pairs: the data drawn are the data given."""

from __future__ import annotations

import numpy as np
import pytest

import suspectmatch as sm
from samples import bulk_linkage
from suspectmatch import plotting
from suspectmatch.errors import ParameterError

PERSON = {"names": ["Zubayr $x$ Tarkhani"], "birth_dates": ["1971-04-12"]}
DOLLAR = "$x$ and $y$"


@pytest.fixture(scope="module")
def why():
    other = {**PERSON, "record_id": "2", "nationalities": ["SE"]}
    linkage = sm.link(
        {DOLLAR: [{**PERSON, "record_id": "1", "nationalities": ["PK"]}], "b": [other]},
        progress=False,
        threads=1,
    )
    return linkage.explain(f"{DOLLAR}:1", "b:2")


def words(texts):
    return [text.get_text() for text in texts]


def test_every_pair_is_in_a_bar():
    scored = bulk_linkage().scored
    ax = plotting.plot_weights(scored, min_probability=0.9)
    assert sum(bar.get_height() for bar in ax.patches) == len(scored)
    n_leads = int((scored.probability >= 0.9).sum())
    assert f"{len(scored):,} scored pairs, {n_leads:,} of them leads" in ax.get_title(loc="left")
    line = ax.get_lines()[0].get_xdata()[0]
    assert line == pytest.approx(np.log2(9))
    assert "leads from 0.9 on" in words(ax.texts)
    ax.figure.canvas.draw()


def test_no_pairs_at_all():
    scored = bulk_linkage().scored
    nothing = type(scored)(scored.compared.take(np.zeros(0, np.intp)), scored.weight[:0], -9.0, None, 0)
    assert "0 scored pairs" in plotting.plot_weights(nothing).get_title(loc="left")


def test_m_and_u_stand_where_the_model_has_them():
    model = sm.load_model()
    ax = plotting.plot_model(model, comparisons=["birth_date", "sex"])
    m, u = (line.get_xdata().tolist() for line in ax.get_lines())
    levels = [p for name in ("birth_date", "sex") for p in model.levels[name].values()]
    assert m == [p.m for p in levels]
    assert u == [p.u for p in levels]
    assert [f"{p.weight:+.1f}" for p in levels] == words(ax.texts)[: len(levels)]
    assert words(ax.get_legend().texts)[0].startswith("m: ")
    assert ax.get_xscale() == "log"
    ax.figure.canvas.draw()
    with pytest.raises(ParameterError, match="comparisons"):
        plotting.plot_model(model, comparisons=["nonesuch"])


def test_the_bars_of_a_waterfall_add_up_to_the_weight(why):
    ax = plotting.plot_explanation(why)
    *bars, total = ax.patches
    assert sum(bar.get_width() for bar in bars) == pytest.approx(why.weight)
    assert total.get_width() == why.weight
    assert bars[0].get_width() == pytest.approx(why.prior)
    ends = [bar.get_x() + bar.get_width() for bar in bars]
    assert ends[:-1] == pytest.approx([bar.get_x() for bar in bars[1:]])
    assert [bar.get_hatch() for bar in bars] == ["////" if bar.get_width() < 0 else None for bar in bars]
    assert f"{why.weight:+.1f}" in words(ax.texts)
    low, high = ax.get_xlim()
    assert low < min(0, *ends)
    assert high > max(0, *ends)


def test_no_value_is_drawn_unless_it_is_asked_for(why):
    shown = "".join(words(plotting.plot_explanation(why).get_yticklabels()))
    assert "Zubayr" not in shown
    assert "1971" not in shown
    ax = plotting.plot_explanation(why, show_values=True)
    ax.figure.canvas.draw()
    assert r"Zubayr \$x\$ Tarkhani | Zubayr" in "".join(words(ax.get_yticklabels()))
    assert ax.get_title(loc="left").startswith(r"\$x\$ and \$y\$:1 and b:2")


def test_what_cannot_be_drawn_is_said(why):
    with pytest.raises(ParameterError, match="scored"):
        plotting.plot_weights(why)
    with pytest.raises(ParameterError, match="model"):
        plotting.plot_model(why)
    with pytest.raises(ParameterError, match="explanation"):
        plotting.plot_explanation("why")
