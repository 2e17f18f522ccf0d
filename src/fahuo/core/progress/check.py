"""An independent judge of standings: plain rules, parcel by parcel, that share nothing with how the standings are computed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import polars as pl

ORDER = ["orders", "goods", "methods", "export", "transport", "clearance", "delivery", "aftersales"]

# Once the first has happened, the state can only be one of the others.
AFTER: dict[str, set[str]] = {
    "returned": {"returned", "settled"},
    "returning": {"returning", "returned", "settled"},
    "damaged": {"damaged", "returning", "returned", "settled"},
    "delivered": {"delivered", "damaged", "returning", "returned", "settled"},
}
AFTER["lost"] = AFTER["delivered"] | {"lost"}
AFTER["out_for_delivery"] = AFTER["lost"] | {"out_for_delivery", "attempt_failed"}
AFTER["attempt_failed"] = AFTER["out_for_delivery"]
AFTER["entry_released"] = AFTER["out_for_delivery"] | {"entry_released", "customs_held"}
AFTER["customs_held"] = AFTER["entry_released"]
AFTER["arrived"] = AFTER["customs_held"] | {"arrived", "departed"}
AFTER["departed"] = AFTER["arrived"]
AFTER["handed_over"] = AFTER["arrived"] | {"handed_over"}

REACHES = {"handed_over": 5, "departed": 5, "arrived": 5, "customs_held": 6, "entry_released": 6}
REACHES |= {"out_for_delivery": 7, "attempt_failed": 7, "delivered": 7, "damaged": 8, "lost": 8, "returning": 8, "returned": 8}

# Two happenings that take turns: where nothing later is known, the later of the two is the state; at one time the second.
TURNS = [
    ("departed", "arrived"),
    ("customs_held", "entry_released"),
    ("out_for_delivery", "attempt_failed"),
    ("export_refused", "export_released"),
]


def check_standings(events: pl.DataFrame, standings: pl.DataFrame) -> list[str]:
    """Every rule that the standings of these events break, as sentences; empty when all is well. Blocks are not judged here."""
    happened: dict[int, dict[str, set[datetime]]] = defaultdict(lambda: defaultdict(set))
    for parcel, kind, at in events.filter(pl.col("parcel_id").is_not_null()).select("parcel_id", "kind", "at").iter_rows():
        happened[parcel][kind].add(at)
    rows = list(standings.iter_rows(named=True))
    faults = []
    if sorted(row["parcel_id"] for row in rows) != sorted(happened):
        faults.append("the parcels of the standings are not those of the events")
    for row in rows:
        faults += [f"parcel {row['parcel_id']}: {fault}" for fault in _judge(happened.get(row["parcel_id"], {}), row)]
    return faults


def _judge(times: dict[str, set[datetime]], row: dict[str, object]) -> Iterable[str]:
    state, step_no = str(row["state"]), ORDER.index(str(row["step"])) + 1
    if state == "settled":
        if "case_settled" not in times or not ({"damaged", "lost", "returned"} & set(times)):
            yield "settled, but nothing was"
    elif state not in times:
        yield f"state {state} never happened"
    elif row["state_at"] != max(times[state]):
        yield f"state {state} since {row['state_at']}, but it happened at {max(times[state])}"
    for kind in set(times) & set(AFTER):
        if state not in AFTER[kind]:
            yield f"state {state} although {kind} happened"
    for kind in set(times) & set(REACHES):
        if step_no < REACHES[kind]:
            yield f"step {row['step']} although {kind} happened"
    for first, second in TURNS:
        if state in (first, second) and first in times and second in times:
            later = second if max(times[second]) >= max(times[first]) else first
            if state != later:
                yield f"state {state}, but {later} was later"
    if state == "customs_held" and row["needs"] is None:
        yield "held by customs, and nobody is told"
    if row["attempts"] != len(times.get("attempt_failed", ())):
        yield f"{row['attempts']} attempts, but {len(times.get('attempt_failed', ()))} failed"


def check_growth(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """What went backwards between the standings of some events and those of the same events and more."""
    both = before.join(after, on="parcel_id", how="left", suffix="_after")
    number = {step: i for i, step in enumerate(ORDER)}
    faults = []
    for row in both.iter_rows(named=True):
        if row["step_after"] is None:
            faults.append(f"parcel {row['parcel_id']} vanished")
        elif number[row["step_after"]] < number[row["step"]]:
            faults.append(f"parcel {row['parcel_id']} went back from {row['step']} to {row['step_after']}")
        elif row["state"] in AFTER and row["state_after"] not in AFTER[row["state"]]:
            faults.append(f"parcel {row['parcel_id']} went back from {row['state']} to {row['state_after']}")
    return faults


def check_order_standings(events: pl.DataFrame, parcels: pl.DataFrame, orders: pl.DataFrame) -> list[str]:
    """Every rule that the standings of orders break, as sentences. Those that a planner stops (refused, held) are only counted."""
    faults = []
    ids = set(events["order_id"].to_list())
    if sorted(orders["order_id"].to_list()) != sorted(ids):
        faults.append("the orders of the standings are not those of the events")
    of: dict[int, list[dict[str, object]]] = defaultdict(list)
    for parcel in parcels.iter_rows(named=True):
        of[parcel["order_id"]].append(parcel)
    for row in orders.iter_rows(named=True):
        faults += [f"order {row['order_id']}: {fault}" for fault in _judge_order(of[row["order_id"]], row)]
    return faults


def _judge_order(parcels: list[dict[str, object]], row: dict[str, object]) -> Iterable[str]:
    counted = [parcel for parcel in parcels if parcel["state"] != "cancelled"]
    if row["parcels"] != len(counted) or row["delivered"] != sum(parcel["state"] == "delivered" for parcel in counted):
        yield f"{row['parcels']} parcels, {row['delivered']} delivered, but it is {len(counted)}"
    if row["state"] in ("refused", "held", "cancelled") or not counted:
        return
    going = [parcel for parcel in counted if not parcel["ends"]] or counted
    if row["state"] not in {parcel["state"] for parcel in going}:
        yield f"state {row['state']}, but no parcel that counts is there"
    hindmost = min(ORDER.index(str(parcel["step"])) for parcel in going)
    if ORDER.index(str(row["step"])) != hindmost:
        yield f"step {row['step']}, but its hindmost parcel is at {ORDER[hindmost]}"
    wanted = {parcel["needs"] for parcel in parcels if parcel["needs"] is not None}
    if wanted and row["needs"] not in wanted:
        yield f"needs {row['needs']}, but its parcels need {sorted(map(str, wanted))}"
