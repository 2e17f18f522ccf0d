"""Which pieces are taken first, judged by a simulation that takes one piece after the other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core import frames
from fahuo.core.goods.removal import remove
from fahuo.core.words import BinKind, Removal

ON = date(2026, 11, 25)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SCHEMA = frames.empty(frames.Holdings).schema
WANTED = {"product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64}


def held(bin_id: int, quantity: int, days: int = 0, **more: Any) -> dict[str, Any]:
    """A holding of product 1 at warehouse 1, `days` days after the first of the month."""
    plain = {
        "product_id": 1,
        "warehouse_id": 1,
        "lot_id": None,
        "kind": "storage",
        "walk": bin_id,
        "code": f"A-{bin_id}",
        "expires_on": None,
    }
    return plain | {"bin_id": bin_id, "quantity": quantity, "since": NOW + timedelta(days=days)} | more


def takes(how: Removal, wanted: int, *rows: dict[str, Any]) -> list[tuple[int, int]]:
    """(bin, pieces) in the order of taking."""
    asked = pl.DataFrame([(1, 1, wanted)], schema=WANTED, orient="row")
    ways = pl.DataFrame({"product_id": [1], "removal": [how.value]})
    return remove(pl.DataFrame(list(rows), schema=SCHEMA), asked, ways, ON).takes.select("bin_id", "quantity").rows()


SHELVES = (
    held(1, 2, days=9, lot_id=7, expires_on=ON + timedelta(days=90)),
    held(2, 2, days=3),
    held(3, 2, days=6, lot_id=8, expires_on=ON + timedelta(days=9)),
)


@pytest.mark.parametrize(
    ("how", "bins"),
    [(Removal.FIFO, [2, 3, 1]), (Removal.LIFO, [1, 3, 2]), (Removal.FEFO, [3, 1, 2]), (Removal.NEAREST, [1, 2, 3])],
)
def test_the_four_ways(how: Removal, bins: list[int]) -> None:
    assert takes(how, 6, *SHELVES) == [(b, 2) for b in bins]
    assert takes(how, 3, *SHELVES) == [(bins[0], 2), (bins[1], 1)]


def test_fefo_without_lots_is_fifo() -> None:
    assert takes(Removal.FEFO, 2, held(1, 1, days=5), held(2, 1, days=2)) == [(2, 1), (1, 1)]


def test_what_is_expired_in_quarantine_or_picked_already_is_not_taken() -> None:
    rows = (
        held(1, 5, kind=BinKind.PACKING.value),
        held(2, 5, kind=BinKind.QUARANTINE.value),
        held(3, 5, lot_id=1, expires_on=ON),
        held(4, 5, lot_id=2, expires_on=ON + timedelta(days=1)),
        held(5, 5, kind=BinKind.RECEIVING.value, days=1),
    )
    assert takes(Removal.FIFO, 99, *rows) == [(4, 5), (5, 5)]


KINDS = st.sampled_from(
    [BinKind.STORAGE.value, BinKind.STORAGE.value, BinKind.RECEIVING.value, BinKind.PACKING.value, BinKind.QUARANTINE.value]
)
ROWS = st.builds(
    lambda product, house, quantity, days, kind, walk, lot: held(
        0, quantity, days, product_id=product, warehouse_id=house, kind=kind, walk=walk,
        lot_id=lot, expires_on=None if lot is None or lot == 3 else ON + timedelta(days=lot * 2 - 1),
    ),
    st.integers(1, 2), st.integers(1, 2), st.integers(0, 6), st.integers(0, 3), KINDS, st.integers(0, 2), st.sampled_from([None, 0, 1, 2, 3]),
)  # fmt: skip


def _order(row: dict[str, Any], how: str) -> tuple[Any, ...]:
    expires = row["expires_on"] or date.max
    first = {
        "fifo": (row["since"],),
        "lifo": (-row["since"].timestamp(),),
        "fefo": (expires, row["since"]),
        "nearest": (row["walk"],),
    }[how]
    return (*first, row["walk"], row["code"], row["since"], row["bin_id"], row["lot_id"] or 0)


@given(
    rows=st.lists(ROWS, max_size=10),
    wanted=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(0, 9)), max_size=6),
    ways=st.dictionaries(st.integers(1, 2), st.sampled_from([w.value for w in Removal])),
    seed=st.randoms(use_true_random=False),
)
def test_any_shelves(rows: list[dict[str, Any]], wanted: list[tuple[int, int, int]], ways: dict[int, str], seed: Any) -> None:
    rows = [row | {"bin_id": n, "code": f"A-{n:02}"} for n, row in enumerate(rows)]
    asked = pl.DataFrame(wanted, schema=WANTED, orient="row")
    how = pl.DataFrame({"product_id": list(ways), "removal": list(ways.values())}, schema={"product_id": pl.Int64, "removal": pl.String})
    turned = list(rows)
    seed.shuffle(turned)
    made = remove(pl.DataFrame(turned, schema=SCHEMA), asked, how, ON)

    left = {row["bin_id"]: row["quantity"] for row in rows}
    found: dict[tuple[int, int], int] = {}
    short: dict[int, int] = {}
    for place, (product, house, quantity) in enumerate(wanted):
        for _ in range(quantity):
            may = [
                row
                for row in rows
                if (row["product_id"], row["warehouse_id"]) == (product, house)
                and left[row["bin_id"]]
                and row["kind"] in ("storage", "receiving")
                and not (row["expires_on"] and row["expires_on"] <= ON)
            ]
            if not may:
                short[place] = short.get(place, 0) + 1
                continue
            best = min(may, key=lambda row: _order(row, ways.get(row["product_id"], "fifo")))
            left[best["bin_id"]] -= 1
            found[place, best["bin_id"]] = found.get((place, best["bin_id"]), 0) + 1
    assert {(row, b): n for row, b, n in made.takes.select("row", "bin_id", "quantity").iter_rows()} == found
    assert dict(made.short.select("row", "quantity").iter_rows()) == short
    assert made.takes.select("row", "bin_id", "lot_id").is_unique().all()
