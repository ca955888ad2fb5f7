"""Handling: nothing of a record that a viewer may not see is in anything that is handed on."""

from __future__ import annotations

import csv
import gc
import json
import logging
import random
import types
import warnings
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

import suspectmatch as sm
from samples import ZUBAYR, link_records
from suspectmatch.cli import main
from suspectmatch.errors import EmptyColumnWarning, InputError, ParameterError, SuspectMatchError
from suspectmatch.linking import Linkage
from suspectmatch.options import Command

CASES = Path(__file__).parents[1] / "cases" / "handling.csv"
NOTHING = {"birth_dates": [], "documents": [], "contacts": []}
QUERIES = ("notices:A-1", "notices:A-2", "prison:B-1")


# --- The table of cases ---------------------------------------------------------------------------


def cases():
    with CASES.open(encoding="utf-8") as file:
        return [pytest.param(row, id=row["case"]) for row in csv.DictReader(file)]


def holds(frame, *columns):
    return any("B" in set(frame[column]) for column in columns)


@pytest.mark.parametrize("case", cases())
def test_each_case_shows_what_the_table_says(case):
    marks = [mark for mark in case["handling"].split(";") if mark]
    other = {"role": case["role"], "handling": marks, "purpose": case["purpose"] or None}
    other |= {"retain_until": case["retain_until"] or None}
    sources = {
        "notices": [{"record_id": "A", "role": "suspect", **ZUBAYR}],
        "prison": [{"record_id": "B", **other, **ZUBAYR}],
    }
    asked = {"roles": case["roles_asked"].split(";")} if case["roles_asked"] else {}
    linkage = sm.link(sources, progress=False, **asked)
    allowed = [mark for mark in case["allowed"].split(";") if mark]
    redacted = linkage.redacted_for(allowed, purpose=case["viewer_purpose"] or None)
    left_out = bool(linkage.records.left_out)
    note = holds(linkage.protective_notes, "protected_record_id")
    shown = {
        "cluster": holds(linkage.clusters, "record_id"),
        "pair": holds(linkage.pairs, "record_id_left", "record_id_right"),
        "note": note,
        "left_out": left_out,
        "redacted": "B" in redacted.records.table["record_id"].to_pylist(),
        "redacted_cluster": holds(redacted.clusters, "record_id"),
    }
    assert shown == {name: case[name] == "yes" for name in shown}
    withheld = 0 if left_out or shown["redacted"] else 1
    assert redacted.summary()["withheld"] == withheld
    assert holds(redacted.protective_notes, "protected_record_id") == (note and shown["redacted"])


# --- Planted markers --------------------------------------------------------------------------------


def planted(tag, **more):
    """A record all of whose fields hold words that stand nowhere else, and which agrees with ZUBAYR."""
    return {
        "record_id": f"zqwx{tag}id",
        "names": [
            *ZUBAYR["names"],
            {"full": f"Zqwx{tag}given Zqwx{tag}family", "kind": "alias"},
        ],
        "birth_dates": [*ZUBAYR["birth_dates"], "1903-07-19", f"zqwx{tag}date"],
        "birth_places": [{"text": f"Zqwx{tag}town"}],
        "places": [f"Zqwx{tag}street"],
        "nationalities": [f"Zqwx{tag}land"],
        "father_names": [f"Zqwx{tag}father"],
        "mother_names": [f"Zqwx{tag}mother"],
        "documents": [{"kind": "passport", "number": f"ZQWX{tag}DOC55071"}],
        "contacts": [{"kind": "email", "value": f"zqwx{tag}mail@example.org"}],
        "biometric_ids": [f"zqwx{tag}print"],
        "purpose": f"zqwx{tag}purpose",
        "source_version": f"zqwx{tag}version",
        "remarks": f"zqwx{tag}remark",
        "extra": {f"zqwx{tag}key": f"zqwx{tag}value"},
        **more,
    }


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Two open sources and one of restricted, protected, expired and rejected records."""
    folder = tmp_path_factory.mktemp("sources")
    notices = [
        {"record_id": "A-1", "role": "suspect", **ZUBAYR},
        {"record_id": "A-2", "role": "suspect", "names": ["Orm Ekvall"], "birth_dates": ["1950-01-02"]},
        planted("mixed", role="suspect", handling=["OPEN", "zqwxmixedmark"]),
        {
            "record_id": "zqwxrejectedid",
            "handling": ["zqwxrejectedmark"],
            "remarks": "zqwxrejectedremark",
        },
    ]
    prison = [
        {"record_id": "B-1", "role": "convicted", "handling": ["OPEN"], **ZUBAYR},
        {
            "record_id": "B-2",
            "role": "convicted",
            "names": ["Orm Ekwall"],
            "birth_dates": ["02/01/1950"],
        },
    ]
    closed = [
        planted("closed", role="suspect", handling=["zqwxclosedmark"]),
        planted("expired", role="suspect", retain_until="2001-01-01", handling=["zqwxexpiredmark"]),
        planted("victim", role="victim"),
        planted("owner", role="misused_identity", handling=["zqwxownermark"]),
        planted("vague", role="suspect", handling=["zqwxvaguemark"], names=["Abu Zqwxvague"], **NOTHING),
    ]
    paths = {}
    for name, rows in (("notices", notices), ("prison", prison), ("zqwxsource", closed)):
        paths[name] = folder / f"{'zqwxfile' if name == 'zqwxsource' else name}.jsonl"
        paths[name].write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return paths


@pytest.fixture(scope="module")
def decisions(tmp_path_factory):
    kept = sm.Decisions.read(tmp_path_factory.mktemp("decided") / "zqwxdecided.jsonl", missing_ok=True)
    kept.record("notices:A-1", "prison:B-1", "same", reason="by zqwxreason", by="zqwxauthor")
    kept.record("notices:A-1", "zqwxsource:zqwxclosedid", "same", reason="zqwxreason", by="zqwxauthor")
    kept.record(
        "zqwxsource:zqwxclosedid", "prison:B-2", "different", reason="zqwxreason", by="zqwxauthor"
    )
    gone = kept.record("notices:A-2", "prison:B-2", "unsure", reason="zqwxreason", by="zqwxauthor")
    kept.withdraw(gone.id, reason="zqwxreason", by="zqwxauthor")
    return kept.path


@pytest.fixture(scope="module")
def full(sources, decisions):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linkage = sm.link({name: str(path) for name, path in sources.items()}, decisions=decisions)
    return linkage.having(command=Command({n: [str(p)] for n, p in sources.items()}, {}, {}))


def answers(linkage):
    """All that a linkage answers in words: name of the question, and the answer."""
    yield "repr", repr(linkage)
    yield "html", linkage._repr_html_()
    yield "summary", json.dumps(linkage.summary())
    yield "options", json.dumps(linkage.options.to_json())
    tables = (linkage.table, linkage.scored, linkage.scored.compared, linkage.people, linkage.records)
    for table in (*tables, linkage.blocking, linkage.decisions):
        yield f"repr of {type(table).__name__}", repr(table)
        yield f"html of {type(table).__name__}", getattr(table, "_repr_html_", str)()
    for name in ("clusters", "pairs", "rejected", "set_aside", "unlinkable", "protective_notes"):
        yield name, getattr(linkage, name).to_csv()
    yield "records", str(linkage.records.table.to_pydict())
    yield "decisions", linkage.decisions.text() + str(linkage.decisions.entries)
    for cluster in linkage.clusters["cluster_id"].unique():
        history = linkage.how(cluster)
        yield "how", f"{history} {history!r} {history.to_json()} {history._repr_html_()}"
        supposed = linkage.what_if_cluster(cluster, min_probability=0.5)
        yield "what_if_cluster", f"{supposed} {supposed!r} {supposed}"
    for left in QUERIES:
        for right in QUERIES:
            if left < right:
                said = linkage.explain(left, right)
                yield "explain", f"{said} {said!r} {said.to_json()} {said._repr_html_()}"
                why = linkage.why_not(left, right)
                yield "why_not", f"{why} {why!r} {why.to_json()} {why._repr_html_()}"
                supposed = linkage.what_if(left, right, prior=-25.0)
                yield "what_if", f"{supposed} {supposed!r}"
                yield "turning_points", str(linkage.turning_points(left, right))
    yield "diff", str(linkage.diff(linkage, unchanged=True).to_pydict())


def files(folder):
    """All that stands in a folder, tables read back."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            yield path.name, f"{table.schema} {table.to_pydict()}"
        if path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", errors="replace")


def reachable(thing):
    """All texts, bytes and arrays of numbers that hang on an object, whatever holds them."""
    seen, at_hand = set(), [thing]
    while at_hand:
        here = at_hand.pop()
        if id(here) in seen or isinstance(here, types.ModuleType | type | types.FunctionType):
            continue
        seen.add(id(here))
        if isinstance(here, str | bytes):
            yield here if isinstance(here, str) else here.decode("utf-8", errors="replace")
        elif isinstance(here, np.ndarray):
            if here.dtype == np.uint32:  # texts as code points
                yield "".join(map(chr, here[here < 0x110000].tolist()))
            at_hand += here.tolist() if here.dtype == object else []
        elif hasattr(here, "to_pylist"):
            at_hand.append(str(here.to_pylist()))
        else:
            at_hand += gc.get_referents(here)


def leaks(outputs):
    """Where a planted word stands."""
    words = ("zqwx", "1903-07-19", "55071")
    return {name: word for name, text in outputs for word in words if word in text.lower()}


def test_the_search_finds_what_is_planted(full, tmp_path):
    found = leaks([*answers(full), *files(full.save(tmp_path / "out", report=True))])
    assert {"clusters", "how", "records", "decisions", "set_aside", "unlinkable"} <= found.keys()
    assert {"clusters.csv", "pairs.parquet", "records.parquet", "report.html"} <= found.keys()
    assert {"manifest.json", "rejected.csv", "decisions.jsonl", "unlinkable.csv"} <= found.keys()
    assert any("zqwx" in text.lower() for text in reachable(full))


def test_nothing_planted_is_in_anything_that_is_handed_on(full, tmp_path, caplog, capsys):
    with caplog.at_level(logging.DEBUG), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        redacted = full.redacted_for(["OPEN"])
        folder = redacted.save(tmp_path / "out", report=True)
        again = Linkage.open(folder)
        for linkage in (redacted, again):
            assert leaks(answers(linkage)) == {}
        assert leaks(files(folder)) == {}
    assert (
        leaks([("log", caplog.text), ("warnings", " ".join(str(each.message) for each in warned))]) == {}
    )
    assert leaks([("console", "".join(capsys.readouterr()))]) == {}
    assert {tuple(row) for row in redacted.clusters[["source", "record_id"]].to_numpy()} == {
        ("notices", "A-1"),
        ("notices", "A-2"),
        ("prison", "B-1"),
        ("prison", "B-2"),
    }
    assert redacted.summary()["withheld"] == again.summary()["withheld"] == 5


def test_nothing_planted_hangs_on_a_redacted_linkage(full):
    assert [text for text in reachable(full.redacted_for(["OPEN"])) if leaks([("", text)])] == []


def test_an_expired_record_is_nowhere_even_in_the_full_run(full, tmp_path):
    outputs = [*answers(full), *files(full.save(tmp_path / "out", report=True))]
    assert [name for name, text in outputs if "zqwxexpired" in text.lower()] == []


def test_a_withheld_record_and_one_that_never_was_are_answered_alike(full):
    redacted = full.redacted_for(["OPEN"])
    asked = (
        "zqwxsource:zqwxclosedid",
        "notices:zqwxmixedid",
        "notices:zqwxrejectedid",
        "zqwxsource:zqwxexpiredid",
    )
    for identity in asked:
        never = identity.replace("zqwx", "aa")
        answer = redacted.why_not("notices:A-1", identity)
        assert str(answer).replace("zqwx", "aa") == str(redacted.why_not("notices:A-1", never))
        for question in (redacted.explain, redacted.what_if, redacted.turning_points):
            said = []
            for name in (identity, never):
                with pytest.raises(ParameterError) as error:
                    question("notices:A-1", name)
                said.append(str(error.value).replace("zqwx", "aa"))
            assert said[0] == said[1]
        with pytest.raises(ParameterError, match="no cluster"):
            redacted.how(identity)
    with pytest.raises(ParameterError) as error:
        redacted.what_if("notices:A-1", "prison:B-1", without_source="aasource")
    assert leaks([("error", str(error.value))]) == {}


def test_the_command_hands_on_nothing_planted(sources, decisions, tmp_path, capsys):
    arguments = [f"{name}={path}" for name, path in sources.items()]
    assert main(["link", *arguments, "-o", str(tmp_path / "out"), "--decisions", str(decisions)]) == 0
    capsys.readouterr()
    out = str(tmp_path / "shared")
    redact = ["redact", str(tmp_path / "out"), "-o", out, "--allow", "OPEN", "--report"]
    assert main(redact) == 0
    for more in (
        ["explain", out, "notices:A-1", "prison:B-1"],
        ["why-not", out, "notices:A-1", "notices:A-2", "--json"],
    ):
        assert main(more) == 0
    assert main(redact) == 2  # it is there already
    assert main(["replay", out, "-o", str(tmp_path / "again")]) == 2
    said = capsys.readouterr()
    assert "5 records withheld, 4 kept" in said.out
    assert "new folder only" in said.err
    assert leaks([("console", said.out + said.err), *files(tmp_path / "shared")]) == {}


# --- Laws -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_a_redacted_run_is_the_run_without_the_records(seed):
    """The law from which the others follow: what is withheld has no influence at all."""
    draw = random.Random(seed)
    rows = _rows(seed)
    for row in rows:
        row["handling"] = draw.sample(["H1", "H2"], draw.choice([0, 0, 1, 2]))
    linkage = link_records(sm.load(rows), threads=1, min_probability=0.8)
    redacted = linkage.redacted_for(["H1"])
    seen = [row for row in rows if "H2" not in row["handling"]]
    without = link_records(sm.load(seen), threads=1, min_probability=0.8)
    assert redacted.summary() == without.summary() | {"withheld": len(rows) - len(seen)}
    names = [name for name in without.records.table.column_names if name != "location"]
    assert redacted.records.table.select(names).equals(without.records.table.select(names))
    assert redacted.pairs_table().equals(without.pairs_table())
    assert redacted.table.to_arrow().equals(without.table.to_arrow())
    assert redacted.table.summary().equals(without.table.summary())
    assert redacted.table.unlinkable.equals(without.table.unlinkable)


def _rows(seed):
    draw = random.Random(seed)
    names = ["Zubayr Tarkhani", "Zubair Tarkhan", "Orm Ekvall", "Orm Ekwall", "Wilhelmina Oestergaard"]
    return [
        {
            "source": draw.choice("abc"),
            "record_id": str(k),
            "names": [draw.choice(names)],
            "birth_dates": [draw.choice(["1971-04-12", "1971", "1950-01-02", "1950"])],
            "role": draw.choice(["suspect", "convicted"]),
        }
        for k in range(60)
    ]


def test_a_cluster_that_hung_on_a_withheld_record_comes_apart():
    first = {"record_id": "1", "names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
    between = {
        "record_id": "2",
        "names": ["Zubayr Tarkhani", "Orm Ekvall"],
        "birth_dates": ["1971-04-12"],
        "documents": [{"kind": "passport", "number": "P1234567"}],
        "handling": ["H2"],
    }
    last = {"record_id": "3", "names": ["Orm Ekvall"]}
    last["documents"] = [{"kind": "passport", "number": "P1234567"}]
    linkage = sm.link({"a": [first, between, last]}, method="components", progress=False)
    assert len(linkage.clusters) == 3
    assert len(linkage.redacted_for([]).clusters) == 0
    assert linkage.redacted_for(["H2"]).clusters.equals(linkage.clusters)


def test_redacting_twice_allows_what_both_allow(full):
    once = full.redacted_for(["OPEN", "zqwxmixedmark"])
    twice = once.redacted_for(["OPEN", "zqwxclosedmark"])
    assert twice.options.redaction.allowed == ("OPEN",)
    assert twice.summary()["withheld"] == full.redacted_for(["OPEN"]).summary()["withheld"]


def test_the_decisions_of_a_redacted_run_can_be_read_again(full, tmp_path):
    redacted = full.redacted_for(["OPEN"])
    (kept,) = redacted.decisions.standing()
    assert (kept.pair, kept.verdict) == (("notices:A-1", "prison:B-1"), "same")
    assert (kept.reason, kept.by) == ("withheld", "withheld")
    redacted.save(tmp_path / "out")
    assert sm.Decisions.read(tmp_path / "out" / "decisions.jsonl").standing() == [kept]


def test_runs_are_compared_only_when_redacted_alike(full, tmp_path):
    redacted = full.redacted_for(["OPEN"])
    full.save(tmp_path / "full")
    for one, other in ((redacted, full), (full, redacted), (redacted, tmp_path / "full")):
        with pytest.raises(InputError, match="redact both alike"):
            one.diff(other)


def test_roles_of_a_viewer_may_be_wider_or_narrower_than_those_linked():
    rows = [{"record_id": role, "role": role, **ZUBAYR} for role in ("suspect", "convicted", "victim")]
    linkage = sm.link({"a": rows}, progress=False)
    assert linkage.redacted_for([], roles=["suspect", "victim"]).summary()["withheld"] == 1
    wide = linkage.redacted_for([], roles=["suspect", "convicted", "victim"])
    assert wide.set_aside["record_id"].tolist() == ["victim"]
    with pytest.warns(EmptyColumnWarning):
        assert linkage.redacted_for([], roles=[]).summary()["records"] == 0


def test_what_is_wrongly_asked_is_refused(full):
    with pytest.raises(ParameterError, match="list of markings"):
        full.redacted_for("OPEN")
    for wrong in ({"allowed": None}, {"allowed": [3]}, {"purpose": 3}, {"roles": "witness"}):
        with pytest.raises(ParameterError, match="must be"):
            full.redacted_for(**({"allowed": []} | wrong))
    with pytest.raises(SuspectMatchError, match="roles"):
        full.redacted_for([], roles=["culprit"])
