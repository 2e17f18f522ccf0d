"""Kernels in several files are compiled as one: a change in any of them compiles those that call it anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import fahuo.core.goods as room
from fahuo.core.goods import fill_cache

CALLER = "from fahuo.core.goods.fill_cache import kernel\nfrom fill_called import called\n\n\n@kernel\ndef caller():\n    return called()\n"
CALLED = "from fahuo.core.goods.fill_cache import kernel\n\n\n@kernel\ndef called():\n    return {}\n"


def test_the_stamp_is_of_all_kernel_files() -> None:
    files = sorted(Path(room.__path__[0]).glob("fill*.py"))
    assert [name for name, _, _ in fill_cache.EDITION] == [file.name for file in files]
    assert len(files) >= 8


def test_a_changed_kernel_reaches_its_caller(tmp_path: Path) -> None:
    """Two files of kernels beside a copy of the compiler's file; the called one changes, the calling one does not."""
    shutil.copy(fill_cache.__file__, tmp_path / "fill_cache.py")
    (tmp_path / "fill_caller.py").write_text(CALLER.replace("fahuo.core.goods.", ""))
    said = []
    for value in (1, 2):
        (tmp_path / "fill_called.py").write_text(CALLED.replace("fahuo.core.goods.", "").format(value) + "#" * value + "\n")
        done = subprocess.run(
            [sys.executable, "-c", "from fill_caller import caller; print(caller())"], cwd=tmp_path, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        )  # fmt: skip
        said.append(done.stdout.strip())
    assert said == ["1", "2"]
