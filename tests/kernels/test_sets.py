"""Sets of codes and documents: kernels against definitions, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.oracles.sets import documents_by_definition, rarest_by_definition

from suspectmatch.kernels import sets

pytestmark = pytest.mark.kernels

few = settings(deadline=None, max_examples=40)
code_lists = st.lists(st.integers(-1, 4), max_size=4)
rarities = st.lists(st.integers(0, 8).map(float), min_size=5, max_size=5)
numbers = st.sampled_from(["A12345", "A12346", "A1234", "1A2345", "A123456", "X9", "X8", "B99999"])
documents = st.lists(st.tuples(st.integers(0, 2), numbers), max_size=3)


def flat(rows):
    return np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)


def shared(left, right, bits):
    codes = np.array([*left, *right], np.int32)
    return sets.rarest_shared(0, 1, flat([left, right]), codes, np.array(bits, np.float32))


def coded_documents(rows):
    distinct = sorted({number for row in rows for _, number in row}, key=lambda number: number[::-1])
    codes = np.array([distinct.index(number) for row in rows for _, number in row], np.int32)
    kinds = np.array([kind for row in rows for kind, _ in row], np.int32)
    points = np.array([ord(letter) for letter in "".join(distinct)], np.uint32)
    return flat(rows), codes, kinds, points, flat(distinct)


@few
@given(code_lists, code_lists, rarities)
@example([-1], [0], [1.0] * 5)
@example([], [], [1.0] * 5)
@example([2, 3], [3, 2], [0.0, 0.0, 1.0, 2.0, 0.0])
def test_rarest_shared_is_the_definition_and_symmetric(left, right, bits):
    level, rarity, p, q = shared(left, right, bits)
    assert (level, rarity) == rarest_by_definition(left, right, bits)
    again = shared(right, left, bits)
    assert tuple(again[:2]) == (level, rarity)
    if level == sets.SHARED:
        carried = left[p], right[q - len(left)]
        assert carried[0] == carried[1]
        assert bits[carried[0]] == rarity
    else:
        assert (p, q) == (-1, -1)


@few
@given(code_lists, st.integers(0, 4), rarities)
def test_equal_sets_are_shared_and_missing_ones_are_not_compared(codes, own, bits):
    assert shared([*codes, own], [own, *codes], bits)[0] == sets.SHARED
    assert shared([own], [], bits)[0] == -1
    assert shared([], [own], bits)[0] == -1
    assert shared([own], [-1, -1], bits)[0] == -1


@few
@given(code_lists, code_lists, rarities, st.integers(0, 4))
def test_a_rarer_value_never_gives_fewer_bits(left, right, bits, rarer):
    before = shared(left, right, bits)[1]
    bits = [bit + (code == rarer) for code, bit in enumerate(bits)]
    assert shared(left, right, bits)[1] >= before


@few
@given(documents, documents)
@example([(0, "A12345")], [(1, "A12345")])
@example([(0, "A12345")], [(0, "A123456")])
@example([(0, "X9")], [(0, "X8")])
@example([(0, "X9")], [(1, "X8")])
@example([(0, "B99999"), (1, "A12345")], [(0, "A12345"), (1, "A12346")])
def test_documents_are_the_definition_and_symmetric(left, right):
    columns = coded_documents([left, right])
    level, p, q = sets.best_document(0, 1, *columns)
    assert level == documents_by_definition(left, right)
    assert sets.best_document(1, 0, *columns)[0] == level
    if level < 0:
        assert (p, q) == (-1, -1)
    else:
        assert documents_by_definition([left[p]], [right[q - len(left)]]) == level


@few
@given(documents, st.integers(0, 2), numbers)
def test_an_equal_document_is_the_top_level_whatever_else_there_is(others, kind, number):
    columns = coded_documents([[*others, (kind, number)], [(kind, number)]])
    assert sets.best_document(0, 1, *columns)[0] == sets.SAME_NUMBER_AND_KIND


def test_pairs_are_the_scalars():
    rows = [[0, 1], [1], [], [-1], [0, 1, 2]]
    codes = np.array([code for row in rows for code in row], np.int32)
    bits = np.array([1.5, 4.25, 9.0], np.float32)
    left, right = (side.ravel().astype(np.int32) for side in np.indices((len(rows),) * 2))
    levels, rarity = np.full(left.size, 7, np.int8), np.full(left.size, 7, np.float32)
    sets.set_levels_pairs(left, right, flat(rows), codes, bits, levels, rarity)
    for i, j, level, most in zip(left, right, levels, rarity, strict=True):
        assert (level, most) == rarest_by_definition(rows[i], rows[j], bits.tolist())


def test_pairs_of_documents_are_the_scalars():
    rows = [[(0, "A12345")], [(0, "A12346"), (1, "X9")], [], [(2, "X9")]]
    left, right = (side.ravel().astype(np.int32) for side in np.indices((len(rows),) * 2))
    levels = np.full(left.size, 7, np.int8)
    sets.document_levels_pairs(left, right, *coded_documents(rows), levels)
    assert levels.tolist() == [
        documents_by_definition(rows[i], rows[j]) for i, j in zip(left, right, strict=True)
    ]
