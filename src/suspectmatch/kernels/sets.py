"""Sets of codes (countries, numbers, towns) of two records: what they share and how rare it is.

Agreement on a value counts by its rarity, -log2 of the share of records that hold it (Newcombe,
Kennedy, Axford and James 1959).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from suspectmatch.kernels._jit import kernel
from suspectmatch.kernels.edit_distance import within_one_edit
from suspectmatch.levels import DOCUMENT_LEVELS, SEX_LEVELS, level_numbers

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

DISJOINT, SHARED = (level_numbers(SEX_LEVELS)[name] for name in ("different", "shared"))
OTHER_NUMBER, ONE_SLIP, SAME_NUMBER, SAME_NUMBER_AND_KIND = (
    level_numbers(DOCUMENT_LEVELS)[name]
    for name in ("different", "one_slip", "same_number", "same_number_and_kind")
)


@kernel
def rarest_shared(
    i: int,
    j: int,
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    bits: npt.NDArray[np.float32],
) -> tuple[int, float, int, int]:
    """Whether records i and j share a code, and the rarest that they share.

    Returns:
        level (-1 where a side has no code, DISJOINT, SHARED), its rarity in bits, and the two
        occurrences (-1 where nothing is shared).
    """
    known_i = known_j = False
    best, best_p, best_q = -1.0, -1, -1
    for q in range(offsets[j], offsets[j + 1]):
        known_j = known_j or codes[q] >= 0
    for p in range(offsets[i], offsets[i + 1]):
        if codes[p] < 0:
            continue
        known_i = True
        for q in range(offsets[j], offsets[j + 1]):
            if codes[q] == codes[p] and bits[codes[p]] > best:
                best, best_p, best_q = bits[codes[p]], p, q
    if not (known_i and known_j):
        return -1, 0.0, -1, -1
    if best_p < 0:
        return DISJOINT, 0.0, -1, -1
    return SHARED, best, best_p, best_q


@kernel
def set_levels_pairs(
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    bits: npt.NDArray[np.float32],
    levels: npt.NDArray[np.int8],
    rarity: npt.NDArray[np.float32],
) -> None:
    """`rarest_shared` for each of P pairs.

    Args:
        left: int32 (P,).
        right: int32 (P,).
        offsets: int64 (N+1,).
        codes: int32 (M,), -1 where a value is not understood.
        bits: float32 (V,) rarity of each value.
        levels: int8 (P,), written.
        rarity: float32 (P,), written: bits of the rarest value shared.
    """
    for k in range(left.size):
        level, most, _, _ = rarest_shared(left[k], right[k], offsets, codes, bits)
        levels[k] = level
        rarity[k] = most


@kernel
def best_document(
    i: int,
    j: int,
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    kinds: npt.NDArray[np.int32],
    points: npt.NDArray[np.uint32],
    point_offsets: npt.NDArray[np.int64],
) -> tuple[int, int, int]:
    """The best agreement of the document numbers of two records.

    A number of one kind against a number of another says nothing unless they are equal: a passport
    does not contradict an identity card.

    Returns:
        level (-1 where nothing can be compared) and the two occurrences (-1 likewise).
    """
    level, best_p, best_q = -1, -1, -1
    for p in range(offsets[i], offsets[i + 1]):
        for q in range(offsets[j], offsets[j + 1]):
            a, b = codes[p], codes[q]
            same_kind = kinds[p] == kinds[q]
            this = -1
            if a == b:
                this = SAME_NUMBER_AND_KIND if same_kind else SAME_NUMBER
            elif same_kind:
                this = OTHER_NUMBER
                first = points[point_offsets[a] : point_offsets[a + 1]]
                second = points[point_offsets[b] : point_offsets[b + 1]]
                if first.size >= 6 and second.size >= 6 and within_one_edit(first, second):
                    this = ONE_SLIP
            if this > level:
                level, best_p, best_q = this, p, q
    return level, best_p, best_q


@kernel
def document_levels_pairs(
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int32],
    kinds: npt.NDArray[np.int32],
    points: npt.NDArray[np.uint32],
    point_offsets: npt.NDArray[np.int64],
    levels: npt.NDArray[np.int8],
) -> None:
    """`best_document` for each of P pairs.

    Args:
        left: int32 (P,).
        right: int32 (P,).
        offsets: int64 (N+1,) documents of each record.
        codes: int32 (M,) distinct number of each occurrence.
        kinds: int32 (M,) kind of each occurrence.
        points: uint32 code points of the distinct numbers.
        point_offsets: int64 (V+1,).
        levels: int8 (P,), written.
    """
    for k in range(left.size):
        levels[k] = best_document(left[k], right[k], offsets, codes, kinds, points, point_offsets)[0]
