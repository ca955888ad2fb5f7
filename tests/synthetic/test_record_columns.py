import numpy as np
import pyarrow as pa

from suspectmatch.schema import RECORD_SCHEMA
from suspectmatch.synthetic.observing import FORMS
from suspectmatch.synthetic.record_columns import edtf, lists, record_table, structs, texts


def column(*values):
    return np.array(values, dtype=object)


def test_lists_of_nothing_are_null():
    made = lists(pa.array(["a"]), np.array([1]), 3)
    assert made.to_pylist() == [None, ["a"], None]


def test_structs_drop_what_has_no_value():
    made = structs("birth_places", {"text": column("Kabul", None), "country": column("AF", None)})
    assert made.to_pylist() == [[{"text": "Kabul", "country": "AF"}], None]
    assert made.type == RECORD_SCHEMA.field("birth_places").type


def test_structs_may_be_several_to_a_record():
    made = structs("names", {"full": column("A", "B", "C"), "kind": "alias"}, np.array([0, 0, 2]), 3)
    assert [[name["full"] for name in names or ()] for names in made.to_pylist()] == [
        ["A", "B"],
        [],
        ["C"],
    ]


def test_every_form_of_a_date_has_its_edtf():
    day = np.repeat(np.array(["1970-03-07"], dtype="datetime64[D]"), len(FORMS))
    made = dict(zip(FORMS, edtf(day, np.arange(len(FORMS), dtype=np.int8)), strict=True))
    assert made == {
        "day": "1970-03-07", "month": "1970-03", "year": "1970", "about": "1970~",
        "between": "1968/1971", "hijri": "1970-03-07", "age": "1970~", "missing": None,
    }  # fmt: skip


def test_a_table_has_all_fields():
    made = {name: texts(column("a", "b")) for name in ("source", "record_id", "role")}
    table = record_table(made, 2)
    assert table.schema.equals(RECORD_SCHEMA)
    assert table.num_rows == 2
