"""The design, tested: sizes, names, purity, and what may not stand in the repository."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "fahuo"


def _files(*patterns: str) -> list[Path]:
    """Files that git tracks, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(f.relative_to(ROOT)): n for f in _files("*.py") if "migrations" not in f.parts and (n := len(f.read_text().splitlines())) > 400
    }
    assert not long


def test_names_say_what_is_in_a_file() -> None:
    banned = {"utils", "helpers", "common", "manager", "managers", "base", "misc", "util", "helper"}
    assert [f for f in _files("*.py") if f.stem in banned or set(f.parts) & banned] == []
    words = re.compile(r"^class \w*(Utils?|Helpers?|Manager|Misc)\b", re.M)
    assert [f for f in _files("src/*.py") if words.search(f.read_text())] == []


def test_a_function_fits_a_screen() -> None:
    long = []
    for file in _files("src/*.py"):
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno > 80:
                long.append(f"{file.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not long


CLOCK_OR_IO = re.compile(
    r"\b(?:datetime\.now|datetime\.utcnow|date\.today|time\.time|perf_counter|httpx|django)\b|\brandom\.random\(|\bopen\(|\.read_text\(|\brequests\."
)


@pytest.mark.parametrize("room", ["core", "countries"])
def test_what_decides_has_no_clock_and_reads_nothing(room: str) -> None:
    found = []
    for file in (SOURCE / room).rglob("*.py"):
        # a package's own data, read through importlib.resources, is part of the program
        packaged = "importlib.resources import" in file.read_text() or "importlib import resources" in file.read_text()
        for number, line in enumerate(file.read_text().splitlines(), 1):
            code = line.split("#")[0]
            hit = CLOCK_OR_IO.search(code)
            if hit and not (packaged and hit[0] == ".read_text(") and not code.lstrip().startswith(('"""', "'", '"')):
                found.append(f"{file.relative_to(ROOT)}:{number} {line.strip()}")
    assert not found


def test_public_functions_of_core_say_what_they_do() -> None:
    mute = []
    for file in [*(SOURCE / "core").rglob("*.py"), *(SOURCE / "countries").rglob("*.py"), *(SOURCE / "flow").rglob("*.py")]:
        tree = ast.parse(file.read_text())
        if ast.get_docstring(tree) is None and file.read_text().strip() and file.name != "apps.py":
            mute.append(str(file.relative_to(ROOT)))
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
                and file.name != "apps.py"
            ):
                mute.append(f"{file.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not mute


def test_no_registry_host_and_no_path_of_a_machine() -> None:
    # written in pieces, so that this file does not hold what it looks for
    hosts = ["pypi" + ".org", "python" + "hosted", "npm" + "js", "deb" + "ian.org"]
    paths = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"]
    texts = [
        f
        for f in _files()
        if f.suffix in (".py", ".md", ".toml", ".lock", ".in", ".html", ".css", ".js", ".typ", ".po", ".csv", ".json", "")
        and f.name != "LICENSE"
    ]
    found = [f"{f.relative_to(ROOT)}: {w}" for f in texts for w in hosts + paths if w in f.read_text(errors="replace")]
    assert not found


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index-url|--extra-index", text)
        pinned = re.findall(r"^[a-z0-9._-]+==", text, re.M | re.I)
        assert len(pinned) > 10


def test_the_eight_words_name_the_rooms() -> None:
    from fahuo.core.words import Step

    rooms = {s.value for s in Step}
    assert {p.name for p in (SOURCE / "steps").iterdir() if p.is_dir() and p.name != "__pycache__"} == rooms
    assert rooms <= {p.name for p in (SOURCE / "core").iterdir() if p.is_dir()}
    for room in rooms:
        assert (SOURCE / "core" / room / "plan.py").is_file(), f"core/{room} has no plan.py"
        assert (SOURCE / "core" / room / "check.py").is_file(), f"core/{room} has no check.py"
