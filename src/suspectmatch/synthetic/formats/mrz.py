"""The machine readable zone of a passport (ICAO Doc 9303, size TD3): how names are written in it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from suspectmatch.synthetic.spelling_rules import fold

NAME_WIDTH: Final = 39
"""Characters of the name in the first line of a passport."""

_ALWAYS: Final = {
    "Æ": "AE", "Œ": "OE", "Ø": "OE", "Å": "AA", "Þ": "TH", "Ð": "D", "Đ": "D", "Ł": "L", "ẞ": "SS",
    "İ": "I", "Ĳ": "IJ",
}  # fmt: skip
_UMLAUTS: Final = {"Ä": "AE", "Ö": "OE", "Ü": "UE"}
_WEIGHTS: Final = (7, 3, 1)


class MrzName(NamedTuple):
    """A name read back from the name field; ``is_cut`` where it fills the field to its end."""

    family: str
    given: str
    is_cut: bool


def transliterate(text: str, *, umlauts: bool = True) -> str:
    """Letters of a passport's page as its machine readable zone has them.

    Args:
        text: a name in Latin letters.
        umlauts: whether ``Ü`` becomes ``UE``, as in Germany, or ``U``, as in Türkiye; both are allowed.

    >>> transliterate("Müller-Strauß"), transliterate("Gül", umlauts=False), transliterate("O'Neil")
    ('MUELLER<STRAUSS', 'GUL', 'ONEIL')
    """
    capitals = text.replace("ß", "ẞ").replace("\N{LATIN SMALL LETTER DOTLESS I}", "I").upper()
    for letter, written in (_ALWAYS | (_UMLAUTS if umlauts else {})).items():
        capitals = capitals.replace(letter, written)
    plain = re.sub("['\u2019`.,]", "", fold(capitals))
    return re.sub(r"[^A-Z]+", "<", plain).strip("<")


def name_field(family: str | None, given: str | None, *, umlauts: bool = True) -> str:
    """Thirty-nine characters: family name, two fillers, given names; what is too long is cut off.

    A family name that would leave no room is cut so that the given names have one letter at least.
    A person with a single name has it in the place of the family name.

    >>> name_field("Al Hassan", "Abdul Rahman")
    'AL<HASSAN<<ABDUL<RAHMAN<<<<<<<<<<<<<<<<'
    """
    first, second = (transliterate(part or "", umlauts=umlauts) for part in (family, given))
    first, second = (first, second) if first else (second, "")
    room = NAME_WIDTH - 3 if second else NAME_WIDTH
    text = first[:room] + (f"<<{second}" if second else "")
    return text[:NAME_WIDTH].ljust(NAME_WIDTH, "<")


def read_name(field: str) -> MrzName:
    """The name that stands in a name field.

    >>> read_name("AL<HASSAN<<ABDUL<RAHMAN<<<<<<<<<<<<<<<<")
    MrzName(family='AL HASSAN', given='ABDUL RAHMAN', is_cut=False)
    """
    family, _, given = field.partition("<<")
    family, given = (part.replace("<", " ").strip() for part in (family, given))
    return MrzName(family, given, not field.endswith("<"))


def check_digit(text: str) -> str:
    """The check digit of a field.

    >>> check_digit("D23145890734")
    '9'
    """
    values = (0 if char == "<" else int(char, 36) for char in text)
    return str(sum(value * _WEIGHTS[k % 3] for k, value in enumerate(values)) % 10)


def passport_lines(
    name: str, *, state: str, number: str, nationality: str, birth: str, sex: str, expiry: str
) -> tuple[str, str]:
    """Both lines of the zone, of 44 characters each.

    Args:
        name: what ``name_field`` gives.
        state: who issued it, in three letters or fewer.
        number: at most nine letters and digits.
        nationality: three letters or fewer.
        birth: YYMMDD; what is unknown is ``<<``.
        sex: ``M``, ``F`` or ``<``.
        expiry: YYMMDD.

    >>> lines = passport_lines(name_field("Diallo", "Awa"), state="GIN", number="O0123456",
    ...     nationality="GIN", birth="900101", sex="F", expiry="300101")
    >>> [len(line) for line in lines], lines[1]
    ([44, 44], 'O0123456<9GIN9001011F3001019<<<<<<<<<<<<<<<8')
    """
    number, personal = number.ljust(9, "<"), "<" * 14
    numbers = number + check_digit(number)
    days = birth + check_digit(birth), expiry + check_digit(expiry)
    guarded = f"{personal}<"
    last = check_digit(numbers + "".join(days) + guarded)
    line = f"{numbers}{nationality.ljust(3, '<')}{days[0]}{sex}{days[1]}{guarded}{last}"
    return f"P<{state.ljust(3, '<')}{name}", line
