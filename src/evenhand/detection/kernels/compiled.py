"""How kernels are compiled: once, kept on disk, without the interpreter's lock.

`compiled` is for functions that allocate. `pure` is for those that do not: they are compiled without reference
counting, which for functions that take many arrays is most of the cost of the call and of the compilation.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

_njit: Any = numba.njit
"""Numba's own signatures know neither of `_nrt` nor that a compiled function can still be called like the plain one."""


def compiled(function: Function) -> Function:
    """Compile a function that may allocate arrays."""
    made: Function = _njit(cache=True, nogil=True)(function)
    return made


def pure(function: Function) -> Function:
    """Compile a function that allocates nothing and hands back no array; one that does fails to compile."""
    made: Function = _njit(cache=True, nogil=True, _nrt=False)(function)
    return made
