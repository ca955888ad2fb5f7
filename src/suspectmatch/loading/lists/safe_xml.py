"""XML read safely: no document types, no entities, and the line of every element.

A document type is all that an entity bomb or a reference to another file needs, and none of the
formats read here has one, so a file that declares one is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from suspectmatch.errors import InputError, UnsafeInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from suspectmatch.loading.source_file import SourceFile


@dataclass(slots=True)
class Node:
    """One element.

    Attributes:
        name: without its namespace.
        line: where it begins, counted from 1.
        texts: the text that stands directly in it.
    """

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text, its white space made single."""
        return " ".join("".join(self.texts).split())

    def every(self, name: str) -> Iterator[Node]:
        """The children of that name."""
        return (child for child in self.children if child.name == name)

    def get(self, name: str) -> str:
        """The text of the first child of that name that has any; empty when there is none."""
        return next((text for child in self.every(name) if (text := child.text)), "")


class _Builder:
    """What the parser hands its events to."""

    def __init__(self) -> None:
        self.line: Callable[[], int] = lambda: 0
        self.root: Node | None = None
        self._open: list[Node] = []

    def start(self, tag: str, attributes: dict[str, str]) -> Node:
        node = Node(tag.rpartition("}")[2], self.line(), dict(attributes))
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)
        return node

    def end(self, _tag: str) -> Node:
        return self._open.pop()

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].texts.append(text)

    def close(self) -> Node | None:
        return self.root


def parse(file: SourceFile) -> Node:
    """Read a whole file and return its root element.

    Raises:
        InputError: the XML is malformed, cut short or in another encoding than it says.
        UnsafeInputError: it declares a document type or entities.
    """
    builder = _Builder()
    parser: Any = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.line = lambda: int(parser.parser.CurrentLineNumber)
    try:
        parser.feed(file.read_bytes())
        root: Node | None = parser.close()
    except DefusedXmlException as error:
        raise UnsafeInputError(
            "The XML declares a document type or entities, which can exhaust memory or read other "
            "files. Remove the DOCTYPE and try again.",
            file=file.name,
            line=builder.line(),
        ) from error
    except ParseError as error:
        line, _ = error.position
        raise InputError(
            f"The XML is malformed or cut short ({_cause(error)}). Fetch the file again.",
            file=file.name,
            line=line,
        ) from error
    except (ValueError, LookupError) as error:
        raise InputError(
            "The XML declares a text encoding that cannot be read. Save it as UTF-8.", file=file.name
        ) from error
    if root is None:
        raise InputError("The file holds no XML element.", file=file.name)
    return root


def parse_as(file: SourceFile, root_name: str, format_name: str) -> Node:
    """Read a whole file whose root element must have that name.

    Raises:
        InputError: as ``parse``, or the root element is another.
        UnsafeInputError: as ``parse``.
    """
    root = parse(file)
    if root.name != root_name:
        raise InputError(
            f"This is not the {format_name}: its first element must be {root_name!r}.",
            file=file.name,
            line=root.line,
        )
    return root


def _cause(error: ParseError) -> str:
    """What the parser says, without its position and without any name from the file."""
    return str(error).partition(":")[0]
