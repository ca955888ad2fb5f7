"""suspectmatch finds records that may describe the same person, and says how sure it is and why.

Seven verbs make seven tables, in one direction:
``load -> normalise -> block -> compare -> score -> cluster -> explain``. ``link`` calls them all.

    >>> import suspectmatch as sm
    >>> a = [{"record_id": "1", "names": ["Zubayr al-Tarkhani"], "birth_dates": ["12 Apr 1971"]}]
    >>> b = [{"record_id": "9", "names": ["TARKHANI, Zoubeir"], "birth_dates": ["1971-04-12"]}]
    >>> linkage = sm.link({"notices": a, "prison": b})
    >>> len(linkage.clusters)
    2
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from suspectmatch.blocking import BlockingReport as BlockingReport
    from suspectmatch.blocking import BlockingRule as BlockingRule
    from suspectmatch.blocking import block as block
    from suspectmatch.blocking import block_on as block_on
    from suspectmatch.clustering import cluster as cluster
    from suspectmatch.comparing import Comparison as Comparison
    from suspectmatch.comparing import Level as Level
    from suspectmatch.comparing import birth_country_comparison as birth_country_comparison
    from suspectmatch.comparing import birth_date_comparison as birth_date_comparison
    from suspectmatch.comparing import birth_place_comparison as birth_place_comparison
    from suspectmatch.comparing import compare as compare
    from suspectmatch.comparing import contact_comparison as contact_comparison
    from suspectmatch.comparing import document_comparison as document_comparison
    from suspectmatch.comparing import name_comparison as name_comparison
    from suspectmatch.comparing import nationality_comparison as nationality_comparison
    from suspectmatch.comparing import sex_comparison as sex_comparison
    from suspectmatch.decisions import Decision as Decision
    from suspectmatch.decisions import Decisions as Decisions
    from suspectmatch.explaining.how import History as History
    from suspectmatch.explaining.how import how as how
    from suspectmatch.explaining.pair import explain as explain
    from suspectmatch.explaining.what_if import ClusterWhatIf as ClusterWhatIf
    from suspectmatch.explaining.what_if import TurningPoints as TurningPoints
    from suspectmatch.explaining.what_if import WhatIf as WhatIf
    from suspectmatch.explaining.what_if import turning_points as turning_points
    from suspectmatch.explaining.what_if import what_if as what_if
    from suspectmatch.explaining.what_if import what_if_cluster as what_if_cluster
    from suspectmatch.explaining.why_not import WhyNot as WhyNot
    from suspectmatch.explaining.why_not import why_not as why_not
    from suspectmatch.linking import Linkage as Linkage
    from suspectmatch.linking import Linker as Linker
    from suspectmatch.linking import link as link
    from suspectmatch.loading import load as load
    from suspectmatch.normalising import normalise as normalise
    from suspectmatch.profiling import Profile as Profile
    from suspectmatch.profiling import profile as profile
    from suspectmatch.scoring import FellegiSunter as FellegiSunter
    from suspectmatch.scoring import Model as Model
    from suspectmatch.scoring import Supervised as Supervised
    from suspectmatch.scoring import load_classifier as load_classifier
    from suspectmatch.scoring import load_model as load_model
    from suspectmatch.scoring import score as score
    from suspectmatch.tables import CandidatePairs as CandidatePairs
    from suspectmatch.tables import Clusters as Clusters
    from suspectmatch.tables import ComparedPairs as ComparedPairs
    from suspectmatch.tables import Explanation as Explanation
    from suspectmatch.tables import People as People
    from suspectmatch.tables import Records as Records
    from suspectmatch.tables import ScoredPairs as ScoredPairs

_HOME = {
    "BlockingReport": "blocking",
    "BlockingRule": "blocking",
    "CandidatePairs": "tables",
    "ClusterWhatIf": "explaining.what_if",
    "Clusters": "tables",
    "ComparedPairs": "tables",
    "Comparison": "comparing",
    "Decision": "decisions",
    "Decisions": "decisions",
    "Explanation": "tables",
    "FellegiSunter": "scoring",
    "History": "explaining.how",
    "Level": "comparing",
    "Linkage": "linking",
    "Linker": "linking",
    "Model": "scoring",
    "People": "tables",
    "Profile": "profiling",
    "Records": "tables",
    "ScoredPairs": "tables",
    "Supervised": "scoring",
    "TurningPoints": "explaining.what_if",
    "WhatIf": "explaining.what_if",
    "WhyNot": "explaining.why_not",
    "birth_country_comparison": "comparing",
    "birth_date_comparison": "comparing",
    "birth_place_comparison": "comparing",
    "block": "blocking",
    "block_on": "blocking",
    "cluster": "clustering",
    "compare": "comparing",
    "contact_comparison": "comparing",
    "document_comparison": "comparing",
    "explain": "explaining.pair",
    "how": "explaining.how",
    "link": "linking",
    "load": "loading",
    "load_classifier": "scoring",
    "load_model": "scoring",
    "name_comparison": "comparing",
    "nationality_comparison": "comparing",
    "normalise": "normalising",
    "profile": "profiling",
    "score": "scoring",
    "sex_comparison": "comparing",
    "turning_points": "explaining.what_if",
    "what_if": "explaining.what_if",
    "what_if_cluster": "explaining.what_if",
    "why_not": "explaining.why_not",
}

__all__ = sorted(_HOME)  # noqa: PLE0605  (a test says that it is complete)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value = importlib.import_module("importlib.metadata").version("suspectmatch")
    elif name in _HOME:
        value = getattr(importlib.import_module(f"suspectmatch.{_HOME[name]}"), name)
    else:
        raise AttributeError(f"module 'suspectmatch' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
