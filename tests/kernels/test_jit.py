"""A kernel runs as Python or compiled, with the same result, wherever and in whatever process."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import numba
import numpy as np
import pytest

from suspectmatch.kernels import _jit

pytestmark = pytest.mark.skipif(not _jit.cache_folder(), reason="nothing is compiled")

EAGER = {"respelling.respelling_cost", "triads.third_records"}
"""Kernels that are compiled on everybody's first run; each one more is a second or two."""

LINK = """
import json, subprocess, sys
import numba
if "no folder" in sys.argv:
    def njit(*args, cache=False, njit=numba.njit, **options):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return njit(*args, **options)
    numba.njit = njit
import suspectmatch as sm
from suspectmatch.kernels import _jit
from suspectmatch.synthetic import single_name_records
def refused(*_, **__):
    raise AssertionError("a process is started")
subprocess.Popen.__init__ = refused
if "compiled" in sys.argv:
    _jit.SHORT = -1
linkage = sm.link(single_name_records(60, seed=5).records, progress=False)
print(bool(_jit.kernels_run_as_python()), json.dumps(linkage.pairs["weight"].map(float.hex).tolist()))
"""


def printed(program, *arguments, **environment):
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | environment,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def compiled():
    return printed(LINK, "compiled")


def test_a_first_small_run_is_not_compiled_and_gives_the_same_bits(tmp_path, compiled):
    cold = printed(LINK, NUMBA_CACHE_DIR=str(tmp_path))
    assert cold.startswith("True [")
    assert {file.name.split("-")[0] for file in tmp_path.rglob("*.nbc")} <= EAGER
    assert compiled == cold.replace("True", "False", 1)


def test_where_no_folder_can_be_written_it_runs_all_the_same(compiled):
    assert printed(LINK, "no folder") == compiled.replace("False", "True", 1)


IN_CHILDREN = """
import multiprocessing, sys
import suspectmatch as sm
from suspectmatch.kernels import _jit
from suspectmatch.synthetic import single_name_records
def link(seed):
    _jit.SHORT = -1
    made = single_name_records(60, seed=seed).records
    return sm.link(made, progress=False).pairs["weight"].map(float.hex).tolist()
if __name__ == "__main__":
    here = link(5)
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        print(pool.map(link, [5, 5]) == [here, here] and len(here) > 0)
"""


@pytest.mark.parametrize("way", ["spawn", "fork"])
def test_children_of_a_process_link_as_it_does(way, tmp_path):
    script = tmp_path / "in_children.py"
    script.write_text(IN_CHILDREN, encoding="utf-8")
    command = [sys.executable, "-W", "ignore::DeprecationWarning", str(script), way]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.strip() == "True"


@_jit.kernel
def doubled(numbers):
    return 2 * numbers


@_jit.kernel
def summed(numbers):
    total = 0
    for number in doubled(numbers):
        total += _jit.whole(number)
    return total


@pytest.fixture
def cold(monkeypatch, tmp_path):
    """A kernel that was never compiled, in a cache of its own."""
    monkeypatch.setattr(_jit, "SHORT", 3)
    monkeypatch.setattr(_jit, "_kernels", [])
    monkeypatch.setattr(_jit, "cache_folder", lambda: tmp_path)
    return lambda: _jit.Kernel(summed.py_func, is_eager=False)


def test_short_arrays_run_as_python_until_it_is_compiled(cold):
    each = cold()
    assert each(np.arange(3)) == 6
    assert _jit.kernels_run_as_python() == [each]
    assert each.signatures == {(numba.types.int64[::1],)}
    each.compile()
    assert each(np.arange(3)) == 6
    assert not _jit.kernels_run_as_python()
    assert len(each.compiled.signatures) == 1


def test_long_arrays_are_compiled_at_once_even_inside_a_tuple(cold):
    assert not cold()._runs_as_python(((np.arange(4),),))
    assert cold()._runs_as_python(((np.arange(3), 1),))


def test_patience_ends(cold, monkeypatch):
    monkeypatch.setattr(_jit, "PATIENCE", 0.0)
    each = cold()
    end = time.thread_time() + 0.01
    while each.seconds == 0.0 or time.thread_time() < end:
        each(np.arange(3))
    assert each.is_compiled


def test_what_was_compiled_is_known_to_the_next_process(cold, tmp_path):
    first = cold()
    first(np.arange(4))
    assert (tmp_path / _jit.COMPILED_FILE).read_text(encoding="utf-8") == f"{first._line()}\n"
    second = cold()
    second(np.arange(3))
    assert second.is_compiled
    assert not second.signatures


def test_a_folder_that_can_no_longer_be_written_stops_nothing(cold, tmp_path):
    tmp_path.joinpath(_jit.COMPILED_FILE).mkdir()
    assert cold()(np.arange(4)) == 12


def test_machine_code_that_cannot_be_read_is_made_again(monkeypatch):
    def total(values):
        result = 0
        for value in values:
            result += value
        return result

    def unreadable(*_):
        raise AttributeError("a type that an earlier version had")

    deleted = []
    monkeypatch.setattr(_jit, "_kernels", [])
    monkeypatch.setattr(_jit, "delete_machine_code", lambda: deleted.append(True))
    kernel = _jit.eager_kernel(total)
    kernel.compiled = unreadable
    values = np.arange(4, dtype=np.int64)
    assert [kernel(values), kernel(values)] == [6, 6]
    assert deleted == [True]
