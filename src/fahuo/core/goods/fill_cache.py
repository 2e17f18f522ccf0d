"""How the packing kernels are compiled and kept: as one, although they stand in several files.

numba keeps compiled kernels on disk and looks only at the file of the kernel that is called: one that calls a kernel of another
file would go on with an old version of that. So every kernel here bears the stamp of all files named fill*.py. And numba compiles a
kernel anew for every constant that another one calls it with, and all that it calls: here a number is a number. That is a third of
the time and of the code.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit, types

unliteral: Callable[[types.Type], types.Type] = types.unliteral
Kernel = TypeVar("Kernel", bound=Callable[..., object])
_FILES = sorted(Path(__file__).parent.glob("fill*.py"))
EDITION = tuple((file.name, file.stat().st_mtime, file.stat().st_size) for file in _FILES)


def kernel(function: Kernel) -> Kernel:
    """Compile at the first call, or load what was compiled of these very files; without Python's lock."""
    compiled: Any = njit(cache=True, nogil=True, error_model="numpy")(function)
    if not hasattr(compiled, "_cache"):  # numba is told to compile nothing (NUMBA_DISABLE_JIT)
        return cast(Kernel, compiled)
    compiled._cache._cache_file._source_stamp = EDITION
    asked = compiled.get_call_template

    def of_any_number(args: tuple[types.Type, ...], kws: dict[str, types.Type]) -> object:
        return asked(tuple(unliteral(arg) for arg in args), kws)

    compiled.get_call_template = of_any_number
    return cast(Kernel, compiled)
