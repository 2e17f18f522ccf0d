"""Refusals of lines that cannot be packed, each with the values that caused it."""

from __future__ import annotations

import numpy as np
import polars as pl

from fahuo.core import frames
from fahuo.core.goods import carton
from fahuo.core.goods.fill import COUNT, WEIGHT, boxable
from fahuo.core.goods.pieces import MEASURES, REASON_OF, USED_UP, Pieces
from fahuo.core.goods.shelf import Shelf
from fahuo.core.words import Step


def refusals_frame(
    lines: pl.DataFrame, products: pl.DataFrame, warehouses: pl.DataFrame, pieces: Pieces, shelf: Shelf, left: dict[tuple[int, int], int]
) -> pl.DataFrame:
    """One refusal for each line that cannot be packed. `left`: boxes by warehouse and material that the plan has left."""
    refused = np.flatnonzero(pieces.why_not > 0)
    if not refused.size:
        return frames.empty(frames.Refusals)
    kinds, why = pieces.kinds[refused], pieces.why_not[refused]
    line = ["order_id", "line_no"]
    rows = (
        pl.DataFrame(
            {
                "order_id": pieces.order_id[refused],
                "line_no": pieces.line_no[refused],
                "product_id": pieces.product_id[refused],
                "code": [REASON_OF[reason] for reason in why.tolist()],
                "quantity": kinds[:, COUNT],
                "longest_mm": kinds[:, :3].max(axis=1) + 2 * carton.WALL_MM,
                "gross_g": kinds[:, WEIGHT] + pieces.carton_g[refused],
                "limit": np.array([0, 0, 0, carton.LINE_PIECES, carton.LONGEST_MM, carton.LIMIT_G, 0])[why],
                "boxes": pl.Series([_takers(pieces, shelf, row, left) for row in refused.tolist()], dtype=pl.String),
                "warehouse_id": pieces.warehouse_id[refused],
            }
        )
        .with_columns(pl.col("quantity").max().over(line))
        .unique(line, keep="first", maintain_order=True)
        .join(lines.select(*line, "source_row", of_line="sku"), on=line, how="left", maintain_order="left")
        .join(products.select("product_id", "sku", *MEASURES), on="product_id", how="left", maintain_order="left")
        .join(warehouses.select("warehouse_id", warehouse="code"), on="warehouse_id", how="left", maintain_order="left")
        .with_columns(sku=pl.coalesce("sku", "of_line"))
    )
    said = {name: pl.col(name) for name in ("sku", *MEASURES, "quantity", "longest_mm", "gross_g", "limit", "boxes", "warehouse")}
    return frames.refuse(rows, Step.GOODS.value, pl.col("code"), said)


def _takers(pieces: Pieces, shelf: Shelf, row: int, left: dict[tuple[int, int], int]) -> str | None:
    """The boxes that would take a piece, each with how many are left: "D3 × 0, C5 × 1"."""
    if pieces.why_not[row] != USED_UP:
        return None
    kind, place = pieces.kinds[row : row + 1], int(pieces.warehouse_id[row])
    strong = [b for b in range(len(shelf)) if shelf.double_wall[b] or not pieces.double_wall[row]]
    takers = [b for b in strong if boxable(kind, shelf.boxes[b : b + 1])[0]]
    return ", ".join(f"{shelf.codes[b]} × {left.get((place, int(shelf.material[b])), 0)}" for b in takers)
