"""What became of clusters, and why; and a wrong merge that stays undone."""

from __future__ import annotations

import pytest

import suspectmatch as sm
from samples import OTHER, ZUBAYR
from suspectmatch.errors import InputError, ParameterError
from suspectmatch.linking import Linkage

WHY = {"reason": "seen", "by": "desk"}
THIRD = {"names": ["Ilarion Vostrikov"], "birth_dates": ["1966-08-21"]}


def rows(*given, start=1):
    return [{"record_id": str(k), **each} for k, each in enumerate(given, start=start)]


def changes(difference):
    return {
        (row["change"], tuple(row["records_in"]), tuple(row["records_out"])): row["because"]
        for row in difference.to_pylist()
    }


def test_nothing_changed():
    linkage = sm.link({"a": rows(ZUBAYR, ZUBAYR, OTHER, OTHER)})
    again = sm.link({"a": rows(ZUBAYR, ZUBAYR, OTHER, OTHER)})
    assert again.diff(linkage).num_rows == 0
    same = again.diff(linkage, unchanged=True)
    assert same["change"].to_pylist() == ["same", "same"]
    assert same["ids_before"] == same["ids_after"]
    assert sorted(same["members_after"].to_pylist()) == [[["a:1", "a:2"]], [["a:3", "a:4"]]]


def test_new_and_removed_records():
    before = sm.link({"a": rows(ZUBAYR, ZUBAYR, OTHER, OTHER), "b": rows(THIRD)})
    after = sm.link({"a": rows(ZUBAYR, ZUBAYR, OTHER), "b": rows(THIRD, THIRD), "c": rows(ZUBAYR)})
    assert changes(after.diff(before)) == {
        ("grew", ("c:1",), ()): ["new records: c:1"],
        ("gone", (), ("a:3", "a:4")): ["removed records: a:4"],
        ("new", ("b:1", "b:2"), ()): ["new records: b:2"],
    }
    assert {row["change"] for row in before.diff(after).to_pylist()} == {"shrank", "new", "gone"}


def test_each_kind_of_change_by_decisions(tmp_path):
    records = {"a": rows(ZUBAYR, ZUBAYR, ZUBAYR, ZUBAYR, OTHER, OTHER)}
    path = tmp_path / "d.jsonl"
    first = sm.link(records)
    decisions = sm.Decisions(path)
    decisions.record("a:1", "a:2", "same", **WHY)
    decisions.record("a:3", "a:4", "same", **WHY)
    made = decisions.record("a:1", "a:3", "different", **WHY)
    second = sm.link(records, decisions=path)
    (row,) = second.diff(first).to_pylist()
    assert row["change"] == "split"
    assert (len(row["ids_before"]), len(row["ids_after"])) == (1, 2)
    assert row["members_before"] == [["a:1", "a:2", "a:3", "a:4"]]
    assert sorted(row["members_after"]) == [["a:1", "a:2"], ["a:3", "a:4"]]
    where = dict(zip(second.clusters["record_id"], second.clusters["cluster_id"], strict=True))
    for one, members in zip(row["ids_after"], row["members_after"], strict=True):
        assert {where[record.removeprefix("a:")] for record in members} == {one}
    assert f"decision {made.id} made: a:1 and a:3 different" in row["because"]
    decisions.withdraw(made.id, **WHY)
    third = sm.link(records, decisions=path)
    (row,) = third.diff(second).to_pylist()
    assert row["change"] == "merged"
    assert row["because"] == [f"decision {made.id} withdrawn: a:1 and a:3 different"]
    assert set(third.clusters["cluster_id"]) == set(first.clusters["cluster_id"])


def test_thresholds_methods_and_links():
    near = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971"]}
    records = {"a": rows(ZUBAYR, near)}
    p = sm.link(records).pairs["probability"][0]
    low, high = sm.link(records, min_probability=p / 2), sm.link(records, min_probability=(1 + p) / 2)
    (row,) = high.diff(low).to_pylist()
    assert row["change"] == "gone"
    assert row["records_out"] == ["a:1", "a:2"]
    assert row["because"][0].startswith("threshold changed:")
    (row,) = low.diff(sm.link(records, min_probability=(1 + p) / 2, method="components")).to_pylist()
    assert row["change"] == "new"
    assert "method changed: components to agreement" in row["because"]
    changed = {"a": rows(ZUBAYR, {**near, "birth_dates": ["1931-01-30"]})}
    (row,) = sm.link(changed, min_probability=p / 2).diff(low).to_pylist()
    assert row["because"][-1].startswith(f"link a:1 and a:2: probability {p:.3f} to ")


def test_a_wrong_merge_undone_stays_undone_with_new_data(tmp_path):
    brother = {"names": ["Zubair Tarkhani"], "birth_dates": ["1971-04-12"]}
    old = {"a": rows(ZUBAYR, brother, OTHER, OTHER), "b": rows(THIRD, THIRD)}
    path = tmp_path / "decisions.jsonl"
    first = sm.link(old)
    assert len(first.table) == 3
    first.save(tmp_path / "first")
    made = sm.Decisions(path).record("a:1", "a:2", "different", **WHY)
    second = sm.link(old, decisions=path)
    difference = second.diff(tmp_path / "first").to_pylist()
    assert [row["change"] for row in difference] == ["gone"]
    assert difference[0]["because"][0] == f"decision {made.id} made: a:1 and a:2 different"
    untouched = set(first.clusters["cluster_id"]) - set(difference[0]["ids_before"])
    assert untouched == set(second.clusters["cluster_id"])

    third = sm.link(old | {"c": rows(ZUBAYR, {**THIRD, "birth_dates": ["1931"]})}, decisions=path)
    label = dict(zip(third.records.table["record_id"].to_pylist()[:2], third.table.label, strict=False))
    assert label["1"] != label["2"]
    assert untouched <= set(third.clusters["cluster_id"])
    (row,) = third.diff(second).to_pylist()
    assert row["change"] == "new"
    assert "new records: c:1" in row["because"]
    assert row["ids_before"] == []

    third.save(tmp_path / "third")
    again = Linkage.open(tmp_path / "third")
    assert again.clusters.equals(third.clusters)
    assert again.diff(tmp_path / "third").num_rows == 0


def test_saved_decisions_must_be_those_of_the_run(tmp_path):
    path = tmp_path / "d.jsonl"
    sm.Decisions(path).record("a:1", "a:2", "different", **WHY)
    folder = sm.link({"a": rows(ZUBAYR, ZUBAYR)}, decisions=path).save(tmp_path / "out")
    assert len(Linkage.open(folder).table) == 0
    sm.Decisions(folder / "decisions.jsonl").record("a:1", "a:3", "same", **WHY)
    with pytest.raises(InputError, match="not the decisions that this run was made with"):
        Linkage.open(folder)
    (folder / "decisions.jsonl").unlink()
    with pytest.raises(InputError, match="no such file of decisions"):
        Linkage.open(folder)
    sm.link({"a": rows(ZUBAYR, ZUBAYR)}).save(folder)
    assert len(Linkage.open(folder).table) == 1


def test_what_is_no_run_is_refused():
    linkage = sm.link({"a": [{"record_id": "1", **ZUBAYR}]})
    with pytest.raises(ParameterError, match="earlier must be a Linkage or the folder of one, got int"):
        linkage.diff(7)
    for write in (linkage.report, linkage.save):
        with pytest.raises(ParameterError, match="must be a path, as text or Path, got NoneType"):
            write(None)


def test_a_folder_without_a_table_is_no_run(tmp_path):
    linkage = sm.link({"a": rows(ZUBAYR, ZUBAYR)})
    linkage.save(tmp_path / "out")
    (tmp_path / "out" / "pairs.parquet").unlink()
    with pytest.raises(InputError, match=r"pairs\.parquet: This table"):
        linkage.diff(tmp_path / "out")
    with pytest.raises(InputError, match="There is no manifest"):
        linkage.diff(tmp_path)
