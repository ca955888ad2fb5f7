from __future__ import annotations

import pytest

from suspectmatch.errors import InputError
from suspectmatch.loading.formats import FORMATS, format_of, table_format_of
from suspectmatch.loading.lists import un
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.table_formats import TableFormat


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"id,name\n1,Ali\n", "delimited text"),
        (b'[{"record_id": "1", "names": ["Ali"]}]', "JSON"),
        (b"PAR1", "Parquet or Arrow"),
        (b"PK\x03\x04", "Excel workbook"),
        (b"\x00\xff", "delimited text"),
        (b"1.0 2.0", "delimited text"),
    ],
)
def test_formats_of_tables(tmp_path, content, name):
    path = tmp_path / "x"
    path.write_bytes(content)
    assert name == format_of(SourceFile.open(path)).NAME
    assert name == table_format_of(SourceFile.open(path)).NAME


def test_formats_of_tables_are_asked_last():
    are_tables = [isinstance(one, TableFormat) for one in FORMATS]
    assert are_tables == sorted(are_tables)
    assert FORMATS[0] is un


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x1f\x8b", "gzip"),
        (b"%PDF", "PDF"),
        (b"<a/>", "XML"),
        (b"SQLite format 3\x00", "database"),
    ],
)
def test_a_file_that_holds_no_table_is_refused_with_advice(tmp_path, content, words):
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        format_of(SourceFile.open(path))
