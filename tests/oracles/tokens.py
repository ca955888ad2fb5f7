"""How two names agree: the definition, with strings, lists and all candidates sorted at once."""

from __future__ import annotations

from tests.oracles.edit_distance import osa_by_definition
from tests.oracles.jaro import jaro_winkler_by_definition

NONE, INITIALS, CLOSE, SKELETON, SOUND, EQUAL = range(6)


def hash_by_definition(text):
    """Value of the polynomial with the code points as coefficients, and base^length, modulo 2^64."""
    base = 1_000_003
    value = sum(ord(letter) * base**power for power, letter in enumerate(reversed(text)))
    return value % 2**64, base ** len(text) % 2**64


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


def assign_by_definition(left, right, grade, bits):
    """Grades of the tokens of each side when the best pair is taken first, and the bits in total.

    Args:
        left, right: tokens, none of which is two others joined.
        grade: function of two tokens.
        bits: function of a token and a grade.
    """
    places = [(i, j) for i in range(len(left)) for j in range(len(right))]

    def strength(place):
        i, j = place
        agreed = grade(left[i], right[j])
        return agreed, min(bits(left[i], agreed), bits(right[j], agreed))

    free_left, free_right = dict(enumerate(left)), dict(enumerate(right))
    grades, total = [], 0.0
    for i, j in sorted(places, key=strength, reverse=True):
        agreed, rarity = strength((i, j))
        if agreed != NONE and i in free_left and j in free_right:
            del free_left[i], free_right[j]
            grades.append(agreed)
            total += rarity
    return grades, len(free_left), len(free_right), total


def level_by_definition(grades, free_left, free_right):
    """The name of the level, from the grades of the parts that agree and the number left over."""
    few, many = sorted((free_left, free_right))
    exactly = bool(grades) and min(grades) >= SKELETON
    if not grades:
        return "different"
    if len(grades) == 1:
        return "one_part" if few else "one_within" if many else "single"
    if few:
        return "most_parts" if few == 1 else "some_parts"
    if many:
        return "within" if exactly else "within_similar"
    return "same" if min(grades) == EQUAL else "same_respelt" if exactly else "same_similar"
