"""The world behind HTTP: JSON in, JSON out, one key for all of it. README.md lists every path."""

from __future__ import annotations

import hmac
import json
import re
import socket
import sqlite3
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from fahuo.world.clock import Clock, iso, micros
from fahuo.world.collections import Dispatch
from fahuo.world.covers import InsuranceDesk
from fahuo.world.desk import Desk
from fahuo.world.office import Office
from fahuo.world.prices import Prices
from fahuo.world.refusals import No
from fahuo.world.sender import Sender

LARGEST_BODY = 1_000_000
PART = r"([^/]{1,80})"
ROUTES = {
    ("GET", "/"): "hello",
    ("GET", "/clock"): "read_clock",
    ("POST", "/clock"): "set_clock",
    ("GET", "/mix"): "read_mix",
    ("POST", "/mix"): "set_mix",
    ("POST", f"/carriers/{PART}/labels"): "buy",
    ("POST", f"/carriers/{PART}/labels/{PART}/void"): "void",
    ("GET", f"/carriers/track/{PART}"): "track",
    ("POST", "/carriers/prices"): "prices",
    ("GET", "/carriers/moods"): "read_moods",
    ("POST", "/carriers/moods"): "set_moods",
    ("POST", f"/customs/{PART}/entries"): "lodge",
    ("GET", f"/customs/{PART}/entries/{PART}"): "answer_entry",
    ("POST", "/collections/slots"): "slots",
    ("POST", "/collections"): "book_collection",
    ("POST", f"/collections/{PART}/change"): "change_collection",
    ("POST", f"/collections/{PART}/cancel"): "cancel_collection",
    ("GET", f"/collections/{PART}"): "look_collection",
    ("POST", "/covers"): "buy_cover",
    ("POST", f"/covers/{PART}/return"): "return_cover",
}
Answer = tuple[int, dict[str, Any], dict[str, str]]


class World(ThreadingHTTPServer):
    """All that the handlers share."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, desk: Desk, office: Office, sender: Sender, key: str) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.desk, self.office, self.sender, self.key = desk, office, sender, key
        self.dispatch = Dispatch(desk.store, desk.clock, desk.seed)
        self.insurance = InsuranceDesk(desk.store, desk.clock, desk.seed)
        self.prices = Prices(desk.store, desk.clock, desk.seed)

    @property
    def clock(self) -> Clock:
        """The one clock."""
        return self.desk.clock

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hung up is no fault of ours; all else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection; it stays open for many calls."""

    server: World
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "fahuo-world/1", ""
    timeout = 60

    def setup(self) -> None:
        """Answers are small: do not wait to fill a packet."""
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self) -> None:
        """Serve a GET."""
        self._serve({})

    def do_POST(self) -> None:
        """Serve a POST with a JSON object."""
        try:
            body = self._body()
        except No as no:
            self.close_connection = True  # what is left of the body is not read
            self._send(no.status, no.body, {})
        else:
            self._serve(body)

    def _body(self) -> dict[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            raise No(
                413, "body_too_large", f"send at most {LARGEST_BODY} bytes, and their length", f"请求体最多 {LARGEST_BODY} 字节，并注明长度"
            )
        text = self.rfile.read(int(length))
        try:
            body = json.loads(text or b"{}")
        except ValueError as error:
            raise No(400, "body_unreadable", f"the body is not JSON: {error}", "请求体不是 JSON") from error
        if not isinstance(body, dict):
            raise No(400, "body_unreadable", "the body is not a JSON object", "请求体不是 JSON 对象")
        return body

    def _serve(self, body: dict[str, Any]) -> None:
        try:
            status, answer, headers = self._answer(body)
        except No as no:
            status, answer, headers = no.status, no.body, {}
        except (sqlite3.Error, OSError) as error:
            status, answer, headers = 503, No(503, "disk", f"cannot be stored now: {error}", "暂时无法保存").body, {"Retry-After": "2"}
        self._send(status, answer, headers)

    def _answer(self, body: dict[str, Any]) -> Answer:
        path = urlsplit(self.path).path
        for (method, pattern), verb in ROUTES.items():
            if method == self.command and (match := re.fullmatch(pattern, path)):
                if verb != "hello" and not self._let_in():
                    raise No(401, "denied", "send Authorization: Bearer and the key of this world", "请在 Authorization 头中给出密钥")
                return getattr(self, f"_{verb}")(*(unquote(part) for part in match.groups()), body)  # type: ignore[no-any-return]
        raise No(404, "path_unknown", f"{self.command} {path} is not served here", f"没有 {self.command} {path}")

    def _let_in(self) -> bool:
        key = self.server.key
        return not key or hmac.compare_digest(self.headers.get("Authorization", "").encode(), f"Bearer {key}".encode())

    def _hello(self, body: dict[str, Any]) -> Answer:
        return 200, {"name": "fahuo world", "invented": True}, {}

    def _read_clock(self, body: dict[str, Any]) -> Answer:
        now_us = self.server.clock.now_us()
        return 200, {"now": iso(now_us), "now_us": now_us, "speed": self.server.clock.speed, "owed": self.server.sender.owed()}, {}

    def _set_clock(self, body: dict[str, Any]) -> Answer:
        try:
            now = body.get("now")
            speed = None if body.get("speed") is None else float(body["speed"])
            self.server.clock.set(speed=speed, step_s=float(body.get("step_s", 0)), now_us=None if now is None else micros(str(now)))
        except (ValueError, TypeError) as error:
            raise No(422, "clock_wrong", str(error), "时钟只能向前，speed 与 step_s 须在允许范围内") from error
        self.server.sender.keep_time(force=True)
        return self._read_clock(body)

    def _read_mix(self, body: dict[str, Any]) -> Answer:
        return 200, {"mix": self.server.desk.mix()}, {}

    def _set_mix(self, body: dict[str, Any]) -> Answer:
        return 200, {"mix": self.server.desk.set_mix(body)}, {}

    def _buy(self, service: str, body: dict[str, Any]) -> Answer:
        return _once(*self.server.desk.buy(service, self.headers.get("Idempotency-Key", ""), body))

    def _void(self, service: str, number: str, body: dict[str, Any]) -> Answer:
        return 200, self.server.desk.void(service, number), {}

    def _track(self, number: str, body: dict[str, Any]) -> Answer:
        return 200, self.server.desk.track(number), {}

    def _prices(self, body: dict[str, Any]) -> Answer:
        mood, seconds = self.server.prices.mood(str(body.get("carrier") or ""), str(body.get("country") or ""))
        time.sleep(seconds)
        if mood == "refusing":
            raise No(422, "prices_closed", "no prices are told today", "今日不提供报价")
        if mood == "broken":
            return 200, {"prices": "see the attached sheet"}, {}
        return 200, self.server.prices.ask(body), {}

    def _read_moods(self, body: dict[str, Any]) -> Answer:
        return 200, {"moods": self.server.prices.moods()}, {}

    def _set_moods(self, body: dict[str, Any]) -> Answer:
        return 200, {"moods": self.server.prices.set_moods(body)}, {}

    def _lodge(self, country: str, body: dict[str, Any]) -> Answer:
        return _once(*self.server.office.lodge(country, self.headers.get("Idempotency-Key", ""), body))

    def _answer_entry(self, country: str, reference: str, body: dict[str, Any]) -> Answer:
        return 200, self.server.office.answer(country, reference), {}

    def _slots(self, body: dict[str, Any]) -> Answer:
        return 200, self.server.dispatch.slots(body), {}

    def _book_collection(self, body: dict[str, Any]) -> Answer:
        return _once(*self.server.dispatch.book(self.headers.get("Idempotency-Key", ""), body))

    def _change_collection(self, reference: str, body: dict[str, Any]) -> Answer:
        answer, known = self.server.dispatch.change(reference, self.headers.get("Idempotency-Key", ""), body)
        return 200, answer, {"Idempotency-Replayed": "true"} if known else {}

    def _cancel_collection(self, reference: str, body: dict[str, Any]) -> Answer:
        return 200, self.server.dispatch.cancel(reference), {}

    def _look_collection(self, reference: str, body: dict[str, Any]) -> Answer:
        return 200, self.server.dispatch.look(reference), {}

    def _buy_cover(self, body: dict[str, Any]) -> Answer:
        return _once(*self.server.insurance.buy(self.headers.get("Idempotency-Key", ""), body))

    def _return_cover(self, policy: str, body: dict[str, Any]) -> Answer:
        return _once(*self.server.insurance.give_back(policy, self.headers.get("Idempotency-Key", "")))

    def _send(self, status: int, answer: dict[str, Any], headers: dict[str, str]) -> None:
        text = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(text)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What cannot even be read as a call is refused in the same form."""
        self.close_connection = True
        self._send(code, No(code, "call_unreadable", message or "this call is not served", "无法识别的请求").body, {"Connection": "close"})

    def log_message(self, format: str, *args: Any) -> None:
        """Calls are not logged: they would drown what matters."""


def _once(answer: dict[str, Any], known: bool) -> Answer:
    return (200, answer, {"Idempotency-Replayed": "true"}) if known else (201, answer, {})
