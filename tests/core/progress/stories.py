"""Events for tests: stories as lists of (kind, hour), and any events at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import strategies as st

from fahuo.core.words import Happening

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
SCHEMA = {"parcel_id": pl.Int64, "order_id": pl.Int64, "kind": pl.String, "at": pl.Datetime("us", "UTC"), "case": pl.String}


def hour(hours: float) -> datetime:
    return BEGIN + timedelta(hours=hours)


def events(*told: tuple[str, float] | tuple[str, float, str], parcel_id: int | None = 1, order_id: int = 1) -> pl.DataFrame:
    """One parcel's events: (kind, hour) or (kind, hour, case)."""
    rows = [(parcel_id, order_id, kind, hour(at), case[0] if case else None) for kind, at, *case in told]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


KINDS = st.sampled_from([kind.value for kind in Happening])
CASES = st.sampled_from([None, "late", "damaged", "lost", "returned"])
HAPPENED = st.lists(
    st.tuples(st.integers(1, 3), KINDS, st.integers(0, 40), CASES).map(lambda t: (t[0], t[0] % 2, t[1], hour(t[2]), t[3])), max_size=14
)


def frame(rows: list[tuple[int, int, str, datetime, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
