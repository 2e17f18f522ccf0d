"""Numbers and addresses that cannot be meant are told before any work."""

from __future__ import annotations

import socket

import pytest

from fahuo.cli.main import Problem
from fahuo.cli.numbers import check_address
from tests.cli.desk import Desk

BENCH = ["bench", "prepare", "--orders", "a", "--catalog", "b"]


@pytest.mark.parametrize(
    "words",
    [["serve", "--processes", "0"], ["serve", "--threads", "x"], ["worker", "--concurrency", "-1"], ["demo", "--speed", "nan"],
     ["demo", "--speed", "0"], ["demo", "--speed", "-5"], ["demo", "--port", "99999"], ["demo", "--port", "0"], ["demo", "--orders", "-1"],
     ["demo", "--daily", "1.5"], [*BENCH, "--repeat", "0"], [*BENCH, "--repeat", "１"]],
    ids=" ".join,
)  # fmt: skip
def test_a_number_that_cannot_be_meant(desk: Desk, words: list[str]) -> None:
    assert f"{words[-1]!r} is no " in desk.call(*words).fault


@pytest.mark.parametrize("bind", ["", "nonsense", ":8000", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:0", "127.0.0.1:70000", "8000"])
def test_what_is_no_address(desk: Desk, bind: str) -> None:
    assert "write HOST:PORT" in desk.call("serve", "--bind", bind).fault


def test_an_address_that_another_program_uses(desk: Desk) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        assert "in use" in desk.call("serve", "--bind", taken).fault
    check_address(taken)


def test_a_host_that_is_not_this_machine() -> None:
    with pytest.raises(Problem, match="cannot be listened on"):
        check_address("192.0.2.1:8000")
