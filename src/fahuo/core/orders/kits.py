"""Kits (组合商品): what is in them, kits inside kits too, and the pieces that lines of them ask for."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

DEEPEST = 5  # kits inside kits inside kits ...
MOST_EACH = 1_000_000  # pieces of one part in one kit
_NO_PARTS = pl.DataFrame(schema={"kit_id": pl.Int64, "part_id": pl.Int64, "quantity": pl.Int64, "worth": pl.Int64})


@dataclass(frozen=True)
class Kits:
    """What one piece of each kit consists of, down to what lies on a shelf."""

    parts: pl.DataFrame  # kit_id, part_id, quantity (in one kit), worth (a piece's weight when the kit's price is shared); sorted
    endless: pl.Series  # kit_id of those that contain themselves
    too_deep: pl.Series  # kit_id of those with more than DEEPEST levels, or more than MOST_EACH pieces of a part


def explode_kits(components: pl.DataFrame, products: pl.DataFrame) -> Kits:
    """frames.Components and Products -> Kits. A kit without parts is a product like any other.

    The worth of a part is its price where all parts of the kit have one, else its weight where all have one, else 1 for every piece.
    """
    none = pl.Series("kit_id", [], pl.Int64)
    if components.is_empty():
        return Kits(_NO_PARTS, none, none)
    down = components.select(part_id="kit_id", deeper_id="part_id", times="quantity", deeper_price="price_minor")
    level = components.select("kit_id", "part_id", "quantity", "price_minor")
    leaves, endless = [], none
    for _ in range(DEEPEST):
        leaves.append(level.join(down, on="part_id", how="anti"))
        level = (
            level.join(down, on="part_id")
            .group_by("kit_id", part_id="deeper_id")
            .agg(
                quantity=(pl.col("quantity") * pl.col("times")).sum().clip(upper_bound=2 * MOST_EACH),
                price_minor=pl.col("deeper_price").first(),
            )
        )
        endless = pl.concat([endless, level.filter(pl.col("kit_id") == pl.col("part_id"))["kit_id"]])
    parts = pl.concat(leaves).group_by("kit_id", "part_id").agg(pl.col("quantity").sum(), pl.col("price_minor").first())
    deep = pl.concat([level["kit_id"], parts.filter(pl.col("quantity") > MOST_EACH)["kit_id"]]).unique()
    endless = endless.unique()
    too_deep = deep.filter(~deep.is_in(endless.implode()))
    faulty = pl.concat([endless, too_deep]).implode()
    return Kits(_with_worth(parts.filter(~pl.col("kit_id").is_in(faulty)), products), endless, too_deep)


def _with_worth(parts: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    weighed = parts.join(products.select(part_id="product_id", weight="weight_g"), on="part_id", how="left")
    price, weight = pl.col("price_minor").clip(0, 2**30), pl.col("weight").cast(pl.Int64)
    worth = (
        pl.when((price > 0).fill_null(value=False).all().over("kit_id")).then(price)
        .when((weight > 0).fill_null(value=False).all().over("kit_id")).then(weight)
        .otherwise(1)
    )  # fmt: skip
    return weighed.select("kit_id", "part_id", "quantity", worth=worth.cast(pl.Int64)).sort("kit_id", "part_id")


def explode_lines(lines: pl.DataFrame, kits: Kits) -> pl.DataFrame:
    """Lines (product_id, quantity, ...) as pieces that lie on a shelf: `unit` is the line's place in `lines`, `each` the pieces of one kit.

    The pieces of a line stand together, in the order of the lines; a line of no kit is one row, as it was.
    """
    rows = lines.with_columns(unit=pl.int_range(pl.len()))
    if kits.parts.is_empty():
        return rows.with_columns(each=pl.lit(1, pl.Int64))
    parts = kits.parts.select(product_id="kit_id", part_id="part_id", each="quantity")
    return (
        rows.join(parts, on="product_id", how="left", maintain_order="left_right")
        .with_columns(pl.col("each").fill_null(1))
        .with_columns(product_id=pl.coalesce("part_id", "product_id"), quantity=pl.col("quantity") * pl.col("each"))
        .drop("part_id")
    )


def with_attributes_of_parts(products: pl.DataFrame, kits: Kits) -> pl.DataFrame:
    """Products in which a kit also has the attributes of what is in it."""
    if kits.parts.is_empty():
        return products
    inside = (
        kits.parts.join(products.select("attributes", part_id="product_id"), on="part_id")
        .group_by(product_id="kit_id")
        .agg(inside=pl.col("attributes").bitwise_or())
    )
    both = pl.col("attributes") | pl.col("inside").fill_null(0)
    return products.join(inside, on="product_id", how="left", maintain_order="left").with_columns(attributes=both).drop("inside")


def shares_of_kits(components: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """How the price of a kit is shared over its parts: sku (the kit's), product_id (the part), each, worth; empty where there are no kits."""
    parts = explode_kits(components, products).parts
    codes = products.sort("product_id").unique("sku", keep="first").select("sku", kit_id="product_id")
    return parts.join(codes, on="kit_id", maintain_order="left").select("sku", product_id="part_id", each="quantity", worth="worth")
