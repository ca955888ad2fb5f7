from __future__ import annotations

import tomllib

import pytest

import suspectmatch as sm
from suspectmatch.errors import SpecError
from suspectmatch.loading.mapping.mapping import PRESETS, Mapping
from suspectmatch.loading.mapping.proposal import propose_mapping

HEADERS = {
    "English": [
        "Inmate No",
        "Surname",
        "First Name",
        "Date of Birth",
        "Sex",
        "Nationality",
        "Father's name",
    ],
    "French": ["N° écrou", "Nom", "Prénom", "Date de naissance", "Sexe", "Nationalité", "Nom du père"],
    "Spanish": [
        "Expediente",
        "Apellidos",
        "Nombre",
        "Fecha de nacimiento",
        "Sexo",
        "Nacionalidad",
        "Nombre del padre",
    ],
    "German": [
        "Gefangenennummer",
        "Nachname",
        "Vorname",
        "Geburtsdatum",
        "Geschlecht",
        "Staatsangehörigkeit",
        "Vater",
    ],
    "Portuguese": [
        "Matrícula",
        "Sobrenome",
        "Prenome",
        "Data de nascimento",
        "Sexo",
        "Nacionalidade",
        "Nome do pai",
    ],
    "Arabic in Latin letters": [
        "raqm al-sajin",
        "laqab",
        "ism",
        "tarikh al-milad",
        "jins",
        "jinsiya",
        "ism al-ab",
    ],
    "Arabic": ["رقم السجين", "اللقب", "الاسم", "تاريخ الميلاد", "الجنس", "الجنسية", "اسم الأب"],
    "Russian in Latin letters": [
        "nomer dela",
        "familiya",
        "imya",
        "data rozhdeniya",
        "pol",
        "grazhdanstvo",
        "otets",
    ],
    "Russian": ["Номер дела", "Фамилия", "Имя", "Дата рождения", "Пол", "Гражданство", "otets"],
}
FIELDS = ["id", "family", "given", "birth_date", "sex", "nationalities", "father_names"]
ROW = ["7", "HASAN", "ALI", "31/12/1965", "M", "IQ", "OMAR"]


@pytest.mark.parametrize("language", HEADERS)
def test_headers_in_many_languages(language):
    proposal = propose_mapping(HEADERS[language], [ROW])
    assert [(field, n) for _, field, n in proposal.understood] == [(field, 1) for field in FIELDS]
    assert not proposal.doubts
    assert not proposal.not_understood


def names_of(columns, *rows):
    return propose_mapping(columns, rows).mapping.spec.get("names")


def test_words_that_mean_a_whole_name_or_a_half():
    assert names_of(["id", "Nom"]) == [{"full": "Nom"}]
    assert names_of(["id", "Nom", "Prénom"]) == [{"given": "Prénom", "family": "Nom"}]
    assert names_of(["id", "Nombre"]) == [{"full": "Nombre"}]
    assert names_of(["id", "Nombre", "Apellidos"]) == [{"given": "Nombre", "family": "Apellidos"}]
    assert names_of(["id", "name", "surname"]) == [{"given": "name", "family": "surname"}]


def test_the_parts_of_a_name_come_before_the_whole():
    proposal = propose_mapping(["id", "full name", "first name", "last name"])
    assert proposal.mapping.spec["names"] == [{"given": "first name", "family": "last name"}]
    assert "'full name' not read" in proposal.warnings[0]


def test_form_and_separator_of_names():
    assert names_of(["id", "name"], ["1", "HASAN, Ali"], ["2", "DUROV, Ivan"]) == [
        {"full": "name", "form": "last_first"}
    ]
    assert names_of(["id", "name", "aka"], ["1", "Ali", "Abu X; Abu Y"])[1] == {
        "full": "aka",
        "separator": ";",
        "kind": "alias",
    }
    assert [entry["full"] for entry in names_of(["id", "name", "alias1", "alias_2"])] == [
        "name",
        "alias1",
        "alias_2",
    ]


@pytest.mark.parametrize(
    ("values", "order", "is_warned"),
    [
        (["31/12/1965", "01/02/1970"], "dmy", False),
        (["12/31/1965", "01/02/1970"], "mdy", False),
        (["01/02/1970"], "dmy", True),
        (["31/12/1965", "12/31/1965"], "text", True),
        (["1965-12-31", "1966-01-01"], "ymd", False),
        (["19651231"], "ymd", False),
        (["31 Dec 1965"], "text", False),
        (["31.12.1965 00:00:00"], "dmy", False),
        ([], "ymd", False),
    ],
)
def test_order_of_day_and_month(values, order, is_warned):
    proposal = propose_mapping(["id", "name", "dob"], [["1", "Ali", value] for value in values])
    assert proposal.mapping.spec["birth_dates"] == [{"column": "dob", "format": order}]
    assert any("day or the month" in warning for warning in proposal.warnings) == is_warned


def test_in_spanish_m_is_mujer():
    rows = [["1", "Ali", "H"], ["2", "Leila", "M"]]
    proposal = propose_mapping(["id", "nombre", "sexo"], rows)
    assert proposal.mapping.spec["record"]["sex"] == {
        "column": "sexo",
        "values": {"H": "male", "M": "female"},
    }
    rows.append(["3", "Anne", "F"])
    assert propose_mapping(["id", "nombre", "sexo"], rows).mapping.spec["record"]["sex"] == "sexo"


def test_ages_need_a_day():
    assert "as_of" in " ".join(propose_mapping(["id", "name", "age"]).warnings)
    spec = propose_mapping(
        ["id", "name", "age", "admission date"], [["1", "Ali", "30", "31/12/2020"]]
    ).mapping.spec
    assert spec["birth_dates"] == [{"age": "age", "as_of": "admission date", "format": "dmy"}]
    assert spec["record"]["entered_on"] == {"column": "admission date", "format": "dmy"}


def test_documents_contacts_places_and_parts_of_dates():
    columns = [
        "id",
        "passport no",
        "national_id",
        "phone1",
        "phone2",
        "e-mail",
        "place of birth",
        "country of birth",
        "yob",
        "mob",
    ]
    spec = propose_mapping(
        columns, [["1", "A1", "B2", "+964 770;+964 771", "", "a@b", "Mosul", "IQ", "1965", "3"]]
    ).mapping.spec
    assert spec["documents"] == [
        {"kind": "passport", "number": "passport no"},
        {"kind": "national_id", "number": "national_id"},
    ]
    assert spec["contacts"][0] == {"kind": "phone", "value": "phone1", "separator": ";"}
    assert [contact["value"] for contact in spec["contacts"]] == ["phone1", "phone2", "e-mail"]
    assert spec["birth_places"] == [{"text": "place of birth", "country": "country of birth"}]
    assert spec["birth_dates"] == [{"year": "yob", "month": "mob"}]


def test_hijri_columns():
    spec = propose_mapping(["id", "name", "DOB Hijri"]).mapping.spec
    assert spec["birth_dates"] == [{"column": "DOB Hijri", "calendar": "hijri"}]


def test_other_names_without_a_name_leave_a_doubt_where_a_column_is_not_read():
    rows = [["Abu Hamza", "Zubayr", "1971"]]
    (doubt,) = propose_mapping(["kunya", "alias", "geb"], rows).doubts
    assert "only 'alias', 'kunya' as other names" in doubt
    assert "not read: 'geb'" in doubt
    with pytest.raises(SpecError, match=r"No column is understood as the name .* or pass mapping=\."):
        sm.load([{"kunya": "Abu Hamza", "geb": "1971"}])
    mapped = sm.load([{"kunya": "Abu Hamza", "geb": "1971"}], mapping={"names": [{"full": "kunya"}]})
    assert len(mapped) == 1


def test_other_names_alone_are_told_where_every_column_is_read():
    proposal = propose_mapping(["no", "kunya"], [["1", "Abu Hamza"]])
    assert not proposal.doubts
    assert any("only 'kunya' as other names" in note for note in proposal.notes())
    for columns in (["no", "kunya", "name", "x"], ["no", "phone", "x"]):
        told = propose_mapping(columns, [["1", "+44 1", "Orm", "y"][: len(columns)]])
        assert not told.doubts
        assert not any("other names" in note for note in told.notes())


def test_doubts_are_for_the_analyst():
    for columns in (
        ["id", "inmate_no", "name"],
        ["a", "b"],
        ["id", "sex"],
        ["id", "name", "sex", "gender"],
    ):
        proposal = propose_mapping(columns)
        assert proposal.doubts
        with pytest.raises(SpecError, match=r"^x.csv: .*suspectmatch check"):
            proposal.certain("x.csv")


def test_race_and_religion_are_never_proposed():
    proposal = propose_mapping(["id", "name", "Race", "Ethnic_Group", "RELIGION", "Национальность"])
    assert [column for column, _, _ in proposal.understood] == ["id", "name"]
    assert proposal.not_understood == ()
    assert sum("never read" in warning for warning in proposal.warnings) == 4


def test_values_that_tell_what_a_header_does_not():
    rows = [["1", "Ali", "31/12/1965", "+964 770 1234567", "M", "42"]]
    warnings = " ".join(propose_mapping(["id", "name", "a", "b", "c", "d"], rows).warnings)
    assert "'a' is not read, but looks like dates" in warnings
    assert "'b' is not read, but looks like telephone numbers" in warnings
    assert "'c' is not read, but looks like codes of sex" in warnings
    assert "'d'" not in warnings


def test_presets_bring_constants_and_headers_of_their_own():
    proposal = propose_mapping(["register no", "name", "establishment"], preset="prison_register")
    assert proposal.mapping.spec["record"] == {"role": "detained", "id": "register no"}
    assert proposal.mapping.spec["places"] == [{"text": "establishment"}]
    status = propose_mapping(["register no", "name", "statut"], preset="prison_register")
    assert status.mapping.spec["record"]["role"] == {"column": "statut"}
    field = propose_mapping(["ISN", "kunya", "stated nationality"], preset="field_collection")
    assert field.mapping.keep_rest
    assert [kind for _, kind, _ in field.understood] == ["id", "nickname", "nationalities"]
    assert PRESETS == ("field_collection", "prison_register")


@pytest.mark.parametrize("language", HEADERS)
def test_the_proposal_as_toml_reads_the_same(language, tmp_path):
    columns = [*HEADERS[language], "Pointure = 'x'"]
    proposal = propose_mapping(columns, [[*ROW, "42"]])
    assert "# Not understood" in proposal.to_toml()
    assert Mapping(tomllib.loads(proposal.to_toml())).spec == proposal.mapping.spec
    path = tmp_path / "m.toml"
    path.write_text(proposal.to_toml(), encoding="utf-8")
    table = [dict(zip(columns, [*ROW, "42"], strict=True))]
    assert sm.load({"jail": table}, mapping=path).table.equals(sm.load({"jail": table}).table)


def test_what_is_told_of_a_table_holds_no_values():
    notes = " ".join(propose_mapping(HEADERS["English"], [ROW]).notes())
    assert "Surname as family" in notes
    assert "HASAN" not in notes
