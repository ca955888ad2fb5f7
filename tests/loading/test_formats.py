from __future__ import annotations

from pathlib import Path

import pytest

from suspectmatch.errors import InputError
from suspectmatch.loading import formats
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.tables.grid import TableOptions

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
def test_every_list_is_recognised_by_one_reader_only(path):
    file = SourceFile.open(path)
    assert sum(reader.recognises(file) for reader in formats.READERS) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"id,name\n1,Ali\n",
        b'[{"record_id": "1", "names": ["Ali"]}]',
        b"PAR1",
        b"PK\x03\x04",
        b"<a/>",
        b"\x00\xff",
        b"1.0 2.0",
    ],
)
def test_tables_are_recognised_by_none(tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content)
    assert formats.reader_of(SourceFile.open(path)) is None


def test_readers_have_names_of_their_own():
    assert len({reader.NAME for reader in formats.READERS}) == len(formats.READERS)


def test_what_is_no_table_is_told(tmp_path):
    path = tmp_path / "x"
    for content, words in [
        (b"\x1f\x8b", "gzip"),
        (b"%PDF", "PDF"),
        (b"<a/>", "XML"),
        (b"SQLite format 3\x00", "database"),
    ]:
        path.write_bytes(content)
        with pytest.raises(InputError, match=words):
            formats.open_table(SourceFile.open(path), TableOptions())
