"""Pieces are gone that orders were promised: whose promise is given up, and how many pieces must stay in the books for parcels with a label."""

from __future__ import annotations

import polars as pl

PLACE = ["product_id", "warehouse_id"]
CHOSEN = {"order_id": pl.Int64, "product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64, "firm": pl.Boolean}


def lacking(losses: pl.DataFrame, available: pl.DataFrame) -> pl.DataFrame:
    """How many more pieces (product_id, warehouse_id, quantity) are lost than nobody has been promised. Losses are summed up."""
    summed = losses.group_by(PLACE).agg(pl.col("quantity").sum())
    rows = summed.join(available, on=PLACE, how="left").with_columns(quantity=pl.col("quantity") - pl.col("available").fill_null(0))
    return rows.filter(pl.col("quantity") > 0).select(*PLACE, "quantity").sort(PLACE)


def give_up(promises: pl.DataFrame, lack: pl.DataFrame) -> pl.DataFrame:
    """Which promises (order_id, product_id, warehouse_id, quantity, firm, placed_at) are given up so that nothing is lacking.

    Who ordered first keeps what there is: the newest order goes first. An order that can be planned again (not `firm`) goes before one that
    has a label or is in work, whatever their age; it gives up all of its promises, so it may make good what another product lacks. Of a firm
    one only what is lacking is given up. The quantity of a chosen row is what it gives.
    """
    left = {(p, w): n for p, w, n in lack.select(*PLACE, "quantity").rows()}
    rows = promises.sort("firm", "placed_at", "order_id", descending=[False, True, True])
    whose: dict[int, list[tuple[int, int, int]]] = {}
    for order, product, house, pieces in rows.filter(~pl.col("firm")).select("order_id", *PLACE, "quantity").rows():
        whose.setdefault(order, []).append((product, house, pieces))
    gone: set[int] = set()
    chosen: list[tuple[int, int, int, int, bool]] = []
    for order, product, house, pieces, firm in rows.select("order_id", *PLACE, "quantity", "firm").rows():
        if left.get((product, house), 0) <= 0 or order in gone:
            continue
        given = [(product, house, min(pieces, left[product, house]))] if firm else whose[order]
        gone |= set() if firm else {order}
        for p, w, n in given:
            left[p, w] = left.get((p, w), 0) - n
            chosen.append((order, p, w, n, firm))
    return pl.DataFrame(chosen, schema=CHOSEN, orient="row")


def split(moves: pl.DataFrame, stays: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Moves out (product_id, warehouse_id, quantity, ...) as those that go and those that must stay in the books: so many (`stays`) of the last ones.

    >>> moves = pl.DataFrame({"product_id": [1, 1], "warehouse_id": [7, 7], "quantity": [3, 2]})
    >>> go, stay = split(moves, pl.DataFrame({"product_id": [1], "warehouse_id": [7], "quantity": [4]}))
    >>> go["quantity"].to_list(), stay["quantity"].to_list()
    ([1], [2, 2])
    """
    stay = stays.group_by(PLACE).agg(stay=pl.col("quantity").sum())
    behind = pl.col("quantity").cum_sum(reverse=True).over(PLACE) - pl.col("quantity")  # what the moves after this one take
    rows = moves.join(stay, on=PLACE, how="left", maintain_order="left").with_columns(
        kept=pl.min_horizontal("quantity", (pl.col("stay").fill_null(0) - behind).clip(lower_bound=0))
    )
    go = rows.with_columns(quantity=pl.col("quantity") - pl.col("kept")).filter(pl.col("quantity") > 0)
    kept = rows.with_columns(quantity=pl.col("kept")).filter(pl.col("quantity") > 0)
    return go.select(moves.columns), kept.select(moves.columns)
