"""Names split, folded and joined one by one: what ``parse_names`` does for all at once."""

from __future__ import annotations

import re
import unicodedata

from suspectmatch.kernels import tokens as kernel
from suspectmatch.names.parts import TAGS
from suspectmatch.names.scripts import fold

APOSTROPHES = re.compile("['\u2019\u2018`\u00b4\u02bc\u02bf\u02be\u2032\u02bb]")
WRITTEN_OUT = dict.fromkeys(("md", "mhd", "mohd", "muhd"), "muhammad")
NOT_COMPARED = (kernel.ARTICLE, kernel.NASAB, kernel.TITLE, kernel.PLACEHOLDER, kernel.GENERATION)


def folded(name):
    """The folded tokens of a name in reading order."""
    clean = APOSTROPHES.sub("", unicodedata.normalize("NFKC", name))
    words = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in clean).split(" ")
    return [WRITTEN_OUT.get(part, part) for word in words for part in fold(word)]


def tag(token):
    """Tag of a folded token."""
    return TAGS.get(token, kernel.INITIAL if len(token) == 1 else kernel.PLAIN)


def joined(head, tail, kind):
    """One unit of two tokens."""
    if kind == kernel.KUNYA:
        return ("umm" if head.startswith(("u", "o")) else "abu") + tail
    if tag(head) == kernel.ABD:
        return "abdul" + tail
    return head + ("uddin" if tag(tail) == kernel.DIN else "ullah")


def units(tokens):
    """(text, tag) of the units of a name."""
    found, k = [], 0
    while k < len(tokens):
        kind, ahead = tag(tokens[k]), k + 1
        while ahead < len(tokens) and tag(tokens[ahead]) == kernel.ARTICLE:
            ahead += 1
        follows = tag(tokens[ahead]) if ahead < len(tokens) else None
        joins = follows is not None and (
            kind in (kernel.ABD, kernel.KUNYA)
            or (kind in (kernel.PLAIN, kernel.TITLE) and follows in (kernel.DIN, kernel.ALLAH))
        )
        made = kernel.PLAIN if kind in (kernel.ABD, kernel.DIN, kernel.ALLAH) or joins else kind
        if kind == kernel.KUNYA:
            made = kernel.KUNYA
        found.append((joined(tokens[k], tokens[ahead], made) if joins else tokens[k], made))
        k = ahead + 1 if joins else k + 1
    return found


def compared(name):
    """The texts of the units of a name that are compared."""
    made = units(folded(name))
    kept = [text for text, kind in made if kind not in NOT_COMPARED]
    return kept or [text for text, kind in made if kind in (kernel.TITLE, kernel.NASAB)]
