"""The carriers' insurance desk: covers labels that they sold, and pays premiums back until the parcel moves."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from random import Random
from typing import Any

from fahuo.world.clock import Clock, iso
from fahuo.world.refusals import No, check_key, field_wrong, key_reused
from fahuo.world.store import Store

# All of this is invented.
HIGHEST_MINOR = 3_000_000  # of any currency
NEVER_COVERED = ("liquid",)
DEARER_SHARE, DEARER = 0.08, 1.1  # of policies: the price list was changed meanwhile

TABLES = """
CREATE TABLE IF NOT EXISTS cover (
  serial INTEGER PRIMARY KEY, policy TEXT UNIQUE NOT NULL, key TEXT UNIQUE NOT NULL, request TEXT NOT NULL, number TEXT NOT NULL,
  covered_minor INTEGER NOT NULL, premium_minor INTEGER NOT NULL, currency TEXT NOT NULL, made_us INTEGER NOT NULL,
  return_key TEXT, returned_us INTEGER);
CREATE UNIQUE INDEX IF NOT EXISTS cover_number ON cover (number) WHERE returned_us IS NULL;
"""


@dataclass
class InsuranceDesk:
    """The cover that the world's carriers sell."""

    store: Store
    clock: Clock
    seed: int

    def __post_init__(self) -> None:
        with self.store.transaction() as db:
            for statement in filter(str.strip, TABLES.split(";")):
                db.execute(statement)

    def buy(self, key: str, request: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """A policy, and whether this key had bought it before."""
        check_key(key)
        _judge(request)
        asked = json.dumps(request, sort_keys=True, ensure_ascii=False)
        with self.store.transaction() as db:
            known = db.execute("SELECT * FROM cover WHERE key = ?", (key,)).fetchone()
            if known is not None:
                if known["request"] != asked:
                    raise key_reused()
                return _policy(known), True
            self._insurable(db, request)
            serial = db.execute("SELECT COALESCE(MAX(serial), 0) + 1 FROM cover").fetchone()[0]
            dearer = Random(f"{self.seed}:cover:{key}").random() < DEARER_SHARE
            premium = round(request["quoted_minor"] * DEARER) if dearer else request["quoted_minor"]
            db.execute(
                "INSERT INTO cover (serial, policy, key, request, number, covered_minor, premium_minor, currency, made_us)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(serial, f"BJ{serial:09d}-{request['number'][-4:]}", key, asked, request["number"], request["value_minor"]),
                    *(premium, request["currency"], self.clock.now_us()),
                ),
            )
            return _policy(db.execute("SELECT * FROM cover WHERE key = ?", (key,)).fetchone()), False

    def give_back(self, policy: str, key: str) -> tuple[dict[str, Any], bool]:
        """The premium, and whether this key had it before."""
        check_key(key)
        with self.store.transaction() as db:
            row = db.execute("SELECT * FROM cover WHERE policy = ?", (policy,)).fetchone()
            if row is None:
                raise No(404, "policy_unknown", f"{policy} is not one of our policies", f"没有保单 {policy}")
            if row["returned_us"] is not None:
                if row["return_key"] != key:
                    raise No(409, "already_returned", f"{policy} was given back before", f"保单 {policy} 已退保")
                return _refund(row), True
            now_us = self.clock.now_us()
            if _moving(db, row["number"], now_us):
                raise No(
                    409,
                    "already_moving",
                    f"{row['number']} was picked up: the premium is not paid back",
                    f"{row['number']} 已揽收，不能退保费",
                )
            db.execute("UPDATE cover SET return_key = ?, returned_us = ? WHERE policy = ?", (key, now_us, policy))
            return _refund(db.execute("SELECT * FROM cover WHERE policy = ?", (policy,)).fetchone()), False

    def _insurable(self, db: sqlite3.Connection, request: dict[str, Any]) -> None:
        number = request["number"]
        label = db.execute("SELECT * FROM label WHERE number = ? AND service = ?", (number, request["service"])).fetchone()
        if label is None or label["voided_us"] is not None:
            raise No(404, "number_unknown", f"{number} is not one of our labels", f"没有运单号 {number}", "number")
        if _moving(db, number, self.clock.now_us()):
            raise No(409, "already_moving", f"{number} was picked up and is covered no more", f"{number} 已揽收，不能再保价")
        if db.execute("SELECT 1 FROM cover WHERE number = ? AND returned_us IS NULL", (number,)).fetchone():
            raise No(409, "already_covered", f"{number} has a policy already", f"{number} 已有保单")
        if request["value_minor"] > HIGHEST_MINOR:
            raise No(
                422,
                "value_too_high",
                f"{request['value_minor']} is above the highest value that is covered, {HIGHEST_MINOR}",
                f"保额 {request['value_minor']} 超过最高保额 {HIGHEST_MINOR}",
                "value_minor",
            )
        if never := [name for name in request.get("goods") or [] if name in NEVER_COVERED]:
            raise No(
                422, "goods_not_covered", f"goods of this kind are not covered: {', '.join(never)}", f"此类货物不保价：{never[0]}", "goods"
            )


def _moving(db: sqlite3.Connection, number: str, now_us: int) -> bool:
    return bool(
        db.execute(
            "SELECT 1 FROM scan s JOIN label l ON l.number = s.number WHERE s.number = ? AND s.event = 'picked_up' AND s.at_us <= ?"
            " AND l.voided_us IS NULL",
            (number, now_us),
        ).fetchone()
    )


def _judge(request: dict[str, Any]) -> None:
    for name in ("service", "number", "currency"):
        if not isinstance(request.get(name), str) or not request[name]:
            raise field_wrong(name, "a text")
    for name, least in (("value_minor", 1), ("quoted_minor", 0)):
        value = request.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise field_wrong(name, f"a whole number, {least} at least")


def _policy(row: sqlite3.Row) -> dict[str, Any]:
    figures = {name: row[name] for name in ("policy", "number", "covered_minor", "premium_minor", "currency")}
    return figures | {"bought_at": iso(row["made_us"])}


def _refund(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "policy": row["policy"],
        "refunded_minor": row["premium_minor"],
        "currency": row["currency"],
        "refunded_at": iso(row["returned_us"]),
    }
