"""Runs a merchant's template in a child process with limits of time and memory, in a folder that holds the template, its logo and the data
of one parcel, and nothing else. What goes wrong comes back as a Fault; nothing is raised, and one parcel's fault is not the others'."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fahuo.steps.goods.labels.fonts import families_for, font_files
from fahuo.steps.goods.own_papers.faults import Fault, Said, read_warning, told

SECONDS = 6.0  # of a processor, for one document; ours take a hundredth
MEMORY_MB = 1_024  # address space: fonts take a quarter
MOST_BYTES = 8 * 1024 * 1024  # of one document
STRIKES = 2  # documents that kill the child; after that the rest is not tried
PPI = 120  # of a preview
CHILD = Path(__file__).with_name("child.py")
# What stands before the template: fonts for every script in the data, and what no template can leave out. Lines of the template keep their numbers.
MAIN = """#set text(font: json(bytes(sys.inputs.fonts)), size: 9pt, hyphenate: false)
#set document(date: none)
#set page(foreground: rotate(-35deg, text(size: 44pt, fill: luma(0, 20%), weight: "bold")[DRAFT 草稿])) if sys.inputs.draft != ""
#include "template.typ"
"""


@dataclass(frozen=True)
class Source:
    """A template as it is compiled: typst source, and the logo with the name by which the source finds it."""

    text: str
    logo: bytes | None = None
    logo_name: str = ""


@dataclass(frozen=True)
class Sheet:
    """One document: a PDF, or as PNG one file a page."""

    files: tuple[bytes, ...]
    warnings: tuple[Said, ...] = field(default=())


class _Dead(Exception):
    """The child is gone; the number is what ended it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def compile_each(source: Source, data: Sequence[dict[str, Any]], form: str = "pdf") -> Iterator[Sheet | Fault]:
    """Each document, in the order of the data. After STRIKES documents that ran out of time or memory the rest have the last one's fault."""
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        place = Path(folder)
        (place / "main.typ").write_text(MAIN, "utf-8")
        (place / "template.typ").write_text(source.text, "utf-8")
        if source.logo is not None:
            (place / source.logo_name).write_bytes(source.logo)
        strikes, done = 0, 0
        last: Fault | None = None
        while done < len(data):
            if strikes >= STRIKES and last is not None:
                yield from (last for _ in data[done:])
                return
            with _child(place) as child:
                try:
                    for one in data[done:]:
                        answer = _ask(child, place, source.text, one, form)
                        done += 1
                        yield answer
                except _Dead as dead:
                    strikes, done = strikes + 1, done + 1
                    last = _why(dead.code)
                    yield last


@contextmanager
def _child(place: Path) -> Iterator[subprocess.Popen[bytes]]:
    asked = {
        "folder": str(place), "memory_mb": MEMORY_MB, "seconds": SECONDS, "most_bytes": MOST_BYTES,
        "font_folders": sorted({str(file.parent) for file in font_files().values()}),
    }  # fmt: skip
    nowhere = "http://127.0.0.1:9"  # the discard port: where the network cannot be left, no package is fetched all the same
    environment = {"HOME": str(place), "LANG": "C.UTF-8", "RAYON_NUM_THREADS": "1"}
    environment |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), nowhere)
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", str(CHILD), json.dumps(asked)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=place, env=environment, start_new_session=True,
    )  # fmt: skip
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        for end in (child.stdin, child.stdout):
            if end is not None:
                end.close()


def _ask(child: subprocess.Popen[bytes], place: Path, source: str, data: dict[str, Any], form: str) -> Sheet | Fault:
    """One document. The child's own alarm ends a wait for it."""
    written = json.dumps(data, ensure_ascii=False)
    (place / "data.json").write_text(written, "utf-8")
    asked = {"form": form, "ppi": PPI if form == "png" else None, "fonts": families_for(written + source), "draft": bool(data.get("draft"))}
    assert child.stdin is not None and child.stdout is not None
    try:
        child.stdin.write(json.dumps(asked).encode() + b"\n")
        child.stdin.flush()
        line = child.stdout.readline()
        if not line.endswith(b"\n"):
            raise _Dead(child.wait())
        answer = json.loads(line)
        files = tuple(child.stdout.read(size) for size in answer["sizes"])
    except BrokenPipeError:
        raise _Dead(child.wait()) from None
    if "fault" in answer:
        return told(answer["fault"], source, str(place))
    if "large" in answer:
        return Fault("template_large", {"mb": round(answer["large"] / 2**20), "most": MOST_BYTES // 2**20})
    return Sheet(files, tuple(read_warning(warning, source, str(place)) for warning in answer["warnings"]))


def _why(code: int) -> Fault:
    """What the end of a child says: its alarm, or that it was refused memory."""
    if code in (-signal.SIGPROF, -signal.SIGALRM):
        return Fault("template_slow", {"seconds": f"{SECONDS:g}"})
    return Fault("template_memory", {"mb": MEMORY_MB, "ended": -code if code < 0 else os.strerror(code)})
