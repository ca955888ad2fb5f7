import pickle

import pytest
import sklearn.exceptions

from suspectmatch import errors


def test_every_error_is_a_suspectmatch_error():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    ours = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(ours) > 12
    assert all(issubclass(kind, errors.SuspectMatchError | errors.SuspectMatchWarning) for kind in ours)


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        (errors.InputError, ValueError),
        (errors.NotFittedError, sklearn.exceptions.NotFittedError),
        (errors.MissingExtraError, ImportError),
        (errors.SuspectMatchWarning, UserWarning),
    ],
)
def test_errors_are_also_what_others_catch(kind, known):
    assert issubclass(kind, known)


def test_every_name_in_the_tree_is_there_and_every_error_is_in_the_tree():
    words = {
        word
        for line in errors.__doc__.splitlines()
        for word in line.replace("|--", " ").replace("`--", " ").split()
    }
    ours = [
        kind.__name__
        for kind in vars(errors).values()
        if isinstance(kind, type) and kind.__module__ == errors.__name__
    ]
    assert set(ours) <= words


def test_file_and_line_lead_the_message():
    error = errors.InputError("It is empty.", file="a.csv", line=3)
    assert str(error) == "a.csv, line 3: It is empty."
    assert (error.file, error.line) == ("a.csv", 3)


def test_a_missing_column_names_the_nearest():
    error = errors.ColumnNotFoundError("police", "surnme", ["surname", "born"])
    assert str(error) == "Source 'police' has no column 'surnme'. Did you mean 'surname'?"
    far = errors.ColumnNotFoundError("police", "zzz", ["surname", "born"])
    assert "It has: 'surname', 'born'." in str(far)


def test_too_many_pairs_names_the_rule_and_the_count():
    error = errors.TooManyPairsError("name", 10_000_000_000, 1_000)
    assert "10,000,000,000" in str(error)
    assert error.rule == "name"
    assert error.n_pairs > error.max_pairs


def test_a_missing_extra_says_what_to_install():
    assert "pip install '.[plot]'" in str(errors.MissingExtraError("matplotlib", "plot"))


def test_plain_errors_survive_pickling():
    assert str(pickle.loads(pickle.dumps(errors.TrainingError("too few")))) == "too few"
