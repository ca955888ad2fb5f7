"""Texts as Python reads them."""

from __future__ import annotations

import datetime as dt
import re

from suspectmatch.kernels.text import BLANK, BREAK, CLEAN, DOUBTFUL, DROPPED, INSIDE, UNSETTLED

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def fault_by_definition(raw, most):
    """BLANK, DOUBTFUL or CLEAN, for bytes."""
    if not raw:
        return BLANK
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return DOUBTFUL
    return DOUBTFUL if len(raw) > most or text != text.strip() or CONTROLS.search(text) else CLEAN


def class_of(sign, classes):
    """The class of one character."""
    return int(classes[ord(sign)]) if ord(sign) < len(classes) else INSIDE | UNSETTLED


def tokens_by_definition(name, classes):
    """The tokens of a name: runs of what is INSIDE, without what is DROPPED."""
    kinds = [class_of(sign, classes) & (INSIDE | DROPPED) for sign in name]
    marked = "".join(
        " " if kind == BREAK else "" if kind == DROPPED else sign
        for sign, kind in zip(name, kinds, strict=True)
    )
    return [token.lower() if token.isascii() else token for token in marked.split(" ") if token]


def letters_by_definition(text):
    """The letters of a token as a number: a to z, and one bit for all else."""
    return sum(1 << bit for bit in {ord(c) - 97 if "a" <= c <= "z" else 26 for c in text})


def is_day_by_definition(text):
    """Whether a text is YYYY, YYYY-MM or YYYY-MM-DD and such a day exists."""
    if not re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}", text):
        return False
    try:
        dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True
