"""What a source records of persons: names in its own spelling, with its omissions and errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch.synthetic.cultures import FEMALE, has_structure, rates
from suspectmatch.synthetic.full_names import compose, join, noms_de_guerre
from suspectmatch.synthetic.noise import damage, spoil_days, wrong_digit
from suspectmatch.synthetic.persons import PARTS, Persons
from suspectmatch.synthetic.spelling import SYSTEMS, write_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from suspectmatch.synthetic.habits import SourceHabits

FORMS: Final = ("day", "month", "year", "about", "between", "hijri", "age", "missing")
"""Forms of a birth date, in the order of their codes."""


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
        family_first: whether the source writes this name with the family name first.
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
    family_first: NDArray[np.bool_]
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
        """Given, middle and family name in this order, or the family name before the others."""
        first, last = self.family.copy(), self.family.copy()
        first[~self.family_first] = None
        last[self.family_first] = None
        return join(first, self.given, self.middle, last)


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
    if habits.mother_field == 0:
        codes[:, PARTS.index("mother")] = -1
    if habits.kunya == 0:
        codes[:, [PARTS.index("kunya_child"), PARTS.index("kunya_place")]] = -1
    written = {
        part: write_names(codes[:, column], system, draws[:, column])
        for column, part in enumerate(PARTS)
    }
    kunya = noms_de_guerre(written, system, rng)
    kunya[rng.random(n) >= habits.kunya] = None
    has_kunya = kunya != None  # noqa: E711 - element by element
    father_name, mother_name = written["father"].copy(), written["mother"].copy()
    father_name[rng.random(n) >= habits.father_field] = None
    mother_name[rng.random(n) >= habits.mother_field] = None
    given, middle, family = compose(written, people, rows, system=system, habits=habits, rng=rng)
    family_first = has_structure(culture, "family_first")
    # Officials who do not know which name is the family's mix them up where it stands first.
    swap = rng.random(n) < np.where(family_first, min(1.0, 6.0 * habits.swap), habits.swap)
    swap &= family != None  # noqa: E711
    given[swap], family[swap] = family[swap], given[swap]
    family_first &= (rng.random(n) < habits.family_first) & (family != None)  # noqa: E711
    for part in (given, family, father_name):
        damage(part, rng, typos=habits.typo, ocr=habits.ocr, rejoined=habits.rejoin)
    birth, form = see_births(people.birth[rows], culture, habits, rng)
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
        family_first=family_first,
        birth=birth,
        form=form,
        sex=sex,
        nationality=_nationality(people.country[rows], habits, rng),
        place=rng.random(n) >= habits.place_missing,
        passport=_number(people.passport[rows], habits.passport, habits, rng),
        national_id=_number(people.national_id[rows], habits.national_id, habits, rng),
        phone=_number(people.phone[rows], habits.phone, habits, rng),
    )


def see_births(
    days: NDArray[np.datetime64],
    culture: NDArray[np.int8],
    habits: SourceHabits,
    rng: np.random.Generator,
) -> tuple[NDArray[np.datetime64], NDArray[np.int8]]:
    """Birth dates as a source has them: the day it goes by, and how much of it is known.

    Args:
        days: true days.
        culture: row of ``CULTURES``, one per day.
        habits: what this source does.
        rng: source of chance.

    Returns:
        Days and rows of ``FORMS``.
    """
    days = spoil_days(
        days,
        rng,
        swap=habits.day_month_swap,
        off=habits.day_off,
        wrong_year=habits.wrong_year,
        digit=habits.wrong_digit,
        other=habits.other_date,
        first_january=np.minimum(habits.first_january * rates(culture, "january"), 1.0),
    )
    names = ("month_only", "year_only", "about", "between", "hijri", "age", "date_missing")
    known = [getattr(habits, name) for name in names]
    shares = np.array([max(0.0, 1.0 - sum(known)), *known])
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
