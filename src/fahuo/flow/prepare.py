"""Steps 1 to 4 for a batch, decided in memory and stored in one transaction: rows, ledger and the job that goes on, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl
from django.db import IntegrityError, OperationalError, transaction

from fahuo.core.frames import refuse
from fahuo.core.goods.materials import left_after
from fahuo.core.journey import Prepared, prepare
from fahuo.core.reasons import REASONS
from fahuo.core.tally import Tally, tally_plan
from fahuo.core.words import Happening, Step, Weight
from fahuo.flow import chain
from fahuo.flow.ahead import plan_in_parts
from fahuo.flow.world import Goods, read_world
from fahuo.records import frames as records
from fahuo.records import ledger, refusals, stock
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.export import service as export
from fahuo.steps.goods import frames as boxes
from fahuo.steps.goods import picking
from fahuo.steps.goods import service as goods
from fahuo.steps.methods import selling
from fahuo.steps.methods import service as methods
from fahuo.steps.orders import frames as rows
from fahuo.steps.orders import joining
from fahuo.steps.orders import service as orders

WAITS = [code for code, reason in REASONS.items() if reason.weight == Weight.WAITS]
PRODUCT_LACKS = [
    "product_unknown",
    "out_of_stock",
    "part_short",
    "boxes_used_up",
    "size_missing",
    "weight_missing",
    "hs_missing",
    "hs_malformed",
    "origin_missing",
]
CHUNK = 500  # orders planned again in one transaction
TRIES = 5  # another process may store the same orders while we plan


@dataclass(frozen=True)
class Stored:
    """What one batch brought, part by part."""

    orders: pl.DataFrame  # those that are new, under their stored ids
    lines: pl.DataFrame
    known_orders: int  # already stored before
    parts: list[Prepared]

    @property
    def parcels(self) -> int:
        """How many parcels were packed."""
        return sum(part.parcels.height for part in self.parts)

    @property
    def refusals(self) -> pl.DataFrame:
        """All that was refused; parcel ids are those of the parts."""
        return pl.concat([part.refusals for part in self.parts])

    def tally(self) -> Tally:
        """What became of the lines."""
        total = Tally()
        for part in self.parts:
            inside = self.lines.join(part.orders, on="order_id", how="semi", maintain_order="left") if len(self.parts) > 1 else self.lines
            total = total.add(tally_plan(inside, part))
        return total


def prepare_batch(
    merchant: Merchant, batch: pl.DataFrame, lines: pl.DataFrame, *, on: date, now: datetime, actor: str, import_id: int | None = None
) -> Stored:
    """Take frames.Orders and frames.Lines through steps 1 to 4 and store all of it. Orders that are stored already stay as they are."""
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                wanted = _lock_goods(merchant, lines, on)
                fresh, fresh_lines = orders.with_content(*orders.sort_known(merchant.pk, batch, lines), wanted.products)
                world = read_world(merchant, fresh, wanted, on)
                coming = plan_in_parts(fresh, fresh_lines, world, on)
                orders.save(merchant.pk, fresh, fresh_lines, import_id, now)
                parts = [_store(merchant, prepared, now, actor, import_id) for prepared in coming]
                chain.wake_labels(merchant)
                return Stored(fresh, fresh_lines, batch.height - fresh.height, parts)
        except (IntegrityError, OperationalError) as error:
            if attempt == TRIES or not _another_was_first(error):
                raise
    raise AssertionError("unreachable")


def _store(merchant: Merchant, prepared: Prepared, now: datetime, actor: str, import_id: int | None) -> Prepared:
    """Store a part of new orders with the ledger's first lines about them."""
    events, said = _save(merchant, prepared, now, actor, import_id)
    came = ledger.events(merchant.pk, prepared.orders, Happening.IMPORTED, now, actor)
    ledger.record(pl.concat([came, events]), said)
    return prepared


def _lock_goods(merchant: Merchant, lines: pl.DataFrame, on: date) -> Goods:
    """The products of these lines, of kits their parts too, and what may be promised of them, and of boxes, until this transaction ends."""
    products = records.products(merchant.pk, lines["sku"].unique().to_list())
    products, components = records.with_parts(merchant.pk, products, merchant.currency)
    materials = boxes.box_materials(merchant.pk)
    free = stock.lock(merchant.pk, [*products["product_id"], *materials], on)
    counted = free.filter(pl.col("product_id").is_in(materials))
    return Goods(products, components, free, left_after(counted, boxes.needed(merchant.pk, materials)) if counted.height else None)


def plan_again(merchant: Merchant, order_ids: list[int], *, on: date, now: datetime, actor: str) -> int:
    """Plan stored orders anew, after something was mended. Orders with a label keep their plan. Returns how many were planned."""
    with transaction.atomic():
        open_ids = take_back(merchant, order_ids)
        if not open_ids:
            return 0
        batch, lines = rows.orders(open_ids), rows.lines(open_ids)
        wanted = _lock_goods(merchant, lines, on)
        batch, lines = orders.with_content(batch, lines, wanted.products)
        prepared = prepare(batch, lines, read_world(merchant, batch, wanted, on), on)
        prepared = replace(prepared, holds=prepared.holds.filter(~pl.col("order_id").is_in(orders.approved(open_ids))))
        events, _ = _save(merchant, prepared, now, actor, None)
        ledger.record(events)
        chain.wake_labels(merchant)
        return len(open_ids)


def waiting_for(merchant_id: int, product_id: int) -> list[int]:
    """Orders in which a line of this product was refused, whose declaration waits for it, or that found none of the boxes that it is."""
    boxless = orders.refused_for(merchant_id, ["boxes_used_up"]) if product_id in boxes.box_materials(merchant_id) else []
    return sorted({*orders.waiting_for(merchant_id, product_id), *export.waiting_for(merchant_id, product_id), *boxless})


def plan_waiting(merchant_id: int, product_id: int, clock: Callable[[], datetime]) -> None:
    """Plan every order that waits for a product. Each is planned once, even if it still waits afterwards."""
    _plan_all(merchant_id, waiting_for(merchant_id, product_id), clock)


def plan_refused(merchant_id: int, clock: Callable[[], datetime]) -> None:
    """Plan every order that lacks a product, its pieces or something of it, after a catalogue or stock came in."""
    _plan_all(merchant_id, orders.refused_for(merchant_id, PRODUCT_LACKS), clock)


def _plan_all(merchant_id: int, waiting: list[int], clock: Callable[[], datetime]) -> None:
    merchant = Merchant.objects.get(pk=merchant_id)
    for begin in range(0, len(waiting), CHUNK):
        now = clock()
        plan_again(merchant, waiting[begin : begin + CHUNK], on=today(now), now=now, actor="job:plan_waiting")


def lock_open(merchant: Merchant, order_ids: list[int]) -> list[int]:
    """Take those of these orders that may be planned again: nobody asked for a label, nobody picks or packs them, they are not cancelled, and
    their lines do not travel with another order."""
    ledger.lock(order_ids)
    kept = begun(order_ids) | joining.travelling(order_ids)
    return [i for i in orders.lock(merchant.pk, order_ids) if i not in kept]


def begun(order_ids: list[int]) -> set[int]:
    """Those of these orders for which a label was asked for, or that are picked or packed."""
    return methods.labelled(order_ids) | goods.at_bench(order_ids) | picking.busy(order_ids)


def take_back(merchant: Merchant, order_ids: list[int], also: Iterable[int] = ()) -> list[int]:
    """Undo the plan of those of these orders that may be planned again; returns them. The last step's rows go first.

    Inside the caller's transaction, which plans them again. `also`: products whose stock the caller will change too, locked with theirs.
    """
    open_ids = lock_open(merchant, order_ids)
    orders.link_products(merchant.pk, open_ids)
    # all products of these orders at once: what is promised now and what may be promised next, in the one order of locks
    promised, asked = rows.allocations(open_ids), orders.products_of(open_ids)
    parts = records.parts(merchant.pk, asked, merchant.currency)
    stock.lock(merchant.pk, [*asked, *parts["part_id"], *promised["product_id"], *boxes.box_materials(merchant.pk), *also])
    stock.release(promised)
    for room in (export, methods, goods, orders):
        room.drop_plan(open_ids)
    refusals.forget(open_ids)
    ledger.forget_plan(open_ids)
    return open_ids


def _save(merchant: Merchant, prepared: Prepared, now: datetime, actor: str, import_id: int | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Store each step's part. Returns the events and the refusals for the ledger."""
    orders.save_plan(prepared.allocations, prepared.holds)
    stock.reserve(prepared.allocations)
    ids = goods.save_plan(merchant.pk, prepared.parcels, prepared.placements, prepared.choices, prepared.needs, now)
    methods.save_plan(ids, prepared.offers, prepared.pricings, prepared.selections, prepared.covers, now)
    selling.save(ids, prepared.selling)
    export.save_plan(ids, prepared.declarations, prepared.declared_lines)
    said = refusals.save(merchant.pk, pl.concat([_once_a_parcel(prepared.refusals), _held(prepared.holds)]), ids, import_id)
    parcels = prepared.parcels.select("order_id", parcel_id=ids.gather(prepared.parcels["parcel_id"]))
    planned = [ledger.events(merchant.pk, subjects, Happening.PLANNED, now, actor) for subjects in (prepared.orders, parcels)]
    return pl.concat(planned), said.filter(pl.col("line_no").is_null())


def _once_a_parcel(said: pl.DataFrame) -> pl.DataFrame:
    """What a declaration waits for is kept once a parcel with how many lines it concerns; which lines, the declaration shows."""
    waits = pl.col("code").is_in(WAITS) & pl.col("parcel_id").is_not_null() & (pl.col("step") == Step.EXPORT)
    rows = said.filter(waits)
    if rows.is_empty():
        return said
    counted = rows.group_by("order_id", "parcel_id", "step", "code", maintain_order=True).agg(
        pl.len().alias("lines"), pl.col("values").first()
    )
    sku = pl.col("values").str.json_path_match("$.sku")
    return pl.concat(
        [
            said.filter(~waits),
            refuse(counted, "", pl.col("code"), {"sku": sku, "lines": pl.col("lines")}).with_columns(step=counted["step"]),
        ]
    )


def _held(holds: pl.DataFrame) -> pl.DataFrame:
    return refuse(holds, Step.ORDERS, "held_by_rule", {"note": pl.col("note"), "rule_id": pl.col("rule_id")})


def _another_was_first(error: Exception) -> bool:
    """Unique violation (23505), deadlock (40P01) or serialization failure (40001): the batch may be tried again."""
    return getattr(error.__cause__, "sqlstate", None) in ("23505", "40P01", "40001")
