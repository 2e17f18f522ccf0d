"""A world as a process of its own, and a receiver of its checkpoints, for tests over real HTTP on the loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from fahuo.plugins.carriers.world.client import Client
from fahuo.ports.carrier import Content, LabelRequest, Recipient

KEY = "a-key-for-tests"
START = "2026-11-23T08:00:00+08:00"


def request(key: str, service_class: str = "line", country: str = "DE", **changes: Any) -> LabelRequest:
    """A label that the world sells."""
    fields: dict[str, Any] = {
        "key": key,
        "service": f"{service_class}-{country.lower()}",
        "carrier": f"{service_class} carrier",
        "service_class": service_class,
        "reference": f"P-{key}",
        "origin_country": "CN",
        "recipient": Recipient("Ana Müller", country, "Weg 1", "Jena"),
        "weight_g": 300,
        "length_mm": 200,
        "width_mm": 100,
        "height_mm": 50,
        "days_p50": 8,
        "days_p90": 12,
        "currency": "EUR",
        "value_minor": 1999,
        "contents": (Content("cup", 1, 250, 1999, "691110", "CN"),),
    }
    return LabelRequest(**fields | changes)


@dataclass
class WorldProcess:
    """`with WorldProcess(folder) as world:` starts it; world.client speaks to it."""

    data: Path
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[str] | None = None
    client: Client = None  # type: ignore[assignment]
    url: str = ""

    def __enter__(self) -> WorldProcess:
        command = [sys.executable, "-m", "fahuo.world", "--port", "0", "--data", str(self.data), "--key", KEY, *self.arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()  # type: ignore[union-attr]
        assert line, self.process.communicate()[1]
        self.url = json.loads(line)["url"]
        self.client = Client(self.url, KEY)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut would."""
        self.stop(signal.SIGKILL)

    def stop(self, how: signal.Signals) -> int:
        self.client.close()
        assert self.process is not None
        self.process.send_signal(how)
        self.process.communicate(timeout=30)
        return self.process.returncode


@dataclass
class Receiver:
    """Takes checkpoints as fahuo would; `answer` may refuse."""

    answer: Callable[[list[dict[str, Any]]], tuple[int, dict[str, Any]]] = lambda rows: (200, {})
    took: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Receiver:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                rows = json.loads(body)["checkpoints"]
                status, told = receiver.answer(rows)
                if status == 200:
                    receiver.took += rows
                    receiver.headers.append(dict(self.headers))
                    receiver.bodies.append(body)
                text = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()  # type: ignore[union-attr]
        self.server.server_close()  # type: ignore[union-attr]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/api/checkpoints"  # type: ignore[union-attr]

    def wait(self, enough: Callable[[list[dict[str, Any]]], bool], seconds: float = 15.0) -> None:
        """Until it has taken enough; fails after a while."""
        until = time.monotonic() + seconds
        while not enough(list(self.took)):
            assert time.monotonic() < until, f"after {seconds} s only {len(self.took)} checkpoints came"
            time.sleep(0.02)
