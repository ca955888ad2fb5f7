"""ANSI/NIST-ITL files in traditional encoding: the descriptive Type-2 records of FBI and DoD EBTS.

A file holds one transaction or several. Each begins with a Type-1 record (``1.001:``), which names
the transaction, and goes on with records of other types, of which only Type-2 is read: names,
aliases, dates, places and numbers. Images and templates are neither read nor kept.

Field 2.025 (race) is never read, into no field whatsoever. The role is ``unknown`` unless a mapping
sets one: a fingerprint card does not say what its subject is accused of.

The numbers of the fields are those of the FBI's Electronic Biometric Transmission Specification.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from suspectmatch.loading.enrolments.type2 import Subject, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.source_file import SourceFile

NAME: Final = "ANSI/NIST-ITL Type-2 records (FBI or DoD EBTS)"
MAX_RECORD: Final = 1 << 20
"""Longest descriptive record, in bytes; none of a person comes near it."""

_FS: Final = b"\x1c"
_BEGIN: Final = re.compile(rb"\s*1\.0{0,2}1:\d{1,9}\x1d\s*1\.0{0,2}2:")
_TAG: Final = re.compile(rb"(\d{1,2})\.0*1:(\d{1,9})")
_NEXT: Final = re.compile(rb"\x1c\s*(?=1?\d\.0{0,2}1:\d)")
_WHITE: Final = re.compile(rb"\s*")
_HEADER, _PERSON = 1, 2
_LENGTH_BYTES: Final = 4


@dataclass(frozen=True)
class _Block:
    """One logical record as it stands in the file; ``kind`` is None where none can be told."""

    kind: int | None
    offset: int
    data: bytes
    fault: str | None = None


def recognises(file: SourceFile) -> bool:
    """Whether the file begins with a Type-1 record of the traditional encoding."""
    return _BEGIN.match(file.head) is not None


def read(files: Sequence[SourceFile], intake: Intake) -> None:
    """Offer the Type-2 records of the files to the intake.

    There are no lines: what has a number is the logical record in its file, from 1; locations and
    reasons say the byte it begins at, from 0, as a hex editor counts.

    Args:
        files: files that ``recognises`` accepts.
        intake: takes the records.
    """
    taken: set[str] = set()
    for file in files:
        transaction = ""
        intake.units[file.name] = "record"
        for number, block in enumerate(_blocks(file.read_bytes()), start=1):
            if block.kind == _HEADER:
                transaction = "".join(fields_of(block.data).get(9, [[""]])[0][:1])
            elif block.kind is None or (block.kind == _PERSON and _is_broken(block)):
                reason = block.fault or "is longer than any descriptive record"
                intake.reject(f"byte {block.offset:,}: {reason}", file=file.name, line=number)
            elif block.kind == _PERSON:
                subject = Subject(fields_of(block.data), transaction, number, taken)
                place = f"{file.name}, record {number}, byte {block.offset}"
                subject.record["location"] = place
                subject.offer_to(intake, file=file.name, line=number, fault=block.fault)


def _is_broken(block: _Block) -> bool:
    return not block.data.endswith(_FS) or len(block.data) > MAX_RECORD


def _blocks(data: bytes) -> Iterator[_Block]:
    """Every logical record, by its stated length where that is right, else by the next separator."""
    position = 0
    while True:
        position = _white(data, position)
        if position >= len(data):
            return
        block = _block(data, position)
        yield block
        position += len(block.data)


def _white(data: bytes, position: int) -> int:
    found = _WHITE.match(data, position)
    return found.end() if found else position


def _block(data: bytes, start: int) -> _Block:
    tag = _TAG.match(data, start)
    if tag is None:
        return _untagged(data, start)
    kind, length = int(tag[1]), int(tag[2])
    if length and data[start + length - 1 : start + length] == _FS:
        return _Block(kind, start, data[start : start + length])
    end = data.find(_FS, start)
    if end < 0:
        return _Block(kind, start, data[start:], "the record is cut short")
    if kind not in {_HEADER, _PERSON}:  # an image may hold the separator: go to the next record
        return _Block(kind, start, data[start : _next(data, start)])
    return _Block(kind, start, data[start : end + 1], "the record is not as long as it says")


def _untagged(data: bytes, start: int) -> _Block:
    """A record of binary fields (types 3 to 8), which begins with its length; or junk."""
    length = int.from_bytes(data[start : start + _LENGTH_BYTES], "big")
    end = start + length
    if length > _LENGTH_BYTES and (end == len(data) or _TAG.match(data, _white(data, end))):
        return _Block(0, start, data[start:end])
    return _Block(None, start, data[start : _next(data, start)], "no record begins here")


def _next(data: bytes, start: int) -> int:
    found = _NEXT.search(data, start)
    return found.end() if found else len(data)
