from __future__ import annotations

from pathlib import Path

import pytest

from suspectmatch.errors import SpecError
from suspectmatch.loading import describe, proposal_for

FIXTURES = Path(__file__).parents[1] / "fixtures"
ROWS = [
    {"no": "1", "name": "HASAN, Ali", "shoe": "42"},
    {"no": "2", "name": ""},
    {"no": "3", "name": "DUROV, Ivan", "dob": "x"},
]


def test_a_table_field_by_field():
    text = describe({"jail": ROWS})
    assert "no as id, name as full" in text
    assert "columns not read: shoe" in text
    assert "2 records read, 1 row rejected, 0 left out" in text
    assert "(table), row 2: row rejected: names: a record needs a name" in text
    assert "values of the file follow" in text
    assert "full: Ali HASAN, given: Ali, family: HASAN" in text
    assert "full: Ivan DUROV" in text
    assert "Ivan" not in describe({"jail": ROWS}, n_rows=1)
    assert "HASAN" not in describe({"jail": ROWS}, n_rows=0)


def test_a_list():
    text = describe(FIXTURES / "un.xml")
    assert "UN Security Council" in text
    assert "left out: entity (2)" in text
    assert proposal_for(FIXTURES / "un.xml") is None


def test_a_table_that_leaves_doubts_comes_with_a_mapping_to_edit():
    text = describe({"jail": [{"inmate_no": "1", "prisoner_no": "2", "name": "Ali"}]})
    assert "both look like id" in text
    assert '[record]\nid = "inmate_no"' in text


def test_a_mapping_is_followed_and_its_errors_are_errors():
    mapping = {"record": {"id": "shoe"}, "names": [{"full": "name"}]}
    assert "record_id  42" in describe({"jail": ROWS[:1]}, mapping)
    with pytest.raises(SpecError, match="no key"):
        describe({"jail": ROWS}, {"record": {"idd": "no"}})


def test_many_rejected_rows_are_cut_short():
    text = describe({"jail": [*ROWS, *({"no": str(n), "name": "-"} for n in range(10, 40))]})
    assert "... and 21 more" in text


def test_the_proposal_alone(tmp_path):
    proposal = proposal_for({"jail": ROWS})
    assert proposal.not_understood == ("shoe",)
    assert proposal_for([{"record_id": "1", "names": "Ali"}]) is None
    path = tmp_path / "x.csv"
    path.write_text("junk\nregister no;name\n1;Ali\n2;Omar\n")
    proposal = proposal_for(path, "prison_register")
    assert proposal.mapping.spec["record"] == {"role": "detained", "id": "register no"}
    assert proposal_for(path, {"table": {"header_line": 1}}).doubts
