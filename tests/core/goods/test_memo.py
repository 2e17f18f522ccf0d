"""Equal orders are packed once: by content, within a batch and across batches; never more than the memo may hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahuo.core.goods.fill import COUNT, KIND_COLUMNS, RATE, ROOM, UPRIGHT, WEIGHT, Ints
from fahuo.core.goods.fill_few import QUICK
from fahuo.core.goods.fill_groups import pack_groups
from fahuo.core.goods.memo import Memo, Packed
from fahuo.core.goods.shelf import stand
from tests.core.goods.depot import CARTONS

BOXES = stand(CARTONS).boxes


def group(seed: int) -> Ints:
    draw = np.random.default_rng(seed)
    kinds = np.zeros((draw.integers(1, 6), KIND_COLUMNS), dtype=np.int64)
    kinds[:, :3] = np.sort(draw.integers(5, 300, (len(kinds), 3)), axis=1)[:, ::-1] // [1, 2, 4] + 1
    kinds[:, WEIGHT], kinds[:, COUNT] = draw.integers(10, 900, len(kinds)), draw.integers(1, 60, len(kinds))
    return kinds[np.argsort(-kinds[:, :3].prod(axis=1), kind="stable")]


def batch(seeds: list[int]) -> tuple[Ints, Ints]:
    groups = [group(seed) for seed in seeds]
    kinds = np.concatenate(groups) if groups else np.zeros((0, KIND_COLUMNS), dtype=np.int64)
    return kinds, np.append(0, np.cumsum([len(g) for g in groups])).astype(np.int64)


class Counted:
    """The kernel, which notes how many groups it is asked for."""

    def __init__(self) -> None:
        self.groups: list[int] = []

    def __call__(self, kinds: Ints, starts: Ints, boxes: Ints, support: int, work: int) -> Packed:
        self.groups.append(len(starts) - 1)
        return pack_groups(kinds, starts, boxes, support, work)


def same(one: Packed, other: Packed) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), max_size=8), min_size=1, max_size=4), st.sampled_from([0, 3_000, 1 << 20]))
def test_what_is_remembered_is_what_would_be_found(batches: list[list[int]], most_bytes: int) -> None:
    memo = Memo(most_bytes)
    for seeds in batches:
        kinds, starts = batch(seeds)
        assert same(memo.pack(kinds, starts, BOXES, 100, QUICK, pack_groups), pack_groups(kinds, starts, BOXES, 100, QUICK))
        assert memo.bytes <= most_bytes


def test_equal_groups_are_packed_once_in_a_batch_and_across_batches() -> None:
    memo, kernel = Memo(), Counted()
    for seeds in ([1, 2, 1, 1], [2, 3, 2], [3, 1, 2]):
        memo.pack(*batch(seeds), BOXES, 100, QUICK, kernel)
    assert kernel.groups == [2, 1]
    assert (len(memo), memo.hits) == (3, 7)


@pytest.mark.parametrize("what", ["weight", "count", "turning", "limit", "aim", "support", "work"])
def test_whatever_changes_a_packing_is_packed_anew(what: str) -> None:
    memo, kernel = Memo(), Counted()
    kinds, starts = batch([4])
    memo.pack(kinds, starts, BOXES, 100, QUICK, kernel)
    other, boxes = kinds.copy(), BOXES.copy()
    if what in ("weight", "count", "turning"):
        other[0, {"weight": WEIGHT, "count": COUNT, "turning": KIND_COLUMNS - 1}[what]] += UPRIGHT
    if what in ("limit", "aim"):
        boxes[0, ROOM if what == "limit" else RATE] += 1
    memo.pack(other, starts, boxes, 50 if what == "support" else 100, QUICK + (what == "work"), kernel)
    assert kernel.groups == [1, 1]


def test_the_oldest_go_first_when_the_memo_is_full() -> None:
    kinds, starts = batch([1])
    memo = Memo(1 << 20)
    memo.pack(kinds, starts, BOXES, 100, QUICK, pack_groups)
    memo = Memo(6 * memo.bytes)
    for seed in range(40):
        memo.pack(*batch([seed]), BOXES, 100, QUICK, pack_groups)
        assert memo.bytes <= memo.most_bytes
    kernel = Counted()
    memo.pack(*batch([0]), BOXES, 100, QUICK, kernel)
    assert kernel.groups == [1]
    assert 1 < len(memo) < 40


def test_what_the_caller_does_to_an_answer_does_not_change_what_is_remembered() -> None:
    memo = Memo()
    kinds, starts = batch([5, 6])
    for _ in range(3):
        found = memo.pack(kinds, starts, BOXES, 100, QUICK, pack_groups)
        assert same(found, pack_groups(kinds, starts, BOXES, 100, QUICK))
        for part in found:
            part[:] = -1


def test_threads_share_a_memo() -> None:
    memo = Memo(40_000)
    expected = {seed: pack_groups(*batch([seed, seed + 1]), BOXES, 100, QUICK) for seed in range(8)}

    def ask(n: int) -> bool:
        return same(memo.pack(*batch([n % 8, n % 8 + 1]), BOXES, 100, QUICK, pack_groups), expected[n % 8])

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(400)))
    assert memo.bytes <= memo.most_bytes
