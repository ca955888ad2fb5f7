"""The records of the comparison: the canonical file, the same fields flattened, and who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

SEED = 7


def first_of(table: pa.Table, name: str, part: str | None = None) -> pa.Array:
    """The first value of each list, or null."""
    column = table[name].combine_chunks()
    has = pc.fill_null(pc.greater(pc.list_value_length(column), 0), False).to_numpy(zero_copy_only=False)
    values = pc.list_flatten(column)
    values = values if part is None else pc.struct_field(values, part)
    starts = pc.fill_null(pc.list_value_length(column), 0).to_numpy().cumsum()
    before = np.concatenate(([0], starts[:-1]))[: len(column)]
    return pc.take(values, pa.array(np.where(has, before, 0), mask=~has))


def folded(text: pa.Array) -> pa.Array:
    """Lower case, no accents, no space around: done once for all engines, outside the timing."""
    plain = pc.replace_substring_regex(pc.utf8_normalize(pc.utf8_lower(text), "NFKD"), r"\p{M}+", "")
    return pc.utf8_trim_whitespace(plain)


def flattened(records: pa.Table) -> pa.Table:
    """One value a field; ``unique_id`` is the number of the row; partial dates stay as stated."""
    return pa.table(
        {
            "unique_id": pa.array(np.arange(records.num_rows)),
            "source": pc.cast(records["source"], pa.string()),
            "given_name": folded(first_of(records, "names", "given")),
            "family_name": folded(first_of(records, "names", "family")),
            "full_name": folded(first_of(records, "names", "full")),
            "dob": first_of(records, "birth_dates", "edtf"),
            "birth_place": folded(first_of(records, "birth_places", "text")),
            "nationality": first_of(records, "nationalities"),
            "sex": pc.cast(records["sex"], pa.string()),
        }
    )


def write_records(n: int, folder: Path) -> Path:
    """Write ``records.parquet``, ``flat.parquet`` and ``person.npy``, unless they are there."""
    made = folder / f"n{n}-seed{SEED}"
    if not (made / "person.npy").exists():
        from suspectmatch.synthetic import single_name_records

        made.mkdir(parents=True, exist_ok=True)
        drawn = single_name_records(n, seed=SEED)
        pq.write_table(drawn.records, made / "records.parquet")
        pq.write_table(flattened(drawn.records), made / "flat.parquet")
        np.save(made / "person.npy", np.asarray(drawn.person_id, dtype=np.int64))
    return made


if __name__ == "__main__":
    import sys
    from pathlib import Path

    print(write_records(int(sys.argv[1]), Path(sys.argv[2])))
