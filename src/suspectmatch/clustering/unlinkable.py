"""Records that hold too little to tell one person from another, and so are set apart.

What a record holds is counted in bits of identity: how rare its rarest name is, how exact its date of
birth and how rare its documents and contacts. That many bits tell one person from 2^bits others; a
record with fewer than `LEAST_BITS` fits many persons of any large file, whatever it agrees with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from suspectmatch.kernels.tokens import PLACEHOLDER
from suspectmatch.tables.identity import identity_hashes

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.tables import CodeColumn, NameColumn, People

    Bits = npt.NDArray[np.float64]

LEAST_BITS: Final = 8.0
"""A name that one person in four bears and a year of birth; measured, see the decision record."""
KUNYA_BITS: Final = 6.0
"""A name that is a kunya and nothing else counts for no more."""
NUMBER_BITS: Final = 20.0
"""A document or a contact counts for no more: numbers are mistyped and shared."""
LIFETIMES: Final = 70.0 * 365.25
"""Days over which births are spread."""
UNLINKABLE_SCHEMA: Final = pa.schema(
    [
        ("source", pa.string()),
        ("record_id", pa.string()),
        ("bits", pa.float64()),
        ("reason", pa.string()),
    ]
)


def identity_bits(people: People) -> tuple[Bits, Bits, Bits]:
    """Bits of identity of each record by names, dates, and documents and contacts, float64 (N,) each.

    Example:
        >>> import suspectmatch as sm
        >>> records = [{"record_id": name, "names": [name]} for name in ("Abu Omar", "Zubayr Tarkhani")]
        >>> names, dates, numbers = identity_bits(sm.normalise(sm.load({"a": records})))
        >>> bool(names[0] < names[1]), dates.tolist(), numbers.tolist()
        (True, [0.0, 0.0], [0.0, 0.0])
    """
    documents, contacts = (_number_bits(people.sets[field]) for field in ("documents", "contacts"))
    return _name_bits(people.names), _date_bits(people), np.minimum(documents + contacts, NUMBER_BITS)


def unlinkable(people: People) -> tuple[npt.NDArray[np.bool_], pa.Table]:
    """Which records are set apart, bool (N,), and a table of them with the reason."""
    names, dates, numbers = identity_bits(people)
    bits = names + dates + numbers
    apart = bits < LEAST_BITS
    rows = np.flatnonzero(apart)
    identity = people.records.table.select(["source", "record_id"])
    if rows.size:
        rows = rows[np.argsort(identity_hashes(identity.take(pa.array(rows))))]
    taken = identity.take(pa.array(rows))
    n_names = np.diff(people.names.offsets)
    reasons = [
        f"{_of_names(n_names[row], names[row])}, {_of_dates(dates[row])}, {_of_numbers(numbers[row])}"
        for row in rows.tolist()
    ]
    values = [
        taken.column("source"),
        taken.column("record_id"),
        pa.array(bits[rows]),
        pa.array(reasons, pa.string()),
    ]
    return apart, pa.table(values, schema=UNLINKABLE_SCHEMA)


def _of_names(n: int, bits: float) -> str:
    return f"names worth {bits:.1f} bits" if n else "no name"


def _of_dates(bits: float) -> str:
    return f"a date worth {bits:.1f} bits" if bits else "no date"


def _of_numbers(bits: float) -> str:
    return f"documents worth {bits:.1f} bits" if bits else "no document"


def _name_bits(column: NameColumn) -> Bits:
    """Bits of each record's rarest name: the sum over its parts."""
    names = column.names
    arrays = names.arrays
    own = arrays.bits[:, -1].astype(np.float64)
    own[names.tags == PLACEHOLDER] = 0.0
    which = np.repeat(np.arange(len(names)), np.diff(arrays.token_offsets))
    of_name = np.bincount(which, weights=own[arrays.token_codes], minlength=len(names))
    of_name[names.kunya_only] = np.minimum(of_name[names.kunya_only], KUNYA_BITS)
    return _largest(column.offsets, of_name[column.codes])


def _date_bits(people: People) -> Bits:
    """Bits of each record's most exact date: how many such spans a lifetime of births holds."""
    column = people.birth_dates
    dates = column.dates
    days = dates.latest.astype(np.float64) - dates.earliest + 1.0
    days = np.where(dates.default_day, np.maximum(days, 365.0), days)
    bits = np.log2(np.maximum(LIFETIMES / np.maximum(days, 1.0), 1.0))
    bits[~dates.is_read] = 0.0
    return _largest(column.offsets, np.where(column.asserted_false, 0.0, bits[column.codes]))


def _number_bits(column: CodeColumn) -> Bits:
    known = column.codes >= 0
    bits = np.zeros(column.codes.size)
    bits[known] = column.bits[column.codes[known]]
    return _largest(column.offsets, bits)


def _largest(offsets: npt.NDArray[np.int64], values: npt.NDArray[Any]) -> Bits:
    """The largest value of each record; 0 where it has none."""
    made = np.zeros(offsets.size - 1)
    has = np.diff(offsets) > 0
    if values.size:
        made[has] = np.maximum.reduceat(values, offsets[:-1][has])
    return made
