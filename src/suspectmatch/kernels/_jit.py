"""The one place that decides how kernels are compiled.

``kernel`` compiles, keeps the machine code on disk and releases the interpreter lock while it runs, so
that threads can work on different chunks. There are no signatures (nothing is compiled at import), no
parallel loops (they can be neither cached nor nested safely) and no relaxed floating point (results must
not depend on the machine). With ``NUMBA_DISABLE_JIT=1`` in the environment the functions stay plain
Python, for debugging and for true coverage.

A kernel that was never compiled on this machine is first run as the Python that it is written in, as
long as its arrays are short and that has taken less than compiling would (tiers, as in Hoelzle and
Ungar 1996, "Reconciling responsiveness with performance in pure object-oriented languages", TOPLAS 18):
a first small link is then done in seconds, not in the minute that compiling all kernels takes. Which
way a kernel was run does not show in its results.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar, cast

import numba
import numpy as np
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher, cpu_target

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")

SHORT: Final = 1 << 18
"""A kernel that is given an array of more rows is compiled at once."""
PATIENCE: Final = 5.0
"""Seconds that a kernel is run as Python before it is compiled; the longest takes nine to compile."""


class _Thread(threading.local):
    is_inside = False
    """Whether a kernel is being run as Python: the kernels that it calls are then run so, too."""


_thread = _Thread()


class _Process:
    """What holds for all kernels of this process."""

    may_interpret = True
    has_interpreted = False


def compile_at_once() -> None:
    """From now on compile every kernel at its first call, however little it has to do."""
    _Process.may_interpret = False


def cache_folder() -> Path | None:
    """Where machine code is kept; None where it is not, or with NUMBA_DISABLE_JIT."""
    kept = getattr(warm_kernel, "_cache", None)
    folder = getattr(kept, "cache_path", None)
    return None if folder is None else Path(folder)


def has_interpreted() -> bool:
    """Whether a kernel was run as Python in this process because it had not been compiled."""
    return _Process.has_interpreted


class _Tiered(CPUDispatcher):
    """A compiled function that is run as Python where it is not compiled yet and has little to do."""

    seconds = 0.0
    is_cold: bool | None = None
    is_costly = False

    def __call__(self, *args: Any) -> Any:
        if _thread.is_inside and not self.is_costly:
            return self.py_func(*args)
        if self.is_costly or self.overloads or not self._is_better_run_as_it_is(args):
            return super().__call__(*args)
        _Process.has_interpreted = _thread.is_inside = True
        start = time.perf_counter()
        try:
            with np.errstate(all="ignore"):  # as compiled code does
                return self.py_func(*args)
        finally:
            _thread.is_inside = False
            self.seconds += time.perf_counter() - start

    def _is_better_run_as_it_is(self, args: tuple[Any, ...]) -> bool:
        if not _Process.may_interpret or self.seconds > PATIENCE:
            return False
        if self.is_cold is None:
            self.is_cold = not self._is_on_disk()
        return self.is_cold and _longest(args) <= SHORT

    def _is_on_disk(self) -> bool:
        try:
            kept: Any = self._cache  # type: ignore[attr-defined]  # numba has no types
            return bool(kept._cache_file._load_index())  # noqa: SLF001 - and no public way
        except (AttributeError, OSError):
            return True  # another numba: it compiles and keeps its code as it sees fit


def _longest(values: tuple[Any, ...]) -> int:
    """Rows of the longest array among the arguments, and in the tuples among them."""
    longest = 0
    for value in values:
        if isinstance(value, np.ndarray):
            longest = max(longest, len(value))
        elif isinstance(value, tuple):
            longest = max(longest, _longest(value))
    return longest


def _tiered(compiled: Any) -> Any:
    if isinstance(compiled, CPUDispatcher):  # with NUMBA_DISABLE_JIT it is the function itself
        compiled.__class__ = _Tiered
    return compiled


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of arrays and numbers at its first call.

    Args:
        function: takes and returns numpy arrays and scalars, and raises nothing. It must stand in a
            file (the machine code is kept beside it).

    Returns:
        The same function, compiled; one kernel may call another. It is called by position.

    Example:
        A kernel module holds::

            @kernel
            def total(values: NDArray[np.int32]) -> int:
                result = 0
                for value in values:
                    result += value
                return result
    """
    compiled = numba.njit(cache=True, nogil=True, error_model="numpy")(cast("Any", function))
    return cast("Callable[P, R]", _tiered(compiled))


def costly(compiled: Callable[P, R]) -> Callable[P, R]:
    """Mark a kernel that is compiled at its first call in any case: as Python it would take too long.

    It must be quick to compile, and take and return arrays and whole numbers of 64 bits.
    """
    if isinstance(compiled, _Tiered):
        compiled.is_costly = True
    return compiled


def warm() -> None:
    """Load what numba needs before its first kernel: a quarter of a second, best spent beside a read."""
    with global_compiler_lock:
        cpu_target.typing_context.refresh()
        cpu_target.target_context.refresh()


@kernel
def warm_kernel(number: int) -> int:
    """The number: a kernel that does nothing, to ask where kernels are kept."""
    return number


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a small function into each kernel that calls it.

    Arrays that are handed from kernel to kernel are counted, atomically, at every call; in the innermost
    loops that costs more than the work, and threads wait for each other over it.

    Args:
        function: as for `kernel`; called by kernels only, and by no more than a few.

    Returns:
        The same function, compiled.
    """
    compiled = numba.njit(nogil=True, error_model="numpy", inline="always")(cast("Any", function))
    return cast("Callable[P, R]", _tiered(compiled))


@inlined
def whole(number: int) -> int:
    """The number as 64 bits: a kernel is compiled anew for each constant and each width it is given."""
    return int(np.int64(number))
