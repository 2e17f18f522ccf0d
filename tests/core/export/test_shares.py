"""A sum shared over rows adds up to the cent, whatever its size, and each row gets its part."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.export.shares import proportion, share


def shared(total: int, *weights: int) -> list[int]:
    return share(np.zeros(len(weights), np.int64), np.full(len(weights), total, np.int64), np.array(weights, np.int64)).tolist()


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, (1, 1, 1), [34, 33, 33]),  # equal claims: the first rows get the cents
        (100, (1, 2, 3), [17, 33, 50]),  # 16.67, 33.33, 50: the cent goes to the largest remainder
        (10, (0, 1, 0), [0, 10, 0]),
        (0, (5, 6), [0, 0]),
        (7, (0, 0), [0, 0]),  # nothing to share by
        (2, (1, 1, 1, 1, 1), [1, 1, 0, 0, 0]),
        (10**15, (3, 3, 1), [428571428571429, 428571428571428, 142857142857143]),
    ],
)
def test_documented_examples(total: int, weights: tuple[int, ...], shares: list[int]) -> None:
    assert shared(total, *weights) == shares


def test_no_rows() -> None:
    assert share(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)).tolist() == []


def by_hand(total: int, weights: list[int]) -> list[int]:
    """The largest remainder method as the books have it, in fractions."""
    claims = [Fraction(total * w, sum(weights)) if sum(weights) else Fraction(0) for w in weights]
    parts = [int(c) for c in claims]
    queue = sorted(range(len(weights)), key=lambda i: (parts[i] - claims[i], i))
    for i in queue[: (total if sum(weights) else 0) - sum(parts)]:
        parts[i] += 1
    return parts


WEIGHT = st.integers(0, 2**46) | st.integers(0, 3) | st.just(74_215)
GROUP = st.tuples(st.integers(0, 2**47), st.lists(WEIGHT, min_size=1, max_size=8))


@given(st.lists(GROUP, min_size=1, max_size=5))
def test_every_group_is_shared_as_by_hand(groups: list[tuple[int, list[int]]]) -> None:
    rows = [(n, total, w) for n, (total, weights) in enumerate(groups) for w in weights]
    group, total, weight = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    assert share(group, total, weight).tolist() == [part for total, weights in groups for part in by_hand(total, weights)]


@given(st.integers(0, 2**49), st.integers(0, 2**59), st.integers(1, 2**59))
def test_proportion_is_exact_though_the_product_is_not(total: int, weight: int, whole: int) -> None:
    weight = min(weight, whole)
    quotient, rest = proportion(*(np.array([n], np.int64) for n in (total, weight, whole)))
    assert (quotient[0], rest[0]) == divmod(total * weight, whole)
