"""What goes around one piece because of its attributes.

Different paddings are layers around each other, so thicknesses, weights and prices add up. A padding that two attributes ask for under
the same code is one thing, and goes around the piece once; where its rows differ, the larger figure of each column counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.goods.fill import Ints


@dataclass(frozen=True)
class Around:
    """One entry a piece (or product): all that goes around it."""

    thickness_mm: Ints  # on every side
    weight_g: Ints
    price_minor: Ints
    double_wall: npt.NDArray[np.bool_]  # it must travel in a double-walled box


def around(attributes: Ints, paddings: pl.DataFrame) -> Around:
    """Paddings around pieces of these attributes."""
    size = len(attributes)
    total = np.zeros((3, size), dtype=np.int64)
    wall = np.zeros(size, dtype=np.bool_)
    for _, rows in paddings.group_by("code"):
        layer = np.zeros((3, size), dtype=np.int64)
        for bits, *figures, walled in rows.select("attribute", "thickness_mm", "weight_g", "price_minor", "double_wall").iter_rows():
            has = (attributes & bits) != 0
            layer = np.maximum(layer, has * np.array(figures, dtype=np.int64)[:, None])
            wall |= has & walled
        total += layer
    return Around(total[0], total[1], total[2], wall)
