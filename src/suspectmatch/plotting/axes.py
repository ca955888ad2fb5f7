"""What all plots share: axes, colours and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

DARK: Final = "#004f7c"
LIGHT: Final = "#9ccbe8"
WARN: Final = "#c34a00"
GREY: Final = "#5c656e"
INK: Final = "#1b1f24"
"""Dark blue, light blue and vermilion differ for everyone, in grey too (Okabe and Ito 2008)."""

PROBABILITIES: Final = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
"""Probabilities that are marked on a scale of bits."""


def axes(ax: Any, width: float, height: float) -> Any:
    """The axes given, or those of a new figure of a size in inches.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    if ax is not None:
        return ax
    try:
        import matplotlib.pyplot as plt  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plot") from error
    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def finish(ax: Any, title: str, x: str = "", y: str = "", *, grid: str = "") -> Any:
    """Set title and labels, a light frame and a grid along one axis, if any."""
    ax.set_title(plain(title), loc="left", fontsize="medium", fontweight="bold", color=INK)
    ax.set_xlabel(plain(x))
    ax.set_ylabel(plain(y))
    ax.spines[["top", "right"]].set_visible(False)
    if grid:
        ax.grid(axis=grid, color="#d5dade", linewidth=0.8)
    ax.set_axisbelow(True)
    return ax


def label(
    ax: Any, text: str, at: tuple[float, float], *, shift: tuple[int, int] = (4, 0), **style: Any
) -> None:
    """Write a small text beside a point, ``shift`` printer's points to the right and up."""
    look = {"fontsize": "small", "color": INK, "textcoords": "offset points", "va": "center"}
    ax.annotate(text, at, xytext=shift, annotation_clip=False, **{**look, **style})


def plain(text: str) -> str:
    """A text whose dollar signs are not read as the start of a formula.

    >>> plain("$x$") == chr(92) + "$x" + chr(92) + "$"
    True
    """
    return text.replace("$", r"\$")


def shortened(text: str, most: int = 28) -> str:
    """A text short enough for a label.

    >>> shortened("x" * 40, 5)
    'xxxx…'
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def rows_of(ax: Any, names: Sequence[str]) -> npt.NDArray[np.float64]:
    """Places of rows with their names as labels, the first at the top."""
    places = np.arange(len(names), dtype=np.float64)
    ax.set_yticks(places, [plain(name) for name in names])
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    return places


def bits_of(probability: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Log2 odds of probabilities.

    >>> bits_of([0.5, 0.8]).round(6).tolist()
    [0.0, 2.0]
    """
    p = np.clip(np.asarray(probability, np.float64), 1e-12, 1 - 1e-12)
    odds: npt.NDArray[np.float64] = np.log2(p / (1 - p))
    return odds
