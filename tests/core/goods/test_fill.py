"""The kernels on boxes that can be drawn by hand (the drawings are in docs/algorithms/packing.md)."""

from __future__ import annotations

import numpy as np
import pytest

from fahuo.core.goods import fill, fill_blocks
from fahuo.core.goods.fill_few import QUICK
from fahuo.core.goods.fill_groups import pack_groups
from fahuo.core.goods.shelf import front, stand
from tests.core.goods.depot import boxes


def kinds(*rows: tuple[int, ...]) -> fill.Ints:
    """(length, width, height, weight, count[, flags])."""
    return np.array([(*row, 0)[: fill.KIND_COLUMNS] for row in rows], dtype=np.int64)


def filled(kinds: fill.Ints, box: tuple[int, int, int, int], rule: int = 0) -> tuple[list[tuple[int, ...]], list[int]]:
    """Blocks in one box, and what is left of each kind."""
    left = kinds[:, fill.COUNT].copy()
    spaces = np.empty((7, 200), dtype=np.int64)
    blocks = np.zeros((60, fill.BLOCK_COLUMNS), dtype=np.int64)
    table = np.array([*box, box[0] * box[1] * box[2], 1, *[0] * 5], dtype=np.int64)
    count = fill_blocks.fill(table, kinds, left, rule, fill.ENDLESS, spaces, blocks)
    return [tuple(int(v) for v in block) for block in blocks[:count]], left.tolist()


def test_twelve_equal_pieces_are_one_block() -> None:
    blocks, left = filled(kinds((100, 100, 50, 200, 12)), (300, 200, 100, 10_000))
    assert blocks == [(0, 0, 0, 0, 100, 100, 50, 3, 2, 2)]
    assert left == [0]


def test_seven_pieces_are_a_full_layer_and_one_on_top() -> None:
    blocks, left = filled(kinds((100, 100, 50, 200, 7)), (300, 200, 100, 10_000))
    assert blocks == [(0, 0, 0, 0, 100, 100, 50, 3, 2, 1), (0, 0, 0, 50, 100, 100, 50, 1, 1, 1)]
    assert left == [0]


def test_three_kinds_share_a_box() -> None:
    blocks, left = filled(kinds((200, 200, 50, 800, 1), (100, 100, 50, 200, 3), (100, 50, 50, 100, 4)), (300, 200, 100, 10_000))
    assert blocks == [
        (0, 0, 0, 0, 200, 200, 50, 1, 1, 1),
        (1, 200, 0, 0, 100, 50, 100, 1, 3, 1),
        (2, 200, 150, 0, 100, 50, 50, 1, 1, 2),
        (2, 0, 0, 50, 100, 50, 50, 2, 1, 1),
    ]
    assert left == [0, 0, 0]


@pytest.mark.parametrize("rule", range(4))
def test_the_weight_limit_ends_a_parcel(rule: int) -> None:
    blocks, left = filled(kinds((100, 100, 50, 3_000, 8), (10, 10, 10, 500, 5)), (300, 200, 100, 9_900), rule)
    assert left == [5, 4]  # 3 x 3,000 + 1 x 500; a second 500 would be 10,000
    assert sum(b[fill.NX] * b[fill.NY] * b[fill.NZ] for b in blocks) == 4


@pytest.mark.parametrize("rule", range(4))
def test_an_upright_piece_is_turned_only_about_the_vertical(rule: int) -> None:
    blocks, left = filled(kinds((90, 40, 95, 100, 20, fill.UPRIGHT)), (300, 200, 100, 10_000), rule)
    assert left[0] < 20
    assert {(b[fill.DX], b[fill.DY], b[fill.DZ]) for b in blocks} <= {(90, 40, 95), (40, 90, 95)}
    assert filled(kinds((90, 40, 110, 100, 1, fill.UPRIGHT)), (300, 200, 100, 10_000), rule) == ([], [1])
    assert filled(kinds((90, 40, 110, 100, 1)), (300, 200, 100, 10_000), rule)[1] == [0]


@pytest.mark.parametrize("rule", range(4))
def test_a_piece_that_must_lie_stands_on_its_largest_face(rule: int) -> None:
    for size in ((90, 40, 95), (40, 95, 90), (95, 90, 40)):
        blocks, left = filled(kinds((*size, 100, 20, fill.FLAT)), (300, 200, 100, 10_000), rule)
        assert left[0] < 20
        assert {(b[fill.DX], b[fill.DY], b[fill.DZ]) for b in blocks} <= {(90, 95, 40), (95, 90, 40)}
    assert filled(kinds((110, 40, 30, 100, 1, fill.FLAT)), (40, 30, 120, 10_000), rule) == ([], [1])


def test_nothing_stands_on_a_piece_that_bears_nothing() -> None:
    blocks, left = filled(kinds((100, 100, 50, 100, 7, fill.NO_STACK)), (300, 200, 100, 10_000))
    assert sum(b[fill.NX] * b[fill.NY] * b[fill.NZ] for b in blocks) == 7 - left[0]
    assert all(b[fill.Z] == 0 and b[fill.NZ] == 1 for b in blocks)


def test_what_bears_nothing_waits_for_the_others() -> None:
    blocks, left = filled(kinds((100, 100, 60, 100, 1, fill.NO_STACK), (300, 200, 50, 100, 1)), (300, 200, 110, 10_000))
    assert left == [0, 0]
    assert [b[fill.KIND] for b in blocks] == [1, 0]
    assert blocks[1][fill.Z] == 50


def test_it_gives_up_once_too_much_is_lost() -> None:
    """Two pieces of 200 x 200 x 100 cannot both lie in 300 x 200 x 100: after the first, 2,000,000 mm3 are lost to them."""
    left = np.array([2], dtype=np.int64)
    spaces, blocks = np.empty((7, 200), dtype=np.int64), np.zeros((60, fill.BLOCK_COLUMNS), dtype=np.int64)
    box = np.array([300, 200, 100, 10_000, 6_000_000, 1, *[0] * 5], dtype=np.int64)
    assert fill_blocks.fill(box, kinds((200, 200, 100, 100, 2)), left, 0, 0, spaces, blocks) == 1
    assert left.tolist() == [1]


def test_a_pattern_is_found_once_and_repeated() -> None:
    table = stand(boxes((300, 200, 100, 10_000))).boxes
    parcels, blocks = pack_groups(kinds((100, 100, 50, 200, 30)), np.array([0, 1]), table, 100, QUICK)
    assert parcels.tolist() == [[0, 0, 0], [0, 0, 0], [12, 12, 6], [1, 1, 1]]
    assert blocks[0].tolist() == [0, 1, 2]
    assert blocks[2 + fill.NZ].tolist() == [2, 2, 1]


def test_a_box_is_front_unless_another_takes_as_much() -> None:
    table = stand(boxes((100, 100, 100, 5_000), (200, 100, 100, 5_000), (100, 200, 100, 5_000), (90, 90, 90, 9_000))).boxes
    assert table[:, :3].tolist() == [[90, 90, 90], [100, 100, 100], [200, 100, 100], [100, 200, 100]]
    # the strong small one stays; of the two that are turned copies the first stays
    assert table[:, fill.FRONT].tolist() == [1, 0, 1, 0]
    assert front(table[:0]).tolist() == []


def test_a_piece_too_heavy_for_the_front_box_still_finds_its_box() -> None:
    """The larger box weighs 200 g more, so that 9,850 g go into the smaller one only; it counts as replaced all the same."""
    large = boxes((300, 200, 200, 10_000), tare=300)
    small = boxes((300, 200, 100, 10_000), tare=100)
    table = stand(small.vstack(large.with_columns(box_id=small["box_id"] + 1))).boxes
    assert table[:, fill.FRONT].tolist() == [0, 1]
    parcels, _ = pack_groups(kinds((100, 100, 50, 9_850, 3)), np.array([0, 1]), table, 100, QUICK)
    assert parcels[1].tolist() == [0, 0, 0]
