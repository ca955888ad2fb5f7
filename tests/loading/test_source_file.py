from __future__ import annotations

import hashlib

import pytest

from suspectmatch.errors import InputError
from suspectmatch.loading.source_file import HEAD_BYTES, SourceFile


def file_of(tmp_path, content):
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    return SourceFile.open(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text(tmp_path, encoding):
    assert file_of(tmp_path, "José\n".encode(encoding)).read_text() == "José\n"


def test_text_that_cannot_be_told(tmp_path):
    with pytest.raises(InputError, match="not UTF-8"):
        file_of(tmp_path, "José".encode("cp1252")).read_text(fallback=None)
    with pytest.raises(InputError, match="not UTF-8"):
        file_of(tmp_path, b"\x81\xff").read_text()
    with pytest.raises(InputError, match="begins as utf-16"):
        file_of(tmp_path, b"\xff\xfea").read_text()


def test_bytes_head_and_hash(tmp_path):
    content = b"x" * (HEAD_BYTES + 1)
    file = file_of(tmp_path, content)
    assert file.head == content[:-1]
    assert file.read_bytes() == content
    assert file.sha256() == hashlib.sha256(content).hexdigest()
    assert file.name == "x.txt"
