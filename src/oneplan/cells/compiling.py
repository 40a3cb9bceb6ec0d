"""Compiles a function over arrays, once a machine: the one place that knows the compiler."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The function, compiled when it is first called and kept on disk for the next process."""
    # What comes back is called like the function itself, so its type is the function's.
    return cast("Function", numba.njit(cache=True, nogil=True)(function))


def is_prepared(function: Callable[..., object]) -> bool:
    """Whether a compiled function was kept on disk since its module last changed."""
    known = cast("Any", function)
    source = Path(inspect.getfile(known.py_func))
    line = known.py_func.__code__.co_firstlineno
    kept = Path(known.stats.cache_path).glob(f"{source.stem}.{known.py_func.__name__}-{line}.*.nbi")
    return any(index.stat().st_mtime >= source.stat().st_mtime for index in kept)
