"""The ready comparisons: complete, of different names, and of fields that may be compared."""

from __future__ import annotations

import pytest

from suspectmatch.comparing import DEFAULT_COMPARISONS, name_comparison
from suspectmatch.errors import ParameterError
from suspectmatch.scoring import load_model


def test_names_and_levels_are_unique():
    assert len({c.name for c in DEFAULT_COMPARISONS}) == len(DEFAULT_COMPARISONS)
    for comparison in DEFAULT_COMPARISONS:
        assert len({level.name for level in comparison.levels}) == comparison.n_levels


def test_nothing_that_must_not_be_compared_is_compared():
    fields = {c.field for c in DEFAULT_COMPARISONS}
    assert not fields & {"ethnicity", "race", "religion", "remarks", "extra", "role", "places"}


def test_the_shipped_model_knows_them_all():
    load_model().tables(DEFAULT_COMPARISONS)


@pytest.mark.parametrize(
    ("field", "name"), [("names", "name"), ("father_names", "father"), ("mother_names", "mother")]
)
def test_names_of_whom(field, name):
    assert (name_comparison(field).field, name_comparison(field).name) == (field, name)


def test_other_names_are_refused():
    with pytest.raises(ParameterError, match="field must be one of names"):
        name_comparison("aunt_names")
