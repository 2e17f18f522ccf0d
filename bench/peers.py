"""Other programs to measure ourselves by: installed into an environment that is thrown away, and run there."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@contextmanager
def environment(*packages: str) -> Iterator[Path | None]:
    """The Python of a new environment with these packages; None when they cannot be installed, for instance without a network."""
    with tempfile.TemporaryDirectory(prefix="fahuo-bench-") as folder:
        python = Path(folder) / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        done = subprocess.run(
            [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages], capture_output=True, text=True
        )
        if done.returncode:
            print(f"({', '.join(packages)} cannot be installed: {done.stderr.strip().splitlines()[-1]})\n")
        yield None if done.returncode else python


def ask(python: Path, script: str, *arguments: str | Path) -> dict[str, Any]:
    """Run a script of this folder by that Python, nothing of ours on its path; what it prints is one JSON object."""
    done = subprocess.run([python, "-I", HERE / script, *map(str, arguments)], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
