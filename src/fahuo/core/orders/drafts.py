"""Drafts: order rows as a shop or a file gave them, every cell a text, before anything is believed.

One row a line of an order; what belongs to the order as a whole (address, freight, ...) may stand on each of its rows or on one of them.
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl

LINE_FIELDS = ("number", "shop", "sku", "line_name", "quantity", "price")
ORDER_FIELDS = (
    "placed_at",
    "currency",
    "buyer",
    "name",
    "company",
    "street",
    "street2",
    "city",
    "region",
    "postcode",
    "country",
    "phone",
    "email",
    "tax_id",
    "freight",
    "discount",
    "service",
    "promised_on",
)
FIELDS = LINE_FIELDS + ORDER_FIELDS


class LineKind(StrEnum):
    """What a row is when it asks for no goods."""

    CANCELLATION = "cancellation"
    FREIGHT = "freight"
    DISCOUNT = "discount"
    FEE = "fee"
    VOUCHER = "voucher"


def tidy(rows: pl.DataFrame) -> pl.DataFrame:
    """Any frame with some of FIELDS (and source_row, source_fault, kind) -> drafts: trimmed texts, null where nothing was said.

    Columns that are not fields are left out. Rows without source_row are numbered from 2, as in a file whose header is row 1.
    NUL characters, which no database takes, go.
    """
    have = [name for name in FIELDS if name in rows.columns]
    text = [pl.col(name).cast(pl.String).str.replace_all("\x00", "", literal=True).str.strip_chars() for name in have]
    row = pl.col("source_row").cast(pl.Int64) if "source_row" in rows.columns else pl.int_range(2, pl.len() + 2, dtype=pl.Int64)
    extra = [(pl.col(name) if name in rows.columns else pl.lit(None)).cast(pl.String).alias(name) for name in ("source_fault", "kind")]
    return rows.select(row.alias("source_row"), *extra, *(pl.when(t != "").then(t).alias(name) for t, name in zip(text, have, strict=True)))
