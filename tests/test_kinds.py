"""Each compared field is declared once, and whatever reads it finds what it needs."""

from __future__ import annotations

import numpy as np
import pytest

from samples import RICH, people_of
from suspectmatch.blocking import DEFAULT_RULES, KEY_PARTS
from suspectmatch.blocking.keys import part_keys
from suspectmatch.comparing import DEFAULT_COMPARISONS, compare_rows
from suspectmatch.kinds import FIELDS, KINDS
from suspectmatch.tables import CodeColumn, DateOccurrences, NameColumn

COLUMNS = {"names": NameColumn, "dates": DateOccurrences, "sets": CodeColumn}


@pytest.mark.parametrize("field", FIELDS.values(), ids=list(FIELDS))
def test_a_field_is_read_into_the_column_of_its_kind(field):
    people = people_of(*RICH)
    column = people.sets.get(field.name, getattr(people, field.name, None))
    assert isinstance(column, COLUMNS[KINDS[field.kind].column])


@pytest.mark.parametrize("field", FIELDS.values(), ids=list(FIELDS))
def test_the_keys_of_a_field_can_be_made(field):
    for part in field.keys:
        record, key = part_keys(people_of(*RICH), part.name)
        assert record.shape == key.shape


def test_comparisons_and_keys_are_those_of_the_fields():
    assert [comparison.field for comparison in DEFAULT_COMPARISONS] == list(FIELDS)
    assert list(KEY_PARTS) == [part.name for field in FIELDS.values() for part in field.keys]
    assert len({comparison.name for comparison in DEFAULT_COMPARISONS}) == len(FIELDS)


def test_no_rule_is_made_of_broad_keys_alone():
    broad = {part.name for field in FIELDS.values() for part in field.keys if part.is_broad}
    assert all(not set(rule.parts) <= broad or rule.refine_by for rule in DEFAULT_RULES)


def test_a_level_is_one_of_its_field():
    people = people_of(*RICH)
    left, right = np.zeros(len(people) - 1, np.int32), np.arange(1, len(people), dtype=np.int32)
    levels, _ = compare_rows(people, DEFAULT_COMPARISONS, left, right)
    for k, field in enumerate(FIELDS.values()):
        assert levels[:, k].min() >= -1
        assert levels[:, k].max() < len(field.levels)
