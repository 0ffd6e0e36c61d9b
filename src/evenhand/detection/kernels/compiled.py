"""How kernels are compiled: once, kept on disk, without the interpreter's lock.

`compiled` is for functions that allocate. `pure` is for those that do not: they are compiled without reference
counting, which for functions that take many arrays is most of the cost of the call and of the compilation.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba


def cores() -> int:
    """How many threads a kernel may use: as many as Numba may, which is the cores at hand or NUMBA_NUM_THREADS."""
    return int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]


Function = TypeVar("Function", bound=Callable[..., Any])

_njit: Any = numba.njit
"""Numba's own signatures know neither of `_nrt` nor that a compiled function can still be called like the plain one."""


_KERNEL_IMPORT = re.compile(r"^from evenhand\.(\w+)\.kernels\.(\w+) import", re.MULTILINE)
_PACKAGES = Path(__file__).parents[2]


@cache
def rests_on(source: Path) -> frozenset[Path]:
    """A module and the kernels that it imports, directly or not: all that is compiled into its functions."""
    found: set[Path] = set()
    waiting = [source]
    while waiting:
        path = waiting.pop()
        if path not in found and path.is_file():
            found.add(path)
            names = _KERNEL_IMPORT.findall(path.read_text(encoding="utf-8"))
            waiting += [_PACKAGES / package / "kernels" / f"{name}.py" for package, name in names]
    return frozenset(found)


@cache
def _stamp(source: Path) -> tuple[float, int]:
    """Numba asks only whether the file of a function has changed; but what it calls elsewhere is compiled into it."""
    files = [path.stat() for path in rests_on(source)]
    return max((one.st_mtime for one in files), default=0.0), sum(one.st_size for one in files)


def _made(function: Function, **options: Any) -> Function:
    dispatcher = _njit(cache=True, nogil=True, **options)(function)
    index = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
    if index is not None:
        index._source_stamp = _stamp(Path(function.__code__.co_filename))  # noqa: SLF001 - there is no public way to say what a kept function rests on
    made: Function = dispatcher
    return made


def compiled(function: Function) -> Function:
    """Compile a function that may allocate arrays."""
    return _made(function)


def pure(function: Function) -> Function:
    """Compile a function that allocates nothing and hands back no array; one that does fails to compile."""
    return _made(function, _nrt=False)


def inlined(function: Function) -> Function:
    """Like `pure`, and put into its callers: for what is done at every fix, where handing over arrays costs most."""
    return _made(function, _nrt=False, forceinline=True)
