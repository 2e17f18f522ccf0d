"""How the price kernel is compiled and kept: as one (core/kernels.py), although it stands in several files, all named price*.py; the numbers
of layout.py are compiled in. Parts are put into their caller, which saves handing some twenty arrays from function to function, offer by offer.

Arrays are not counted. numba would count the users of each array that an offer looks at, with two instructions that cores do one after the other:
six times all the rest of the work (0.56 s instead of 0.09 s for 1.5 million offers, measured). Whoever calls a kernel holds its arrays until it is
done, and none is made inside; one that was would not compile.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numba import njit

from fahuo.core.kernels import edition_of, stamped

EDITION = edition_of(Path(__file__).parent, "price*.py", "layout.py")
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}


def kernel(function: Any) -> Any:
    """Compile at the first call, or load what was compiled of these very files; without Python's lock."""
    return stamped(njit(**_OPTIONS)(function), EDITION)


def part(function: Any) -> Any:
    """A part of a kernel: put into whatever calls it."""
    return stamped(njit(**_OPTIONS, inline="always")(function), EDITION)
