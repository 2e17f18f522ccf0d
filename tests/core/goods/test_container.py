"""One container, more cargo than goes in."""

from __future__ import annotations

import numpy as np
import pytest
from bench.thpack import KNOWN, kinds_of, read, used

from fahuo.core.goods import fill
from fahuo.core.goods.pack import fill_container
from tests.core.goods.judge import judge_box


def box_of(*sides: int, room: int = 10**9) -> fill.Ints:
    row = np.zeros(fill.BOX_COLUMNS, dtype=np.int64)
    row[:3], row[fill.ROOM], row[fill.INNER] = sides, room, np.prod(sides)
    return row


def expand(blocks: fill.Ints) -> list[tuple[int, ...]]:
    return [
        (x + a * dx, y + b * dy, z + c * dz, dx, dy, dz)
        for _, x, y, z, dx, dy, dz, nx, ny, nz in blocks.tolist()
        for c in range(nz)
        for b in range(ny)
        for a in range(nx)
    ]


def test_the_better_of_two_mixtures_is_loaded() -> None:
    """300 long: four of 60 and one of 55 leave 5, but 100 + 100 + 100 leaves nothing."""
    kinds = np.array([(100, 50, 50, 1, 9, 0), (60, 50, 50, 1, 9, 0), (55, 50, 50, 1, 9, 0)], dtype=np.int64)
    blocks = fill_container(kinds, box_of(300, 50, 50))
    assert used(blocks) == 300 * 50 * 50


def test_the_weight_limit_holds() -> None:
    kinds = np.array([(50, 50, 50, 30, 99, 0)], dtype=np.int64)
    assert len(expand(fill_container(kinds, box_of(500, 500, 500, room=100)))) == 3


@pytest.mark.shared
@pytest.mark.parametrize("number", [1, 2, 3])
def test_or_librarys_containers_are_loaded_soundly_and_well(number: int) -> None:
    loads = []
    for box, rows in read(number)[:12]:
        kinds = kinds_of(rows)
        blocks = fill_container(kinds, box_of(*box))
        count = np.zeros(len(kinds), dtype=np.int64)
        np.add.at(count, blocks[:, fill.KIND], blocks[:, fill.NX] * blocks[:, fill.NY] * blocks[:, fill.NZ])
        assert (count <= kinds[:, fill.COUNT]).all()
        for k, _, _, _, dx, dy, dz, *_ in blocks.tolist():
            assert sorted((dx, dy, dz)) == sorted(kinds[k, :3].tolist())
            assert any(dz == kinds[k, i] and not kinds[k, fill.FLAGS] & (fill.LYING << i) for i in range(3))
        faults, shares = judge_box(expand(blocks), list(box))
        assert faults == [] and all(share == 1 for share in shares)
        loads.append(used(blocks) / int(np.prod(box)))
    assert np.mean(loads) * 100 > max(row[number] for how, row in KNOWN.values() if how.startswith("constructive"))
