"""The carriers' desk: sells labels, takes them back, says where a parcel is."""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import dataclass
from typing import Any

from fahuo.world.clock import Clock, iso
from fahuo.world.numbers import tracking_number
from fahuo.world.places import local
from fahuo.world.refusals import No, check_key, field_wrong, key_reused
from fahuo.world.store import Store
from fahuo.world.stories import MIX, SAID, Shipment, draw

CLASSES = ("express", "line", "post")
HEAVIEST_G = 70_000


@dataclass
class Desk:
    """The carriers of the world."""

    store: Store
    clock: Clock
    seed: int

    def mix(self) -> dict[str, float]:
        """How often each story happens to the labels that are sold from now on."""
        return dict(self.store.recall("mix") or MIX)

    def set_mix(self, mix: dict[str, Any]) -> dict[str, float]:
        """Change it. Stories that are not named do not happen."""
        good = {
            name: float(share)
            for name, share in mix.items()
            if isinstance(share, int | float) and not isinstance(share, bool) and share >= 0
        }
        if set(mix) - set(MIX) or len(good) != len(mix) or sum(good.values()) <= 0:
            raise No(
                422,
                "mix_wrong",
                f"give shares above zero of {', '.join(MIX)}",
                f"请给出以下各项的比例（不小于零）：{', '.join(MIX)}",
                "mix",
            )
        with self.store.transaction() as db:
            self.store.keep(db, "mix", good)
        return good

    def buy(self, service: str, key: str, request: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """A label, and whether this key had bought it before."""
        check_key(key)
        shipment = _judge(request)
        asked = json.dumps({"service": service, **request}, sort_keys=True, ensure_ascii=False)
        with self.store.transaction() as db:
            known = db.execute("SELECT * FROM label WHERE key = ?", (key,)).fetchone()
            if known is not None:
                if known["request"] != asked:
                    raise key_reused()
                return _label(known), True
            serial = db.execute("SELECT COALESCE(MAX(serial), 0) + 1 FROM label").fetchone()[0]
            number = tracking_number(request["service_class"], self._salt(db) + serial, shipment.origin)
            now_us = self.clock.now_us()
            story, scans = draw(self.seed, key, shipment, now_us, self.mix())
            carrier = str(request.get("carrier") or service)
            db.execute(
                "INSERT INTO label (serial, number, key, service, carrier, request, story, made_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (serial, number, key, service, carrier, asked, story, now_us),
            )
            for scan in scans:
                code = SAID[scan.event][0 if request["service_class"] == "post" else 1]
                row = (number, scan.event, code, SAID[scan.event][2], scan.place, scan.at_us, local(scan.at_us, scan.country))
                scan_id = db.execute(
                    "INSERT INTO scan (number, event, code, text, place, at_us, at) VALUES (?, ?, ?, ?, ?, ?, ?)", row
                ).lastrowid
                db.executemany("INSERT INTO sending (scan_id, due_us) VALUES (?, ?)", [(scan_id, due) for due in scan.sendings_us])
            return _label(db.execute("SELECT * FROM label WHERE key = ?", (key,)).fetchone()), False

    def void(self, service: str, number: str) -> dict[str, Any]:
        """Take a label back, until the parcel is picked up."""
        with self.store.transaction() as db:
            label = db.execute("SELECT * FROM label WHERE number = ? AND service = ?", (number, service)).fetchone()
            if label is None:
                raise _unknown(number)
            now_us = self.clock.now_us()
            if label["voided_us"] is None:
                moving = db.execute(
                    "SELECT 1 FROM scan WHERE number = ? AND event = 'picked_up' AND at_us <= ?", (number, now_us)
                ).fetchone()
                if moving:
                    raise No(409, "already_moving", f"{number} was picked up and cannot be given back", f"{number} 已揽收，不能作废")
                db.execute("UPDATE label SET voided_us = ? WHERE number = ?", (now_us, number))
                db.execute(
                    "DELETE FROM sending WHERE done = 0 AND scan_id IN (SELECT id FROM scan WHERE number = ? AND at_us > ?)",
                    (number, now_us),
                )
        return {"number": number, "voided": True}

    def track(self, number: str) -> dict[str, Any]:
        """All scans until now, oldest first."""
        label = self.store.one("SELECT * FROM label WHERE number = ?", number)
        if label is None:
            raise _unknown(number)
        until = self.clock.now_us() if label["voided_us"] is None else label["voided_us"]
        scans = self.store.rows("SELECT * FROM scan WHERE number = ? AND at_us <= ? ORDER BY at_us, id", number, until)
        return {"number": number, "carrier": label["carrier"], "checkpoints": [checkpoint(scan, label["carrier"]) for scan in scans]}

    def _salt(self, db: sqlite3.Connection) -> int:
        """Where this world's serials begin: worlds that are made anew do not give out numbers of an earlier one."""
        row = db.execute("SELECT value FROM meta WHERE name = 'salt'").fetchone()
        if row is None:
            self.store.keep(db, "salt", secrets.randbelow(90_000_000))
            return self._salt(db)
        return int(row["value"])


def checkpoint(scan: sqlite3.Row, carrier: str) -> dict[str, Any]:
    """A scan as it goes over the wire."""
    return {
        "number": scan["number"],
        "carrier": carrier,
        "code": scan["code"],
        "text": scan["text"],
        "at": scan["at"],
        "place": scan["place"],
    }


def _label(row: sqlite3.Row) -> dict[str, Any]:
    return {"number": row["number"], "carrier": row["carrier"], "service": row["service"], "bought_at": iso(row["made_us"])}


def _unknown(number: str) -> No:
    return No(404, "number_unknown", f"{number} is not one of our numbers", f"没有运单号 {number}")


def _judge(request: dict[str, Any]) -> Shipment:
    """What a carrier must know of a parcel; the first thing that is missing or wrong is refused by name."""
    recipient = request.get("recipient")
    if not isinstance(recipient, dict):
        raise field_wrong("recipient", "an object with name and country")
    for where, fields in ((request, ("weight_g", "length_mm", "width_mm", "height_mm")),):
        for name in fields:
            if not _whole(where.get(name)) or not 0 < where[name] <= 10_000_000:
                raise field_wrong(name, "a whole number above zero")
    if request["weight_g"] > HEAVIEST_G:
        raise No(
            422,
            "too_heavy",
            f"{request['weight_g']} g is above {HEAVIEST_G} g",
            f"重量 {request['weight_g']} 克超过 {HEAVIEST_G} 克",
            "weight_g",
        )
    if request.get("service_class") not in CLASSES:
        raise field_wrong("service_class", " or ".join(CLASSES))
    days = (request.get("days_p50"), request.get("days_p90"))
    if not all(_whole(d) and 0 <= d <= 365 for d in days) or days[0] > days[1]:  # type: ignore[operator]
        raise field_wrong("days_p90", "two whole numbers, days_p50 and days_p90, between 0 and 365, the first not above the second")
    countries = {"origin_country": request.get("origin_country"), "recipient.country": recipient.get("country")}
    for name, code in countries.items():
        if not (isinstance(code, str) and len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
            raise field_wrong(name, "a country code such as DE")
    if not str(recipient.get("name") or "").strip():
        raise field_wrong("recipient.name", "the recipient's name")
    city = str(recipient.get("city") or "").strip()[:60]
    return Shipment(str(countries["origin_country"]), str(countries["recipient.country"]), city, int(days[0] or 0), int(days[1] or 0))


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
