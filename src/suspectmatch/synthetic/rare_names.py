"""Names too rare for any table: built from commoner ones the way each culture builds them.

A table of names ends where its counts get small, yet the names below that line are borne by a third
of all people or more. Without them every family name would be a common one. Here they are made up:
``Husayn`` gives ``Husayn zadeh``, ``Karim`` gives ``Karimbek``, ``Salih`` gives ``Ben Salih``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from suspectmatch.synthetic.respelling import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_FROM_GIVEN: Final[dict[str, tuple[str, ...]]] = {
    "arabic": ("Abu {x}", "al-{x}i", "al-{x}", "{x} al-Din"),
    "maghreb": ("Ben {x}", "Bou {x}", "al-{x}i", "Ait {x}"),
    "sahel": ("{x}", "al-{x}"),
    "persian": ("{x} zadeh", "{x} pour", "{x} nejad", "{x} far", "{x}i"),
    "pashto": ("{x} zai", "{x} khel", "{x}yar"),
    "urdu": ("{x}i", "{x} Khan", "{x} Chaudhry"),
    "russian": ("{x}ov", "{x}enko", "{x}skiy", "{x}khanov"),
    "central_asian": ("{x}ov", "{x} zoda", "{x}boyev", "{x}uly"),
    "west_african": ("{x}",),
    "somali": ("{x}",),
    "indonesian": ("{x}to", "{x}wan", "{x}", "{x}in"),
}
"""Family names made of given names."""

_FROM_FAMILY: Final[dict[str, tuple[str, ...]]] = {
    "turkish": ("{x}oğlu", "Öz{y}", "Kara{y}", "{x}er", "Ak{y}", "{x}tekin"),
    "european": ("{x}mann", "Mac{y}", "Van {x}", "{x}s", "De {x}", "{x}son", "{x}et"),
    "spanish": ("de {x}", "{x} del Río", "{x}ez", "{x} de la Cruz"),
    "portuguese": ("de {x}", "{x} Filho", "{x} Neto", "{x} dos Reis"),
}
"""Family names made of family names."""

_GIVEN: Final[dict[str, tuple[str, ...]]] = {
    "arabic": ("Muhammad {x}", "{x} al-Din", "{x}an", "Abdul {x}"),
    "maghreb": ("Mohamed {x}", "{x} Eddine", "{x}ou"),
    "sahel": ("Mohamed {x}", "Sidi {x}", "{x} Vall"),
    "persian": ("{x} Ali", "Gholam {x}", "{x} Reza"),
    "pashto": ("{x} Gul", "{x} Jan", "{x} Shah"),
    "urdu": ("{x} Ali", "Ghulam {x}", "{x} Shah", "{x}ullah"),
    "turkish": ("{x}can", "{x} Ali", "{x}han"),
    "russian": ("{x}bek", "Magomed{y}", "{x}khan"),
    "spanish": ("José {x}", "{x} Antonio", "{x}ino"),
    "west_african": ("{x} Lamine", "Alpha {x}", "El Hadj {x}"),
    "european": ("Jean {x}", "{x}in", "{x}o"),
    "somali": ("Abdi {x}", "{x}ow"),
    "central_asian": ("{x}bek", "{x}jon", "{x}khon", "{x}iddin"),
    "portuguese": ("José {x}", "{x}son", "{x} Carlos"),
    "indonesian": ("{x}to", "Su{y}", "{x}wan", "{x}udin"),
}
"""Men's given names made of given names."""

SHARES: Final[dict[tuple[str, str], float]] = {
    ("turkish", "family"): 0.45,
    ("russian", "family"): 0.5,
    ("spanish", "family"): 0.12,
    ("portuguese", "family"): 0.12,
    ("west_african", "family"): 0.15,
    ("european", "family"): 0.5,
    ("central_asian", "family"): 0.5,
    ("indonesian", "family"): 0.5,
    ("turkish", "male"): 0.15,
    ("russian", "male"): 0.08,
    ("spanish", "male"): 0.12,
    ("portuguese", "male"): 0.12,
    ("west_african", "male"): 0.1,
    ("european", "male"): 0.2,
    ("central_asian", "male"): 0.35,
    ("indonesian", "male"): 0.35,
    ("sahel", "male"): 0.15,
    ("sahel", "family"): 0.2,
    ("somali", "male"): 0.05,
}
"""Share of people with a rare name where the tables are too short to tell; estimates, by hand."""

_STEMS: Final = 400
_SHORTEST: Final = 3


def rare_names(culture: str, part: str, male: Sequence[str], family: Sequence[str]) -> list[str]:
    """Names built of the commonest plain names of a culture.

    Args:
        culture: one of ``CULTURES``.
        part: ``male`` or ``family``; of other parts there are no rare names.
        male: men's given names, the commonest first.
        family: family names, the commonest first.

    >>> rare_names("persian", "family", ["Husayn"], [])[:2]
    ['Husayn zadeh', 'Husayn pour']
    """
    stems, patterns = male, _GIVEN.get(culture, ()) if part == "male" else ()
    if part == "family":
        patterns = _FROM_GIVEN.get(culture, ())
        if culture in _FROM_FAMILY:
            stems, patterns = family, _FROM_FAMILY[culture]
    plain = [stem for stem in stems if stem.isalpha() and len(stem) >= _SHORTEST][:_STEMS]
    made = []
    for stem in plain:
        vowel = fold(stem[-1]) in "aeiouy"
        for pattern in patterns:
            joined = pattern.startswith(("{x}", "al-{x}i")) and not pattern.startswith("{x} ")
            end = stem[:-1] if vowel and joined and pattern.removeprefix("al-")[3:4].isalpha() else stem
            made.append(pattern.format(x=end, y=stem.lower()))
    return made
