import numpy as np
import pytest

from suspectmatch.synthetic import HARD_NEGATIVES, generate_people, hard_negatives
from suspectmatch.synthetic.persons import PARTS


@pytest.fixture(scope="module")
def people():
    return generate_people(20_000, seed=6, look_alikes=0.03)


@pytest.fixture(scope="module")
def hard(people):
    return hard_negatives(people)


def test_every_reason_is_met(hard):
    assert (np.bincount(hard.tag, minlength=len(HARD_NEGATIVES)) > 50).all()
    assert (hard.left < hard.right).all()


def test_no_pair_stands_twice_for_one_reason(hard):
    assert len(set(zip(hard.left.tolist(), hard.right.tolist(), hard.tag.tolist(), strict=True))) == len(
        hard.tag
    )


@pytest.mark.parametrize("tag", ["shared_document", "shared_phone"])
def test_what_is_shared_is_shared(people, hard, tag):
    numbers = people.passport if tag == "shared_document" else people.phone
    left, right = hard.of(tag)
    assert (numbers[left] == numbers[right]).all()
    assert (numbers[left] >= 0).all()


def test_victims_live_with_suspects(people, hard):
    left, right = hard.of("household_victim")
    assert people.is_victim[right].all()
    assert not people.is_victim[left].any()
    assert (people.household[left] == people.household[right]).all()


def test_brothers_have_one_father(people, hard):
    left, right = hard.of("brothers")
    father = people.names[:, PARTS.index("father")]
    assert (father[left] == father[right]).all()


def test_ends_of_a_chain_have_a_look_alike_between_them(hard):
    left, right = hard.of("ends_of_chain")
    assert hard.among("look_alikes", right - 1, right).all()
    assert not hard.among("look_alikes", left, right).any()


def test_among_takes_pairs_either_way(hard):
    left, right = hard.of("namesakes")
    assert hard.among("namesakes", right, left).all()
    assert not hard.among("twins", left, right).any()


def test_repr_names_nobody(hard):
    assert repr(hard) == f"HardNegatives(n_pairs={len(hard.tag):,})"
