"""A first small run does not compile, gives the same, and has what it lacked compiled beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from suspectmatch.kernels import _jit
from suspectmatch.linking import compiling

COMPILED_AT_ONCE = {"respelling.respelling_cost", "triads.third_records"}
"""The costly kernels; each one more is a second or two on everybody's first run."""

RUN = """
import json, sys
import suspectmatch as sm
from suspectmatch.kernels import _jit
from suspectmatch.linking import compiling
from suspectmatch.synthetic import single_name_records
compiling.subprocess.Popen = lambda command, **_: print("started", command[1])
if sys.argv[1] == "at once":
    _jit.compile_at_once()
linkage = sm.link(single_name_records(60, seed=5).records, progress=False)
print(_jit.has_interpreted(), json.dumps(linkage.pairs["weight"].map(float.hex).tolist()))
"""


@pytest.mark.skipif(not _jit.cache_folder(), reason="nothing is compiled")
def test_a_first_small_run_is_not_compiled_and_gives_the_same_bits(tmp_path):
    def run(how, **environment):
        command = [sys.executable, "-c", RUN, how]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=os.environ | environment
        )
        return done.stdout.splitlines()

    started, cold = run("as it comes", NUMBA_CACHE_DIR=str(tmp_path))
    assert started == "started -P"
    assert cold.startswith("True [")
    assert {file.name.split("-")[0] for file in tmp_path.rglob("*.nbc")} <= COMPILED_AT_ONCE
    assert len(list(tmp_path.rglob(compiling.LOCK))) == 1
    (compiled,) = run("at once")
    assert compiled == cold.replace("True", "False", 1)


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(compiling, "cache_folder", lambda: tmp_path / "kernels")
    monkeypatch.setattr(compiling, "_started", [])
    monkeypatch.setattr(compiling, "has_interpreted", lambda: True)
    monkeypatch.setattr(compiling.subprocess, "Popen", lambda command, **_: command)
    return tmp_path / "kernels"


def test_one_process_compiles_at_a_time_and_each_starts_one_at_most(folder, monkeypatch):
    assert not compiling.is_compiling()
    assert compiling.compile_beside()
    assert compiling.is_compiling()
    assert not compiling.compile_beside()
    monkeypatch.setattr(compiling, "_started", [])
    assert not compiling.compile_beside()
    old = time.time() - 2 * compiling.STALE
    os.utime(folder / compiling.LOCK, (old, old))
    assert compiling.compile_beside()


def test_nothing_is_started_where_all_was_compiled_or_nothing_can_be_kept(folder, monkeypatch):
    monkeypatch.setattr(compiling, "has_interpreted", lambda: False)
    assert not compiling.compile_beside()
    monkeypatch.setattr(compiling, "has_interpreted", lambda: True)
    folder.parent.joinpath("kernels").write_text("a file in the way", encoding="utf-8")
    assert not compiling.compile_beside()
    monkeypatch.setattr(compiling, "cache_folder", lambda: None)
    assert not compiling.compile_beside()


def test_a_process_that_cannot_be_started_costs_nothing(folder, monkeypatch):
    def refuse(*_, **__):
        raise OSError

    monkeypatch.setattr(compiling.subprocess, "Popen", refuse)
    assert not compiling.compile_beside()
    assert not (folder / compiling.LOCK).exists()
    monkeypatch.setattr(compiling.sys, "executable", "")
    assert not compiling.compile_beside()


ASKED_FOR_BY_SOME = {
    "bound_pairs_across",
    "count_members",
    "document_levels_pairs",
    "doubt_weights",
    "name_levels_pairs",
    "sample_pairs",
    "set_levels_pairs",
    "split_blocks",
    "take_blocks",
    "year_keys",
}


@pytest.mark.skipif(not _jit.cache_folder(), reason="nothing is compiled")
def test_what_only_some_runs_call_is_called_too(monkeypatch):
    """A kernel that is not compiled here would be run as Python, and start a process, for ever."""
    called = set()
    real = _jit._Tiered.__call__

    def noted(self, *args):
        called.add(self.__name__)
        return real(self, *args)

    monkeypatch.setattr(_jit._Tiered, "__call__", noted)
    compiling.call_all()
    assert called >= ASKED_FOR_BY_SOME


def test_compiling_gives_the_lock_back(folder, monkeypatch):
    monkeypatch.setattr(compiling.os, "nice", lambda _: None, raising=False)
    assert compiling.compile_beside()
    compiling.compile_all()
    assert not (folder / compiling.LOCK).exists()
