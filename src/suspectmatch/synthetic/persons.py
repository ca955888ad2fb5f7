"""Persons with a hidden true identity, some of them hard to tell apart, such as brothers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.synthetic.countries import countries, homes
from suspectmatch.synthetic.cultures import (
    CULTURE_TABLE,
    CULTURES,
    FEMALE,
    FEMALE_SHARE,
    MALE,
    has_structure,
    rates,
)
from suspectmatch.synthetic.look_alikes import alter, chain_lengths
from suspectmatch.synthetic.name_book import name_book, nisbas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PARTS: Final = (
    "given", "second", "father", "grandfather", "family", "second_family", "kunya_child", "kunya_place",
    "mother",
)  # fmt: skip
"""Columns of ``Persons.names``: own, second, father's and grandfather's given name, family name, the
mother's family name (Spanish, Portuguese), child and place of a nom de guerre (``Abu Umar al-Shami``),
mother."""

KIN: Final = (
    "none", "brother", "twin", "son", "namesake", "relative", "victim", "same_document", "same_phone",
    "look_alike",
)  # fmt: skip
"""How a person was made from the one before: the hard negatives. The last three: a stranger with the
same passport, a stranger with the same telephone, a person who differs in one or two small things."""

KIN_SHARES: Final = (0.8, 0.055, 0.01, 0.03, 0.04, 0.03, 0.025, 0.004, 0.006, 0.0)
LOOK_ALIKES: Final = 0.01
"""Share of persons in chains of look-alikes, when the caller does not say."""

_FIRST_BIRTH, _LAST_BIRTH = np.datetime64("1945-01-01"), np.datetime64("2005-12-31")
_YEAR: Final = 365.2425
_RANGES: Final = {
    "same_document": (1_000_000, 260_000_000),
    "same_phone": (600_000_000, 799_999_999),
}
"""Of passport and telephone numbers."""


@dataclass(frozen=True)
class Persons:
    """True identities, one row each, column by column.

    Attributes:
        culture: row of ``CULTURES``.
        sex: 0 male, 1 female.
        names: codes of the name book, one column per entry of ``PARTS``; -1 where there is none.
        own: numbers in [0, 1), in the shape of ``names``: they fix how the person's own papers spell it.
        birth: true day of birth.
        country: country of birth and nationality, row of ``countries()``.
        town: town of birth, row of the country's towns.
        passport, national_id: numbers, -1 where there is none.
        phone: national number, -1 where there is none; members of a household may share one.
        household: number of the household.
        kin: row of ``KIN``.
        kin_of: row of the person it was made from, -1 where there is none.
    """

    culture: NDArray[np.int8]
    sex: NDArray[np.int8]
    names: NDArray[np.int32]
    own: NDArray[np.float32]
    birth: NDArray[np.datetime64]
    country: NDArray[np.int16]
    town: NDArray[np.int16]
    passport: NDArray[np.int64]
    national_id: NDArray[np.int64]
    phone: NDArray[np.int64]
    household: NDArray[np.int32]
    kin: NDArray[np.int8]
    kin_of: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.sex)

    def __repr__(self) -> str:
        return f"Persons(n={len(self):,})"

    def person_id(self, row: int) -> str:
        """The hidden identity of a row.

        >>> generate_people(2).person_id(1)
        'P0000001'
        """
        return f"P{row:07d}"

    @property
    def is_victim(self) -> NDArray[np.bool_]:
        """Whether the person is a victim or missing, never a suspect."""
        return np.asarray(self.kin == KIN.index("victim"))


def _shares(cultures: Mapping[str, float] | Sequence[str] | None) -> NDArray[np.float64]:
    if cultures is None:
        table: Mapping[str, float] = {culture.name: culture.share for culture in CULTURE_TABLE}
    elif isinstance(cultures, Mapping):
        table = cultures
    else:
        table = dict.fromkeys(cultures, 1.0)
    for name in table:
        checks.one_of("cultures", name, CULTURES)
    shares = np.array([table.get(name, 0.0) for name in CULTURES])
    if not shares.sum() > 0 or shares.min() < 0:
        msg = "cultures must have shares that are not negative and not all 0, got none such."
        raise ParameterError(msg)
    return np.asarray(shares / shares.sum())


def generate_people(
    n: int,
    *,
    seed: int = 0,
    cultures: Mapping[str, float] | Sequence[str] | None = None,
    look_alikes: float = LOOK_ALIKES,
) -> Persons:
    """Draw persons with names, birth, papers and relations.

    About one in five is made from another one and is hard to tell from them: brothers (same father,
    family name, town, near years), twins, sons, namesakes, relatives and victims who share household
    and telephone, strangers with the same passport or telephone, and chains of look-alikes, each of
    whom differs a little from the one before. ``hard_negatives`` lists these pairs with their reason.

    Args:
        n: how many persons.
        seed: the same seed gives the same persons.
        cultures: names of ``CULTURES``, or shares by name; all of them when not given.
        look_alikes: share of persons in chains of look-alikes, in [0, 1).

    Raises:
        ParameterError: ``n`` is not positive, a share is out of range or a culture is unknown.

    >>> people = generate_people(1000, seed=1, cultures=["maghreb", "turkish"])
    >>> len(people), int((people.kin_of >= 0).sum()) > 100
    (1000, True)
    """
    checks.positive_int("n", n)
    checks.probability("look_alikes", look_alikes)
    rng = np.random.default_rng(seed)
    kin = rng.choice(len(KIN), size=n, p=KIN_SHARES).astype(np.int8)
    lengths = chain_lengths(n, look_alikes, rng)
    kin[lengths > 0] = KIN.index("look_alike")
    kin[0] = 0
    rows = np.arange(n, dtype=np.int32)
    leader = np.maximum.accumulate(np.where(kin == 0, rows, 0)).astype(np.int32)
    culture = rng.choice(len(CULTURES), size=n, p=_shares(cultures)).astype(np.int8)[leader]
    sex = _sexes(rng, kin, leader)
    country, town = _places(rng, culture, kin, leader)
    birth = _births(rng, kin, leader)
    names = _names(rng, culture, sex, country)
    own = rng.random(names.shape, dtype=np.float32)
    _share_names(names, own, kin, leader, rng)
    passport = np.where(rng.random(n) < 0.6, rng.integers(*_RANGES["same_document"], n), -1)
    national_id = np.where(rng.random(n) < 0.5, rng.integers(10_000_000, 10_000_000_000, n), -1)
    phone = np.where(rng.random(n) < 0.7, rng.integers(*_RANGES["same_phone"], n), -1)
    at_home = _is_kin(kin, "brother", "twin", "relative", "victim")
    shared = at_home & (rng.random(n) < 0.35)
    phone[shared] = phone[leader[shared]]
    for word, numbers in (("same_document", passport), ("same_phone", phone)):
        mine = np.flatnonzero(kin == KIN.index(word))
        theirs = leader[mine]
        fresh = rng.integers(*_RANGES[word], len(mine))
        numbers[theirs] = np.where(numbers[theirs] < 0, fresh, numbers[theirs])
        numbers[mine] = numbers[theirs]
    kin_of = np.where(kin == 0, -1, leader).astype(np.int32)
    chained = kin == KIN.index("look_alike")
    kin_of[chained] = rows[chained] - 1
    for step in range(1, int(lengths.max(initial=0)) + 1):
        at = np.flatnonzero(chained & (lengths == step))
        for column in (names, own, birth, sex, country, town):
            column[at] = column[at - 1]
        alter(names, birth, town, at, rng)
    np.clip(birth, _FIRST_BIRTH, _LAST_BIRTH, out=birth)
    return Persons(
        culture=culture,
        sex=sex,
        names=names,
        own=own,
        birth=birth,
        country=country,
        town=town,
        passport=passport,
        national_id=national_id,
        phone=phone,
        household=np.where(at_home, leader, rows).astype(np.int32),
        kin=kin,
        kin_of=kin_of,
    )


def _is_kin(kin: NDArray[np.int8], *words: str) -> NDArray[np.bool_]:
    return np.isin(kin, [KIN.index(word) for word in words])


def _sexes(
    rng: np.random.Generator, kin: NDArray[np.int8], leader: NDArray[np.int32]
) -> NDArray[np.int8]:
    sex = (rng.random(len(kin)) < FEMALE_SHARE).astype(np.int8)
    sex = sex[leader]
    sex[kin == KIN.index("son")] = MALE
    at_risk = _is_kin(kin, "relative", "victim")
    sex[at_risk] = np.where(rng.random(int(at_risk.sum())) < 0.65, FEMALE, MALE)
    return sex


def _places(
    rng: np.random.Generator,
    culture: NDArray[np.int8],
    kin: NDArray[np.int8],
    leader: NDArray[np.int32],
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    country = np.zeros(len(culture), dtype=np.int16)
    for code in range(len(CULTURES)):
        mine = np.flatnonzero(culture == code)
        codes, shares = homes(code)
        country[mine] = codes[np.searchsorted(shares, rng.random(len(mine)), side="right")]
    n_towns = np.array([len(place.towns) for place in countries()])
    # The first towns of each list are the large ones.
    town = (n_towns[country] * rng.random(len(culture)) ** 1.7).astype(np.int16)
    family = (kin != 0) & (kin != KIN.index("namesake"))
    country = np.where(kin != 0, country[leader], country)
    return country, np.where(family, town[leader], np.minimum(town, n_towns[country] - 1)).astype(
        np.int16
    )


def _births(
    rng: np.random.Generator, kin: NDArray[np.int8], leader: NDArray[np.int32]
) -> NDArray[np.datetime64]:
    n = len(kin)
    days = ((1982.0 + 10.0 * rng.standard_normal(n)) - 1970.0) * _YEAR
    son, child = _is_kin(kin, "son"), _is_kin(kin, "victim") & (rng.random(n) < 0.6)
    twin, fathers = _is_kin(kin, "twin"), leader[son]
    days[fathers] -= np.where(days[fathers] > 8 * _YEAR, 20 * _YEAR, 0)
    apart = rng.uniform(330, 3300, n) * rng.choice([-1, 1], n)
    for mask, shift in (
        (_is_kin(kin, "brother", "relative"), apart),
        (twin, np.zeros(n)),
        (son | child, rng.uniform(18 * _YEAR, 34 * _YEAR, n)),
    ):
        days[mask] = days[leader[mask]] + shift[mask]
    epoch = np.datetime64("1970-01-01")
    low, high = (int((day - epoch).astype(int)) for day in (_FIRST_BIRTH, _LAST_BIRTH))
    # Days past either end are folded back, so that no day is met too often.
    days = high - np.abs(high - (low + np.abs(days - low)))
    birth = epoch + np.floor(np.clip(days, low, high)).astype("timedelta64[D]")
    birth[twin] = birth[leader[twin]]
    return np.asarray(birth)


def _names(
    rng: np.random.Generator,
    culture: NDArray[np.int8],
    sex: NDArray[np.int8],
    country: NDArray[np.int16],
) -> NDArray[np.int32]:
    book, n = name_book(), len(culture)
    names = np.full((n, len(PARTS)), -1, dtype=np.int32)
    kinds = {"given": None, "second": None, "father": "male", "grandfather": "male", "mother": "female"}
    for code in range(len(CULTURES)):
        mine = np.flatnonzero(culture == code)
        for part, kind in kinds.items():
            for person_sex, word in ((MALE, "male"), (FEMALE, "female")):
                some = mine[sex[mine] == person_sex]
                column = PARTS.index(part)
                names[some, column] = book.draw(rng, code, kind or word, len(some))
        for part in ("family", "second_family"):
            names[mine, PARTS.index(part)] = book.draw(rng, code, "family", len(mine))
    names[:, PARTS.index("kunya_child")] = book.draw(rng, CULTURES.index("arabic"), "male", n)
    by_country = nisbas()
    widest = max(map(len, by_country))
    padded = np.array([np.resize(codes, widest) for codes in by_country])
    names[:, PARTS.index("kunya_place")] = padded[country, rng.integers(0, widest, n)]
    has_kunya = rng.random(n) < rates(culture, "kunya")
    has_kunya &= sex == MALE
    for part, kept in (
        ("second", rng.random(n) < rates(culture, "second")),
        ("family", rng.random(n) < rates(culture, "family")),
        ("second_family", has_structure(culture, "two_families")),
        ("grandfather", has_structure(culture, "nasab") & (rng.random(n) < 0.85)),
        ("kunya_child", has_kunya),
        ("kunya_place", has_kunya & (rng.random(n) < 0.8)),
    ):
        names[~kept, PARTS.index(part)] = -1
    same = names[:, PARTS.index("second")] == names[:, PARTS.index("given")]
    names[same, PARTS.index("second")] = -1
    return names


def _share_names(
    names: NDArray[np.int32],
    own: NDArray[np.float32],
    kin: NDArray[np.int8],
    leader: NDArray[np.int32],
    rng: np.random.Generator,
) -> None:
    """Give the members of a family the names they have in common, spelt alike in their papers."""
    siblings = _is_kin(kin, "brother", "twin", "relative", "victim")
    son, namesake = _is_kin(kin, "son"), _is_kin(kin, "namesake")
    shared = ("father", "grandfather", "family", "second_family", "mother")
    copies = [(siblings, part, part) for part in shared]
    copies += [(son, "grandfather", "father"), (son, "father", "given"), (son, "family", "family")]
    copies += [(namesake, part, part) for part in ("given", "second", "family")]
    copies.append((namesake & (rng.random(len(kin)) < 0.35), "father", "father"))
    for mask, target, origin in copies:
        rows = np.flatnonzero(mask)
        for column in (names, own):
            column[rows, PARTS.index(target)] = column[leader[rows], PARTS.index(origin)]
