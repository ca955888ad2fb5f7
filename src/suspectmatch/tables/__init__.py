"""The seven tables that the verbs return. They hold data and do no work.

``Records -> People -> CandidatePairs -> ComparedPairs -> ScoredPairs -> Clusters -> Explanation``;
each keeps a reference to the one it came from.
"""

from __future__ import annotations

from suspectmatch.tables.clusters import Clusters
from suspectmatch.tables.explanation import Explanation
from suspectmatch.tables.explanation_rows import (
    ExplanationRow,
    Frequency,
    NameAgreement,
    NamePart,
    Side,
)
from suspectmatch.tables.pairs import CandidatePairs, ComparedPairs, Patterns, ScoredPairs
from suspectmatch.tables.people import CodeColumn, DateOccurrences, NameColumn, People
from suspectmatch.tables.records import InputFile, Records

__all__ = [
    "CandidatePairs",
    "Clusters",
    "CodeColumn",
    "ComparedPairs",
    "DateOccurrences",
    "Explanation",
    "ExplanationRow",
    "Frequency",
    "InputFile",
    "NameAgreement",
    "NameColumn",
    "NamePart",
    "Patterns",
    "People",
    "Records",
    "ScoredPairs",
    "Side",
]
