"""Deliberate mistakes in sample orders, such as shops really send: one in a flawed order."""

from __future__ import annotations

import numpy as np
import polars as pl

from fahuo.sample.draw import Draw, Integers
from fahuo.sample.tables import table

# The reason with which core/orders is to refuse the order or its first line.
FLAWS = (
    "phone_invalid",
    "address_missing",
    "postcode_invalid",
    "tax_id_missing",
    "tax_id_invalid",
    "product_unknown",
    "price_zero",
    "quantity_not_positive",
)


def flaws(orders: pl.DataFrame, index: Integers, share: float, draw: Draw) -> pl.Series:
    """The flaw of every order, null for most. Where the flaw cannot be (no number demanded, no postcodes, a discount) it is the phone."""
    demanding = table("destinations").filter(pl.col("tax_id_demanded") == "yes").get_column("country")
    kind = pl.Series(FLAWS).gather(draw.whole("flaw", index, 0, len(FLAWS) - 1))
    bad = pl.Series(draw.uniform("flawed", index) < share)
    no_number = kind.is_in(["tax_id_missing", "tax_id_invalid"]) & ~orders.get_column("country").is_in(demanding.implode())
    no_postcode = (kind == "postcode_invalid") & orders.get_column("postcode").is_null()
    # a line that falls out could leave less goods than the discount: a second mistake
    no_line = kind.is_in(["product_unknown", "price_zero", "quantity_not_positive"]) & (orders.get_column("discount_minor") > 0)
    named = pl.select(pl.when(no_number | no_postcode | no_line).then(pl.lit("phone_invalid")).otherwise(kind)).to_series()
    return pl.select(pl.when(bad).then(named)).to_series().alias("flaw")


def spoil(orders: pl.DataFrame, lines: pl.DataFrame, index: Integers, share: float, draw: Draw) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same orders and lines, with one mistake in each flawed order."""
    if share <= 0:
        return orders, lines
    flaw = flaws(orders, index, share, draw)

    def when(code: str, worse: pl.Expr, column: str) -> pl.Expr:
        return pl.when(pl.col("flaw") == code).then(worse).otherwise(pl.col(column)).alias(column)

    bad_orders = orders.with_columns(flaw).with_columns(
        when("phone_invalid", pl.lit("+12"), "phone"),
        when("address_missing", pl.lit(None), "street"),
        when("postcode_invalid", pl.lit("?0"), "postcode"),
        when("tax_id_missing", pl.lit(None), "tax_id"),
    )
    bad_orders = bad_orders.with_columns(when("tax_id_invalid", pl.lit("12345"), "tax_id")).drop("flaw")
    of_first = np.where(lines.get_column("line_no").to_numpy() == 1, lines.get_column("order_id").to_numpy(), -1)
    line_flaw = pl.concat([flaw, pl.Series([None], dtype=pl.String)]).gather(pl.Series(of_first).replace(-1, len(flaw)))
    bad_lines = lines.with_columns(line_flaw.alias("flaw")).with_columns(
        when("product_unknown", pl.lit("HZ-") + pl.col("sku").str.reverse(), "sku"),
        when("price_zero", pl.lit(0, pl.Int64), "price_minor"),
        when("quantity_not_positive", -pl.col("quantity"), "quantity"),
    )
    return bad_orders, bad_lines.drop("flaw")
