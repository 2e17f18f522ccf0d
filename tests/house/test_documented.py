"""What the documents say is what there is: settings, commands, routes, rooms, files, links, and the figures that a command prints."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "fahuo"
DOCS = ROOT / "docs"
READMES = ("README.md", "README.zh-CN.md")


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _pages() -> list[Path]:
    """Every page of the repository that git tracks, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


# Settings: what is read from the environment.


def _asked_of(node: ast.AST) -> ast.expr | None:
    """The name in os.environ[name], os.environ.get(name), os.getenv(name) and their kin."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "environ":
        return node.slice
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        inside = node.func.value
        if node.func.attr == "getenv" or (isinstance(inside, ast.Attribute) and inside.attr == "environ"):
            return node.args[0]
    return None


def _variables(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        asked = _asked_of(node)
        if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
            yield asked.value
        elif isinstance(asked, ast.JoinedStr) and isinstance(asked.values[0], ast.Constant):
            yield f"{asked.values[0].value}<NAME>"


def _read(folder: Path) -> set[str]:
    return {name for file in folder.rglob("*.py") for name in _variables(file)}


def test_every_variable_that_is_read_is_found() -> None:
    """The search itself: each way of asking, and a name that is put together."""
    code = (
        'import os\nos.environ["A"]\nos.environ.get("B", "x")\nos.getenv("C")\nos.environ.get(f"D_{x}")\nos.environ.setdefault("E", "")\n'
    )
    found = [_asked_of(node) for node in ast.walk(ast.parse(code))]
    assert len([asked for asked in found if asked is not None]) == 5


def test_operations_lists_every_variable_and_no_other() -> None:
    listed = set(re.findall(r"^\| `([A-Z][A-Z_]+(?:<NAME>)?)` \|", _text("docs/operations.md"), re.M))
    assert _read(SOURCE) == listed


def test_contributing_names_the_variables_of_the_tests() -> None:
    ours = {name for name in _read(ROOT / "tests") if name.startswith("FAHUO_TEST_")}
    assert ours
    assert {name for name in ours if f"`{name}`" not in _text("CONTRIBUTING.md")} == set()


# Commands and routes.


@pytest.mark.parametrize("page", READMES)
def test_the_readme_has_every_command(page: str) -> None:
    from fahuo.cli.main import COMMANDS

    table = re.findall(r"^\| `fahuo (\w+)` \|", _text(page), re.M)
    assert table == list(COMMANDS)


def test_every_route_is_in_the_page_of_the_api_and_no_other() -> None:
    from fahuo.api.root import api

    there = {f"{method.upper()} {path}" for path, methods in api.get_openapi_schema()["paths"].items() for method in methods}
    assert set(re.findall(r"^### `([A-Z]+ /\S+)`", _text("docs/api.md"), re.M)) == there


@pytest.mark.parametrize("page", READMES)
def test_the_readme_shows_what_plan_prints(page: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from fahuo.cli.main import main

    monkeypatch.chdir(ROOT)
    block = re.search(r"^\$ fahuo (plan .*?) --out plan\n(.*?)^```", _text(page), re.M | re.S)
    assert block, f"{page} shows no `fahuo plan ... --out plan`"
    assert main(block[1].split()) == 0
    printed, shown = (re.sub(r"(seconds) .*", r"\1", text) for text in (capsys.readouterr().out, block[2]))
    assert printed == shown


@pytest.mark.parametrize(
    ("page", "goods", "ways"), [("README.md", "{} products", "{} services"), ("README.zh-CN.md", "{} 种商品", "{} 条渠道")]
)
def test_the_readme_counts_the_sample_world(page: str, goods: str, ways: str) -> None:
    from fahuo.sample.goods import sample_products
    from fahuo.sample.services import texts

    assert goods.format(sample_products().height) in _text(page)
    assert ways.format(len(texts())) in _text(page)


# Rooms.


def test_every_file_of_reasons_is_in_its_page() -> None:
    text = _text("docs/journey.md")
    files = {str(f.relative_to(SOURCE)) for f in (SOURCE / "core").glob("*/*reasons.py")}
    assert len(files) >= 8
    assert {f for f in files if f"`{f}`" not in text} == set()


def test_every_country_file_is_in_its_page() -> None:
    from fahuo.countries.customs import FILES

    cells = re.findall(r"^\| ([a-z]{2}(?:, [a-z]{2})*) \|", _text("docs/countries.md"), re.M)
    named = {name for cell in cells for name in cell.split(", ")}
    assert {file.__name__.rsplit(".", 1)[1] for file in FILES} - named == set()


def test_every_page_is_on_the_shelf() -> None:
    shelf = _text("docs/README.md")
    pages = {str(p.relative_to(DOCS)) for p in _pages() if DOCS in p.parents and p != DOCS / "README.md"}
    assert {page for page in pages if f"({page})" not in shelf} == set()


# Links, files and functions that pages name.


def _prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)


@pytest.mark.parametrize("page", _pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_relative_links_point_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", _prose(page))) + re.findall(r'(?:src|href)="([^"]+)"', _prose(page))
    inside = [t.split("#")[0] for t in targets if not re.match(r"[a-z]+:|#", t)]
    assert [t for t in inside if not (page.parent / t).exists()] == []


NOT_OURS = {"plan", "postgres", "uploads", "recorded", "Asia"}  # a user's folders, a plug-in's that is yet to be written, a time zone
CODE_PAGES = [*READMES, "CONTRIBUTING.md", "docs/journey.md", "docs/operations.md", "docs/api.md", "docs/README.md"]


@pytest.mark.parametrize("page", CODE_PAGES)
def test_files_that_a_page_names_are_there(page: str) -> None:
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", _prose(ROOT / page)))
    ours = [n for n in named if n.split("/")[0] not in NOT_OURS]
    assert ours or page == "docs/README.md"
    lost = [n for n in ours if not any((place / n).exists() for place in (ROOT, SOURCE, ROOT / "tests"))]
    assert lost == []


@pytest.mark.parametrize("page", CODE_PAGES)
def test_functions_that_a_page_names_are_there(page: str) -> None:
    named = {name.rsplit(".", 1)[-1] for name in re.findall(r"`([\w.]+)\(\)`", _prose(ROOT / page))}
    code = "\n".join(f.read_text("utf-8") for f in SOURCE.rglob("*.py"))
    assert {name for name in named if not re.search(rf"\bdef {name}\(|\bclass {name}\b", code)} == set()
