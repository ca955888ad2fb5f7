"""How fast dates of birth are read and compared.

    python benchmarks/speed/dates.py --n 1000000 --runs 5
    python benchmarks/speed/dates.py --n 50000 --runs 1 --results SCRATCH     # while developing

Distinct texts are read in a process that has not seen them: full days as ISO and as other figures, in
columns, and every form that prose has, one by one. Then the dates of many records are normalised, and
pairs of them compared. All is measured in processor time of one thread. Medians go to ``benchmarks/results/dates.json``.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from children import RESULTS, line, middle, options_of, run_child, write_results

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = "dates.json"
SEED = 11
PROSE = 20_000
"""Texts in prose that are read one by one."""
FORMS = {
    "ISO": "%Y-%m-%d",
    "figures": "%d/%m/%Y",
    "prose": "%d %B %Y; %d %b %Y; %B %Y; circa %b %Y; born on %d %B %Y; %d-%b-%y; c. %d/%m/%Y; %m.%Y",
}
N_DAYS, FIRST_DAY = 30_000, -15_000
"""Days of birth are drawn from so many, from 1928 to 2011."""


def texts(form: str) -> list[str]:
    """Distinct dates written in a form, or in several in turn."""
    import numpy as np

    days = np.arange(FIRST_DAY, FIRST_DAY + N_DAYS).astype("M8[D]").tolist()
    forms = FORMS[form].split("; ")
    made = dict.fromkeys(day.strftime(forms[k % len(forms)]) for k, day in enumerate(days))
    return list(made)[:PROSE] if form == "prose" else list(made)


def records(n: int) -> Any:
    """Records of one date each: nine full days in ten, the rest years, approximate years and months."""
    import numpy as np
    import pyarrow as pa

    import suspectmatch as sm

    rng = np.random.default_rng(SEED)
    day = np.datetime_as_string((FIRST_DAY + rng.integers(0, N_DAYS, n)).astype("M8[D]"))
    size = rng.choice([10, 7, 4, 5], n, p=[0.9, 0.02, 0.06, 0.02])
    edtf = [text[:4] + "~" if k == len("1965~") else text[:k] for text, k in zip(day, size, strict=True)]
    dates = [[{"edtf": text}] for text in edtf]
    table = {"record_id": [str(k) for k in range(n)], "names": [[{"full": "A B"}]] * n}
    return sm.load({"register": pa.table({**table, "birth_dates": dates})}).table


def child(arguments: argparse.Namespace) -> dict[str, object]:
    """One run."""
    import time

    import numpy as np
    import pyarrow as pa

    from suspectmatch.dates.columns import parse_dates
    from suspectmatch.kernels.dates import date_levels_pairs, day_rows
    from suspectmatch.linking.compiling import compile_kernels
    from suspectmatch.normalising.birth_dates import birth_dates

    compile_kernels()
    parse_dates(["1965", None], [None, "12 mars 1967"])  # the names of months are loaded once
    rates = {}
    for form in FORMS:
        many = texts(form)
        column = pa.array(many)
        start = time.process_time()
        dates = parse_dates(pa.nulls(len(many), pa.string()), column)
        rates[form] = len(many) / (time.process_time() - start)
        if dates.reason:
            raise SystemExit(f"{len(dates.reason)} dates in the form {form} were not read")
    table, source = records(arguments.n), np.zeros(arguments.n, np.int32)
    birth_dates(table.slice(0, 1000), source[:1000], 1, [])
    start = time.process_time()
    made = birth_dates(table, source, 1, [])
    seconds = time.process_time() - start
    values = made.offsets, made.codes, made.asserted_false, made.dates.table
    rows = day_rows(*values)
    rng = np.random.default_rng(SEED)
    left = np.sort(rng.integers(0, arguments.n, arguments.n)).astype(np.int32)
    right = rng.integers(0, arguments.n, arguments.n).astype(np.int32)
    return {
        "texts_per_second": rates,
        "records_per_second": arguments.n / seconds,
        "distinct": len(made.dates),
        "nanoseconds_per_pair": _nanoseconds(date_levels_pairs, left, right, rows, *values),
    }


def _nanoseconds(compare: Any, left: NDArray[Any], right: NDArray[Any], *values: NDArray[Any]) -> float:
    import time

    import numpy as np

    levels = np.empty(left.size, np.int8)
    compare(left[:1000], right[:1000], *values, levels)
    start = time.process_time()
    compare(left, right, *values, levels)
    return (time.process_time() - start) / left.size * 1e9


# The page.


def part() -> list[str]:
    """The lines of the page."""
    if not (RESULTS / NAME).exists():
        return []
    body = json.loads((RESULTS / NAME).read_text(encoding="utf-8"))
    rates = body["texts_per_second"]
    return [
        "## Dates of birth",
        "",
        f"Processor time of one thread; medians, runs: {body['runs']}. Records have one date each, {body['distinct']:,} distinct ones",
        f"in {body['n']:,}; nine in ten are full days.",
        "",
        "| | a processor second |",
        "|---|---|",
        line("distinct texts, ISO", f"{rates['ISO']:,.0f}"),
        line("distinct texts, other figures", f"{rates['figures']:,.0f}"),
        line("distinct texts, prose", f"{rates['prose']:,.0f}"),
        line("records", f"{body['records_per_second']:,.0f}"),
        line("pairs compared, in no order", f"{1e9 / body['nanoseconds_per_pair']:,.0f}"),
        "",
    ]


def main() -> None:
    options = options_of(__doc__, 1_000_000, ("run",))
    options.set_defaults(threads=1, runs=5)
    arguments = options.parse_args()
    if arguments.child:
        print(json.dumps(child(arguments)))
        return
    run_child(__file__, arguments.threads, child="run", n=1_000)  # compiles what is not compiled yet
    runs = [
        run_child(__file__, arguments.threads, child="run", n=arguments.n) for _ in range(arguments.runs)
    ]
    write_results(arguments.results, NAME, arguments, **middle(runs))


if __name__ == "__main__":
    main()
