"""Compiles a merchant's template, in a process of its own that can do nothing else. Started by its path (`python -I child.py`) from
sandbox.py; it imports typst alone, nothing of fahuo, and knows nothing but its folder.

It reads a line of JSON for each document ({"fonts": [...], "form": "pdf" or "png"}), whose data its parent has written into the folder, and
answers with a line of JSON and so many bytes as that names for each file. A document that takes too long kills the process: by the
system's own alarm, so that no loop in the template can put it off.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import resource
import signal
import sys
from typing import Any

NEW_USER, NEW_NET = 0x10000000, 0x40000000  # of unshare(2)
PATIENCE = 5
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> None:
    """Serve one parent until it closes the line."""
    asked = json.loads(sys.argv[1])
    _fence(asked["memory_mb"], asked["seconds"])
    import typst  # within the limits

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=asked["font_folders"])
    for line in sys.stdin.buffer:
        _alarms(asked["seconds"])
        told, files = _compiled(typst, asked["folder"], fonts, json.loads(line))
        _alarms(0)
        sizes = [len(file) for file in files]
        if sum(sizes) > asked["most_bytes"]:
            told, files, sizes = {"large": sum(sizes)}, [], []
        sys.stdout.buffer.write(json.dumps(told | {"sizes": sizes}).encode() + b"\n" + b"".join(files))
        sys.stdout.buffer.flush()


def _alarms(seconds: float) -> None:
    """End the process after so much of a processor's time, or PATIENCE times as long by the clock: a machine may be busy with other things."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)


def _compiled(typst: Any, folder: str, fonts: Any, wanted: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    try:
        made, warnings = typst.compile_with_warnings(
            f"{folder}/main.typ",
            root=folder,
            font_paths=fonts,
            ignore_system_fonts=True,
            format=wanted["form"],
            ppi=wanted.get("ppi"),
            sys_inputs={"fonts": json.dumps(wanted["fonts"]), "draft": "yes" if wanted.get("draft") else ""},
            package_path=f"{folder}/none",
            package_cache_path=f"{folder}/none",
            pdf_tags=False,
        )
    except typst.TypstError as fault:
        return {"fault": {"message": fault.message, "diagnostic": fault.diagnostic, "hints": fault.hints}}, []
    said = [{"message": w.message, "diagnostic": w.diagnostic, "hints": w.hints} for w in warnings]
    return {"warnings": said}, made if isinstance(made, list) else [made]


def _fence(memory_mb: int, seconds: float) -> None:
    """No more memory than this, no file written, no core left behind, no network where the system lets us leave it, no life after the parent."""
    for alarm in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(alarm, signal.SIG_DFL)
    for limit, most in (
        (resource.RLIMIT_AS, memory_mb << 20),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 128),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        system.prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if system.unshare(NEW_NET) != 0:
            system.unshare(NEW_USER | NEW_NET)


if __name__ == "__main__":
    main()
