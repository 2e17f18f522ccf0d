"""Goods that must not share a parcel: as few parts as there can be, the same whatever the order of the rows."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.goods.apart import EXACT, Pairs, clash, coloured, default_apart, pairs_of, parts_of
from fahuo.core.goods.check import check_goods
from fahuo.core.goods.plan import plan_goods
from tests.core.goods.depot import A, Depot, allocate, apart, lines_of, products

DEFAULT = pairs_of(default_apart())
BITS = [1 << n for n in range(6)]
some_pairs = st.lists(st.tuples(st.sampled_from(BITS), st.sampled_from(BITS)).filter(lambda p: p[0] != p[1]), max_size=5).map(
    lambda rows: pairs_of(apart(*rows))
)
some_kinds = st.sets(st.integers(0, 63), min_size=1, max_size=6).map(lambda kinds: tuple(sorted(kinds)))


@pytest.mark.parametrize(
    ("one", "other", "must"),
    [
        (A.LIQUID, A.BATTERY, True),
        (A.BATTERY_ONLY, A.LIQUID, True),
        (A.LIQUID, A.LIQUID, False),
        (A.LIQUID | A.BATTERY, A.LIQUID, True),
        (A.LIQUID | A.BATTERY, A.LIQUID | A.BATTERY_ONLY, False),  # both are both
        (A.LIQUID | A.BATTERY, A.FRAGILE, False),
    ],
)
def test_what_must_be_apart_by_default(one: A, other: A, must: bool) -> None:
    assert clash(one, other, DEFAULT) is clash(other, one, DEFAULT) is must


def test_a_triangle_and_a_chain() -> None:
    powder_food_liquid = pairs_of(apart((A.POWDER, A.FOOD), (A.FOOD, A.LIQUID), (A.LIQUID, A.POWDER)))
    assert coloured((A.LIQUID, A.POWDER, A.FOOD), powder_food_liquid) == (0, 1, 2)
    chain = pairs_of(apart((A.POWDER, A.FOOD), (A.FOOD, A.LIQUID)))
    assert coloured((A.LIQUID, A.POWDER, A.FOOD), chain) == (0, 0, 1)  # liquid and powder may go together


@given(some_kinds, some_pairs)
def test_parts_are_as_few_as_there_can_be(kinds: tuple[int, ...], pairs: Pairs) -> None:
    found = coloured(kinds, pairs)
    edges = [(a, b) for a, b in combinations(range(len(kinds)), 2) if clash(kinds[a], kinds[b], pairs)]
    assert all(found[a] != found[b] for a, b in edges)
    fewer = max(found)  # colours less one
    assert not any(all(way[a] != way[b] for a, b in edges) for way in product(range(fewer), repeat=len(kinds)))


def test_very_many_kinds_are_divided_all_the_same() -> None:
    pairs = pairs_of(apart((1, 2), (4, 8), (16, 32)))
    kinds = tuple(range(64))
    assert len(kinds) > EXACT
    found = coloured(kinds, pairs)
    assert all(found[a] != found[b] for a, b in combinations(range(64), 2) if clash(kinds[a], kinds[b], pairs))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 63)), max_size=12), some_pairs, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, int]], pairs: Pairs, draw: object) -> None:
    def parts(given_rows: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
        group, bits = (np.array([row[n] for row in given_rows], dtype=np.int64) for n in (0, 1))
        return sorted(zip(group.tolist(), bits.tolist(), parts_of(group, bits, pairs).tolist(), strict=True))

    mixed = sorted(rows, key=lambda row: (row[0], draw.random()))  # type: ignore[attr-defined]
    assert parts(sorted(rows, key=lambda row: row[0])) == parts(mixed)


def test_a_piece_that_is_both_is_in_no_conflict_with_itself() -> None:
    both, liquid = A.LIQUID | A.BATTERY, A.LIQUID
    depot = Depot(products((50, 50, 50, 10, both), (50, 50, 50, 10, liquid)))
    rows = allocate((1, 1, 1, 4), (2, 1, 1, 1), (2, 2, 2, 1))
    plan = plan_goods(lines_of(rows), rows, depot)
    assert check_goods(lines_of(rows), rows, depot, plan) == []
    assert plan.parcels.select("order_id", "pieces").rows() == [(1, 4), (2, 1), (2, 1)]
