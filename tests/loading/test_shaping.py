"""Columns of canonical records: what is vouched for is what ``fields`` leaves as it is."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.loading.fields import RESHAPE, Unfit
from suspectmatch.loading.shaping import is_text, shaped_columns

texts = st.text(max_size=3) | st.sampled_from(
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
@given(value=texts.filter(lambda text: "\ud800" not in text))
def test_what_is_vouched_for_stays(name, value):
    is_list = name == "nationalities"
    made, doubtful = shaped_columns(pa.record_batch({name: pa.array([[value] if is_list else value])}))
    unread = []
    try:
        expected = RESHAPE[name](value, unread)
    except Unfit:
        assert doubtful[0]
        return
    if unread:
        assert doubtful[0]
    elif not doubtful[0]:
        assert (made[name][0].as_py() if name in made else None) == expected


@pytest.mark.parametrize("edtf", ["1965", "1965-03", "1965-03-12", "1961/1963", "196X", "1970~"])
def test_dates_that_are_no_plain_days_are_vouched_for_too(edtf):
    made, doubtful = shaped_columns(pa.record_batch({"birth_dates": pa.array([[{"edtf": edtf}]])}))
    assert not doubtful.any()
    assert made["birth_dates"].to_pylist()[0][0]["edtf"] == edtf


def test_what_is_missing_is_filled_in():
    rows = [[{"given": "Ali", "family": "Hasan"}], [{"full": None, "family": "Omar"}], [], None]
    made, doubtful = shaped_columns(pa.record_batch({"names": pa.array(rows)}))
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
