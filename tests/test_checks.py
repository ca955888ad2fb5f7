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
