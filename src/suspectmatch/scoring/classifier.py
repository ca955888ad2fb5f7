"""What a classifier is: anything that scores compared pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple, Protocol, Self, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

    from suspectmatch.comparing.comparators import Comparator
    from suspectmatch.levels import Comparison
    from suspectmatch.scoring.model import Model
    from suspectmatch.tables import Patterns

    Floats = npt.NDArray[np.float64]


CLASSIFIER_WANTED: Final = "a classifier, such as FellegiSunter() or Supervised()"
"""What messages say of a parameter that must be a classifier."""


class Pruning(NamedTuple):
    """How pairs that a classifier would not keep are dropped before they are fully compared.

    Attributes:
        model: the weights that pairs are dropped by.
        prior: log2 odds of a pair before anything is compared.
        floor: log2 odds under which a pair is dropped.
    """

    model: Model
    prior: float
    floor: float


@runtime_checkable
class Classifier(Protocol):
    """Scores pairs: a prior, and bits that each comparison adds.

    To add one, write a class with these members. List it in `suspectmatch.scoring.saving.CLASSIFIERS`,
    so that a saved run can be opened.

    Attributes:
        format: what its JSON says under "format".
    """

    format: ClassVar[str]

    def learn(
        self,
        make_patterns: Callable[[], tuple[Patterns, Patterns]],
        comparisons: Sequence[Comparison],
        n_records: int,
    ) -> Self:
        """A copy that has learned without labels, for `Linker.fit`.

        Args:
            make_patterns: gives the patterns of candidate pairs and those of random pairs.
            comparisons: the K comparisons.
            n_records: records that are linked.

        Raises:
            ParameterError: it learns from labelled pairs only.
        """

    def prior(self, n_records: int) -> float:
        """log2 odds that two of ``n_records`` records taken at random describe one person."""

    def contributions(
        self,
        comparisons: Sequence[Comparison],
        levels: npt.NDArray[np.int8],
        rarity: npt.NDArray[np.float32],
        reliability: Floats | None = None,
    ) -> Floats:
        """Bits that each comparison adds, float64 (P, K); a further column is a correction.

        The weight of a pair is the prior and its row, added from the left.

        Args:
            comparisons: the K comparisons.
            levels: int8 (P, K).
            rarity: float32 (P, F).
            reliability: float64 (P,) product of the reliabilities of both records; None is 1.
        """

    def pruning(self, floor: float, n_records: int) -> Pruning | None:
        """How pairs below ``floor`` (log2 odds) are dropped early; None compares every pair in full.

        A pair that reaches the floor must never be dropped.
        """

    def current_model(self) -> Model | None:
        """The weights of levels that it scores by or builds on, for explanations; None without."""

    def most_weight(self, every: Sequence[Comparator], prior: float) -> Floats | None:
        """float64 (N,): the weight that no pair of a record is above; None where that is not known."""

    def to_json(self) -> str:
        """The classifier as JSON that a person can read, with its ``format``."""

    @classmethod
    def from_json(cls, text: str, name: str) -> Self:
        """The classifier that `to_json` wrote; ``name`` is that of the file, for messages.

        Raises:
            InputError: it is not such a classifier.
        """
