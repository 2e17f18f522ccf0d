"""The customs offices: take declarations and entries, and decide on them in time."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from random import Random
from typing import Any

from fahuo.world.clock import Clock, iso
from fahuo.world.refusals import No, check_key, field_wrong, key_reused
from fahuo.world.store import Store
from fahuo.world.stories import DAY_US, HOUR_US

HELD_SHARE = {"import": 0.06, "export": 0.03}  # of parcels whose carrier we do not know; invented
Decision = tuple[int, str, str]  # from when on, status, sentence


@dataclass
class Office:
    """The customs offices of the world."""

    store: Store
    clock: Clock
    seed: int

    def lodge(self, country: str, key: str, request: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """An answer, and whether this key had lodged it before."""
        check_key(key)
        if not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
            raise No(404, "office_unknown", f"there is no customs office of {country!r}", f"没有“{country}”的海关")
        _judge(request)
        asked = json.dumps({"country": country, **request}, sort_keys=True, ensure_ascii=False)
        with self.store.transaction() as db:
            known = db.execute("SELECT * FROM entry WHERE key = ?", (key,)).fetchone()
            if known is not None:
                if known["request"] != asked:
                    raise key_reused()
                return self._answer(known), True
            serial = db.execute("SELECT COALESCE(MAX(serial), 0) + 1 FROM entry").fetchone()[0]
            reference = f"{country}{'X' if request['direction'] == 'export' else 'M'}{serial:010d}"
            decisions = self._decide(db, key, request)
            db.execute(
                "INSERT INTO entry (serial, reference, key, country, number, request, decisions) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (serial, reference, key, country, request["number"], asked, json.dumps(decisions)),
            )
            return self._answer(db.execute("SELECT * FROM entry WHERE key = ?", (key,)).fetchone()), False

    def answer(self, country: str, reference: str) -> dict[str, Any]:
        """What became of an entry until now."""
        row = self.store.one("SELECT * FROM entry WHERE reference = ? AND country = ?", reference, country)
        if row is None:
            raise No(404, "reference_unknown", f"{reference} was never lodged here", f"没有编号为 {reference} 的申报")
        return self._answer(row)

    def _answer(self, row: sqlite3.Row) -> dict[str, Any]:
        now_us = self.clock.now_us()
        decisions: list[Decision] = json.loads(row["decisions"])
        at_us, status, said = [d for d in decisions if d[0] <= now_us][-1]
        return {"reference": row["reference"], "number": row["number"], "status": status, "said": said, "decided_at": iso(at_us)}

    def _decide(self, db: sqlite3.Connection, key: str, request: dict[str, Any]) -> list[Decision]:
        """All decisions with their times. What the carrier's story says of customs is what customs says."""
        now_us, direction = self.clock.now_us(), request["direction"]
        for no, line in enumerate(request["lines"], 1):
            if len(str(line.get("hs_code") or "")) < 6:
                return [
                    (now_us, "refused", f"line {no} ({line.get('name') or 'no name'}): a commodity code of six digits or more is missing")
                ]
            if not isinstance(line.get("value_minor"), int) or line["value_minor"] <= 0:
                return [(now_us, "refused", f"line {no} ({line.get('name') or 'no name'}): goods without a value cannot be declared")]
        rng = Random(f"{self.seed}:{direction}:{key}")
        accepted: Decision = (now_us, "accepted", "accepted, not decided yet")
        seen = {row["event"]: row["at_us"] for row in db.execute("SELECT event, at_us FROM scan WHERE number = ?", (request["number"],))}
        release = seen.get("export_released" if direction == "export" else "released")
        hold = seen.get("held") if direction == "import" else None
        if release is None:
            release = now_us + int(rng.uniform(1, 8) * HOUR_US)
            if rng.random() < HELD_SHARE[direction]:
                hold, release = release, release + int(rng.uniform(1, 4) * DAY_US)
        held: list[Decision] = (
            [(max(now_us, hold), "held", "held for inspection: invoice and proof of payment are asked for")] if hold is not None else []
        )
        return [accepted, *held, (max(now_us, release), "released", "released")]


def _judge(request: dict[str, Any]) -> None:
    """What an office must be able to read; what it then thinks of it is a decision."""
    if request.get("direction") not in ("import", "export"):
        raise field_wrong("direction", "import or export")
    if not str(request.get("number") or "").strip():
        raise field_wrong("number", "the parcel's tracking number")
    if not (isinstance(request.get("currency"), str) and len(request["currency"]) == 3):
        raise field_wrong("currency", "a currency code such as EUR")
    lines = request.get("lines")
    if not isinstance(lines, list) or not lines or not all(isinstance(line, dict) for line in lines):
        raise field_wrong("lines", "at least one line of goods")
