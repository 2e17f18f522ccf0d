"""An independent judge of the watch: parcel by parcel, kind by kind, by plain arithmetic."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl

HOUR = timedelta(hours=1)
MOVING = {
    "handed_over",
    "departed",
    "arrived",
    "customs_held",
    "entry_released",
    "out_for_delivery",
    "attempt_failed",
    "returning",
}


def check_watch(
    standings: pl.DataFrame, parcels: pl.DataFrame, rules: pl.DataFrame, known: pl.DataFrame, now: datetime, cases: pl.DataFrame
) -> list[str]:
    """Cases that are missing, needless, opened twice or due on another day, as sentences; empty when all is well."""
    about = {row["parcel_id"]: row for row in parcels.iter_rows(named=True)}
    had = set(known.select("parcel_id", "kind").iter_rows())
    ordered = sorted(rules.iter_rows(named=True), key=lambda r: (int(r["position"]), int(r["rule_id"])))
    in_force = [r for r in ordered if r["valid_from"] <= now.date() and (r["valid_to"] is None or now.date() < r["valid_to"])]
    wanted: dict[tuple[int, str], dict[str, Any]] = {}
    for row in standings.iter_rows(named=True):
        pid = row["parcel_id"]
        full = {
            **row,
            "country": None,
            "service_class": None,
            "eta_p90_at": None,
            **{k: v for k, v in about.get(pid, {}).items() if k not in row},
        }
        for kind, measure in _measures(full, now).items():
            rule = next((r for r in in_force if r["kind"] == kind and _fits(r, full)), None)
            if rule and measure is not None and measure >= rule["limit"] and (pid, kind) not in had:
                wanted[pid, kind] = rule
    for pid, kind in [*wanted]:
        if kind == "lost_presumed":
            wanted.pop((pid, "silent"), None)
    opened = [(row["parcel_id"], row["kind"]) for row in cases.iter_rows(named=True)]
    faults = [f"parcel {pid}: {kind} is not opened" for pid, kind in wanted if (pid, kind) not in opened]
    faults += [f"parcel {pid}: {kind} is opened and should not be" for pid, kind in opened if (pid, kind) not in wanted]
    faults += [f"parcel {pid}: {kind} is opened twice" for pid, kind in set(opened) if opened.count((pid, kind)) > 1]
    for row in cases.iter_rows(named=True):
        rule = wanted.get((row["parcel_id"], row["kind"]))
        if rule and (row["due_on"], row["action"]) != (now.date() + timedelta(days=rule["due_days"]), rule["action"]):
            faults.append(
                f"parcel {row['parcel_id']}: {row['kind']} is due on {row['due_on']} by {row['action']}, not as rule {rule['rule_id']} says"
            )
    return faults


def _fits(rule: dict[str, Any], parcel: dict[str, Any]) -> bool:
    return all(rule[name] is None or rule[name] == parcel[name] for name in ("step", "service_class", "country"))


def _measures(row: dict[str, Any], now: datetime) -> dict[str, float | None]:
    state, silence = row["state"], (now - (row["said_at"] or row["state_at"])) // HOUR
    measures: dict[str, float | None] = {}
    if state in MOVING:
        measures |= {"silent": silence, "lost_presumed": silence}
        if state != "returning" and row["eta_p90_at"] is not None:
            measures["late"] = (now - row["eta_p90_at"]) // HOUR
    if state in ("label_bought", "declared", "export_released", "picked", "packed"):
        measures["not_handed_over"] = (now - row["state_at"]) // HOUR
    if state == "customs_held":
        measures["customs_hold_long"] = (now - row["state_at"]) // HOUR
    if state == "attempt_failed":
        measures["attempts_failed"] = row["attempts"]
    if state in ("lost", "returned"):
        measures[state] = 0
    if row["damaged_at"] is not None:
        measures["damaged"] = 0
    return {kind: measure for kind, measure in measures.items() if measure is not None and measure >= 0}
