"""Orders and their lines as the rows of a file, under fahuo's standard headers."""

from __future__ import annotations

import polars as pl

from fahuo.core.words import minor_units

HEADERS = (
    "number", "placed_at", "sku", "line_name", "quantity", "price", "currency", "buyer", "name", "company", "street", "city", "region",
    "postcode", "country", "phone", "email", "tax_id", "freight", "discount", "service", "promised_on", "shop",
)  # fmt: skip


def as_rows(orders: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Orders and Lines as text, one row a line: amounts with the currency's decimals, times in UTC, an empty cell as null.

    What belongs to the order stands in every row of it, freight and discount too: they are the order's, not the line's.
    """
    rows = lines.rename({"name": "line_name"}).join(orders, on="order_id", maintain_order="left")
    return rows.select(
        "number",
        pl.col("placed_at").dt.strftime("%Y-%m-%d %H:%M:%S"),
        *["sku", "line_name"],
        pl.col("quantity").cast(pl.String),
        _amount("price_minor").alias("price"),
        *["currency", "buyer", "name", "company", "street", "city", "region", "postcode", "country", "phone", "email", "tax_id"],
        _amount("freight_minor").alias("freight"),
        _amount("discount_minor").alias("discount"),
        "service",
        pl.col("promised_on").dt.strftime("%Y-%m-%d"),
        "shop",
    )


def _amount(column: str) -> pl.Expr:
    """Minor units as text: 1299 EUR is 12.99, 1299 JPY is 1299."""
    minor = pl.col(column)
    text = minor.cast(pl.String)
    for places in (2, 3):
        unit = 10**places
        sign = pl.when(minor < 0).then(pl.lit("-")).otherwise(pl.lit(""))
        decimal = pl.concat_str(
            sign, (minor.abs() // unit).cast(pl.String), pl.lit("."), (minor.abs() % unit).cast(pl.String).str.zfill(places)
        )
        digits = pl.col("currency").map_batches(_places, return_dtype=pl.Int64)
        text = pl.when(digits == places).then(decimal).otherwise(text)
    return text


def _places(currencies: pl.Series) -> pl.Series:
    known = {code: minor_units(code) for code in currencies.unique().drop_nulls().to_list()}
    return currencies.replace_strict(known, default=2, return_dtype=pl.Int64)
