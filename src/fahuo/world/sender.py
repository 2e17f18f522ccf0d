"""Sends checkpoints to whoever runs the parcels: when they are due, in any order, some twice, again until they are taken."""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from random import Random
from threading import Event
from typing import Any

from fahuo.world.clock import Clock
from fahuo.world.desk import checkpoint
from fahuo.world.store import Store

BATCH = 200
WAIT_S, LONGEST_WAIT_S = 0.2, 15.0
LEASE_S = 1.0
TAKE_LATER = {
    "checkpoint_number_unknown",
    "checkpoint_time_implausible",
}  # the label's answer may be on its way; clocks may differ a little
TRIES = 2000  # about eight hours; what nobody ever knew is then let go

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the callback is on this machine, whatever proxies it uses


@dataclass
class Sender:
    """Its state is the table of sendings; a crash between sending and noting it means that it is sent twice, never not at all."""

    store: Store
    clock: Clock
    callback: str | None
    key: str
    stop: Event = field(default_factory=Event)
    _wait_s: float = 0.0
    _leased: float = 0.0
    _later: dict[int, float] = field(default_factory=dict)  # sendings to be tried again, not before
    _complained: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Until stopped."""
        while not self.stop.is_set():
            self.keep_time()
            sent = self.send_due() if self.callback else 0
            self.stop.wait(self._wait_s or (0.0 if sent == BATCH else 0.05))

    def keep_time(self, force: bool = False, ahead_s: float = 1.5) -> None:
        """Write down a time a little ahead of now: after a crash the clock goes on from there and has not gone back."""
        if not force and time.monotonic() - self._leased < LEASE_S:
            return
        self._leased = time.monotonic()
        with self.store.transaction() as db:
            self.store.keep(
                db, "clock", {"us": self.clock.now_us() + int(ahead_s * self.clock.speed * 1_000_000), "speed": self.clock.speed}
            )

    def owed(self) -> int:
        """Checkpoints that are due and not taken yet."""
        row = self.store.one("SELECT count(*) AS n FROM sending WHERE done = 0 AND due_us <= ?", self.clock.now_us())
        return int(row["n"]) if row else 0

    def send_due(self) -> int:
        """Send one batch of what is due. Returns how many were sent."""
        due = self.store.rows(
            """SELECT sending.id AS sending_id, scan.*, label.carrier FROM sending JOIN scan ON scan.id = sending.scan_id
               JOIN label ON label.number = scan.number WHERE sending.done = 0 AND sending.due_us <= ? ORDER BY sending.due_us LIMIT ?""",
            self.clock.now_us(),
            BATCH + len(self._later),
        )
        now = time.monotonic()
        ready = [row for row in due if self._later.get(row["sending_id"], 0.0) <= now][:BATCH]
        if not ready:
            return 0
        Random(ready[0]["sending_id"]).shuffle(ready)
        try:
            refused = self._post([checkpoint(row, row["carrier"]) for row in ready])
        except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
            self._complain(f"checkpoints cannot be delivered to {self.callback}: {error}; they are kept and sent again")
            self._wait_s = min(LONGEST_WAIT_S, max(WAIT_S, self._wait_s * 2))
            return 0
        self._wait_s = 0.0
        self._note([row["sending_id"] for row in ready], refused)
        return len(ready)

    def _note(self, sendings: list[int], refused: set[int]) -> None:
        with self.store.transaction() as db:
            for place, sending in enumerate(sendings, 1):
                tries = db.execute("UPDATE sending SET tries = tries + 1 WHERE id = ? RETURNING tries", (sending,)).fetchone()
                if tries is not None and place in refused and tries[0] < TRIES:
                    self._later[sending] = time.monotonic() + min(LONGEST_WAIT_S, WAIT_S * 2 ** tries[0])
                    continue
                self._later.pop(sending, None)
                db.execute("UPDATE sending SET done = 1 WHERE id = ?", (sending,))

    def _post(self, checkpoints: list[dict[str, Any]]) -> set[int]:
        """Deliver; returns the places (from 1) of those that should be tried later."""
        body = json.dumps({"checkpoints": checkpoints}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "fahuo-world"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
            headers["X-Fahuo-Signature"] = "sha256=" + hmac.new(self.key.encode(), body, hashlib.sha256).hexdigest()
        request = urllib.request.Request(str(self.callback), data=body, headers=headers, method="POST")  # noqa: S310 the operator's own address
        with DIRECT.open(request, timeout=20) as answer:
            try:
                told = json.loads(answer.read() or b"{}")
            except json.JSONDecodeError:
                return set()
        rows = told.get("refused", []) if isinstance(told, dict) else []
        return {int(row["source_row"]) for row in rows if isinstance(row, dict) and row.get("code") in TAKE_LATER and row.get("source_row")}

    def _complain(self, sentence: str) -> None:
        if sentence not in self._complained:
            self._complained.add(sentence)
            sys.stderr.write(f"world: {sentence}\n")
