"""Records: found by identity, counted by source, shown as counts."""

from __future__ import annotations

import pyarrow as pa
import pytest

import suspectmatch as sm
from samples import RICH, ZUBAYR
from suspectmatch.errors import ParameterError, RejectedRowsWarning
from suspectmatch.tables import Records


@pytest.fixture(scope="module")
def records():
    return sm.load(RICH)


def test_a_record_is_found_by_its_identity(records):
    assert [records.row_of(r["source"], r["record_id"]) for r in RICH] == list(range(len(RICH)))


@pytest.mark.parametrize(("source", "number"), [("un", "Q.2"), ("nowhere", "Q.1"), ("jail", "Q.1")])
def test_a_record_that_is_not_there_is_said_with_the_sources(records, source, number):
    with pytest.raises(ParameterError, match="'un', 'jail', 'tips', 'police'"):
        records.row_of(source, number)


def test_sources_stand_in_the_order_in_which_they_appear(records):
    assert records.sources == ("un", "jail", "tips", "police")


def test_every_row_is_counted():
    given = [{"record_id": "1", **ZUBAYR}, {"record_id": "2"}]
    expired = {"record_id": "3", **ZUBAYR, "retain_until": "2001-01-01"}
    with pytest.warns(RejectedRowsWarning):
        records = sm.load({"a": [*given, expired]})
    assert records.counts() == {"a": {"records": 1, "rejected": 1, "values_unread": 0, "left_out": 1}}
    assert repr(records) == "Records(1 record from 1 source: a 1; 1 row rejected; 1 left out)"
    page = records._repr_html_()
    assert "values unread" in page
    assert "arkhani" not in page


def test_arrow_pandas_and_the_stream_agree(records):
    assert pa.table(records).equals(records.to_arrow())
    assert records.to_pandas()["record_id"].tolist() == [r["record_id"] for r in RICH]


def test_no_records_can_be_shown(records):
    none = Records(records.table.slice(0, 0), records.rejected)
    assert repr(none) == "Records(0 records from 0 sources)"
