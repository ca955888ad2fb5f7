"""How two tokens agree: the definition, with strings and sets."""

from __future__ import annotations

from tests.oracles.edit_distance import osa_by_definition
from tests.oracles.jaro import jaro_winkler_by_definition

NONE, INITIALS, CLOSE, SKELETON, SOUND, EQUAL = range(6)


def letter_set(word):
    """The letters of a word, all that is not a to z being one."""
    return {letter if "a" <= letter <= "z" else "#" for letter in word}


def grade_by_definition(a, b, sound, skeleton):
    """Grade of agreement of two tokens, given the two functions that make their coarser forms."""
    if a == b:
        return EQUAL
    if sound(a) == sound(b):
        return SOUND
    short = min(len(a), len(b))
    bones = skeleton(a), skeleton(b)
    if bones[0] == bones[1] and len(bones[0]) >= 2 and short > 1:
        return SKELETON
    if short == 1:
        return INITIALS if a[0] == b[0] else NONE
    n_common = len(letter_set(a) & letter_set(b))
    if short < 4 or 2 * n_common < len(letter_set(a) | letter_set(b)):
        return NONE
    similarity = jaro_winkler_by_definition(a, b)
    one_slip = min(map(len, bones)) >= 3 and osa_by_definition(*bones) <= 1
    return CLOSE if similarity >= 0.92 or (similarity >= 0.8 and one_slip) else NONE
