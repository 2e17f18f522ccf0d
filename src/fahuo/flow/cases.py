"""Cases settled: by refund, by sending again, by putting the goods back, or as they are."""

from __future__ import annotations

import json
from datetime import datetime

import polars as pl

from fahuo.core.aftersales.settle import settle
from fahuo.core.orders.kits import shares_of_kits
from fahuo.core.words import Happening
from fahuo.flow import returns
from fahuo.flow.prepare import prepare_batch
from fahuo.records import frames as records
from fahuo.records import ledger
from fahuo.records.clock import today
from fahuo.records.models import Merchant, ParcelStanding
from fahuo.steps.aftersales import service as aftersales
from fahuo.steps.aftersales.models import Case
from fahuo.steps.export.models import Declaration
from fahuo.steps.goods import queries as goods
from fahuo.steps.orders import frames as orders
from fahuo.steps.orders.models import Order
from fahuo.steps.transport import service as transport

MOST_OF_A_NUMBER = 150  # characters of an order's number that a reship takes over
Problem = tuple[str, dict[str, object]]  # reason code and its values


def settle_case(
    merchant: Merchant, case_id: int, settlement: str, amount_minor: int | None, note: str, by: str, now: datetime
) -> Problem | None:
    """Settle an open case inside the caller's transaction. Returns why it cannot be done, or None when it is."""
    ledger.lock(aftersales.order_of(merchant.pk, case_id))
    case = aftersales.lock_open(merchant.pk, case_id)
    if case is None:
        return "case_not_open", {"case_id": case_id}
    declared = Declaration.objects.filter(parcel_id=case.parcel_id).first()
    paid = (declared.total_minor if declared else 0) - aftersales.refunded(case.parcel_id)
    judged = settle(_asked(case, settlement, amount_minor, paid, note))
    for refusal in judged.refusals.to_dicts():
        return refusal["code"], json.loads(refusal["values"])
    meant = judged.accepted.to_dicts()[0]
    if meant["makes_order"]:
        case.reship_order = _send_again(merchant, case, by, now)
    case.settlement, case.amount_minor, case.currency = settlement, amount_minor, declared.currency if declared else None
    case.note, case.settled_at, case.settled_by = note, now, by
    case.save()
    subject = pl.DataFrame({"order_id": [case.order_id], "parcel_id": [case.parcel_id]})
    ledger.record(
        ledger.events(
            merchant.pk,
            subject,
            Happening.CASE_SETTLED,
            now,
            by,
            {"case": case.kind, "settlement": settlement, "amount_minor": amount_minor},
        )
    )
    return None


def _asked(case: Case, settlement: str, amount_minor: int | None, paid_minor: int, note: str) -> pl.DataFrame:
    standing = ParcelStanding.objects.filter(parcel_id=case.parcel_id).first()
    uninspected = returns.left(case) if settlement == "restock" else 0
    state = standing.state if standing else None
    row = (case.pk, case.parcel_id, case.kind, state, settlement, amount_minor, paid_minor, note, uninspected)
    schema = {
        "case_id": pl.Int64,
        "parcel_id": pl.Int64,
        "kind": pl.String,
        "state": pl.String,
        "settlement": pl.String,
        "amount_minor": pl.Int64,
        "paid_minor": pl.Int64,
        "note": pl.String,
        "uninspected": pl.Int64,
    }
    return pl.DataFrame([row], schema=schema, orient="row")


def _send_again(merchant: Merchant, case: Case, by: str, now: datetime) -> Order:
    """A new order for what was in the parcel, to the same address, linked to the case; carriage is on us."""
    batch = orders.orders([case.order_id])
    lines = _lines_again(merchant, orders.lines([case.order_id]), transport.lines_of([case.parcel_id]))
    number = f"{_whose(case)}-R{Case.objects.filter(order=case.order, settlement='reship').count() + 1}"
    again = batch.with_columns(
        number=pl.lit(number),
        placed_at=pl.lit(now).cast(ledger.TIME),
        freight_minor=pl.lit(0, pl.Int64),
        discount_minor=pl.lit(0, pl.Int64),
        service=pl.lit(None, pl.String),
    )
    stored = prepare_batch(merchant, again, lines, on=today(now), now=now, actor=by)
    return Order.objects.get(pk=stored.orders["order_id"][0])


def _whose(case: Case) -> str:
    """The numbers of the orders whose goods were in the parcel; of more than a number may hold, that of its own order."""
    inside = goods.orders_inside([case.parcel_id]).get(case.parcel_id, [])
    numbers = "+".join(number for _, number in inside)
    return numbers if 0 < len(numbers) <= MOST_OF_A_NUMBER else case.order.number


def _lines_again(merchant: Merchant, lines: pl.DataFrame, inside: pl.DataFrame) -> pl.DataFrame:
    """The lines of an order with the pieces that were in the parcel; what was in it of a kit, part by part, at its share of the kit's price."""
    products = records.products_by_id(merchant.pk, inside["product_id"].unique().to_list())
    kits = records.products(merchant.pk, lines["sku"].unique().to_list())
    kits, components = records.with_parts(merchant.pk, kits, merchant.currency)
    shares = shares_of_kits(components, kits)
    of_kit = shares.with_columns(of_one=(pl.col("each") * pl.col("worth")).sum().over("sku"))
    part = pl.col("worth").is_not_null()
    share = (pl.col("price_minor") * pl.col("worth") / pl.col("of_one")).round().cast(pl.Int64).clip(lower_bound=1)
    return (
        lines.drop("quantity")
        .join(inside, on="line_no")
        .join(of_kit, on=["sku", "product_id"], how="left", maintain_order="left")
        .join(products.select("product_id", part_sku="sku", part_name="name"), on="product_id", how="left", maintain_order="left")
        .with_columns(
            sku=pl.when(part).then("part_sku").otherwise("sku"),
            name=pl.when(part).then("part_name").otherwise("name"),
            price_minor=pl.when(part).then(share).otherwise("price_minor"),
            line_no=pl.int_range(1, pl.len() + 1, dtype=pl.Int32),
        )
        .select(orders.LINE_COLUMNS)
    )
