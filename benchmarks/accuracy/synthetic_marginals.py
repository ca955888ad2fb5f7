"""Measure invented records beside real lists; write the tables of docs/explanation/synthetic-data.md.

    python benchmarks/accuracy/synthetic_marginals.py

Needs the development data beside the project. Only figures leave it.
"""

import csv
import datetime as dt
import re
import tempfile
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import suspectmatch as sm
from suspectmatch.errors import RejectedRowsWarning
from suspectmatch.synthetic import (
    LabelledRecords,
    aliased_records,
    generate_people,
    single_name_records,
    write_sources,
)

Row = dict[str, Any]

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
PAGE = ROOT / "docs" / "explanation" / "synthetic-data.md"
LISTS = ("un2020", "ofac2022", "uk2018", "au2024", "ca2020")
KINDS = ("un_list", "red_notices", "prison_register", "enrolments", "field_collection", "border_mrz")
PARTICLES = {"al", "el", "bin", "ben", "ibn", "dr", "haji", "mullah", "de", "da"}
N_PERSONS, N_BULK, SEED = 4_000, 1_000_000, 0
NAME_CLASSES = (
    "same text",
    "same words",
    "words of one in the other",
    "some word shared",
    "no word shared",
)
DATE_CLASSES = (
    "same day",
    "one day off",
    "day and month swapped",
    "one digit off",
    "a year off, same day and month",
    "same year, other day",
    "fits, one side not a full day",
    "up to two years apart",
    "further apart",
)


def words(text: str) -> list[str]:
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c)
    )
    return [word for word in re.split(r"[^\w]+", plain.replace("'", "")) if word]


def name_class(a: str, b: str) -> str:
    one, other = words(a), words(b)
    if one == other:
        return NAME_CLASSES[0]
    one, other = (Counter(word for word in some if word not in PARTICLES) for some in (one, other))
    if one == other:
        return NAME_CLASSES[1]
    if not one - other or not other - one:
        return NAME_CLASSES[2]
    return NAME_CLASSES[3] if one & other else NAME_CLASSES[4]


def span(date: Row) -> tuple[dt.date, dt.date] | None:
    """First and last day a date may mean; None where it cannot be read."""
    text = date["edtf"] or date["text"] or ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = dt.date.fromisoformat(text)
        return day, day
    years = [int(year) for year in re.findall(r"\b\d{4}", text)]
    if not years or not 1800 < years[0] <= years[-1] < 2100:
        return None
    wide = 2 if re.search(r"~|about|circa|approx", text, re.IGNORECASE) else 0
    return dt.date(years[0] - wide, 1, 1), dt.date(years[-1] + wide, 12, 31)


def form(date: Row) -> str:
    text = date["edtf"] or ""
    if "/" in text or ".." in text:
        return "span"
    if text.endswith("~"):
        return "about"
    return {10: "day", 7: "month", 4: "year"}.get(len(text), "other")


def date_class(a: Row, b: Row) -> str | None:
    one, other = span(a), span(b)
    if one is None or other is None:
        return None
    if one[0] == one[1] and other[0] == other[1]:
        x, y = one[0], other[0]
        if x == y:
            return DATE_CLASSES[0]
        if abs((x - y).days) == 1:
            return DATE_CLASSES[1]
        if (x.year, x.month, x.day) == (y.year, y.day, y.month):
            return DATE_CLASSES[2]
        if abs(x.year - y.year) == 1 and (x.month, x.day) == (y.month, y.day):
            return DATE_CLASSES[4]
        if sum(p != q for p, q in zip(x.isoformat(), y.isoformat(), strict=True)) == 1:
            return DATE_CLASSES[3]
        if x.year == y.year:
            return DATE_CLASSES[5]
        return DATE_CLASSES[7 if abs((x - y).days) <= 731 else 8]
    if one[0] <= other[1] and other[0] <= one[1]:
        return DATE_CLASSES[6]
    gap = max((one[0] - other[1]).days, (other[0] - one[1]).days)
    return DATE_CLASSES[7 if gap <= 731 else 8]


def table(head: list[str], rows: Iterable[list[object]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(str(cell) for cell in row) + " |"


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f}" if whole else "-"


def filled(columns: list[list[Row]]) -> Iterator[list[object]]:
    fields = (
        "birth_dates", "birth_places", "nationalities", "sex", "documents", "father_names", "contacts",
    )  # fmt: skip
    for field in fields:
        yield [field, *(percent(sum(bool(row[field]) for row in rows), len(rows)) for rows in columns)]
    several = [
        percent(sum(len(r["birth_dates"] or ()) > 1 for r in rows), len(rows)) for rows in columns
    ]
    yield ["two dates or more", *several]
    yield [
        "names a record, mean",
        *(f"{np.mean([len(r['names']) for r in rows]):.1f}" for rows in columns),
    ]


def precision(columns: list[list[Row]]) -> Iterator[list[object]]:
    counts = [
        Counter(form(date) for row in rows for date in row["birth_dates"] or ()) for rows in columns
    ]
    for word, label in (
        ("day", "full day"), ("month", "month"), ("year", "year only"), ("about", "about a year"),
        ("span", "between years"), ("other", "kept as text"),
    ):  # fmt: skip
        yield [label, *(percent(count[word], count.total()) for count in counts)]
    days = [
        [d["edtf"] for row in rows for d in row["birth_dates"] or () if form(d) == "day"]
        for rows in columns
    ]
    yield [
        "1 January, of full days",
        *(percent(sum(d.endswith("-01-01") for d in s), len(s)) for s in days),
    ]


def lengths(columns: list[list[Row]]) -> Iterator[list[object]]:
    counts = []
    for rows in columns:
        primary = [
            next((n for n in row["names"] if n["kind"] == "primary"), row["names"][0]) for row in rows
        ]
        counts.append(Counter(min(len(words(name["full"])), 5) for name in primary))
    for n in range(1, 6):
        yield [f"{n}{' or more' if n == 5 else ''}", *(percent(c[n], c.total()) for c in counts)]
    mean = [sum(k * v for k, v in c.items()) / c.total() for c in counts]
    yield ["mean", *(f"{value:.2f}" for value in mean)]


def views(pairs: list[tuple[Row, Row]]) -> tuple[Counter, Counter, int]:
    """Shares of name and date classes over pairs of records; the first name and date of each."""
    names, dates, n_missing = Counter(), Counter(), 0
    for one, other in pairs:
        names[name_class(one["names"][0]["full"], other["names"][0]["full"])] += 1
        found = [(row["birth_dates"] or [None])[0] for row in (one, other)]
        kind = date_class(*found) if all(found) else None
        n_missing += kind is None
        dates[kind] += kind is not None
    return names, dates, n_missing


def real_pairs(kind: str) -> list[tuple[Row, Row]]:
    rows = {}
    for file in sorted((DATA / "lists" / kind).glob("*.jsonl")):
        for row in sm.load({file.stem: file}).table.to_pylist():
            rows[f"{row['source']}:{row['record_id']}"] = row
    with (DATA / "lists" / "truth.csv").open(encoding="utf-8", newline="") as stream:
        keys = [(row["id_a"], row["id_b"]) for row in csv.DictReader(stream)]
    return [(rows[a], rows[b]) for a, b in keys if a in rows and b in rows]


def bulk_pairs(made: LabelledRecords) -> Iterator[tuple[Row, Row]]:
    rows, first = made.records.to_pylist(), {}
    for row, person in zip(rows, made.person_id.tolist(), strict=True):
        if person in first:
            yield first[person], row
        first.setdefault(person, row)


def source_rows(folder: str) -> dict[str, dict[str, Row]]:
    people = generate_people(N_PERSONS, seed=SEED)
    written = write_sources(folder, people, KINDS, seed=SEED)
    second = write_sources(Path(folder) / "again", people, ["un_list"], seed=SEED + 1)
    records = sm.load(dict(written.files) | {"again": second.files["un_list"]})
    truth = {(source, number): person for source, number, person in written.truth}
    truth |= {("again", number): person for _, number, person in second.truth}
    rows = {}
    for row in records.table.to_pylist():
        rows.setdefault(row["source"], {})[truth[row["source"], row["record_id"]]] = row
    return rows


def skew(values: pa.Array, n: int) -> tuple[str, str, str]:
    counts = pc.value_counts(values.drop_null())
    found = np.sort(counts.field("counts").to_numpy())[::-1]
    return f"{100 * found[:10].sum() / n:.1f}", f"{len(found):,}", f"{found[0]:,}"


def freq_latin(n: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Names drawn independently, given and family, from the table of the whole Arab world and Iran."""
    groups = {}
    with (DATA / "names" / "freq_latin.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            if row["role"] != "unknown":
                names, counts = groups.setdefault(row["role"], ([], []))
                names.append(row["latin"])
                counts.append(int(row["count"]))
    drawn = []
    for role in ("given", "surname"):
        names, counts = groups[role]
        drawn.append(
            np.array(names, dtype=object)[rng.choice(len(names), n, p=np.array(counts) / sum(counts))]
        )
    return drawn


def skews() -> Iterator[list[object]]:
    """Rows of the table of name frequencies."""
    made = single_name_records(N_BULK, seed=SEED)
    names = made.records["names"].combine_chunks().flatten()
    family = names.field("family")
    given = pc.list_element(pc.split_pattern(names.field("given").drop_null(), " ", max_splits=1), 0)
    yield ["single_name_records", f"{N_BULK:,}", *skew(given, N_BULK)[:2], *skew(family, N_BULK)[:2],
           *skew(names.field("full"), N_BULK)[1:]]  # fmt: skip
    one, other = freq_latin(N_BULK, np.random.default_rng(SEED))
    full = pa.array([f"{a} {b}" for a, b in zip(one, other, strict=True)])
    yield ["drawn from the name table, given x family", f"{N_BULK:,}", *skew(pa.array(one), N_BULK)[:2],
           *skew(pa.array(other), N_BULK)[:2], *skew(full, N_BULK)[1:]]  # fmt: skip
    for kind, label in (("ofac2022", "OFAC list"), (None, "invented, as many")):
        if kind:
            rows = sm.load({kind: DATA / "lists" / "records" / f"{kind}.jsonl"}).table.to_pylist()
            texts = [words(row["names"][0]["full"]) for row in rows]
            n = len(texts)
        else:
            texts = [words(text) for text in names.field("full").slice(0, n).to_pylist()]
        texts = [text for text in texts if text]
        yield [f"{label}, first and last word", f"{n:,}", *skew(pa.array([t[0] for t in texts]), n)[:2],
               *skew(pa.array([t[-1] for t in texts]), n)[:2],
               *skew(pa.array([" ".join(t) for t in texts]), n)[1:]]  # fmt: skip


def tables() -> Iterator[tuple[str, Iterator[str]]]:
    real = [
        sm.load({name: DATA / "lists" / "records" / f"{name}.jsonl"}).table.to_pylist() for name in LISTS
    ]
    with tempfile.TemporaryDirectory() as folder:
        rows = source_rows(folder)
    invented = [list(rows[kind].values()) for kind in KINDS]
    aliased = aliased_records(4_000, seed=SEED).records.to_pylist()
    columns = [*real, *invented, aliased]
    head = [*LISTS, *(f"*{kind}*" for kind in KINDS), "*aliased_records*"]
    yield "filled", table(["per cent", *head], filled(columns))
    yield "precision", table(["per cent of dates", *head], precision(columns))
    yield "lengths", table(["words, per cent", *head], lengths(columns))
    yield "skew", table(
        ["names", "records", "top 10 given, %", "given names", "top 10 family, %", "family names",
         "full names", "commonest full name"],
        skews(),
    )  # fmt: skip
    pairs = {
        "real, first names": real_pairs("records"),
        "real, one name at random": real_pairs("thin"),
        "*un_list, twice*": [(rows["un_list"][p], rows["again"][p]) for p in rows["un_list"]],
    }
    for kind in KINDS[1:]:
        both = rows["un_list"].keys() & rows[kind].keys()
        pairs[f"*un_list, {kind}*"] = [(rows["un_list"][p], rows[kind][p]) for p in sorted(both)]
    pairs["*single_name_records*"] = list(bulk_pairs(single_name_records(20_000, seed=SEED)))
    found = {label: views(some) for label, some in pairs.items()}
    yield (
        "names",
        table(
            ["names, per cent of pairs", *found],
            [
                [c, *(percent(names[c], names.total()) for names, _, _ in found.values())]
                for c in NAME_CLASSES
            ]
            + [["pairs", *(f"{names.total():,}" for names, _, _ in found.values())]],
        ),
    )
    yield (
        "dates",
        table(
            ["dates, per cent of pairs with both", *found],
            [
                [c, *(f"{100 * dates[c] / dates.total():.1f}" for _, dates, _ in found.values())]
                for c in DATE_CLASSES
            ]
            + [["no date on a side", *(percent(m, names.total()) for names, _, m in found.values())]],
        ),
    )


def main() -> None:
    warnings.simplefilter("ignore", RejectedRowsWarning)
    page = PAGE.read_text(encoding="utf-8")
    for name, lines in tables():
        begin, end = f"<!-- table {name} -->", "<!-- end -->"
        before, _, rest = page.partition(begin)
        if not rest:
            raise SystemExit(f"{PAGE.name} has no place for the table {name}")
        text = "\n".join(lines)
        print(name, text, sep="\n")
        page = f"{before}{begin}\n\n{text}\n\n{end}{rest.partition(end)[2]}"
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
