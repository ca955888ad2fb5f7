"""Texts as UTF-8 bytes and offsets: whether they are clean, and the tokens of names.

UTF-8 is RFC 3629 (2003): the first byte of a character says how many follow. Tokens are coded as they
are cut out, in a hash table with open addressing (Knuth 1973, The Art of Computer Programming 3,
section 6.4) and by the hash of Fowler, Noll and Vo (1991), so that a name is read once and each distinct
token is kept once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import kernel
from suspectmatch.kernels.interning import widened

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLEAN, BLANK, DOUBTFUL = range(3)
"""What ``text_faults`` finds."""

BREAK, INSIDE, DROPPED, UNSETTLED = 0, 1, 2, 4
"""What a code point of a name is: between tokens, part of one, left out of it; ``UNSETTLED`` is added
where the text must be normalised before it can be told."""


@kernel
def _following(lead: int) -> int:
    """How many bytes follow a first byte; -1 if it is none."""
    if lead < 0x80:
        return 0
    if lead < 0xC2 or lead > 0xF4:
        return -1
    return 1 if lead < 0xE0 else 2 if lead < 0xF0 else 3


@kernel
def _is_space(point: int) -> bool:
    """Whether Python's ``str.strip`` takes a code point off."""
    if point < 0x80:
        return 9 <= point <= 13 or 28 <= point <= 32
    return (
        point in (0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
        or 0x2000 <= point <= 0x200A
    )


@kernel
def _is_control(point: int) -> bool:
    """Control characters but tab and line ends."""
    return (point < 32 and point not in (9, 10, 13)) or 0x7F <= point <= 0x9F


@kernel
def text_faults(data: NDArray[np.uint8], offsets: NDArray[np.int64], most: int) -> NDArray[np.uint8]:
    """Whether each of n texts may stand as it is.

    Args:
        data: uint8, their bytes.
        offsets: int64 (n+1,), where each begins.
        most: bytes that a text may have.

    Returns:
        uint8 (n,): BLANK for an empty text; DOUBTFUL for one that is too long, begins or ends with white
        space, holds a control character, or is no UTF-8; else CLEAN.
    """
    faults = np.zeros(offsets.size - 1, np.uint8)
    for k in range(faults.size):
        start, stop = offsets[k], offsets[k + 1]
        if start == stop:
            faults[k] = BLANK
            continue
        plain = data[start] != 32 and data[stop - 1] != 32 and stop - start <= most
        p = start
        while plain and p < stop:
            plain = 32 <= data[p] < 127
            p += 1
        if not plain and not _is_sound(data, start, stop, most):
            faults[k] = DOUBTFUL
    return faults


@kernel
def _is_sound(data: NDArray[np.uint8], start: int, stop: int, most: int) -> bool:
    if stop - start > most:
        return False
    p, point = start, 32
    while p < stop:
        lead = int(data[p])
        n = _following(lead)
        if n < 0 or p + n >= stop:
            return False
        point = lead if n == 0 else lead & (0x3F >> n)
        for q in range(p + 1, p + n + 1):
            if data[q] & 0xC0 != 0x80:
                return False
            point = point << 6 | int(data[q] & 0x3F)
        too_low = (n == 2 and point < 0x800) or (n == 3 and point < 0x10000)
        if too_low or point > 0x10FFFF or 0xD800 <= point <= 0xDFFF or _is_control(point):
            return False
        if p == start and _is_space(point):
            return False
        p += n + 1
    return not _is_space(point)


@kernel
def _class_at(data: NDArray[np.uint8], p: int, stop: int, classes: NDArray[np.uint8]) -> tuple[int, int]:
    """Class of the code point at p, and how many bytes it takes."""
    lead = int(data[p])
    n = min(max(_following(lead), 0), stop - p - 1)
    if n == 0:
        return int(classes[lead]), 1
    if n == 3:
        return INSIDE | UNSETTLED, 4
    point = lead & (0x3F >> n)
    for q in range(p + 1, p + n + 1):
        point = point << 6 | int(data[q] & 0x3F)
    return int(classes[point & 0xFFFF]), n + 1


@kernel
def unsettled_texts(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8]
) -> NDArray[np.bool_]:
    """Whether each of n texts holds a code point that is ``UNSETTLED``, bool (n,).

    Args:
        data: uint8, UTF-8 bytes of the texts.
        offsets: int64 (n+1,), where each begins.
        classes: uint8 (65536,), class of each code point; those above are all unsettled.
    """
    found = np.zeros(offsets.size - 1, np.bool_)
    for k in range(found.size):
        p, stop = offsets[k], offsets[k + 1]
        while p < stop:
            if data[p] < 0x80 and classes[data[p]] < UNSETTLED:
                p += 1
                continue
            kind, n = _class_at(data, p, stop, classes)
            if kind & UNSETTLED:
                found[k] = True
                break
            p += n
    return found


@kernel
def _copy_token(
    data: NDArray[np.uint8],
    p: int,
    stop: int,
    classes: NDArray[np.uint8],
    kept: NDArray[np.uint8],
    begin: int,
) -> tuple[int, int]:
    """Copy one token of any script from p to ``begin``; returns where it ends here and there."""
    end, is_ascii = begin, True
    while p < stop:
        kind, n = _class_at(data, p, stop, classes)
        if kind & INSIDE:
            is_ascii &= n == 1
            for q in range(p, p + n):
                kept[end] = data[q]
                end += 1
        p += n
        if kind & (INSIDE | DROPPED) == BREAK:
            break
    if is_ascii:
        for q in range(begin, end):
            if 65 <= kept[q] <= 90:
                kept[q] += 32
    return p, end


@kernel
def _hash_token(kept: NDArray[np.uint8], begin: int, end: int) -> np.uint64:
    value = np.uint64(0xCBF29CE484222325)
    for q in range(begin, end):
        value = (value ^ np.uint64(kept[q])) * np.uint64(0x100000001B3)
    return value


@kernel
def split_names(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8], NDArray[np.int64]]:
    """Cut names into tokens and code these.

    A token is a run of code points that are INSIDE; DROPPED ones are left out of it. Capitals of
    tokens that are ASCII become small letters; other tokens stay as written.

    Args:
        data: uint8, UTF-8 bytes of the D names.
        offsets: int64 (D+1,), where each begins.
        classes: uint8 (65536,), class of each code point; those above are INSIDE.

    Returns:
        int64 (D+1,) tokens of each name; int32, their codes in reading order; and the distinct tokens
        in the order in which they first appear: uint8 bytes, and int64 (T+1,) where each begins.
    """
    n_bytes, n_names = int(offsets[-1] - offsets[0]), offsets.size - 1
    ends, codes = np.zeros(n_names + 1, np.int64), np.empty((n_bytes + n_names) // 2 + 1, np.int32)
    kept, begins, hashes = (
        np.empty(n_bytes + 1, np.uint8),
        np.zeros(1025, np.int64),
        np.zeros(1024, np.uint64),
    )
    slots = np.full(2048, -1, np.int32)
    n_tokens = n_codes = 0
    for name in range(n_names):
        p, stop = offsets[name], offsets[name + 1]
        while p < stop:
            begin = begins[n_codes]
            end, value, start = begin, np.uint64(0xCBF29CE484222325), p
            while p < stop and data[p] < 0x80:
                letter = data[p]
                kind = classes[letter]
                p += 1
                if kind & INSIDE:
                    if 65 <= letter <= 90:
                        letter += np.uint8(32)
                    kept[end] = letter
                    end += 1
                    value = (value ^ np.uint64(letter)) * np.uint64(0x100000001B3)
                elif kind != DROPPED:
                    break
            if p < stop and data[p] >= 0x80 and (p == start or classes[data[p - 1]] != BREAK):
                p, end = _copy_token(data, start, stop, classes, kept, begin)
                value = _hash_token(kept, begin, end)
            if end == begin:
                continue
            value ^= value >> np.uint64(32)
            slot = value & np.uint64(slots.size - 1)
            code = -1
            while slots[slot] >= 0 and code < 0:
                known = slots[slot]
                other = begins[known]
                if hashes[known] == value and begins[known + 1] - other == end - begin:
                    q = 0
                    while q < end - begin and kept[other + q] == kept[begin + q]:
                        q += 1
                    if q == end - begin:
                        code = known
                slot = (slot + np.uint64(1)) & np.uint64(slots.size - 1)
            if code < 0:
                code = n_codes
                n_codes += 1
                slots[slot], hashes[code], begins[n_codes] = code, value, end
                if n_codes == hashes.size:
                    hashes = np.concatenate((hashes, np.zeros(n_codes, np.uint64)))
                    begins = np.concatenate((begins, np.zeros(n_codes, np.int64)))
                    slots = widened(slots, hashes, n_codes)
            codes[n_tokens] = code
            n_tokens += 1
        ends[name + 1] = n_tokens
    return ends, codes[:n_tokens].copy(), kept[: begins[n_codes]].copy(), begins[: n_codes + 1].copy()


@kernel
def letter_sets(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Letters of each of n texts, uint32 (n,): bits 0 to 25 are a to z, bit 26 anything else."""
    sets = np.zeros(offsets.size - 1, np.uint32)
    for k in range(sets.size):
        for p in range(offsets[k], offsets[k + 1]):
            letter = data[p] - 97 if 97 <= data[p] <= 122 else 26
            sets[k] |= np.uint32(1) << np.uint32(letter)
    return sets


@kernel
def word_numbers(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    words: NDArray[np.uint8],
    word_offsets: NDArray[np.int64],
) -> NDArray[np.int8]:
    """Which of a few words each of n texts is.

    Args:
        data: uint8, bytes of the texts.
        offsets: int64 (n+1,), where each begins.
        words: uint8, bytes of at most 100 words.
        word_offsets: int64, where each begins.

    Returns:
        int8 (n,): the number of the word, -1 for any other text, -2 for an empty one.
    """
    numbers = np.full(offsets.size - 1, -1, np.int8)
    last, n_words = 0, word_offsets.size - 1
    for k in range(numbers.size):
        start, length = offsets[k], offsets[k + 1] - offsets[k]
        if length == 0:
            numbers[k] = -2
            continue
        for step in range(n_words):
            word = (last + step) % n_words
            begin = word_offsets[word]
            if word_offsets[word + 1] - begin != length:
                continue
            p = 0
            while p < length and data[start + p] == words[begin + p]:
                p += 1
            if p == length:
                numbers[k] = last = word
                break
    return numbers


@kernel
def _figures(data: NDArray[np.uint8], start: int, n: int) -> int:
    """The number that n bytes write, -1 if they are not all ASCII figures."""
    number = 0
    for p in range(start, start + n):
        if not 48 <= data[p] <= 57:
            return -1
        number = number * 10 + int(data[p]) - 48
    return number


@kernel
def are_iso_days(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each of n texts is a year, month or day of ISO 8601 that exists, bool (n,)."""
    days = np.zeros(offsets.size - 1, np.bool_)
    for k in range(days.size):
        start, length = offsets[k], offsets[k + 1] - offsets[k]
        if length not in (4, 7, 10):
            continue
        year = _figures(data, start, 4)
        month = day = 1
        if length > 4:
            month = _figures(data, start + 5, 2) if data[start + 4] == 45 else 0
        if length > 7:
            day = _figures(data, start + 8, 2) if data[start + 7] == 45 else 0
        is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        longest = 30 if month in (4, 6, 9, 11) else 31 if month != 2 else 29 if is_leap else 28
        days[k] = year >= 1 and 1 <= month <= 12 and 1 <= day <= longest
    return days
