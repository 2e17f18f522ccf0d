"""Rows of one order belong together, wherever they lie."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.orders.grouping import group

ROW = st.tuples(st.sampled_from(["1", "2", "3", None]), st.sampled_from(["a", "b", None]), st.booleans(), st.sampled_from(["v", "w", None]))


@given(st.lists(ROW, max_size=25))
def test_orders_are_numbered_as_they_first_appear(rows: list[tuple[str | None, str | None, bool, str | None]]) -> None:
    number, shop, outside, values = (list(part) for part in zip(*rows, strict=True)) if rows else ([], [], [], [])
    grouped = group(pl.Series(number, dtype=pl.String), pl.Series(shop, dtype=pl.String), np.array(outside, np.bool_))
    known: dict[tuple[str | None, str | None], int] = {}
    for row in rows:
        if row[0] is not None and not row[2]:
            known.setdefault(row[:2], len(known))
    assert grouped.count == len(known)
    assert grouped.of_row.tolist() == [-1 if row[0] is None or row[2] else known[row[:2]] for row in rows]
    found = grouped.values(pl.DataFrame({"value": values}, schema={"value": pl.String}))["value"].to_list()
    mine = [[row[3] for row, at in zip(rows, grouped.of_row, strict=True) if at == order] for order in range(grouped.count)]
    assert found == [next((value for value in some if value is not None), None) for some in mine]
