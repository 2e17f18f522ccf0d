"""Read a stock file: rows of text in, pieces by bin and lot, or what may be promised, and refusals out."""

from __future__ import annotations

import polars as pl

from fahuo.core import frames
from fahuo.core.goods.cells import by_header, number, refuse_cells, whole_rows, with_first_row

MOST = 1_000_000_000  # pieces in one row; above it the cell is a slip
LONGEST = 40  # signs of a bin's or a lot's code
PIECES = {
    "source_row": pl.Int64,
    "product_id": pl.Int64,
    "warehouse_id": pl.Int64,
    "bin": pl.String,
    "lot": pl.String,
    "expires_on": pl.Date,
    "quantity": pl.Int64,
}
BINS = {"warehouse_id": pl.Int64, "bin": pl.String, "usable": pl.Boolean}
LOTS = {"product_id": pl.Int64, "lot": pl.String, "known_expires": pl.Date}
_PLACE = ["product_id", "warehouse_id", "bin", "lot"]


def read_stock(raw: pl.DataFrame, products: pl.DataFrame, warehouses: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn a table of text into (Stock, Refusals): what `read_pieces` reads, summed up by product and warehouse."""
    pieces, refusals = read_pieces(raw, products, warehouses)
    place = ["product_id", "warehouse_id"]
    return pieces.group_by(place, maintain_order=True).agg(available=pl.col("quantity").sum()), refusals


def read_pieces(
    raw: pl.DataFrame,
    products: pl.DataFrame,
    warehouses: pl.DataFrame,
    lots: pl.DataFrame | None = None,
    bins: pl.DataFrame | None = None,
    *,
    create_bins: bool = True,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn a table of text into (PIECES, Refusals).

    Columns: sku, quantity (whole pieces, zero or more); optional warehouse (a warehouse's code), bin, lot, expires (a day). A row
    without a warehouse means the merchant's first own one by priority; one with a day and no lot is of the lot that has the day's name.
    `lots` (LOTS) are those known already: a lot expires on one day. `bins` (BINS): one that is not usable is refused, and without `create_bins`
    one that is not there. `source_row` may number the rows; without it the first is row 2.
    A row with a `source_fault` (see cells.py) is refused.
    A product, warehouse, bin and lot that stands in two rows is taken from the first; the others are refused, naming both rows and
    quantities: adding them up might promise the same pieces twice. A product without a row has no stock.
    """
    table, broken = whole_rows(by_header(raw))
    missing = [field for field in ("sku", "quantity") if field not in table.columns]
    if missing or warehouses.is_empty():
        columns = pl.DataFrame({"source_row": [1] * len(missing), "field": missing}, schema={"source_row": pl.Int64, "field": pl.String})
        return pl.DataFrame(schema=PIECES), frames.gather(
            frames.refuse(columns, "goods", "stock_column_missing", {"field": pl.col("field")})
        )
    rows, codes = _understood(table, products, warehouses)
    rows = rows.with_columns(reason=_reason()).sort("source_row")
    good = with_first_row(rows.filter(pl.col("reason").is_null()), *_PLACE)
    counted = good.filter(pl.col("source_row") == pl.col("first_row"))
    again = good.filter(pl.col("source_row") != pl.col("first_row")).join(
        counted.select("source_row", first_quantity="quantity"), left_on="first_row", right_on="source_row", maintain_order="left"
    )
    counted, other_day = _of_one_day(counted, lots)
    counted, no_bin = _in_bins(counted, pl.DataFrame(schema=BINS) if bins is None else bins, create_bins=create_bins)
    refusals = frames.gather(broken, _refused(rows, codes), _refused_again(again), other_day, no_bin)
    return counted.select("source_row", *_PLACE, "expires_on", quantity=pl.col("read").cast(pl.Int64)).select(list(PIECES)), refusals


def _understood(table: pl.DataFrame, products: pl.DataFrame, warehouses: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """The rows with product_id, warehouse_id, read (the number), expires_on and lot; and the codes of the warehouses for a sentence."""
    table = table.with_columns(pl.lit(None, pl.String).alias(c) for c in ("warehouse", "bin", "lot", "expires") if c not in table.columns)
    places = warehouses.with_columns(key=pl.col("code").str.to_uppercase())
    first = places.sort(pl.col("kind") != "own", "priority", "warehouse_id").item(0, "code")
    plain = pl.col("expires").str.normalize("NFKC").str.replace_all(r"[./年月]", "-").str.strip_chars_end("日")
    day = pl.coalesce(plain.str.to_date(form, strict=False) for form in ("%Y-%m-%d", "%Y%m%d"))
    rows = (
        table.with_columns(pl.col("warehouse").fill_null(first), read=number("quantity"), expires_on=day)
        .with_columns(key=pl.col("warehouse").str.to_uppercase(), lot=pl.coalesce("lot", pl.col("expires_on").dt.strftime("%Y-%m-%d")))
        .join(products.select("sku", "product_id"), on="sku", how="left")
        .join(places.select("key", "warehouse_id"), on="key", how="left")
    )
    return rows, ", ".join(places.sort("warehouse_id").get_column("code"))


def _reason() -> pl.Expr:
    """One reason a row: what it is about first, then how many."""
    read = pl.col("read")
    whole = (read == read.floor()) & (read <= MOST)
    return (
        pl.when(pl.col("sku").is_null()).then(pl.lit("sku"))
        .when(pl.col("product_id").is_null()).then(pl.lit("product"))
        .when(pl.col("warehouse_id").is_null()).then(pl.lit("warehouse"))
        .when(~whole.fill_null(value=False)).then(pl.lit("number"))
        .when(read < 0).then(pl.lit("negative"))
        .when((pl.col("bin").str.len_chars() > LONGEST).fill_null(value=False)).then(pl.lit("bin"))
        .when((pl.col("lot").str.len_chars() > LONGEST).fill_null(value=False)).then(pl.lit("lot"))
        .when(pl.col("expires").is_not_null() & pl.col("expires_on").is_null()).then(pl.lit("day"))
    )  # fmt: skip


def _of_one_day(counted: pl.DataFrame, lots: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose lot expires on the day that is known of it (the first that says one, where none is known), and refusals of the others."""
    known = pl.DataFrame(schema=LOTS) if lots is None else lots
    lot = ["product_id", "lot"]
    rows = counted.join(known, on=lot, how="left", maintain_order="left").with_columns(
        due=pl.coalesce("known_expires", pl.col("expires_on").drop_nulls().first().over(lot))
    )
    differs = (pl.col("lot").is_not_null() & pl.col("expires_on").is_not_null() & (pl.col("expires_on") != pl.col("due"))).fill_null(
        value=False
    )
    said = refuse_cells(
        rows.filter(differs), "stock_lot_of_two_days", "expires", sku=pl.col("sku"), lot=pl.col("lot"), due=pl.col("due").cast(pl.String)
    )
    return rows.filter(~differs).with_columns(expires_on=pl.when(pl.col("lot").is_not_null()).then("due")), said


def _in_bins(counted: pl.DataFrame, bins: pl.DataFrame, *, create_bins: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose bin may take pieces, and refusals of the others."""
    rows = counted.join(bins, on=["warehouse_id", "bin"], how="left", maintain_order="left")
    unknown = pl.col("bin").is_not_null() & pl.col("usable").is_null() & pl.lit(not create_bins)
    closed = (~pl.col("usable")).fill_null(value=False)
    said = {"sku": pl.col("sku"), "warehouse": pl.col("warehouse")}
    refused = frames.gather(
        refuse_cells(rows.filter(unknown), "stock_bin_unknown", "bin", **said),
        refuse_cells(rows.filter(closed), "stock_bin_closed", "bin", **said),
    )
    return rows.filter(~unknown & ~closed), refused


def _refused(rows: pl.DataFrame, codes: str) -> pl.DataFrame:
    sku = pl.col("sku")

    def of(reason: str) -> pl.DataFrame:
        return rows.filter(pl.col("reason") == reason)

    return frames.gather(
        frames.refuse(of("sku"), "goods", "stock_sku_missing", {"source_row": pl.col("source_row")}),
        refuse_cells(of("product"), "stock_product_unknown", "sku"),
        refuse_cells(of("warehouse"), "stock_warehouse_unknown", "warehouse", known=pl.lit(codes)),
        refuse_cells(of("number"), "stock_quantity_unreadable", "quantity", sku=sku),
        refuse_cells(of("negative"), "stock_quantity_negative", "quantity", sku=sku),
        *(
            refuse_cells(of(name), "stock_code_too_long", name, signs=pl.col(name).str.len_chars(), most=pl.lit(LONGEST))
            for name in ("bin", "lot")
        ),
        refuse_cells(of("day"), "stock_day_unreadable", "expires", sku=sku),
    )


def _refused_again(again: pl.DataFrame) -> pl.DataFrame:
    """Rows of a place that stands further up; where bins or lots are given, the sentence names them."""
    place = pl.concat_str("warehouse", "bin", "lot", separator=" ", ignore_nulls=True)
    return refuse_cells(
        again, "stock_row_twice", "quantity",
        sku=pl.col("sku"), warehouse=place, first_row=pl.col("first_row"), first_quantity=pl.col("first_quantity"),
    )  # fmt: skip
