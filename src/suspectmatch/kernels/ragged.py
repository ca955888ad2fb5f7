"""Ragged arrays in one pass: values replaced by what they stand for, and counts of those who hold them.

Row i of a ragged array with ``offsets`` (N+1,) has the occurrences ``offsets[i]:offsets[i+1]``: the
compressed row format of sparse matrices (Gustavson 1978, "Two fast algorithms for sparse matrices",
ACM TOMS 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suspectmatch.kernels._jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
def expand(
    offsets: NDArray[np.int64],
    codes: NDArray[np.int32],
    starts: NDArray[np.int64],
    flat: NDArray[np.int32],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Replace each occurrence by the values that its code stands for.

    Args:
        offsets: int64 (N+1,) occurrences of each record.
        codes: int32 (M,) code of each occurrence.
        starts: int64 (D+1,) where in ``flat`` the values of each code begin.
        flat: int32, the values.

    Returns:
        int64 (N+1,) new occurrences of each record; int32, their values; and int32, for each which of
        the record's own occurrences it came from, counted from 0.
    """
    total = 0
    for code in codes:
        total += starts[code + 1] - starts[code]
    ends, values, position = np.zeros_like(offsets), np.empty(total, np.int32), np.empty(total, np.int32)
    n = 0
    for record in range(offsets.size - 1):
        for p in range(offsets[record], offsets[record + 1]):
            for q in range(starts[codes[p]], starts[codes[p] + 1]):
                values[n], position[n] = flat[q], p - offsets[record]
                n += 1
        ends[record + 1] = n
    return ends, values, position


@kernel
def count_rows(offsets: NDArray[np.int64], codes: NDArray[np.int32], size: int) -> NDArray[np.int64]:
    """For each of ``size`` codes the number of rows that hold it; negative codes are none."""
    counts, last = np.zeros(size, np.int64), np.full(size, -1, np.int64)
    for row in range(offsets.size - 1):
        for p in range(offsets[row], offsets[row + 1]):
            code = codes[p]
            if code >= 0 and last[code] != row:
                last[code] = row
                counts[code] += 1
    return counts


@kernel
def largest_of_rows(
    offsets: NDArray[np.int64], codes: NDArray[np.int32], values: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The largest value that a row's codes stand for, float32 (N,); 0 where it has none above 0.

    Args:
        offsets: int64 (N+1,) occurrences of each row.
        codes: int32 (M,) code of each occurrence; negative codes stand for nothing.
        values: float32 (V,) value of each code.
    """
    largest = np.zeros(offsets.size - 1, np.float32)
    for row in range(largest.size):
        for p in range(offsets[row], offsets[row + 1]):
            if codes[p] >= 0:
                largest[row] = max(largest[row], values[codes[p]])
    return largest


@kernel
def count_records(codes: NDArray[np.int32], records: NDArray[np.int32], size: int) -> NDArray[np.int64]:
    """For each of ``size`` codes the number of records it stands in; records must not fall."""
    counts, last = np.zeros(size, np.int64), np.full(size, -1, np.int64)
    for p in range(codes.size):
        if last[codes[p]] != records[p]:
            last[codes[p]] = records[p]
            counts[codes[p]] += 1
    return counts


@kernel
def count_token_records(
    token_offsets: NDArray[np.int64],
    token_codes: NDArray[np.int32],
    name_of: NDArray[np.int32],
    record_of: NDArray[np.int32],
    forms: NDArray[np.int32],
) -> NDArray[np.int64]:
    """For each form of tokens the number of records with a name that holds it.

    Args:
        token_offsets: int64 (D+1,) tokens of each distinct name.
        token_codes: int32.
        name_of: int32 (M,) distinct name of each occurrence.
        record_of: int32 (M,) its record; records never fall along the way.
        forms: int32 (T, K) forms of each token, each of K kinds coded on its own, below T.

    Returns:
        int64 (T, K), by code of the form and kind.
    """
    counts, last = np.zeros(forms.shape, np.int64), np.full(forms.shape, -1, np.int32)
    for p in range(name_of.size):
        record = record_of[p]
        for q in range(token_offsets[name_of[p]], token_offsets[name_of[p] + 1]):
            for kind in range(forms.shape[1]):
                code = forms[token_codes[q], kind]
                if last[code, kind] != record:
                    last[code, kind] = record
                    counts[code, kind] += 1
    return counts


@kernel
def compared_units(
    offsets: NDArray[np.int64],
    codes: NDArray[np.int32],
    is_left_out: NDArray[np.bool_],
    is_second_best: NDArray[np.bool_],
    is_marked: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_]]:
    """The units of names that are compared: all that are not left out, or else the second best.

    Args:
        offsets: int64 (D+1,) units of each name.
        codes: int32, their codes.
        is_left_out: bool (U,) by code.
        is_second_best: bool (U,) by code: taken where every unit of the name is left out.
        is_marked: bool (U,) by code.

    Returns:
        int64 (D+1,) and int32: the units that are compared; and bool (D,), whether these are some, and
        every one of them is marked.
    """
    ends, kept = np.zeros_like(offsets), np.empty(codes.size, np.int32)
    all_marked = np.zeros(offsets.size - 1, np.bool_)
    n = 0
    for name in range(offsets.size - 1):
        begin, n_marked = n, 0
        for p in range(offsets[name], offsets[name + 1]):
            if not is_left_out[codes[p]]:
                kept[n] = codes[p]
                n += 1
        if n == begin:
            for p in range(offsets[name], offsets[name + 1]):
                if is_second_best[codes[p]]:
                    kept[n] = codes[p]
                    n += 1
        for p in range(begin, n):
            n_marked += is_marked[kept[p]]
        all_marked[name] = n > begin and n_marked == n - begin
        ends[name + 1] = n
    return ends, kept[:n].copy(), all_marked
