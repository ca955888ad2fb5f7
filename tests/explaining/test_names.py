"""What is said of two names is what the comparison of names did."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import suspectmatch as sm
from suspectmatch.comparing import compare_rows, name_comparison
from suspectmatch.comparing.comparators import comparators, tempered
from suspectmatch.explaining.frequency import NameFacts
from suspectmatch.explaining.names import name_agreement, names_tried
from suspectmatch.kernels.assignment import ONE_PART
from words import JOINED, WORDS


def people_of(*names):
    rows = [{"record_id": str(k), "names": list(each)} for k, each in enumerate(names)]
    return sm.normalise(sm.load({"list": rows}))


def agreement_of(people, i=0, j=1):
    (measure,) = comparators(people, [name_comparison()])
    at = measure.carriers(i, j)
    column = people.names
    tries = names_tried(column, i, j)
    p, q = int(column.offsets[i]) + at[0], int(column.offsets[j]) + at[1]
    return name_agreement(column, NameFacts(column), p, q, tries=tries, correction=0.0)


def parts(agreement):
    return {(part.left, part.right, part.grade) for part in agreement.parts}


def test_parts_are_told_one_to_one_whatever_their_order():
    people = people_of(["Zubayr al-Tarkhani"], ["TARKHANI, Zoubeir Orm"])
    agreement, frequency = agreement_of(people)
    assert parts(agreement) == {
        ("zubayr", "zoubeir", "sounds alike"),
        ("tarkhani", "tarkhani", "same"),
    }
    assert agreement.left_over == ((), ("orm",))
    assert agreement.not_compared == (("al",), ())
    assert frequency.n_records == frequency.among == 2


def test_what_is_written_together_is_told():
    agreement, _ = agreement_of(people_of(["Xiao Ping Li"], ["Li Xiaoping"]))
    assert ("xiao ping", "xiaoping", "written together") in parts(agreement)
    turned, _ = agreement_of(people_of(["Li Xiaoping"], ["Xiao Ping Li"]))
    assert ("xiaoping", "xiao ping", "written together") in parts(turned)


def test_what_is_told_as_written_together_was_weighed_so():
    """Whatever parts the comparison joins, the parts that are told bear the bits that it gave."""
    people = people_of(["Zayniddin Abubakrovich Merdanzoda"], ["Zaynidin Merdan Zoda"])
    _, rarity = compare_rows(people, [name_comparison()], np.zeros(1, np.int32), np.ones(1, np.int32))
    agreement, _ = agreement_of(people)
    told = np.array([sum(part.bits for part in agreement.parts)], np.float32)
    assert tempered(told) == pytest.approx(rarity[0], abs=1e-3)


def test_a_weak_alias_is_told():
    weak = {"full": "Zubayr Tarkhani", "kind": "alias", "quality": "weak"}
    agreement, _ = agreement_of(people_of(["Orm Ek", weak], ["Zubayr Tarkhani"]))
    assert agreement.is_weak
    assert agreement.tries == 2


def test_names_in_which_nothing_agrees_have_no_frequency():
    agreement, frequency = agreement_of(people_of(["Orm Ek"], ["Zubayr Tarkhani"]))
    assert agreement.parts == ()
    assert frequency is None
    assert agreement.left_over == (("orm", "ek"), ("zubayr", "tarkhani"))


def test_a_reference_is_named_only_where_it_lists_the_part():
    people = people_of(["Muhammad Tarkhani"], ["Muhammad Tarkhani"])
    agreement, frequency = agreement_of(people)
    listed = {part.left: part.reference for part in agreement.parts}
    assert listed["muhammad"] > 0.001
    assert listed["tarkhani"] is None
    assert frequency.reference is None
    assert frequency.is_blended


names = st.lists(st.sampled_from([*WORDS, *JOINED]), min_size=1, max_size=5).map(" ".join)
records = st.lists(
    st.tuples(names, st.booleans()).map(
        lambda each: {"full": each[0], "quality": "weak" if each[1] else "strong"}
    ),
    min_size=1,
    max_size=3,
)


@given(records, records)
def test_the_bits_of_the_parts_are_the_rarity_that_was_scored(left, right):
    people = people_of(left, right)
    agreement, _ = agreement_of(people)
    levels, rarity = compare_rows(
        people, [name_comparison()], np.array([0], np.int32), np.array([1], np.int32)
    )
    bits = sum(part.bits for part in agreement.parts)
    is_halved = agreement.is_weak and levels[0, 0] > ONE_PART
    bits = bits / 2 if is_halved else bits
    if agreement.tries > 1:
        bits = max(0.0, bits - 0.5 * np.log2(agreement.tries))
    assert float(tempered(np.float32(bits))) == pytest.approx(float(rarity[0, 0]), abs=1e-3)
