"""An independent judge of pick lists, however made: it shares no code with plan.py. Plain Python over rows, slow and easy to read."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import polars as pl

from fahuo.core.goods.picking.plan import PickPlan
from fahuo.core.goods.picking.tables import Limits
from fahuo.core.words import PickForm

Row = dict[str, Any]


def check_picking(
    parcels: pl.DataFrame, pieces: pl.DataFrame, sources: pl.DataFrame, bins: pl.DataFrame, form: PickForm, limits: Limits, plan: PickPlan
) -> list[str]:
    """Every rule that the plan breaks, as sentences; empty when all is well. Takes what `plan_picking` took and gave."""
    known = {row["parcel_id"]: row for row in parcels.to_dicts()}
    lists = {row["list_no"]: row for row in plan.lists.to_dicts()}
    slots = {row["parcel_id"]: row for row in plan.slots.to_dicts()}
    picks = plan.picks.to_dicts()
    wrong = _accounts(known, pieces, sources, plan, slots)
    wrong += _taken(sources, slots, picks)
    wrong += _slots(slots)
    of_list: dict[int, list[Row]] = defaultdict(list)
    for pick in picks:
        of_list[pick["list_no"]].append(pick)
    if set(of_list) != set(lists) or sorted(lists) != list(range(len(lists))):
        wrong.append("lists do not count from 0, or one has no picks, or picks have no list")
    order = {row["bin_id"]: (row["walk"], row["code"]) for row in bins.to_dicts()}
    place = _places(bins)
    for no in sorted(set(of_list) & set(lists)):
        wrong += [f"list {no}: {fault}" for fault in _list(lists[no], of_list[no], known, slots, order, place, form, limits)]
    return wrong + _groups(known, slots, picks, form, limits)


def _accounts(known: dict[int, Row], pieces: pl.DataFrame, sources: pl.DataFrame, plan: PickPlan, slots: dict[int, Row]) -> list[str]:
    """What came in with pieces is listed or refused, not both, and is refused only for pieces that are not there."""
    wanted: Counter[tuple[int, int]] = Counter()
    there: Counter[tuple[int, int]] = Counter()
    for row in pieces.to_dicts():
        wanted[row["parcel_id"], row["product_id"]] += row["quantity"]
    for row in sources.to_dicts():
        there[row["parcel_id"], row["product_id"]] += row["quantity"]
    short = {parcel for (parcel, product), n in wanted.items() if there[parcel, product] < n}
    asked = {parcel for parcel, _ in wanted if parcel in known}
    refused = plan.refusals["parcel_id"].to_list()
    wrong = [f"parcel {p}: refused twice" for p, n in Counter(refused).items() if n > 1]
    wrong += [f"parcel {p}: refused though its pieces are there" for p in set(refused) - short]
    wrong += [f"parcel {p}: listed though its pieces are not there" for p in set(slots) & short]
    return wrong + [f"parcel {p}: neither listed nor refused" for p in asked - set(refused) - set(slots)]


def _taken(sources: pl.DataFrame, slots: dict[int, Row], picks: list[Row]) -> list[str]:
    """The picks are exactly the sources of the listed parcels."""
    meant: Counter[tuple[Any, ...]] = Counter()
    listed: Counter[tuple[Any, ...]] = Counter()
    for row in sources.to_dicts():
        if row["parcel_id"] in slots:
            meant[row["parcel_id"], row["product_id"], row["bin_id"], row["lot_id"]] += row["quantity"]
    for row in picks:
        listed[row["parcel_id"], row["product_id"], row["bin_id"], row["lot_id"]] += row["quantity"]
    return [f"{what}: {meant[what]} to be fetched, {listed[what]} listed" for what in meant | listed if meant[what] != listed[what]]


def _slots(slots: dict[int, Row]) -> list[str]:
    """The slots of a group count from 1 in the order of the parcels."""
    groups: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for parcel, row in slots.items():
        groups[row["group_no"]].append((parcel, row["slot"]))
    return [
        f"group {no}: its slots do not count from 1" for no, g in groups.items() if [s for _, s in sorted(g)] != [*range(1, len(g) + 1)]
    ]


def _places(bins: pl.DataFrame) -> dict[int, int]:
    seen: Counter[int] = Counter()
    places = {}
    for row in sorted(bins.to_dicts(), key=lambda b: (b["warehouse_id"], b["walk"], b["code"], b["bin_id"])):
        seen[row["warehouse_id"]] += 1
        places[row["bin_id"]] = seen[row["warehouse_id"]]
    return places


def _list(
    row: Row, picks: list[Row], known: dict[int, Row], slots: dict[int, Row], order: dict[int, Any], place: dict[int, int], form: PickForm,
    limits: Limits,
) -> list[str]:  # fmt: skip
    """One list: its order, its figures, and that its parcels belong together."""
    wrong = []
    inside = {p["parcel_id"] for p in picks}
    walk = [order[p["bin_id"]] for p in sorted(picks, key=lambda p: p["seq"])]
    if walk != sorted(walk):
        wrong.append("not in the order of the walk")
    if sorted(p["seq"] for p in picks) != list(range(1, len(picks) + 1)):
        wrong.append("its lines do not count from 1")
    stops = {(p["bin_id"], p["product_id"], p["lot_id"]) for p in picks}
    figures = (len(inside), len(stops), sum(p["quantity"] for p in picks), max(place[p["bin_id"]] for p in picks))
    if figures != (row["parcels"], row["stops"], row["pieces"], row["walked"]):
        wrong.append(f"says {row['parcels']} parcels, {row['stops']} stops, {row['pieces']} pieces, {row['walked']} bins; has {figures}")
    if len({(known[p]["warehouse_id"], known[p]["departs_at"]) for p in inside}) > 1:
        wrong.append("parcels of different warehouses or departures")
    if {slots[p]["group_no"] for p in inside} != {row["group_no"]}:
        wrong.append("parcels of another group")
    if form == PickForm.WAVE:
        if len({known[p]["service_id"] for p in inside}) > 1:
            wrong.append("parcels of different services in a wave")
        if sum(p["quantity"] for p in picks) > limits.pieces and len(picks) > 1:
            wrong.append("more pieces than a picker may carry")
    return wrong


def _groups(known: dict[int, Row], slots: dict[int, Row], picks: list[Row], form: PickForm, limits: Limits) -> list[str]:
    """No group is over a limit unless it is one parcel; and no two groups that may go together would fit into one."""
    pieces: Counter[int] = Counter()
    for pick in picks:
        pieces[pick["parcel_id"]] += pick["quantity"]
    loads: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    apart: dict[int, Any] = {}
    for parcel, row in slots.items():
        own, group = known[parcel], row["group_no"]
        load = [1, pieces[parcel], own["weight_g"], own["volume_cm3"]]
        loads[group] = [a + b for a, b in zip(loads[group], load, strict=True)]
        apart[group] = (own["warehouse_id"], own["departs_at"], own["service_id"] if form == PickForm.WAVE else None)
    most = [1 if form == PickForm.SINGLE else limits.parcels, limits.pieces, limits.weight_g, limits.volume_cm3]
    most = [most[0], 10**12, 10**12, 10**12] if form == PickForm.WAVE else most

    def over(load: list[int]) -> bool:
        return any(a > b for a, b in zip(load, most, strict=True))

    wrong = [f"group {g}: over a limit {load}" for g, load in loads.items() if load[0] > 1 and over(load)]
    for g, load in loads.items():
        for other, more in loads.items():
            if g < other and apart[g] == apart[other] and not over([a + b for a, b in zip(load, more, strict=True)]):
                wrong.append(f"groups {g} and {other}: one walk would do")
    return wrong
