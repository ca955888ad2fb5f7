"""The assignment of the tokens of two names: the definition, with all candidates sorted at once."""

from __future__ import annotations

from itertools import product

NONE, INITIALS, CLOSE, SKELETON, SOUND, EQUAL = range(6)


def best_first(left, right, strength, at_least):
    """Agreements (grade, bits) of the free tokens {place: token} of each side, which are taken."""
    agreed = []
    places = [place for place in product(left, right) if strength(*place)[0] >= at_least]
    for i, j in sorted(places, key=lambda place: strength(*place), reverse=True):
        if i in left and j in right:
            del left[i], right[j]
            agreed.append(strength(i, j)[:2])
    return agreed


def two_for_one(split, whole, joined, bits):
    """The same for two free neighbours of one side that make one free token of the other."""
    agreed = []
    for i, j in product(list(split), list(whole)):
        if i in split and i + 1 in split and j in whole:
            a, b, c = split[i], split[i + 1], whole[j]
            grade = joined(a, b, c)
            if grade != NONE:
                del split[i], split[i + 1], whole[j]
                agreed.append((grade, min(bits(c, grade), bits(a, grade) + bits(b, grade))))
    return agreed


def assign_by_definition(left, right, *, grade, joined, bits, mark):
    """Grades of what agrees, how many tokens of each side are left over, and the bits in total.

    Args:
        left, right: tokens.
        grade: function of two tokens.
        joined: function of two tokens and one that they may make together: EQUAL, SKELETON or NONE.
        bits: function of a token and a grade.
        mark: function of a token; the greater sum of two modulo 2^64 goes first among equals.
    """

    def strength(i, j):
        a, b = left[i], right[j]
        agreed = grade(a, b)
        return agreed, min(bits(a, agreed), bits(b, agreed)), (mark(a) + mark(b)) % 2**64

    free_left, free_right = dict(enumerate(left)), dict(enumerate(right))
    agreed = best_first(free_left, free_right, strength, SKELETON)
    agreed += two_for_one(free_left, free_right, joined, bits)
    agreed += two_for_one(free_right, free_left, joined, bits)
    agreed += best_first(free_left, free_right, strength, INITIALS)
    grades, found = [g for g, _ in agreed], sum(b for _, b in agreed)
    return grades, len(free_left), len(free_right), found


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
