"""The truth about persons: the person of each row, true pairs, truth files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from suspectmatch import checks
from suspectmatch.errors import ColumnNotFoundError, InputError, ParameterError
from suspectmatch.roles import ROLES

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from suspectmatch.tables import People, ScoredPairs

    Truth = Mapping[tuple[str, str], str] | Sequence[Any] | npt.NDArray[Any]

TRUTH_COLUMNS = ("source", "record_id", "person")
_PERSON_NAMES = ("person", "person_id")


def person_of_rows(people: People, truth: Truth) -> npt.NDArray[np.int64]:
    """A number for each true person, int64 (N,); a record not in the truth is a person of its own.

    Args:
        people: the N people.
        truth: person by (source, record_id), or the person of each of the N rows (numbers or texts).

    Raises:
        ParameterError: the array does not have N persons.
    """
    if not isinstance(truth, Mapping):
        given = np.asarray(truth)
        if given.shape != (len(people),):
            raise ParameterError(
                f"truth must give a person for each of the {len(people):,} records, "
                f"got an array of shape {given.shape}."
            )
        return np.unique(given, return_inverse=True)[1].astype(np.int64)
    table = people.records.table
    keys = zip(table.column("source").to_pylist(), table.column("record_id").to_pylist(), strict=True)
    numbers: dict[str, int] = {}
    persons = [truth.get(key) for key in keys]
    named = [
        numbers.setdefault(person, len(numbers)) if person is not None else -1 for person in persons
    ]
    made = np.array(named, dtype=np.int64)
    alone = made < 0
    made[alone] = len(numbers) + np.arange(int(alone.sum()))
    return made


def linked_persons(
    people: People, truth: Truth, roles: Sequence[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Persons as ``person_of_rows``, and which rows have a role that is linked, bool (N,).

    Each record of another role is a person of its own, so that it is in no true pair.

    Raises:
        ParameterError: a role is unknown.
    """
    checks.some_of("roles", roles, ROLES)
    person = person_of_rows(people, truth)
    linked = np.isin(people.role, [ROLES.index(role) for role in roles])
    alone = np.flatnonzero(~linked)
    person[alone] = int(person.max(initial=-1)) + 1 + np.arange(alone.size)
    return np.unique(person, return_inverse=True)[1].astype(np.int64), linked


def true_pairs(person: npt.NDArray[np.int64]) -> int:
    """Pairs of rows that are one person."""
    counts = np.bincount(person)
    return int((counts * (counts - 1) // 2).sum())


def same_person(scored: ScoredPairs, truth: Truth) -> npt.NDArray[np.bool_]:
    """Whether each of the P pairs is one person, bool (P,).

    Args:
        scored: scored pairs.
        truth: person by (source, record_id), or of each row.

    Example:
        >>> import suspectmatch as sm
        >>> from suspectmatch.synthetic import single_name_records
        >>> made = single_name_records(300, seed=1)
        >>> scored = sm.Linker(progress=False).predict(sm.normalise(sm.load(made.records)))
        >>> is_true = same_person(scored, made.person_id)
        >>> bool(is_true[:50].mean() > 0.9)
        True
    """
    person = person_of_rows(scored.compared.people, truth)
    same: npt.NDArray[np.bool_] = person[scored.compared.left] == person[scored.compared.right]
    return same


def read_truth(path: str | Path) -> dict[tuple[str, str], str]:
    """Read the person of each record from a CSV file: source, record_id and person (or person_id).

    Args:
        path: the file, with a header.

    Returns:
        Person by (source, record_id).

    Raises:
        InputError: it cannot be read, or gives two persons for one record.
        ColumnNotFoundError: a column is missing.
    """
    path = checks.path("path", path)
    options = pacsv.ConvertOptions(
        column_types=dict.fromkeys((*TRUTH_COLUMNS, *_PERSON_NAMES), pa.string()),
        strings_can_be_null=False,
    )
    try:
        table = pacsv.read_csv(path, convert_options=options)
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError("The truth file cannot be read as CSV.", file=path.name) from error
    names = set(table.column_names)
    person = next((name for name in _PERSON_NAMES if name in names), TRUTH_COLUMNS[2])
    for column in ("source", "record_id", person):
        if column not in names:
            raise ColumnNotFoundError(path.name, column, table.column_names)
    columns = [table.column(name).to_pylist() for name in ("source", "record_id", person)]
    truth: dict[tuple[str, str], str] = {}
    for line, (source, record, who) in enumerate(zip(*columns, strict=True), start=2):
        if truth.setdefault((source, record), who) != who:
            raise InputError("A record has two persons.", file=path.name, line=line)
    return truth
