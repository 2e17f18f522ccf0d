from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "fahuo"


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_product_code_never_imports_the_simulated_world() -> None:
    found = [
        str(file)
        for file in SOURCE.rglob("*.py")
        if file.parent != SOURCE / "world" and any(name.startswith("fahuo.world") for name in imported(file))
    ]
    assert found == []


def test_the_world_needs_nothing_of_the_product() -> None:
    for file in (SOURCE / "world").glob("*.py"):
        ours = {name for name in imported(file) if name.startswith("fahuo") and not name.startswith("fahuo.world")}
        assert ours == set(), f"{file.name} imports {ours}"
