"""Columns of canonical records: whichever way the rows take, the same comes out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import suspectmatch as sm
from suspectmatch.errors import InputError, RejectedRowsWarning
from suspectmatch.loading import canonical, columns, offered_rows
from suspectmatch.loading import intake as intake_module
from suspectmatch.loading.columns import checked_columns, columns_of, is_text
from suspectmatch.loading.duplicate_ids import SeenIds
from suspectmatch.loading.fields import CHECKS, KINDS, FieldError
from suspectmatch.loading.mapping.mapping import Mapping
from suspectmatch.loading.reading import open_sources, read_source
from suspectmatch.schema import RECORD_SCHEMA

TODAY = dt.date(2026, 1, 1)


@pytest.fixture(autouse=True, scope="module", params=[0, 10**6], ids=["on threads", "one by one"])
def columns_are_taken(request):
    """Side by side or one after another: nothing may show of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_MANY_ROWS", request.param)
        yield


odd = st.sampled_from(
    [
        " x",
        "x\u00a0",
        "\x00",
        "a\x1fb",
        "a\nb",
        "",
        " ",
        "x" * 10_001,
        "\u0627\u062d\u0645\u062f",
        "\u200b",
    ]
)
ids = st.sampled_from(["1", "2", "3", " 1", "4", "5", "6", "7", "8", "9"]) | odd
texts = st.none() | st.sampled_from(["Ali", "Omar Hasan", "LB"]) | odd


def often(value, rarely):
    """Mostly one value."""
    return st.one_of(*[st.just(value)] * 6, rarely)


def listed(item):
    return st.none() | st.lists(st.none() | item, max_size=3)


names = st.fixed_dictionaries(
    {
        "full": often("Ali Hasan", texts),
        "given": texts,
        "family": texts,
        "kind": often("primary", st.sampled_from([None, "alias", "", "nom"])),
        "quality": often(None, st.sampled_from(["weak", "good"])),
    }
)
dates = st.fixed_dictionaries(
    {
        "edtf": st.sampled_from(
            [None, "1965", "1965-03-12", "1965-02-31", "196X", "1961/1963", "", "0000"]
        ),
        "text": texts,
        "calendar": often(None, st.sampled_from(["hijri", "maya"])),
        "asserted_false": st.none() | st.booleans(),
    }
)
places = st.fixed_dictionaries({"text": texts, "country": texts})
documents = st.fixed_dictionaries({"kind": texts, "number": often("A1234567", texts)})
maps = st.none() | st.lists(st.tuples(often("k", ids), texts), max_size=3)
days = st.sampled_from([None, None, dt.date(2020, 1, 1), dt.date(2030, 1, 1)])
rows = st.fixed_dictionaries(
    {
        "source": often("a", st.sampled_from([None, "b", "", "a\x01"])),
        "record_id": ids,
        "role": often("suspect", st.sampled_from([None, "", "king"])),
        "names": often([{"full": "Ali Hasan"}], listed(names)),
        "birth_dates": listed(dates),
        "birth_places": listed(places),
        "nationalities": listed(texts),
        "sex": often("male", st.sampled_from([None, "", "M"])),
        "documents": often(None, listed(documents)),
        "reliability": st.sampled_from([None, "B2", "b2", "0.5", "7"]),
        "remarks": texts,
        "extra": often(None, maps),
        "retain_until": days,
        "location": often(None, texts),
    }
)


def every_way(table, name=None, mapping=None, rest=()):
    """The records of a table, checked value by value, as plain records and as Arrow batches."""
    found = []
    for is_plain, few in ((True, 10**9), (True, 0), (False, 0)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(intake_module, "FEW", few)
            seen = SeenIds()
            for source in rest:
                read_source(open_sources([source])[0], None, today=TODAY, seen=seen)
            one = open_sources([{name: table} if name else table])[0]
            if is_plain:
                one = replace(one, items=tuple(replace(item, batches=None) for item in one.items))
            own = Mapping.of(mapping) if mapping else None
            try:
                found.append(read_source(one, own, today=TODAY, seen=seen))
            except InputError as error:
                found.append(str(error))
    return found


def assert_same(by_value, *others):
    for other in others:
        if isinstance(by_value, str):
            assert by_value == other
            continue
        assert other.table.schema == by_value.table.schema
        assert other.table.to_pylist() == by_value.table.to_pylist()
        assert other.table.combine_chunks().equals(by_value.table.combine_chunks())
        assert other.rejected.equals(by_value.rejected)
        assert other.left_out == by_value.left_out
        assert other.inputs == by_value.inputs
        other.table.validate(full=True)


def table_of(made, columns=None):
    used = [field for field in RECORD_SCHEMA if field.name in (columns or made[0])]
    return pa.Table.from_pylist(made, schema=pa.schema([field.with_nullable(True) for field in used]))


@settings(max_examples=200)
@given(
    st.lists(rows, min_size=1, max_size=12),
    st.sampled_from([None, "jail"]),
    st.sampled_from(
        [None, {"role": "detained", "purpose": "check"}, {"record": {"handling": "secret"}}]
    ),
    st.sampled_from([1, 3, 100]),
)
def test_clean_and_dirty_rows_in_any_order(made, name, mapping, at_once):
    if mapping and "record" not in mapping:
        mapping = {"record": mapping}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canonical, "AT_ONCE", at_once)
        patch.setattr(intake_module, "ONE_BY_ONE", 2)
        patch.setattr(offered_rows, "ONE_BY_ONE", 2)
        patch.setattr(intake_module, "BATCH", at_once)
        assert_same(*every_way(table_of(made), name, constants(mapping)))


def constants(mapping):
    if mapping is None:
        return None
    return {"record": {key: {"constant": value} for key, value in mapping["record"].items()}}


CLEAN = [
    {
        "source": "a",
        "record_id": str(k),
        "role": "suspect",
        "names": [{"full": "Ali Hasan", "kind": "alias"}],
    }
    for k in range(6)
]


def test_clean_rows_are_not_looked_at_one_by_one(monkeypatch):
    monkeypatch.setattr(intake_module, "CHECKS", None)
    records = sm.load(table_of(CLEAN))
    assert len(records) == 6
    assert records.table["location"].to_pylist() == [f"(table), row {k}" for k in range(1, 7)]


@pytest.mark.parametrize("own", [["1", "1"], ["1", " 1"], [" 1", "1"], ["2", "1"]])
def test_keys_are_unique_within_and_across_sources(own):
    first = table_of(CLEAN[:2])
    second = table_of([{**CLEAN[0], "record_id": record_id} for record_id in own])
    assert_same(*every_way(second, rest=[first]))
    assert_same(*every_way(second, rest=[[{**CLEAN[0]}]]))
    assert_same(*every_way(pa.concat_tables([second, first])))


SHAPES = [
    {"record_id": pa.array([1, 2]), "names": pa.array(["Ali", None])},
    {"record_id": pa.array(["1", "2"]), "names": pa.array([["Ali", "Omar"], [None, "Abu"]])},
    {
        "record_id": pa.array(["1", "2"], pa.large_string()),
        "names": pa.array([["Ali"], []], pa.large_list(pa.large_string())),
    },
    {
        "record_id": pa.array(["1", "2"]).dictionary_encode(),
        "names": pa.array([["Ali"]] * 2, pa.list_(pa.string(), 1)),
    },
    {"record_id": pa.array(["1", "2"]), "names": pa.array([[{"full": "Ali", "rank": 1}], []])},
    {
        "record_id": pa.array(["1", "2"]),
        "names": pa.array([["Ali"]] * 2),
        "shoe": pa.array([None, "42"]),
    },
    {
        "record_id": pa.array(["1", "2"]),
        "names": pa.array([["Ali"]] * 2),
        "birth_dates": pa.array([[1965], None]),
    },
    {"record_id": pa.array([1.0, 2.5]), "documents": pa.array([["A1"], [None]])},
    {
        "record_id": pa.array(["1", "2"]),
        "names": pa.array([["Ali"]] * 2),
        "entered_on": pa.array(["2020-01-31", "x"]),
    },
    {
        "record_id": pa.array(["1", "2"]),
        "names": pa.array([["Ali"]] * 2),
        "extra": pa.array([{"a": "1"}, None]),
    },
    {"record_id": pa.array(["1", "2"]), "names": pa.array([["Ali"]] * 2), "sex": pa.array([1, None])},
    {"record_id": pa.array(["1", "2"]), "contacts": pa.array([[{"value": "1"}], [{"value": None}]])},
    {"names": pa.array([["Ali"], ["Omar"]]), "record_id": pa.nulls(2)},
    {"record_id": pa.array(["1", "2"]), "names": pa.array([[["Ali"]], None])},
]


@pytest.mark.parametrize(
    "columns", SHAPES, ids=lambda columns: "-".join(str(a.type)[:12] for a in columns.values())
)
def test_columns_of_other_types(columns):
    assert_same(*every_way(pa.table(columns), "jail"))
    assert_same(*every_way(pa.table(columns), "jail", constants({"record": {"role": "wanted"}})))


def test_a_column_of_names_named_twice():
    table = pa.Table.from_arrays(
        [pa.array(["1"]), pa.array(["Ali"]), pa.array(["Omar"])], names=["record_id", "names", "names"]
    )
    assert_same(*every_way(table, "jail"))


def test_a_file_gives_what_its_table_gives(tmp_path):
    made = [*CLEAN, {**CLEAN[0], "names": None}, {**CLEAN[1], "record_id": "9"}]
    pq.write_table(table_of(made), tmp_path / "jail.parquet")
    with pytest.warns(RejectedRowsWarning):
        records = sm.load(tmp_path / "jail.parquet")
    assert records.table["record_id"].to_pylist() == ["0", "1", "2", "3", "4", "5", "9"]
    assert records.table["location"].to_pylist()[-1] == "jail.parquet, row 8"
    assert records.inputs[0].n_read == 8
    assert records.rejected.num_rows == 1


def test_records_of_the_same_name_are_read_as_columns():
    records = sm.load({"a": table_of(CLEAN)})
    again = sm.load({"b": records})
    assert again.table["source"].to_pylist() == ["b"] * 6
    assert again.table["location"].equals(records.table["location"])


def test_bytes_that_are_no_text_stop_the_load_with_one_clear_line():
    broken = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.array([0, 1], pa.int32()).buffers()[1], pa.py_buffer(b"\xff")]
    )
    with pytest.raises(InputError, match="damaged"):
        sm.load(pa.table({"record_id": broken, "names": [["Ali"]]}))


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
def test_row_groups_of_a_file_follow_each_other(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(canonical, "AT_ONCE", at_once)
    pq.write_table(table_of(CLEAN), tmp_path / "a.parquet", row_group_size=2)
    records = sm.load(tmp_path / "a.parquet")
    assert records.table["location"].to_pylist() == [f"a.parquet, row {k}" for k in range(1, 7)]
    assert all(column.num_chunks == 1 for column in records.table.columns)


any_text = st.text(max_size=3) | st.sampled_from(
    [
        "B2",
        "b2",
        "0.5",
        "male",
        "wanted",
        " x",
        "x\t",
        "a\tb",
        "\x7f",
        "\u2028",
        "\u200b",
        "x" * 10_000,
        "x" * 10_001,
    ]
)


@pytest.mark.parametrize("name", ["record_id", "role", "sex", "reliability", "remarks", "nationalities"])
@given(value=any_text.filter(lambda text: "\ud800" not in text))
def test_a_row_without_doubt_is_what_the_check_of_its_value_gives(name, value):
    is_list = name == "nationalities"
    made, doubtful = checked_columns([(name, pa.array([[value] if is_list else value]))], 1)
    unread = []
    try:
        expected = CHECKS[name](value, unread)
    except FieldError:
        assert doubtful[0]
        return
    if unread:
        assert doubtful[0]
    elif not doubtful[0]:
        assert (made[name][0].as_py() if name in made else None) == expected


@pytest.mark.parametrize("edtf", ["1965", "1965-03", "1965-03-12", "1961/1963", "196X", "1970~"])
def test_dates_that_are_no_plain_days_are_read_too(edtf):
    made, doubtful = checked_columns([("birth_dates", pa.array([[{"edtf": edtf}]]))], 1)
    assert not doubtful.any()
    assert made["birth_dates"].to_pylist()[0][0]["edtf"] == edtf


def test_what_is_missing_is_filled_in():
    rows = [[{"given": "Ali", "family": "Hasan"}], [{"full": None, "family": "Omar"}], [], None]
    made, doubtful = checked_columns([("names", pa.array(rows))], 4)
    assert not doubtful.any()
    found = [
        [(one["full"], one["kind"], one["quality"]) for one in row or []]
        for row in made["names"].to_pylist()
    ]
    assert found == [[("Ali Hasan", "primary", "strong")], [("Omar", "primary", "strong")], [], []]
    assert made["names"].null_count == 2


def test_types_that_are_text():
    assert is_text(pa.string()) and is_text(pa.large_string()) and is_text(pa.string_view())  # noqa: PT018
    assert is_text(pa.dictionary(pa.int32(), pa.string()))
    assert not is_text(pa.int64())


def test_every_kind_of_value_is_checked_both_ways():
    of_parts = {"edtf", "flag"}
    assert set(columns.KINDS) - of_parts == set(KINDS)


def test_plain_records_as_columns():
    records = [
        {"record_id": "1", "names": ["Ali"], "extra": {"a": "b"}, "height": None},
        {"record_id": 2, "names": "Omar", "extra": None},
        {"names": [{"full": "Abu"}], "extra": {}},
    ]
    made, doubtful = columns_of(records)
    assert list(made) == ["extra", "height"]
    assert made["extra"].to_pylist() == [[("a", "b")], None, []]
    assert doubtful.tolist() == [True, True, True]
