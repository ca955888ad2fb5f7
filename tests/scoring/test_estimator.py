"""The scikit-learn protocol without scikit-learn."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sklearn.base import clone

from suspectmatch.errors import ParameterError
from suspectmatch.scoring import FellegiSunter


def test_parameters_are_read_set_and_cloned():
    classifier = FellegiSunter(matches_per_record=2.0)
    assert classifier.get_params()["matches_per_record"] == 2.0
    assert repr(classifier) == "FellegiSunter(matches_per_record=2.0)"
    copy = clone(classifier.set_params(max_iterations=3))
    assert copy is not classifier
    assert copy.get_params() == classifier.get_params()


def test_unfitted_is_what_clone_makes():
    classifier = FellegiSunter(matches_per_record=2.0)
    classifier.model_ = "learned"
    copy = classifier.unfitted()
    assert copy.get_params() == clone(classifier).get_params()
    assert not hasattr(copy, "model_")


def test_an_unknown_parameter_is_refused():
    with pytest.raises(ParameterError, match="max_iterations"):
        FellegiSunter().set_params(iterations=3)


def test_a_fitted_link_does_not_load_scikit_learn():
    code = (
        "import sys, suspectmatch as sm; from suspectmatch.synthetic import single_name_records; "
        "sm.link(single_name_records(500, seed=1).records, fit=True, progress=False); "
        "print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
