"""What all drawings share: axes, texts that are no formulas, a clear word without matplotlib."""

from __future__ import annotations

import builtins

import numpy as np
import pytest

import suspectmatch as sm
from samples import bulk_linkage
from suspectmatch import plotting
from suspectmatch.errors import MissingExtraError
from suspectmatch.evaluating import reliability
from suspectmatch.plotting import axes as style


def test_everything_public_is_explained_and_shown():
    assert plotting.__all__ == sorted(plotting.__all__)
    for name in plotting.__all__:
        assert ">>>" in getattr(plotting, name).__doc__
        assert "ax" in getattr(plotting, name).__annotations__


def test_without_matplotlib_the_command_is_said(monkeypatch):
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtraError, match=r"\[plot\]"):
        style.axes(None, 1, 1)


@pytest.mark.parametrize("text", ["$x$", r"\frac{$", "a$b", r"\$1$", "$$", "_^{"])
def test_a_text_is_drawn_as_it_is(text):
    ax = style.axes(None, 3, 2)
    style.finish(ax, text, text, text)
    ax.figure.canvas.draw()
    for drawn in (ax.title, ax.xaxis.label, ax._left_title):
        assert drawn.get_text() in {"", style.plain(text)}
        preprocessed, is_math = drawn._preprocess_math(drawn.get_text())
        assert is_math is False
        assert preprocessed in {"", text}


def test_axes_that_are_given_are_used():
    ax = style.axes(None, 3, 2)
    assert style.axes(ax, 9, 9) is ax
    assert ax.figure.get_size_inches().tolist() == [3, 2]


def test_bits_and_probabilities():
    assert style.bits_of([0.5, 0.8, 0.2]).tolist() == pytest.approx([0, 2, -2])
    assert np.isfinite(style.bits_of([0.0, 1.0])).all()


def test_each_drawing_is_made_on_the_axes_given():
    linkage = bulk_linkage()
    pair = linkage.pairs.iloc[0]
    names = [f"{pair[f'source_{side}']}:{pair[f'record_id_{side}']}" for side in ("left", "right")]
    profile = sm.profile(linkage.records)
    drawn = {
        plotting.plot_blocking: [linkage.blocking],
        plotting.plot_cluster: [linkage.table, linkage.clusters["cluster_id"].iloc[-1]],
        plotting.plot_completeness: [profile],
        plotting.plot_dates: [profile],
        plotting.plot_explanation: [linkage.explain(*names)],
        plotting.plot_model: [sm.load_model()],
        plotting.plot_reliability: [reliability([0.1, 0.9], [False, True], n_bins=2)],
        plotting.plot_thresholds: [linkage.scored],
        plotting.plot_weights: [linkage.scored],
    }
    assert sorted(draw.__name__ for draw in drawn) == plotting.__all__
    for draw, given in drawn.items():
        ax = style.axes(None, 6, 4)
        assert draw(*given, ax=ax) is ax
        assert ax.get_title(loc="left")
        ax.figure.canvas.draw()
