from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

import suspectmatch as sm
from suspectmatch.errors import InputError, RejectedRowsWarning, SpecError
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.tables import spreadsheet
from suspectmatch.loading.tables.table_options import TableOptions


def book(tmp_path, *rows, **sheets):
    made = openpyxl.Workbook()
    for title, content in {"Sheet": rows, **sheets}.items():
        sheet = made.active if title == "Sheet" else made.create_sheet(title)
        for row in content:
            sheet.append(row)
    path = tmp_path / "x.xlsx"
    made.save(path)
    return SourceFile.open(path)


def read(file, **options):
    intake = Intake("x")
    grid = spreadsheet.open_excel(file, TableOptions(**options))
    return grid, list(grid.rows(intake)), intake.finish()[1].to_pylist()


def test_cells_become_text(tmp_path):
    day, moment = dt.date(1965, 3, 12), dt.datetime(1965, 3, 12, 10, 30)  # noqa: DTZ001
    file = book(
        tmp_path, ["no", "a", "b", "c", "d"], [7, 1.5, day, moment, True], ["8", None, "", "x", 2.0]
    )
    grid, rows, _ = read(file)
    assert grid.columns == ("no", "a", "b", "c", "d")
    assert rows == [
        (2, ["7", "1.5", "1965-03-12", "1965-03-12 10:30:00", "true"]),
        (3, ["8", None, None, "x", "2"]),
    ]


def test_titles_above_the_header_and_empty_rows(tmp_path):
    file = book(
        tmp_path,
        ["Register of the prison"],
        [],
        ["no", "name", "dob"],
        ["1", "Ali", "1965"],
        [],
        ["2", "Omar"],
    )
    grid, rows, _ = read(file)
    assert grid.columns == ("no", "name", "dob")
    assert [(line, row[0], row[2]) for line, row in rows] == [(4, "1", "1965"), (6, "2", None)]


def test_sheets(tmp_path):
    file = book(tmp_path, ["a", "b"], ["1", "2"], Inmates=[["no", "name"], ["1", "Ali"]])
    assert read(file)[0].notes == ("sheet 1 of 2",)
    assert read(file, sheet="Inmates")[1] == [(2, ["1", "Ali"])]
    with pytest.raises(SpecError, match="no sheet 'inmates'; there are 'Sheet', 'Inmates'"):
        read(file, sheet="inmates")


NAMED = {"table": {"sheet": "Inmates"}, "record": {"id": "no"}, "names": [{"full": "name"}]}


def test_a_place_names_the_sheet_where_there_are_several(tmp_path):
    table = [["no", "name"], ["1", "Ali Hasan"], ["2", None], [None, "Omar"]]
    file = book(tmp_path, ["no", "name"], Inmates=table)
    with pytest.warns(RejectedRowsWarning):
        records = sm.load({"jail": file.path}, mapping=NAMED)
    assert records.table["location"].to_pylist() == ["x.xlsx, sheet 2, row 2"]
    places = [records.place_of(row) for row in records.rejected.to_pylist()]
    assert places == ["x.xlsx, sheet 2, row 3", "x.xlsx, sheet 2, row 4"]


def test_the_header_line_can_be_named(tmp_path):
    file = book(tmp_path, ["a", "b", "c"], ["no", "name"], ["1", "Ali"])
    assert read(file, header_line=2)[1] == [(3, ["1", "Ali"])]


def test_repeated_header_and_values_beside_the_table_are_rejected(tmp_path):
    file = book(tmp_path, ["no", "name"], ["no", "name"], ["1", "Ali"], ["2", "Omar", "x"])
    _, rows, rejected = read(file)
    assert [line for line, _ in rows] == [3]
    assert [(row["line"], row["reason"]) for row in rejected] == [
        (2, "the header is repeated"),
        (4, "has values to the right of the header"),
    ]


def test_more_than_is_sane_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MAX_UNPACKED", 100)
    with pytest.raises(InputError, match="outsized"):
        read(book(tmp_path, ["no"], ["1"]))
