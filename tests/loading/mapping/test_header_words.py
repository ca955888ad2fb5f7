from __future__ import annotations

import pytest

from suspectmatch.loading.mapping.header_words import field_of, is_refused, key_of, preset_of
from suspectmatch.loading.mapping.mapping import PRESETS, Mapping


def words(name):
    for field, headers in preset_of(name)["headers"].items():
        for kind, found in headers.items() if isinstance(headers, dict) else [(None, headers)]:
            for word in found:
                yield (f"{field}.{kind}" if kind else field), word


def test_a_header_means_one_thing():
    seen = {}
    for field, word in words("headers"):
        assert seen.setdefault(key_of(word), field) == field, word


def test_no_header_is_both_read_and_refused():
    assert not [word for name in ("headers", *PRESETS) for _, word in words(name) if is_refused(word)]


@pytest.mark.parametrize("name", ["headers", *PRESETS])
def test_every_word_is_understood(name):
    for field, word in words(name):
        assert field_of(word.upper(), None if name == "headers" else name) == field


@pytest.mark.parametrize("name", PRESETS)
def test_constants_of_presets_are_a_mapping(name):
    assert Mapping({"record": preset_of(name)["record"]}).is_only_constants()
    assert preset_of(name)["title"]


def test_spelling_does_not_matter():
    for header in ("Date de naissance", "DATE_DE_NAISSANCE", "dateDeNaissance", " date de naissance: "):
        assert field_of(header) == "birth_date"
    assert field_of("Alias 3") == field_of("alias_12") == "alias"
    assert field_of("1") is None
    assert field_of("") is None


def test_race_and_religion():
    assert all(map(is_refused, ["Race", "ETHNICITY", "ethnic_cd", "Religion", "الديانة", "race1"]))
    assert not any(map(is_refused, ["region", "trace", "name"]))
