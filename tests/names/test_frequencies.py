"""Rarity of tokens: reference frequencies, blended with the data."""

from __future__ import annotations

from math import log2

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.spelling import skeleton, sound

from suspectmatch.kernels.tokens import CLOSE, EQUAL, INITIALS, NONE, SKELETON, SOUND
from suspectmatch.names import frequencies as rarity
from suspectmatch.names.parts import TAGS, parse_names
from suspectmatch.names.scripts import one_spelling


def parsed(names, n_records=None):
    """Names, one to a record."""
    distinct = list(dict.fromkeys(names))
    name_of = np.array([distinct.index(name) for name in names], np.int32)
    records = np.arange(len(names), dtype=np.int32)
    return parse_names(pa.array(distinct, pa.string()), name_of, records, n_records or len(names))


def bits(names, token, grade=EQUAL, **options):
    made = parsed(names, **options)
    return float(made.arrays.bits[made.text.index(token), grade])


def test_the_reference_is_shares_of_persons():
    tokens, sounds, skeletons = rarity.reference()
    assert len(tokens) > 5000
    assert all(0 < share < 0.2 for share in tokens.values())
    spelt = one_spelling(pa.array(list(tokens))).to_pylist()
    for table, form in ((sounds, sound), (skeletons, skeleton)):
        assert sum(table.values()) == pytest.approx(sum(tokens.values()))
        for token, share in zip(spelt, tokens.values(), strict=True):
            assert table[form(token)] >= share
    assert rarity.reference()[0] is tokens


def test_without_data_the_reference_decides():
    shares = rarity.reference()[0]
    share, common = max((share, token) for token, share in shares.items() if token not in TAGS)
    prior = rarity.PRIOR_RECORDS
    assert bits([common], common) == pytest.approx(-log2((1 + prior * share) / (1 + prior)), abs=1e-3)
    unlisted = -log2((1 + prior * rarity.UNLISTED) / (1 + prior))
    assert bits(["Qqyzx"], "qqyzx") == pytest.approx(unlisted, abs=1e-3)
    assert bits([common], common) < bits(["Qqyzx"], "qqyzx")


def test_with_much_data_the_data_decide():
    n, held = 200_000, 3
    assert bits(["Karim"] * held, "karim", n_records=n) == pytest.approx(log2(n / held), abs=6)
    assert bits(["Karim"] * 900, "karim", n_records=1000) == pytest.approx(-log2(900 / 3000), abs=0.1)


@settings(max_examples=20)
@given(st.integers(1, 30), st.integers(1, 30))
def test_more_records_with_a_token_never_make_it_rarer(first, second):
    few, many = sorted((first, second))
    rest = ["Zubayr Nawabi"] * 30
    names = [["Karim Hassan"] * k + rest[k:] for k in (few, many)]
    for grade in range(6):
        assert bits(names[0], "karim", grade) >= bits(names[1], "karim", grade)


@settings(max_examples=20)
@given(
    st.lists(
        st.sampled_from(["Karim", "Kareem Hassan", "Qqyzx", "Ivanov K.", "Mohammed Mahmoud"]),
        min_size=1,
        max_size=6,
    )
)
def test_a_better_agreement_never_has_fewer_bits(names):
    found = parsed(names).arrays.bits
    assert found.dtype == np.float32
    assert (found[:, NONE] == 0).all()
    assert (np.diff(found[:, INITIALS:], axis=1) >= 0).all()
    assert (found >= 0).all()
    assert (found[:, INITIALS] <= rarity.INITIAL_BITS).all()
    close = np.maximum(found[:, SKELETON] - rarity.CLOSE_BITS, 0.5)
    np.testing.assert_allclose(found[:, CLOSE], close, rtol=1e-6)


def test_a_form_is_as_common_as_all_its_tokens_together():
    names = ["Karim"] * 20 + ["Kareem"] * 20 + ["Zubayr"] * 60
    assert bits(names, "karim", SOUND) < bits(names, "karim", EQUAL)
    assert bits(names, "karim", SOUND) == pytest.approx(bits(names, "kareem", SOUND))


def test_a_record_counts_once_however_often_it_has_the_token():
    codes, records = np.array([0, 0, 1, 0, 1], np.int32), np.array([4, 4, 4, 2, 4], np.int32)
    assert rarity.records_with(codes, records, 3).tolist() == [2, 1, 0]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=9))
def test_records_with_is_a_count_of_distinct_pairs(pairs):
    codes = np.array([code for code, _ in pairs], np.int32)
    records = np.array([record for _, record in pairs], np.int32)
    expected = [len({record for c, record in pairs if c == code}) for code in range(4)]
    assert rarity.records_with(codes, records, 4).tolist() == expected
