"""Drawings of what sources hold."""

from __future__ import annotations

import pytest

import suspectmatch as sm
from suspectmatch import plotting
from suspectmatch.errors import ParameterError


@pytest.fixture(scope="module")
def profile():
    jail = [
        {"record_id": "1", "names": ["Ali"], "birth_dates": ["1970", "1971-05-02"]},
        {"record_id": "2", "names": ["Omar"], "sex": "male"},
    ]
    return sm.profile(sm.load({"jail": jail, "$x$": [{"record_id": "3", "documents": ["A12345"]}]}))


def test_completeness_is_drawn_as_it_was_counted(profile):
    ax = plotting.plot_completeness(profile)
    ax.figure.canvas.draw()
    assert [text.get_text() for text in ax.get_xticklabels()] == ["jail", r"\$x\$"]
    fields = [text.get_text() for text in ax.get_yticklabels()]
    assert fields == ["names", "birth dates", "sex", "documents"]
    assert ax.images[0].get_array().tolist() == [[1, 0], [0.5, 0], [0.5, 0], [0, 1]]
    assert [text.get_text() for text in ax.texts][:4] == ["100%", "0%", "50%", "0%"]


def test_dates_of_sources_that_have_any(profile):
    ax = plotting.plot_dates(profile)
    ax.figure.canvas.draw()
    assert [text.get_text() for text in ax.get_yticklabels()] == ["jail (2)"]
    assert sum(bar.get_width() for bar in ax.patches) == pytest.approx(1)
    assert ax.get_legend().texts[0].get_text() == "to the day"


def test_no_dates_at_all():
    ax = plotting.plot_dates(sm.profile(sm.load({"a": [{"record_id": "1", "names": ["Ali"]}]})))
    ax.figure.canvas.draw()
    assert len(ax.patches) == 0


def test_what_cannot_be_drawn_is_said():
    for draw in (plotting.plot_completeness, plotting.plot_dates):
        with pytest.raises(ParameterError, match="profile"):
            draw("nothing")
