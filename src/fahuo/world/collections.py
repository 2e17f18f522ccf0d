"""The carriers' dispatch: slots in which they come to a warehouse, booked, changed, given back; some they miss."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from fahuo.world.clock import Clock, iso
from fahuo.world.refusals import No, check_key, field_wrong, key_reused
from fahuo.world.store import Store

# All of this is invented.
WINDOWS = ((9, 11), (11, 13), (14, 16), (16, 18), (18, 20))  # local hours; a carrier has three or four of them
NEVER, SUNDAYS = 0.16, 0.35  # carriers that do not collect at all; that come on Sundays too
FULL, MISSED = 0.12, 0.07  # slots that others have taken; trucks that do not come
AHEAD_DAYS = 14
LEADS_H = (1, 2, 3, 15)  # hours before the slot until which it may be booked
CANCEL_H = 1
VEHICLES_G = (300_000, 800_000, 3_000_000)

TABLES = """
CREATE TABLE IF NOT EXISTS collection (
  serial INTEGER PRIMARY KEY, reference TEXT UNIQUE NOT NULL, key TEXT UNIQUE NOT NULL, request TEXT NOT NULL, carrier TEXT NOT NULL,
  pickup TEXT NOT NULL, slot TEXT NOT NULL, begins_us INTEGER NOT NULL, ends_us INTEGER NOT NULL, cancel_us INTEGER NOT NULL, zone TEXT NOT NULL,
  parcels INTEGER NOT NULL, weight_g INTEGER NOT NULL, missed INTEGER NOT NULL, made_us INTEGER NOT NULL, cancelled_us INTEGER);
CREATE INDEX IF NOT EXISTS collection_slot ON collection (carrier, slot);
CREATE TABLE IF NOT EXISTS collection_change (key TEXT PRIMARY KEY, request TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Slot:
    """One time in which a carrier comes to an area."""

    id: str
    begins_us: int
    ends_us: int
    book_by_us: int
    takes: int  # collections, until it is full
    most_g: int


@dataclass
class Dispatch:
    """The collections of all the world's carriers."""

    store: Store
    clock: Clock
    seed: int

    def __post_init__(self) -> None:
        with self.store.transaction() as db:
            for statement in filter(str.strip, TABLES.split(";")):
                db.execute(statement)

    def slots(self, request: dict[str, Any]) -> dict[str, Any]:
        """The slots of a day, full ones too."""
        carrier, pickup, on = _asked(request)
        zone, found = str(pickup["zone"]), self._slots(carrier, pickup, on)
        taken = {row["slot"]: row["n"] for row in self.store.rows(
            "SELECT slot, count(*) AS n FROM collection WHERE carrier = ? AND cancelled_us IS NULL GROUP BY slot", carrier
        )}  # fmt: skip
        now_us = self.clock.now_us()
        return {
            "slots": [
                {
                    "id": slot.id, "begins_at": _local(slot.begins_us, zone), "ends_at": _local(slot.ends_us, zone),
                    "book_by": _local(slot.book_by_us, zone), "left": max(0, slot.takes - taken.get(slot.id, 0)), "most_g": slot.most_g,
                }
                for slot in found if slot.begins_us > now_us
            ]
        }  # fmt: skip

    def book(self, key: str, request: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """A booking, and whether this key had made it before."""
        check_key(key)
        carrier, pickup, on = _asked(request)
        parcels, weight_g = _load(request)
        asked = json.dumps(request, sort_keys=True, ensure_ascii=False)
        with self.store.transaction() as db:
            known = db.execute("SELECT * FROM collection WHERE key = ?", (key,)).fetchone()
            if known is not None:
                if known["request"] != asked:
                    raise key_reused()
                return self._told(known), True
            slot = self._free(db, carrier, pickup, on, str(request.get("slot")), weight_g, None)
            serial = db.execute("SELECT COALESCE(MAX(serial), 0) + 1 FROM collection").fetchone()[0]
            reference = f"PU{on:%y%m%d}{serial:06d}{serial * 7 % 11 % 10}"
            missed = Random(f"{self.seed}:missed:{key}").random() < MISSED
            db.execute(
                "INSERT INTO collection VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (
                    serial, reference, key, asked, carrier, json.dumps(pickup), slot.id, slot.begins_us, slot.ends_us,
                    slot.begins_us - CANCEL_H * HOUR_US, str(pickup["zone"]), parcels, weight_g, missed, self.clock.now_us(),
                ),
            )  # fmt: skip
            return self._told(db.execute("SELECT * FROM collection WHERE key = ?", (key,)).fetchone()), False

    def change(self, reference: str, key: str, request: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """The booking as it is now, and whether this key had changed it before."""
        check_key(key)
        parcels, weight_g = _load(request)
        asked = json.dumps({"reference": reference, **request}, sort_keys=True, ensure_ascii=False)
        with self.store.transaction() as db:
            row = _found(db, reference)
            known = db.execute("SELECT request FROM collection_change WHERE key = ?", (key,)).fetchone()
            if known is not None:
                if known["request"] != asked:
                    raise key_reused()
                return self._told(row), True
            self._still(row)
            carrier, pickup, on = _asked({"carrier": row["carrier"], "pickup": json.loads(row["pickup"]), "on": request.get("on")})
            slot = self._free(db, carrier, pickup, on, str(request.get("slot")), weight_g, row)
            db.execute(
                "UPDATE collection SET slot = ?, begins_us = ?, ends_us = ?, cancel_us = ?, parcels = ?, weight_g = ? WHERE reference = ?",
                (slot.id, slot.begins_us, slot.ends_us, slot.begins_us - CANCEL_H * HOUR_US, parcels, weight_g, reference),
            )
            db.execute("INSERT INTO collection_change VALUES (?, ?)", (key, asked))
            return self._told(_found(db, reference)), False

    def cancel(self, reference: str) -> dict[str, Any]:
        """Give a booking back; twice is once."""
        with self.store.transaction() as db:
            row = _found(db, reference)
            if row["cancelled_us"] is None:
                self._still(row)
                db.execute("UPDATE collection SET cancelled_us = ? WHERE reference = ?", (self.clock.now_us(), reference))
            return self._told(_found(db, reference))

    def look(self, reference: str) -> dict[str, Any]:
        """What stands, and once its slot is over, whether the truck came."""
        with self.store.transaction() as db:
            return self._told(_found(db, reference))

    def _still(self, row: sqlite3.Row) -> None:
        if row["cancelled_us"] is not None:
            raise _unknown(row["reference"])
        if self.clock.now_us() > row["cancel_us"]:
            raise No(409, "too_late", f"{row['reference']} could be changed until {_local(row['cancel_us'], row['zone'])}",
                     f"{row['reference']} 在 {_local(row['cancel_us'], row['zone'])} 之后不能再更改")  # fmt: skip

    def _free(
        self, db: sqlite3.Connection, carrier: str, pickup: dict[str, Any], on: date, wanted: str, weight_g: int, held: sqlite3.Row | None
    ) -> Slot:
        """The slot that is asked for, if it takes one more; `held` is a booking that may have its place already."""
        slot = next((s for s in self._slots(carrier, pickup, on) if s.id == wanted), None)
        if slot is None:
            raise No(422, "slot_unknown", f"there is no slot {wanted!r} on {on}", f"{on} 没有时段 {wanted}", "slot")
        mine = held is not None and held["slot"] == slot.id
        if not mine and self.clock.now_us() > slot.book_by_us:
            raise No(409, "too_late", f"slot {slot.id} could be booked until {iso(slot.book_by_us)}", f"时段 {slot.id} 已过预约截止时间")
        taken = db.execute("SELECT count(*) FROM collection WHERE carrier = ? AND slot = ? AND cancelled_us IS NULL", (carrier, slot.id))
        if not mine and taken.fetchone()[0] >= slot.takes:
            raise No(409, "slot_full", f"slot {slot.id} is full", f"时段 {slot.id} 已约满", "slot")
        if weight_g > slot.most_g:
            raise No(422, "too_heavy", f"{weight_g} g is more than the {slot.most_g} g of that vehicle", "超过车辆载重", "weight_g")
        return slot

    def _slots(self, carrier: str, pickup: dict[str, Any], on: date) -> list[Slot]:
        """Drawn from the seed: the same carrier, area and day have the same slots."""
        own = Random(f"{self.seed}:collects:{carrier}")
        if own.random() < NEVER:
            raise No(422, "no_collection", f"{carrier} does not collect: bring the parcels", f"{carrier} 不提供上门揽收，请自送")
        if str(pickup.get("postcode") or "").endswith("999"):
            raise No(422, "outside_area", f"{carrier} does not come to {pickup['postcode']}", f"{pickup['postcode']} 不在揽收范围内")
        sundays, hours = own.random() < SUNDAYS, sorted(own.sample(WINDOWS, own.choice((3, 4))))
        lead, vehicle = own.choice(LEADS_H), own.choice(VEHICLES_G)
        if on.weekday() == 6 and not sundays:
            raise No(422, "closed_day", f"{carrier} does not collect on Sundays", f"{carrier} 周日不揽收", "on")
        zone = ZoneInfo(str(pickup["zone"]))
        today = datetime.fromtimestamp(self.clock.now_us() / 1_000_000, UTC).astimezone(zone).date()
        if not today <= on:
            raise No(422, "too_late", f"{on} is over", f"{on} 已过", "on")
        if on > today + timedelta(days=AHEAD_DAYS):
            raise No(422, "not_open", f"{on} is more than {AHEAD_DAYS} days ahead", f"只能预约 {AHEAD_DAYS} 天以内", "on")
        area = f"{pickup['country']}{str(pickup.get('postcode') or '')[:3]}"
        rng = Random(f"{self.seed}:slots:{carrier}:{area}:{on}")
        return [self._slot(rng, zone, area, on, hour, until, lead, vehicle) for hour, until in hours]

    def _slot(self, rng: Random, zone: ZoneInfo, area: str, on: date, hour: int, until: int, lead: int, vehicle: int) -> Slot:
        begins, ends = (int(datetime.combine(on, time(h), zone).timestamp()) * 1_000_000 for h in (hour, until))
        takes = 0 if rng.random() < FULL else rng.randint(1, 6)
        return Slot(f"{on:%y%m%d}-{hour:02d}-{area}", begins, ends, begins - lead * HOUR_US, takes, vehicle)

    def _told(self, row: sqlite3.Row) -> dict[str, Any]:
        over = row["cancelled_us"] is None and self.clock.now_us() > row["ends_us"]
        return {
            "reference": row["reference"], "slot": row["slot"], "begins_at": _local(row["begins_us"], row["zone"]),
            "ends_at": _local(row["ends_us"], row["zone"]), "parcels": row["parcels"], "weight_g": row["weight_g"], "booked_at": iso(row["made_us"]),
            "cancel_by": _local(row["cancel_us"], row["zone"]), "cancelled": row["cancelled_us"] is not None,
            "came": not row["missed"] if over else None,
        }  # fmt: skip


HOUR_US = 3_600_000_000


def _asked(request: dict[str, Any]) -> tuple[str, dict[str, Any], date]:
    """Carrier, pickup and day; the first thing that is missing or wrong is refused by name."""
    carrier, pickup = request.get("carrier"), request.get("pickup")
    if not isinstance(carrier, str) or not carrier.strip():
        raise field_wrong("carrier", "the carrier's name")
    if not isinstance(pickup, dict):
        raise field_wrong("pickup", "an object with name, country and zone")
    country = pickup.get("country")
    if not (isinstance(country, str) and len(country) == 2 and country.isascii() and country.isupper()):
        raise field_wrong("pickup.country", "a country code such as DE")
    if pickup.get("zone") not in available_timezones():
        raise field_wrong("pickup.zone", "a time zone such as Europe/Berlin")
    if not str(pickup.get("name") or "").strip():
        raise field_wrong("pickup.name", "who hands the parcels over")
    try:
        return carrier, pickup, date.fromisoformat(str(request.get("on")))
    except ValueError as error:
        raise field_wrong("on", "a day such as 2026-11-26") from error


def _load(request: dict[str, Any]) -> tuple[int, int]:
    for name in ("parcels", "weight_g"):
        value = request.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 10**9:
            raise field_wrong(name, "a whole number above zero")
    return request["parcels"], request["weight_g"]


def _found(db: sqlite3.Connection, reference: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute("SELECT * FROM collection WHERE reference = ?", (reference,)).fetchone()
    if row is None:
        raise _unknown(reference)
    return row


def _local(us: int, zone: str) -> str:
    return datetime.fromtimestamp(us // 1_000_000, UTC).astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _unknown(reference: str) -> No:
    return No(404, "reference_unknown", f"there is no collection {reference}", f"没有揽收预约 {reference}")
