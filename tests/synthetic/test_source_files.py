import csv

import numpy as np
import pytest

import suspectmatch as sm
from suspectmatch.errors import ParameterError
from suspectmatch.synthetic import HARD_NEGATIVES, generate_people, write_sources
from suspectmatch.synthetic.source_files import SOURCE_FILES

N = 250


@pytest.fixture(scope="module")
def people():
    return generate_people(N, seed=3)


@pytest.mark.filterwarnings("ignore::suspectmatch.errors.RejectedRowsWarning")
def test_every_kind_can_be_loaded_whole(people, tmp_path):
    made = write_sources(tmp_path, people, seed=1)
    assert set(made.files) == set(SOURCE_FILES)
    records = sm.load(dict(made.files))
    found = set(zip(*(records.table[c].to_pylist() for c in ("source", "record_id")), strict=True))
    assert found == {(source, number) for source, number, _ in made.truth}


def test_hard_negatives_lie_beside_the_truth(people, tmp_path):
    made = write_sources(tmp_path, people, ["border_mrz"])
    with made.hard_negatives_file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = {person for _, _, person in made.truth}
    assert {row["tag"] for row in rows} <= set(HARD_NEGATIVES)
    assert len({row["tag"] for row in rows}) >= 5
    assert {row["person_id_left"] for row in rows} <= known


def test_a_source_sees_whom_it_is_told_to_see(people, tmp_path):
    made = write_sources(tmp_path, people, {"red_notices": np.array([3, 3, 7])})
    assert [person for _, _, person in made.truth] == ["P0000003", "P0000003", "P0000007"]
    assert repr(made) == "WrittenSources(3 records in 1 files)"


def test_the_seed_decides(people, tmp_path):
    one, two, other = (
        write_sources(tmp_path / str(k), people, ["enrolments"], seed=s) for k, s in enumerate((1, 1, 2))
    )
    assert one.files["enrolments"].read_bytes() == two.files["enrolments"].read_bytes()
    assert one.files["enrolments"].read_bytes() != other.files["enrolments"].read_bytes()


def test_unknown_kinds_are_refused(people, tmp_path):
    with pytest.raises(ParameterError, match="sightings"):
        write_sources(tmp_path, people, ["oracle"])
