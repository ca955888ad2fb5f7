"""Names: tokens, tags and units; and cases written by hand, from two names to their level.

A case says what is right: its level, and whether the two could well be one person's name as two sources
spell it (same), must not count as one name (different), or neither (unsure). Where ``why`` begins with
``known:`` the comparison does not give that level yet; the case fails the tests as soon as it does.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.normalising import plain
from tests.oracles.spelling import skeleton, sound

from suspectmatch.comparing import compare_rows, name_comparison
from suspectmatch.kernels import tokens as kernel
from suspectmatch.loading import load
from suspectmatch.names.frequencies import PRIOR_RECORDS, UNLISTED, reference
from suspectmatch.names.parts import TAGS, code_points, parse_names
from suspectmatch.names.scripts import one_spelling
from suspectmatch.normalising import normalise
from suspectmatch.schema import RECORD_SCHEMA, REJECTED_SCHEMA
from suspectmatch.tables import Records

NAMES = name_comparison()
WEAK = "(weak) "
FILE = Path(__file__).parents[1] / "cases" / "names.csv"
CASES = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))


def parsed(*full):
    order = np.arange(len(full), dtype=np.int32)
    return parse_names(pa.array(full, pa.string()), order, order, len(full))


def record(written):
    """A record of names parted by semicolons, weak aliases being marked."""
    names = [
        {"full": name.removeprefix(WEAK), "quality": "weak" if name.startswith(WEAK) else None}
        for name in written.split("; ")
    ]
    return {"source": "s", "record_id": written, "role": "unknown", "names": names}


def compared(pairs):
    """Name of the level and bits of each pair of records, from either side."""
    written = [name for pair in pairs for name in pair]
    table = pa.Table.from_pylist([record(name) for name in written], schema=RECORD_SCHEMA)
    people = normalise(Records(table, REJECTED_SCHEMA.empty_table()))
    left = np.arange(0, len(written), 2, dtype=np.int32)
    sides = []
    for one, other in ((left, left + 1), (left + 1, left)):
        levels, bits = compare_rows(people, (NAMES,), one, other)
        names = [NAMES.level(level).name for level in levels[:, 0].tolist()]
        sides.append(list(zip(names, bits[:, 0].tolist(), strict=True)))
    return list(zip(*sides, strict=True))


@cache
def compared_cases():
    pairs = [(case["left"], case["right"]) for case in CASES]
    return dict(zip(pairs, compared(pairs), strict=True))


# -- tokens --


@pytest.mark.parametrize(
    ("full", "tokens"),
    [
        ("HASSAN, Karim", ["hassan", "karim"]),
        ("  Karim\tHassan\u00a0", ["karim", "hassan"]),
        ("Sean O'Brien", ["sean", "obrien"]),
        ("Sean O\u2019Brien", ["sean", "obrien"]),
        ("Jean-Pierre Martin", ["jean", "pierre", "martin"]),
        ("K. H. Saleh", ["k", "h", "saleh"]),
        ("Karim bin Omar al-Harbi", ["karim", "omar", "harbi"]),
        ("Abd al-Rahman Nuri", ["abdulrahman", "nuri"]),
        ("Nur ad-Din Hamid", ["nuruddin", "hamid"]),
        ("Aziz Ullah", ["azizullah"]),
        ("Abou Omar Saleh", ["abuomar", "saleh"]),
        ("Oum Khalid", ["ummkhalid"]),
        ("Dr. Karim Hassan Jr.", ["karim", "hassan"]),
        ("Mohd Arif", ["muhammad", "arif"]),
        ("FNU Suharto", ["suharto"]),
        ("FNU LNU", []),
        ("-", []),
        ("", []),
        ("Mullah", ["mullah"]),
        ("Haji bin Mullah", ["haji", "bin", "mullah"]),
        ("al", []),
        ("\uff2b\uff41\uff52\uff49\uff4d", ["karim"]),
        ("الكبير محمد", ["kbyr", "mhmd"]),
        ("王小明", ["wang", "xiao", "ming"]),
    ],
)
def test_tokens_that_are_compared(full, tokens):
    assert parsed(full).tokens(0) == tokens


def test_names_share_their_tokens_and_tags_stay():
    names = parsed("Karim al-Hassan", "Abu Hassan", "Hassan", None)
    assert len(names) == 4
    assert [names.tokens(k) for k in range(4)] == [["karim", "hassan"], ["abuhassan"], ["hassan"], []]
    tags = dict(zip(names.text, names.tags, strict=True))
    assert tags["al"] == kernel.ARTICLE
    assert tags["abuhassan"] == kernel.KUNYA
    assert names.text.count("hassan") == 1
    assert names.kunya_only.tolist() == [False, True, False, False]
    assert repr(names) == f"Names(4 distinct names of {len(names.text)} distinct tokens)"
    for column in (names.phonetic, names.skeletons, names.tags, names.arrays.bits, names.arrays.letters):
        assert len(column) == len(names.text)


def test_every_tag_has_a_name():
    assert set(TAGS.values()) == set(range(kernel.ARTICLE, kernel.ALLAH + 1))
    assert all(word.isascii() and word.isalnum() for word in TAGS)


def test_no_names_at_all():
    names = parsed()
    assert (len(names), names.text) == (0, ())
    assert names.arrays.token_offsets.tolist() == [0]


@given(st.lists(st.text(max_size=12), max_size=4))
def test_any_text_can_be_a_name(full):
    names = parsed(*full)
    assert len(names) == len(full)
    assert all(all(names.tokens(k)) for k in range(len(full)))


@given(st.lists(st.text("ab\u0161\U00010400", max_size=4), max_size=4))
def test_code_points(texts):
    points, offsets = code_points(texts)
    found = "".join(map(chr, points))
    assert [found[offsets[k] : offsets[k + 1]] for k in range(len(texts))] == texts


# -- all names at once, against one by one --

# fmt: off
WORDS = [
    "Karim al-Hassan", "Abd al Rahman", "Abdul", "abdulrahman", "Nur ad-Din", "nuruddin",
    "Aziz Ullah", "Abu Omar", "abuomar", "Umm", "Mullah", "bin", "Mohd", "muhammad", "FNU", "jr",
    "K.", "O\u2019Brien", "Ch\xe9rif", "Cherif", "\u0627\u0644\u0643\u0628\u064a\u0631",
    "\u0645\u062d\u0645\u062f", "\u738b\u5c0f\u660e", "Jose\u0301", "\uff2b\uff41", "\u2122",
    "\xb4", "\ufdfa", "\u1112\u1161\u11ab", "\U0001d400",
]
# fmt: on
written = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=5).map(" ".join)


@given(st.lists(written, max_size=6, unique=True))
@example(["\U0002e811"])
def test_all_names_at_once_are_as_one_by_one(full):
    # Characters that one Unicode table knows and the other does not yet are left out.
    full = [name for name in full if all(c.isprintable() or c.isspace() for c in name)]
    names = parsed(*full)
    assert [names.tokens(k) for k in range(len(full))] == [plain.compared(name) for name in full]
    units = {unit for name in full for unit in plain.units(plain.folded(name))}
    assert sorted(zip(names.text, names.tags.tolist(), strict=True)) == sorted(units)
    written_one_way = one_spelling(names.token_text).to_pylist()
    assert names.skeletons == tuple(map(skeleton, written_one_way))
    arrays = names.arrays
    for forms, codes in (
        ((*map(sound, written_one_way),), arrays.sound),
        (names.skeletons, arrays.skeleton),
    ):
        order = list(dict.fromkeys(forms))
        assert codes.tolist() == [order.index(form) for form in forms]


def test_names_of_real_lists_are_as_one_by_one(shared_data):
    paths = sorted((shared_data / "lists" / "records").glob("*.jsonl"))
    people = (
        normalise(load({path.stem: path for path in paths}))
        if paths
        else pytest.skip("no lists are here")
    )
    names = people.names.names
    for code, full in enumerate(names.full.to_pylist()):
        assert names.tokens(code) == plain.compared(full), code
    held = [set() for _ in names.text]
    for row, (start, stop) in enumerate(pairwise(people.names.offsets.tolist())):
        for name in people.names.codes[start:stop].tolist():
            for token in names.arrays.token_codes[slice(*names.arrays.token_offsets[name : name + 2])]:
                held[token].add(row)
    shares = reference()[0]
    listed = np.array([max(shares.get(token, UNLISTED), UNLISTED) for token in names.text])
    seen = np.array([len(rows) for rows in held])
    expected = -np.log2((seen + PRIOR_RECORDS * listed) / (len(people) + PRIOR_RECORDS))
    np.testing.assert_array_equal(names.arrays.bits[:, 5], expected.astype(np.float32))


def test_codes_do_not_depend_on_what_is_asked_for_later():
    names = parsed("Karim Hassan", "Karim")
    assert names.phonetic == ("KRM", "HSN")
    assert names.phonetic is names.phonetic


# -- cases --


SAME_NAME = {"same", "same_respelt", "same_similar", "within", "within_similar", "single", "weak_alias"}
OTHER_NAME = {"different", "one_part", "some_parts", "most_parts"}


def test_there_are_enough_cases():
    assert len(CASES) >= 420
    of_records = {"another_alias", "one_part_of_alias"}  # not of two names: see tests/comparing
    assert {case["level"] for case in CASES} | of_records == {*(_.name for _ in NAMES.levels), "missing"}
    assert len({(case["left"], case["right"]) for case in CASES}) == len(CASES)
    of_culture = Counter(case["culture"] for case in CASES)
    assert len(of_culture) == 21
    assert min(of_culture.values()) >= 20


@pytest.mark.parametrize(("person", "levels"), [("same", SAME_NAME), ("different", OTHER_NAME)])
def test_the_level_expected_fits_the_person(person, levels):
    assert {case["person"] for case in CASES} == {"same", "unsure", "different"}
    assert {case["level"] for case in CASES if case["person"] == person} == levels


def expected(case):
    """A case as a parameter of a test; what the comparison is known not to give yet must fail."""
    known = case["why"].startswith("known: ")
    marks = pytest.mark.xfail(raises=AssertionError, reason=case["why"]) if known else ()
    return pytest.param(case, marks=marks, id=f"{case['left']} - {case['right']}")


@pytest.mark.parametrize("case", [expected(case) for case in CASES])
def test_cases(case):
    (level, _), _ = compared_cases()[case["left"], case["right"]]
    assert level == case["level"], case["why"]


def test_cases_are_the_same_from_either_side():
    assert all(one == other for one, other in compared_cases().values())


@settings(max_examples=20)
@given(st.sampled_from(CASES))
def test_a_name_in_the_cases_is_never_missing_from_itself(case):
    ((level, bits), _), *_ = compared([(case["right"], case["right"])])
    assert level in {"same", "single", "weak_alias"}
    assert bits >= 0
