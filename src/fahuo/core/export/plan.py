"""Step 4, export (海关申报): what is declared for each parcel, on what terms, and which papers go with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from fahuo.core import frames
from fahuo.core.export.demands import KEPT_INSIDE, book_bits, listed, service_papers
from fahuo.core.export.goods import classified, declared_lines
from fahuo.core.export.terms import crosses, incoterm
from fahuo.core.words import Step

if TYPE_CHECKING:
    from fahuo.core.journey import World


@dataclass(frozen=True)
class ExportPlan:
    """A declaration for every parcel, its lines, and what the declarations still wait for."""

    declarations: pl.DataFrame  # frames.Declarations
    lines: pl.DataFrame  # frames.DeclaredLines
    refusals: pl.DataFrame  # frames.Refusals


def plan_export(
    orders: pl.DataFrame, parcels: pl.DataFrame, contents: pl.DataFrame, offers: pl.DataFrame, world: World, on: date
) -> ExportPlan:
    """Declare each parcel: frames.Orders, Parcels, Contents and Offers (the chosen ones count) as of the day `on`.

    A parcel that stays inside one customs territory crosses no border: its service's customs papers fall away and it waits for nothing,
    whatever its goods lack. Any other waits while a product of it
    lacks its HS code or origin, while a value is zero, or while no service is chosen; the refusals say which.
    """
    goods = classified(contents, world.products)
    ways = _ways(orders, parcels, offers, goods, world).with_columns(crosses(world.book.territories).alias("abroad"))
    refusals = _waiting(goods, ways)
    of_service = pl.col("service_bits").fill_null(0)
    bits = pl.col("book_bits").fill_null(0) | pl.when("abroad").then(of_service).otherwise(of_service & KEPT_INSIDE)
    lacks = pl.col("parcel_id").is_in(refusals["parcel_id"].unique().implode()) | pl.col("service_id").is_null()
    declarations = (
        ways.join(book_bits(ways, world.book, on), on="parcel_id", how="left")
        .sort("parcel_id")
        .select(
            "parcel_id",
            "currency",
            pl.col("total_minor", "net_g").fill_null(0),
            pl.col("weight_g").alias("gross_g"),
            pl.when("abroad").then(incoterm(on)).otherwise(pl.lit("DAP")).alias("incoterm"),
            bits.alias("papers"),
            (pl.col("abroad") & lacks).alias("waits"),
        )
    )
    return ExportPlan(declarations.with_columns(listed(declarations["papers"])), declared_lines(goods), refusals)


def _ways(orders: pl.DataFrame, parcels: pl.DataFrame, offers: pl.DataFrame, goods: pl.DataFrame, world: World) -> pl.DataFrame:
    """Each parcel with the sums of its goods, where it leaves from, where it goes, and the service chosen for it."""
    sums = goods.group_by("parcel_id").agg(pl.col("value_minor").sum().alias("total_minor"), pl.col("net_g").sum())
    services = service_papers(world.rates.services, world.rates.service_ids.tolist())
    return (
        parcels.select("parcel_id", "order_id", "warehouse_id", "weight_g", "attributes")
        .join(orders.select("order_id", "country", "currency", "discount_minor"), on="order_id", how="left")
        .join(world.warehouses.select("warehouse_id", pl.col("country").alias("from_country")), on="warehouse_id", how="left")
        .join(offers.filter("chosen").select("parcel_id", "service_id"), on="parcel_id", how="left")
        .join(services, on="service_id", how="left")
        .join(sums, on="parcel_id", how="left")
    )


def _waiting(goods: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame:
    """Refusals for what a declaration abroad lacks: one a line and parcel, or one a parcel where the discount took all value."""
    no_code, no_origin, no_value = pl.col("hs_code").is_null(), pl.col("origin").is_null(), pl.col("value_minor") == 0
    rows = goods.filter(no_code | no_origin | no_value)
    if rows.is_empty():
        return frames.empty(frames.Refusals)
    rows = rows.join(ways.filter("abroad").select("parcel_id", "discount_minor", "total_minor", "currency"), on="parcel_id", how="inner")
    nothing_left = (pl.col("total_minor") == 0) & (pl.col("discount_minor") > 0)
    sku, written = pl.col("sku"), pl.col("written_hs")
    found = {
        "hs_missing": (no_code & written.is_null(), {"sku": sku}),
        "hs_malformed": (no_code & written.is_not_null(), {"sku": sku, "hs_code": written}),
        "origin_missing": (no_origin, {"sku": sku}),
        "value_zero": (no_value & ~nothing_left, {"sku": sku, "quantity": pl.col("quantity")}),
        "discount_exceeds_goods": (nothing_left, {"discount": pl.col("discount_minor"), "currency": pl.col("currency")}),
    }
    there = rows.select(where.any().alias(code) for code, (where, _) in found.items()).row(0, named=True)
    parts = []
    for code in [code for code in found if there[code]]:
        where, values = found[code]
        lacking = rows.filter(where)
        if code == "discount_exceeds_goods":
            lacking = lacking.unique("parcel_id").drop("line_no")
        parts.append(frames.refuse(lacking, Step.EXPORT, code, values))
    return frames.gather(*parts).sort("parcel_id", "line_no", "code")
