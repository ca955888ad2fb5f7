"""Who is who, from mappings, arrays and files."""

from __future__ import annotations

import numpy as np
import pytest

from samples import OTHER, ZUBAYR, bulk, bulk_linkage, bulk_people, bulk_truth, people_of
from suspectmatch.errors import ColumnNotFoundError, InputError, ParameterError
from suspectmatch.evaluating import read_truth, same_person
from suspectmatch.evaluating.truth import linked_persons, person_of_rows, true_pairs
from suspectmatch.roles import DEFAULT_ROLES


def test_an_array_says_the_same_as_a_mapping():
    scored = bulk_linkage().scored
    assert (same_person(scored, bulk_truth()) == same_person(scored, bulk().person_id)).all()
    texts = bulk().person_id.astype(str)
    assert (same_person(scored, texts) == same_person(scored, bulk().person_id)).all()


def test_an_array_must_name_all_records():
    with pytest.raises(ParameterError, match="300 records"):
        person_of_rows(bulk_people(), np.zeros(2))


def test_no_true_pair_is_expected_of_roles_that_are_not_linked():
    people = people_of(ZUBAYR, ZUBAYR, ZUBAYR | {"role": "victim"}, OTHER | {"role": "victim"})
    person, linked = linked_persons(people, np.zeros(4), DEFAULT_ROLES)
    assert linked.tolist() == [True, True, False, False]
    assert true_pairs(person) == 1
    assert true_pairs(linked_persons(people, np.zeros(4), [*DEFAULT_ROLES, "victim"])[0]) == 6
    with pytest.raises(ParameterError, match="roles"):
        linked_persons(people, np.zeros(4), ["nobody"])


@pytest.mark.parametrize("person", ["person", "person_id"])
def test_a_truth_file_is_read(tmp_path, person):
    file = tmp_path / "truth.csv"
    file.write_text(f"record_id,source,{person}\n007,un,P1\n8,jail,P1\n", encoding="utf-8")
    assert read_truth(file) == {("un", "007"): "P1", ("jail", "8"): "P1"}


def test_a_truth_file_that_cannot_be_used_says_why(tmp_path):
    file = tmp_path / "truth.csv"
    with pytest.raises(InputError, match=r"truth\.csv: The truth file cannot be read"):
        read_truth(file)
    file.write_text("source,record_id,persn\nun,1,P\n", encoding="utf-8")
    with pytest.raises(ColumnNotFoundError, match="Did you mean 'persn'"):
        read_truth(file)
    file.write_text("source,record_id,person\nun,1,P\nun,1,Q\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 3: A record has two persons"):
        read_truth(file)
