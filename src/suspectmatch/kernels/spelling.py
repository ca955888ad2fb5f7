"""The two coarser forms of a folded token, letter by letter: as ``names`` compares them.

Each step of a form is one pass over the letters that never writes ahead of what it reads, as in the
phonetic keys of Russell (1918, US patent 1,261,167) and Philips (1990, Metaphone); the regular
expressions of ``tests/oracles/spelling.py`` are the definition, and tests hold the two to each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import kernel, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

A, B, C, D, E, F, G, H, I, J, K, L, N, O, P, Q, S, T, U, V, W, X, Y, Z = (  # noqa: E741
    97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 110, 111, 112, 113, 115, 116, 117, 118, 119,
    120, 121, 122,
)  # fmt: skip
VOWEL, HARD, SOFT, THROAT = 65, 83, 74, 72
"""Capitals that stand for a vowel in front, sh or ch, j, and kh, until all is small letters."""


@kernel
def _is_vowel(letter: int) -> bool:
    return letter in (A, E, I, O, U)


@kernel
def _sibilants(text: NDArray[np.uint8], n: int, whole_shch: int) -> int:
    """tsch, tch, sch, sh and ch become S, and so does shch as a whole where that is asked for."""
    w = r = 0
    while r < n:
        a = text[r]
        b = text[r + 1] if r + 1 < n else 0
        c = text[r + 2] if r + 2 < n else 0
        d = text[r + 3] if r + 3 < n else 0
        step = 0
        if a == T and b == S and c == C and d == H:
            step = 4
        elif (a in (T, S)) and b == C and c == H:
            step = 3
        elif whole_shch and a == S and b == H and c == C and d == H:
            step = 4
        elif a in (S, C) and b == H:
            step = 2
        text[w] = HARD if step else a
        w += 1
        r += max(step, 1)
    return w


@kernel
def _voiced(text: NDArray[np.uint8], n: int) -> int:
    """dzh, dj, zh, j become J."""
    w = r = 0
    while r < n:
        a = text[r]
        b = text[r + 1] if r + 1 < n else 0
        c = text[r + 2] if r + 2 < n else 0
        step = 0
        if a == D and b == Z and c == H:
            step = 3
        elif (a == D and b == J) or (a == Z and b == H):
            step = 2
        elif a == J:
            step = 1
        text[w] = SOFT if step else a
        w += 1
        r += max(step, 1)
    return w


@kernel
def _pairs_with_h(text: NDArray[np.uint8], n: int, first: int, put: int, alone: int) -> int:
    """``first`` and h become ``put``; so does the letter ``alone``, if it is not 0."""
    w = r = 0
    while r < n:
        is_pair = text[r] == first and r + 1 < n and text[r + 1] == H
        text[w] = put if is_pair or (alone and text[r] == alone) else text[r]
        w += 1
        r += 2 if is_pair else 1
    return w


@kernel
def _hard_c(text: NDArray[np.uint8], n: int) -> int:
    """ck, q, and c but before e, i and y, become k; any other c becomes s."""
    w = r = 0
    while r < n:
        a = text[r]
        b = text[r + 1] if r + 1 < n else 0
        put, step = a, 1
        if a == C and b == K:
            put, step = K, 2
        elif a == Q:
            put = K
        elif a == C:
            put = S if b in (E, I, Y) else K
        text[w] = put
        w += 1
        r += step
    return w


@kernel
def _hissing(text: NDArray[np.uint8], n: int) -> int:
    """ts, tz and z become s."""
    w = r = 0
    while r < n:
        is_pair = text[r] == T and r + 1 < n and text[r + 1] in (S, Z)
        text[w] = S if is_pair or text[r] == Z else text[r]
        w += 1
        r += 2 if is_pair else 1
    return w


@kernel
def _single(text: NDArray[np.uint8], n: int) -> int:
    """Letters that stand several times in a row stand once."""
    w = 0
    for r in range(n):
        if r == 0 or text[r] != text[w - 1]:
            text[w] = text[r]
            w += 1
    return w


@kernel
def _rounded(text: NDArray[np.uint8], n: int) -> int:
    """oe, ue, eu and eo become u, and then ou, oo, aw before a vowel or y, w and o."""
    w = r = 0
    while r < n:
        a = text[r]
        b = text[r + 1] if r + 1 < n else 0
        is_pair = ((a in (O, U)) and b == E) or (a == E and b in (U, O))
        text[w] = U if is_pair else a
        w += 1
        r += 2 if is_pair else 1
    n = w
    w = r = 0
    while r < n:
        a = text[r]
        b = text[r + 1] if r + 1 < n else 0
        c = text[r + 2] if r + 2 < n else 0
        is_pair = (a == O and b in (U, O)) or (a == A and b == W and (_is_vowel(c) or c == Y))
        text[w] = U if is_pair or a in (W, O) else a
        w += 1
        r += 2 if is_pair else 1
    return w


@kernel
def _narrow(text: NDArray[np.uint8], n: int) -> int:
    """ee, ea, ie, ei, ey, ay, ai, iy, yi, ii, y and e become i."""
    w = r = 0
    while r < n:
        a = text[r]
        b = text[r + 1] if r + 1 < n else 0
        is_pair = (
            (a == E and b in (E, A, I, Y))
            or (a == I and b in (E, Y, I))
            or (a == A and b in (Y, I))
            or (a == Y and b == I)
        )
        text[w] = I if is_pair or a in (Y, E) else a
        w += 1
        r += 2 if is_pair else 1
    return w


@kernel
def _small(text: NDArray[np.uint8], n: int) -> None:
    for k in range(n):
        if 65 <= text[k] <= 90:
            text[k] += 32


@kernel
def _sound(text: NDArray[np.uint8], n: int) -> int:
    n = _sibilants(text, n, whole(0))
    n = _voiced(text, n)
    if n > 1 and text[n - 1] == E and text[n - 2] == N:
        n -= 1
    n = _pairs_with_h(text, n, whole(K), whole(THROAT), whole(X))
    n = _pairs_with_h(text, n, whole(G), whole(G), whole(0))
    n = _hard_c(text, n)
    n = _pairs_with_h(text, n, whole(P), whole(F), whole(0))
    n = _pairs_with_h(text, n, whole(T), whole(T), whole(0))
    n = _pairs_with_h(text, n, whole(D), whole(D), whole(0))
    n = _rounded(text, n)
    n = _narrow(text, n)
    n = _hissing(text, n)
    n = _single(text, n)
    if n > 1 and text[n - 1] == H:
        n -= 1
    _small(text, n)
    return n


@kernel
def _skeleton(text: NDArray[np.uint8], n: int) -> int:
    w = 0
    while w < n and _is_vowel(text[w]):
        w += 1
    if w:
        text[0] = VOWEL
        for r in range(w, n):
            text[r - w + 1] = text[r]
        n -= w - 1
    for r in range(n - 1):
        if text[r] == E and text[r + 1] == X:
            text[r], text[r + 1] = K, S
    n = _sibilants(text, n, whole(1))
    n = _voiced(text, n)
    n = _pairs_with_h(text, n, whole(K), whole(THROAT), whole(X))
    n = _pairs_with_h(text, n, whole(G), whole(G), whole(0))
    n = _hard_c(text, n)
    n = _pairs_with_h(text, n, whole(P), whole(F), whole(0))
    n = _pairs_with_h(text, n, whole(T), whole(T), whole(0))
    n = _pairs_with_h(text, n, whole(D), whole(D), whole(0))
    n = _hissing(text, n)
    n = _without_ending(text, n)
    w = min(n, 1)
    for r in range(1, n):
        if not (_is_vowel(text[r]) or text[r] in (W, Y)):
            text[w] = text[r]
            w += 1
    n = w
    if n > 1 and text[n - 1] == H:
        n -= 1
    n = _single(text, n)
    n = _with_article(text, n)
    if n > 4 and text[n - 3] == L and text[n - 2] == D and text[n - 1] == N:
        text[n - 3], text[n - 2] = D, N
        n -= 1
    _small(text, n)
    return n


@kernel
def _without_ending(text: NDArray[np.uint8], n: int) -> int:
    """off, eff, ov, ev and ff behind a vowel, at the end, become v."""
    last, before = text[n - 1], text[n - 2] if n > 1 else 0
    third, fourth = text[n - 3] if n > 2 else 0, text[n - 4] if n > 3 else 0
    if last == F and before == F and third in (E, O) and (_is_vowel(fourth) or fourth == Y):
        text[n - 3] = V
        return n - 2
    is_ending = (last == F and before == F) or (last == V and before in (O, E))
    if is_ending and (_is_vowel(third) or third == Y):
        text[n - 2] = V
        return n - 1
    return n


@kernel
def _with_article(text: NDArray[np.uint8], n: int) -> int:
    """Abd and bd in front of two letters or more, the first of which is no l, take an l behind them."""
    at = 3 if n > 2 and text[0] == VOWEL and text[1] == B and text[2] == D else 0
    if n > 1 and text[0] == B and text[1] == D:
        at = 2
    if at == 0 or n < at + 2 or text[at] == L:
        return n
    for k in range(n, at, -1):
        text[k] = text[k - 1]
    text[at] = L
    return n + 1


@kernel
def coarse_forms(
    data: NDArray[np.uint8], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]]:
    """Sounds and skeletons of n folded tokens.

    Args:
        data: uint8, bytes of the tokens: a to z and 0 to 9.
        offsets: int64 (n+1,), where each begins.

    Returns:
        The sounds, uint8 bytes and int64 (n+1,) where each begins; and the skeletons likewise.
    """
    n_tokens = offsets.size - 1
    longest = 1
    for k in range(n_tokens):
        longest = max(longest, offsets[k + 1] - offsets[k])
    text = np.zeros(longest + 2, np.uint8)
    room = int(offsets[-1] - offsets[0]) + n_tokens + 1
    sounds, skeletons = np.empty(room, np.uint8), np.empty(room, np.uint8)
    sound_ends, skeleton_ends = np.zeros(n_tokens + 1, np.int64), np.zeros(n_tokens + 1, np.int64)
    for k in range(n_tokens):
        start, n = offsets[k], offsets[k + 1] - offsets[k]
        text[:n] = data[start : start + n]
        made, end = _sound(text, n), sound_ends[k]
        sounds[end : end + made] = text[:made]
        sound_ends[k + 1] = end + made
        text[:n] = data[start : start + n]
        made, end = _skeleton(text, n), skeleton_ends[k]
        skeletons[end : end + made] = text[:made]
        skeleton_ends[k + 1] = end + made
    return (
        sounds[: sound_ends[-1]].copy(),
        sound_ends,
        skeletons[: skeleton_ends[-1]].copy(),
        skeleton_ends,
    )
