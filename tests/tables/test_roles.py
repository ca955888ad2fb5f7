"""Records of protected roles."""

from __future__ import annotations

import suspectmatch as sm
from suspectmatch.roles import PROTECTED_ROLES, ROLES
from suspectmatch.tables.roles import is_protected


def test_a_record_is_protected_by_its_role():
    records = [{"record_id": role, "names": ["Zubayr Tarkhani"], "role": role} for role in ROLES]
    people = sm.normalise(sm.load({"a": records}))
    ids = people.records.table["record_id"].to_pylist()
    found = {name for name, protected in zip(ids, is_protected(people), strict=True) if protected}
    assert found == set(PROTECTED_ROLES)
