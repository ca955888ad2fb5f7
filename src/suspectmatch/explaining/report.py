"""A page of leads that stands on its own: no script, no request, everything escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from suspectmatch.tables import Clusters


def write_report(clusters: Clusters, summary: Mapping[str, int], path: Path) -> Path:
    """Write the report."""
    raise NotImplementedError
