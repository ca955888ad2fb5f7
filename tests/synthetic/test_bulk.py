import numpy as np
import pyarrow.compute as pc
import pytest

from suspectmatch.errors import ParameterError
from suspectmatch.schema import RECORD_SCHEMA
from suspectmatch.synthetic import single_name_records

N = 5000


@pytest.fixture(scope="module")
def labelled():
    return single_name_records(N, seed=7)


def test_it_is_the_canonical_schema(labelled):
    labelled.records.validate(full=True)
    assert labelled.records.schema.equals(RECORD_SCHEMA)
    assert labelled.records.num_rows == len(labelled.person_id) == N


def test_every_record_has_one_name_and_at_most_one_date(labelled):
    assert set(pc.list_value_length(labelled.records["names"]).to_pylist()) == {1}
    assert set(pc.list_value_length(labelled.records["birth_dates"]).to_pylist()) <= {1, None}
    names = [row[0] for row in labelled.records["names"].to_pylist()]
    assert all(name["full"] == " ".join(filter(None, (name["given"], name["family"]))) for name in names)


def test_ids_are_unique_and_sources_are_three(labelled):
    assert pc.count_distinct(labelled.records["record_id"]).as_py() == N
    assert set(labelled.records["source"].to_pylist()) == {"a", "b", "c"}


def test_share_of_persons(labelled):
    assert len(np.unique(labelled.person_id)) == round(N * 0.7)
    assert len(np.unique(single_name_records(1000, duplicates=0.0).person_id)) == 1000


def test_dates_are_edtf(labelled):
    texts = [row[0]["edtf"] for row in labelled.records["birth_dates"].to_pylist() if row]
    assert {len(text) for text in texts} == {4, 7, 10}


def test_the_seed_decides():
    one, two, other = (single_name_records(500, seed=seed) for seed in (1, 1, 2))
    assert one.records.equals(two.records)
    assert np.array_equal(one.person_id, two.person_id)
    assert not one.records.equals(other.records)


@pytest.mark.parametrize("options", [{"n": 0}, {"n": 10, "duplicates": 1.5}, {"n": 10, "n_sources": 0}])
def test_bad_numbers_are_refused(options):
    with pytest.raises(ParameterError):
        single_name_records(**options)


def test_nearly_everything_may_be_a_repeat():
    assert len(np.unique(single_name_records(50, duplicates=1.0).person_id)) == 1
