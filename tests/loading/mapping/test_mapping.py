from __future__ import annotations

import datetime as dt
import tomllib

import pytest

from suspectmatch.errors import InputError, ParameterError, SpecError
from suspectmatch.loading.mapping.mapping import PARTS, Mapping, mappings_for
from suspectmatch.loading.tables.table_options import TableOptions

WHOLE = """
[table]
sheet = "Inmates"
encoding = "cp1256"
delimiter = ";"
header_line = 3

[record]
id = "NO"
source = "jail"
role = { column = "STATUS", values = { P = "charged", C = "convicted" } }
sex = { column = "SEX", values = { "1" = "male", "2" = "female" } }
nationalities = ["NAT1", "NAT2"]
father_names = { column = "FATHER", separator = ";" }
reliability = 0.8
handling = ["RESTRICTED", "NO FOREIGN"]
purpose = "criminal investigation"
entered_on = { column = "IN", format = "dmy" }
retain_until = 2030-01-31
extra = ["BLOCK"]
keep_rest = false
missing = ["ZZ"]

[[names]]
family = "LAST"
given = "FIRST"

[[names]]
full = "AKA"
kind = "alias"
quality = "weak"
separator = ";"
form = "last_first"

[[birth_dates]]
column = "DOB"
format = "dmy"

[[birth_dates]]
age = "AGE"
as_of = 2015-06-30

[[documents]]
kind = "passport"
number = "PP"
country = { constant = "IQ" }

[[contacts]]
kind = { column = "KIND" }
value = "VALUE"
"""


def test_a_whole_mapping():
    mapping = Mapping(tomllib.loads(WHOLE))
    assert mapping.columns() == {
        "NO",
        "STATUS",
        "SEX",
        "NAT1",
        "NAT2",
        "FATHER",
        "IN",
        "BLOCK",
        "LAST",
        "FIRST",
        "AKA",
        "DOB",
        "AGE",
        "PP",
        "KIND",
        "VALUE",
    }
    assert mapping.options() == TableOptions("cp1256", ";", 3, "Inmates")
    assert mapping.constants() == {
        "source": "jail",
        "reliability": "0.8",
        "handling": ["RESTRICTED", "NO FOREIGN"],
        "purpose": "criminal investigation",
        "retain_until": "2030-01-31",
    }
    assert not mapping.is_only_constants()
    assert mapping.missing == {"ZZ"}


def test_toml_and_back():
    spec = tomllib.loads(WHOLE)
    assert tomllib.loads(Mapping(spec).to_toml()) == spec


def test_one_entry_needs_no_list():
    assert len(Mapping({"names": {"full": "A"}}).parts["names"]) == 1


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"recrod": {}}, r"has no key 'recrod'. Did you mean 'record'\?"),
        ({"record": {"idd": "A"}}, r"\[record\] has no key 'idd'. Did you mean 'id'"),
        ({"record": {"names": "A"}}, r"\[record\] has no key 'names'"),
        ({"record": 7}, r"must be a section \[record\]"),
        ({"record": {"role": "villain"}}, "role must be one of"),
        ({"record": {"id": 7.5j}}, "must be text"),
        ({"record": {"id": ""}}, "must be text"),
        ({"record": {"id": {"colum": "A"}}}, "Did you mean 'column'"),
        ({"record": {"id": {"column": "A", "constant": "1"}}}, "either column or constant"),
        ({"record": {"id": {"values": {}}}}, "either column or constant"),
        ({"record": {"sex": {"column": "A", "values": {"M": 1}}}}, "values must be a table"),
        ({"record": {"id": {"column": "A", "separator": ""}}}, "separator must be text"),
        ({"record": {"entered_on": {"column": "A", "format": "ddmmyy"}}}, "format must be one of"),
        ({"record": {"extra": "A"}}, "extra must be a list"),
        ({"record": {"keep_rest": "yes"}}, "keep_rest must be true or false"),
        ({"table": {"sheet": 1}}, "holds texts"),
        ({"table": {"header_line": 0}}, "header_line a number"),
        ({"table": {"shet": "A"}}, "Did you mean 'sheet'"),
        ({"names": "A"}, r"must be written as \[\[names\]\]"),
        ({"names": [{"kind": "alias"}]}, "needs full or given or family"),
        ({"names": [{"full": "A", "kind": "pet"}]}, "kind must be one of"),
        ({"names": [{"full": "A", "form": "first_last"}]}, "form must be one of"),
        ({"names": [{"full": "A", "separator": 7}]}, "separator must be text"),
        ({"names": [{"ful": "A"}]}, "Did you mean 'full'"),
        ({"birth_dates": [{"column": "A", "format": "dym"}]}, "format must be one of"),
        ({"birth_dates": [{"age": "A"}]}, "age needs as_of"),
        ({"documents": [{"kind": "passport"}]}, "needs number"),
    ],
)
def test_what_is_no_mapping(spec, words):
    with pytest.raises(SpecError, match=words):
        Mapping(spec)


def test_the_name_of_the_file_is_in_the_message(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text("[record]\nidd = 'A'\n")
    with pytest.raises(SpecError, match=r"^m.toml: \[record\] has no key"):
        Mapping.of(path)


def test_where_a_mapping_comes_from(tmp_path):
    mapping = Mapping({"record": {"id": "A"}})
    assert Mapping.of(mapping) is mapping
    assert Mapping.of("field_collection").preset == "field_collection"
    for given, error in [
        ("fieldcollection", SpecError),
        (tmp_path / "no.toml", InputError),
        (7, ParameterError),
    ]:
        with pytest.raises(error):
            Mapping.of(given)


def test_mappings_by_source():
    spec = {"record": {"id": "A"}}
    assert mappings_for(None, ["a"]) == {}
    assert {name: one.is_shared for name, one in mappings_for(spec, ["a", "b"]).items()} == {
        "a": True,
        "b": True,
    }
    assert [(name, one.is_shared) for name, one in mappings_for({"b": spec}, ["a", "b"]).items()] == [
        ("b", False)
    ]
    assert list(mappings_for({"record": spec}, ["record"])) == ["record"]


def test_a_day_is_a_constant():
    assert Mapping({"record": {"retain_until": dt.date(2030, 1, 31)}}).is_only_constants()


def test_every_section_has_its_keys():
    assert set(PARTS) == {"names", "birth_dates", "birth_places", "places", "documents", "contacts"}
