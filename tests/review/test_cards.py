"""What a reviewer sees of two records: every field, readings beside native script, nothing lost."""

from __future__ import annotations

from samples import RICH, people_of
from suspectmatch.review.cards import MOST_LETTERS, MOST_VALUES, rows, sides


def text(segments):
    return "".join(part for part, _ in segments)


def marked(segments):
    return "".join(part for part, differs in segments if differs)


def fields(*records):
    return {row.field: row for row in rows(people_of(*records), 0, 1)}


def test_fields_that_both_lack_are_left_out_and_the_others_say_whether_they_agree():
    found = fields(*RICH[:2])
    assert {name: row.agrees for name, row in found.items()} == {
        "names": "differs",
        "birth_dates": "alike",
        "birth_places": "alike",
        "sex": "alike",
        "nationalities": "alike",
        "father_names": "differs",
        "mother_names": "left only",
        "documents": "alike",
        "contacts": "right only",
    }


def test_native_script_stands_beside_how_it_is_read_and_letters_are_marked_there():
    (left, right) = fields({"names": ["Zubayr Tarkhani"]}, {"names": ["زبير طرخاني"]})["names"].lines[0]
    assert (text(left.text), left.reading) == ("Zubayr Tarkhani", ())
    assert (text(right.text), marked(right.text)) == ("زبير طرخاني", "")
    assert text(right.reading) == "zbyr trkhany"
    assert marked(right.reading)


def test_two_names_of_one_script_are_marked_as_written():
    (left, right) = fields({"names": ["زبير"]}, {"names": ["زبيد"]})["names"].lines[0]
    assert (marked(left.text), marked(right.text)) == ("ر", "د")
    assert text(left.reading)


def test_dates_are_read_as_year_month_day():
    dates = ["12 April 1971", {"text": "22/7/1353", "calendar": "solar_hijri"}, "c. 1970", "n.k."]
    row = fields({"names": ["A B"], "birth_dates": dates}, {"names": ["A B"], "birth_dates": ["1971"]})
    read = {text(left.text): text(left.reading) for left, _ in row["birth_dates"].lines if left}
    assert read["12 April 1971"] == "1971-04-12"
    assert read["22/7/1353"] == "1974-10-14"
    assert read["c. 1970"] == "about 1970"
    assert read["n.k."] == ""


def test_kinds_and_what_a_source_calls_false_are_noted():
    names = [
        {"full": "Abu Zubayr", "kind": "alias", "quality": "weak"},
        {"given": "Omar", "family": "B"},
    ]
    documents = [{"kind": "passport", "number": "P1", "country": "IQ", "asserted_false": True}]
    found = fields({"names": names, "documents": documents}, {"names": ["Omar B"]})
    shown = {text(left.text): left.note for left, _ in found["names"].lines if left}
    assert shown == {"Abu Zubayr": "alias, weak", "Omar B": ""}
    assert found["documents"].lines[0][0].note == "passport, called false by its source, IQ"


def test_long_values_and_many_values_are_cut_and_counted():
    long, many = "Ab" * 5_000, [f"Name{k} Other" for k in range(50)]
    found = fields({"names": [long]}, {"names": many})["names"]
    left = next(left for left, _ in found.lines if left)
    assert len(text(left.text)) == MOST_LETTERS
    assert text(left.text) + left.rest == long
    assert found.more == (0, 50 - MOST_VALUES)


def test_remarks_and_extras_are_shown():
    found = fields({"names": ["A B"], "remarks": "seen", "extra": {"height": "180"}}, {"names": ["A B"]})
    assert text(found["extra"].lines[0][0].text) == "height: 180"
    assert found["remarks"].agrees == "left only"


def test_a_side_says_where_it_stands_and_how_it_may_be_handled():
    left, right = sides(people_of(RICH[0], RICH[3]), 0, 1)
    assert (left.identity, left.role, left.location, left.handling) == (
        "un:Q.1",
        "listed",
        "row 1",
        ("law enforcement only",),
    )
    assert (right.reliability, right.handling) == ("0.5", ())


def test_what_turns_letters_around_is_written_out():
    evil = {"names": ["Zubayr \u202einahkraT"], "handling": ["\u2067H1"], "remarks": "a\u2069b"}
    people = people_of(evil, {"names": ["A B"]})
    found = {row.field: text(row.lines[0][0].text) for row in rows(people, 0, 1) if row.lines[0][0]}
    assert found == {"names": "Zubayr [U+202E]inahkraT", "remarks": "a[U+2069]b"}
    assert sides(people, 0, 1)[0].handling == ("[U+2067]H1",)
