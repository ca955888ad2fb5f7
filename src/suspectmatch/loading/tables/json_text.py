"""JSON arrays, JSON objects and JSON lines: each object with the line it begins on."""

from __future__ import annotations

import codecs
import itertools
import json
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn

from suspectmatch.errors import InputError, UnsafeInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from suspectmatch.loading.intake import Intake
    from suspectmatch.loading.source_file import SourceFile

MAX_BYTES: Final = 1 << 30
"""Largest JSON document that is read in one piece; JSON lines have no such limit."""
MAX_LINE: Final = 1 << 24
"""Longest line of JSON lines, in bytes."""

_BROKEN: Final = "is not valid JSON"
_DEEP: Final = "is nested too deeply"
_SPACE: Final = re.compile(r"[ \t\n\r]*")


def looks_like_json(head: bytes) -> bool:
    """Whether a file begins like a JSON object or an array of objects."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    return start.startswith(b"{") or re.match(rb"\[\s*[\[{\]]", start) is not None


def objects(file: SourceFile, intake: Intake) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line, object); what is not an object, or not JSON, is rejected or raised.

    Raises:
        InputError: the document as a whole cannot be read.
        UnsafeInputError: it is outsized or nested beyond all reason.
    """
    found = _json_lines(file, intake) if is_json_lines(file) else document(file)
    yield from only_objects(found, file, intake)


def only_objects(
    found: Iterable[tuple[int, Any]], file: SourceFile, intake: Intake
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The items that are objects; all others are rejected."""
    for line, item in found:
        if isinstance(item, dict):
            yield line, item
        else:
            intake.reject("is not a JSON object", file=file.name, line=line)


def is_json_lines(file: SourceFile) -> bool:
    """Whether the first line is an object of its own (broken or not) and more lines follow it."""
    begin = file.head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not begin.startswith(b"{"):
        return False
    first, more, _ = begin.partition(b"\n")
    if not more:
        return True
    first = first.rstrip()
    if len(first) <= 1:
        return False
    try:
        _parse(first.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError):
        return first.endswith(b"}")
    return True


def _json_lines(file: SourceFile, intake: Intake) -> Iterator[tuple[int, Any]]:
    with file.path.open("rb") as stream:
        for number in itertools.count(1):
            line = stream.readline(MAX_LINE + 1)
            if not line:
                return
            if len(line) > MAX_LINE:
                raise UnsafeInputError(
                    f"A line is longer than {MAX_LINE:,} bytes.", file=file.name, line=number
                )
            line = line.removeprefix(codecs.BOM_UTF8).strip()
            if not line:
                continue
            try:
                yield number, _parse(line.decode("utf-8"))
            except UnicodeDecodeError:
                intake.reject("is not UTF-8 text", file=file.name, line=number)
            except ValueError:
                intake.reject(_BROKEN, file=file.name, line=number)
            except RecursionError:
                intake.reject(_DEEP, file=file.name, line=number)


def document(file: SourceFile) -> Iterator[tuple[int, Any]]:
    """The items of an array, or the one object, each with the line it begins on.

    Raises:
        InputError: the document cannot be read.
        UnsafeInputError: it is outsized or nested beyond all reason.
    """
    if file.path.stat().st_size > MAX_BYTES:
        raise UnsafeInputError(
            f"The JSON document is larger than {MAX_BYTES:,} bytes. Write it as JSON lines.",
            file=file.name,
        )
    return _numbered(file.read_text(fallback=None).lstrip("\ufeff"), file)


def _numbered(text: str, file: SourceFile) -> Iterator[tuple[int, Any]]:
    """The items of an array, or the one object, each parsed once, with the line it begins on.

    Raises:
        InputError: the text is no JSON; raised when the items before the fault have been given.
        UnsafeInputError: it is nested too deeply.
    """
    position, line, counted = _after_space(text, 0), 1, 0
    is_array = text.startswith("[", position)
    position = _after_space(text, position + 1) if is_array else position
    if is_array and text.startswith("]", position):
        _end_of(text, position + 1, file)
        return
    while True:
        line += text.count("\n", counted, position)
        counted = position
        try:
            item, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            raise _fault(text, file) from None
        yield line, item
        position = _after_space(text, position)
        if is_array and text.startswith(",", position):
            position = _after_space(text, position + 1)
            continue
        if is_array and not text.startswith("]", position):
            raise _fault(text, file)
        _end_of(text, position + is_array, file)
        return


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return position if found is None else found.end()


def _end_of(text: str, position: int, file: SourceFile) -> None:
    """Nothing may follow the document."""
    if _after_space(text, position) < len(text):
        raise _fault(text, file)


def _fault(text: str, file: SourceFile) -> InputError:
    """What is wrong with a text that is no JSON: only this parses the whole of it again."""
    try:
        _parse(text)
    except json.JSONDecodeError as error:
        return InputError(f"The file {_BROKEN}: {error.msg}.", file=file.name, line=error.lineno)
    except RecursionError:
        return UnsafeInputError(f"The file {_DEEP}.", file=file.name)
    except ValueError:
        pass
    return InputError(f"The file {_BROKEN}.", file=file.name)


def _no_constant(_: str) -> NoReturn:
    msg = "NaN and Infinity are no JSON"
    raise ValueError(msg)


_DECODER: Final = json.JSONDecoder(parse_constant=_no_constant)


def _parse(text: str) -> Any:
    return _DECODER.decode(text)
