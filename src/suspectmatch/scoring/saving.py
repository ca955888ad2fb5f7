"""Classifiers from JSON: the list of all that can be read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from suspectmatch import checks
from suspectmatch.errors import InputError
from suspectmatch.scoring.fellegi_sunter import FellegiSunter
from suspectmatch.scoring.supervised import Supervised

if TYPE_CHECKING:
    from pathlib import Path

    from suspectmatch.scoring.classifier import Classifier

CLASSIFIERS: Final[dict[str, type[Classifier]]] = {
    kind.format: kind for kind in (FellegiSunter, Supervised)
}
"""What reads the JSON of each "format"."""


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
        kind = CLASSIFIERS.get(json.loads(text)["format"])
        if kind is None:
            known = " or ".join(map(repr, CLASSIFIERS))
            raise InputError(f"The format must be {known}.", file=name)
        return kind.from_json(text, name)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("This is not a suspectmatch classifier.", file=name) from error
