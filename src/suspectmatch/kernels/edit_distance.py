"""Whether two texts are one slip of the hand apart.

One edit is a letter inserted, deleted or replaced, or two neighbours swapped (Damerau 1964, "A technique
for computer detection and correction of spelling errors", CACM 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from suspectmatch.kernels._jit import kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@kernel
def within_one_edit(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> bool:
    """Whether two texts are equal or one edit apart.

    Args:
        a: uint32 (p,), code points.
        b: uint32 (q,), code points.

    Returns:
        True for equal texts, and where one letter is inserted, deleted or replaced, or two neighbours
        are swapped. Symmetric.
    """
    if len(a) > len(b):
        a, b = b, a
    longer = len(b) - len(a)
    if longer > 1:
        return False
    start, stop = 0, len(a)
    while start < stop and a[start] == b[start]:
        start += 1
    while stop > start and a[stop - 1] == b[stop - 1 + longer]:
        stop -= 1
    rest = stop - start
    if rest == 0:
        return True
    if longer > 0:
        return False
    is_swap = rest == 2 and a[start] == b[start + 1] and a[start + 1] == b[start]
    return rest == 1 or is_swap
