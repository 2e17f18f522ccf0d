"""fahuo serve: the console, the API and the buyers' pages."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys

from fahuo.cli import django
from fahuo.cli.numbers import above_zero, check_address


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="address to listen on (default 127.0.0.1:8000)")
    parser.add_argument("--processes", type=above_zero, default=1, metavar="N", help="web processes (default 1)")
    parser.add_argument("--threads", type=above_zero, default=8, metavar="N", help="threads in each (default 8)")
    parser.add_argument("--json", action="store_true", help="print the address as JSON before serving")


def run(args: argparse.Namespace) -> int:
    check_address(args.bind)
    django.start()
    django.migrate()
    print(f'{{"address": "http://{args.bind}/"}}' if args.json else f"http://{args.bind}/", flush=True)
    command = [sys.executable, "-m", "gunicorn", "fahuo.config.wsgi", "--bind", args.bind, "--worker-class", "gthread"]
    command += ["--workers", str(args.processes), "--threads", str(args.threads), "--timeout", "120", "--log-level", "warning"]
    # this process stays, to sign off from the embedded database when the server has ended
    server = subprocess.Popen(command)  # noqa: S603 our own interpreter and arguments
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
