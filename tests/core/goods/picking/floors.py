"""Any floor: parcels, their pieces, the bins, and where the pieces lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import strategies as st

from fahuo.core.frames import empty
from fahuo.core.goods.picking.tables import Bins, Limits, Pieces, Sought, Sources

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
Floor = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]


def rows(schema: type, *found: tuple[object, ...]) -> pl.DataFrame:
    """Rows of a schema of picking."""
    return pl.DataFrame(list(found), schema=empty(schema).schema, orient="row")


def floor(parcels: list[tuple], pieces: list[tuple], sources: list[tuple], bins: list[tuple]) -> Floor:
    """A floor from tuples in the order of the schemas' columns."""
    return rows(Sought, *parcels), rows(Pieces, *pieces), rows(Sources, *sources), rows(Bins, *bins)


def street(n: int, warehouse: int = 1) -> list[tuple]:
    """n bins in two zones, passed in the order of their ids."""
    return [(b, warehouse, f"{'A' if b <= n // 2 else 'B'}-{b:03d}", b * 10) for b in range(1, n + 1)]


@st.composite
def floors(draw: st.DrawFn) -> Floor:
    """Small floors in which anything may be: two warehouses, several departures, lots, pieces that are not there."""
    bins = [
        (b, draw(st.integers(1, 2)), f"{draw(st.sampled_from('ABC'))}-{b:02d}", draw(st.integers(0, 5)))
        for b in range(1, draw(st.integers(1, 9)) + 1)
    ]
    parcels, pieces, sources = [], [], []
    for p in draw(st.lists(st.integers(1, 60), unique=True, max_size=14)):
        warehouse = draw(st.integers(1, 2))
        departs = draw(st.sampled_from([None, NOON, NOON + timedelta(hours=3)]))
        parcels.append((p, warehouse, draw(st.sampled_from([None, 1, 2])), departs, draw(st.integers(0, 900)), draw(st.integers(0, 900))))
        for product in draw(st.lists(st.integers(1, 4), unique=True, max_size=3)):
            quantity = draw(st.integers(1, 6))
            pieces.append((p, product, quantity))
            places = [b[0] for b in bins if b[1] == warehouse]
            left = quantity - draw(st.sampled_from([0, 0, 0, 0, 1]))
            while left > 0 and places:
                part = draw(st.integers(1, left))
                sources.append((p, product, draw(st.sampled_from(places)), draw(st.sampled_from([None, 7, 8])), part))
                left -= part
    return floor(parcels, pieces, sources, bins)


limits = st.builds(
    Limits,
    parcels=st.integers(1, 6),
    pieces=st.integers(1, 25),
    weight_g=st.integers(1, 2500),
    volume_cm3=st.integers(1, 2500),
    pickers=st.integers(1, 4),
)
