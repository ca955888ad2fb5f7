"""Where each letter of a text stands, as bits of one word: what bit-parallel comparison reads.

Bit i of a letter's mask is set where the text has that letter at position i (Baeza-Yates and Gonnet
1992, "A new approach to text searching", CACM 35). Texts hold any code points, so the table has a row
for each low byte and remembers which letter owns it; alphabets lie close together, so letters of one
text rarely need the same row, and where they do the text is compared without a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from suspectmatch.kernels._jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_LETTERS = 64
"""Letters that a mask has room for."""


class Positions(NamedTuple):
    """Table of masks, empty between texts.

    Attributes:
        masks: uint64 (256,), positions of the letter that owns the row, 0 if there is none.
        owners: uint32 (256,), that letter.
    """

    masks: NDArray[np.uint64]
    owners: NDArray[np.uint32]


@kernel
def new_positions() -> Positions:
    """An empty table."""
    return Positions(np.zeros(256, np.uint64), np.zeros(256, np.uint32))


@kernel
def set_positions(table: Positions, text: NDArray[np.uint32]) -> bool:
    """Enter a text of at most 64 letters into an empty table.

    Returns:
        Whether it went in whole: False if two of its letters need the same row, and then the table must
        not be read.
    """
    for i in range(len(text)):
        row = text[i] & np.uint32(255)
        table.masks[row] |= np.uint64(1) << np.uint64(i)
        table.owners[row] = text[i]
    is_whole = True
    for letter in text:
        is_whole &= table.owners[letter & np.uint32(255)] == letter
    return is_whole


@kernel
def clear_positions(table: Positions, text: NDArray[np.uint32]) -> None:
    """Empty the table of the text that was entered."""
    for letter in text:
        table.masks[letter & np.uint32(255)] = np.uint64(0)


@kernel
def positions_of(table: Positions, letter: np.uint32) -> np.uint64:
    """Positions of a letter in the text that was entered."""
    row = letter & np.uint32(255)
    return np.uint64(table.masks[row] * np.uint64(table.owners[row] == letter))


@kernel
def positions_in(text: NDArray[np.uint32], letter: np.uint32) -> np.uint64:
    """Positions of a letter in a text of at most 64 letters, without a table."""
    mask = np.uint64(0)
    for i in range(len(text)):
        mask |= np.uint64(text[i] == letter) << np.uint64(i)
    return mask


@kernel
def count_bits(word: np.uint64) -> int:
    """How many bits of a word are set: sums of ever wider fields (Knuth 2009, TAOCP 4A, 7.1.3).

    Compilers know this form of it for one instruction of the processor.
    """
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int(np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56)))
