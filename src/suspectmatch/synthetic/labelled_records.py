"""Very many records with truth, for measuring speed: one name and date each, or many of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.synthetic.formats.fields import passport_text
from suspectmatch.synthetic.full_names import join
from suspectmatch.synthetic.habits import HABITS
from suspectmatch.synthetic.hard_negatives import HardNegatives, hard_negatives
from suspectmatch.synthetic.observing import observe, see_births
from suspectmatch.synthetic.persons import LOOK_ALIKES, generate_people
from suspectmatch.synthetic.record_columns import edtf, homes_of, lists, record_table, structs, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from suspectmatch.synthetic.observing import Observation
    from suspectmatch.synthetic.persons import Persons

    Columns = dict[str, pa.Array]

_BLOCK: Final = 1 << 18
"""Names that are made at a time; it bounds the memory beside the records."""


class LabelledRecords(NamedTuple):
    """Records with their truth.

    Attributes:
        records: an Arrow table in the canonical record schema.
        person_id: the hidden person of each record; equal numbers are one person.
        hard_negatives: pairs of these persons that are hard to tell apart, each with the reason.
        culture: naming culture of each record's person, int8, a row of ``CULTURES``.
    """

    records: pa.Table
    person_id: NDArray[np.int64]
    hard_negatives: HardNegatives
    culture: NDArray[np.int8]

    def __repr__(self) -> str:
        return f"LabelledRecords(n={self.records.num_rows:,})"


def single_name_records(
    n: int,
    *,
    seed: int = 0,
    duplicates: float = 0.3,
    n_sources: int = 3,
    look_alikes: float = LOOK_ALIKES,
) -> LabelledRecords:
    """Records with one name, one birth date and one place each, spread over a few sources.

    They are made block by block, so that ten million fit into the memory of a laptop.

    Args:
        n: how many records.
        seed: the same seed gives the same records.
        duplicates: share of the records that show a person who is already there, in [0, 1).
        n_sources: how many sources, named ``a``, ``b``, ``c`` and so on.
        look_alikes: share of persons in chains of look-alikes, in [0, 1).

    Raises:
        ParameterError: a number is out of its range.

    >>> made = single_name_records(1000, seed=1)
    >>> made.records.num_rows, len(set(made.person_id.tolist()))
    (1000, 700)
    """

    def columns(_: Persons, seen: Observation, __: np.random.Generator) -> Columns:
        text = edtf(seen.birth, seen.form)
        dates = structs("birth_dates", {"edtf": text, "text": text})
        return {"names": structs("names", _names(seen, "primary", "strong")), "birth_dates": dates}

    shares = {"duplicates": duplicates, "look_alikes": look_alikes}
    return _labelled(n, "benchmark", _BLOCK, columns, n_sources=n_sources, seed=seed, **shares)


def aliased_records(
    n: int,
    *,
    aliases: tuple[int, int] = (1, 20),
    dates: tuple[int, int] = (1, 4),
    seed: int = 0,
    duplicates: float = 0.3,
    n_sources: int = 3,
    look_alikes: float = LOOK_ALIKES,
) -> LabelledRecords:
    """Records as a sanctions list has them: many names and several birth dates each, and passports.

    The first name is the primary one, the others are aliases; noms de guerre among them are weak. Few
    records have very many: of 1 to 20 aliases the mean is near 5. Beyond the first, dates lie near each
    other in half of the records only, as on the real lists.

    Args:
        n: how many records.
        aliases: fewest and most aliases beside the primary name. Two that turn out alike are one, so
            that now and then a record has fewer.
        dates: fewest and most birth dates; equal ones are one.
        seed: the same seed gives the same records.
        duplicates: share of the records that show a person who is already there, in [0, 1).
        n_sources: how many sources, named ``a``, ``b``, ``c`` and so on.
        look_alikes: share of persons in chains of look-alikes, in [0, 1).

    Raises:
        ParameterError: a number is out of its range.

    >>> made = aliased_records(500, aliases=(2, 6), dates=(1, 2), seed=1)
    >>> lengths = [len(names) for names in made.records["names"].to_pylist()]
    >>> made.records.num_rows, max(lengths) <= 7, sum(lengths) > 1500
    (500, True, True)
    """
    for name, (low, high) in {"aliases": aliases, "dates": dates}.items():
        if not 0 <= low <= high:
            raise ParameterError(f"{name} must be two rising numbers from 0, got {(low, high)!r}.")

    def columns(people: Persons, seen: Observation, rng: np.random.Generator) -> Columns:
        return {
            "names": _aliases(people, seen, aliases, rng),
            "birth_dates": _dates(people, seen, dates, rng),
            "documents": _passports(people, seen),
        }

    block = max(1, _BLOCK // (2 + aliases[1] // 4))
    shares = {"duplicates": duplicates, "look_alikes": look_alikes}
    return _labelled(n, "un_list", block, columns, n_sources=n_sources, seed=seed, **shares)


def _labelled(
    n: int,
    habits: str,
    block: int,
    columns: Callable[[Persons, Observation, np.random.Generator], Columns],
    *,
    n_sources: int,
    seed: int,
    duplicates: float,
    look_alikes: float,
) -> LabelledRecords:
    """Records made block by block: the columns of one block, and those that all records have."""
    rng = np.random.default_rng(seed)
    checks.positive_int("n_sources", n_sources)
    people, person = _sightings(n, rng, seed=seed, duplicates=duplicates, look_alikes=look_alikes)
    starts, tables = range(0, n, block), []
    # Each block has a random stream of its own, so that its size bounds the memory and nothing else.
    for start, stream in zip(starts, rng.spawn(len(starts)), strict=True):
        rows = slice(start, min(n, start + block))
        seen = observe(people, person[rows], HABITS[habits], stream)
        made = columns(people, seen, stream) | _plain(people, seen, rows, n_sources, stream)
        tables.append(record_table(made, len(seen)))
    return LabelledRecords(
        pa.concat_tables(tables), person, hard_negatives(people), people.culture[person]
    )


def _sightings(
    n: int, rng: np.random.Generator, *, seed: int, duplicates: float, look_alikes: float
) -> tuple[Persons, NDArray[np.int64]]:
    """Persons, and which of them each record shows."""
    checks.positive_int("n", n)
    checks.probability("duplicates", duplicates)
    n_persons = max(1, round(n * (1 - duplicates)))
    people = generate_people(n_persons, seed=seed, look_alikes=look_alikes)
    again = rng.integers(0, n_persons, n - n_persons)
    # A few persons are seen very often: half of the repeats go to a tenth of the persons.
    again = np.where(rng.random(len(again)) < 0.5, again // 10, again)
    return people, rng.permutation(np.concatenate([np.arange(n_persons), again]))


def _names(
    seen: Observation, kind: str | NDArray[np.object_], quality: str | NDArray[np.object_]
) -> dict[str, str | NDArray[np.object_]]:
    return {
        "full": seen.full,
        "given": join(seen.given, seen.middle),
        "family": seen.family,
        "kind": kind,
        "quality": quality,
    }


def _plain(
    people: Persons, seen: Observation, rows: slice, n_sources: int, rng: np.random.Generator
) -> dict[str, pa.Array]:
    """Columns that have one value at most."""
    n, home = len(seen), homes_of(people, seen)
    sources = np.array([chr(97 + i) if i < 26 else f"s{i}" for i in range(n_sources)], dtype=object)
    known = home["nationality"] != None  # noqa: E711 - element by element
    return {
        "source": texts(sources[rng.integers(0, n_sources, n)]),
        "record_id": pa.array(np.arange(rows.start, rows.stop)).cast(pa.string()),
        "role": pa.repeat(pa.scalar("suspect"), n),
        "birth_places": structs("birth_places", {"text": home["town"], "country": home["country"]}),
        "nationalities": lists(texts(home["nationality"][known]), np.flatnonzero(known), n),
        "sex": texts(seen.sex),
    }


def _numbers(n: int, low: int, high: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """How many each record has: mostly few, up to ``high``."""
    return low + np.floor((high - low + 1) * rng.beta(1.0, 3.5, n)).astype(np.int64)


def _distinct(
    row: NDArray[np.int64], values: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of values that are the first of their kind in their record, and their records."""
    codes = pa.array(values, type=pa.string()).dictionary_encode().indices
    codes = codes.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    _, first = np.unique(row * (int(codes.max(initial=0)) + 2) + codes + 1, return_index=True)
    first = np.sort(first[codes[first] >= 0])
    return first, row[first]


def _aliases(
    people: Persons, seen: Observation, aliases: tuple[int, int], rng: np.random.Generator
) -> pa.ListArray:
    n = len(seen)
    counts = _numbers(n, *aliases, rng)
    # A third more than needed, because some turn out alike.
    row = np.repeat(np.arange(n), counts + (counts + 2) // 3)
    other = observe(people, seen.person[row], HABITS["aliases"], rng)
    parts = _names(
        other, np.full(len(row), "alias", dtype=object), np.full(len(row), "strong", dtype=object)
    )
    weak = (other.kunya != None) & (rng.random(len(row)) < 0.4)  # noqa: E711
    for part, value in (("full", other.kunya), ("given", None), ("family", None), ("quality", "weak")):
        column = parts[part]
        assert isinstance(column, np.ndarray)
        column[weak] = value[weak] if isinstance(value, np.ndarray) else value
    first = _names(seen, *(np.full(n, word, dtype=object) for word in ("primary", "strong")))
    # The primary name of each record goes before its aliases.
    order = np.argsort(np.concatenate([np.arange(n), row]), kind="stable")
    row = np.concatenate([np.arange(n), row])[order]
    both = {part: np.concatenate([first[part], parts[part]])[order] for part in parts}
    kept, row = _distinct(row, both["full"])
    begin = np.searchsorted(row, np.arange(n))
    enough = np.arange(len(row)) - begin[row] <= counts[row]
    kept, row = kept[enough], row[enough]
    return structs("names", {part: column[kept] for part, column in both.items()}, row, n)


def _dates(
    people: Persons, seen: Observation, dates: tuple[int, int], rng: np.random.Generator
) -> pa.ListArray:
    n = len(seen)
    counts = _numbers(n, *dates, rng)
    row = np.repeat(np.arange(n), counts)
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    person = seen.person[row]
    birth, form = see_births(people.birth[person], people.culture[person], HABITS["un_list"], rng)
    first = place == 0
    birth, form = np.where(first, seen.birth[row], birth), np.where(first, seen.form[row], form)
    near = rng.choice((-365, -1, 1, 365, 366, 731), len(row))
    far = rng.choice((-1, 1), len(row)) * rng.integers(3 * 365, 9 * 365, len(row))
    shift = np.where(rng.random(len(row)) < 0.5, near, far)
    birth = np.where(first, birth, birth + shift.astype("timedelta64[D]"))
    text = edtf(birth, form)
    kept, row = _distinct(row, text)
    return structs("birth_dates", {"edtf": text[kept], "text": text[kept]}, row, n)


def _passports(people: Persons, seen: Observation) -> pa.ListArray:
    numbers = np.full(len(seen), None, dtype=object)
    known = np.flatnonzero(seen.passport >= 0)
    numbers[known] = [passport_text(number) for number in seen.passport[known].tolist()]
    country = homes_of(people, seen)["country"]
    return structs("documents", {"number": numbers, "kind": "passport", "country": country})
