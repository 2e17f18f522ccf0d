"""fahuo demo: a sample world, and all of fahuo running beside it: web server, worker, the simulated outside."""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fahuo.cli import django, numbers
from fahuo.cli.main import Problem


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=numbers.port, default=8000, help="the console's port (default 8000; the next free one where it is taken)"
    )
    parser.add_argument("--orders", type=numbers.from_zero, default=300, metavar="N", help="sample orders to begin with (default 300)")
    parser.add_argument(
        "--daily", type=numbers.from_zero, default=30, metavar="N", help="new orders on each day of the sample world (default 30)"
    )
    parser.add_argument("--seed", type=int, default=2026, help="the same seed gives the same world (default 2026)")
    parser.add_argument(
        "--speed", type=numbers.speed, default=1800.0, help="world seconds that pass in one second (default 1800: a day in 48 s)"
    )
    parser.add_argument("--json", action="store_true", help="print the address as one JSON object")


def run(args: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's background process is started with Ctrl-C ignored
    say = _silent if args.json else _tell
    say("starting the database")
    django.start()
    say("preparing its tables")
    django.migrate()
    from django.conf import settings

    from fahuo.console.enter import path_for
    from fahuo.flow import seed

    merchant = seed.sample_merchant(say)
    port, world_port = _free_port(args.port), _free_port(args.port + 1000)
    key = seed.connect(merchant, f"http://127.0.0.1:{world_port}", args.speed)
    children: list[subprocess.Popen[bytes]] = []
    try:
        *ours, world = _commands(args, port, world_port, Path(settings.DATA_FOLDER), seed.world_time())
        _start(children, ours, key, port)
        _wait_for(f"http://127.0.0.1:{port}/login/", children)
        _start(children, [world], key, port)  # it sends checkpoints at once
        address = f"http://127.0.0.1:{port}{path_for(seed.operator(merchant))}"
        words = f"\nfahuo is up. Open (one login, for ten minutes): {address}\nCtrl-C stops everything.\n"
        print(json.dumps({"address": address}) if args.json else words, flush=True)
        seed.first_orders(merchant, args.orders, args.seed, say)
        return _live(children, lambda: seed.go_on(merchant, args.daily, args.seed, args.speed))
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(children)
        seed.stop_time()


def _commands(args: argparse.Namespace, port: int, world_port: int, home: Path, start: str) -> list[list[str]]:
    """The parts of fahuo, each a module of Python and its arguments."""
    world = ["fahuo.world", "--port", str(world_port), "--speed", str(args.speed), "--seed", str(args.seed)]
    world += ["--data", str(home / "world"), "--callback", f"http://127.0.0.1:{port}/api/checkpoints", "--start", start]
    web = ["gunicorn", "fahuo.config.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8"]
    return [[*web, "--log-level", "warning"], ["fahuo.cli", "worker"], world]


def _start(children: list[subprocess.Popen[bytes]], commands: list[list[str]], key: str, port: int) -> None:
    known = {"FAHUO_ADDRESS": f"http://127.0.0.1:{port}"} | os.environ
    environment = known | {"FAHUO_SECRET_WORLD": key, "DJANGO_SETTINGS_MODULE": "fahuo.config.settings", "PYTHONUNBUFFERED": "1"}
    for command in commands:
        # a session of its own: Ctrl-C reaches this process alone, which then ends the others in order
        child = subprocess.Popen([sys.executable, "-m", *command], env=environment, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: S603
        children.append(child)


def _tell(text: str) -> None:
    print(f"  {text} ...", flush=True)


def _silent(text: str) -> None:
    return None


def _free_port(wanted: int) -> int:
    for port in range(wanted, wanted + 50):
        with socket.socket() as s, suppress(OSError):
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind(("127.0.0.1", port))
            return port
    raise Problem(f"no free port from {wanted} to {wanted + 49}: choose another with --port")


def _die_with_parent() -> None:
    """On Linux a child gets SIGTERM when this process ends in whatever way (PR_SET_PDEATHSIG = 1)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _wait_for(url: str, children: list[subprocess.Popen[bytes]], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for child in children:
            if child.poll() is not None:
                raise Problem(
                    f"a part ended at the start (exit code {child.returncode}); its words are above. `fahuo doctor` may know why."
                )
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(url, timeout=2):  # noqa: S310 our own loopback address
            return
        time.sleep(0.1)
    raise Problem(f"the web server did not answer within {seconds:.0f} s")


def _live(children: list[subprocess.Popen[bytes]], go_on: Callable[[], None]) -> int:
    """Let the sample world live until Ctrl-C or SIGTERM; a part that ends by itself ends all."""
    while all(child.poll() is None for child in children):
        go_on()
        time.sleep(1.0)
    raise Problem("a part of fahuo ended by itself; its words are above")


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave half of them behind
    for child in reversed(children):
        if child.poll() is None:
            child.terminate()
    for child in reversed(children):
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
