"""Orders of very many pieces: by rule, from a tray; cartons of their own; nothing lost, nothing in one place."""

from __future__ import annotations

import numpy as np
import pytest

from fahuo.core.goods import fill
from fahuo.core.goods.fill import Ints
from fahuo.core.goods.fill_groups import pack_groups
from fahuo.core.goods.fill_many import choose
from tests.core.goods.test_search import judged, kinds, packed, table

BOXES = table((364, 374, 40, 2_860), (230, 300, 240, 14_840), (305, 305, 520, 9_900))


def drawn(count: int, least: int, most: int, pieces: int = 1) -> Ints:
    draw = np.random.default_rng(5)
    return kinds(*[(*sorted(draw.integers(least, most, 3), reverse=True), 50, pieces) for _ in range(count)])


@pytest.mark.parametrize(
    ("rows", "least", "most", "pieces"),
    [(1_000, 10, 300, 10), (10_000, 20, 250, 1), (10_000, 5, 40, 1), (500, 20, 200, 20), (3, 20, 90, 4_000)],
)
def test_all_of_ten_thousand_pieces_are_packed_soundly_and_in_the_same_way_again(rows: int, least: int, most: int, pieces: int) -> None:
    order = drawn(rows, least, most, pieces)
    found = packed(order, BOXES)
    assert sum(len(inside) for _, inside in found) == order[:, fill.COUNT].sum()
    judged([parcel for parcel in found if len(parcel[1]) < 1_500][:30], BOXES)
    assert found == packed(order, BOXES)
    volume, weight = (order[:, :3].prod(axis=1) * order[:, fill.COUNT]).sum(), (order[:, fill.WEIGHT] * order[:, fill.COUNT]).sum()
    least = max(volume / BOXES[:, fill.INNER].max(), weight / BOXES[:, fill.ROOM].max())
    assert len(found) < 2.1 * least + 1  # a floor: measured figures are in docs/algorithms/packing.md


def test_a_tray_holds_the_biggest_and_of_the_others_one_in_so_many() -> None:
    left, which = np.ones(100, dtype=np.int64), np.zeros(100, dtype=np.int64)
    left[3] = 0
    assert which[: choose(left, 20, which)].tolist() == [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 20, 29, 38, 47, 56, 65, 74, 83, 92]
    assert choose(left, 99, which) == 99
    left[:] = 0
    assert choose(left, 20, which) == 0


def test_each_piece_with_a_carton_of_its_own_is_a_parcel() -> None:
    order = kinds(*[(3_000 - i, 500, 400, 9_000, 1 + i % 3, fill.OWN_CARTON) for i in range(300)])
    parcels, rows = pack_groups(order, np.array([0, len(order)]), BOXES, 100, 0)
    assert parcels.shape[1] == rows.shape[1] == order[:, fill.COUNT].sum()
    assert (parcels[1] == fill.NOTHING).all()
    assert (np.bincount(rows[2]) == order[:, fill.COUNT]).all()
