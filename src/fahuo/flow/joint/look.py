"""Look for better ways to send open orders, and keep what saves money."""

from __future__ import annotations

import hashlib
from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core.goods.materials import left_after
from fahuo.core.joint.plan import Joint, plan_joint
from fahuo.core.joint.together import together_key
from fahuo.flow.joint.told import tell, tell_today
from fahuo.flow.said import NotPossible
from fahuo.flow.world import Goods, read_world
from fahuo.records import frames as records
from fahuo.records import stock
from fahuo.records.clock import today
from fahuo.records.copy import fetch
from fahuo.records.models import Merchant
from fahuo.steps.goods import frames as boxes
from fahuo.steps.methods.models import Suggestion
from fahuo.steps.orders import frames as rows
from fahuo.steps.orders import service as orders

MOST_ORDERS = 8  # of one buyer in one search
MOST_LINES = 60  # allocated lines in one search
MOST_GROUPS = 500  # searched in one run of the job
LOOKED_AT = 20_000  # open orders, the newest first


def look(merchant: Merchant, order_ids: list[int], now: datetime) -> Suggestion | None:
    """Search better ways to send these orders, and keep what saves money; None where nothing does.

    NotPossible where they may not travel together, or one is not open: with a label, held, being picked, joined already, without stock.
    """
    ids = sorted(set(order_ids))
    allocations = rows.allocations(ids)  # read first: what changes while we search makes the suggestion old
    found, digest = search(merchant, ids, now, allocations), digest_of(allocations)
    with transaction.atomic():
        Suggestion.objects.filter(merchant=merchant, orders__overlap=ids, accepted_at=None).delete()
        better = [way for way in found.ways if way.rank < found.today.rank and found.saves_minor(way) > 0]
        if not better:
            return None
        return Suggestion.objects.create(
            merchant=merchant, orders=ids, digest=digest, found_at=now, saves_minor=found.saves_minor(better[0]), exact=found.exact,
            duty_known=found.duty_known, priced=found.priced, today=tell_today(found), ways=[tell(found, way) for way in better],
        )  # fmt: skip


def search(merchant: Merchant, ids: list[int], now: datetime, allocations: pl.DataFrame) -> Joint:
    """The joint choice for these orders, ascending, as they are allocated now. Nothing is locked or kept."""
    still = open_orders(merchant, ids)
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
    materials = boxes.box_materials(merchant.pk)
    free = stock.available(merchant.pk, [*products["product_id"], *materials], on)
    world = read_world(merchant, batch, Goods(products, components, free, _boxes_left(merchant, ids, materials, free)), on)
    try:
        return plan_joint(batch, lines, allocations, world, on)
    except ValueError:
        raise NotPossible(
            "these orders do not go to one buyer at one address, or nothing of them is allocated",
            "这些订单不是同一买家同一地址，或尚未分配库存",
        ) from None


def _boxes_left(merchant: Merchant, ids: list[int], materials: list[int], free: pl.DataFrame) -> pl.DataFrame | None:
    """The boxes that are counted, less what others' planned parcels will consume: those of these orders come back when they are planned anew."""
    counted = free.filter(pl.col("product_id").is_in(materials))
    if counted.is_empty():
        return None
    own = boxes.needs_of_orders(ids).select("product_id", "warehouse_id", -pl.col("quantity"))
    return left_after(counted, pl.concat([boxes.needed(merchant.pk, materials), own]))


def around(merchant: Merchant, order_id: int) -> list[int]:
    """The order and those that may travel with it, the newest MOST_ORDERS of them; the order alone where it may not."""
    near = fetch(
        """SELECT o.id FROM orders_order o JOIN orders_order mine ON mine.id = %s AND mine.merchant_id = %s
           WHERE o.merchant_id = mine.merchant_id AND o.shop = mine.shop AND o.country = mine.country AND o.currency = mine.currency""",
        [order_id, merchant.pk],
        {"id": pl.Int64},
    )
    batch = rows.orders(open_orders(merchant, near["id"].to_list()))
    keys = dict(zip(batch["order_id"].to_list(), together_key(batch).to_list(), strict=True))
    key = keys.get(order_id)
    same = [i for i, other in keys.items() if key is not None and other == key and i != order_id]
    return sorted([order_id, *sorted(same)[-(MOST_ORDERS - 1) :]])


def look_all(merchant: Merchant, now: datetime) -> int:
    """Search for every buyer with several open orders; returns how many suggestions there are now. Orders that have not changed are left."""
    open_ids = open_orders(merchant, None)
    batch = rows.orders(open_ids)
    keyed = batch.select("order_id").with_columns(together_key(batch)).drop_nulls()
    groups = keyed.group_by("together").agg(pl.col("order_id").sort()).filter(pl.col("order_id").list.len().is_between(2, MOST_ORDERS))
    # those that a person declined are not found again while nothing has changed
    kept = {tuple(s.orders): s.digest for s in Suggestion.objects.filter(merchant=merchant, accepted_way=None).order_by("pk")}
    wanted = sorted(tuple(ids) for ids in groups["order_id"].to_list())
    Suggestion.objects.filter(merchant=merchant, accepted_at=None).exclude(orders__in=[list(ids) for ids in wanted]).delete()
    for ids in wanted[:MOST_GROUPS]:
        if kept.get(ids) != digest_of(rows.allocations(list(ids))):
            try:
                look(merchant, list(ids), now)
            except NotPossible:
                continue  # it was planned or labelled while we looked
    return Suggestion.objects.filter(merchant=merchant, accepted_at=None).count()


def open_orders(merchant: Merchant, ids: list[int] | None) -> list[int]:
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


def digest_of(allocations: pl.DataFrame) -> str:
    """What a suggestion is found for: other allocations make it old."""
    columns = ["order_id", "line_no", "warehouse_id", "product_id", "quantity"]
    return hashlib.sha256(repr(allocations.select(columns).sort(columns).rows()).encode()).hexdigest()
