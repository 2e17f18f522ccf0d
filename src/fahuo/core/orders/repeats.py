"""Whether a buyer asked for the same things shortly before. The keys are stable: they may be stored and compared years later."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

NEVER = np.iinfo(np.int64).max


def buyer_key(orders: pl.DataFrame) -> pl.Series:
    """frames.Orders -> who ordered: the shop's own key of the buyer, else the address of a guest, else null.

    An address that was made up says nothing about the buyer, and gives null.
    """
    address = pl.concat_str(
        (pl.col(name).fill_null("").str.to_lowercase().str.replace_all(r"\s+", " ") for name in ("country", "postcode", "street", "name")),
        separator="|",
    )
    real = pl.col("street").is_not_null() & ~pl.col("made_up").fill_null("").str.split(" ").list.contains("street")
    key = (
        pl.when(pl.col("buyer").is_not_null())
        .then(pl.concat_str(pl.lit("buyer"), "shop", "buyer", separator="|"))
        .when(real)
        .then(pl.lit("guest|") + address)
    )
    return orders.select(key.alias("buyer_key"))["buyer_key"]


def content_keys(order: NDArray[np.int64], count: int, product_id: NDArray[np.int64], quantity: NDArray[np.int64]) -> NDArray[np.int64]:
    """What each of `count` orders asks for, as one number: equal for the same pieces of the same products, in whatever lines."""
    keys = np.zeros(count, np.uint64)
    np.add.at(keys, order, _scatter(product_id) * quantity.astype(np.uint64))
    return keys.view(np.int64)


def _scatter(number: NDArray[np.int64]) -> NDArray[np.uint64]:
    """splitmix64's finish (public domain, https://prng.di.unimi.it/splitmix64.c): neighbouring ids become unlike numbers."""
    z = number.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def since_last(orders: pl.DataFrame, earlier: pl.DataFrame) -> NDArray[np.int64]:
    """Microseconds since the same buyer last asked for the same, for each order; NEVER where he did not.

    `orders`: buyer_key, content, placed_at, in the order in which they are served; `earlier`: the same columns of orders before this
    batch. Of two orders at the same moment the one that is served later is the repeated one.
    """
    columns = ["buyer_key", "content", "placed_at"]
    rows = orders.select(*columns).with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
    if len(earlier):
        before = earlier.select(*columns).join(rows.select("buyer_key").unique(), on="buyer_key", how="semi")
        rows = pl.concat([before.with_columns(pl.lit(-1, pl.Int64).alias("at")).select(rows.columns), rows], how="vertical_relaxed")
    if len(rows) < 2:
        return np.full(len(orders), NEVER)
    rows = rows.filter(pl.col("buyer_key").is_not_null()).sort("buyer_key", "content", "placed_at", "at")
    same = pl.all_horizontal(pl.col("buyer_key", "content") == pl.col("buyer_key", "content").shift(1))
    gap = rows.select("at", gap=pl.when(same).then(pl.col("placed_at").diff().dt.total_microseconds())).filter(pl.col("at") >= 0)
    since = np.full(len(orders), NEVER)
    since[gap["at"].to_numpy()] = gap["gap"].fill_null(NEVER).to_numpy()
    return since
