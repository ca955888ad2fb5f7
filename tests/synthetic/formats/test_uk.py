import csv

from suspectmatch.synthetic.formats.uk import write_uk


def test_uk(row, tmp_path):
    write_uk(tmp_path / "uk.csv", [row])
    with (tmp_path / "uk.csv").open(encoding="utf-8", newline="") as stream:
        _, header, *rows = csv.reader(stream)
    assert [dict(zip(header, row, strict=True))["DOB"] for row in rows] == ["12/04/1971", "00/00/1968"]
    assert [dict(zip(header, row, strict=True))["Name 6"] for row in rows] == ["TARKHANI", "ABU ZUBAYR"]
