"""What headers of registers mean, in a dozen languages; kept as TOML beside this module."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

_NUMBER_AT_END: Final = re.compile(r"(?<=\D)\d{1,2}$")
_FOLDER: Final = files("suspectmatch.loading.mapping") / "presets"


def key_of(header: str) -> str:
    """The letters and figures of a header, without case and accents.

    >>> key_of("Date de naissance"), key_of("DATE_DE_NAISSANCE"), key_of("dateOfBirth")
    ('datedenaissance', 'datedenaissance', 'dateofbirth')
    """
    marks = unicodedata.normalize("NFKD", header.casefold())
    return "".join(c for c in marks if c.isalnum())


def field_of(header: str, preset: str | None = None) -> str | None:
    """The field a header stands for, such as ``family`` or ``documents.passport``; None if none.

    >>> field_of("NOM_DE_FAMILLE"), field_of("Alias 2"), field_of("shoe size")
    ('family', 'alias', None)
    """
    key = key_of(header)
    short = _NUMBER_AT_END.sub("", key)
    for words in ([_words(preset)] if preset else []) + [_words("headers")]:
        found = words.get(key) or words.get(short)
        if found is not None:
            return found
    return None


def is_refused(header: str) -> bool:
    """Whether a header says race, ethnicity or religion, which are never read.

    >>> is_refused("Religion"), is_refused("region")
    (True, False)
    """
    return _NUMBER_AT_END.sub("", key_of(header)) in _refused()


@cache
def preset_of(name: str) -> dict[str, Any]:
    """A preset as its file has it: ``title``, ``record`` and ``headers``."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _words(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, headers in preset_of(name)["headers"].items():
        groups = (
            {f"{field}.{kind}": words for kind, words in headers.items()}
            if isinstance(headers, Mapping)
            else {field: headers}
        )
        for target, words in groups.items():
            found |= {key_of(word): target for word in words}
    return found


@cache
def _refused() -> frozenset[str]:
    return frozenset(key_of(word) for word in preset_of("headers")["refused"]["headers"])
