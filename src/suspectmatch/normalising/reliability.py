"""How reliable a source is: Admiralty codes and plain numbers as a share in (0, 1].

The Admiralty (NATO, STANAG 2022) code grades a source A to F and its information 1 to 6. The shares
here follow its words (completely, usually, fairly, not usually reliable ...); F and 6 mean "cannot be
judged" and have half.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from suspectmatch.normalising.columns import encode, unread_values

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

SOURCE: Final = {"A": 1.0, "B": 0.9, "C": 0.75, "D": 0.5, "E": 0.25, "F": 0.5}
INFORMATION: Final = {"1": 1.0, "2": 0.9, "3": 0.75, "4": 0.5, "5": 0.25, "6": 0.5}


def reliability_value(text: str) -> float | None:
    """The share in (0, 1] that a code or number stands for; None if it is neither.

    >>> reliability_value("B2"), reliability_value("0.7"), reliability_value("Z9")
    (0.81, 0.7, None)
    """
    code = text.strip().upper()
    if re.fullmatch(r"[A-F][1-6]", code):
        return round(SOURCE[code[0]] * INFORMATION[code[1]], 4)
    try:
        value = float(code)
    except ValueError:
        return None
    return value if 0.0 < value <= 1.0 else None


def reliability_values(
    column: pa.ChunkedArray, unread: list[dict[str, Any]], table: pa.Table
) -> npt.NDArray[np.float64]:
    """float64 (N,), 1 where nothing is stated; what is not understood is noted in ``unread``."""
    codes, distinct = encode(column.combine_chunks())
    values = [1.0 if text is None else reliability_value(text) for text in distinct]
    reason = "is neither an Admiralty code (A1 to F6) nor a number in (0, 1]"
    for code in [k for k, value in enumerate(values) if value is None]:
        rows = np.flatnonzero(codes == code)
        unread += unread_values(table, rows, "reliability", [reason] * rows.size)
    return np.array([1.0 if value is None else value for value in values], dtype=np.float64)[codes]
