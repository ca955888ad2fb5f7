"""Words of names that several tests of kernels put together at will."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st
from tests.oracles.spelling import skeleton

from suspectmatch.kernels.agreement import name_agreement
from suspectmatch.kernels.assignment import new_scratch
from suspectmatch.kernels.grades import HASH, name_arrays, new_grades, new_rows
from suspectmatch.names.parts import parse_names
from suspectmatch.names.spelling_costs import spelling_costs

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
"""Names of one record: words, and whether the alias is a weak one."""


WRITTEN = {}
"""Every token that `names_of` has made, by its hash: packed arrays hold no text."""


def names_of(everything, n_records=None):
    """Each text as the name of a record of its own."""
    one_each = np.arange(len(everything), dtype=np.int32)
    names = parse_names(pa.array(everything), one_each, one_each, n_records or len(everything))
    WRITTEN.update(zip(names.arrays.hashes.tolist(), names.text, strict=True))
    return names


def packed(arrays):
    """Arrays of tokens as they are compared, with the shipped costs."""
    return name_arrays(arrays, spelling_costs())


@cache
def table():
    """Every word as a name of its own, so that codes of tokens can be put together."""
    names = names_of([*WORDS, *JOINED])
    assert set(names.text) == {*WORDS, *JOINED}
    return names


@cache
def arrays():
    return packed(table().arrays)


def words_of(t):
    """The token behind each row of packed arrays; they have an order of their own."""
    return [WRITTEN[mark] for mark in t.marks[:, HASH].tolist()]


def codes(parts, t=None):
    """Tokens as numbers in packed arrays."""
    known = words_of(t or arrays())
    return np.array([known.index(part) for part in parts], np.int32)


def rarity(word, grade):
    return float(table().arrays.bits[table().text.index(word), grade])


def agreement(left, right, t=None):
    """Level, bits and evidence of two names of 1 to 16 words."""
    t = t or arrays()
    scratch = new_scratch()
    scratch[0, : len(left)], scratch[1, : len(right)] = codes(left, t), codes(right, t)
    columns = t.signatures, t.facts, t.symbols, t.costs, t.bits, t.marks
    room = scratch, new_grades(), new_rows()
    level, bits, evidence = name_agreement(len(left), len(right), *columns, *room)
    return int(level), float(bits), float(evidence)


def bits_at_random(seed):
    """Evidence float32 (T, 6) of each token at each grade, in no order; only NONE gives none."""
    made = np.random.default_rng(seed).uniform(0.0, 20.0, (len(table().text), 6)).astype(np.float32)
    made[:, 0] = 0.0
    return made


def records_of(sides, bits=None):
    """Columns (offsets, names, weak, arrays) of records with (words, is_weak) for each name.

    ``bits`` float32 (T, 6) stand in the order of `table`.
    """
    written = [name for side in sides for name in side]
    offsets = np.concatenate([[0], np.cumsum([len(side) for side in sides])]).astype(np.int64)
    token_offsets = np.concatenate([[0], np.cumsum([len(w) for w, _ in written])]).astype(np.int64)
    flat = [table().text.index(word) for w, _ in written for word in w]
    t = table().arrays
    t = t._replace(token_offsets=token_offsets, token_codes=np.array(flat, np.int32))
    if bits is not None:
        t = t._replace(bits=bits)
    weak = np.array([is_weak for _, is_weak in written], np.bool_)
    return offsets, np.arange(len(written), dtype=np.int32), weak, packed(t)


def skeletons_join(a, b, c):
    """Whether the skeleton of a word is those of two others written together, and long enough."""
    return skeleton(c) == skeleton(a) + skeleton(b) and len(skeleton(c)) >= 3
