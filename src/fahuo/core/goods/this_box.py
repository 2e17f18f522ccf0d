"""Does the content of one parcel go into one box, the one that a packer holds in the hand? Pure; asked of the same kernel that plans."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from fahuo.core.goods.fill import COUNT, FLAGS, OWN_CARTON, WEIGHT
from fahuo.core.goods.fill_few import THOROUGH
from fahuo.core.goods.fill_floor import FULL
from fahuo.core.goods.groups import divide
from fahuo.core.goods.pack import pack
from fahuo.core.goods.pieces import REASON_OF, Pieces, measure
from fahuo.core.goods.shelf import stand

Fault = tuple[str, dict[str, Any]]  # a reason's code and its values
_UNMEASURED = {REASON_OF.index("size_missing"), REASON_OF.index("weight_missing")}


def box_fault(content: pl.DataFrame, products: pl.DataFrame, paddings: pl.DataFrame, box: pl.DataFrame) -> Fault | None:
    """Why these pieces (product_id, quantity) do not go into this box (frames.Boxes, one row); None where they do.

    Padding goes around them first. Sizes in mm, weights in g. The kernel may miss a way to pack that a patient hand finds: who asks lets
    somebody overrule it.
    """
    code, limit_g, tare_g = box.row(0, named=True)["code"], int(box["limit_g"][0]), int(box["weight_g"][0])
    total = content.group_by("product_id").agg(pl.col("quantity").sum()).sort("product_id")
    wanted = total.with_columns(
        group_id=pl.lit(0, pl.Int64),
        order_id=pl.lit(0, pl.Int64),
        warehouse_id=pl.lit(0, pl.Int64),
        line_no=pl.int_range(pl.len(), dtype=pl.Int32),
    )
    shelf = stand(box)
    pieces = measure(wanted, products, paddings, shelf)
    skus = dict(products.select("product_id", "sku").iter_rows())

    def first(rows: Any) -> str:
        product_id = int(pieces.product_id[np.flatnonzero(rows)[0]])
        return skus.get(product_id) or f"#{product_id}"

    unmeasured = np.isin(np.abs(pieces.why_not), list(_UNMEASURED))
    if unmeasured.any():
        return "box_unmeasured", {"box": code, "sku": first(unmeasured)}
    gross_g = tare_g + int((pieces.kinds[:, WEIGHT] * pieces.kinds[:, COUNT]).sum())
    if gross_g > limit_g or not len(shelf):
        return "box_over_limit", {"box": code, "gross_g": gross_g, "limit_g": limit_g}
    if pieces.double_wall.any() and not shelf.double_wall[0]:
        return "box_single_wall", {"box": code, "sku": first(pieces.double_wall)}
    too_large = (pieces.kinds[:, FLAGS] & OWN_CARTON) != 0
    if too_large.any():
        size = pieces.kinds[np.flatnonzero(too_large)[0], :3]
        return "box_piece_too_large", {"box": code, "sku": first(too_large), "size": _size(size), "inside": _size(shelf.boxes[0, :3])}
    parcels = _parcels(pieces, shelf.boxes)
    return ("box_too_small", {"box": code, "pieces": int(pieces.kinds[:, COUNT].sum()), "boxes": parcels}) if parcels > 1 else None


def _parcels(pieces: Pieces, table: Any) -> int:
    """How many boxes of this kind the kernel needs; what was planned to be together is not divided again."""
    groups = divide(pieces, ())
    parcels, _ = pack(pieces.kinds[groups.rows], groups.starts, table, FULL, THOROUGH)
    return int(parcels.shape[1])


def _size(sides: Any) -> str:
    return " × ".join(str(side) for side in sides.tolist())
