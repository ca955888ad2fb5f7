"""How two tokens agree: the definition, with strings and sets."""

from __future__ import annotations

from tests.oracles.respelling import cost_by_definition

NONE, INITIALS, CLOSE, SKELETON, SOUND, EQUAL = range(6)


def letter_set(word):
    """The letters of a word, all that is not a to z being one."""
    return {letter if "a" <= letter <= "z" else "#" for letter in word}


def grade_by_definition(a, b, sound, skeleton, bits):
    """Grade of two tokens, given the functions that make their coarser forms, and the bits of edits."""
    if a == b:
        return EQUAL
    if sound(a) == sound(b):
        return SOUND
    short = min(len(a), len(b))
    if short == 1:
        return INITIALS if a[0] == b[0] else NONE
    one_skeleton = skeleton(a) == skeleton(b) and len(skeleton(a)) >= 2
    if one_skeleton and not (set(a) & set("aeiou") and set(b) & set("aeiou")):
        return SKELETON
    is_alike = 2 * len(letter_set(a) & letter_set(b)) >= len(letter_set(a) | letter_set(b))
    if not one_skeleton and not (is_alike and short >= 3):
        return NONE
    cost = cost_by_definition(a, b, bits)
    if cost <= min(10 * short, 50):
        return SKELETON
    return CLOSE if one_skeleton or cost <= min(17 * short, 120) else NONE
