"""A merchant's template runs in a box: it reads nothing of ours, ends in time and in memory, and what is wrong is said with its line."""

from __future__ import annotations

import contextlib
import io
import json
import resource
import socket
import threading
import time
from pathlib import Path

import pypdf
import pytest

from fahuo.steps.goods.own_papers import sandbox
from fahuo.steps.goods.own_papers.faults import Fault
from fahuo.steps.goods.own_papers.sandbox import Sheet, Source, compile_each

HEAD = '#let it = json("data.json")\n'


def _one(text: str, data: dict[str, object] | None = None) -> Sheet | Fault:
    return next(iter(compile_each(Source(HEAD + text), [data or {"name": "x"}])))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('#read("/etc/passwd")', "template_no_file", 2),
        ('#read("../../../../etc/passwd")', "template_no_file", 2),
        ('\n#image("logo.png")', "template_no_file", 3),
        ('#json("/proc/self/environ")', "template_no_file", 2),
        ('#import "@preview/cetz:0.3.0": *', "template_package", 2),
        ('#import "@pre" + "view/cetz:0.3.0": *', "template_package", 2),
        ('#import "@local/mine:0.1.0": *', "template_package", 2),
        ('#import "//etc/passwd"', "template_no_file", 2),
        ("#while true {}", "template_endless", 2),
        ("#let f(n) = f(n + 1)\n#f(1)", "template_endless", 2),
        ("#let n = 0\n#while n >= 0 { n += 1 }", "template_endless", 3),
        ("text\n#let a = (1, 2\n\nmore", "template_unclosed", 3),
        ("#it.nome", "template_no_field", 2),
        ("#frist(1)", "template_unknown_name", 2),
        ('#(1 + "a")', "template_wrong", 2),
        ("#let x y", "template_syntax", 2),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, code: str, line: int) -> None:
    fault = _one(text)
    assert isinstance(fault, Fault)
    assert (fault.code, fault.line) == (code, line), fault.say("en")
    for language in ("en", "zh"):
        said = fault.say(language)
        assert str(line) in said and "{" not in said.replace(fault.values["text"], "") and "/tmp" not in said and "root:" not in said


def test_an_svg_reaches_no_file_either(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\n")
    for address in (f"file://{secret}", str(secret), "../secret.png", "http://127.0.0.1:9/x.png"):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{address}" width="9" height="9"/></svg>'
        made = _one(f"#image(bytes({json.dumps(svg)}))")
        assert isinstance(made, Fault) and made.code == "template_no_file", (address, made)


def test_data_is_never_markup() -> None:
    made = _one("#it.name", {"name": '#read("/etc/passwd") *bold* #panic("x")'})
    assert isinstance(made, Sheet)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.files[0])).pages)
    assert '#read("/etc/passwd") *bold*' in text


def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 1.0)
    begun = time.process_time()
    fault = _one("#for a in range(9999) { for b in range(9999) { for c in range(9999) { } } }")
    assert isinstance(fault, Fault) and fault.code == "template_slow" and "1 second" in fault.say("en")
    assert time.process_time() - begun < 1  # not ours: the child's


def test_what_takes_too_much_memory_or_too_many_pages_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 30.0)
    monkeypatch.setattr(sandbox, "MEMORY_MB", 500)
    for text in ("#let a = range(1000)\n#for n in range(40) { a = a + a }\n#a.len()", "#for n in range(1000000) { pagebreak() }"):
        fault = _one(text)
        assert isinstance(fault, Fault) and fault.code == "template_memory", text
    monkeypatch.setattr(sandbox, "MEMORY_MB", 1_024)
    monkeypatch.setattr(sandbox, "MOST_BYTES", 100_000)
    fault = _one("#for n in range(5000) { pagebreak() }")
    assert isinstance(fault, Fault) and fault.code == "template_large"


def test_one_parcels_fault_is_not_the_others() -> None:
    rows = [{"n": "1"}, {"n": "two"}, {"n": "3"}]
    made = list(compile_each(Source(HEAD + "#int(it.n)"), rows))
    assert [type(m) for m in made] == [Sheet, Fault, Sheet]


def test_a_document_that_kills_its_process_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 1.0)
    slow = HEAD + '#if it.n == "slow" { for a in range(9999) { for b in range(9999) { for c in range(9999) { } } } }\n#it.n'
    made = list(compile_each(Source(slow), [{"n": n} for n in ("a", "slow", "b")]))
    assert [type(m) for m in made] == [Sheet, Fault, Sheet]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    made = list(compile_each(Source(slow), [{"n": "slow"}] * 50))  # after two the rest is not tried
    assert len(made) == 50 and {type(m) for m in made} == {Fault}
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 10


def test_no_package_is_asked_for_outside() -> None:
    """Not even by the address of a proxy that the surroundings name."""
    heard: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def listen() -> None:
            with contextlib.suppress(TimeoutError):
                heard.append(server.accept())

        ear = threading.Thread(target=listen)
        ear.start()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.getsockname()[1]}")
            assert isinstance(_one('#import "@preview/cetz:0.3.0"'), Fault)
        ear.join()
    assert heard == []


def test_the_same_data_gives_the_same_bytes_and_every_script_has_its_font() -> None:
    data = {"name": "Jürgen 王小明 가나다 أحمد สวัสดี 😀"}
    first, second = _one("#it.name", data), _one("#it.name", data)
    assert isinstance(first, Sheet) and isinstance(second, Sheet)
    assert first.files == second.files and first.warnings == ()


def test_an_unknown_font_is_a_warning() -> None:
    made = _one('#set text(font: "Papyrus")\nx')
    assert isinstance(made, Sheet) and [w.code for w in made.warnings] == ["template_font"]


def test_a_draft_says_so_whatever_the_template_is() -> None:
    made = _one("#set page(width: 100mm, height: 100mm)\nmine", {"draft": True})
    assert isinstance(made, Sheet) and "DRAFT" in pypdf.PdfReader(io.BytesIO(made.files[0])).pages[0].extract_text()
