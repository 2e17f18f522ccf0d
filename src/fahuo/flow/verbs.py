"""What a person can do, from the console or the API. Each verb is one transaction; each says in a sentence why it cannot be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from fahuo.core.reasons import say
from fahuo.core.words import Happening
from fahuo.flow import cases, chain, imports, jobs
from fahuo.flow.fields import MOST_PIECES, address, product
from fahuo.flow.prepare import plan_again as plan_orders_again
from fahuo.flow.prepare import waiting_for
from fahuo.flow.said import NotPossible
from fahuo.flow.shelves.goods import floor_fields
from fahuo.records import ledger, refusals, stock
from fahuo.records.clock import today
from fahuo.records.models import Merchant, Product, Warehouse
from fahuo.steps.goods import picking
from fahuo.steps.goods import service as goods
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import service as methods
from fahuo.steps.orders import frames as rows
from fahuo.steps.orders import joining
from fahuo.steps.orders import service as orders
from fahuo.steps.orders.models import Import, Order

LONGEST_SHOP = 40
AT_ONCE = 100  # orders that a person waits for; more of them are planned by a job


def _mine(merchant: Merchant, order_ids: list[int]) -> list[int]:
    ledger.lock(order_ids)
    return orders.lock(merchant.pk, order_ids)


def _subjects(order_ids: list[int]) -> pl.DataFrame:
    return pl.DataFrame({"order_id": order_ids}, schema={"order_id": pl.Int64})


def _alone(order_ids: list[int]) -> None:
    """An order that travels with another one is no longer changed by itself."""
    if together := joining.joined(order_ids):
        numbers = ", ".join(Order.objects.filter(pk__in=together).order_by("pk").values_list("number", flat=True)[:5])
        raise NotPossible(
            f"{numbers} travel together with another order: take them apart first, on the order's page",
            f"{numbers} 已与其他订单合并发货：请先在订单页拆开",
        )


@transaction.atomic
def approve(merchant: Merchant, order_ids: list[int], by: str, now: datetime) -> int:
    """Let held orders go. Returns how many waited for it."""
    ids = orders.held(merchant.pk, _mine(merchant, order_ids))
    refusals.forget(ids, "held_by_rule")
    ledger.record(ledger.events(merchant.pk, _subjects(ids), Happening.APPROVED, now, by))
    chain.wake_labels(merchant)
    return len(ids)


@transaction.atomic
def cancel(merchant: Merchant, order_ids: list[int], by: str, now: datetime, note: str = "") -> int:
    """Stop orders that have no label yet and give their stock back. One with a label raises NotPossible: void the label first."""
    ids = _mine(merchant, order_ids)
    _alone(ids)
    labelled = methods.labelled(ids)
    if labelled:
        numbers = ", ".join(Order.objects.filter(pk__in=labelled).values_list("number", flat=True)[:5])
        raise NotPossible(
            f"a label was bought already for {numbers}: it can no longer be cancelled here", f"{numbers} 已购买面单，不能在此取消"
        )
    promised = rows.allocations(ids)
    stock.lock(merchant.pk, promised["product_id"].unique().to_list())
    stock.release(promised)
    orders.drop_plan(ids)
    parcels = pl.DataFrame(
        list(Parcel.objects.filter(order_id__in=ids).values_list("order_id", "pk")),
        schema={"order_id": pl.Int64, "parcel_id": pl.Int64},
        orient="row",
    )
    goods.drop_needs(parcels["parcel_id"].to_list())
    picking.drop(parcels["parcel_id"].to_list(), now)  # what was picked already waits in packing to be put back
    both = pl.concat([_subjects(ids), parcels], how="diagonal")
    ledger.record(ledger.events(merchant.pk, both, Happening.CANCELLED, now, by, {"note": note}))
    return len(ids)


def plan_again(merchant: Merchant, order_ids: list[int], by: str, now: datetime) -> int:
    """Plan orders anew after something was mended; those with a label keep their plan. Returns how many were planned."""
    return plan_orders_again(merchant, order_ids, on=today(now), now=now, actor=by)


@transaction.atomic
def edit_address(merchant: Merchant, order_id: int, fields: dict[str, str | None], by: str, now: datetime) -> None:
    """Change where an order goes, and plan it again."""
    if not _mine(merchant, [order_id]):
        raise NotPossible("this order does not exist or is cancelled", "该订单不存在或已取消")
    if methods.labelled([order_id]):
        raise NotPossible("a label was bought already: the address can no longer be changed here", "已购买面单，不能再修改地址")
    _alone([order_id])
    changed, wrong = address(fields)
    if wrong:
        raise NotPossible(*wrong)
    if not changed:
        return
    before = Order.objects.filter(pk=order_id).values(*changed).get()
    left = [f for f in (Order.objects.get(pk=order_id).made_up or "").split() if changed.get(f, before.get(f)) == before.get(f)]
    Order.objects.filter(pk=order_id).update(**changed, made_up=" ".join(left) or None)
    ledger.record(
        ledger.events(
            merchant.pk,
            pl.DataFrame({"order_id": [order_id]}),
            Happening.NOTED,
            now,
            by,
            {"changed": sorted(k for k in changed if changed[k] != before[k])},
        )
    )
    plan_again(merchant, [order_id], by, now)


@transaction.atomic
def set_product(merchant: Merchant, product_id: int, fields: dict[str, Any], by: str, now: datetime) -> int:
    """Complete a product (HS code, origin, size, weight ...); orders that waited for it are planned again. Returns how many."""
    changed, wrong = product(fields)
    if wrong:
        raise NotPossible(*wrong)
    changed |= floor_fields(merchant, product_id, fields)
    if not changed:
        return 0
    if Product.objects.filter(merchant=merchant, pk=product_id).update(**changed) == 0:
        raise NotPossible("this product does not exist", "该商品不存在")
    return _plan_waiting(merchant, product_id, by, now)


def _plan_waiting(merchant: Merchant, product_id: int, by: str, now: datetime) -> int:
    """Plan the orders that waited for a product: a few at once, many by a job. Returns how many there are."""
    waiting = waiting_for(merchant.pk, product_id)
    if len(waiting) > AT_ONCE:
        jobs.defer("plan_waiting", merchant_id=merchant.pk, product_id=product_id)
    else:
        plan_again(merchant, waiting, by, now)
    return len(waiting)


@transaction.atomic
def receive_stock(merchant: Merchant, product_id: int, warehouse_id: int, quantity: int, by: str, now: datetime) -> int:
    """Pieces have come in; orders that waited for them are planned again. Returns how many."""
    if not 0 < quantity <= MOST_PIECES:
        raise NotPossible(
            f"{quantity} pieces cannot be received: give a number above zero, {MOST_PIECES} at most",
            f"不能入库 {quantity} 件：请填写大于零、不超过 {MOST_PIECES} 的数量",
        )
    if (
        not Product.objects.filter(merchant=merchant, pk=product_id).exists()
        or not Warehouse.objects.filter(merchant=merchant, pk=warehouse_id).exists()
    ):
        raise NotPossible("this product or warehouse does not exist", "该商品或仓库不存在")
    # the ledger before stock, as everywhere: those who plan these orders now are done with the product when we take it
    ledger.lock(waiting_for(merchant.pk, product_id))
    pieces = pl.DataFrame({"product_id": [product_id], "warehouse_id": [warehouse_id], "quantity": [quantity]})
    stock.receive(merchant.pk, pieces, now, by)
    return _plan_waiting(merchant, product_id, by, now)


@transaction.atomic
def ask_labels(merchant: Merchant, parcel_ids: list[int], by: str, now: datetime) -> int:
    """Ask for labels, or ask again where the carrier refused. Returns how many are asked for now; a job makes the calls."""
    asked = methods.ask(merchant.pk, parcel_ids, now)
    if asked:
        chain.wake_calls(merchant.pk)
    return asked


@transaction.atomic
def start_import(
    merchant: Merchant, name: str, content: bytes, mapping: str | dict[str, Any] | None, shop: str, by: str, now: datetime
) -> Import:
    """Keep a file of orders and have it stored by a job. `mapping` is a name, a whole mapping, or None to guess."""
    if not content:
        raise NotPossible(
            f"{name} is empty: choose a file with a header and at least one row", f"{name} 是空文件：请选择有表头和数据行的文件"
        )
    if len(shop) > LONGEST_SHOP:
        raise NotPossible(
            f"the shop's code has {len(shop)} characters, {LONGEST_SHOP} at most", f"店铺代码有 {len(shop)} 个字符，最多 {LONGEST_SHOP} 个"
        )
    task = imports.start(merchant, name, content, mapping, shop, by, now)
    chain.wake_import(task.pk)
    return task


@transaction.atomic
def settle_case(merchant: Merchant, case_id: int, settlement: str, amount_minor: int | None, note: str, by: str, now: datetime) -> None:
    """Settle a case by refund, reship, restock, or close it."""
    problem = cases.settle_case(merchant, case_id, settlement, amount_minor, note, by, now)
    if problem:
        raise NotPossible(say(*problem, language="en"), say(*problem, language="zh"))
