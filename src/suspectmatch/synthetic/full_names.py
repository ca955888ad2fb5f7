"""How a source composes a full name: which parts it uses, in which form, with which particles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.synthetic.countries import countries
from suspectmatch.synthetic.cultures import CULTURES, FEMALE, has_structure
from suspectmatch.synthetic.spelling import SYSTEMS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from suspectmatch.synthetic.habits import SourceHabits
    from suspectmatch.synthetic.persons import Persons

_FRENCH: Final = SYSTEMS.index("french")
_SAHEL: Final = CULTURES.index("sahel")
_OWN_PATRONYMIC: Final = {"UZ": ("o'g'li", "qizi"), "KZ": ("uly", "kyzy"), "KG": ("uulu", "kyzy")}
"""Son and daughter of, where they come back in place of the Russian patronymic."""
_SON_OF: Final = {"MR": ("Ould", "Mint"), "ML": ("Ag", "Walet"), "NE": ("Ag", "Walet")}
"""Particles that belong to the name in the Sahel."""


def join(*parts: NDArray[np.object_]) -> NDArray[np.object_]:
    """Texts of several columns joined row by row; None is skipped, nothing but None gives None.

    >>> join(np.array(["Ali", None], dtype=object), np.array(["Hasan", None], dtype=object)).tolist()
    ['Ali Hasan', None]
    """
    # Arrow drops rows of nothing but nulls when it skips nulls, so each row begins with an empty text.
    columns = [
        pa.repeat(pa.scalar(""), len(parts[0])),
        *(pa.array(part, type=pa.string()) for part in parts),
    ]
    joined = pc.utf8_ltrim_whitespace(pc.binary_join_element_wise(*columns, " ", null_handling="skip"))
    made = joined.to_numpy(zero_copy_only=False)
    made[made == ""] = None
    return np.asarray(made)


def noms_de_guerre(
    written: dict[str, NDArray[np.object_]], system: NDArray[np.int8], rng: np.random.Generator
) -> NDArray[np.object_]:
    """Abu and a child's name, mostly with a place, where the person has one."""
    child, n = written["kunya_child"], len(system)
    word = np.where(system == _FRENCH, "Abou", np.where(rng.random(n) < 0.2, "Abou", "Abu")).astype(
        object
    )
    word[child == None] = None  # noqa: E711
    place = written["kunya_place"].copy()
    place[rng.random(n) < 0.3] = None
    place[child == None] = None  # noqa: E711
    return join(word, child, place)


def compose(
    written: dict[str, NDArray[np.object_]],
    people: Persons,
    rows: NDArray[np.int64],
    *,
    system: NDArray[np.int8],
    habits: SourceHabits,
    rng: np.random.Generator,
) -> tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.object_]]:
    """Given, middle and family name as a source writes them.

    Args:
        written: each part of the name in the source's spelling, by entry of ``PARTS``.
        people: the true identities.
        rows: rows of ``people``, one per name.
        system: row of ``SYSTEMS``, one per name.
        habits: what this source does.
        rng: source of chance.
    """
    n, culture, sex = len(rows), people.culture[rows], people.sex[rows]
    given, family = written["given"].copy(), written["family"].copy()
    second, father, grand = (written[part].copy() for part in ("second", "father", "grandfather"))
    nasab, sahel = has_structure(culture, "nasab"), culture == _SAHEL
    second[rng.random(n) >= habits.second] = None
    family[(rng.random(n) < habits.drop_family) & nasab] = None
    missing = family == None  # noqa: E711 - element by element
    shows_father = nasab & (rng.random(n) < np.where(sahel, 0.9, habits.father))
    shows_father |= missing & has_structure(culture, "nasab", "father")
    # Half of those who have no family name to give name a father only when asked.
    shows_father &= ~(missing & (rng.random(n) < 0.12))
    shows_grand = shows_father & nasab & (rng.random(n) < habits.grandfather)
    father[~shows_father] = None
    grand[~shows_grand] = None
    particle = _particles(sex, system, rng)
    particle[(rng.random(n) >= habits.particle) | ~nasab] = None
    _sahel_particles(particle, people, rows, rng)
    before_father, before_grand = particle.copy(), particle
    before_father[father == None] = None  # noqa: E711
    before_grand[grand == None] = None  # noqa: E711
    # Without a family name the last name of the chain stands in its place; Ould and Ag go with it.
    last = missing & (grand != None)  # noqa: E711
    family[last], grand[last] = grand[last], None
    with_it = last & sahel
    family[with_it] = join(before_grand[with_it], family[with_it])
    before_grand[last] = None
    last = missing & (family == None)  # noqa: E711
    family[last], father[last] = father[last], None
    with_it = last & sahel
    family[with_it] = join(before_father[with_it], family[with_it])
    before_father[last] = None
    family = _family(written, family, culture, sex, habits=habits, rng=rng)
    shown = has_structure(culture, "patronymic") & (rng.random(n) < habits.patronymic)
    patronyms = _patronymics(written["father"], people, rows, shown, rng)
    middle = join(second, before_father, father, before_grand, grand, patronyms)
    for row in np.flatnonzero(rng.random(n) < habits.initial):
        part = middle if middle[row] else given
        part[row] = " ".join(f"{word[0]}." for word in part[row].split()) if part[row] else None
    return given, middle, family


def _family(
    written: dict[str, NDArray[np.object_]],
    family: NDArray[np.object_],
    culture: NDArray[np.int8],
    sex: NDArray[np.int8],
    *,
    habits: SourceHabits,
    rng: np.random.Generator,
) -> NDArray[np.object_]:
    """Family names with the mother's beside the father's, in the form of the person's sex."""
    two, portuguese = has_structure(culture, "two_families"), culture == CULTURES.index("portuguese")
    other = written["second_family"].copy()
    other[~two | (rng.random(len(family)) >= habits.second_family)] = None
    before, behind = other.copy(), other
    before[~portuguese], behind[portuguese] = None, None
    family = join(before, family, behind)
    for row in np.flatnonzero(has_structure(culture, "patronymic") & (sex == FEMALE)):
        family[row] = feminine(family[row])
    return family


def _sahel_particles(
    particle: NDArray[np.object_],
    people: Persons,
    rows: NDArray[np.int64],
    rng: np.random.Generator,
) -> None:
    mine = np.flatnonzero(people.culture[rows] == _SAHEL)
    kept = rng.random(len(mine)) < 0.85
    for row, is_kept in zip(mine.tolist(), kept.tolist(), strict=True):
        country = countries()[people.country[rows[row]]].code
        words = _SON_OF.get(country, ("Ould", "Mint"))
        particle[row] = words[int(people.sex[rows[row]] == FEMALE)] if is_kept else None


def _particles(
    sex: NDArray[np.int8], system: NDArray[np.int8], rng: np.random.Generator
) -> NDArray[np.object_]:
    english = np.where(rng.random(len(sex)) < 0.65, "bin", "ibn")
    men = np.where(system == _FRENCH, "Ben", english)
    women = np.where(system == _FRENCH, "Bent", "bint")
    return np.where(sex == FEMALE, women, men).astype(object)


def _patronymics(
    father: NDArray[np.object_],
    people: Persons,
    rows: NDArray[np.int64],
    shown: NDArray[np.bool_],
    rng: np.random.Generator,
) -> NDArray[np.object_]:
    made = np.full(len(father), None, dtype=object)
    hit = np.flatnonzero(shown)
    new = rng.random(len(hit)) < 0.5
    for row, is_new in zip(hit.tolist(), new.tolist(), strict=True):
        female = bool(people.sex[rows[row]] == FEMALE)
        words = _OWN_PATRONYMIC.get(countries()[people.country[rows[row]]].code)
        if words and is_new:
            made[row] = f"{father[row]} {words[female]}"
        else:
            made[row] = patronymic(father[row], is_female=female)
    return made


def patronymic(father: str, *, is_female: bool) -> str:
    """The Russian patronymic from the father's given name.

    >>> patronymic("Magomed", is_female=False), patronymic("Sergey", is_female=True)
    ('Magomedovich', 'Sergeyevna')
    """
    stem, link = father, "ov"
    if re.search(r"[yie]$", father):
        stem, link = re.sub(r"(?:iy|y|i|e)$", "", father), "yev"
    elif re.search(r"[aou]$", father):
        stem, link = father[:-1], "ov"
    return f"{stem}{link}{'na' if is_female else 'ich'}"


def feminine(family: str | None) -> str | None:
    """The form of a Russian family name that a woman bears.

    >>> feminine("Umarov"), feminine("Kovalenko")
    ('Umarova', 'Kovalenko')
    """
    if family is None:
        return None
    return re.sub(r"(ov|ev|yov|in)$", r"\1a", re.sub(r"skiy$", "skaya", family))
