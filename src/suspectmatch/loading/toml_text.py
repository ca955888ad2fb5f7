"""Writing the plain TOML that mappings are made of."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any, Final

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def toml(sections: Mapping[str, Any]) -> str:
    """Sections, and lists of sections, as TOML text.

    >>> print(toml({"record": {"id": "NO", "sex": {"column": "S", "values": {"H": "male"}}}}), end="")
    [record]
    id = "NO"
    sex = { column = "S", values = { H = "male" } }
    """
    blocks: list[str] = []
    for name, section in sections.items():
        if isinstance(section, Mapping):
            blocks.append(_block(f"[{name}]", section))
        else:
            blocks += [_block(f"[[{name}]]", entry) for entry in section]
    return "\n".join(blocks)


def _block(head: str, section: Mapping[str, Any]) -> str:
    lines = [f"{_key(key)} = {_value(value)}" for key, value in section.items()]
    return "\n".join([head, *lines, ""])


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{_key(str(key))} = {_value(item)}" for key, item in value.items()) + " }"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
