"""The joint choice for stored orders: look for better ways, keep them, take one, and take orders apart again until the label is asked for."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from fahuo.core import frames
from fahuo.core.joint.plan import Joint, plan_joint
from fahuo.core.joint.together import together_key
from fahuo.core.joint.ways import Way, bits
from fahuo.core.words import Happening
from fahuo.flow.prepare import lock_open, plan_again, take_back
from fahuo.flow.said import NotPossible
from fahuo.flow.world import Goods, read_world
from fahuo.records import frames as records
from fahuo.records import ledger, stock
from fahuo.records.clock import today
from fahuo.records.copy import fetch
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import Suggestion
from fahuo.steps.orders import frames as rows
from fahuo.steps.orders import joining
from fahuo.steps.orders import service as orders

MOST_ORDERS = 8  # of one buyer in one search
MOST_LINES = 60  # allocated lines in one search
MOST_GROUPS = 500  # searched in one run of the job
LOOKED_AT = 20_000  # open orders, the newest first
OLD = NotPossible("these orders have changed since: look again", "订单已有变化，请重新查找")


def look(merchant: Merchant, order_ids: list[int], now: datetime) -> Suggestion | None:
    """Search better ways to send these orders, and keep what saves money; None where nothing does.

    NotPossible where they may not travel together, or one is not open: with a label, held, being picked, joined already, without stock.
    """
    ids = sorted(set(order_ids))
    allocations = rows.allocations(ids)  # read first: what changes while we search makes the suggestion old
    found, digest = search(merchant, ids, now, allocations), _digest(allocations)
    with transaction.atomic():
        Suggestion.objects.filter(merchant=merchant, orders__overlap=ids, accepted_at=None).delete()
        better = [way for way in found.ways if way.rank < found.today.rank and found.saves_minor(way) > 0]
        if not better:
            return None
        return Suggestion.objects.create(
            merchant=merchant, orders=ids, digest=digest, found_at=now, saves_minor=found.saves_minor(better[0]), exact=found.exact,
            duty_known=found.duty_known, priced=found.priced, today=_told(found, found.today), ways=[_told(found, way) for way in better],
        )  # fmt: skip


def search(merchant: Merchant, ids: list[int], now: datetime, allocations: pl.DataFrame) -> Joint:
    """The joint choice for these orders, ascending, as they are allocated now. Nothing is locked or kept."""
    still = _open(merchant, ids)
    if still != ids or not ids:
        raise NotPossible(
            "only orders that are planned, approved, without a label and not joined yet can be sent in another way",
            "只有已计划、已审核、未申请面单、未合并的订单才能改变发货方式",
        )
    if allocations.height > MOST_LINES:
        raise NotPossible(
            f"{allocations.height} lines are too many to compare: {MOST_LINES} at most",
            f"{allocations.height} 行太多，最多比较 {MOST_LINES} 行",
        )
    on = today(now)
    batch, lines = rows.orders(ids), rows.lines(ids)
    products, components = records.with_parts(
        merchant.pk, records.products(merchant.pk, lines["sku"].unique().to_list()), merchant.currency
    )
    batch, lines = orders.with_content(batch, lines, products)
    free = stock.available(merchant.pk, products["product_id"].to_list(), on)
    world = read_world(merchant, batch, Goods(products, components, free), on)
    try:
        return plan_joint(batch, lines, allocations, world, on)
    except ValueError:
        raise NotPossible(
            "these orders do not go to one buyer at one address, or nothing of them is allocated",
            "这些订单不是同一买家同一地址，或尚未分配库存",
        ) from None


def around(merchant: Merchant, order_id: int) -> list[int]:
    """The order and those that may travel with it, the newest MOST_ORDERS of them; the order alone where it may not."""
    near = fetch(
        """SELECT o.id FROM orders_order o JOIN orders_order mine ON mine.id = %s AND mine.merchant_id = %s
           WHERE o.merchant_id = mine.merchant_id AND o.shop = mine.shop AND o.country = mine.country AND o.currency = mine.currency""",
        [order_id, merchant.pk],
        {"id": pl.Int64},
    )
    batch = rows.orders(_open(merchant, near["id"].to_list()))
    keys = dict(zip(batch["order_id"].to_list(), together_key(batch).to_list(), strict=True))
    key = keys.get(order_id)
    same = [i for i, other in keys.items() if key is not None and other == key and i != order_id]
    return sorted([order_id, *sorted(same)[-(MOST_ORDERS - 1) :]])


def look_all(merchant: Merchant, now: datetime) -> int:
    """Search for every buyer with several open orders; returns how many suggestions there are now. Orders that have not changed are left."""
    open_ids = _open(merchant, None)
    batch = rows.orders(open_ids)
    keyed = batch.select("order_id").with_columns(together_key(batch)).drop_nulls()
    groups = keyed.group_by("together").agg(pl.col("order_id").sort()).filter(pl.col("order_id").list.len().is_between(2, MOST_ORDERS))
    kept = {tuple(s.orders): s.digest for s in Suggestion.objects.filter(merchant=merchant, accepted_at=None)}
    wanted = sorted(tuple(ids) for ids in groups["order_id"].to_list())
    Suggestion.objects.filter(merchant=merchant, accepted_at=None).exclude(orders__in=[list(ids) for ids in wanted]).delete()
    for ids in wanted[:MOST_GROUPS]:
        if kept.get(ids) != _digest(rows.allocations(list(ids))):
            try:
                look(merchant, list(ids), now)
            except NotPossible:
                continue  # it was planned or labelled while we looked
    return Suggestion.objects.filter(merchant=merchant, accepted_at=None).count()


@transaction.atomic
def accept(merchant: Merchant, suggestion_id: int, way_no: int, by: str, now: datetime) -> list[int]:
    """Send the orders in a way that was found. Returns the orders that carry the goods now."""
    kept = Suggestion.objects.select_for_update().filter(merchant=merchant, pk=suggestion_id, accepted_at=None).first()
    if kept is None or not 0 <= way_no < len(kept.ways):
        raise OLD
    ids, way = list(kept.orders), kept.ways[way_no]
    if lock_open(merchant, ids) != ids or joining.joined(ids) or _digest(allocated := rows.allocations(ids)) != kept.digest:
        raise OLD
    take_back(merchant, ids)
    hosts, sent = {i: i for i in ids}, []
    for group in _linked(way["sendings"], ids):
        shifts = {group[0]: 0}
        for guest in group[1:]:
            shifts[guest] = joining.join(merchant.pk, group[0], guest, by, now)
            hosts[guest] = group[0]
        sent += _rows(way["sendings"], allocated, shifts)
    going = sorted(set(hosts.values()))
    joining.send(_sendings(sent), going)
    told = ledger.events(
        merchant.pk, pl.DataFrame({"order_id": ids}), Happening.NOTED, now, by, {"joint": kept.pk, "saves": way["saves_minor"]}
    )
    ledger.record(told)
    plan_again(merchant, going, on=today(now), now=now, actor=by)
    ledger.project(going)
    kept.accepted_at, kept.accepted_by, kept.accepted_way = now, by, way_no
    kept.save(update_fields=["accepted_at", "accepted_by", "accepted_way"])
    return going


@transaction.atomic
def take_apart(merchant: Merchant, order_id: int, by: str, now: datetime) -> list[int]:
    """An order that was joined or sent in a way of its own is planned by itself again, and so are those that it travelled with."""
    joined = joining.of_order(order_id)
    host = joined[0].host_id if joined else order_id
    ids = sorted({host, *(j.guest_id for j in joining.of_order(host))})
    ledger.lock(ids)
    if lock_open(merchant, [host]) != [host]:
        raise NotPossible(
            "a label was asked for, or it is being picked or packed: it can no longer be taken apart",
            "已申请面单，或正在拣货打包，不能再拆开",
        )
    if not joined and not joining.own_way(host):
        raise NotPossible("this order is sent as planned: there is nothing to take apart", "该订单按系统方案发货，无需拆开")
    take_back(merchant, [host])
    guests = joining.part(host, by, now)
    joining.send(_sendings([]), [host])
    ledger.record(ledger.events(merchant.pk, pl.DataFrame({"order_id": ids}), Happening.NOTED, now, by, {"joint": None}))
    Suggestion.objects.filter(merchant=merchant, orders__overlap=ids, undone_at=None).exclude(accepted_at=None).update(undone_at=now)
    plan_again(merchant, sorted({host, *guests}), on=today(now), now=now, actor=by)
    return sorted({host, *guests})


def _open(merchant: Merchant, ids: list[int] | None) -> list[int]:
    """Orders that may be sent in another way, ascending: all of them, or those of `ids`."""
    found = fetch(
        """SELECT o.id FROM orders_order o JOIN records_orderstanding s ON s.order_id = o.id AND s.state IN ('planned', 'approved')
           WHERE o.merchant_id = %(merchant)s AND (%(ids)s::bigint[] IS NULL OR o.id = ANY(%(ids)s))
             AND EXISTS (SELECT 1 FROM orders_allocation a WHERE a.order_id = o.id)
             AND NOT EXISTS (SELECT 1 FROM methods_label l JOIN goods_parcel p ON p.id = l.parcel_id WHERE p.order_id = o.id)
             AND NOT EXISTS (SELECT 1 FROM orders_joining j WHERE j.undone_at IS NULL AND o.id IN (j.host_id, j.guest_id))
             AND NOT EXISTS (SELECT 1 FROM orders_ownsending w WHERE w.order_id = o.id)
             AND NOT EXISTS (SELECT 1 FROM records_refusal r WHERE r.order_id = o.id AND r.line_no IS NOT NULL)
           ORDER BY o.id DESC LIMIT %(most)s""",
        {"merchant": merchant.pk, "ids": ids, "most": LOOKED_AT},
        {"id": pl.Int64},
    )
    return sorted(found["id"].to_list())


def _digest(allocations: pl.DataFrame) -> str:
    columns = ["order_id", "line_no", "warehouse_id", "product_id", "quantity"]
    return hashlib.sha256(repr(allocations.select(columns).sort(columns).rows()).encode()).hexdigest()


def _told(found: Joint, way: Way) -> dict[str, Any]:
    """A way in words that JSON has."""
    told = []
    for sending in way.sendings:
        priced = found.sendings[sending]
        told.append(
            {
                "warehouse_id": sending[1],
                "items": [[i.order_id, i.line_no, i.warehouse_id, list(map(list, i.products))] for i in (found.items[n] for n in bits(sending[0]))],
                "boxes": [
                    [b.box_id, b.weight_g, b.service_id, b.freight_minor, b.days_p50, b.days_p90] for b in priced.boxes
                ],
                "materials_minor": priced.materials_minor,
                "freight_minor": priced.freight_minor,
                "handling_minor": priced.handling_minor,
                "worth_minor": priced.worth_minor,
            }
        )  # fmt: skip
    return {"sendings": told, "duty_minor": way.duty_minor, "total_minor": way.total_minor, "saves_minor": found.saves_minor(way)}


def _linked(sendings: list[dict[str, Any]], ids: list[int]) -> list[list[int]]:
    """Orders that share a sending, directly or by others between; each list ascending."""
    leader = {i: i for i in ids}
    for sending in sendings:
        mine = sorted({leader[item[0]] for item in sending["items"]})
        leader = {i: mine[0] if of in mine else of for i, of in leader.items()}
    return [[i for i in ids if leader[i] == first] for first in sorted(set(leader.values()))]


def _rows(sendings: list[dict[str, Any]], allocated: pl.DataFrame, shifts: dict[int, int]) -> list[tuple[int, ...]]:
    """frames.Sendings of a host; nothing where that is what is planned anyway: one order, each of its warehouses one sending."""
    host = min(shifts)
    mine = [s for s in sendings if s["items"][0][0] in shifts]
    as_today = len(shifts) == 1 and len({s["warehouse_id"] for s in mine}) == len(mine)
    if as_today and all(item[2] == s["warehouse_id"] for s in mine for item in s["items"]):
        return []
    return [
        (host, line_no + shifts[order_id], sending["warehouse_id"], product, pieces, part)
        for part, sending in enumerate(mine)
        for order_id, line_no, _, products in sending["items"]
        for product, pieces in products
    ]


def _sendings(found: list[tuple[int, ...]]) -> pl.DataFrame:
    """Pieces of one line that come from one warehouse after all travel together."""
    columns = frames.empty(frames.Sendings).schema
    table = pl.DataFrame(found, schema=columns, orient="row")
    place = ["order_id", "line_no", "warehouse_id", "product_id"]
    return table.group_by(place, maintain_order=True).agg(pl.col("quantity").sum(), pl.col("part").min()).select(list(columns))
