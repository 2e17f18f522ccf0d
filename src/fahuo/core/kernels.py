"""Kernels that stand in several files and are kept on disk as one.

numba looks only at the file of the kernel that is called: one that calls a kernel of another file would go on with an old version of that.
So each kernel of a room bears the stamp of all the room's files that are compiled into one another.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

Edition = tuple[tuple[str, float, int], ...]


def edition_of(room: Path, *patterns: str) -> Edition:
    """The stamp of the room's files of these names."""
    files = [file for pattern in patterns for file in sorted(room.glob(pattern))]
    return tuple((file.name, file.stat().st_mtime, file.stat().st_size) for file in files)


def stamped(compiled: Any, edition: Edition) -> Any:
    """The kernel, kept on disk as of the edition; as it is where numba is told to compile nothing (NUMBA_DISABLE_JIT)."""
    if hasattr(compiled, "_cache"):
        compiled._cache._cache_file._source_stamp = edition
    return compiled
