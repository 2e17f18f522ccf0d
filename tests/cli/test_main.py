"""The command itself: every command has its help, a wrong word is a sentence."""

from __future__ import annotations

import pytest

from fahuo.cli import plan
from fahuo.cli.main import COMMANDS
from tests.cli.desk import Desk

WORDS = [[name] for name in COMMANDS] + [["import", "orders"], ["import", "catalog"], ["bench", "prepare"]]


@pytest.mark.parametrize("words", [[], *WORDS], ids=" ".join)
def test_every_command_has_its_help(desk: Desk, words: list[str]) -> None:
    said = desk.call(*words, "--help")
    assert said.code == 0 and said.out.startswith("usage: fahuo") and said.err == ""


@pytest.mark.parametrize("words", [["import"], ["bench"], *[w for w in WORDS if w[0] not in ("import", "bench")]], ids=" ".join)
def test_every_command_answers_in_json(desk: Desk, words: list[str]) -> None:
    kinds = {"import": ["orders", "catalog"], "bench": ["prepare"], "stock": ["audit"], "rates": ["price", "import"]}.get(words[0], [""])
    assert all("--json" in desk.call(*words, *filter(None, [kind]), "--help").out for kind in kinds)


@pytest.mark.parametrize(
    "words", [[], ["fly"], [""], ["--json"], ["import"], ["import", "people"], ["plan"], ["bench", "prepare", "--repeat", "x"]]
)
def test_wrong_words_are_told(desk: Desk, words: list[str]) -> None:
    said = desk.call(*words)
    assert said.code == 2 and said.out == "" and "usage: fahuo" in said.err and "Traceback" not in said.err


def test_what_should_not_happen_is_a_sentence_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(args: object) -> int:
        raise KeyError("gone")

    monkeypatch.setattr(plan, "run", broken)
    words = ["plan", "--orders", "a", "--catalog", "b"]
    assert "this should not happen: KeyError: 'gone'" in desk.call(*words).fault
    monkeypatch.setenv("FAHUO_TRACE", "1")
    with pytest.raises(KeyError):
        desk.call(*words)
