"""Where two written values differ: which words and letters, for a reader to see at once."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from jellyfish import jaro_winkler_similarity

if TYPE_CHECKING:
    from collections.abc import Sequence

Segment = tuple[str, bool]
"""A stretch of text, and whether it differs from the other value."""

_WORD: Final = re.compile(r"\w+")
_ONE_LETTER: Final = str.maketrans("\u06cc\u0649\u06a9", "\u064a\u064a\u0643")
ALIKE: Final = 0.7
"""Two texts less alike than this (Jaro-Winkler) are not shown beside each other."""


def differing(left: str, right: str, *, in_order: bool) -> tuple[list[Segment], list[Segment]]:
    """Both texts in segments, each marked where it differs from the other.

    Capitals, spaces and signs never count.

    Args:
        left: a value.
        right: the other value.
        in_order: letters are compared from the first to the last, as in dates and numbers; else each
            word with the word most like it, wherever it stands, as in names.

    Returns:
        The segments of left and of right; joined they are the texts.

    Example:
        >>> differing("TARKHANI, Zubair", "Zubayr Tarkhani", in_order=False)[0]
        [('TARKHANI, Zuba', False), ('i', True), ('r', False)]
        >>> differing("1971-04-12", "1971-04-21", in_order=True)[1]
        [('1971-04-', False), ('21', True)]
    """
    marks = [False] * len(left), [False] * len(right)
    if in_order:
        _mark(left, _letters(left), right, _letters(right), marks)
    else:
        words = [list(_WORD.finditer(text)) for text in (left, right)]
        texts = [[_folded(word.group()) for word in side] for side in words]
        for i, j in aligned(*texts):
            at_left, at_right = (
                range(*words[side][k].span()) if k is not None else range(0)
                for side, k in enumerate((i, j))
            )
            _mark(left, at_left, right, at_right, marks)
    return _segments(left, marks[0]), _segments(right, marks[1])


def by_word(text: str) -> str:
    """The words of a text in lower case and alphabetical order: a name either way round is the same.

    Example:
        >>> by_word("TARKHANI, Zubayr")
        'tarkhani zubayr'
    """
    return " ".join(sorted(_WORD.findall(_folded(text))))


def aligned(left: Sequence[str], right: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which of the left values to show beside which of the right: the most alike first taken.

    Every value is in exactly one pair; None where nothing is like it. Pairs come in the order of the
    left values, then what is left of the right.

    Example:
        >>> aligned(["zubayr", "tarkhani"], ["tarkhani", "omar"])
        [(0, None), (1, 0), (None, 1)]
    """
    scores = sorted(
        (-likeness, i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if (likeness := _likeness(one, other)) >= ALIKE
    )
    beside: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in scores:
        if i not in beside and j not in taken:
            beside[i] = j
            taken.add(j)
    pairs: list[tuple[int | None, int | None]] = [(i, beside.get(i)) for i in range(len(left))]
    return pairs + [(None, j) for j in range(len(right)) if j not in taken]


def _likeness(one: str, other: str) -> float:
    return float(jaro_winkler_similarity(one, other))


def _folded(text: str) -> str:
    """Lower case, one letter for each; letters of Arabic and Persian that are one letter are one."""
    lower = "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)
    return lower.translate(_ONE_LETTER)


def _letters(text: str) -> list[int]:
    return [k for k, letter in enumerate(text) if letter.isalnum()]


def _mark(
    left: str,
    at_left: Sequence[int],
    right: str,
    at_right: Sequence[int],
    marks: tuple[list[bool], list[bool]],
) -> None:
    one = _folded("".join(left[k] for k in at_left))
    other = _folded("".join(right[k] for k in at_right))
    if len(one) == len(other):  # letters that changed places: the eye goes place by place
        differs = [k for k in range(len(one)) if one[k] != other[k]]
        for k in differs:
            marks[0][at_left[k]] = marks[1][at_right[k]] = True
        return
    for tag, i, i_end, j, j_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            for side, at in ((0, at_left[i:i_end]), (1, at_right[j:j_end])):
                for k in at:
                    marks[side][k] = True


def _segments(text: str, marks: Sequence[bool]) -> list[Segment]:
    made: list[Segment] = []
    for letter, differs in zip(text, marks, strict=True):
        if made and made[-1][1] == differs:
            made[-1] = made[-1][0] + letter, differs
        else:
            made.append((letter, differs))
    return made
