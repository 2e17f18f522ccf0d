"""The kernel in several files is compiled as one: a change in any of them compiles it anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import fahuo.core.methods as room
from fahuo.core.methods import price_cache

CALLER = "from price_cache import kernel\nfrom price_called import called\n\n\n@kernel\ndef caller():\n    return called()\n"
CALLED = "from price_cache import part\n\n\n@part\ndef called():\n    return {}\n"


def test_the_stamp_is_of_all_kernel_files() -> None:
    files = sorted(Path(room.__path__[0]).glob("price*.py"))
    assert [name for name, _, _ in price_cache.EDITION] == [*(file.name for file in files), "layout.py"]


def test_a_changed_part_reaches_its_caller(tmp_path: Path) -> None:
    shutil.copy(price_cache.__file__, tmp_path / "price_cache.py")
    (tmp_path / "price_caller.py").write_text(CALLER)
    (tmp_path / "layout.py").write_text("")
    said = []
    for value in (1, 2):
        (tmp_path / "price_called.py").write_text(CALLED.format(value) + "#" * value + "\n")
        done = subprocess.run(
            [sys.executable, "-c", "from price_caller import caller; print(caller())"], cwd=tmp_path, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        )  # fmt: skip
        said.append(done.stdout.strip())
    assert said == ["1", "2"]
