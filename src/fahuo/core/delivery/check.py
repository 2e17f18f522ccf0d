"""An independent judge of what delivery plans: rule by rule, parcel by parcel."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

OVER = {"delivered", "damaged", "lost", "returning", "returned"}


def check_delivery(
    events: pl.DataFrame,
    parcels: pl.DataFrame,
    rules: pl.DataFrame,
    on: date,
    attempts: pl.DataFrame,
    following: pl.DataFrame,
    refusals: pl.DataFrame,
) -> list[str]:
    """Every rule that the plan breaks, as sentences; empty when all is well. `following` is Deliveries.next."""
    times: dict[int, dict[str, set[datetime]]] = defaultdict(lambda: defaultdict(set))
    for pid, kind, at in events.filter(pl.col("parcel_id").is_not_null()).select("parcel_id", "kind", "at").iter_rows():
        times[pid][kind].add(at)
    known = {row["parcel_id"]: row for row in parcels.iter_rows(named=True)}
    ordered = sorted(rules.iter_rows(named=True), key=lambda r: (int(r["position"]), int(r["rule_id"])))
    answer = {row["parcel_id"]: row for row in following.iter_rows(named=True)}
    refused = set(refusals["parcel_id"].to_list())
    faults = []
    for pid, kinds in times.items():
        failed = kinds.get("attempt_failed", set())
        waits = bool(failed) and not (OVER & set(kinds)) and max(failed) == max(failed | kinds.get("out_for_delivery", set()))
        rule = _rule(ordered, known.get(pid, {}), len(failed), on) if waits else None
        if rule is None and pid in answer:
            faults.append(f"parcel {pid} has a next action, but no rule or no failed attempt asks for one")
        if waits and (pid in answer) + (pid in refused) != 1:
            faults.append(f"parcel {pid} waits after a failed attempt and is neither planned nor refused once")
        if rule and pid in answer:
            due = max(failed).date() + timedelta(days=rule["wait_days"])
            if (answer[pid]["action"], answer[pid]["due_on"], answer[pid]["attempts"]) != (rule["action"], due, len(failed)):
                faults.append(f"parcel {pid}: {answer[pid]} does not follow rule {rule['rule_id']}")
        told = sorted((at, kind) for kind in ("attempt_failed", "delivered") for at in kinds.get(kind, ()))
        rows = attempts.filter(pl.col("parcel_id") == pid).sort("no")
        if [(r["at"], r["outcome"]) for r in rows.iter_rows(named=True)] != told or rows["no"].to_list() != list(range(1, len(told) + 1)):
            faults.append(f"the attempts of parcel {pid} are not those of its events")
    return faults


def _rule(ordered: list[dict[str, Any]], parcel: dict[str, Any], failed: int, on: date) -> dict[str, Any] | None:
    for rule in ordered:
        in_force = rule["valid_from"] <= on and (rule["valid_to"] is None or on < rule["valid_to"])
        fits = all(rule[name] is None or rule[name] == parcel.get(name) for name in ("country", "service_class"))
        if in_force and fits and failed >= rule["attempts_from"]:
            return rule
    return None
