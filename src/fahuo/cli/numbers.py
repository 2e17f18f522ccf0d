"""Numbers and addresses on the command line, judged before any work."""

from __future__ import annotations

import argparse
import math
import socket

from fahuo.cli.main import Problem


def above_zero(text: str) -> int:
    """A whole number from 1 up."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above zero")
    return int(text)


def from_zero(text: str) -> int:
    """A whole number from 0 up."""
    if text.strip("0") == "" and text:
        return 0
    try:
        return above_zero(text)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number, zero or more") from None


def speed(text: str) -> float:
    """World seconds in one second: above zero."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no speed: give a number above zero, at most a million")
    return value


def port(text: str) -> int:
    """A port that a program may listen on."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 64_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 63999")
    return int(text)


def check_address(bind: str) -> None:
    """See that HOST:PORT can be listened on. Raises Problem."""
    host, _, number = bind.rpartition(":")
    if not host or not number.isascii() or not number.isdigit() or not 0 < int(number) < 65_536:
        raise Problem(f"--bind {bind!r} is no address: write HOST:PORT, such as 127.0.0.1:8000")
    try:
        kind, *_, address = socket.getaddrinfo(host.strip("[]"), int(number), type=socket.SOCK_STREAM)[0]
        with socket.socket(kind) as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind(address)
    except OSError as fault:
        raise Problem(f"--bind {bind} cannot be listened on ({fault.strerror}): choose another, or end the program that uses it") from None
