"""Compiles a function over arrays, once a machine: the one place that knows the compiler."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The function, compiled when it is first called and kept on disk for the next process."""
    # What comes back is called like the function itself, so its type is the function's.
    return cast("Function", numba.njit(cache=True, nogil=True)(function))
