"""Tokens of names: kernels against definitions, and the laws of agreement."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.oracles.tokens import (
    assign_by_definition,
    grade_by_definition,
    hash_by_definition,
    level_by_definition,
)

from suspectmatch.comparing import name_comparison
from suspectmatch.kernels import tokens as kernel
from suspectmatch.normalising.names import code_points, parse_names
from suspectmatch.normalising.scripts import skeleton, sound

pytestmark = pytest.mark.kernels

few = settings(deadline=None, max_examples=40)
LEVELS = name_comparison()
# fmt: off
WORDS = (
    "karim", "kareem", "karima", "hassan", "hasan", "husayn", "saleh", "salih", "nasser", "nasr",
    "omar", "umar", "zubayr", "zubair", "iskandarov", "iskanderova", "shcherbak", "sherbak", "k", "h",
    "s", "o2n", "noor", "li", "lee",
)
# fmt: on
JOINED = ("xiao", "ping", "xiaoping", "shiao", "reza", "ahmadi", "nejad", "ahmadinejad", "rezaahmadi")
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(tuple)
any_words = st.lists(st.sampled_from([*WORDS, *JOINED]), min_size=1, max_size=5).map(tuple)
fewer = st.lists(st.tuples(any_words, st.booleans()), max_size=3)


@pytest.fixture(autouse=True)
def _modulo_2_to_the_64():
    """Hashes wrap around on purpose; without the compiler numpy would warn of it."""
    with np.errstate(over="ignore"):
        yield


@cache
def table():
    """Every word as a name of its own, so that codes of tokens can be put together at will."""
    everything = [*WORDS, *JOINED]
    names = parse_names(
        pa.array(everything),
        np.arange(len(everything), dtype=np.int32),
        np.arange(len(everything), dtype=np.int32),
        len(everything),
    )
    assert set(names.text) == set(everything)
    return names


def codes(parts):
    return np.array([table().text.index(part) for part in parts], np.int32)


def agreement(left, right):
    level, bits, evidence = kernel.name_agreement(codes(left), codes(right), table().arrays)
    return int(level), float(bits), float(evidence)


def rarity(word, grade):
    return float(table().arrays.bits[table().text.index(word), grade])


def records_of(sides):
    """Arguments of `best_name_agreement` for records of (words, is_weak) each."""
    written = [name for side in sides for name in side]
    offsets = np.concatenate([[0], np.cumsum([len(side) for side in sides])]).astype(np.int64)
    t = table().arrays
    token_offsets = np.concatenate([[0], np.cumsum([len(w) for w, _ in written])]).astype(np.int64)
    flat = [code for w, _ in written for code in codes(w)]
    t = t._replace(token_offsets=token_offsets, token_codes=np.array(flat, np.int32))
    weak = np.array([is_weak for _, is_weak in written], np.bool_)
    return offsets, np.arange(len(written), dtype=np.int32), weak, t


# -- single tokens --


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


def test_grades_of_tokens_are_the_definition_and_symmetric():
    names = table()
    for (a, one), (b, other) in product(enumerate(names.text), repeat=2):
        grade = kernel.token_grade(a, b, names.arrays)
        assert grade == kernel.token_grade(b, a, names.arrays)
        assert grade == grade_by_definition(one, other, sound, skeleton), (one, other)


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


# -- two names --


@few
@given(words, words)
@example(("karim",), ("karim",))
@example(("karim",), ("kareem", "hassan"))
@example(("k", "hassan"), ("karim", "h"))
@example(("karim", "karim"), ("karim", "kareem"))
def test_agreement_is_the_definition_where_nothing_is_joined(left, right):
    level, bits, evidence = agreement(left, right)
    grades, free_left, free_right, total = assign_by_definition(
        left, right, lambda a, b: grade_by_definition(a, b, sound, skeleton), rarity
    )
    assert LEVELS.level(level).name == level_by_definition(grades, free_left, free_right)
    assert bits == pytest.approx(total, abs=1e-3)
    few_left, many_left = sorted((free_left, free_right))
    cost = kernel.CONTRADICTION * few_left + kernel.OMISSION * (many_left - few_left)
    assert evidence == pytest.approx(total - cost, abs=1e-3)


@few
@given(any_words, any_words)
@example(("xiao", "ping", "li"), ("li", "xiaoping"))
def test_agreement_is_symmetric(left, right):
    assert agreement(left, right) == agreement(right, left)


@few
@given(any_words, st.randoms())
def test_equal_names_agree_at_the_top_in_any_order(parts, random):
    turned = tuple(random.sample(parts, len(parts)))
    level, bits, evidence = agreement(parts, turned)
    assert level == (kernel.SAME if len(parts) > 1 else kernel.SINGLE)
    assert bits == evidence == pytest.approx(sum(rarity(part, kernel.EQUAL) for part in parts), abs=1e-3)


@few
@given(words, words, st.randoms())
def test_the_order_of_parts_says_nothing(left, right, random):
    turned = tuple(random.sample(left, len(left)))
    assert agreement(left, right) == pytest.approx(agreement(turned, right), abs=1e-3)


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("xiao ping li", "xiaoping li", "same"),
        ("li xiao ping", "xiaoping li", "same"),
        ("shiao ping li", "xiaoping li", "one_part"),
        ("xiao ping", "xiaoping", "single"),
        ("reza ahmadi nejad", "reza ahmadinejad", "same"),
        ("reza ahmadi nejad", "rezaahmadi nejad", "same"),
        ("ping xiao li", "xiaoping li", "one_part"),
    ],
)
def test_parts_written_together(left, right, level):
    found = agreement(left.split(), right.split())[0]
    assert LEVELS.level(found).name == level


@few
@given(words, words)
def test_an_agreement_of_more_parts_has_more_bits(left, right):
    assert agreement((*left, "zubayr"), ("zubayr",))[1] >= 0
    assert agreement((*left, *right), (*left, *right))[1] >= agreement(left, left)[1]


@few
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True), st.integers(0, 3))
def test_a_rarer_token_never_gives_fewer_bits(parts, which):
    t = table().arrays
    rarer = t.bits.copy()
    rarer[codes(parts)[which % len(parts)]] += 3
    after = kernel.name_agreement(codes(parts), codes(parts), t._replace(bits=rarer))
    assert after[1] >= agreement(parts, parts)[1]


def test_a_very_long_name_is_cut():
    long = np.tile(codes(["karim", "hassan"]), kernel.MAX_TOKENS)
    assert kernel.name_agreement(long, long, table().arrays)[0] == kernel.SAME


# -- two records with several names --


@few
@given(fewer, fewer)
@example([(("karim", "hassan"), False)], [])
@example([(("karim",), False), (("k", "hassan"), True)], [(("karim", "h"), True), (("omar",), False)])
def test_the_best_of_several_names_is_symmetric_and_one_of_them(left, right):
    columns = records_of([left, right])
    level, bits, p, q = kernel.best_name_agreement(0, 1, *columns)
    again = kernel.best_name_agreement(1, 0, *columns)
    assert (level, bits) == (again[0], pytest.approx(again[1], abs=1e-6))
    if not (left and right):
        assert (level, bits, p, q) == (-1, 0, -1, -1)
        return
    (one, weak_one), (other, weak_other) = left[p], right[q - len(left)]
    expected = agreement(one, other)[0]
    if (weak_one or weak_other) and expected > kernel.ONE_PART:
        expected = min(expected, kernel.WEAK_ALIAS)
    assert level == expected
    assert bits >= 0


@few
@given(fewer, fewer)
def test_a_weak_alias_never_rises_above_its_level(left, right):
    assume(left and right)
    weak = [[(parts, True) for parts, _ in left], right]
    assert -1 < kernel.best_name_agreement(0, 1, *records_of(weak))[0] <= kernel.WEAK_ALIAS


@few
@given(any_words.filter(lambda parts: len(parts) > 1), fewer)
def test_an_equal_name_outweighs_the_others(own, others):
    """Only a name that is longer or rarer, and agrees as well, is preferred to it."""
    columns = records_of([[(own, False)], [*others, (own, False)]])
    level, bits, p, _ = kernel.best_name_agreement(0, 1, *columns)
    assert (level, p) == (kernel.SAME, 0)
    alone = agreement(own, own)[1]
    assert bits == pytest.approx(max(0.0, alone - 0.5 * np.log2(len(others) + 1)), abs=1e-3)


def test_names_without_tokens_are_missing():
    columns = records_of([[((), False), ((), True)], [(("karim",), False)]])
    assert kernel.best_name_agreement(0, 1, *columns) == (-1, 0.0, -1, -1)


def test_pairs_are_the_scalars():
    sides = [
        [(("karim", "hassan"), False), (("zubayr",), True)],
        [(("hasan", "kareem"), False)],
        [],
        [(("zubair",), False), (("k", "hassan"), False)],
    ]
    offsets, names, weak, t = records_of(sides)
    left, right = (side.ravel().astype(np.int32) for side in np.indices((len(sides),) * 2))
    levels, surprise = np.full(left.size, 7, np.int8), np.full(left.size, 7, np.float32)
    kernel.name_levels_pairs(left, right, offsets, names, weak, t, levels, surprise)
    for i, j, level, bits in zip(left, right, levels, surprise, strict=True):
        expected = kernel.best_name_agreement(i, j, offsets, names, weak, t)
        assert (level, bits) == (expected[0], np.float32(expected[1]))
