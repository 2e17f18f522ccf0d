"""Chunks and threads change nothing."""

from __future__ import annotations

import numpy as np
import pytest

from fahuo.core.goods import pack as packing
from fahuo.core.goods.fill import KIND_COLUMNS, Ints
from fahuo.core.goods.fill_few import QUICK
from fahuo.core.goods.fill_groups import pack_groups
from fahuo.core.goods.shelf import stand
from tests.core.goods.depot import CARTONS


@pytest.fixture
def many() -> tuple[Ints, Ints]:
    """300 groups of 1 to 40 kinds, from a seed."""
    draw = np.random.default_rng(7)
    sizes = draw.integers(1, 41, 300)
    kinds = np.zeros((sizes.sum(), KIND_COLUMNS), dtype=np.int64)
    kinds[:, :3] = np.sort(draw.integers(5, 300, (len(kinds), 3)), axis=1)[:, ::-1] // [1, 2, 4] + 1
    kinds[:, 3], kinds[:, 4] = draw.integers(10, 900, len(kinds)), draw.integers(1, 20, len(kinds))
    return kinds, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def test_two_threads_give_what_one_gives(many: tuple[Ints, Ints], monkeypatch: pytest.MonkeyPatch) -> None:
    kinds, starts = many
    boxes = stand(CARTONS).boxes
    alone = pack_groups(kinds, starts, boxes, 100, QUICK)
    monkeypatch.setattr(packing, "CHUNK_ROWS", 500)
    assert len(packing.chunks(starts)) > 3
    together = packing.pack(kinds, starts, boxes)
    assert all(np.array_equal(one, two) for one, two in zip(alone, together, strict=True))


def test_chunks_cut_between_groups_and_cover_all() -> None:
    assert packing.chunks(np.array([0])) == [0]
    assert packing.chunks(np.array([0, 3])) == [0, 1]
    starts = np.array([0, 3_000, 3_999, 4_001, 9_000, 9_100, 20_000])
    cuts = packing.chunks(starts)
    assert cuts == [0, 3, 4, 6]  # rows 4,000, 8,000, ... begin a new chunk at the next group
    assert cuts[-1] == len(starts) - 1


def test_warm_up_needs_nothing() -> None:
    packing.warm_up()
