"""What the first part of a file says of its format. Nothing here raises."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from suspectmatch.loading.source_file import SourceFile

_PROLOGUE = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")


def head_text(file: SourceFile) -> str:
    """The first 64 KiB as text; bytes that fit no encoding become replacement characters."""
    head = file.head
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    return head.decode("utf-8-sig", errors="replace")


def root_name(file: SourceFile) -> str | None:
    """The name of the root element, without its prefix, or None when the file is not XML."""
    text = head_text(file)
    position = 0
    while passed := _PROLOGUE.match(text, position):
        position = passed.end()
    root = _ROOT.match(text, position)
    return root[1] if root else None
