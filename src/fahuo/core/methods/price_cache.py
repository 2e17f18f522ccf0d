"""How the price kernel is compiled and kept: as one, although it stands in several files.

numba keeps what it compiled on disk and looks only at the file of the function that is called. So every function here bears the stamp of all files
named price*.py and of layout.py, whose numbers are compiled in. Parts are put into their caller, which saves handing some twenty arrays
from function to function, offer by offer.

Arrays are not counted. numba would count the users of each array that an offer looks at, with two instructions that cores do one after the other:
six times all the rest of the work (0.56 s instead of 0.09 s for 1.5 million offers, measured). Whoever calls a kernel holds its arrays until it is
done, and none is made inside; one that was would not compile.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numba import njit

_ROOM = Path(__file__).parent
EDITION = tuple((file.name, file.stat().st_mtime, file.stat().st_size) for file in (*sorted(_ROOM.glob("price*.py")), _ROOM / "layout.py"))

_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}


def kernel(function: Any) -> Any:
    """Compile at the first call, or load what was compiled of these very files; without Python's lock."""
    return _stamped(njit(**_OPTIONS)(function))


def part(function: Any) -> Any:
    """A part of a kernel: put into whatever calls it."""
    return _stamped(njit(**_OPTIONS, inline="always")(function))


def _stamped(compiled: Any) -> Any:
    if hasattr(compiled, "_cache"):  # not where numba is told to compile nothing (NUMBA_DISABLE_JIT)
        compiled._cache._cache_file._source_stamp = EDITION
    return compiled
