"""Persons as a source observes them, one by one, for the formats that write more than a record holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from suspectmatch.synthetic.countries import countries
from suspectmatch.synthetic.cultures import CULTURE_TABLE
from suspectmatch.synthetic.formats.fields import passport_text
from suspectmatch.synthetic.observing import FORMS, observe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from suspectmatch.synthetic.countries import Country
    from suspectmatch.synthetic.cultures import Culture
    from suspectmatch.synthetic.habits import SourceHabits
    from suspectmatch.synthetic.observing import Observation
    from suspectmatch.synthetic.persons import Persons


class ObservedPerson(NamedTuple):
    """One row of an observation; its fields as text where several formats need them.

    Attributes:
        people: the true identities.
        seen: the observation.
        row: row of ``seen``.
    """

    people: Persons
    seen: Observation
    row: int

    def __getattr__(self, field: str) -> Any:
        """A field of the observation, such as ``family``, ``kunya`` or ``sex``."""
        return getattr(self.seen, field)[self.row]

    @property
    def given_names(self) -> str:
        """Given and middle names, which may be empty."""
        return " ".join(filter(None, (self.given, self.middle)))

    @property
    def full_name(self) -> str:
        """All parts of the name; the family name is last."""
        return " ".join(filter(None, (self.given_names, self.family)))

    @property
    def day(self) -> dt.date:
        """The day of birth that the source assumes, whatever its form."""
        day = self.birth.item()
        assert isinstance(day, dt.date)
        return day

    @property
    def date_form(self) -> str:
        """The form of the birth date, one of ``FORMS``."""
        return FORMS[self.form]

    def birth_text(self, **patterns: str) -> str:
        """The birth date by the ``strftime`` pattern for its form; empty where there is none."""
        pattern = patterns.get(self.date_form)
        return self.day.strftime(pattern) if pattern else ""

    @property
    def culture(self) -> Culture:
        """The naming culture of the person."""
        return CULTURE_TABLE[int(self.people.culture[self.person])]

    @property
    def home(self) -> Country:
        """The country of birth."""
        return countries()[int(self.people.country[self.person])]

    @property
    def town(self) -> str | None:
        """The town of birth, None where the source does not know it."""
        return self.home.towns[self.people.town[self.person]] if self.place else None

    @property
    def citizenship(self) -> Country | None:
        """The nationality as the source has it, None where it is missing."""
        return countries()[self.nationality] if self.nationality >= 0 else None

    @property
    def passport_number(self) -> str:
        """The passport number as printed, or empty."""
        return passport_text(self.passport)

    @property
    def phone_number(self) -> str:
        """The telephone number in its international form, or empty."""
        return f"+{self.home.dial}{self.phone}" if self.phone >= 0 else ""

    @property
    def is_victim(self) -> bool:
        """Whether the person is a victim or missing, never a suspect."""
        return bool(self.people.is_victim[self.person])


@dataclass(frozen=True)
class Observer:
    """A source that observes persons.

    Attributes:
        people: the true identities.
        rows: rows of the persons it sees.
        habits: what this source does.
        rng: source of chance.
    """

    people: Persons
    rows: NDArray[np.int64]
    habits: SourceHabits
    rng: np.random.Generator

    def observe(self, **changes: Any) -> list[ObservedPerson]:
        """See the persons, each time anew.

        Args:
            changes: rates that differ from the habits of the source.
        """
        seen = observe(self.people, self.rows, replace(self.habits, **changes), self.rng)
        return [ObservedPerson(self.people, seen, row) for row in range(len(seen))]

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        """A random day from ``first`` to ``last``."""
        return first + dt.timedelta(days=int(self.rng.integers((last - first).days + 1)))

    def chance(self, share: float) -> bool:
        """Whether something with this chance happens."""
        return bool(self.rng.random() < share)
