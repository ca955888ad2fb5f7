"""A first look at records: counts that can be counted again by hand, and no person in them."""

from __future__ import annotations

import pytest

import suspectmatch as sm
from suspectmatch.errors import ParameterError, RejectedRowsWarning

NAME = "Zubayr Tarkhani"
JAIL = [
    {"record_id": "1", "names": [NAME, "Abu Omar"], "birth_dates": ["1971-04-12", "circa 1970"]},
    {"record_id": "2", "names": ["Zubayr Ekvall"], "birth_dates": ["1971-04"], "role": "victim"},
    {"record_id": "3", "names": ["Orm Ekvall"], "handling": ["NOT FOR COURT"], "sex": "male"},
    {"record_id": "3", "names": ["Orm Ekvall"]},
    {"record_id": "4"},
]


@pytest.fixture(scope="module")
def profile():
    with pytest.warns(RejectedRowsWarning):
        records = sm.load({"jail": JAIL, "<b>$x$": [{"record_id": "9", "documents": ["A12345"]}]})
    return sm.profile(records)


def jail(profile, section):
    return {what: cells["jail"] for what, cells in profile.of(section).items() if "jail" in cells}


def test_what_came_in_is_counted(profile):
    told = {what: n for what, (n, _) in jail(profile, "records").items()}
    assert told["kept"] == 3
    assert told["rejected"] == 2
    assert told["duplicate ids"] == 1
    assert told["left out"] == 0


def test_completeness_is_a_share_of_the_records(profile):
    told = jail(profile, "completeness")
    assert told["names"] == (3, 1.0)
    assert told["birth dates"] == (2, pytest.approx(2 / 3))
    assert told["sex"] == (1, pytest.approx(1 / 3))
    assert told["documents"] == (0, 0.0)


def test_dates_by_how_exact_they_are(profile):
    told = {what: n for what, (n, _) in jail(profile, "birth dates").items()}
    assert (told["to the day"], told["to the month"], told["to the year"]) == (1, 1, 1)
    assert told["circa"] == 1
    assert sum(told[what] for what in list(told)[:5]) == 3


def test_parts_of_names_are_counted_and_not_told(profile):
    told = {what: n for what, (n, _) in jail(profile, "names").items()}
    assert told["names"] == 4
    assert told["records with several names"] == 1
    assert told["records with the most frequent part"] == 2


def test_roles_and_markings(profile):
    assert jail(profile, "roles")["victim"] == (1, pytest.approx(1 / 3))
    assert jail(profile, "markings") == {"NOT FOR COURT": (1, pytest.approx(1 / 3))}


def test_it_shows_counts_and_never_a_person(profile):
    page = profile._repr_html_()
    assert "&lt;b&gt;$x$" in page
    assert "<b>" not in page
    for shown in (repr(profile), str(profile), page, profile.to_pandas().to_string()):
        for value in ("ubayr", "Ekvall", "ekvall", "1971", "A12345"):
            assert value not in shown
    assert repr(profile) == "Profile(4 records from 2 sources: jail 3, <b>$x$ 1)"


def test_it_is_a_table_like_the_others(profile):
    assert profile.to_pandas().columns.tolist() == ["source", "section", "what", "n", "share"]
    assert len(profile.to_pandas()) == profile.to_arrow().num_rows
    with pytest.raises(ParameterError, match="section"):
        profile.of("nonesuch")


def test_no_records_at_all():
    with pytest.warns(RejectedRowsWarning):
        nothing = sm.load({"jail": [{"record_id": "4", "names": []}]})
    assert repr(sm.profile(nothing)) == "Profile(0 records from 1 source: jail 0)"
    assert "rejected" in sm.profile(nothing)._repr_html_()
    with pytest.raises(ParameterError, match="Records"):
        sm.profile([])
