"""The sample's shelves in the database: bins, lots, kits, packing material, and the pieces that lie there at the start."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from fahuo.records import clock, stock
from fahuo.records.models import Bin, Component, Lot, Merchant, Product, Warehouse
from fahuo.sample import shelves
from fahuo.steps.goods.models import Box, Padding

SCHEMA = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64, "bin_id": pl.Int64, "lot_id": pl.Int64}

POINTS = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "reorder_at": pl.Int64, "reorder_to": pl.Int64}


def sample_stock(merchant: Merchant) -> None:
    """All of it, once the merchant's products, warehouses and boxes are there."""
    now = clock.now()
    for row in shelves.sample_traits().filter(pl.any_horizontal(pl.col("gtin", "tracks", "removal") != "")).to_dicts():
        Product.objects.filter(merchant=merchant, sku=row.pop("sku")).update(**row)
    _kits(merchant)
    houses = {w.code: w for w in Warehouse.objects.filter(merchant=merchant)}
    Bin.objects.bulk_create(
        Bin(merchant=merchant, warehouse=houses[r["warehouse"]], code=r["code"], kind=r["kind"], walk=r["walk"])
        for r in shelves.sample_bins().to_dicts()
    )
    _goods(merchant, houses, now)
    _materials(merchant, houses, now)


def _kits(merchant: Merchant) -> None:
    Product.objects.bulk_create(
        Product(merchant=merchant, sku=r["sku"], name=r["name"], name_zh=r["name_zh"], price_minor=r["price_cny_minor"], currency="CNY")
        for r in shelves.sample_kits().to_dicts()
    )
    ids = _ids(merchant)
    Component.objects.bulk_create(
        Component(merchant=merchant, kit_id=ids[r["kit"]], part_id=ids[r["part"]], quantity=r["quantity"])
        for r in shelves.sample_components().to_dicts()
    )


def _ids(merchant: Merchant) -> dict[str, int]:
    return dict(Product.objects.filter(merchant=merchant).values_list("sku", "pk"))


def _goods(merchant: Merchant, houses: dict[str, Warehouse], now: datetime) -> None:
    """Pieces into their bins and lots, as if they had come at different times."""
    ids = _ids(merchant)
    bins = {(b.warehouse_id, b.code): b.pk for b in Bin.objects.filter(merchant=merchant)}
    rows = shelves.sample_shelves().filter(pl.col("quantity") > 0).to_dicts()
    dated = {(ids[r["sku"]], r["lot"]): clock.today(now) + timedelta(days=r["expires_in_days"]) for r in rows if r["lot"]}
    Lot.objects.bulk_create(Lot(merchant=merchant, product_id=p, code=code, expires_on=day) for (p, code), day in dated.items())
    lots = {(p, code): pk for p, code, pk in Lot.objects.filter(merchant=merchant).values_list("product_id", "code", "pk")}
    for days in sorted({r["came_days_ago"] for r in rows}, reverse=True):
        came = [
            (ids[r["sku"]], house.pk, r["quantity"], bins.get((house.pk, r["bin"])), lots.get((ids[r["sku"]], r["lot"])))
            for r in rows
            if r["came_days_ago"] == days and (house := houses[r["warehouse"]])
        ]
        pieces = pl.DataFrame(came, schema=SCHEMA, orient="row")
        stock.receive(merchant.pk, pieces, now - timedelta(days=days), "sample", reference="opening")
    points = [(ids[r["sku"]], houses[r["warehouse"]].pk, r["reorder_at"], r["reorder_to"]) for r in shelves.sample_points().to_dicts()]
    stock.set_points(merchant.pk, pl.DataFrame(points, schema=POINTS, orient="row"))


def _materials(merchant: Merchant, houses: dict[str, Warehouse], now: datetime) -> None:
    """Boxes and paddings as products that parcels consume, in every own warehouse."""
    rows = shelves.sample_materials().to_dicts()
    Product.objects.bulk_create(
        Product(
            merchant=merchant,
            sku=r["sku"],
            name=r["name"],
            name_zh=r["name_zh"],
            material=True,
            price_minor=r["price_cny_minor"],
            currency="CNY",
        )
        for r in rows
    )
    ids, own = _ids(merchant), [house for house in houses.values() if house.kind == "own"]
    for r in rows:
        (Box if r["of"] == "box" else Padding).objects.filter(merchant=merchant, code=r["code"]).update(material_id=ids[r["sku"]])
    last = {b.warehouse_id: b.pk for b in Bin.objects.filter(merchant=merchant, kind="storage").order_by("walk")}
    pieces = pl.DataFrame(
        [(ids[r["sku"]], house.pk, r["quantity"], last[house.pk], None) for r in rows for house in own], schema=SCHEMA, orient="row"
    )
    stock.receive(merchant.pk, pieces, now - timedelta(days=40), "sample", reference="opening")
    points = [(ids[r["sku"]], house.pk, r["reorder_at"], r["reorder_to"]) for r in rows for house in own]
    stock.set_points(merchant.pk, pl.DataFrame(points, schema=POINTS, orient="row"))
