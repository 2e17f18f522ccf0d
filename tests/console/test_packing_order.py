"""The painting order of the turnable drawing, run in a browser as it is, judged by rays that share nothing with it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fahuo.console
from tests.console.browsing import IN_A_BROWSER, chromium_page

pytestmark = IN_A_BROWSER
SCRIPT = Path(fahuo.console.__file__).parent / "static" / "console" / "packing_order.js"
Cuboid = tuple[tuple[int, int, int], tuple[int, int, int]]  # lo, hi
PAINTED = """([cuboids, eyes]) => {
  const asked = cuboids.map(([lo, hi]) => ({ lo, hi })), tree = fahuoPacking.partition(asked);
  return eyes.map((eye) => fahuoPacking.backToFront(tree, eye).map(({ lo, hi, of }) => [lo, hi, of]));
}"""
# Each covers the next from the corner: no order without a cut is right.
RING: list[Cuboid] = [
    ((0, 0, 2), (9, 2, 4)),
    ((7, 0, 0), (9, 9, 2)),
    ((0, 7, 0), (7, 9, 3)),
    ((0, 2, 0), (2, 7, 9)),
    ((2, 4, 4), (9, 6, 9)),
]


@pytest.fixture(scope="module")
def script() -> Iterator[Any]:
    with chromium_page() as page:
        page.add_script_tag(path=str(SCRIPT))
        yield page


def _cut(rng: random.Random, lo: tuple[int, ...], hi: tuple[int, ...], depth: int) -> list[Cuboid]:
    """A cuboid cut by planes, some parts left out."""
    axis = rng.randrange(3)
    if depth == 0 or hi[axis] - lo[axis] < 2:
        return [] if rng.random() < 0.2 else [(lo, hi)]  # type: ignore[list-item]
    at = rng.randrange(lo[axis] + 1, hi[axis])
    swap = lambda corner: tuple(at if k == axis else v for k, v in enumerate(corner))  # noqa: E731
    return _cut(rng, lo, swap(hi), depth - 1) + _cut(rng, swap(lo), hi, depth - 1)


def _scattered(rng: random.Random) -> list[Cuboid]:
    """Bars and plates thrown in wherever there is room: rings of them are common."""
    placed: list[Cuboid] = []
    for _ in range(120):
        size = [rng.choice((1, 2, 9)) for _ in range(3)]
        lo = tuple(rng.randrange(0, 13 - s) for s in size)
        hi = tuple(a + s for a, s in zip(lo, size, strict=True))
        if all(any(hi[k] <= other[0][k] or other[1][k] <= lo[k] for k in range(3)) for other in placed):
            placed.append((lo, hi))  # type: ignore[arg-type]
    return placed


def _crossing(lo: Any, hi: Any, point: list[float], eye: list[float]) -> tuple[float, float] | None:
    """Where the line through a point to the eye leaves and enters a cuboid; None where it only touches or misses it."""
    near, far = -math.inf, math.inf
    for k in range(3):
        if abs(eye[k]) < 1e-9:
            if not lo[k] < point[k] < hi[k]:
                return None
            continue
        a, b = sorted(((lo[k] - point[k]) / eye[k], (hi[k] - point[k]) / eye[k]))
        near, far = max(near, a), min(far, b)
    return (near, far) if far - near > 1e-6 else None


def _eyes(rng: random.Random) -> list[list[float]]:
    turned = [(rng.uniform(0, 2 * math.pi), rng.uniform(-0.8, 1.57)) for _ in range(6)] + [
        (0.0, 0.0),
        (0.0, math.pi / 2),
        (math.pi / 4, 0.6),
    ]
    return [[math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch), math.sin(pitch)] for yaw, pitch in turned]


def _judge(cuboids: list[Cuboid], eyes: list[list[float]], painted: list[list[Any]], rng: random.Random) -> int:
    """Every ray must see last painted what stands nearest to the eye. Returns how many rays met two cuboids or more."""
    deep = 0
    for eye, order in zip(eyes, painted, strict=True):
        for _ in range(80):
            point = [rng.uniform(0, 12) for _ in range(3)]
            met = {i: c[1] for i, (lo, hi) in enumerate(cuboids) if (c := _crossing(lo, hi, point, eye))}
            over = [of for lo, hi, of in order if _crossing(lo, hi, point, eye)]
            assert set(over) == set(met)
            if met:
                assert over[-1] == max(met, key=lambda i: met[i]), (eye, point)
            deep += len(met) > 1
    return deep


@pytest.mark.parametrize("seed", range(12))
def test_what_stands_before_is_painted_after(script: Any, seed: int) -> None:
    rng = random.Random(seed)
    cuboids = _cut(rng, (0, 0, 0), (12, 9, 7), 6) if seed % 2 else _scattered(rng)
    rng.shuffle(cuboids)
    eyes = _eyes(rng)
    assert _judge(cuboids, eyes, script.evaluate(PAINTED, [cuboids, eyes]), rng) > 50


def test_a_ring_of_blocks_that_cover_each_other_is_cut(script: Any) -> None:
    rng = random.Random(1)
    eyes = _eyes(rng)
    painted = script.evaluate(PAINTED, [RING, eyes])
    _judge(RING, eyes, painted, rng)
    volume = lambda lo, hi: math.prod(b - a for a, b in zip(lo, hi, strict=True))  # noqa: E731
    assert sum(volume(lo, hi) for lo, hi, _ in painted[0]) == sum(volume(*c) for c in RING)


def test_without_the_planes_the_ring_is_wrong(script: Any) -> None:
    """The control: painted by their centres, as is often done, the same cuboids fail the same judge."""
    rng = random.Random(3)
    cuboids = _scattered(rng)
    eyes = _eyes(rng)
    centre = lambda c, eye: sum((a + b) * e for a, b, e in zip(*c, eye, strict=True))  # noqa: E731
    by_centre = [
        [[*cuboids[i], i] for i in sorted(range(len(cuboids)), key=lambda i, eye=eye: centre(cuboids[i], eye))]  # type: ignore[misc]
        for eye in eyes
    ]
    with pytest.raises(AssertionError):
        _judge(cuboids, eyes, by_centre, rng)


def test_thousands_of_loose_pieces_are_ordered_in_the_time_of_a_frame(script: Any) -> None:
    cuboids = [((x, y, z), (x + 1, y + 1, z + 1)) for x in range(15) for y in range(15) for z in range(15)]
    timed = """([cuboids, eyes]) => {
      const tree = fahuoPacking.partition(cuboids.map(([lo, hi]) => ({ lo, hi }))), start = performance.now();
      for (const eye of eyes) fahuoPacking.backToFront(tree, eye);
      return (performance.now() - start) / eyes.length;
    }"""
    assert script.evaluate(timed, [cuboids, _eyes(random.Random(2)) * 10]) < 100  # well below 1 ms: room for a very busy machine


def test_overlapping_blocks_are_all_painted(script: Any) -> None:
    cuboids = [((0, 0, 0), (5, 5, 5)), ((2, 2, 2), (7, 7, 7)), ((0, 0, 8), (5, 5, 9))]
    assert [sorted(of for _, _, of in order) for order in script.evaluate(PAINTED, [cuboids, [[0.5, 0.5, 0.7]]])] == [[0, 1, 2]]


def test_a_line_of_sight_meets_the_nearest_block_that_is_shown(script: Any) -> None:
    cuboids = [{"lo": [0, 0, z], "hi": [4, 4, z + 1]} for z in range(3)]
    found = script.evaluate("(c) => [3, 2, 0].map((n) => fahuoPacking.hit(c, [1.5, 2.5, 0], [0, 0, 1], (i) => i < n))", cuboids)
    assert [f and (f["index"], f["face"], f["at"]) for f in found] == [(2, 2, [1.5, 2.5, 3]), (1, 2, [1.5, 2.5, 2]), None]
