"""How a source sees persons: names in its own spelling, with its own omissions and errors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch.synthetic.names import CULTURES, FEMALE, NASAB_CULTURES
from suspectmatch.synthetic.noise import damage, spoil_days, wrong_digit
from suspectmatch.synthetic.persons import PARTS, Persons
from suspectmatch.synthetic.spelling import SYSTEMS, write_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from suspectmatch.synthetic.habits import SourceHabits

FORMS: Final = ("day", "month", "year", "about", "between", "hijri", "age", "missing")
"""Forms of a birth date, in the order of their codes."""

_FRENCH: Final = SYSTEMS.index("french")
_SOFT_BIRTHDAYS: Final = {"pashto": 3.0, "somali": 3.0, "arabic": 1.5, "west_african": 2.0}
"""Where births are rarely registered, 1 January is commoner."""


@dataclass(frozen=True)
class Observation:
    """What a source holds of some persons, one row each; None where it holds nothing.

    Attributes:
        person: rows of the ``Persons`` seen.
        given, middle, family: parts of the name as written; ``middle`` holds second names, father's and
            grandfather's name or the patronymic.
        father_name, mother_name: the parents' names where the source has fields for them.
        kunya: the nom de guerre where it is known.
        kunya_only: whether nothing else of the name is.
        birth: the day the source goes by; read only as much of it as ``form`` allows.
        form: row of ``FORMS``.
        sex: ``male``, ``female`` or None.
        nationality: row of ``countries()``, -1 when missing.
        place: whether the place of birth is known.
        passport, national_id, phone: numbers, -1 when missing.
    """

    person: NDArray[np.int64]
    given: NDArray[np.object_]
    middle: NDArray[np.object_]
    family: NDArray[np.object_]
    father_name: NDArray[np.object_]
    mother_name: NDArray[np.object_]
    kunya: NDArray[np.object_]
    kunya_only: NDArray[np.bool_]
    birth: NDArray[np.datetime64]
    form: NDArray[np.int8]
    sex: NDArray[np.object_]
    nationality: NDArray[np.int16]
    place: NDArray[np.bool_]
    passport: NDArray[np.int64]
    national_id: NDArray[np.int64]
    phone: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.person)

    def __repr__(self) -> str:
        return f"Observation(n={len(self):,})"

    @property
    def full(self) -> NDArray[np.object_]:
        """Given, middle and family name in this order."""
        return join(self.given, self.middle, self.family)


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


def observe(
    people: Persons, rows: NDArray[np.int64], habits: SourceHabits, rng: np.random.Generator
) -> Observation:
    """See persons through the eyes of one source.

    Args:
        people: the true identities.
        rows: rows of ``people``; a row that stands twice is seen twice, each time anew.
        habits: what this source does.
        rng: source of chance.

    >>> from suspectmatch.synthetic import HABITS, generate_people
    >>> people = generate_people(100, seed=2)
    >>> seen = observe(people, np.arange(100), HABITS["red_notices"], np.random.default_rng(2))
    >>> len(seen), bool((seen.given != None).mean() > 0.9)
    (100, True)
    """
    n, culture = len(rows), people.culture[rows]
    own = rng.random(n) < habits.own_spelling
    system = rng.choice(len(SYSTEMS), size=n, p=habits.systems).astype(np.int8)
    system[own] = SYSTEMS.index("home")
    draws = np.where(own[:, None], people.own[rows], rng.random((n, len(PARTS))))
    codes = people.names[rows]
    written = {
        part: write_names(codes[:, column], system, draws[:, column])
        for column, part in enumerate(PARTS)
    }
    kunya = _kunya(written, system, rng)
    kunya[rng.random(n) >= habits.kunya] = None
    has_kunya = kunya != None  # noqa: E711 - element by element
    father_name, mother_name = written["father"].copy(), written["mother"].copy()
    father_name[rng.random(n) >= habits.father_field] = None
    mother_name[rng.random(n) >= habits.mother_field] = None
    given, middle, family = _name(
        written, culture, people.sex[rows], system=system, habits=habits, rng=rng
    )
    swap = (rng.random(n) < habits.swap) & (family != None)  # noqa: E711
    given[swap], family[swap] = family[swap], given[swap]
    for part in (given, family, father_name):
        damage(part, rng, typos=habits.typo, ocr=habits.ocr)
    birth, form = _birth(people.birth[rows], culture, habits, rng)
    sex = np.where(people.sex[rows] == FEMALE, "female", "male").astype(object)
    sex[rng.random(n) < habits.sex_missing] = None
    return Observation(
        person=rows,
        given=given,
        middle=middle,
        family=family,
        father_name=father_name,
        mother_name=mother_name,
        kunya=kunya,
        kunya_only=has_kunya & (rng.random(n) < habits.kunya_only),
        birth=birth,
        form=form,
        sex=sex,
        nationality=_nationality(people.country[rows], habits, rng),
        place=rng.random(n) >= habits.place_missing,
        passport=_number(people.passport[rows], habits.passport, habits, rng),
        national_id=_number(people.national_id[rows], habits.national_id, habits, rng),
        phone=_number(people.phone[rows], habits.phone, habits, rng),
    )


def _kunya(
    written: dict[str, NDArray[np.object_]], system: NDArray[np.int8], rng: np.random.Generator
) -> NDArray[np.object_]:
    child, n = written["kunya_child"], len(system)
    word = np.where(system == _FRENCH, "Abou", np.where(rng.random(n) < 0.2, "Abou", "Abu")).astype(
        object
    )
    word[child == None] = None  # noqa: E711
    place = written["kunya_place"].copy()
    place[rng.random(n) < 0.3] = None
    place[child == None] = None  # noqa: E711
    return join(word, child, place)


def _name(
    written: dict[str, NDArray[np.object_]],
    culture: NDArray[np.int8],
    sex: NDArray[np.int8],
    *,
    system: NDArray[np.int8],
    habits: SourceHabits,
    rng: np.random.Generator,
) -> tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.object_]]:
    n = len(culture)
    given, family = written["given"].copy(), written["family"].copy()
    second, father, grand = (written[part].copy() for part in ("second", "father", "grandfather"))
    nasab = np.isin(culture, [CULTURES.index(name) for name in NASAB_CULTURES])
    urdu = np.isin(culture, (CULTURES.index("urdu"), CULTURES.index("persian")))
    russian = culture == CULTURES.index("russian")
    second[rng.random(n) >= habits.second] = None
    family[(rng.random(n) < habits.drop_family) & nasab] = None
    missing = family == None  # noqa: E711
    shows_father = (nasab & (rng.random(n) < habits.father)) | (missing & (nasab | urdu))
    # Half of those who have no family name to give name a father only when asked.
    shows_father &= ~(missing & (rng.random(n) < 0.12))
    shows_grand = shows_father & nasab & (rng.random(n) < habits.grandfather)
    father[~shows_father] = None
    grand[~shows_grand] = None
    particle = _particles(sex, system, rng)
    particle[(rng.random(n) >= habits.particle) | ~nasab] = None
    before_father, before_grand = particle.copy(), particle
    before_father[father == None] = None  # noqa: E711
    before_grand[grand == None] = None  # noqa: E711
    # Without a family name the last name of the chain stands in its place.
    last = missing & (grand != None)  # noqa: E711
    family[last], grand[last] = grand[last], None
    before_grand[last] = None
    last = missing & (family == None)  # noqa: E711
    family[last], father[last] = father[last], None
    before_father[last] = None
    patronymic = _patronymics(written["father"], sex, russian & (rng.random(n) < habits.patronymic))
    both = culture == CULTURES.index("spanish")
    second_family = written["second_family"].copy()
    second_family[~both | (rng.random(n) >= habits.second_family)] = None
    family = join(family, second_family)
    for row in np.flatnonzero(russian & (sex == FEMALE)):
        family[row] = feminine(family[row])
    middle = join(second, before_father, father, before_grand, grand, patronymic)
    for row in np.flatnonzero(rng.random(n) < habits.initial):
        part = middle if middle[row] else given
        part[row] = " ".join(f"{word[0]}." for word in part[row].split()) if part[row] else None
    return given, middle, family


def _particles(
    sex: NDArray[np.int8], system: NDArray[np.int8], rng: np.random.Generator
) -> NDArray[np.object_]:
    english = np.where(rng.random(len(sex)) < 0.65, "bin", "ibn")
    men = np.where(system == _FRENCH, "Ben", english)
    women = np.where(system == _FRENCH, "Bent", "bint")
    return np.where(sex == FEMALE, women, men).astype(object)


def _patronymics(
    father: NDArray[np.object_], sex: NDArray[np.int8], shown: NDArray[np.bool_]
) -> NDArray[np.object_]:
    made = np.full(len(father), None, dtype=object)
    for row in np.flatnonzero(shown):
        made[row] = patronymic(father[row], is_female=bool(sex[row] == FEMALE))
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


def _birth(
    days: NDArray[np.datetime64],
    culture: NDArray[np.int8],
    habits: SourceHabits,
    rng: np.random.Generator,
) -> tuple[NDArray[np.datetime64], NDArray[np.int8]]:
    soft = np.array([_SOFT_BIRTHDAYS.get(name, 1.0) for name in CULTURES])[culture]
    days = spoil_days(
        days,
        rng,
        swap=habits.day_month_swap,
        off=habits.day_off,
        wrong_year=habits.wrong_year,
        digit=habits.wrong_digit,
        first_january=np.minimum(habits.first_january * soft, 1.0),
    )
    rates = [
        getattr(habits, name) for name in ("month_only", "year_only", "about", "between", "hijri", "age")
    ]
    rates = [*rates, habits.date_missing]
    shares = np.array([max(0.0, 1.0 - sum(rates)), *rates])
    return days, rng.choice(len(FORMS), size=len(days), p=shares / shares.sum()).astype(np.int8)


def _nationality(
    country: NDArray[np.int16], habits: SourceHabits, rng: np.random.Generator
) -> NDArray[np.int16]:
    n = len(country)
    # Countries of one culture stand beside each other in the table: the next row is a neighbour.
    wrong = rng.random(n) < habits.wrong_nationality
    seen = np.where(wrong, np.maximum(country - 1, 0), country)
    return np.where(rng.random(n) < habits.nationality_missing, -1, seen).astype(np.int16)


def _number(
    numbers: NDArray[np.int64], known: float, habits: SourceHabits, rng: np.random.Generator
) -> NDArray[np.int64]:
    seen = np.where(rng.random(len(numbers)) < known, numbers, -1)
    return wrong_digit(seen, rng, habits.number_error)
