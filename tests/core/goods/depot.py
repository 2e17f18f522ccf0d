"""A small depot for the packing tests: products, boxes and paddings in a few words, and the file of real orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from fahuo.core import frames
from fahuo.core.goods.apart import default_apart
from fahuo.core.words import Attribute, PackAim

A = Attribute


def table(schema: type[object], rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows as a frame of the schema; a column that is not given is null."""
    types = {name: column.dtype for name, column in schema.columns().items()}  # type: ignore[attr-defined]
    return pl.DataFrame([{name: row.get(name) for name in types} for row in rows], schema=types)


def products(*rows: tuple[object, ...]) -> pl.DataFrame:
    """(length, width, height, weight, attributes) of product 1, 2, ..."""
    names = ("length_mm", "width_mm", "height_mm", "weight_g", "attributes")
    return table(
        frames.Products,
        [
            {"product_id": i, "sku": f"P{i}", "name": f"piece {i}", "attributes": 0, **dict(zip(names, row, strict=False))}
            for i, row in enumerate(rows, 1)
        ],
    )


def boxes(
    *rows: tuple[int, ...], wall: int = 3, tare: int = 100, soft: set[int] | None = None, strong: set[int] | None = None
) -> pl.DataFrame:
    """(inner length, width, height, limit_g) of box 1, 2, ...; its price grows with its number. Mailers and double-walled ones by number."""
    return table(
        frames.Boxes,
        [
            {
                "box_id": i, "code": f"B{i}", "inner_length_mm": length, "inner_width_mm": width, "inner_height_mm": height,
                "outer_length_mm": length + 2 * wall, "outer_width_mm": width + 2 * wall, "outer_height_mm": height + 2 * wall,
                "weight_g": tare, "limit_g": limit, "price_minor": 10 * i, "kind": "mailer" if i in (soft or ()) else "box", "double_wall": i in (strong or ()),
            }
            for i, (length, width, height, limit) in enumerate(rows, 1)
        ],
    )  # fmt: skip


def paddings(*rows: tuple[object, ...]) -> pl.DataFrame:
    """(attribute, thickness_mm, weight_g[, double_wall[, code]])."""
    names = ("attribute", "thickness_mm", "weight_g", "double_wall", "code")
    return table(
        frames.Paddings,
        [{"code": f"pad{i}", "price_minor": 1, "double_wall": False, **dict(zip(names, row, strict=False))} for i, row in enumerate(rows)],
    )


def allocate(*rows: tuple[int, ...]) -> pl.DataFrame:
    """(order, line, product, quantity[, warehouse])."""
    names = ("order_id", "line_no", "product_id", "quantity", "warehouse_id")
    return table(frames.Allocations, [{"warehouse_id": 1, **dict(zip(names, row, strict=False))} for row in rows])


def apart(*pairs: tuple[int, int]) -> pl.DataFrame:
    """Attributes that travel apart."""
    return table(frames.Apart, [{"one": int(one), "other": int(other)} for one, other in pairs])


def material(
    boxes: pl.DataFrame, paddings: pl.DataFrame, stock: dict[tuple[int, int], int]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Boxes and Paddings as products 100 + box_id and 200 + row, and frames.Stock of (product, warehouse) -> pieces."""
    counted = [{"product_id": product, "warehouse_id": place, "available": n} for (product, place), n in stock.items()]
    return (
        boxes.with_columns(material_id=100 + pl.col("box_id")),
        paddings.with_columns(material_id=200 + pl.int_range(pl.len())),
        table(frames.Stock, counted),
    )


def lines_of(allocations: pl.DataFrame) -> pl.DataFrame:
    """Lines + product_id that may have led to these allocations."""
    return (
        allocations.group_by("order_id", "line_no", "product_id", maintain_order=True)
        .agg(pl.col("quantity").sum())
        .select(
            "order_id", "line_no", (pl.col("line_no").cast(pl.Int64) + 1).alias("source_row"),
            ("P" + pl.col("product_id").cast(pl.String)).alias("sku"),
            pl.lit("goods").alias("name"), "quantity", pl.lit(100, dtype=pl.Int64).alias("price_minor"), "product_id",
        )
    )  # fmt: skip


# Eight plausible cartons, 30 kg each.
CARTONS = boxes(
    (160, 110, 60, 30_000),
    (220, 160, 100, 30_000),
    (310, 230, 60, 30_000),
    (310, 220, 150, 30_000),
    (350, 250, 250, 30_000),
    (400, 300, 300, 30_000),
    (500, 400, 300, 30_000),
    (600, 400, 400, 30_000),
)
PADDINGS = paddings((A.FRAGILE, 15, 35), (A.LIQUID, 3, 8), (A.ELECTRONICS, 4, 6))


@dataclass(frozen=True)
class Depot:
    """What plan_goods reads of a world."""

    products: pl.DataFrame
    boxes: pl.DataFrame = field(default_factory=lambda: CARTONS)
    paddings: pl.DataFrame = field(default_factory=lambda: PADDINGS)
    apart: pl.DataFrame = field(default_factory=default_apart)
    materials: pl.DataFrame | None = None
    warehouses: pl.DataFrame = field(
        default_factory=lambda: table(frames.Warehouses, [{"warehouse_id": i, "code": f"W{i}"} for i in (1, 2, 3)])
    )
    pack_aim: PackAim = PackAim.BOXES
    own_aims: pl.DataFrame | None = None


def real_orders(shared: Path) -> tuple[Depot, pl.DataFrame]:
    """The catalogue and the allocations of the four months' orders: every line above zero whose product is known."""
    catalog = pl.read_csv(shared / "orders" / "catalog.csv", schema_overrides={"sku": pl.String})
    sizes = catalog.select("length_mm", "width_mm", "height_mm", "weight_g").rows()
    known = catalog.select("sku", product_id=pl.int_range(1, pl.len() + 1))
    sold = pl.read_csv(shared / "orders" / "online_retail_2010-12_2011-03.csv.gz", infer_schema=False)
    sold = sold.with_columns(pl.col("Quantity").cast(pl.Int64)).filter(pl.col("Quantity") > 0)
    sold = sold.join(known, left_on="StockCode", right_on="sku", maintain_order="left")
    return Depot(products(*sizes)), sold.select(
        order_id=pl.col("InvoiceNo").rank("dense").cast(pl.Int64),
        line_no=pl.int_range(1, pl.len() + 1).over("InvoiceNo").cast(pl.Int32),
        warehouse_id=pl.lit(1, dtype=pl.Int64),
        product_id="product_id",
        quantity="Quantity",
    )
