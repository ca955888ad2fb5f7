"""`RunOptions`: what a run was told, with every default declared once. The tables carry it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.roles import DEFAULT_ROLES, ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rule = tuple[tuple[str, ...], int | None, tuple[str, ...]]

METHODS: Final = ("agreement", "components")
"""How links become clusters; see ``cluster``."""


@dataclass(frozen=True)
class DecisionsUsed:
    """Which decisions a run was given.

    Attributes:
        file: name of their file.
        seal: hash of all its lines.
    """

    file: str
    seal: str


@dataclass(frozen=True)
class Command:
    """What a command line gave, enough to replay the run from its inputs.

    Attributes:
        sources: files of each source.
        mapping: mapping file or preset of each source that has one.
        mapping_sha256: hash of each mapping file; None for a preset.
    """

    sources: dict[str, list[str]]
    mapping: dict[str, str]
    mapping_sha256: dict[str, str | None]


@dataclass(frozen=True)
class Redaction:
    """For whom a run was redacted.

    Attributes:
        allowed: markings that the reader may see.
        purpose: what the reader needs the records for; None where nothing was said.
        roles: roles that the reader may see.
        withheld: how many records were taken out.
    """

    allowed: tuple[str, ...]
    purpose: str | None
    roles: tuple[str, ...]
    withheld: int


@dataclass(frozen=True)
class RunOptions:
    """The options of a run. Defaults stand here and nowhere else.

    Attributes:
        roles: roles that may be linked.
        across_only: pair only records of different sources.
        rules: parts, width and refining parts of each blocking rule; None for those that ``block``
            chooses.
        pairs_per_record: budget of candidate pairs; see ``block``.
        max_pairs: more candidate pairs than this are refused.
        comparisons: names of the comparisons; None for the default ones.
        keep_above: pairs of a lower probability are not kept.
        fit: the model was estimated again on these records.
        random_state: seed of the random pairs that ``fit`` draws.
        min_probability: pairs of at least this probability join clusters.
        method: how links become clusters.
        decisions: which decisions the run was given.
        today: the day on which retention was judged, in ISO 8601.
        command: what the command line gave; None for a run from Python.
        redaction: for whom the run was redacted; None if it was not.

    Example:
        >>> RunOptions(min_probability=0.9) == RunOptions.from_json({"min_probability": 0.9})
        True
    """

    roles: Sequence[str] = DEFAULT_ROLES
    across_only: bool = False
    rules: tuple[Rule, ...] | None = None
    pairs_per_record: float = 50.0  # of which repeats leave about 25; see benchmarks/README.md
    max_pairs: int = 2_000_000_000
    comparisons: tuple[str, ...] | None = None
    keep_above: float = 0.01
    fit: bool = False
    random_state: int = 0
    min_probability: float = 0.95
    method: str = "agreement"
    decisions: DecisionsUsed | None = None
    today: str | None = None
    command: Command | None = None
    redaction: Redaction | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot work, before anything is read."""
        checks.some_of("roles", self.roles, ROLES)
        checks.one_of("method", self.method, METHODS)
        checked = {
            "roles": tuple(self.roles),
            "pairs_per_record": checks.positive("pairs_per_record", self.pairs_per_record),
            "max_pairs": checks.positive_int("max_pairs", self.max_pairs),
            "keep_above": checks.probability("keep_above", self.keep_above),
            "random_state": checks.seed("random_state", self.random_state),
            "min_probability": checks.probability("min_probability", self.min_probability),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    def having(self, **changes: Any) -> RunOptions:
        """The same options but for those named."""
        return replace(self, **changes)

    def to_json(self) -> dict[str, Any]:
        """The options as a manifest keeps them; what was not said is left out."""
        kept = {"decisions"}
        body = {name: value for name, value in asdict(self).items() if value is not None or name in kept}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in body.items()}

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> RunOptions:
        """The options that ``to_json`` wrote.

        Raises:
            ParameterError: an option is missing, unknown or of the wrong kind.
        """
        values = dict(body)
        try:
            if (names := values.get("comparisons")) is not None:
                values["comparisons"] = tuple(names)
            if (rules := values.get("rules")) is not None:
                values["rules"] = tuple((tuple(parts), at, tuple(more)) for parts, at, more in rules)
            for name, kind in (
                ("decisions", DecisionsUsed),
                ("command", Command),
                ("redaction", Redaction),
            ):
                values[name] = None if values.get(name) is None else kind(**values[name])
            if (redaction := values["redaction"]) is not None:
                values["redaction"] = replace(
                    redaction, allowed=tuple(redaction.allowed), roles=tuple(redaction.roles)
                )
            return cls(**values)
        except (TypeError, AttributeError, ValueError) as error:
            raise ParameterError(f"The options of the run are damaged: {error}.") from error


DEFAULTS: Final = RunOptions()
"""The options of a run that was told nothing."""
