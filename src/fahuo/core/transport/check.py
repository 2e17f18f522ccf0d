"""An independent judge of planned ways, however they were made."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import polars as pl

KINDS = [["first_mile", "line_haul", "clearance", "last_mile"], ["first_mile", "line_haul", "last_mile"]]


def check_transport(
    parcels: pl.DataFrame, legs: pl.DataFrame, etas: pl.DataFrame, refusals: pl.DataFrame, ready_at: datetime | None = None
) -> list[str]:
    """Every rule that the plan breaks, as sentences; empty when all is well."""
    chains: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for leg in legs.iter_rows(named=True):
        chains[leg["parcel_id"]].append(leg)
    eta = {row["parcel_id"]: row for row in etas.iter_rows(named=True)}
    refused = refusals["parcel_id"].to_list()
    faults = []
    for row in parcels.iter_rows(named=True):
        pid = row["parcel_id"]
        if (pid in chains) + refused.count(pid) != 1:
            faults.append(f"parcel {pid} is planned and refused {(pid in chains) + refused.count(pid)} times, not once")
        if pid in chains:
            faults += [
                f"parcel {pid}: {fault}"
                for fault in _judge(row, sorted(chains[pid], key=lambda leg: int(leg["no"])), eta.get(pid), ready_at)
            ]
    strangers = (set(chains) | set(refused)) - set(parcels["parcel_id"].to_list())
    return faults + [f"parcel {pid} was never asked for" for pid in sorted(strangers)]


def _judge(parcel: dict[str, Any], chain: list[dict[str, Any]], eta: dict[str, Any] | None, ready_at: datetime | None) -> list[str]:
    faults = []
    ready = ready_at or parcel["ready_at"]
    if [leg["no"] for leg in chain] != list(range(1, len(chain) + 1)):
        faults.append("its legs are not numbered 1, 2, ...")
    kinds = [leg["kind"] for leg in chain]
    if kinds not in KINDS:
        faults.append(f"its legs are {kinds}")
    if parcel["country"] == parcel["warehouse_country"] and "clearance" in kinds:
        faults.append("it is cleared within one country")
    for before, after in pairwise(chain):
        if before["planned_arrive_at"] != after["planned_depart_at"] or before["place_to"] != after["place_from"]:
            faults.append(f"leg {after['no']} does not begin where and when leg {before['no']} ends")
        if after["latest_arrive_at"] < before["latest_arrive_at"]:
            faults.append(f"leg {after['no']} is late before leg {before['no']} is")
    back = [leg["no"] for leg in chain if not leg["planned_depart_at"] <= leg["planned_arrive_at"] <= leg["latest_arrive_at"]]
    faults += [f"leg {no} arrives before it departs" for no in back]
    if chain[0]["planned_depart_at"] != ready:
        faults.append("it departs before or after it is ready")
    if not chain[0]["place_from"].startswith(parcel["warehouse_country"]) or not chain[-1]["place_to"].startswith(parcel["country"]):
        faults.append("it does not go from its warehouse to its buyer")
    if eta is None:
        return [*faults, "it has no day of arrival"]
    ends = {"p50": chain[-1]["planned_arrive_at"], "p90": chain[-1]["latest_arrive_at"]}
    for name, end in ends.items():
        if end != ready + timedelta(days=parcel[f"days_{name}"]) or eta[f"eta_{name}_at"] != end or eta[f"eta_{name}_on"] != end.date():
            faults.append(f"its {name} day is not what its service says")
    return faults


def check_checkpoints(raw: pl.DataFrame, read_rows: pl.DataFrame, refusals: pl.DataFrame) -> list[str]:
    """What is wrong with checkpoints read from `raw`: each source_row once, and times with an offset as ISO 8601 has them."""
    faults = []
    came, went = sorted(raw["source_row"].to_list()), sorted([*read_rows["source_row"].to_list(), *refusals["source_row"].to_list()])
    if came != went:
        faults.append(f"{len(came)} rows came in, {len(went)} went out")
    said = dict(raw.select("source_row", "at").iter_rows())
    for row in read_rows.iter_rows(named=True):
        text = str(said[row["source_row"]])
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            continue
        if at.tzinfo is not None and at != row["at"]:
            faults.append(f"row {row['source_row']}: {text} was read as {row['at']}")
        if (at.tzinfo is None) != row["zone_assumed"]:
            faults.append(f"row {row['source_row']}: {text} and zone_assumed {row['zone_assumed']}")
    return faults
