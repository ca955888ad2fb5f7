"""What lists say in prose: parents, numbered values, nationalities."""

from __future__ import annotations

import re

from suspectmatch.loading.lists.record_builder import squeeze

_PARENT = (
    r"(?:\b{0}(?:['\u2019]?s)?['\u2019]? name(?:\s*\([^()]*\))?|\bname of {0})"
    r"(?:\s*:\s*|\s+(?:is|was)\s+)"
)
_PARENTS = {
    field: re.compile(_PARENT.format(word), re.IGNORECASE)
    for field, word in (("father_names", "father"), ("mother_names", "mother"))
}
_NAME_END = re.compile(r"[.;,(\n]|\s+(?:and|mother|father|wife|photo|born)\b|$", re.IGNORECASE)
_ALSO = re.compile(r"\balso (?:known|referred to) as?:?\s+(?:the )?(?=\S)", re.IGNORECASE)
_ALSO_END = re.compile(r"[.;(]|$")
_BETWEEN_NAMES = re.compile(r",\s*|\s+(?:and|or)\s+")
_MAX_NAME = 100
_MAX_NATIONALITY = 500
_MARKER = re.compile(r"\(\s*(\d{1,2}|[A-Za-z])\s*\)|(?:^|(?<=\s))(\d{1,2}|[A-Za-z])\)(?=\s)")
_JOINED = {"", ",", "and", "&"}
_RANGE = {"-", "\u2013", "to"}
_STATUS = re.compile(
    r"\s*\([^()]*\b(?:citizenship|dual|former|revoked|since|until)\b[^()]*\)"
    r"|^(?:possibly|probably|likely|believed to be)\s+"
    r"|\s+(?:citizenship|citizen|nationality|national)\b\.?$",
    re.IGNORECASE,
)


def parents(text: str) -> dict[str, list[str]]:
    """Names of parents that the text states plainly, under ``father_names`` and ``mother_names``.

    >>> parents("Father's name is Yusuf Amari. Mother's name: Salma.")
    {'father_names': ['Yusuf Amari'], 'mother_names': ['Salma']}
    """
    text = squeeze(text)
    found: dict[str, list[str]] = {}
    for field, pattern in _PARENTS.items():
        for lead in pattern.finditer(text):
            name = _until(text, lead.end(), _NAME_END)
            if name[:1].isalpha() or name[:1] in "'\u2018\u2019":
                found.setdefault(field, []).append(name)
    return found


def also_known_as(text: str) -> list[str]:
    """Names that the text gives after "also known as" or "also referred to as".

    >>> also_known_as("Also referred to as Zubi, Abu Sami and 'Rami'. Detained in 2001.")
    ['Zubi', 'Abu Sami', 'Rami']
    """
    text = squeeze(text)
    found = []
    for lead in _ALSO.finditer(text):
        for part in _BETWEEN_NAMES.split(_until(text, lead.end(), _ALSO_END)):
            name = part.strip("'\u2018\u2019\" ")
            if name and len(name) <= _MAX_NAME and (name[0].isupper() or name.startswith("al-")):
                found.append(name)
    return found


def _until(text: str, start: int, end: re.Pattern[str]) -> str:
    stop = end.search(text, start, start + _MAX_NAME * 5)
    return text[start : stop.start()].strip() if stop else ""


def numbered(text: str | None) -> tuple[str, dict[int, str]]:
    """Values that are numbered in one cell: what stands before the first, and each by its number.

    A cell without numbers is its own value number 0. A hyphen stands for no value.

    >>> numbered("(1)-(2) Tunisia (3) - (4) Libya.")
    ('', {1: 'Tunisia', 2: 'Tunisia', 4: 'Libya'})
    >>> numbered("Tunisia")
    ('', {0: 'Tunisia'})
    """
    text = squeeze(text)
    markers = [(_index(found), found) for found in _MARKER.finditer(text)]
    if not markers or markers[0][0] != 1:
        return "", {0: text} if text and text != "-" else {}
    values: dict[int, str] = {}
    waiting: list[int] = []
    ranged = False
    last = 0
    for k, (index, found) in enumerate(markers):
        end = markers[k + 1][1].start() if k + 1 < len(markers) else len(text)
        raw = text[found.end() : end]
        value = raw.strip().strip(",;").strip()
        waiting.extend(range(last + 1, index + 1) if ranged else [index])
        last, ranged = index, False
        if k + 1 < len(markers) and value.lower() in _JOINED:
            continue
        if k + 1 < len(markers) and (raw == "-" or value.lower() in _RANGE - {"-"}):
            ranged = True
            continue
        if value not in ("", "-"):
            values.update(dict.fromkeys(waiting, value.rstrip(".")))
        waiting = []
    return text[: markers[0][1].start()].strip(), values


def _index(found: re.Match[str]) -> int:
    label = found[1] or found[2]
    return int(label) if label.isdigit() else ord(label.lower()) - ord("a") + 1


def nationality(text: str | None) -> str:
    """A nationality as printed, without a remark on how it is held.

    >>> nationality("Bahrain (citizenship revoked in 2015)")
    'Bahrain'
    """
    text = squeeze(text)
    return _STATUS.sub("", text).strip(" .,;") if len(text) <= _MAX_NATIONALITY else text
