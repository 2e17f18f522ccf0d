"""The pictures: what is drawn last is what one would see."""

from __future__ import annotations

import random
import xml.etree.ElementTree as xml

from hypothesis import given, settings
from hypothesis import strategies as st

from fahuo.console.draw.packing import MOST, Block, back_to_front, draw_packing
from fahuo.console.draw.piece import draw_piece
from fahuo.console.draw.track import draw_track


def _cut(rng: random.Random, x: int, y: int, z: int, dx: int, dy: int, dz: int, depth: int) -> list[Block]:
    """A box cut into blocks by planes, some of them left out."""
    size = (dx, dy, dz)
    axis = rng.randrange(3)
    if depth == 0 or size[axis] < 2:
        return [] if rng.random() < 0.2 else [Block(x, y, z, dx, dy, dz, 1, 1, 1, "#123456", "A")]
    at = rng.randrange(1, size[axis])
    low, high = [list(size), list(size)], None
    low[0][axis], low[1][axis] = at, size[axis] - at
    corner = [x, y, z]
    corner[axis] += at
    del high
    return _cut(rng, x, y, z, *low[0], depth - 1) + _cut(rng, *corner, *low[1], depth - 1)


def _front(blocks: list[Block], px: float, py: float) -> Block | None:
    """The block that one sees through the point (px, py) of the floor, looking along (-1, -1, -1)."""
    best, seen = float("-inf"), None
    for b in blocks:
        (x1, y1, z1) = b.ends
        enter, leave = max(b.x - px, b.y - py, b.z), min(x1 - px, y1 - py, z1)
        if leave - enter > 1e-9 and leave > best:
            best, seen = leave, b
    return seen


def _covers(b: Block, px: float, py: float) -> bool:
    x1, y1, z1 = b.ends
    return min(x1 - px, y1 - py, z1) - max(b.x - px, b.y - py, b.z) > 1e-9


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9))
def test_the_last_block_drawn_at_a_point_is_the_one_that_is_seen(seed: int) -> None:
    rng = random.Random(seed)
    blocks = _cut(rng, 0, 0, 0, 12, 9, 7, 5)
    rng.shuffle(blocks)
    drawn = back_to_front(blocks)
    assert sorted(map(id, drawn)) == sorted(map(id, blocks))
    for _ in range(60):
        px, py = rng.uniform(-7, 12), rng.uniform(-7, 9)
        over = [b for b in drawn if _covers(b, px, py)]
        assert (over[-1] if over else None) is _front(blocks, px, py)


def test_a_picture_is_well_formed_whatever_a_product_is_called() -> None:
    blocks = [Block(0, 0, 0, 10, 10, 10, 3, 2, 1, "#4f8f7b", '<script>"&'), Block(30, 0, 0, 5, 5, 5, 1, 4, 6, "#c58a3d", "B")]
    root = xml.fromstring(draw_packing(blocks, (40, 30, 30), 'How "it" is packed'))
    assert [e.text for e in root.iter("{http://www.w3.org/2000/svg}title")] == ['<script>"&', "B"]


def test_very_many_blocks_stay_a_light_picture() -> None:
    blocks = [Block(x * 5, y * 5, z * 5, 5, 5, 5, 1, 1, 1, "#123456", "A") for x in range(12) for y in range(12) for z in range(12)]
    assert len(blocks) > MOST and len(draw_packing(blocks, (60, 60, 60), "x")) < 600_000
    many = draw_packing([Block(0, 0, 0, 1, 1, 1, 500, 400, 300, "#123456", "A")], (500, 400, 300), "x")
    assert len(many) < 20_000


def test_the_track_has_a_station_for_each_step() -> None:
    stations = [("done", "A"), ("need", "B"), ("later", "C & D")]
    root = xml.fromstring(draw_track(stations, "way"))
    assert [e.text for e in root.iter("{http://www.w3.org/2000/svg}title")] == ["A", "B", "C & D"]


def test_a_piece_is_drawn_on_a_sheet_and_a_large_one_on_its_own() -> None:
    small, large = (xml.fromstring(draw_piece(*size, 3, "a piece")) for size in ((20, 20, 10), (1_200, 400, 300)))
    assert small.get("aria-label") == large.get("aria-label") == "a piece"
    wide = [float(drawn.get("viewBox", "").split()[2]) for drawn in (small, large)]
    assert wide[0] > 20 * 5 and wide[1] > wide[0]
