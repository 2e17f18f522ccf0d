"""Which orders may travel in one parcel: one buyer's, to one address, paid in one currency, under the same wishes and numbers."""

from __future__ import annotations

import polars as pl

_SAME = ("name", "company", "street", "city", "region", "postcode", "country", "currency", "tax_id", "service")
_WORDS = ("name", "company", "street", "city", "region")


def together_key(orders: pl.DataFrame) -> pl.Series:
    """For each of frames.Orders a text that is equal for orders that may travel together; null for an order that must travel alone.

    The recipient and every part of the address are the same but for case, spaces and punctuation; so are currency, the buyer's tax number and
    the service that was asked for: a declaration has one of each. Orders of one shop only: a market place's tax number (IOSS) holds for its own
    orders. Where both orders have a buyer, it is the same one. An address that a mapping made up, or that lacks a street, is nobody's.
    """
    plain = {
        name: pl.col(name).fill_null("").str.to_lowercase().str.replace_all(r"[\s\p{P}]+", "") for name in (*_WORDS, "postcode", "tax_id")
    }
    parts = [plain.get(name, pl.col(name).fill_null("").str.strip_chars()) for name in _SAME]
    key = pl.concat_str([pl.col("shop"), pl.col("buyer").fill_null(""), *parts], separator="\x1f")
    known = (plain["street"] != "") & (plain["name"] != "") & pl.col("country").is_not_null() & (pl.col("made_up").fill_null("") == "")
    return orders.select(pl.when(known).then(key).alias("together"))["together"]


def may_travel_together(orders: pl.DataFrame) -> bool:
    """Whether all of these may share a parcel. One order always may."""
    keys = together_key(orders)
    return orders.height <= 1 or (keys.null_count() == 0 and keys.n_unique() == 1)
