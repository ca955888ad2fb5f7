"""Tokens of names: which of them form one unit, and how two names of tokens agree.

Names are compared without regard to order, as the guides to naming practice ask (UK and INTERPOL,
*A Guide to Names and Naming Practices*, 2006): the tokens of two names are assigned to each other
one to one, best agreement first (greedy assignment; Monge and Elkan 1996 compare tokens likewise,
without the one-to-one condition).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from suspectmatch.kernels._jit import kernel
from suspectmatch.kernels.edit_distance import within_one_edit
from suspectmatch.kernels.jaro import jaro_winkler

# Tags of tokens and of units.
PLAIN, ARTICLE, NASAB, TITLE, PLACEHOLDER, GENERATION, KUNYA, ABD, DIN, ALLAH, INITIAL = range(11)

# Grades of agreement of two tokens, rising.
NONE, INITIALS, CLOSE, SKELETON, SOUND, EQUAL = range(6)

MAX_TOKENS = 16
"""Tokens of one name that are compared; a longer name is cut."""


class TokenArrays(NamedTuple):
    """What kernels need of the T distinct tokens and D distinct names.

    Attributes:
        points: uint32, code points of all folded tokens.
        point_offsets: int64 (T+1,).
        sound: int32 (T,) code of the sound form.
        skeleton: int32 (T,) code of the skeleton.
        skeleton_points: uint32, code points of the T skeletons, ``skeleton_offsets`` int64 (T+1,).
        letters: uint32 (T,) bit set of the letters of the folded token.
        hashes: uint64 (T,) polynomial hash of the folded token; ``powers`` uint64 (T,) base^length.
        skeleton_hashes: uint64 (T,), ``skeleton_powers`` uint64 (T,).
        bits: float32 (T, 6) evidence in bits when the token agrees at that grade.
        token_offsets: int64 (D+1,), tokens of each distinct name.
        token_codes: int32.
    """

    points: npt.NDArray[np.uint32]
    point_offsets: npt.NDArray[np.int64]
    sound: npt.NDArray[np.int32]
    skeleton: npt.NDArray[np.int32]
    skeleton_points: npt.NDArray[np.uint32]
    skeleton_offsets: npt.NDArray[np.int64]
    letters: npt.NDArray[np.uint32]
    hashes: npt.NDArray[np.uint64]
    powers: npt.NDArray[np.uint64]
    skeleton_hashes: npt.NDArray[np.uint64]
    skeleton_powers: npt.NDArray[np.uint64]
    bits: npt.NDArray[np.float32]
    token_offsets: npt.NDArray[np.int64]
    token_codes: npt.NDArray[np.int32]


@kernel
def polynomial_hashes(
    points: npt.NDArray[np.uint32], offsets: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Polynomial hash modulo 2^64 of each string and base^length (Karp and Rabin 1987).

    The hash of two strings joined is ``hash(a) * power(b) + hash(b)``, so that joined spellings
    are found without joining anything.
    """
    base = np.uint64(1_000_003)
    hashes = np.zeros(offsets.size - 1, dtype=np.uint64)
    powers = np.ones(offsets.size - 1, dtype=np.uint64)
    for k in range(offsets.size - 1):
        value, power = np.uint64(0), np.uint64(1)
        for p in range(offsets[k], offsets[k + 1]):
            value = value * base + np.uint64(points[p])
            power = power * base
        hashes[k], powers[k] = value, power
    return hashes, powers


@kernel
def fuse_units(
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    tags: npt.NDArray[np.int8],
    unit_offsets: npt.NDArray[np.int64],
    first: npt.NDArray[np.int32],
    second: npt.NDArray[np.int32],
    kinds: npt.NDArray[np.int8],
) -> None:
    """Join the tokens that make one name: Abd al-X, X ud-Din, X-ullah, Abu X.

    Args:
        offsets: int64 (D+1,) tokens of each distinct name.
        codes: int32, token codes in reading order.
        tags: int8 (T,) tag of each distinct token.
        unit_offsets: int64 (D+1,), written: units of each name.
        first: int32, written: first token of the unit; room for ``len(codes)``.
        second: int32, written: the token joined to it, or -1.
        kinds: int8, written: PLAIN, KUNYA, or the tag of the single token.
    """
    n = 0
    unit_offsets[0] = 0
    for name in range(offsets.size - 1):
        k, stop = offsets[name], offsets[name + 1]
        while k < stop:
            tag = tags[codes[k]]
            ahead = k + 1
            while ahead < stop and tags[codes[ahead]] == ARTICLE:
                ahead += 1
            first[n], second[n], kinds[n] = codes[k], -1, tag
            step = k + 1
            if tag in (ABD, KUNYA) and ahead < stop:
                second[n] = codes[ahead]
                kinds[n] = KUNYA if tag == KUNYA else PLAIN
                step = ahead + 1
            elif tag in (ABD, DIN, ALLAH):
                kinds[n] = PLAIN
            if tag in (PLAIN, TITLE) and ahead < stop and tags[codes[ahead]] in (DIN, ALLAH):
                second[n] = codes[ahead]
                kinds[n] = PLAIN
                step = ahead + 1
            n += 1
            k = step
        unit_offsets[name + 1] = n


@kernel
def token_grade(a: int, b: int, t: TokenArrays) -> int:
    """Grade of agreement of two distinct tokens, NONE to EQUAL; symmetric."""
    if a == b:
        return EQUAL
    if t.sound[a] == t.sound[b]:
        return SOUND
    len_a = t.point_offsets[a + 1] - t.point_offsets[a]
    len_b = t.point_offsets[b + 1] - t.point_offsets[b]
    skel_a = t.skeleton_offsets[a + 1] - t.skeleton_offsets[a]
    skel_b = t.skeleton_offsets[b + 1] - t.skeleton_offsets[b]
    if t.skeleton[a] == t.skeleton[b] and skel_a >= 2 and len_a > 1 and len_b > 1:
        return SKELETON
    first_a, first_b = t.points[t.point_offsets[a]], t.points[t.point_offsets[b]]
    if len_a == 1 or len_b == 1:
        return INITIALS if first_a == first_b else NONE
    if len_a < 4 or len_b < 4:
        return NONE
    union = t.letters[a] | t.letters[b]
    common = t.letters[a] & t.letters[b]
    n_union = n_common = 0
    for bit in range(27):
        n_union += (union >> np.uint32(bit)) & np.uint32(1)
        n_common += (common >> np.uint32(bit)) & np.uint32(1)
    if 2 * n_common < n_union:
        return NONE
    left = t.points[t.point_offsets[a] : t.point_offsets[a + 1]]
    right = t.points[t.point_offsets[b] : t.point_offsets[b + 1]]
    similarity = jaro_winkler(left, right, 0.1)
    if similarity >= 0.92:
        return CLOSE
    if similarity >= 0.8 and skel_a >= 3 and skel_b >= 3:
        left = t.skeleton_points[t.skeleton_offsets[a] : t.skeleton_offsets[a + 1]]
        right = t.skeleton_points[t.skeleton_offsets[b] : t.skeleton_offsets[b + 1]]
        if within_one_edit(left, right):
            return CLOSE
    return NONE


@kernel
def _assign(
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    grades: npt.NDArray[np.int8],
    at_least: int,
    taken_left: npt.NDArray[np.int8],
    taken_right: npt.NDArray[np.int8],
    t: TokenArrays,
) -> float:
    total = 0.0
    while True:
        best, best_i, best_j = -1.0, -1, -1
        tie = np.uint64(0)
        for i in range(left.size):
            if taken_left[i] != NONE:
                continue
            for j in range(right.size):
                grade = grades[i, j]
                if taken_right[j] != NONE or grade < at_least:
                    continue
                bits = min(t.bits[left[i], grade], t.bits[right[j], grade]) + 100.0 * grade
                # Ties fall alike in whatever order and on whichever side the tokens stand.
                mark = t.hashes[left[i]] + t.hashes[right[j]]
                if bits > best or (bits == best and mark > tie):
                    best, best_i, best_j, tie = bits, i, j, mark
        if best_i < 0:
            return total
        grade = grades[best_i, best_j]
        taken_left[best_i] = taken_right[best_j] = grade
        total += best - 100.0 * grade


@kernel
def _assign_joined(
    split: npt.NDArray[np.int32],
    whole: npt.NDArray[np.int32],
    taken_split: npt.NDArray[np.int8],
    taken_whole: npt.NDArray[np.int8],
    t: TokenArrays,
) -> float:
    total = 0.0
    for i in range(split.size - 1):
        a, b = split[i], split[i + 1]
        joined = t.hashes[a] * t.powers[b] + t.hashes[b]
        skeleton = t.skeleton_hashes[a] * t.skeleton_powers[b] + t.skeleton_hashes[b]
        for j in range(whole.size):
            if taken_split[i] != NONE or taken_split[i + 1] != NONE or taken_whole[j] != NONE:
                continue
            c = whole[j]
            long = t.skeleton_offsets[c + 1] - t.skeleton_offsets[c] >= 3
            grade = NONE
            if t.hashes[c] == joined:
                grade = EQUAL
            elif t.skeleton_hashes[c] == skeleton and long:
                grade = SKELETON
            if grade != NONE:
                taken_split[i] = taken_split[i + 1] = taken_whole[j] = grade
                total += t.bits[c, grade]
    return total


@kernel
def _mixed_hash(codes: npt.NDArray[np.int32], t: TokenArrays) -> np.uint64:
    mixed = np.uint64(codes.size)
    for code in codes:
        mixed = mixed * np.uint64(31) + t.hashes[code]
    return mixed


# Levels of agreement of two names, rising. The words for them are in `comparing.levels`.
(
    NO_PART,
    ONE_PART,
    ONE_WITHIN,
    WEAK_ALIAS,
    SOME_PARTS,
    SINGLE,
    MOST_PARTS,
    WITHIN_SIMILAR,
    WITHIN,
    SAME_SIMILAR,
    SAME_RESPELT,
    SAME,
) = range(12)

CONTRADICTION = 5.0
"""Bits that a part of each name without counterpart takes from the evidence when aliases are chosen."""
OMISSION = 0.7
"""Bits that a part missing from one name takes."""


@kernel
def name_agreement(
    left: npt.NDArray[np.int32], right: npt.NDArray[np.int32], t: TokenArrays
) -> tuple[int, float, float]:
    """How two names agree, each given as the codes of its tokens.

    Returns:
        level (NO_PART..SAME), rarity of what agreed in bits, and the evidence by which the best of
        several aliases is chosen: rarity less the cost of what did not agree.
    """
    left, right = left[:MAX_TOKENS], right[:MAX_TOKENS]
    if _mixed_hash(left, t) > _mixed_hash(right, t):  # ties fall alike whichever side comes first
        left, right = right, left
    grades = np.zeros((left.size, right.size), dtype=np.int8)
    best = NONE
    for i in range(left.size):
        for j in range(right.size):
            grade = token_grade(left[i], right[j], t)
            grades[i, j] = grade
            best = max(best, grade)
    taken_left = np.zeros(left.size, dtype=np.int8)
    taken_right = np.zeros(right.size, dtype=np.int8)
    bits = 0.0
    if best >= SKELETON:
        bits += _assign(left, right, grades, SKELETON, taken_left, taken_right, t)
    if left.size != right.size or best < SKELETON:
        bits += _assign_joined(left, right, taken_left, taken_right, t)
        bits += _assign_joined(right, left, taken_right, taken_left, t)
    if best != NONE:
        bits += _assign(left, right, grades, INITIALS, taken_left, taken_right, t)
    free_left = free_right = 0
    worst = EQUAL
    for i in range(left.size):
        if taken_left[i] == NONE:
            free_left += 1
        else:
            worst = min(worst, taken_left[i])
    for j in range(right.size):
        if taken_right[j] == NONE:
            free_right += 1
    agreed = min(left.size - free_left, right.size - free_right)
    fewest, most = min(free_left, free_right), max(free_left, free_right)
    evidence = bits - CONTRADICTION * fewest - OMISSION * (most - fewest)
    level = NO_PART
    if agreed == 1:
        level = ONE_PART
        if fewest == 0:
            level = SINGLE if most == 0 else ONE_WITHIN
    elif agreed >= 2:
        if most == 0:
            level = SAME if worst == EQUAL else SAME_RESPELT if worst >= SKELETON else SAME_SIMILAR
        elif fewest == 0:
            level = WITHIN if worst >= SKELETON else WITHIN_SIMILAR
        else:
            level = MOST_PARTS if fewest == 1 else SOME_PARTS
    return level, bits, evidence


@kernel
def best_name_agreement(
    i: int,
    j: int,
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    weak: npt.NDArray[np.bool_],
    t: TokenArrays,
) -> tuple[int, float, int, int]:
    """The best agreement over all names of two records.

    A pair in which either name is a weak alias counts half and never rises above ``WEAK_ALIAS``.
    The more pairs of names there were to try, the more a chance agreement is to be expected:
    half of log2(tries) bits are taken off (a maximum over dependent tries; the full log2 is the
    bound of Bonferroni).

    Returns:
        level (-1 where a record has no name), rarity in bits, and the positions in ``codes`` of the
        two names that carried it.
    """
    level, bits, best = -1, 0.0, -1e9
    best_left = best_right = -1
    tries = 0
    for p in range(offsets[i], offsets[i + 1]):
        a = codes[p]
        left = t.token_codes[t.token_offsets[a] : t.token_offsets[a + 1]]
        if left.size == 0:
            continue
        for q in range(offsets[j], offsets[j + 1]):
            b = codes[q]
            right = t.token_codes[t.token_offsets[b] : t.token_offsets[b + 1]]
            if right.size == 0:
                continue
            tries += 1
            this_level, this_bits, evidence = name_agreement(left, right, t)
            if (weak[p] or weak[q]) and this_level > ONE_PART:
                this_level = min(this_level, WEAK_ALIAS)
                this_bits, evidence = 0.5 * this_bits, 0.5 * evidence
            tie = evidence == best
            if evidence > best or (
                tie and (this_level > level or (this_level == level and this_bits > bits))
            ):
                level, bits, best = this_level, this_bits, evidence
                best_left, best_right = p, q
    if tries > 1:
        bits = max(0.0, bits - 0.5 * np.log2(float(tries)))
    return level, bits, best_left, best_right


@kernel
def name_levels_pairs(
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    weak: npt.NDArray[np.bool_],
    t: TokenArrays,
    levels: npt.NDArray[np.int8],
    surprise: npt.NDArray[np.float32],
) -> None:
    """Best agreement of names for each of P pairs of records; see `best_name_agreement`.

    Args:
        left: int32 (P,) record.
        right: int32 (P,) record.
        offsets: int64 (N+1,) names of each record.
        codes: int32 (M,) distinct name of each occurrence.
        weak: bool (M,) whether that occurrence is a weak alias.
        t: arrays of tokens and distinct names.
        levels: int8 (P,), written.
        surprise: float32 (P,), written: bits.
    """
    for k in range(left.size):
        level, bits, _, _ = best_name_agreement(left[k], right[k], offsets, codes, weak, t)
        levels[k] = level
        surprise[k] = bits
