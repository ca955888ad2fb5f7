"""One input file, opened safely and read once: its bytes, its hash, its text, its first part."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from suspectmatch.errors import InputError

_PROLOGUE = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")

HEAD_BYTES = 1 << 16
"""How much of a file is looked at to recognise its format."""


@dataclass(frozen=True)
class SourceFile:
    """A file that somebody gave us.

    Attributes:
        path: where it is. Only its last part ever appears in messages and outputs.
    """

    path: Path

    @classmethod
    def open(cls, path: str | Path) -> SourceFile:
        """Check that the file is there and can be read."""
        path = Path(path)
        if not path.exists():
            raise InputError("There is no such file.", file=path.name)
        if path.is_dir():
            raise InputError("This is a folder; name a file in it.", file=path.name)
        if path.stat().st_size == 0:
            raise InputError("The file is empty.", file=path.name)
        return cls(path)

    @property
    def name(self) -> str:
        """The file's own name, without its folder."""
        return self.path.name

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB."""
        with self.path.open("rb") as stream:
            return stream.read(HEAD_BYTES)

    def read_bytes(self) -> bytes:
        """The whole file."""
        return self.path.read_bytes()

    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the file, for the manifest."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def read_text(self, *, fallback: str | None = "cp1252") -> str:
        """The whole file as text: by its byte order mark, else UTF-8, else ``fallback``.

        Raises:
            InputError: the bytes fit neither encoding, or ``fallback`` is None.
        """
        data = self.read_bytes()
        for mark, encoding in (
            (b"\xef\xbb\xbf", "utf-8-sig"),
            (b"\xff\xfe", "utf-16"),
            (b"\xfe\xff", "utf-16"),
        ):
            if data.startswith(mark):
                try:
                    return data.decode(encoding)
                except UnicodeDecodeError as error:
                    raise InputError(
                        f"The file begins as {encoding} but is not valid {encoding}.", file=self.name
                    ) from error
        for wanted in filter(None, ("utf-8", fallback)):
            try:
                return data.decode(wanted)
            except UnicodeDecodeError:
                continue
        raise InputError(
            "The file's text encoding is not UTF-8. Save it as UTF-8 and try again.", file=self.name
        )


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
