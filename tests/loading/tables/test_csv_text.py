from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.errors import InputError, SpecError
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.tables.csv_text import open_csv
from suspectmatch.loading.tables.table_options import TableOptions


def read(tmp_path, content, **options):
    path = tmp_path / "x.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    intake = Intake("x")
    grid = open_csv(SourceFile.open(path), TableOptions(**options))
    return grid, list(grid.rows(intake)), intake.finish()[1].to_pylist()


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters(tmp_path, sign):
    text = sign.join(["id", "name", "note"]) + "\n" + sign.join(["1", "Ali", "x"]) + "\n"
    grid, rows, _ = read(tmp_path, text)
    assert grid.columns == ("id", "name", "note")
    assert rows == [(2, ["1", "Ali", "x"])]


def test_a_delimiter_inside_quotes_does_not_decide(tmp_path):
    grid, rows, _ = read(tmp_path, 'id;name\n1;"HASAN, ALI"\n2;"OMAR, SAMI, JR"\n')
    assert grid.columns == ("id", "name")
    assert rows[0][1] == ["1", "HASAN, ALI"]


def test_one_column(tmp_path):
    assert read(tmp_path, "name\nAli\nOmar\n")[1] == [(2, ["Ali"]), (3, ["Omar"])]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encodings_that_can_be_told(tmp_path, encoding):
    rows = "".join(f"{n},José علي Ли\n" for n in range(40))
    grid, found, rejected = read(tmp_path, ("id,surname\n" + rows).encode(encoding))
    assert grid.columns == ("id", "surname")
    assert found[0] == (2, ["0", "José علي Ли"])
    assert not rejected


def test_windows_1252_is_the_last_resort_and_told(tmp_path):
    grid, rows, _ = read(tmp_path, "id,name\n1,José\n".encode("cp1252"))
    assert rows == [(2, ["1", "José"])]
    assert "Windows-1252" in grid.notes[0]


def test_an_encoding_can_be_named(tmp_path):
    assert read(tmp_path, "id,name\n1,علي\n".encode("cp1256"), encoding="cp1256")[1] == [
        (2, ["1", "علي"])
    ]
    with pytest.raises(SpecError, match="no text encoding"):
        read(tmp_path, "id,name\n", encoding="klingon")


def test_lines_are_counted_through_quoted_line_breaks(tmp_path):
    _, rows, _ = read(tmp_path, 'id,name\r\n1,"a\r\nb"\r\n\r\n2,c\r\n')
    assert rows == [(2, ["1", "a\r\nb"]), (5, ["2", "c"])]


def test_lines_above_the_header_are_passed_over(tmp_path):
    text = "Register of the prison\nPrinted 2020-01-01\n\nid,name,dob\n1,Ali,1965\n2,Omar,1966\n"
    grid, rows, _ = read(tmp_path, text)
    assert grid.columns == ("id", "name", "dob")
    assert [line for line, _ in rows] == [5, 6]


def test_the_header_line_can_be_named(tmp_path):
    grid, rows, _ = read(tmp_path, "a,b\nid,name\n1,Ali\n", header_line=2)
    assert grid.columns == ("id", "name")
    assert rows == [(3, ["1", "Ali"])]


def test_empty_fields_to_the_right_do_no_harm(tmp_path):
    assert read(tmp_path, "id,name\n1,Ali,,\n2,Omar\n3,Sami\n")[1][0] == (2, ["1", "Ali"])


def test_blank_rows_are_no_rows(tmp_path):
    assert read(tmp_path, "id,name\n,\n\n1,Ali\n")[1] == [(4, ["1", "Ali"])]


def test_spaces_before_quotes(tmp_path):
    assert read(tmp_path, 'id, "name"\n1, "HASAN, ALI"\n2, "X, Y"\n')[1][0] == (2, ["1", "HASAN, ALI"])


def test_an_open_quote_costs_its_line_only(tmp_path):
    body = "".join(f"{n},Ali\n" for n in range(200))
    _, rows, rejected = read(tmp_path, f'id,name\n{body}X,"Omar\n{body}')
    assert len(rows) == 400
    assert [row["line"] for row in rejected] == [202]


def test_the_last_line_needs_no_end(tmp_path):
    assert read(tmp_path, "id,name\n1,Ali")[1] == [(2, ["1", "Ali"])]


def test_columns_get_names_of_their_own(tmp_path):
    assert read(tmp_path, "id,name,,name\n1,2,3,4\n")[0].columns == ("id", "name", "column_3", "name.2")


def test_values_in_place_of_names(tmp_path):
    with pytest.raises(InputError, match="holds values"):
        read(tmp_path, "1001,1965-03-12,0770123456\n1002,1965-03-12,0770123457\n")


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r\n", exclude_categories=["Cc", "Cs"]),
    max_size=8,
)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_is_written_is_read(tmp_path_factory, table):
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    text = "\n".join(["key,first,second", *quoted]) + "\n"
    _, rows, rejected = read(tmp_path_factory.mktemp("csv"), text, delimiter=",", encoding="utf-8")
    assert [row for _, row in rows] == [row for row in table if any(row)]
    assert not rejected
