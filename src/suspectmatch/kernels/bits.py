"""Bits of a word, counted as sums of ever wider fields (Knuth 2009, TAOCP 4A, 7.1.3)."""

from __future__ import annotations

import numpy as np

from suspectmatch.kernels._jit import kernel


@kernel
def count_bits(word: np.uint64) -> int:
    """How many bits of a word are set.

    The processor has one instruction for it, and compilers recognise this form.
    """
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int(np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56)))
