"""Grades of two tokens: the kernel against the definition."""

from __future__ import annotations

from itertools import product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.oracles.grades import grade_by_definition, letter_set
from tests.oracles.respelling import edit_bits, symbols_by_definition
from tests.oracles.spelling import skeleton, sound

from suspectmatch.kernels import grades as kernel
from suspectmatch.kernels.tokens import CLOSE, EQUAL, NONE
from suspectmatch.names.parts import parse_names
from words import JOINED, WORDS, arrays, names_of, packed, words_of

pytestmark = [pytest.mark.kernels, pytest.mark.usefixtures("modulo_2_to_the_64")]

few = settings(deadline=None, max_examples=60)
# A word and a slip or two, so that what is close and what is not lie side by side.
slips = st.tuples(
    st.sampled_from([word for word in (*WORDS, *JOINED) if len(word) > 2]),
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["", "a", "k", "sh", "n"])), max_size=3),
)


def with_slips(drawn):
    word, places = drawn
    for place, letters in places:
        word = word[:place] + letters + word[place + (place % 2) :]
    return word or "x"


def grades_of(t):
    """(word, word, grade) of every two tokens."""
    tables = t.facts, t.symbols, t.costs, kernel.new_grades(), kernel.new_rows()
    for (a, one), (b, other) in product(enumerate(words_of(t)), repeat=2):
        yield one, other, kernel.token_grade(a, b, *tables)


def check_grades(t):
    for one, other, grade in grades_of(t):
        assert grade == grade_by_definition(one, other, sound, skeleton, edit_bits), (one, other)


def test_grades_of_words_are_the_definition():
    check_grades(arrays())


@few
@given(st.lists(slips.map(with_slips), min_size=2, max_size=6))
@example(["tarkhani", "tarkhany", "tarkhanov", "tarkan"])
@example(["muhammad", "muhamad", "hammuda", "mahmud"])
def test_grades_of_misspelt_words_are_the_definition(written):
    check_grades(packed(names_of(written).arrays))


@pytest.mark.parametrize("n_slots", [1, 4, kernel.SLOTS])
@few
@given(pairs=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=1, max_size=40))
@example(pairs=[(0, 0)])
@example(pairs=[(0, 0), (1, 0), (0, 0)])
def test_it_does_not_show_which_tokens_met_before(n_slots, pairs):
    t = arrays()
    tables, room = (t.facts, t.symbols, t.costs), (np.zeros(n_slots, np.uint64), kernel.new_rows())
    for a, b in np.array(pairs) % len(t.facts):
        apart = kernel.token_grade(a, b, *tables, kernel.new_grades(), kernel.new_rows())
        assert kernel.token_grade(a, b, *tables, *room) == apart


def test_grades_are_symmetric():
    found = {(one, other): grade for one, other, grade in grades_of(arrays())}
    assert all(grade == found[other, one] for (one, other), grade in found.items())


def check_signatures(t):
    """No two tokens agree, and no two make a third, of which the signatures say that they cannot."""
    known, signs = words_of(t), t.signatures
    for one, other, grade in grades_of(t):
        if grade != NONE:
            assert kernel.may_agree(signs[known.index(one)], signs[known.index(other)]), (one, other)
    shapes = [skeleton(word) for word in known]
    for a, b in product(range(len(known)), repeat=2):
        for c, whole in enumerate(known):
            if whole == known[a] + known[b] or (
                len(shapes[c]) >= 3 and shapes[c] == shapes[a] + shapes[b]
            ):
                assert kernel.may_join(signs[a], signs[b], signs[c]), (known[a], known[b], whole)


def test_signatures_rule_out_no_agreement_of_words():
    check_signatures(arrays())


@few
@given(
    st.lists(slips.map(with_slips), min_size=1, max_size=4), st.text("aenr2zk", min_size=1, max_size=4)
)
@example(["abcdefghijklmnopqrstuvwxyz" * 2], "abdulrahmanabdulrahman")
@example(["nejad"], "a")
@example(["nejad", "2"], "22")
def test_signatures_rule_out_no_agreement(written, more):
    joined = [word + more for word in written] + [more + word for word in written]
    names = names_of([*written, more, *joined])
    check_signatures(packed(names.arrays))


def test_what_is_packed_is_what_was_there():
    names = names_of(["karim hassan", "hassan zubayr omar", "zubayr hassan", "", "li"])
    t, made = names.arrays, packed(names.arrays)
    found = words_of(made)
    assert found[0] == "hassan", "the commonest comes first"
    assert sorted(found) == sorted(names.text)
    marks = t.hashes, t.powers, t.skeleton_hashes, t.skeleton_powers
    for row, word in enumerate(found):
        k = names.text.index(word)
        code, shape, _, n_letters, length, n_bones, start, stop = made.facts[row].tolist()
        assert (code, shape) == (t.sound[k], t.skeleton[k])
        assert n_letters == len(letter_set(word))
        assert (length, n_bones) == (len(word), len(names.skeletons[k]))
        assert made.symbols[start:stop].tolist() == symbols_by_definition(word)
        assert (made.bits[row] == t.bits[k]).all()
        assert made.marks[row].tolist() == [mark[k] for mark in marks]
    assert (made.token_offsets == t.token_offsets).all()
    assert [found[c] for c in made.token_codes] == [names.text[c] for c in t.token_codes]


def test_no_grade_of_any_token_has_more_bits_than_the_most_of_its_name():
    names = names_of(["karim", "karim hassan", "", "zubayr zubayr"])
    most = packed(names.arrays).most_bits
    for k, bits in enumerate(most):
        expected = sum(names.arrays.bits[names.text.index(token)].max() for token in names.tokens(k))
        assert bits == pytest.approx(expected, abs=1e-4)


def test_a_token_of_nearly_every_record_has_more_bits_when_close_than_when_equal():
    n = 20_000
    name_of = np.zeros(n, np.int32)
    name_of[-1] = 1
    names = parse_names(pa.array(["karima", "zubayr"]), name_of, np.arange(n, dtype=np.int32), n)
    common = names.text.index("karima")
    bits = names.arrays.bits[common]
    assert bits[CLOSE] > bits[EQUAL]
    assert packed(names.arrays).most_bits[0] == bits[CLOSE]
