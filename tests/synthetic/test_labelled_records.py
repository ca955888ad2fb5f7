import numpy as np
import pyarrow.compute as pc
import pytest

from suspectmatch.errors import ParameterError
from suspectmatch.schema import RECORD_SCHEMA
from suspectmatch.synthetic import (
    aliased_records,
    generate_people,
    labelled_records,
    single_name_records,
)

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
    for name in names:
        parts = [part for part in (name["given"], name["family"]) if part]
        assert name["full"] in (" ".join(parts), " ".join(parts[::-1]))


def test_ids_are_unique_and_sources_are_three(labelled):
    assert pc.count_distinct(labelled.records["record_id"]).as_py() == N
    assert set(labelled.records["source"].to_pylist()) == {"a", "b", "c"}


def test_share_of_persons(labelled):
    assert len(np.unique(labelled.person_id)) == round(N * 0.7)
    assert len(np.unique(single_name_records(1000, duplicates=0.0).person_id)) == 1000


def test_the_culture_of_each_record_is_that_of_its_person(labelled):
    people = generate_people(round(N * 0.7), seed=7)
    assert (labelled.culture == people.culture[labelled.person_id]).all()


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


def test_blocks_change_nothing_but_the_memory(monkeypatch):
    monkeypatch.setattr(labelled_records, "_BLOCK", 100)
    made = single_name_records(450, seed=3)
    assert made.records["names"].num_chunks == 5
    assert made.records["record_id"].to_pylist() == [str(i) for i in range(450)]
    assert made.records.equals(single_name_records(450, seed=3).records)
    made.records.combine_chunks().validate(full=True)


def test_aliased_records_have_as_many_names_and_dates_as_asked_for():
    made = aliased_records(2000, aliases=(2, 20), dates=(1, 4), seed=2)
    made.records.validate(full=True)
    assert made.records.schema.equals(RECORD_SCHEMA)
    rows = made.records.to_pylist()
    n_names = np.array([len(row["names"]) for row in rows])
    n_dates = np.array([len(row["birth_dates"] or ()) for row in rows])
    assert n_names.min() >= 1
    assert 10 < n_names.max() <= 21
    assert (n_names >= 3).mean() > 0.85
    assert set(n_dates.tolist()) == {0, 1, 2, 3, 4}
    for row in rows:
        kinds = [name["kind"] for name in row["names"]]
        assert kinds == ["primary"] + ["alias"] * (len(kinds) - 1)
        texts = [name["full"] for name in row["names"]]
        assert len(set(texts)) == len(texts)
        assert all(name["quality"] == "weak" for name in row["names"] if name["given"] is None)
    assert aliased_records(300, seed=4).records.equals(aliased_records(300, seed=4).records)


@pytest.mark.parametrize("options", [{"aliases": (3, 2)}, {"dates": (-1, 2)}, {"n_sources": 0}])
def test_bad_ranges_are_refused(options):
    with pytest.raises(ParameterError):
        aliased_records(10, **options)


def test_repr_names_nobody():
    assert repr(aliased_records(20)) == "LabelledRecords(n=20)"
