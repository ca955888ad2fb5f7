import csv
import datetime as dt
import json
import warnings
import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from suspectmatch.errors import ParameterError, RejectedRowsWarning
from suspectmatch.loading import load
from suspectmatch.loading.mapping.mapping import PRESETS
from suspectmatch.synthetic import demo_sources
from suspectmatch.synthetic.demo_files import SOURCE_SHARES as SOURCES

N = 1200


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return demo_sources(tmp_path_factory.mktemp("demo"), seed=11, n_records=N)


def rows_of(path, delimiter):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, delimiter=delimiter))


def test_same_seed_same_bytes(made, tmp_path):
    again = demo_sources(tmp_path, seed=11, n_records=N)
    for source, path in made.files.items():
        assert path.read_bytes() == again.files[source].read_bytes()
    assert made.truth_file.read_bytes() == again.truth_file.read_bytes()
    other = demo_sources(tmp_path / "other", seed=12, n_records=N)
    assert other.files["un_list"].read_bytes() != made.files["un_list"].read_bytes()


def test_truth_is_complete_and_unique(made):
    assert len(made.truth) == sum(made.n_written.values()) - sum(
        made.n_broken[source] + made.n_entities[source] for source in SOURCES
    )
    assert len({(source, number) for source, number, _ in made.truth}) == len(made.truth)
    printed = rows_of(made.truth_file, ",")
    assert printed[0] == ["source", "record_id", "person_id"]
    assert [tuple(row) for row in printed[1:]] == list(made.truth)
    assert sum(made.n_written.values()) - sum(made.n_entities.values()) == N


def test_most_persons_stand_in_one_source_some_in_up_to_four(made):
    sources = {}
    for source, _, person in made.truth:
        sources.setdefault(person, set()).add(source)
    counts = Counter(map(len, sources.values()))
    assert set(counts) == {1, 2, 3, 4}
    assert 0.65 < counts[1] / len(sources) < 0.85


def test_un_list_has_the_layout_of_the_un(made):
    root = ET.parse(made.files["un_list"]).getroot()
    people, entities = root.findall("*/INDIVIDUAL"), root.findall("*/ENTITY")
    assert len(people) + len(entities) == made.n_written["un_list"]
    assert len(entities) == made.n_entities["un_list"]
    kinds = Counter(node.text for node in root.iter("TYPE_OF_DATE"))
    assert {"EXACT", "APPROXIMATELY", "BETWEEN"} <= set(kinds)
    assert {"Good", "Low"} <= {node.text for node in root.iter("QUALITY")}
    assert any(node.text for node in root.iter("NAME_ORIGINAL_SCRIPT"))
    assert all(person.findtext("FIRST_NAME") for person in people)


def test_notices_are_red_and_yellow(made):
    notices = json.loads(made.files["red_notices"].read_text(encoding="utf-8"))["_embedded"]["notices"]
    assert len(notices) == made.n_written["red_notices"]
    colours = Counter(notice["_links"]["self"]["href"].split("/")[-2] for notice in notices)
    assert 0 < colours["yellow"] < colours["red"] / 5
    assert all(("arrest_warrants" in n) == ("/red/" in n["_links"]["self"]["href"]) for n in notices)


def test_register_is_french_and_partly_broken(made):
    header, *rows = rows_of(made.files["prison_register"], ";")
    assert header[:3] == ["NUM_ECROU", "NOM", "PRENOM"]
    assert len(rows) == made.n_written["prison_register"]
    broken = [row for row in rows if len(row) != len(header) or not row[0] or not (row[1] or row[2])]
    assert len(broken) == made.n_broken["prison_register"] >= 3
    whole = [row for row in rows if len(row) == len(header)]
    assert sum(int(row[-1][-4:]) < 2021 for row in whole) == made.n_expired["prison_register"]


def test_enrolments_count_their_own_bytes(made):
    data = made.files["enrolments"].read_bytes()
    n_subjects = 0
    while data:
        length = int(data[: data.index(b"\x1d")].split(b":")[1])
        record, data = data[:length], data[length:]
        assert record.endswith(b"\x1c")
        fields = dict(field.split(b":", 1) for field in record[:-1].split(b"\x1d"))
        if b"2.001" in fields:
            n_subjects += 1
            assert len(fields[b"2.018"]) <= 30
            assert all(date.isdigit() for date in fields.get(b"2.022", b"0").split(b"\x1e"))
    assert n_subjects == made.n_written["enrolments"]


def test_field_reports_know_kunyas_ages_and_telephones(made):
    header, *rows = rows_of(made.files["field_collection"], ",")
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert any(row["NOM_DE_GUERRE"] and not row["NAME"] for row in table)
    assert all(row["NOM_DE_GUERRE"] or row["NAME"] for row in table)
    assert any(row["AGE"].startswith("about") for row in table)
    phones = [row["PHONE"] for row in table if row["PHONE"]]
    assert 0.25 < len(phones) / len(table) < 0.6
    assert {row["ROLE"] for row in table} >= {"suspect", "associate", "victim"}


@pytest.mark.parametrize(
    ("source", "mapping"),
    [*((source, None) for source in SOURCES), *((name, name) for name in PRESETS)],
)
def test_every_record_is_kept_rejected_or_left_out(made, source, mapping):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RejectedRowsWarning)
        records = load({source: made.files[source]}, mapping=mapping, today=dt.date(2026, 1, 1))
    rejected = [row for row in records.rejected.to_pylist() if not row["kept"]]
    left_out = sum(item[-1] for item in records.left_out)
    assert len(rejected) == made.n_broken[source]
    assert left_out == made.n_expired[source] + made.n_entities[source]
    assert len(records) + len(rejected) + left_out == made.n_written[source]
    known = [number for name, number, _ in made.truth if name == source]
    found = records.table["record_id"].to_pylist()
    assert set(found) <= set(known)
    assert len(known) - len(found) == made.n_expired[source]


def test_too_few_records_are_refused(tmp_path):
    with pytest.raises(ParameterError, match="at least 100"):
        demo_sources(tmp_path, n_records=5)
    assert not list(tmp_path.iterdir())


def test_repr_names_nobody(made):
    assert repr(made) == f"DemoTruth({len(made.truth):,} records in 5 files)"
