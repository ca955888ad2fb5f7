"""What every format must do, run over all of them; and a format from outside the package."""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.loading.enrolments.test_nist import person, transaction

import suspectmatch as sm
from suspectmatch.errors import InputError, RejectedRowsWarning, SpecError
from suspectmatch.loading.enrolments import nist
from suspectmatch.loading.formats import FORMATS, format_of
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.lists import canada, interpol, ofac, uk, un
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.table_formats import DELIMITED_TEXT, EXCEL, JSON, PARQUET, TableFormat

FIXTURES = Path(__file__).parent / "fixtures"
ROWS = [{"id": "7", "name": "Omar Tarkhani"}, {"id": "8", "name": "Abu Sami"}]


def parquet():
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), stream)
    return stream.getvalue()


def workbook():
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (list(ROWS[0]), *(list(row.values()) for row in ROWS)):
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def fixture(name):
    return (FIXTURES / name).read_bytes()


EXAMPLES = {
    un.NAME: lambda: fixture("un.xml"),
    canada.NAME: lambda: fixture("canada.xml"),
    nist.NAME: lambda: b"".join((transaction(), person(), transaction("T2"), person())),
    interpol.NAME: lambda: fixture("interpol_list.json"),
    ofac.NAME: lambda: fixture("sdn.csv"),
    uk.NAME: lambda: fixture("conlist.csv"),
    PARQUET.NAME: parquet,
    EXCEL.NAME: workbook,
    JSON.NAME: lambda: json.dumps(ROWS).encode(),
    DELIMITED_TEXT.NAME: lambda: b"id,name\n7,Omar Tarkhani\n8,Abu Sami\n",
}
"""A small file of each format."""

every_format = pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.NAME.split()[0])


@pytest.fixture
def file_of(tmp_path):
    def write(content):
        path = tmp_path / "example"
        path.write_bytes(content)
        return SourceFile.open(path)

    return write


def test_every_format_has_a_name_of_its_own_and_an_example():
    names = [one.NAME for one in FORMATS]
    assert len(set(names)) == len(names)
    assert set(EXAMPLES) == set(names)


@every_format
def test_it_recognises_its_own_example(one, file_of):
    file = file_of(EXAMPLES[one.NAME]())
    assert one.recognises(file)
    assert format_of(file) is one


@every_format
def test_it_recognises_no_example_of_a_format_that_is_asked_later(one, file_of):
    later = FORMATS[FORMATS.index(one) + 1 :]
    assert not any(one.recognises(file_of(EXAMPLES[other.NAME]())) for other in later)


@every_format
@pytest.mark.parametrize(
    "content", [b"\x00", b"{", b"<", b"[", b"\xff\xfe\x00", b"PK", b"\x1f\x8b", b'"']
)
def test_recognising_never_raises(one, content, file_of):
    assert one.recognises(file_of(content)) in (True, False)


@every_format
def test_it_offers_records_with_file_and_line(one, file_of):
    file, intake = file_of(EXAMPLES[one.NAME]()), Intake("source")
    one.read([file], intake)
    table, rejected = intake.finish()
    assert table.num_rows > 0
    assert intake.n_read == table.num_rows + rejected_rows(rejected)
    assert all(place.startswith("example") for place in table["location"].to_pylist())
    assert any(place != "example" for place in table["location"].to_pylist())
    assert set(intake.n_read_by_file) == {"example"}


@every_format
@pytest.mark.parametrize("share", [0.25, 0.5, 0.75, 0.97])
def test_a_file_cut_short_is_one_clear_error_or_fewer_records(one, share, file_of):
    content = EXAMPLES[one.NAME]()
    whole, cut = Intake("source"), Intake("source")
    one.read([file_of(content)], whole)
    error = None
    try:
        one.read([file_of(content[: int(len(content) * share)])], cut)
    except (InputError, SpecError) as raised:
        error = str(raised)
    if error is None:
        assert cut.finish()[0].num_rows <= whole.finish()[0].num_rows
        assert cut.n_read <= whole.n_read
    else:
        assert error.endswith(".")
        assert "Tarkhani" not in error


@every_format
def test_every_record_is_read_once_however_often_it_is_offered(one, file_of):
    content = EXAMPLES[one.NAME]()
    once, twice = Intake("source"), Intake("source")
    one.read([file_of(content)], once)
    one.read([file_of(content)], twice)
    one.read([file_of(content)], twice)
    assert twice.finish()[0]["record_id"].to_pylist() == once.finish()[0]["record_id"].to_pylist()


def test_a_file_without_a_byte_is_refused_before_any_format_is_asked(tmp_path):
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(InputError, match="empty"):
        sm.load(tmp_path / "x")


def rejected_rows(rejected):
    return sum(not kept for kept in rejected["kept"].to_pylist())


class Cards:
    """A format from outside: one person on a line, id and name with an equals sign between them."""

    NAME = "card index"

    @staticmethod
    def recognises(file):
        return file.head.startswith(b"#cards\n")

    @staticmethod
    def read(files, intake):
        for file in files:
            for line, text in enumerate(file.read_text().splitlines(), start=1):
                number, equals, name = text.partition("=")
                if equals:
                    intake.add({"record_id": number, "names": [name]}, file=file.name, line=line)
                elif line > 1:
                    intake.reject("has no equals sign", file=file.name, line=line)


def test_a_format_from_outside(tmp_path):
    path = tmp_path / "cards.txt"
    path.write_text("#cards\n7=Omar Tarkhani\nnothing\n8=Abu Sami\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RejectedRowsWarning)
        records = sm.load({"jail": path}, formats=[Cards])
    assert records.table["location"].to_pylist() == ["cards.txt:2", "cards.txt:4"]
    assert records.rejected["line"].to_pylist() == [3]
    assert (records.inputs[0].format, records.inputs[0].n_read) == ("card index", 3)


def test_a_format_listed_with_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr("suspectmatch.loading.formats.FORMATS", (Cards, *FORMATS))
    path = tmp_path / "cards.txt"
    path.write_text("#cards\n7=Omar Tarkhani\n")
    assert sm.load(path).inputs[0].format == "card index"


def test_a_table_format_from_outside_is_read_by_a_mapping(tmp_path):
    def open_lines(file, options):
        return DELIMITED_TEXT.open(file, options)

    lines = TableFormat("lines", lambda file: file.head.startswith(b"nr;"), open_lines)
    path = tmp_path / "x.txt"
    path.write_text("nr;who\n7;Omar Tarkhani\n")
    mapping = {"record": {"id": "nr"}, "names": [{"full": "who"}]}
    records = sm.load({"jail": path}, mapping=mapping, formats=[lines])
    assert records.table["record_id"].to_pylist() == ["7"]
