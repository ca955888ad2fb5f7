"""The shipped table of spelling costs."""

from __future__ import annotations

import numpy as np
import pytest
from tests.oracles.respelling import edit_bits

from suspectmatch.kernels import respelling as kernel
from suspectmatch.names.spelling_costs import (
    LEAST,
    SLIP,
    block_number,
    spelling_costs,
)


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        (("ch", "sh"), ("m", "s")),
        (("u", "ou"), ("u", "a")),
        (("q", "k"), ("q", "l")),
        (("i", "y"), ("i", "o")),
    ],
)
def test_what_romanisations_exchange_costs_less(usual, odd):
    assert LEAST <= edit_bits(*usual) < edit_bits(*odd) <= SLIP


def test_any_letter_can_be_a_slip_and_two_can_change_places():
    letters = "abcdefghijklmnopqrstuvwxyz#"
    assert all(edit_bits(a, b) <= SLIP for a in letters for b in ("", *letters))
    assert edit_bits("kl", "lk") <= SLIP


def test_the_end_of_a_name_stays_at_its_end():
    assert edit_bits("$", "") == edit_bits("$", "a") == float("inf")
    assert edit_bits("$", "e$") < edit_bits("", "e"), "a mute e is added at the end"
    assert edit_bits("$", "$") == 0.0


def test_blocks_have_numbers_of_their_own():
    blocks = ["", *"abz$#", "aa", "ab", "ba", "a$", "zz"]
    numbers = [block_number(block) for block in blocks]
    assert len(set(numbers)) == len(blocks)
    assert max(numbers) < kernel.BLOCKS == len(spelling_costs())
    assert spelling_costs().dtype == np.uint8
