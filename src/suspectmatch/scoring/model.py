"""Models as readable JSON: for each level of each comparison m, u and what rarity adds.

``m`` is the share of pairs of one person that show the level, ``u`` the share of pairs of two persons.
The weight of a level is log2(m / u) (Fellegi and Sunter 1969). Where a comparison measures rarity, a
pair whose shared value is rarer than is usual at that level weighs more: ``slope`` bits for each bit
above ``mean_rarity`` (Newcombe 1959; Winkler 1988).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from suspectmatch import checks
from suspectmatch.errors import InputError, SpecError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from suspectmatch.levels import Comparison

FORMAT: Final = "suspectmatch model 1"


@dataclass(frozen=True, slots=True)
class LevelParameters:
    """Parameters of one level.

    Attributes:
        m: probability of the level where both records describe one person, in (0, 1].
        u: probability of the level where they describe two, in (0, 1].
        slope: bits of weight for each bit of rarity above ``mean_rarity``; never below 0.
        mean_rarity: bits.
    """

    m: float
    u: float
    slope: float = 0.0
    mean_rarity: float = 0.0

    @property
    def weight(self) -> float:
        """log2(m / u), at the level's mean rarity."""
        return float(np.log2(self.m / self.u))


class Calibration(NamedTuple):
    """How weights become log2 odds that mean what they say (Platt 1999).

    Attributes:
        slope: what the weight of every level is multiplied by, above 0.
        intercept: bits that are added to the prior.
    """

    slope: float = 1.0
    intercept: float = 0.0


NO_CALIBRATION: Final = Calibration()


@dataclass(frozen=True, slots=True)
class Model:
    """Everything a Fellegi-Sunter classifier has learned.

    Attributes:
        provenance: what it was fitted on, in a sentence.
        matches_per_record: expected true pairs a record is part of; with the number of records it
            gives the prior.
        levels: by comparison name, by level name.
        calibration: applied to all weights; none where it is not given.

    Example:
        >>> sex = {"shared": LevelParameters(0.99, 0.5), "different": LevelParameters(0.01, 0.5)}
        >>> round(Model("by hand", 1.0, {"sex": sex}).levels["sex"]["different"].weight, 1)
        -5.6
    """

    provenance: str
    matches_per_record: float
    levels: dict[str, dict[str, LevelParameters]]
    calibration: Calibration = NO_CALIBRATION

    def to_json(self) -> str:
        """The model as indented JSON."""
        body = {
            "format": FORMAT,
            "provenance": self.provenance,
            "matches_per_record": self.matches_per_record,
            **(
                {} if self.calibration == NO_CALIBRATION else {"calibration": self.calibration._asdict()}
            ),
            "comparisons": {
                name: {level: _as_dict(parameters) for level, parameters in levels.items()}
                for name, levels in self.levels.items()
            },
        }
        return json.dumps(body, indent=1) + "\n"

    def save(self, path: str | Path) -> None:
        """Write the model as JSON."""
        checks.path("path", path).write_text(self.to_json(), encoding="utf-8")

    def tables(
        self, comparisons: Sequence[Comparison]
    ) -> list[tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]]:
        """For each comparison weight, slope and mean rarity by level number, missing (0 bits) first.

        Weights and slopes are calibrated; without rarity the slope is 0.

        Raises:
            SpecError: the model does not know a comparison or one of its levels.
        """
        made = []
        for comparison in comparisons:
            known = self.levels.get(comparison.name)
            if known is None:
                raise SpecError(
                    f"The model knows no comparison {comparison.name!r}; "
                    f"it knows {', '.join(self.levels)}."
                )
            weight = np.zeros(comparison.n_levels + 1)
            slope, mean = np.zeros_like(weight), np.zeros_like(weight)
            for number in range(comparison.n_levels):
                level = comparison.level(number).name
                if level not in known:
                    raise SpecError(
                        f"The model knows no level {level!r} of comparison {comparison.name!r}."
                    )
                parameters = known[level]
                weight[number + 1] = parameters.weight
                slope[number + 1] = parameters.slope
                mean[number + 1] = parameters.mean_rarity
            scale = self.calibration.slope
            made.append((weight * scale, slope * scale * comparison.has_rarity, mean))
        return made


def _as_dict(parameters: LevelParameters) -> dict[str, float]:
    values = {"m": parameters.m, "u": parameters.u}
    if parameters.slope:
        values |= {"slope": parameters.slope, "mean_rarity": parameters.mean_rarity}
    return values


def load_model(path: str | Path | None = None) -> Model:
    """Read a model from JSON; without a path, the shipped default model.

    Raises:
        InputError: the file is no model.

    Example:
        >>> load_model().levels["birth_date"]["same_day"].weight > 5
        True
    """
    if path is None:
        return _shipped_model()
    path = checks.path("path", path)
    try:
        return model_from_json(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("The model cannot be read.", file=path.name) from error


@cache
def _shipped_model() -> Model:
    file = resources.files("suspectmatch.scoring") / "models" / "default.json"
    return model_from_json(file.read_text(encoding="utf-8"), file.name)


def model_from_json(text: str, name: str) -> Model:
    """Parse and check the JSON of a model.

    Raises:
        InputError: it is not JSON, or not a model of this format, or a parameter is out of range.
    """
    try:
        body: dict[str, Any] = json.loads(text)
        if body["format"] != FORMAT:
            raise InputError(f"The model's format must be {FORMAT!r}.", file=name)
        levels = {
            comparison: {
                level: LevelParameters(**{name: float(value) for name, value in values.items()})
                for level, values in known.items()
            }
            for comparison, known in body["comparisons"].items()
        }
        calibration = Calibration(
            **{name: float(value) for name, value in body.get("calibration", {}).items()}
        )
        model = Model(str(body["provenance"]), float(body["matches_per_record"]), levels, calibration)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("This is not a suspectmatch model.", file=name) from error
    if not 0 < model.matches_per_record < np.inf:
        raise InputError("matches_per_record must be a number above 0.", file=name)
    if not (0 < calibration.slope < np.inf and np.isfinite(calibration.intercept)):
        raise InputError("The slope of the calibration must be a number above 0.", file=name)
    for comparison, known in levels.items():
        for level, p in known.items():
            rarity = 0 <= p.slope < np.inf and np.isfinite(p.mean_rarity)
            if not (0 < p.m <= 1 and 0 < p.u <= 1 and rarity):
                raise InputError(
                    f"Level {level!r} of {comparison!r}: m and u must be in (0, 1], slope at least 0.",
                    file=name,
                )
    return model
