"""Which warehouse gives which pieces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fahuo.core import frames
from fahuo.core.orders.draw import draw
from fahuo.core.orders.rank import rank_warehouses
from fahuo.core.words import Strategy

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Drawn:
    """What was promised."""

    allocations: pl.DataFrame  # frames.Allocations
    short: Ints  # for each line -1, or the pieces that were there where its unit could not be met in full


def allocate(lines: pl.DataFrame, country: pl.Series, warehouses: pl.DataFrame, stock: pl.DataFrame | None, strategy: Strategy) -> Drawn:
    """Allocate lines (order_id, line_no, place, unit, each, product_id, quantity; sorted by place, unit) to frames.Warehouses.

    Lines of one unit are the parts of a kit: all of them are met, or none.

    `country` gives the destination of each place. Without frames.Stock every warehouse has everything, and the first one gives it.
    """
    if not len(lines) or not len(warehouses):
        return Drawn(frames.empty(frames.Allocations), np.zeros(len(lines), np.int64))
    place, quantity = lines["place"].to_numpy(), lines["quantity"].to_numpy()
    first = np.append(np.flatnonzero(np.diff(place, prepend=-1)), len(place))
    towns, rank = np.unique(country.fill_null("").to_numpy()[place[first[:-1]]].astype(str), return_inverse=True)
    ranks = rank_warehouses(warehouses, towns.tolist(), strategy)
    if stock is None:
        line, house, given = np.arange(len(lines)), ranks[np.repeat(rank, np.diff(first)), 0], quantity
        short = np.full(len(lines), -1, np.int64)
    else:
        product_id, product = np.unique(lines["product_id"].to_numpy(), return_inverse=True)
        there = _matrix(stock, product_id, warehouses["warehouse_id"].to_numpy())
        # Copies, so that numba always meets the same kind of array and compiles once: what polars lends is read-only.
        unit, each = lines["unit"].to_numpy(), lines["each"].to_numpy()
        first, unit, each, product, quantity, rank = (np.array(part, np.int64) for part in (first, unit, each, product, quantity, rank))
        line, house, given, short = draw(first, unit, each, product, quantity, rank, ranks, strategy is Strategy.MOST_STOCK, there)
    promises = lines.select("order_id", "line_no", "product_id")[line].select(
        "order_id",
        "line_no",
        warehouse_id=warehouses["warehouse_id"][house],
        product_id="product_id",
        quantity=pl.Series(given),
    )
    key = ["order_id", "line_no", "warehouse_id"]
    if lines["unit"].is_duplicated().any():  # of a kit's part there may be two promises from one warehouse
        promises = promises.group_by(*key, "product_id").agg(pl.col("quantity").sum())
        key = [*key, "product_id"]
    return Drawn(promises.sort(key), short)


def _matrix(stock: pl.DataFrame, product_id: Ints, warehouse_id: Ints) -> Ints:
    """frames.Stock -> pieces [product, warehouse], for the products (sorted) and warehouses given; no row: none."""
    product, house, available = (stock[name].to_numpy() for name in ("product_id", "warehouse_id", "available"))
    order = np.argsort(warehouse_id)
    p = np.minimum(np.searchsorted(product_id, product), len(product_id) - 1)
    w = order[np.minimum(np.searchsorted(warehouse_id[order], house), len(order) - 1)]
    known = (product_id[p] == product) & (warehouse_id[w] == house)
    there = np.zeros((len(product_id), len(warehouse_id)), np.int64)
    np.add.at(there, (p[known], w[known]), available[known])
    return there


def left_of(stock: pl.DataFrame | None, allocations: pl.DataFrame) -> pl.DataFrame | None:
    """frames.Stock less what was promised of it; None stays endless."""
    if stock is None:
        return None
    key = ["product_id", "warehouse_id"]
    taken = allocations.group_by(key).agg(taken=pl.col("quantity").sum())
    return stock.join(taken, on=key, how="left", maintain_order="left").select(
        *key, available=pl.col("available") - pl.col("taken").fill_null(0)
    )
