"""Read a catalogue file: rows of text in, products and refusals out. A bad cell costs the cell, not the product."""

from __future__ import annotations

import re

import polars as pl

from fahuo.core import frames
from fahuo.core.goods.cells import by_header, number, refuse_cells, whole_rows, with_first_row
from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.words import Attribute, attributes_of

MEASURES = {"length_mm": 100_000, "width_mm": 100_000, "height_mm": 100_000, "weight_g": 100_000_000}  # above 100 m or 100 t it is a slip
MOST_SIGNS = 200  # of a product code: it stands in an index
_TEXTS = ("sku", "name", "name_zh", "hs_code", "origin", "attributes")
_HS_CODE = r"^\d{6,13}$"  # HS 6 digits, national codes to 10, China's with its inspection suffix 13
_BETWEEN_NAMES = re.compile(r"[;,|/；，、]")


def read_catalog(raw: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn a table of text into (Products, Refusals).

    Columns: sku (must be there), name, name_zh, length_mm, width_mm, height_mm, weight_g, hs_code, origin (ISO alpha-2),
    attributes ("fragile;liquid", words.Attribute); others are left alone. `source_row` may number the rows; without it the first is row 2.
    A row with a `source_fault` (see cells.py) is refused.
    Sizes and weights with a fraction are rounded up to whole mm and g. Product ids count from 1 in the order of the file.
    A bad cell becomes null and is refused; of rows with the same sku the first is kept and the others are refused.
    """
    table, broken = whole_rows(by_header(raw))
    if "sku" not in table.columns:
        return frames.empty(frames.Products), _column_missing("sku")
    refusals = [broken, *[_column_missing(field) for field in MEASURES if field not in table.columns]]
    wanted = [*_TEXTS, *MEASURES]
    table = table.with_columns([pl.lit(None, pl.String).alias(field) for field in wanted if field not in table.columns])
    signs = pl.col("sku").str.len_chars().fill_null(0)
    said = {"source_row": pl.col("source_row"), "signs": signs, "most": pl.lit(MOST_SIGNS)}
    refusals.append(frames.refuse(table.filter(signs > MOST_SIGNS), "goods", "catalog_sku_too_long", said))
    table = table.filter(signs <= MOST_SIGNS)
    rows = with_first_row(table.filter(pl.col("sku").is_not_null()), "sku")
    refusals.append(
        frames.refuse(table.filter(pl.col("sku").is_null()), "goods", "catalog_sku_missing", {"source_row": pl.col("source_row")})
    )
    again = rows.filter(pl.col("source_row") != pl.col("first_row"))
    refusals.append(refuse_cells(again, "catalog_sku_twice", "sku", sku=pl.col("sku"), first_row=pl.col("first_row")))
    kept = rows.filter(pl.col("source_row") == pl.col("first_row")).unique("sku", keep="first", maintain_order=True)
    read = kept.with_columns(
        *[number(field).alias(f"{field}_read") for field in MEASURES],
        hs_read=_hs_code(pl.col("hs_code")),
        origin_read=pl.col("origin").str.to_uppercase(),
    )
    for field, most in MEASURES.items():
        refusals += _refuse_measure(read, field, most)
    no_code = pl.col("hs_code").is_not_null() & ~pl.col("hs_read").str.contains(_HS_CODE)
    refusals.append(refuse_cells(read.filter(no_code), "catalog_hs_code_unreadable", "hs_code"))
    no_country = ~pl.col("origin_read").is_in(COUNTRIES)
    refusals.append(refuse_cells(read.filter(no_country), "catalog_origin_unknown", "origin"))
    bits, unknown = _attributes(read)
    refusals.append(unknown)
    products = read.select(
        product_id=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        sku="sku",
        name=pl.coalesce("name", "name_zh", "sku"),
        name_zh="name_zh",
        **{field: _measure(field, most) for field, most in MEASURES.items()},
        hs_code=pl.when(~no_code).then("hs_read"),
        origin=pl.when(~no_country).then("origin_read"),
        attributes=pl.col("attributes").replace_strict(bits, default=0, return_dtype=pl.UInt32) if bits else pl.lit(0, pl.UInt32),
    )
    return products, frames.gather(*refusals)


def _column_missing(field: str) -> pl.DataFrame:
    return frames.refuse(pl.DataFrame({"source_row": [1]}), "goods", "catalog_column_missing", {"field": pl.lit(field)})


def _measure(field: str, most: int) -> pl.Expr:
    read = pl.col(f"{field}_read")
    return pl.when((read > 0) & (read <= most)).then(read.ceil()).cast(pl.Int32)


def _refuse_measure(read: pl.DataFrame, field: str, most: int) -> list[pl.DataFrame]:
    """Why a size or weight was not taken: no number, not above zero, or larger than anything that is sold."""
    value = pl.col(f"{field}_read")
    bad = read.filter(pl.col(field).is_not_null() & ((value <= 0) | (value > most) | value.is_null()))
    return [
        refuse_cells(bad.filter(value.is_null()), "catalog_number_unreadable", field),
        refuse_cells(bad.filter(value <= 0), "catalog_not_above_zero", field),
        refuse_cells(bad.filter(value > most), "catalog_too_large", field, most=pl.lit(most)),
    ]


def _hs_code(cell: pl.Expr) -> pl.Expr:
    """8518.30 or 8518 30 as 851830. A number from a spreadsheet ends in .0, which is no part of the code."""
    return cell.str.normalize("NFKC").str.replace(r"^(\d+)\.0$", "${1}").str.replace_all(r"[.\s-]", "")


def _attributes(read: pl.DataFrame) -> tuple[dict[str, int], pl.DataFrame]:
    """Bits of every text that stands in the column (a few dozen at most), and the refusals of names that are no attribute."""
    bits: dict[str, int] = {}
    unknown: dict[str, str] = {}
    for text in read.get_column("attributes").drop_nulls().unique().to_list():
        bits[text], wrong = 0, []
        for name in _BETWEEN_NAMES.split(text):
            try:
                bits[text] |= int(attributes_of([name]))
            except ValueError:
                wrong.append(name.strip())
        if wrong:
            unknown[text] = "; ".join(wrong)
    bad = read.filter(pl.col("attributes").is_in(list(unknown)))
    known = ", ".join(str(attribute.name).lower() for attribute in Attribute)
    named = pl.col("attributes").replace(unknown) if unknown else pl.col("attributes")
    return bits, refuse_cells(bad, "catalog_attribute_unknown", "attributes", name=named, known=pl.lit(known))
