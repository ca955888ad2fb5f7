import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from suspectmatch import checks
from suspectmatch.errors import ParameterError


@pytest.mark.parametrize("value", [-0.1, 1.1, "0.5", True, None, float("nan")])
def test_what_is_no_probability_is_refused(value):
    with pytest.raises(ParameterError, match="keep_above must be a probability"):
        checks.probability("keep_above", value)


@pytest.mark.parametrize("value", [0, 1, 0.5])
def test_probabilities_come_back_as_floats(value):
    assert checks.probability("keep_above", value) == float(value)


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "2"])
def test_what_is_no_positive_whole_number_is_refused(value):
    with pytest.raises(ParameterError, match="threads must be a whole number"):
        checks.positive_int("threads", value)


def test_a_word_outside_the_set_is_refused_with_the_set():
    assert checks.one_of("role", "wanted", ["wanted", "listed"]) == "wanted"
    with pytest.raises(ParameterError, match="wanted, listed"):
        checks.one_of("role", "guilty", ["wanted", "listed"])


def test_the_type_given_is_named():
    checks.instance("n", 3, int, "a whole number")
    with pytest.raises(ParameterError, match="n must be a whole number, got str"):
        checks.instance("n", "3", int, "a whole number")


@pytest.mark.parametrize("value", [0, -1.5, True, "2", None, float("nan"), float("inf")])
def test_what_is_no_number_above_0_is_refused(value):
    with pytest.raises(ParameterError, match="pairs_per_record must be a number above 0"):
        checks.positive("pairs_per_record", value)


@pytest.mark.parametrize("value", [1, 0.25, 40.0])
def test_numbers_above_0_come_back_as_floats(value):
    made = checks.positive("pairs_per_record", value)
    assert isinstance(made, float)
    assert made == value


def test_numbers_of_arrays_are_numbers():
    assert checks.probability("keep_above", np.float32(0.5)) == 0.5
    assert type(checks.positive_int("threads", np.int64(2))) is int
    assert type(checks.positive("pairs_per_record", np.int32(2))) is float


@pytest.mark.parametrize("value", [-1, 1.5, True, "2", None])
def test_what_is_no_seed_is_refused(value):
    with pytest.raises(ParameterError, match="random_state must be a whole number of at least 0"):
        checks.seed("random_state", value)


def test_a_point_in_time_is_taken_by_its_day():
    day = dt.date(2026, 1, 2)
    assert checks.day("today", day) == checks.day("today", dt.datetime(2026, 1, 2, 23, 59)) == day  # noqa: DTZ001


@pytest.mark.parametrize("value", ["2026-01-02", 20260102, None])
def test_what_is_no_day_is_refused_with_an_example(value):
    with pytest.raises(ParameterError, match=r"today must be a day, such as datetime\.date\(2026, "):
        checks.day("today", value)


def test_a_path_is_text_or_a_path():
    assert checks.path("folder", "out") == checks.path("folder", Path("out"))
    for value in (3, None, b"out", ["out"]):
        with pytest.raises(ParameterError, match=f"folder must be a path, .*{type(value).__name__}"):
            checks.path("folder", value)


@pytest.mark.parametrize("value", ["wanted", None, 3, [["wanted"]], ["guilty"]])
def test_a_list_of_words_is_no_text_and_holds_no_other(value):
    checks.some_of("roles", ("wanted",), ["wanted", "listed"])
    with pytest.raises(ParameterError, match=r"roles must be .*wanted, listed; got"):
        checks.some_of("roles", value, ["wanted", "listed"])
