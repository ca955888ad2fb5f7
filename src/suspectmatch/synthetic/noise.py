"""What hands, scanners and small fields do to a text, and what clerks do to a date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NEAR: Final = {
    "a": "qsz", "b": "vgn", "c": "xvk", "d": "sft", "e": "rwi", "f": "dgr", "g": "fhj", "h": "gjn",
    "i": "uoe", "j": "hki", "k": "jlc", "l": "kop", "m": "nj", "n": "mbh", "o": "ipu", "p": "ol",
    "q": "wak", "r": "etf", "s": "adz", "t": "ryd", "u": "yio", "v": "cbw", "w": "qev", "x": "zc",
    "y": "tui", "z": "xas",
}  # fmt: skip
"""Letters that a finger or an ear puts in place of another."""

_OCR: Final = (
    ("rn", "m"),
    ("m", "rn"),
    ("l", "1"),
    ("o", "0"),
    ("i", "l"),
    ("s", "5"),
    ("b", "8"),
    ("cl", "d"),
    ("u", "ii"),
)
"""What a scanner reads in place of what is printed."""

_SEAM: Final = re.compile(
    r"((?i:abd[aeou]l|abd[ae]r|abu|ben|gul|nur|noor|muhammad|mohamm?[ae]d)|\w{3,})"
    r"((?<=[^aeiou])(?i:ullah|uddin)|(?i:zad[ae]h?|zai|khel|jan|bek)|"
    r"(?<=[lr])(?i:rahman|rahim|karim|aziz|qader|kader|hamid|razzaq|wahid|malik|ghani)\w{0,2})$"
)
"""Where a long name of two parts may be split."""


def typo(text: str, rng: np.random.Generator) -> str:
    """One slip of the hand: a letter left out, doubled, swapped with the next or replaced.

    >>> typo("Mahmoud", np.random.default_rng(3)) != "Mahmoud"
    True
    """
    places = [i for i, c in enumerate(text) if c.isalpha()]
    if len(places) < 3:
        return text
    at = places[int(rng.integers(1, len(places)))]
    kind = int(rng.integers(4))
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2 and text[at - 1].isalpha() and text[at - 1].lower() != text[at].lower():
        first, second = text[at - 1], text[at]
        if first.isupper() and second.islower():
            first, second = first.lower(), second.upper()
        return text[: at - 1] + second + first + text[at + 1 :]
    near = _NEAR.get(text[at].lower(), "ae")
    letter = near[int(rng.integers(len(near)))]
    return text[:at] + (letter.upper() if text[at].isupper() else letter) + text[at + 1 :]


def ocr_slip(text: str, rng: np.random.Generator) -> str:
    """One misreading of a scanner, such as ``rn`` for ``m``.

    >>> ocr_slip("Omar", np.random.default_rng(0))
    'Ornar'
    """
    found = [(old, new) for old, new in _OCR if text.find(old, 1) > 0]
    if not found:
        return text
    old, new = found[int(rng.integers(len(found)))]
    at = text.find(old, 1)
    return text[:at] + new + text[at + len(old) :]


def rejoin(text: str, rng: np.random.Generator) -> str:
    """Two words of a name run together, or a name of one long word split where its parts meet.

    >>> rejoin("Xiao Ping", np.random.default_rng(0)), rejoin("Abdulrahman", np.random.default_rng(0))
    ('Xiaoping', 'Abdul Rahman')
    """
    gaps = [match.start() for match in re.finditer(r"(?<=\w\w)[ -](?=\w\w)", text)]
    if gaps:
        at = gaps[int(rng.integers(len(gaps)))]
        return text[:at] + text[at + 1 :].lower() if at == gaps[-1] else text[:at] + text[at + 1 :]
    found = _SEAM.match(text)
    return f"{found[1]} {found[2].capitalize()}" if found else text


def damage(
    texts: NDArray[np.object_],
    rng: np.random.Generator,
    *,
    typos: float,
    ocr: float,
    rejoined: float = 0.0,
) -> None:
    """Put slips, misreadings and lost or added spaces into a share of the texts, in place."""
    for share, slip in ((typos, typo), (ocr, ocr_slip), (rejoined, rejoin)):
        for row in np.flatnonzero(rng.random(len(texts)) < share):
            if texts[row]:
                texts[row] = slip(texts[row], rng)


def wrong_digit(numbers: NDArray[np.int64], rng: np.random.Generator, share: float) -> NDArray[np.int64]:
    """A share of the numbers with one of their last six digits changed; -1 stays -1."""
    place = 10 ** rng.integers(0, 6, len(numbers))
    old = numbers // place % 10
    new = (old + rng.integers(1, 10, len(numbers))) % 10
    hit = (rng.random(len(numbers)) < share) & (numbers >= 0)
    return np.where(hit, numbers + (new - old) * place, numbers)


def _chosen(rng: np.random.Generator, n: int, share: float) -> NDArray[np.bool_]:
    return np.asarray(rng.random(n) < share)


def spoil_days(
    days: NDArray[np.datetime64],
    rng: np.random.Generator,
    *,
    swap: float,
    off: float,
    wrong_year: float,
    digit: float,
    other: float = 0.0,
    first_january: NDArray[np.float64],
) -> NDArray[np.datetime64]:
    """Birth dates as a careless register has them.

    Args:
        days: true days.
        rng: source of chance.
        swap: share with day and month swapped, where both readings are dates.
        off: share that is one day early or late.
        wrong_year: share whose year is off by one to three.
        digit: share with the last digit of day or year misread.
        other: share that is another date altogether, three to ten years away.
        first_january: share, per record, set to 1 January of the year.

    Returns:
        Days, of the same shape.
    """
    n = len(days)
    days = days + np.where(_chosen(rng, n, off), rng.choice([-1, 1], n), 0).astype("timedelta64[D]")
    away = rng.choice([-1, 1], n) * rng.integers(3 * 365, 10 * 365, n)
    days = days + np.where(_chosen(rng, n, other), away, 0).astype("timedelta64[D]")
    year = days.astype("datetime64[Y]").astype(int) + 1970
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    day = (days - days.astype("datetime64[M]")).astype(int) + 1
    swapped = _chosen(rng, n, swap) & (day <= 12)
    month, day = np.where(swapped, day, month), np.where(swapped, month, day)
    year += np.where(_chosen(rng, n, wrong_year), rng.choice([-3, -2, -1, -1, 1, 1, 2, 3], n), 0)
    misread = _chosen(rng, n, digit)
    in_day = misread & _chosen(rng, n, 0.6)
    day = np.where(in_day, day // 10 * 10 + rng.integers(1, 9, n), day)
    year = np.where(misread & ~in_day, year // 10 * 10 + rng.integers(0, 10, n), year)
    year = np.where(_chosen(rng, n, 0.1) & misread & ~in_day, year - 10, year)
    default = rng.random(n) < first_january
    month, day = np.where(default, 1, month), np.where(default, 1, day)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    longest = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(int)
    return np.asarray(months.astype("datetime64[D]") + (np.clip(day, 1, longest) - 1))
