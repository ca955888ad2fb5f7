"""normalise(): records become people, in columns that kernels can compare."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch import checks
from suspectmatch.normalising.birth_dates import birth_dates
from suspectmatch.normalising.columns import encode
from suspectmatch.normalising.fields import code_columns, name_columns
from suspectmatch.normalising.reliability import reliability_values
from suspectmatch.roles import ROLES
from suspectmatch.schema import REJECTED_SCHEMA
from suspectmatch.tables import CodeColumn, DateOccurrences, People, Records

__all__ = ["normalise"]


def normalise(records: Records, *, threads: int | None = None) -> People:
    """Make records comparable: parts of names, intervals of dates, codes of everything else.

    Every distinct value is worked on once. Nothing is deleted: a value that is not understood stays in
    the record and is listed in ``unread``.

    Args:
        records: what ``load`` returned.
        threads: worker threads; more than two make no difference. All processors where None.

    Returns:
        People, rows in load order.

    Raises:
        ParameterError: ``records`` is not a ``Records`` table.

    Example:
        >>> import suspectmatch as sm
        >>> sm.normalise(sm.load({"jail": [{"record_id": "7", "names": ["Ali Hasan"]}]}))
        People(1 records of 1 sources; 1 distinct names, 2 distinct tokens; 0 values not understood)
    """
    checks.instance("records", records, Records, "a Records table, as made by load()")
    threads = 2 if threads is None else checks.positive_int("threads", threads)
    today = checks.today(records.day)
    table = records.table
    source, sources = encode(table.column("source").combine_chunks())
    unread: list[dict[str, Any]] = []

    def all_but_names() -> tuple[DateOccurrences, dict[str, CodeColumn]]:
        return birth_dates(table, source, len(sources), unread, today), code_columns(table)

    if threads == 1:
        names, (born, sets) = name_columns(table), all_but_names()
    else:
        # Names take longest, and nearly all of it without the interpreter: all else is done meanwhile.
        with ThreadPoolExecutor(1) as pool:
            made = pool.submit(name_columns, table)
            born, sets = all_but_names()
            names = made.result()
    return People(
        records=records,
        source=source,
        sources=tuple(str(name) for name in sources),
        role=pc.index_in(table.column("role"), pa.array(ROLES)).to_numpy().astype(np.int8),
        **names,
        birth_dates=born,
        sets=sets,
        reliability=reliability_values(table.column("reliability"), unread, table),
        unread=pa.Table.from_pylist(unread, schema=REJECTED_SCHEMA),
    )
