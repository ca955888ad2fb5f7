from __future__ import annotations

import json

import pytest

from suspectmatch.errors import InputError, UnsafeInputError
from suspectmatch.loading.intake import Intake
from suspectmatch.loading.source_file import SourceFile
from suspectmatch.loading.tables import json_text


def read(tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    intake = Intake("x")
    found = list(json_text.objects(SourceFile.open(path), intake))
    return found, [(row["line"], row["reason"]) for row in intake.finish()[1].to_pylist()]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('{"a": 1}', [(1, {"a": 1})]),
        ('{"a": 1}\n\n{"a": 2}\n', [(1, {"a": 1}), (3, {"a": 2})]),
        ('\n\n{"a": 1}\n{"a": 2}', [(3, {"a": 1}), (4, {"a": 2})]),
        ('{\n "a": 1\n}', [(1, {"a": 1})]),
        ('[{"a": 1},\n{"a": 2}]', [(1, {"a": 1}), (2, {"a": 2})]),
        ('[\n\n  {"a":\n 1} ,\n\n{"a": 2}\n]\n', [(3, {"a": 1}), (6, {"a": 2})]),
        ("[]", []),
        (b'\xef\xbb\xbf[{"a": 1}]', [(1, {"a": 1})]),
        (b'\xef\xbb\xbf{"a": 1}\r\n{"a": 2}\r\n', [(1, {"a": 1}), (2, {"a": 2})]),
    ],
)
def test_forms(tmp_path, content, found):
    assert read(tmp_path, content) == (found, [])


@pytest.mark.parametrize(
    ("content", "rejected"),
    [
        ('{"a": 1}\n{"a": \n{"a": 3}\n', [(2, "is not valid JSON")]),
        ('{"a": }\n{"a": 3}\n', [(1, "is not valid JSON")]),
        ('{"a": 1}\n7\n', [(2, "is not a JSON object")]),
        ('{"a": 1}\n{"a": Infinity}\n', [(2, "is not valid JSON")]),
        (b'{"a": 1}\n{"a": "\xff"}\n', [(2, "is not UTF-8 text")]),
        ('[{"a": 1}, 7, "x"]', [(1, "is not a JSON object"), (1, "is not a JSON object")]),
    ],
)
def test_what_is_rejected(tmp_path, content, rejected):
    assert read(tmp_path, content)[1] == rejected


def test_documents_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="line 2: The file is not valid JSON"):
        read(tmp_path, '[{"a": 1},\n{"a" 2}]')
    with pytest.raises(UnsafeInputError, match="nested too deeply"):
        read(tmp_path, '{\n"a":' + "[" * 100_000)


def test_outsized_input(tmp_path, monkeypatch):
    monkeypatch.setattr(json_text, "MAX_BYTES", 10)
    monkeypatch.setattr(json_text, "MAX_LINE", 10)
    with pytest.raises(UnsafeInputError, match="Write it as JSON lines"):
        read(tmp_path, json.dumps([{"a": 1}] * 9))
    with pytest.raises(UnsafeInputError, match="line 2: A line is longer"):
        read(tmp_path, '{"a": 1}\n{"a": 1000000}\n')


@pytest.mark.parametrize(
    ("head", "is_json"),
    [
        (b'{"a"', True),
        (b" [ {", True),
        (b"[]", True),
        (b"[[", True),
        (b"[x]", False),
        (b"id,name", False),
        (b"", False),
    ],
)
def test_what_looks_like_json(head, is_json):
    assert json_text.looks_like_json(head) == is_json
