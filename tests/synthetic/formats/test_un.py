import xml.etree.ElementTree as ET

from suspectmatch.synthetic.formats.un import write_un


def test_un(row, tmp_path):
    write_un(tmp_path / "un.xml", [row])
    person = ET.parse(tmp_path / "un.xml").getroot().find("*/INDIVIDUAL")
    assert person.findtext("REFERENCE_NUMBER") == "17"
    assert [node.text for node in person.iter("QUALITY")] == ["Low"]
    assert [node.text for node in person.iter("TYPE_OF_DATE")] == ["EXACT", "BETWEEN"]
