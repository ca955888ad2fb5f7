from __future__ import annotations

from pathlib import Path

import pytest

from suspectmatch.errors import InputError, ParameterError
from suspectmatch.loading.sources import given_sources

TABLE = [{"record_id": "1", "names": "Ali"}]


def test_names_and_order(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x")
    paths = [str(tmp_path / "a.csv"), tmp_path / "b.csv"]
    given = given_sources([paths[0], {" jail ": paths, "other": TABLE}, TABLE, tuple(paths), TABLE])
    assert [(one.name, one.fallback, len(one.items)) for one in given] == [
        (None, "a", 1),
        ("jail", "jail", 2),
        ("other", "other", 1),
        (None, "table", 1),
        (None, "a", 2),
        (None, "table_2", 1),
    ]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ({"": TABLE}, ParameterError),
        ({1: TABLE}, ParameterError),
        (None, ParameterError),
        (Path("no.csv"), InputError),
    ],
)
def test_what_is_no_source(source, error):
    with pytest.raises(error):
        given_sources([source])
