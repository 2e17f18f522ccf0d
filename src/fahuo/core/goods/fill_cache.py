"""How the packing kernels are compiled and kept: as one (core/kernels.py), although they stand in several files, all named fill*.py.

numba compiles a kernel anew for every constant that another one calls it with, and all that it calls: here a number is a number. That is
a third of the time and of the code.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from numba import njit, types

from fahuo.core.kernels import edition_of, stamped

unliteral: Callable[[types.Type], types.Type] = types.unliteral
Kernel = TypeVar("Kernel", bound=Callable[..., object])
EDITION = edition_of(Path(__file__).parent, "fill*.py")


def kernel(function: Kernel) -> Kernel:
    """Compile at the first call, or load what was compiled of these very files; without Python's lock."""
    compiled = stamped(njit(cache=True, nogil=True, error_model="numpy")(function), EDITION)
    if not hasattr(compiled, "get_call_template"):  # numba is told to compile nothing (NUMBA_DISABLE_JIT)
        return cast(Kernel, compiled)
    asked = compiled.get_call_template

    def of_any_number(args: tuple[types.Type, ...], kws: dict[str, types.Type]) -> object:
        return asked(tuple(unliteral(arg) for arg in args), kws)

    compiled.get_call_template = of_any_number
    return cast(Kernel, compiled)
