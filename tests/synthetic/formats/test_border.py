import csv
import re

import numpy as np
import pytest

import suspectmatch as sm
from suspectmatch.synthetic import HABITS, generate_people
from suspectmatch.synthetic.formats.border import BORDER_COLUMNS, write_border_crossings
from suspectmatch.synthetic.formats.mrz import check_digit, read_name
from suspectmatch.synthetic.formats.observed_persons import Observer

N = 600


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("border") / "crossings.csv"
    rng = np.random.default_rng(1)
    people = generate_people(N, seed=9)
    ids = write_border_crossings(path, Observer(people, np.arange(N), HABITS["border_mrz"], rng))
    with path.open(encoding="ascii", newline="") as stream:
        return path, ids, list(csv.DictReader(stream))


def test_both_lines_are_as_long_as_the_standard_says(written):
    _, _, rows = written
    assert tuple(rows[0]) == BORDER_COLUMNS
    for row in rows:
        for line in (row["MRZ_LINE_1"], row["MRZ_LINE_2"]):
            assert re.fullmatch("[A-Z0-9<]{44}", line)
        assert check_digit(row["MRZ_LINE_2"][:9]) == row["MRZ_LINE_2"][9]


def test_fields_are_what_the_lines_say(written):
    _, _, rows = written
    for row in rows:
        name = read_name(row["MRZ_LINE_1"][5:])
        assert (name.family, name.given) == (row["SURNAME"], row["GIVEN_NAMES"])
        assert (row["NAME_CUT"] == "Y") == name.is_cut
        day = row["DATE_OF_BIRTH"].replace("-", "")[2:]
        assert row["MRZ_LINE_2"][13:19] == day.ljust(6, "<")
    assert any(row["NAME_CUT"] for row in rows)


def test_it_can_be_loaded(written):
    path, ids, _ = written
    records = sm.load({"border": path})
    assert records.table["record_id"].to_pylist() == ids
    rows = records.table.to_pylist()
    assert all(row["documents"] and row["names"] for row in rows)
    assert sum(bool(row["birth_dates"]) for row in rows) > 0.98 * N
