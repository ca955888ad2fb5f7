"""How much of everything a page of leads shows; the page counts what is beyond."""

from __future__ import annotations

from typing import Final

MOST_CLUSTERS: Final = 500
"""Clusters that are shown in full."""
MOST_REVIEWS: Final = 200
"""Pairs to review."""
MIN_REVIEW: Final = 0.5
"""A pair below the threshold is worth a look from this probability."""
MOST_RECORDS: Final = 100
"""Records of one cluster."""
MOST_LINKS: Final = 20
"""Links, and likewise conflicts, of one cluster."""
MOST_VALUES: Final = 30
"""Values of one field of one record."""
MOST_OPEN: Final = 5
"""Values of one field of one record that are shown before the others are folded away."""
MOST_NAMED: Final = 3
"""Records that are named in one row of the overview."""
MOST_LETTERS: Final = 160
"""Letters of a text; the whole of it is a click (or a printed page) away."""
MOST_PRINTED: Final = 2_000
"""Letters of a text that is printed; a longer one stays folded."""
MOST_NOTES: Final = 500
"""Protective notes."""
MOST_UNLINKABLE: Final = 200
"""Records that hold too little to be linked."""
MOST_DECISIONS: Final = 500
"""Decisions, the newest."""
