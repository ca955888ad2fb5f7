from suspectmatch.synthetic.formats.enrolments import write_nist


def test_nist(row, tmp_path):
    write_nist(tmp_path / "a.eft", [row])
    data = (tmp_path / "a.eft").read_bytes()
    assert b"2.018:TARKHANI,ZUBAYR ALI" in data
    assert b"2.022:19710412" in data
