"""Two names, and two records with several names each: definitions, and the laws of agreement."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.oracles.agreement import best_by_definition
from tests.oracles.assignment import assign_by_definition, level_by_definition
from tests.oracles.grades import grade_by_definition
from tests.oracles.respelling import edit_bits
from tests.oracles.spelling import skeleton, sound
from tests.oracles.tokens import hash_by_definition

from suspectmatch.comparing import name_comparison
from suspectmatch.kernels import _jit
from suspectmatch.kernels import agreement as kernel
from suspectmatch.kernels.aliases import new_name_pair
from suspectmatch.kernels.assignment import (
    CONTRADICTION,
    MAX_TOKENS,
    OMISSION,
    ONE_PART,
    SAME,
    SINGLE,
    WEAK_ALIAS,
    new_scratch,
)
from suspectmatch.kernels.grades import new_grades, new_rows
from suspectmatch.kernels.tokens import EQUAL, NONE, SKELETON
from words import (
    WORDS,
    agreement,
    any_words,
    arrays,
    bits_at_random,
    codes,
    fewer,
    rarity,
    records_of,
    skeletons_join,
    words,
)

pytestmark = [pytest.mark.kernels, pytest.mark.usefixtures("modulo_2_to_the_64")]

few = settings(deadline=None, max_examples=40)
LEVELS = name_comparison()
seeds = st.none() | st.integers(0, 99)


def bits_of(seed):
    return arrays().bits if seed is None else bits_at_random(seed)


def best(columns, i=0, j=1):
    room = new_name_pair(), new_scratch(), new_grades(), new_rows()
    level, bits, p, q = kernel.best_name_agreement(i, j, *columns, *room)
    return int(level), float(bits), int(p), int(q)


# -- two names --


def joined(a, b, c):
    return EQUAL if a + b == c else SKELETON if skeletons_join(a, b, c) else NONE


def agreement_by_definition(left, right):
    grades, free_left, free_right, total = assign_by_definition(
        left,
        right,
        grade=lambda a, b: grade_by_definition(a, b, sound, skeleton, edit_bits),
        joined=joined,
        bits=rarity,
        mark=lambda word: hash_by_definition(word)[0],
    )
    few_left, many_left = sorted((free_left, free_right))
    cost = CONTRADICTION * few_left + OMISSION * (many_left - few_left)
    return level_by_definition(grades, free_left, free_right), total, total - cost


@few
@given(words | any_words, words | any_words)
@example(("karim",), ("karim",))
@example(("karim",), ("kareem", "hassan"))
@example(("k", "hassan"), ("karim", "h"))
@example(("karim", "karim"), ("karim", "kareem"))
@example(("karim", "hassan"), ("omar", "kareem", "nejad"))
@example(("karim", "hassan"), ("kareem",))
@example(("xiao", "ping"), ("li", "xiaoping"))
@example(("xiao", "ping", "li"), ("li", "xiaoping"))
@example(("xiao", "ping", "li"), ("xiaoping", "reza", "ahmadi", "nejad"))
def test_agreement_is_the_definition(left, right):
    level, bits, evidence = agreement(left, right)
    # What two neighbours make is sought on one side first; the hashes say on which.
    either = [agreement_by_definition(left, right), agreement_by_definition(right, left)]
    found = LEVELS.level(level).name, bits, evidence
    assert found in [pytest.approx(expected, abs=1e-3) for expected in either]


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
    assert level == (SAME if len(parts) > 1 else SINGLE)
    assert bits == evidence == pytest.approx(sum(rarity(part, EQUAL) for part in parts), abs=1e-3)


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
@given(any_words, any_words, seeds)
@example(("xiao", "ping", "li"), ("li", "xiaoping"), None)
@example(("reza", "ahmadi", "nejad"), ("ahmadinejad", "reza"), 1)
def test_no_agreement_has_more_bits_than_either_name(left, right, seed):
    columns = records_of([[(left, False)], [(right, False)]], bits_of(seed))
    t = columns[-1]
    _, bits, evidence = agreement(left, right, t)
    assert evidence <= bits <= t.most_bits.min() + 1e-3


@few
@given(words, words)
def test_an_agreement_of_more_parts_has_more_bits(left, right):
    assert agreement((*left, "zubayr"), ("zubayr",))[1] >= 0
    assert agreement((*left, *right), (*left, *right))[1] >= agreement(left, left)[1]


@few
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True), st.integers(0, 3))
def test_a_rarer_token_never_gives_fewer_bits(parts, which):
    rarer = arrays().bits.copy()
    rarer[codes(parts)[which % len(parts)]] += 3
    after = agreement(parts, parts, arrays()._replace(bits=rarer))
    assert after[1] >= agreement(parts, parts)[1]


# -- two records with several names --


@few
@given(fewer, fewer, seeds)
@example([(("karim", "hassan"), False)], [], None)
@example([((), False)], [(("karim",), False), ((), True)], None)
@example(
    [(("karim",), False), (("k", "hassan"), True)], [(("karim", "h"), True), (("omar",), False)], None
)
@example([(("karim", "hassan"), False)] * 2, [(("karim", "hassan"), False)] * 2, None)
def test_the_best_of_several_names_is_that_of_all_pairs(left, right, seed):
    """A pair of names that could not be the best is not looked at, and nothing shows it."""
    columns = records_of([left, right], bits_of(seed))
    level, bits, p, q = best(columns)
    expected = best_by_definition(left, right, lambda a, b: agreement(a, b, columns[-1]))
    assert (level, p, q - len(left) if q >= 0 else -1) == (expected[0], *expected[2:])
    assert bits == pytest.approx(expected[1], abs=1e-9)


@few
@given(fewer, fewer, seeds)
@example(
    [(("karim",), False), (("k", "hassan"), True)], [(("karim", "h"), True), (("omar",), False)], None
)
def test_the_best_of_several_names_is_symmetric(left, right, seed):
    columns = records_of([left, right], bits_of(seed))
    assert best(columns)[:2] == pytest.approx(best(columns, 1, 0)[:2], abs=1e-6)


@few
@given(fewer, fewer, seeds)
def test_no_records_agree_in_more_bits_than_the_best_name_of_each(left, right, seed):
    assume(left and right)
    columns = records_of([left, right], bits_of(seed))
    most = columns[-1].most_bits
    assert best(columns)[1] <= min(most[: len(left)].max(), most[len(left) :].max()) + 1e-3


@few
@given(fewer, fewer)
def test_a_weak_alias_never_rises_above_its_level(left, right):
    assume(left and right)
    weak = [[(parts, True) for parts, _ in left], right]
    level = best(records_of(weak))[0]
    assert -1 < level <= WEAK_ALIAS
    assert ONE_PART < WEAK_ALIAS


@few
@given(any_words.filter(lambda parts: len(parts) > 1), fewer)
def test_an_equal_name_outweighs_the_others(own, others):
    """Only a name that is longer or rarer, and agrees as well, is preferred to it."""
    level, bits, p, _ = best(records_of([[(own, False)], [*others, (own, False)]]))
    assert (level, p) == (SAME, 0)
    alone = agreement(own, own)[1]
    assert bits == pytest.approx(max(0.0, alone - 0.5 * np.log2(len(others) + 1)), abs=1e-3)


def test_names_without_tokens_are_missing():
    columns = records_of([[((), False), ((), True)], [(("karim",), False)]])
    assert best(columns) == (-1, 0.0, -1, -1)


def test_a_very_long_name_is_cut():
    long = ("karim", "hassan") * MAX_TOKENS
    columns = records_of([[(long, False)], [(long[:MAX_TOKENS], False)]])
    assert best(columns)[0] == SAME
    assert best(columns) == (*best(columns, 1, 0)[:2], 0, 1)


# -- many pairs --


@few
@given(st.lists(fewer, min_size=1, max_size=5), seeds)
@example([[(("karim",) * n, False)] for n in (0, 1, 7, 8, 20)], None)
@example([[(("karim", "hassan"), False)], [(("hasan", "kareem"), True)], []], None)
def test_pairs_are_the_scalars_whichever_way_they_are_taken(sides, seed):
    columns = records_of(sides, bits_of(seed))
    rows = kernel.name_rows(*columns)
    left, right = (side.ravel().astype(np.int32) for side in np.indices((len(sides),) * 2))
    expected = [best(columns, i, j)[:2] for i, j in zip(left, right, strict=True)]
    for taken in (rows, np.zeros_like(rows)):
        levels, rarity = np.full(left.size, 7, np.int8), np.full(left.size, 7, np.float32)
        kernel.name_levels_pairs(left, right, taken, *columns, levels, rarity)
        assert levels.tolist() == [level for level, _ in expected]
        assert rarity.tolist() == [np.float32(bits) for _, bits in expected]


@few
@given(st.lists(fewer, max_size=5))
def test_a_row_holds_the_one_strong_short_name_of_a_record(sides):
    columns = records_of([*sides, [(("omar",) * (kernel.ROW - 1), False)]])
    rows = kernel.name_rows(*columns)
    for row, side in zip(rows.tolist(), sides, strict=False):
        is_plain = len(side) == 1 and not side[0][1]
        parts = codes(side[0][0], columns[-1]).tolist() if is_plain else []
        assert row[0] == len(parts)
        assert row[1 : 1 + len(parts)] == parts
    assert rows[-1, 0] == kernel.ROW - 1


@few
@given(any_words, any_words, st.integers(0, 99))
@pytest.mark.skipif(not _jit.cache_folder(), reason="nothing is compiled")
def test_run_as_python_the_bits_are_the_same(left, right, seed):
    columns = records_of([[(left, False)], [(right, False)]], bits_of(seed))
    compiled = best(columns)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_jit, "SHORT", 1 << 17)
        patch.setattr(_jit, "PATIENCE", math.inf)
        patch.setattr(kernel.best_name_agreement, "is_compiled", False)
        patch.setattr(kernel.best_name_agreement, "is_loaded", False)
        seconds = kernel.best_name_agreement.seconds
        assert best(columns) == compiled
        assert kernel.best_name_agreement.seconds > seconds
