"""The one place that decides how kernels are compiled.

``kernel`` compiles with Numba, keeps the machine code on disk and releases the interpreter lock while it
runs, so that threads can work on different chunks. There are no signatures (nothing is compiled at
import), no parallel loops (they can be neither cached nor nested safely) and no relaxed floating point
(results must not depend on the machine). With ``NUMBA_DISABLE_JIT=1`` in the environment the functions
stay plain Python, for debugging and for true coverage.

Compiling all kernels takes the better part of a minute. A kernel that was never compiled on this machine
therefore runs as plain Python while its arrays are short and until that has taken as long as compiling
would (tiers, as in Hoelzle and Ungar 1996, "Reconciling responsiveness with performance in pure
object-oriented languages", TOPLAS 18). The results are the same. ``suspectmatch compile`` compiles all
of them ahead.
"""

from __future__ import annotations

import contextlib
import functools
import time
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar, cast

import numba
import numpy as np
from numba.extending import typeof_impl

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")

SHORT: Final = 1 << 17
"""A kernel that is given an array of more rows is compiled at once."""
PATIENCE: Final = 5.0
"""Seconds of processor time that a kernel runs as Python before it is compiled; the longest takes about
twice as long to compile, and later processes find its machine code."""
COMPILED_FILE: Final = "suspectmatch-compiled.txt"
"""File beside the machine code: a line for each kernel that was compiled, and from which source."""

DISABLED: Final = bool(cast("Any", numba.config).DISABLE_JIT)

_kernels: list[Kernel] = []


class Kernel:
    """A function of arrays, run as machine code or as the Python that it is written in.

    Compiled functions may call it, too: for them it is the compiled function.

    Attributes:
        py_func: the Python function.
        compiled: the function that Numba made of it.
        signatures: types of arguments with which it ran as Python in this process.
        seconds: for how long it did.
    """

    def __init__(self, function: Callable[..., Any], *, is_eager: bool) -> None:
        functools.update_wrapper(self, function)
        self.py_func = function
        self.is_eager = is_eager
        self.compiled: Any = _compiled(function)
        self.signatures: set[tuple[Any, ...]] = set()
        self.seconds = 0.0
        self.is_compiled: bool | None = None
        self.is_loaded = False
        _kernels.append(self)

    def __call__(self, *args: Any) -> Any:
        if self.is_loaded:
            return self.compiled(*args)
        if not self._runs_as_python(args):
            result = self._first_compiled(args)
            self._note_compiled()
            return result
        self.signatures.add(tuple(map(numba.typeof, args)))
        start = time.thread_time()
        with np.errstate(all="ignore"):  # as compiled code does
            result = as_python(self.py_func)(*args)
        self.seconds += time.thread_time() - start
        return result

    def _first_compiled(self, args: tuple[Any, ...]) -> Any:
        """Run it compiled for the first time in this process.

        Machine code of an earlier version may name a type that is gone. Numba can neither read such a
        file nor replace it, so that the machine code of all kernels is deleted and made again.
        """
        try:
            result = self.compiled(*args)
        except (AttributeError, ImportError):  # a kernel itself raises nothing
            delete_machine_code()
            for each in _kernels:  # the unreadable one may be a kernel that this one calls
                each.compiled = _compiled(each.py_func)
            result = self.compiled(*args)
        self.is_loaded = True
        return result

    def compile(self) -> None:
        """Compile it for the arguments with which it ran as Python."""
        for signature in sorted(self.signatures, key=str):
            self.compiled.compile(signature)
        self._note_compiled()

    def _runs_as_python(self, args: tuple[Any, ...]) -> bool:
        if self.is_eager or self.seconds > PATIENCE or _longest(args) > SHORT:
            return False
        if self.is_compiled is None:
            file = _compiled_file()
            self.is_compiled = file is not None and self._line() in _lines(file)
        return not self.is_compiled

    def _line(self) -> str:
        """Line of `COMPILED_FILE`. Numba, too, compiles again when the file of a kernel changes."""
        changed = Path(self.py_func.__code__.co_filename).stat().st_mtime_ns
        return f"{self.py_func.__module__}.{self.py_func.__name__} {changed} {numba.__version__}"

    def _note_compiled(self) -> None:
        self.is_compiled = True
        file = _compiled_file()
        if file is None:
            return
        try:
            if self._line() not in _lines(file):
                with file.open("a", encoding="utf-8") as open_file:
                    open_file.write(f"{self._line()}\n")
                _lines.cache_clear()
        except OSError:
            return  # the next process asks Numba


def _compiled(function: Callable[..., Any]) -> Any:
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no folder can be written: machine code lasts as long as the process
        return numba.njit(nogil=True, error_model="numpy")(function)


@typeof_impl.register(Kernel)
def _type_in_compiled_code(value: Kernel, context: Any) -> Any:
    return typeof_impl(value.compiled, context)


@functools.cache
def as_python(function: Callable[P, R]) -> Callable[P, R]:
    """The function with all kernels that it calls as plain Python, but for those that are eager."""
    parts = {}
    for name in function.__code__.co_names:
        value: Any = function.__globals__.get(name)
        if hasattr(value, "py_func") and not getattr(value, "is_eager", False):
            parts[name] = as_python(value.py_func)
    globals_ = function.__globals__ | parts
    return cast("Callable[P, R]", FunctionType(function.__code__, globals_, function.__name__))


def _longest(values: tuple[Any, ...]) -> int:
    """Rows of the longest array among the arguments, and in the tuples among them."""
    longest = 0
    for value in values:
        if isinstance(value, np.ndarray):
            longest = max(longest, len(value))
        elif isinstance(value, tuple):
            longest = max(longest, _longest(value))
    return longest


def _compiled_file() -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / COMPILED_FILE


@functools.cache
def _lines(file: Path) -> frozenset[str]:
    try:
        return frozenset(file.read_text(encoding="utf-8").splitlines())
    except OSError:
        return frozenset()


def cache_folder() -> Path | None:
    """Where machine code is kept; None where no folder can be written, or with NUMBA_DISABLE_JIT."""
    if not _kernels or _kernels[0].compiled.stats.cache_path is None:
        return None
    return Path(_kernels[0].compiled.stats.cache_path)


def delete_machine_code() -> None:
    """Delete the machine code of all kernels from `cache_folder`; it is made again when it is needed."""
    folder = cache_folder()
    if folder is None:
        return
    for file in (*folder.glob("*.nb[ic]"), folder / COMPILED_FILE):
        with contextlib.suppress(OSError):  # another process deleted it, or it may not be written
            file.unlink()
    _lines.cache_clear()


def kernels_run_as_python() -> list[Kernel]:
    """Kernels that ran as Python in this process because they were not compiled, and still are not."""
    return [each for each in _kernels if each.signatures and not each.is_compiled]


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of arrays and numbers when it is worth it, at a first call.

    Args:
        function: takes and returns numpy arrays and scalars, and raises nothing. It must stand in a
            file (the machine code is kept beside it).

    Returns:
        The same function, as a `Kernel`; one kernel may call another. It is called by position.

    Example:
        A kernel module holds::

            @kernel
            def total(values: NDArray[np.int32]) -> int:
                result = 0
                for value in values:
                    result += value
                return result
    """
    return _made(function, is_eager=False)


def eager_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """As `kernel`, compiled at its first call in any case: as Python it would take too long.

    It must be quick to compile, and take and return arrays and whole numbers of 64 bits.
    """
    return _made(function, is_eager=True)


def _made(function: Callable[P, R], *, is_eager: bool) -> Callable[P, R]:
    if DISABLED:
        return function
    return cast("Callable[P, R]", Kernel(function, is_eager=is_eager))


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
    return cast("Callable[P, R]", compiled)


@inlined
def whole(number: int) -> int:
    """The number as 64 bits: a kernel is compiled anew for each constant and each width it is given."""
    return int(np.int64(number))


@kernel
def warm_kernel(number: int) -> int:
    """The number: a kernel that does nothing."""
    return number


def warm() -> None:
    """Load what Numba needs before its first kernel: a quarter of a second, best spent beside a read."""
    warm_kernel(0)
