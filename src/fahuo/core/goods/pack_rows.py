"""Rows of items and of boxes as `fahuo pack` takes them, all of them text: what they say, and which of them cannot be used.

Sizes in mm and weights in g may have a fraction: an item is rounded up, the inside of a box down. One fault is told of a row, the first.
"""

from __future__ import annotations

import polars as pl

from fahuo.core import frames
from fahuo.core.goods.cells import number, refuse_cells
from fahuo.core.words import Attribute, attributes_of

LONGEST_MM, HEAVIEST_G, MOST_PIECES = 100_000, 100_000_000, 1_000_000  # above these it is a slip of the pen
ITEM_SIZES, INNER, OUTER = ("width", "length", "depth"), ("inner_width", "inner_length", "inner_depth"), ("width", "length", "depth")
ITEM_COLUMNS = ("order", "quantity", "item", *ITEM_SIZES, "weight", "attributes")
BOX_COLUMNS = ("name", *OUTER, "empty_weight", *INNER, "limit", "price", "kind")
ITEM_NEEDED, BOX_NEEDED = 7, 9  # of these columns; the others may be left out
KINDS = ("soft", "rigid")


def read_items(raw: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Text in ITEM_COLUMNS with source_row and source_fault -> items, Refusals.

    Items: source_row, order, item, quantity, width, length, depth (mm), weight (g), attributes.
    """
    rows, bad = _begin(raw, ITEM_COLUMNS)
    bad += [_missing(rows, field) for field in ("order", "item")]
    bad += _not_numbers(rows, {"quantity": MOST_PIECES, **dict.fromkeys(ITEM_SIZES, LONGEST_MM), "weight": HEAVIEST_G})
    bad.append(refuse_cells(rows.filter(number("quantity") != number("quantity").floor()), "pack_quantity_not_whole", "quantity"))
    bits, unknown = {}, []
    for text in rows["attributes"].drop_nulls().unique().sort().to_list():
        try:
            bits[text] = int(attributes_of(text.replace(",", ";").split(";")))
        except ValueError:
            unknown.append(text)
    known = pl.lit(", ".join(str(attribute.name).lower() for attribute in Attribute))
    bad.append(refuse_cells(rows.filter(pl.col("attributes").is_in(unknown)), "pack_attribute_unknown", "attributes", known=known))
    good, refused = _parted(rows, bad)
    return good.select(
        "source_row",
        "order",
        "item",
        number("quantity").cast(pl.Int64),
        *[number(field).ceil().cast(pl.Int64).alias(field) for field in (*ITEM_SIZES, "weight")],
        attributes=pl.col("attributes").replace_strict(bits, default=0, return_dtype=pl.Int64) if bits else pl.lit(0, pl.Int64),
    ), refused


def read_boxes(raw: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Text in BOX_COLUMNS with source_row and source_fault -> boxes, Refusals.

    Boxes: source_row, name, width, length, depth (outer, mm), empty_weight, inner_width, inner_length, inner_depth, limit (g, the box
    included), price (in units of money, null where unknown), soft.
    """
    rows, bad = _begin(raw, BOX_COLUMNS)
    bad.append(_missing(rows, "name"))
    bad += _not_numbers(rows, {**dict.fromkeys((*OUTER, *INNER), LONGEST_MM), "limit": HEAVIEST_G})
    bad += _not_numbers(rows, {"empty_weight": HEAVIEST_G}, zero=True)
    bad += _not_numbers(rows, {"price": HEAVIEST_G}, zero=True, empty=True)
    kind = pl.col("kind").str.to_lowercase()
    bad.append(refuse_cells(rows.filter(~kind.is_in(KINDS)), "pack_attribute_unknown", "kind", known=pl.lit(", ".join(KINDS))))
    good, refused = _parted(rows, bad)
    up, down = (*OUTER, "empty_weight"), (*INNER, "limit")
    boxes = good.select(
        "source_row",
        "name",
        *[number(field).ceil().cast(pl.Int64).alias(field) for field in up],
        *[number(field).floor().cast(pl.Int64).alias(field) for field in down],
        number("price"),
        soft=(kind == "soft").fill_null(False),
    )
    said = {"source_row": pl.col("source_row"), "name": pl.col("name")}
    sides = [pl.concat_list(columns).list.sort() for columns in (INNER, OUTER)]
    inside_out = ~pl.col("soft") & pl.any_horizontal(*[sides[0].list.get(i) > sides[1].list.get(i) for i in range(3)])
    full = pl.col("empty_weight") >= pl.col("limit")
    idle = {**said, "empty": pl.col("empty_weight"), "limit": pl.col("limit")}
    return boxes.filter(~inside_out & ~full), frames.gather(
        refused,
        frames.refuse(boxes.filter(inside_out), "goods", "pack_box_inside_out", said),
        frames.refuse(boxes.filter(full & ~inside_out), "goods", "pack_box_takes_nothing", idle),
    )


def _begin(raw: pl.DataFrame, columns: tuple[str, ...]) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The rows with all columns, cells trimmed and empty ones null; and the refusals of rows that are not whole."""
    rows = raw.with_columns([pl.lit(None, pl.String).alias(name) for name in columns if name not in raw.columns])
    rows = rows.with_columns(pl.col(*columns).str.strip_chars().replace("", None))
    ragged = pl.col("source_fault").is_not_null()
    return rows.filter(~ragged), [frames.refuse(rows.filter(ragged), "goods", "pack_row_ragged", {"source_row": pl.col("source_row")})]


def _missing(rows: pl.DataFrame, field: str) -> pl.DataFrame:
    return refuse_cells(rows.filter(pl.col(field).is_null()), "pack_cell_missing", field)


def _not_numbers(rows: pl.DataFrame, most: dict[str, int], zero: bool = False, empty: bool = False) -> list[pl.DataFrame]:
    """Refusals of cells that are no number from above zero (`zero`: from zero) to the most that is believed."""
    bad = []
    for field, limit in most.items():
        value = number(field)
        if not empty:
            bad.append(_missing(rows, field))
        bad.append(refuse_cells(rows.filter(pl.col(field).is_not_null() & value.is_null()), "pack_number_unreadable", field))
        low = value < 0 if zero else value <= 0
        bad.append(refuse_cells(rows.filter(low), "pack_not_above_zero", field))
        bad.append(refuse_cells(rows.filter(value > limit), "pack_number_too_large", field, most=pl.lit(limit)))
    return bad


def _parted(rows: pl.DataFrame, bad: list[pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows without fault, and the first refusal of each of the others, by row."""
    refused = frames.gather(*bad).unique("source_row", keep="first", maintain_order=True).sort("source_row")
    return rows.join(refused, on="source_row", how="anti", maintain_order="left"), refused
