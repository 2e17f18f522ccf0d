"""Drafts -> orders and goods lines that may be believed, money that is no goods, and refusals; every source row ends in one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fahuo.core import frames
from fahuo.core.orders.amounts import read_minor, read_whole
from fahuo.core.orders.drafts import LineKind, tidy
from fahuo.core.orders.grouping import Grouping, group
from fahuo.core.orders.heads import Heads, lacks, read_heads
from fahuo.core.orders.madeup import fill
from fahuo.core.orders.outcomes import AT, GOODS, MONEY, MOST_PIECES, MOST_PRICE_MINOR, MOST_SIGNS, MOST_VALUE_MINOR, OUTCOMES

Ints = NDArray[np.int64]
SHOWN_SIGNS = 40  # of a text that is too long


@dataclass(frozen=True)
class Intake:
    """What a file's rows came to. rows = lines + not_goods + refusals; `order_count` counts every order number among them."""

    orders: pl.DataFrame  # frames.Orders: those with at least one goods line, numbered without gaps
    lines: pl.DataFrame  # frames.Lines
    not_goods: pl.DataFrame  # frames.Refusals, with codes whose weight is NOT_GOODS
    refusals: pl.DataFrame  # frames.Refusals
    order_count: int


def sort_drafts(
    drafts: pl.DataFrame, countries: Mapping[str, str | None], first_order_id: int = 0, defaults: pl.DataFrame | None = None
) -> Intake:
    """Drafts (see drafts.py) -> Intake, order ids from `first_order_id` in the order in which the numbers first appear.

    `countries` gives the ISO code of each country name in the drafts, or None. `defaults` (country and any of name, street, city,
    region, postcode, phone) fills what an order lacks; Orders.made_up names what was filled. Row order never matters, source_row does.
    """
    rows = tidy_rows(drafts)
    orders = group(rows["number"], rows["shop"], ~lacks(rows["source_fault"]))
    heads = read_heads(rows, orders, countries)
    factor = heads.factor[orders.of_row] if orders.count else np.ones(len(rows), np.int64)
    quantity, quantity_read = read_whole(rows["quantity"])
    price, price_read = read_minor(rows["price"], factor)
    value = quantity.astype(np.float64) * price
    size = (np.abs(quantity) > MOST_PIECES) | (np.abs(price) > MOST_PRICE_MINOR) | (np.abs(value) > MOST_VALUE_MINOR)
    outcome = _judge(rows, heads, orders, quantity, quantity_read, price, price_read, size)

    goods = outcome == GOODS
    kept = np.zeros(orders.count, np.bool_)
    kept[orders.of_row[goods]] = True
    ids = np.where(kept, np.cumsum(kept) - 1 + first_order_id, -1)
    ids_of_row = np.where(orders.of_row >= 0, ids[orders.of_row], -1) if orders.count else np.full(len(rows), -1)
    amount = quantity * np.where(size, 0, price)
    freight = _sum(orders, amount, outcome == AT["freight_line"]) + heads.freight_minor
    discount = _sum(orders, np.abs(amount), outcome == AT["discount_line"]) + heads.discount_minor
    discount += np.maximum(-freight, 0)  # more carriage given back than charged lowers what was paid for the goods
    good = heads.frame(kept, ids, np.maximum(freight, 0), discount)
    said, money = _say(rows, heads, orders, outcome, ids_of_row)
    return Intake(
        orders=good if defaults is None else fill(good, defaults),
        lines=_lines(rows, goods, ids_of_row, quantity, price),
        not_goods=money,
        refusals=said,
        order_count=orders.count,
    )


def tidy_rows(drafts: pl.DataFrame) -> pl.DataFrame:
    """Drafts in the order of their source rows, with the columns that every row must have an answer for."""
    rows = drafts if {"source_row", "source_fault", "kind"} <= set(drafts.columns) else tidy(drafts)
    lacking = [name for name in ("number", "shop", "sku", "line_name", "quantity", "price") if name not in rows.columns]
    if lacking:
        rows = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking)
    place = rows["source_row"].to_numpy()
    return rows if bool((place[1:] >= place[:-1]).all()) else rows.sort("source_row", maintain_order=True)


def _judge(
    rows: pl.DataFrame,
    heads: Heads,
    orders: Grouping,
    quantity: Ints,
    quantity_read: NDArray[np.bool_],
    price: Ints,
    price_read: NDArray[np.bool_],
    size: NDArray[np.bool_],
) -> NDArray[np.int8]:
    """The outcome of each row: the first in OUTCOMES that holds."""
    holds: dict[str, NDArray[np.bool_]] = {"number_missing": lacks(rows["number"]), "number_too_long": _too_long(rows)}
    if rows["source_fault"].null_count() < len(rows):
        quote = rows["source_fault"].eq("quote").fill_null(False).to_numpy()
        holds |= {"quote_open": quote, "row_ragged": ~lacks(rows["source_fault"]) & ~quote}
    if rows["kind"].null_count() < len(rows):
        kinds = {kind: rows["kind"].eq(kind.value).fill_null(False).to_numpy() for kind in LineKind}
        holds["cancellation"] = kinds[LineKind.CANCELLATION]
        holds |= {f"{kind.value}_line": kinds[kind] for kind in LineKind if kind is not LineKind.CANCELLATION}
    holds |= {
        "sku_missing": lacks(rows["sku"]),
        "quantity_unreadable": ~quantity_read,
        "price_unreadable": ~price_read,
        "amount_too_large": size,
        "quantity_not_positive": quantity <= 0,
        "price_negative": price < 0,
        "price_zero": price == 0,
    }
    outcome = np.zeros(len(rows), np.int8)
    for code, where in holds.items():
        outcome[where & ((outcome == GOODS) | (outcome > AT[code]))] = AT[code]
    of_order = heads.problem[orders.of_row] if orders.count else outcome
    return np.where(outcome == GOODS, of_order, outcome).astype(np.int8)


def _too_long(rows: pl.DataFrame) -> NDArray[np.bool_]:
    over = [pl.col(name).str.len_chars() > most for name, most in MOST_SIGNS.items()]
    return rows.select(pl.any_horizontal(over).fill_null(False)).to_series().to_numpy()


def _sum(orders: Grouping, amount: Ints, where: NDArray[np.bool_]) -> Ints:
    """For each order the sum of the amounts of its rows where it holds."""
    total = np.zeros(orders.count, np.int64)
    np.add.at(total, orders.of_row[where], amount[where])
    return total


def _lines(rows: pl.DataFrame, goods: NDArray[np.bool_], ids: Ints, quantity: Ints, price: Ints) -> pl.DataFrame:
    """frames.Lines of the rows that are goods, by order and then by source row."""
    at = np.flatnonzero(goods)
    at = at[np.argsort(ids[at], kind="stable")]
    order = ids[at]
    begins = np.flatnonzero(np.diff(order, prepend=-1))
    number = np.arange(len(at)) - np.repeat(begins, np.diff(begins, append=len(at))) + 1
    return pl.DataFrame(
        {
            "order_id": order,
            "line_no": number.astype(np.int32),
            "source_row": rows["source_row"][at],
            "sku": rows["sku"][at],
            "name": rows["line_name"][at],
            "quantity": quantity[at],
            "price_minor": price[at],
        }
    )


def _which_too_long() -> dict[str, pl.Expr]:
    """What the sentence says of the number, or of the shop."""
    first: dict[str, pl.Expr] = {"text": pl.lit(None, pl.String), "signs": pl.lit(None), "most": pl.lit(None)}
    for name, most in reversed(MOST_SIGNS.items()):
        text = pl.col(f"_{name}")
        said = {"text": text.str.head(SHOWN_SIGNS) + "…", "signs": text.str.len_chars().cast(pl.Int64), "most": pl.lit(most, pl.Int64)}
        over = text.str.len_chars() > most
        first = {key: pl.when(over).then(value).otherwise(first[key]) for key, value in said.items()}
    return first


def _say(rows: pl.DataFrame, heads: Heads, orders: Grouping, outcome: NDArray[np.int8], ids: Ints) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Refusals, and rows of money, each with the values that its sentence needs, by source row."""
    said: list[pl.DataFrame] = []
    money: list[pl.DataFrame] = []
    for at in np.unique(outcome[outcome != GOODS]).tolist():
        code, names = OUTCOMES[at]
        where = np.flatnonzero(outcome == at)
        some = pl.DataFrame({"source_row": rows["source_row"][where], "order_id": pl.Series(ids[where]).replace(-1, None)})
        values = {name: rows[name][where] if name in rows.columns else None for name in names}
        values |= heads.values(orders.of_row[where], names)
        some = some.with_columns(**{f"_{name}": column for name, column in values.items() if column is not None})
        also = {name: pl.col(f"_{name}") if values[name] is not None else pl.lit(None, pl.String) for name in names}
        if code in ("number_missing", "number_too_long", "row_ragged", "quote_open"):
            also["source_row"] = pl.col("source_row")
        if code == "number_too_long":
            also |= _which_too_long()
        if code == "row_ragged":
            parts = rows["source_fault"][where].str.split(" ").to_frame("parts")
            some = some.hstack(parts)
            also |= {"found": pl.col("parts").list.get(1, null_on_oob=True), "expected": pl.col("parts").list.get(2, null_on_oob=True)}
        (money if code in MONEY else said).append(frames.refuse(some, "orders", code, also))
    return frames.gather(*said).sort("source_row"), frames.gather(*money).sort("source_row")
