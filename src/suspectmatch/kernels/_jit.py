"""The one place that decides how kernels are compiled.

``kernel`` compiles at the first call, keeps the machine code on disk and releases the interpreter
lock while it runs, so that threads can work on different chunks. There are no signatures (nothing is
compiled at import), no parallel loops (they can be neither cached nor nested safely) and no relaxed
floating point (results must not depend on the machine). With ``NUMBA_DISABLE_JIT=1`` in the
environment the functions stay plain Python, for debugging and for true coverage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import numba
import numpy as np
from numba.core.registry import cpu_target

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of arrays and numbers at its first call.

    Args:
        function: takes and returns numpy arrays and scalars, and raises nothing. It must stand in a
            file (the machine code is kept beside it).

    Returns:
        The same function, compiled; one kernel may call another.

    Example:
        A kernel module holds::

            @kernel
            def total(values: NDArray[np.int32]) -> int:
                result = 0
                for value in values:
                    result += value
                return result
    """
    return cast(
        "Callable[P, R]", numba.njit(cache=True, nogil=True, error_model="numpy")(cast("Any", function))
    )


def warm() -> None:
    """Load what numba needs before its first kernel: a quarter of a second, best spent beside a read."""
    cpu_target.typing_context.refresh()
    cpu_target.target_context.refresh()


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a small function into each kernel that calls it.

    Arrays that are handed from kernel to kernel are counted, atomically, at every call; in the innermost
    loops that costs more than the work, and threads wait for each other over it.

    Args:
        function: as for `kernel`; called by kernels only, and by no more than a few.

    Returns:
        The same function, compiled.
    """
    return cast(
        "Callable[P, R]",
        numba.njit(nogil=True, error_model="numpy", inline="always")(cast("Any", function)),
    )


@inlined
def whole(number: int) -> int:
    """The number as 64 bits: a kernel is compiled anew for each constant and each width it is given."""
    return int(np.int64(number))
