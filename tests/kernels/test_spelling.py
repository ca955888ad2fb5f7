"""Coarser forms of tokens: passes over letters against the regular expressions that define them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import COMPILED
from tests.oracles.spelling import forms_by_definition

from suspectmatch.kernels.spelling import coarse_forms
from suspectmatch.names.frequencies import reference

pytestmark = pytest.mark.kernels

PIECES = (
    "abd bd l h ch sh sch shch tsch tch dzh dj zh j kh x gh ck q c ph th dh ts tz z ov ev off eff ff"
)
pieces = st.lists(st.sampled_from([*PIECES.split(), *"aeiouwylnsdt0"]), min_size=1, max_size=7)
letters = st.text("abcdefghijklmnopqrstuvwxyz0", min_size=1, max_size=9)


def forms(tokens):
    offsets = np.concatenate([[0], np.cumsum([len(token) for token in tokens])]).astype(np.int64)
    sides = coarse_forms(np.frombuffer("".join(tokens).encode(), np.uint8), offsets)
    found = []
    for data, ends in (sides[:2], sides[2:]):
        text = data.tobytes().decode()
        found.append([text[i:j] for i, j in pairwise(ends.tolist())])
    return list(zip(*found, strict=True))


@given(st.lists(letters | pieces.map("".join), max_size=8))
def test_forms_are_those_of_the_definition(tokens):
    assert forms(tokens) == [forms_by_definition(token) for token in tokens]


def test_forms_of_names_that_people_bear():
    with np.errstate(over="ignore"):  # its codes come of hashes, which wrap around on purpose
        tokens = sorted(reference()[0])[:: 1 if COMPILED else 40]
    assert forms(tokens) == [forms_by_definition(token) for token in tokens]


@pytest.mark.parametrize(
    "token",
    ["cherif", "abderrahman", "abdal", "khaldn", "popov", "shcherbakov", "e", "yeff", "ne", "hh"],
)
def test_every_form_has_a_letter(token):
    assert forms([token]) == [forms_by_definition(token)]
    assert all(forms([token])[0])


def test_no_tokens_at_all():
    assert forms([]) == []
