"""Plots of what the sources hold: how complete their fields and how exact their dates are."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.plotting.axes import INK, axes, finish, plain, rows_of, shortened
from suspectmatch.profiling import Profile

_GRADES: Final = {
    "to the day": ("#004f7c", ""),
    "to the month": ("#4a90bf", ""),
    "to the year": ("#9ccbe8", ""),
    "a range": ("#e3eef5", "..."),
    "not understood": ("#ffffff", "////"),
}
_DARK_ENOUGH: Final = 0.5
_WIDE_ENOUGH: Final = 0.06


def plot_completeness(profile: Profile, *, ax: Any = None) -> Any:
    """Plot the share of records of each source that fill each field.

    Args:
        profile: what ``profile`` returned.
        ax: axes to draw on; a new figure when None.

    Example:
        >>> import suspectmatch as sm
        >>> profile = sm.profile(sm.load({"notices": "notices.csv", "prison": "prison.csv"}))
        >>> [text.get_text() for text in plot_completeness(profile).get_yticklabels()]
        ['names', 'birth dates', 'nationalities', 'documents']
    """
    checks.instance("profile", profile, Profile, "a Profile, as made by profile()")
    sources, fields = profile.sources, profile.of("completeness")
    filled = {what: cells for what, cells in fields.items() if any(n for n, _ in cells.values())}
    shares = np.array([[_share(cells.get(s)) for s in sources] for cells in filled.values()])
    ax = axes(ax, 2.6 + 1.15 * len(sources), 1.5 + 0.3 * len(filled))
    rows_of(ax, list(filled))
    if shares.size:
        ax.imshow(shares, cmap="Blues", vmin=0, vmax=1.25, aspect="auto")
    for (i, j), share in np.ndenumerate(shares):
        colour = "white" if share / 1.25 > _DARK_ENOUGH else INK
        ax.text(j, i, f"{share:.0%}", ha="center", va="center", color=colour)
    ax.set_xticks(range(len(sources)), [plain(shortened(s, 16)) for s in sources])
    ax.tick_params(axis="both", length=0)
    finish(ax, "Share of records that fill a field", "source")
    ax.spines[:].set_visible(False)
    return ax


def plot_dates(profile: Profile, *, ax: Any = None) -> Any:
    """Plot how exact the birth dates of each source are.

    Args:
        profile: what ``profile`` returned.
        ax: axes to draw on; a new figure when None.

    Example:
        >>> import suspectmatch as sm
        >>> profile = sm.profile(sm.load({"notices": "notices.csv", "prison": "prison.csv"}))
        >>> [text.get_text() for text in plot_dates(profile).get_yticklabels()]
        ['notices (4)', 'prison (4)']
    """
    checks.instance("profile", profile, Profile, "a Profile, as made by profile()")
    dates = profile.of("birth dates")
    sources = [source for source in profile.sources if source in dates.get("to the day", {})]
    n_dates = {s: sum(dates[grade][s][0] for grade in _GRADES) for s in sources}
    ax = axes(ax, 8.0, 1.7 + 0.42 * len(sources))
    places = rows_of(ax, [f"{shortened(s, 20)} ({n_dates[s]:,})" for s in sources])
    left = np.zeros(len(sources))
    for grade, (colour, hatch) in _GRADES.items():
        shares = np.array([_share(dates[grade].get(s)) for s in sources]) if sources else left
        ax.barh(places, shares, left=left, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.6,
                height=0.66, label=grade)  # fmt: skip
        for place, start, share in zip(places, left, shares, strict=True):
            if share >= _WIDE_ENOUGH:
                is_dark = grade == "to the day"
                box = {"boxstyle": "round,pad=0.1", "fc": "white", "ec": "none"} if hatch else None
                ax.text(start + share / 2, place, f"{share:.0%}", ha="center", va="center",
                        color="white" if is_dark else INK, fontsize="small", bbox=box)  # fmt: skip
        left = left + shares
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.75 / (len(sources) + 1.4)), ncols=5,
              frameon=False, fontsize="small")  # fmt: skip
    return finish(ax, "How exact birth dates are", "share of the source's birth dates", grid="x")


def _share(cell: tuple[int, float | None] | None) -> float:
    return cell[1] or 0.0 if cell else 0.0
