import csv

from suspectmatch.synthetic.formats.ofac import write_ofac


def test_ofac(row, tmp_path):
    write_ofac(tmp_path / "sdn.csv", [row])
    with (tmp_path / "sdn.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.reader(stream)
    assert row[:3] == ["17", "TARKHANI, Zubayr Ali", "individual"]
    assert row[-1].startswith(
        "DOB 12 Apr 1971; alt. DOB 1968 to 1971; POB Mosul, Iraq; nationality Iraq;"
    )
