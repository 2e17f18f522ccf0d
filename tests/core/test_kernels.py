"""Kernels in several files are compiled as one: a change in any of them compiles those that call it anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from fahuo.core.goods import fill_cache
from fahuo.core.methods import price_cache

CALLER = "from {room}_cache import kernel\nfrom {room}_called import called\n\n\n@kernel\ndef caller():\n    return called()\n"
CALLED = "from {room}_cache import {how}\n\n\n@{how}\ndef called():\n    return {value}\n"


@pytest.mark.parametrize(("made", "others"), [(fill_cache, []), (price_cache, ["layout.py"])])
def test_the_stamp_is_of_all_kernel_files(made: ModuleType, others: list[str]) -> None:
    file = Path(made.__file__ or "")
    files = sorted(file.parent.glob(file.name.split("_")[0] + "*.py"))
    assert [name for name, _, _ in made.EDITION] == [*(found.name for found in files), *others]
    assert len(files) >= 5


@pytest.mark.parametrize(("made", "how"), [(fill_cache, "kernel"), (price_cache, "kernel"), (price_cache, "part")])
def test_a_changed_kernel_reaches_its_caller(made: ModuleType, how: str, tmp_path: Path) -> None:
    """Two files of kernels beside a copy of the compiler's file; the called one changes, the calling one does not."""
    file = Path(made.__file__ or "")
    room = file.name.split("_")[0]
    shutil.copy(file, tmp_path / file.name)
    (tmp_path / f"{room}_caller.py").write_text(CALLER.format(room=room))
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    said = []
    for value in (1, 2):
        (tmp_path / f"{room}_called.py").write_text(CALLED.format(room=room, how=how, value=value) + "#" * value + "\n")
        done = subprocess.run(
            [sys.executable, "-c", f"from {room}_caller import caller; print(caller())"], cwd=tmp_path, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": paths},
        )  # fmt: skip
        said.append(done.stdout.strip())
    assert said == ["1", "2"]
