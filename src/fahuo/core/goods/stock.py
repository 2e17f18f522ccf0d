"""Read a stock file: rows of text in, what may be promised and refusals out."""

from __future__ import annotations

import polars as pl

from fahuo.core import frames
from fahuo.core.goods.cells import by_header, number, refuse_cells, whole_rows, with_first_row

MOST = 1_000_000_000  # pieces in one row; above it the cell is a slip


def read_stock(raw: pl.DataFrame, products: pl.DataFrame, warehouses: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn a table of text into (Stock, Refusals).

    Columns: sku, quantity (whole pieces, zero or more), warehouse (a warehouse's code, optional). A row without a warehouse means
    the merchant's first own one by priority. `source_row` may number the rows; without it the first is row 2.
    A row with a `source_fault` (see cells.py) is refused.
    A product and warehouse that stands in two rows is taken from the first; the others are refused, naming both rows and quantities:
    adding them up might promise the same pieces twice. A product without a row has no stock.
    """
    table, broken = whole_rows(by_header(raw))
    missing = [field for field in ("sku", "quantity") if field not in table.columns]
    if missing or warehouses.is_empty():
        columns = pl.DataFrame({"source_row": [1] * len(missing), "field": missing}, schema={"source_row": pl.Int64, "field": pl.String})
        return frames.empty(frames.Stock), frames.gather(
            frames.refuse(columns, "goods", "stock_column_missing", {"field": pl.col("field")})
        )
    if "warehouse" not in table.columns:
        table = table.with_columns(warehouse=pl.lit(None, pl.String))
    places = warehouses.with_columns(key=pl.col("code").str.to_uppercase())
    first = places.sort(pl.col("kind") != "own", "priority", "warehouse_id").item(0, "code")
    codes = ", ".join(places.sort("warehouse_id").get_column("code"))
    rows = (
        table.with_columns(pl.col("warehouse").fill_null(first), read=number("quantity"))
        .with_columns(key=pl.col("warehouse").str.to_uppercase())
        .join(products.select("sku", "product_id"), on="sku", how="left")
        .join(places.select("key", "warehouse_id"), on="key", how="left")
    )
    read, product, warehouse = pl.col("read"), pl.col("product_id"), pl.col("warehouse_id")
    whole = (read == read.floor()) & (read <= MOST)
    # one reason a row: what it is about first, then how many
    reason = (
        pl.when(pl.col("sku").is_null()).then(pl.lit("sku"))
        .when(product.is_null()).then(pl.lit("product"))
        .when(warehouse.is_null()).then(pl.lit("warehouse"))
        .when(~whole.fill_null(value=False)).then(pl.lit("number"))
        .when(read < 0).then(pl.lit("negative"))
    )  # fmt: skip
    rows = rows.with_columns(reason=reason).sort("source_row")
    good = with_first_row(rows.filter(pl.col("reason").is_null()), "product_id", "warehouse_id")
    counted = good.unique(["product_id", "warehouse_id"], keep="first", maintain_order=True)
    again = good.join(counted.select("source_row"), on="source_row", how="anti").join(
        counted.select("product_id", "warehouse_id", first_quantity="quantity"), on=["product_id", "warehouse_id"]
    )
    sku = pl.col("sku")
    refusals = frames.gather(
        broken,
        frames.refuse(rows.filter(pl.col("reason") == "sku"), "goods", "stock_sku_missing", {"source_row": pl.col("source_row")}),
        refuse_cells(rows.filter(pl.col("reason") == "product"), "stock_product_unknown", "sku"),
        refuse_cells(rows.filter(pl.col("reason") == "warehouse"), "stock_warehouse_unknown", "warehouse", known=pl.lit(codes)),
        refuse_cells(rows.filter(pl.col("reason") == "number"), "stock_quantity_unreadable", "quantity", sku=sku),
        refuse_cells(rows.filter(pl.col("reason") == "negative"), "stock_quantity_negative", "quantity", sku=sku),
        refuse_cells(
            again,
            "stock_row_twice",
            "quantity",
            sku=sku,
            warehouse=pl.col("warehouse"),
            first_row=pl.col("first_row"),
            first_quantity=pl.col("first_quantity"),
        ),
    )
    return counted.select(product, warehouse, available=read.cast(pl.Int64)), refusals
