"""Tokens of names: hashes against the definition, and which tokens are one unit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.oracles.tokens import hash_by_definition

from suspectmatch.kernels import tokens as kernel
from suspectmatch.names.parts import code_points

pytestmark = [pytest.mark.kernels, pytest.mark.usefixtures("modulo_2_to_the_64")]

few = settings(deadline=None, max_examples=40)


@few
@given(st.lists(st.text("ab\u0161z", max_size=9), max_size=4), st.text("xy", max_size=5))
@example(["", "a"], "")
def test_hashes_are_the_polynomial_and_combine(texts, tail):
    texts = [*texts, tail, *(text + tail for text in texts)]
    hashes, powers = kernel.polynomial_hashes(*code_points(texts))
    assert list(zip(hashes.tolist(), powers.tolist(), strict=True)) == [*map(hash_by_definition, texts)]
    n = texts.index(tail) if tail not in texts[:-1] else len(texts) // 2
    for k in range(len(texts) // 2):
        joined = texts.index(texts[k] + tail)
        assert hashes[joined] == hashes[k] * powers[n] + hashes[n]


def fused(written):
    """Units of one name, as pairs of tokens and the kind, by the tags of `TAGGED`."""
    parts = written.split()
    units = np.full(2, -7, np.int64), *(np.full(len(parts), -7, np.int32) for _ in range(2))
    kinds = np.full(len(parts), -7, np.int8)
    tags = np.array([TAGGED.get(part, kernel.PLAIN) for part in parts], np.int8)
    in_order = np.arange(len(parts), dtype=np.int32)
    kernel.fuse_units(np.array([0, len(parts)]), in_order, tags, *units, kinds)
    offsets, first, second = units
    assert offsets[0] == 0
    return [
        (parts[first[k]], parts[second[k]] if second[k] >= 0 else "", int(kinds[k]))
        for k in range(offsets[1])
    ]


TAGGED = {
    "abd": kernel.ABD,
    "abu": kernel.KUNYA,
    "al": kernel.ARTICLE,
    "ad": kernel.ARTICLE,
    "din": kernel.DIN,
    "ullah": kernel.ALLAH,
    "bin": kernel.NASAB,
    "sayf": kernel.TITLE,
}
P, A, K, N = kernel.PLAIN, kernel.ARTICLE, kernel.KUNYA, kernel.NASAB


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("karim hassan", [("karim", "", P), ("hassan", "", P)]),
        ("abd al rahman", [("abd", "rahman", P)]),
        ("abd rahman nuri", [("abd", "rahman", P), ("nuri", "", P)]),
        ("abd", [("abd", "", P)]),
        ("nuri abd al", [("nuri", "", P), ("abd", "", P), ("al", "", A)]),
        ("nur ad din hamid", [("nur", "din", P), ("hamid", "", P)]),
        ("sayf al din", [("sayf", "din", P)]),
        ("sayf hamid", [("sayf", "", kernel.TITLE), ("hamid", "", P)]),
        ("aziz ullah", [("aziz", "ullah", P)]),
        ("din", [("din", "", P)]),
        ("ullah aziz", [("ullah", "", P), ("aziz", "", P)]),
        ("abu omar", [("abu", "omar", K)]),
        ("abu al omar saleh", [("abu", "omar", K), ("saleh", "", P)]),
        ("abu", [("abu", "", K)]),
        ("karim bin al omar", [("karim", "", P), ("bin", "", N), ("al", "", A), ("omar", "", P)]),
    ],
)
def test_tokens_that_make_one_name_are_joined(written, units):
    assert fused(written) == units


def test_no_unit_reaches_into_the_next_name():
    tags = np.array([kernel.ABD, kernel.PLAIN, kernel.DIN], np.int8)
    offsets, order = np.array([0, 1, 1, 2, 3]), np.arange(3, dtype=np.int32)
    unit_offsets, kinds = np.zeros(5, np.int64), np.zeros(3, np.int8)
    first, second = np.zeros(3, np.int32), np.zeros(3, np.int32)
    kernel.fuse_units(offsets, order, tags, unit_offsets, first, second, kinds)
    assert unit_offsets.tolist() == [0, 1, 1, 2, 3]
    assert second.tolist() == [-1, -1, -1]
