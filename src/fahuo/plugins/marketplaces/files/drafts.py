"""A file's rows -> drafts (core/orders/drafts.py), by a mapping: texts tidied, numbers and dates in one form, lines told apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fahuo.core.orders.drafts import FIELDS, LineKind
from fahuo.plugins.marketplaces.files.rows import FAULT, ROW

if TYPE_CHECKING:
    from fahuo.plugins.marketplaces.files.mapping import Mapping

CODES = ("number", "sku", "buyer", "postcode", "phone", "tax_id")
AMOUNTS = ("quantity", "price", "freight", "discount")
MOMENTS = ("placed_at", "promised_on")
_NO = ("0", "no", "n", "false", "否", "未取消")
_WITH_COMMA = re.compile(r"([+-]?)(\d{1,3}(?:[. ’']\d{3})+|\d+)(?:,(\d+))?")


def to_drafts(raw: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Rows of a file (client.read_table) -> drafts. Fields that neither the file nor the mapping has are left out."""
    found = mapping.fit(name for name in raw.columns if name not in (ROW, FAULT))
    rows = raw.select(ROW, FAULT, *(pl.col(column).str.strip_chars().alias(name) for name, column in found.items()))
    rows = _fill(_mend(rows, found, mapping), found, mapping)
    kind = (
        _kind(mapping, "cancelled" in found).alias("kind")
        if "number" in rows.columns and "sku" in rows.columns
        else pl.lit(None, pl.String).alias("kind")
    )
    return rows.with_columns(kind).select(ROW, FAULT, "kind", *(name for name in FIELDS if name in rows.columns))


def keys(raw: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Number and shop of each row, as to_drafts would give them: what tells one order from another. `whole`: the row has no fault."""
    found = {name: column for name, column in mapping.fit(raw.columns).items() if name in ("number", "shop")}
    rows = raw.select(FAULT, *(pl.col(column).str.strip_chars().alias(name) for name, column in found.items()))
    rows = _fill(_mend(rows, found, mapping), found, mapping)
    number = pl.col("number") if "number" in rows.columns else pl.lit(None, pl.String).alias("number")
    return rows.select(number, "shop", pl.col(FAULT).is_null().alias("whole"))


def _fill(rows: pl.DataFrame, found: dict[str, str], mapping: Mapping) -> pl.DataFrame:
    """The mapping's constants where the file says nothing."""
    texts = {"shop": "", **({"currency": mapping.currency} if mapping.currency else {}), **mapping.constants}
    return rows.with_columns((pl.col(name).fill_null(text) if name in found else pl.lit(text)).alias(name) for name, text in texts.items())


def _mend(rows: pl.DataFrame, found: dict[str, str], mapping: Mapping) -> pl.DataFrame:
    """What spreadsheet programs and shops do to cells, undone where a column has it: blanks, '0123, 17850.0, decimal commas, own dates."""
    signs = rows.select(
        *((pl.col(name) == "").any().alias(f"blank {name}") for name in found),
        *(pl.col(name).str.starts_with("'").any().alias(f"quoted {name}") for name in found),
        *(pl.col(name).str.ends_with(".0").any().alias(f"point {name}") for name in CODES if name in found),
    )
    has = {name for name in signs.columns if signs[name][0]}
    mended = []
    for name in found:
        text = pl.col(name)
        if f"quoted {name}" in has:
            text = text.str.strip_prefix("'")
        if f"point {name}" in has:
            text = text.str.replace(r"^(\d+)\.0$", "$1")
        if f"blank {name}" in has or f"quoted {name}" in has:
            text = pl.when(text != "").then(text)
        if f"blank {name}" in has or f"quoted {name}" in has or f"point {name}" in has:
            mended.append(text.alias(name))
    rows = rows.with_columns(mended) if mended else rows
    if mapping.decimal_comma:
        rows = rows.with_columns(_with_points(rows[name]) for name in AMOUNTS if name in found)
    if mapping.date_formats:
        rows = rows.with_columns(_moments(rows[name], mapping.date_formats) for name in MOMENTS if name in found)
    return rows


def _with_points(column: pl.Series) -> pl.Series:
    """Numbers with a decimal comma -> with a point. Each distinct text is read once."""
    texts = column.unique().drop_nulls().to_list()
    return column.replace(texts, [_point(text) for text in texts])


def _point(text: str) -> str:
    """1.234,50 -> 1234.50; a text of another form stays, and is judged as it is."""
    found = _WITH_COMMA.fullmatch(text)
    return f"{found[1]}{re.sub(r'[^0-9]', '', found[2])}.{found[3] or 0}" if found else text


def _moments(column: pl.Series, formats: tuple[str, ...]) -> pl.Series:
    """Texts of a mapping's own formats, the first that fits, as ISO; others stay. Each distinct text is read once."""
    texts = column.unique().drop_nulls()
    texts = texts.filter(~texts.str.contains(r"^\d{4}[-/.年]"))
    if texts.is_empty():
        return column
    read = pl.coalesce(pl.col("text").str.to_datetime(form, strict=False, time_unit="us", ambiguous="earliest") for form in formats)
    known = texts.to_frame("text").select("text", read.dt.strftime("%Y-%m-%d %H:%M:%S").alias("iso")).drop_nulls()
    return column.replace(known["text"], known["iso"])


def _kind(mapping: Mapping, cancelled: bool) -> pl.Expr:
    """The LineKind of each row, null for goods. A cancelled order is cancelled whatever its lines are."""
    sku = pl.col("sku").str.to_uppercase()
    kind: pl.Expr = pl.lit(None, pl.String)
    for rule in reversed(mapping.not_goods):
        exact = sku.is_in([code.upper() for code in rule.codes])
        where = exact | pl.col("sku").str.contains(f"^(?:{rule.pattern})$") if rule.pattern is not None else exact
        kind = pl.when(where).then(pl.lit(rule.kind.value)).otherwise(kind)
    off = pl.any_horizontal(
        pl.lit(False),
        *(pl.col("number").str.starts_with(prefix) for prefix in mapping.cancellation_prefixes),
        *([pl.col("cancelled").is_not_null() & ~pl.col("cancelled").str.to_lowercase().is_in(_NO)] if cancelled else []),
    )
    return pl.when(off).then(pl.lit(LineKind.CANCELLATION.value)).otherwise(kind)
