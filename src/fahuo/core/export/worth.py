"""What parcels that are only thought of would be worth, for whoever compares packings of the same goods."""

from __future__ import annotations

import numpy as np
import polars as pl

from fahuo.core.export.shares import proportion
from fahuo.core.export.value import share_paid, worths_of


class Worth:
    """What was paid for each line of some orders, and how much of it falls on the pieces of a parcel."""

    def __init__(self, orders: pl.DataFrame, lines: pl.DataFrame, kits: pl.DataFrame | None = None) -> None:
        """Orders and Lines, all lines of the orders; kits as `value_contents` takes them."""
        self._paid, self._lines, self._kits = share_paid(orders, lines), lines, kits

    def contents(self, placements: pl.DataFrame) -> pl.DataFrame:
        """Placements with order_id -> frames.Contents, in the order's currency, to the nearest minor unit of each line.

        The parcels may be of several packings of the same goods: so the cents are not shared over them, as `value_contents` does when
        the packing is known. Both differ by less than a minor unit for each line of a parcel.
        """
        pieces = pl.col("nx").cast(pl.Int64) * pl.col("ny") * pl.col("nz")
        inside = (
            placements.lazy()
            .group_by("parcel_id", "order_id", "line_no", "product_id")
            .agg(quantity=pieces.sum())
            .join(self._paid.lazy(), on=["order_id", "line_no"], how="left")
            .sort("parcel_id", "order_id", "line_no", "product_id")
            .collect()
        )
        share, quantity, asked = (inside[name].fill_null(0).to_numpy().astype(np.int64) for name in ("share", "quantity", "asked"))
        worth, of_one = worths_of(inside, self._lines, self._kits)
        quantity, asked = quantity * worth, asked * of_one
        whole = np.maximum(np.maximum(asked, quantity), 1)
        value, rest = proportion(share, quantity, whole)
        return inside.select(
            "parcel_id", "line_no", "order_id", "product_id", "quantity", pl.Series("value_minor", value + (2 * rest >= whole))
        )

    def of_pieces(self, order_ids: pl.Series, line_nos: pl.Series) -> pl.DataFrame:
        """order_id, line_no, value_minor: what one piece of each line is worth, rounded up."""
        rows = pl.DataFrame({"order_id": order_ids, "line_no": line_nos.cast(pl.Int32)})
        one = -(-pl.col("share") // pl.col("asked").clip(lower_bound=1))
        found = rows.join(self._paid, on=["order_id", "line_no"], how="left", maintain_order="left")
        return found.select("order_id", "line_no", value_minor=one.fill_null(0))
