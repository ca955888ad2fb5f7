import pytest

from suspectmatch.errors import InputError, UnsafeInputError
from suspectmatch.loading.lists import safe_xml as xml
from suspectmatch.loading.source_file import SourceFile


def written(tmp_path, text):
    path = tmp_path / "list.xml"
    path.write_text(text, encoding="utf-8")
    return SourceFile.open(path)


def test_a_tree_knows_its_lines(tmp_path):
    root = xml.parse(written(tmp_path, "<LIST>\n<ONE>a</ONE>\n<ONE>b</ONE>\n</LIST>"))
    assert root.name == "LIST"
    assert [child.line for child in root.children] == [2, 3]


def test_a_wrong_root_is_refused_by_name_of_the_format(tmp_path):
    with pytest.raises(InputError, match="the list"):
        xml.parse_as(written(tmp_path, "<OTHER/>"), "LIST", "the list")


def test_broken_xml_says_where(tmp_path):
    with pytest.raises(InputError) as caught:
        xml.parse(written(tmp_path, "<LIST>\n<ONE></LIST>"))
    assert caught.value.file == "list.xml"
    assert caught.value.line == 2


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE LIST [<!ENTITY a "ZZSENTINEL"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE LIST [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_are_not_read(tmp_path, head):
    with pytest.raises(UnsafeInputError) as caught:
        xml.parse(written(tmp_path, f"{head}<LIST>&a;</LIST>"))
    assert "ZZSENTINEL" not in str(caught.value)
