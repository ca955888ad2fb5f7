"""Supervised classifiers as readable JSON: what they learned, or what they learned from.

The default is written as its scales, steps and calibration. Of any other scikit-learn classifier nothing
of its inside is written: the pairs it learned from are (levels, rarities, labels; no personal value),
and it learns again when it is read. It must then give the same weights, or it is refused.
"""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import InputError, SpecError
from suspectmatch.levels import Comparison, Level
from suspectmatch.scoring.features import Additive
from suspectmatch.scoring.fellegi_sunter import FellegiSunter
from suspectmatch.scoring.model import FORMAT, model_from_json
from suspectmatch.scoring.reporting import TrainingReport
from suspectmatch.scoring.supervised import Supervised
from suspectmatch.scoring.training import Training

if TYPE_CHECKING:
    from pathlib import Path

    from suspectmatch.scoring import Classifier

SUPERVISED_FORMAT: Final = "suspectmatch supervised 1"
N_CHECKED: Final = 50
"""Weights that are written, to tell whether what learned again is the same."""


def classifier_to_json(classifier: Classifier) -> str:
    """A classifier as JSON that a person can read.

    Raises:
        NotFittedError: a `Supervised` that has not been fitted.
        SpecError: its estimator is not of scikit-learn, or has parameters that JSON cannot hold.
    """
    if isinstance(classifier, FellegiSunter):
        return classifier.current_model().to_json()
    classifier.check_fitted()
    body: dict[str, Any] = {
        "format": SUPERVISED_FORMAT,
        "report": classifier.report_.as_dict(),
        "parameters": {
            name: getattr(classifier, name) for name in ("calibration", "n_folds", "random_state")
        },
        "estimator": _estimator(classifier.estimator),
        "matches_per_record": classifier.screen_.matches_per_record,
        "screen": json.loads(classifier.screen_.current_model().to_json()),
        "comparisons": [_comparison(each) for each in classifier.comparisons_],
        "prior": classifier.prior_,
        "shift": classifier.shift_,
        "population": classifier.population_,
    }
    learned = classifier.learned_
    if isinstance(learned, Additive):
        body["learned"] = {
            "constant": learned.constant,
            "comparisons": {
                each.name: {"scale": scale, "steps": np.stack([knots, steps], axis=1).tolist()}
                for each, scale, knots, steps in zip(
                    classifier.comparisons_,
                    learned.scales.tolist(),
                    learned.knots,
                    learned.steps,
                    strict=True,
                )
            },
            "platt": list(classifier.platt_),
            "isotonic": None
            if classifier.points_ is None
            else [each.tolist() for each in classifier.points_],
        }
    else:
        training = classifier.training_
        body["training"] = {
            name: getattr(training, name).tolist()
            for name in ("levels", "rarity", "labels", "person_left", "person_right")
        }
        body["check"] = _check(classifier)
    return json.dumps(body, indent=1) + "\n"


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "name": comparison.name,
        "field": comparison.field,
        "method": comparison.method,
        "levels": [[level.name, level.words] for level in comparison.levels],
        "has_rarity": comparison.has_rarity,
    }


def _estimator(estimator: Any) -> dict[str, Any] | None:
    if estimator is None:
        return None
    kind = type(estimator)
    if not kind.__module__.startswith("sklearn."):
        raise SpecError(f"Only estimators of scikit-learn can be saved; this is a {kind.__name__}.")
    import sklearn  # noqa: PLC0415 - it is loaded already

    parameters = estimator.get_params(deep=False)
    try:
        json.dumps(parameters)
    except TypeError as error:
        raise SpecError(
            f"This {kind.__name__} cannot be saved: JSON cannot hold all of its parameters."
        ) from error
    return {
        "module": kind.__module__,
        "class": kind.__name__,
        "parameters": parameters,
        "scikit-learn": sklearn.__version__,
    }


def _check(classifier: Supervised) -> list[float]:
    training = classifier.training_
    some = slice(None, None, max(1, training.labels.size // N_CHECKED))
    bits = classifier.contributions(
        classifier.comparisons_, training.levels[some], training.rarity[some]
    )
    checked: list[float] = bits.sum(axis=1).tolist()
    return checked


def load_classifier(path: str | Path) -> Classifier:
    """Read a classifier that ``save`` wrote; a model makes a `FellegiSunter`.

    Raises:
        InputError: the file is neither, or what is read is not what was saved.

    Example:
        >>> import tempfile
        >>> import suspectmatch as sm
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     sm.load_model().save(f"{folder}/model.json")
        ...     type(load_classifier(f"{folder}/model.json")).__name__
        'FellegiSunter'
    """
    path = checks.path("path", path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("The classifier cannot be read.", file=path.name) from error
    return classifier_from_json(text, path.name)


def classifier_from_json(text: str, name: str) -> Classifier:
    """Parse and check the JSON of a classifier.

    Raises:
        InputError: as `load_classifier`.
    """
    try:
        body = json.loads(text)
        if body["format"] == FORMAT:
            return FellegiSunter(model_from_json(text, name))
        if body["format"] != SUPERVISED_FORMAT:
            raise InputError(f"The format must be {FORMAT!r} or {SUPERVISED_FORMAT!r}.", file=name)
        return _read(body, name)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("This is not a suspectmatch classifier.", file=name) from error


def _read(body: dict[str, Any], name: str) -> Supervised:
    screen = FellegiSunter(
        model_from_json(json.dumps(body["screen"]), name), matches_per_record=body["matches_per_record"]
    )
    made = Supervised(_estimator_of(body["estimator"], name), screen=screen, **body["parameters"])
    comparisons = tuple(
        Comparison(**{**each, "levels": tuple(Level(*level) for level in each["levels"])})
        for each in body["comparisons"]
    )
    report = TrainingReport(**{**body["report"], "f1_interval": tuple(body["report"]["f1_interval"])})
    if made.estimator is not None:
        kinds = {"levels": np.int8, "rarity": np.float32, "labels": np.int8}
        columns = {
            column: np.array(values, kinds.get(column, np.uint64))
            for column, values in body["training"].items()
        }
        n_rarities = sum(comparison.has_rarity for comparison in comparisons)
        columns["rarity"] = columns["rarity"].reshape(columns["labels"].size, n_rarities)
        made.learn_again(Training(**columns, n_records=report.n_records), comparisons, report)
        made.shift_, made.population_ = float(body["shift"]), int(body["population"])
        if _check(made) != body["check"]:
            raise InputError(
                "The classifier learned again and gives other weights: it was saved with scikit-learn "
                f"{body['estimator']['scikit-learn']}. Use that version, or fit anew.",
                file=name,
            )
        return made
    learned = body["learned"]
    parts = [learned["comparisons"][each.name] for each in comparisons]
    pairs = [np.array(part["steps"], np.float64).reshape(-1, 2) for part in parts]
    made.screen_, made.comparisons_, made.report_ = screen, comparisons, report
    made.prior_, made.shift_ = float(body["prior"]), float(body["shift"])
    made.population_ = int(body["population"])
    made.learned_ = Additive(
        np.array([part["scale"] for part in parts], np.float64),
        tuple(np.ascontiguousarray(pair[:, 0]) for pair in pairs),
        tuple(np.ascontiguousarray(pair[:, 1]) for pair in pairs),
        float(learned["constant"]),
    )
    slope, intercept = learned["platt"]
    made.platt_ = (float(slope), float(intercept))
    points = learned["isotonic"]
    made.points_ = None if points is None else (np.array(points[0]), np.array(points[1]))
    return made


def _estimator_of(body: dict[str, Any] | None, name: str) -> Any:
    if body is None:
        return None
    if not str(body["module"]).startswith("sklearn."):
        raise InputError("Only estimators of scikit-learn are read.", file=name)
    try:
        kind = getattr(importlib.import_module(body["module"]), body["class"])
    except ImportError as error:
        raise InputError("The estimator is not in this version of scikit-learn.", file=name) from error
    from sklearn.base import BaseEstimator  # noqa: PLC0415 - only where an estimator was saved

    if not (isinstance(kind, type) and issubclass(kind, BaseEstimator)):
        raise InputError("The estimator is not one of scikit-learn.", file=name)
    return kind(**body["parameters"])
