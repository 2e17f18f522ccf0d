"""An order's own way is kept as long as its pieces are there, and never promises a piece twice."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core import frames
from fahuo.core.orders.sendings import keep_sendings, with_own_services


def allocations(*rows: tuple[int, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=frames.empty(frames.Allocations).schema, orient="row")


def own(*rows: tuple[int | str, ...]) -> pl.DataFrame:
    """By any service where none is said."""
    schema = frames.empty(frames.Sendings).schema
    return pl.DataFrame([(*row, "")[: len(schema)] for row in rows], schema=schema, orient="row")


def stock(*rows: tuple[int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=frames.empty(frames.Stock).schema, orient="row")


NOW = allocations((0, 1, 1, 7, 2), (0, 2, 1, 8, 1), (1, 1, 1, 7, 1))


def test_without_one_everything_is_as_allocated() -> None:
    assert keep_sendings(NOW, None, None).drop("part", "services").equals(NOW)
    assert keep_sendings(NOW, own(), stock())["part"].to_list() == [0, 0, 0]


def test_it_is_kept_where_the_pieces_are() -> None:
    way = own((0, 1, 2, 7, 2, 0), (0, 2, 1, 8, 1, 1))
    kept = keep_sendings(NOW, way, stock((7, 1, 3), (8, 1, 1), (7, 2, 2)))
    assert kept.select("warehouse_id", "part").rows() == [(2, 0), (1, 1), (1, 0)]
    for there in (stock((7, 1, 3), (8, 1, 1), (7, 2, 1)), stock((7, 1, 3), (8, 1, 1))):
        assert keep_sendings(NOW, way, there).drop("part", "services").equals(NOW)


def test_a_parcel_goes_by_the_services_of_its_part() -> None:
    way = own((0, 1, 1, 7, 2, 0, "post"), (0, 2, 1, 8, 1, 1, ""))
    kept = keep_sendings(NOW, way, None)
    assert kept.sort("order_id", "line_no")["services"].to_list() == ["post", "", ""]
    parcels = pl.DataFrame({"parcel_id": [0, 1, 2, 3], "order_id": [0, 0, 1, 0], "warehouse_id": [1, 1, 1, 1]})
    inside = pl.DataFrame(
        {"parcel_id": [0, 1, 2, 3], "line_no": [1, 2, 1, 1], "product_id": [7, 8, 7, 7]}, schema_overrides={"line_no": pl.Int32}
    )
    assert with_own_services(parcels, inside, kept)["own_services"].to_list() == ["post", None, None, "post"]
    assert with_own_services(parcels, inside, keep_sendings(NOW, None, None)).equals(parcels)


def test_it_is_not_kept_where_other_pieces_are_asked_for() -> None:
    for way in (own((0, 1, 2, 7, 2, 0)), own((0, 1, 2, 7, 3, 0), (0, 2, 1, 8, 1, 1)), own((0, 1, 2, 9, 2, 0), (0, 2, 1, 8, 1, 1))):
        assert keep_sendings(NOW, way, None).drop("part", "services").equals(NOW)


ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 2), st.integers(1, 2), st.just(7), st.integers(1, 3)), unique_by=lambda r: r[:3]
)


@given(ROWS, st.data())
def test_nothing_is_promised_twice_and_nothing_is_lost(rows: list[tuple[int, ...]], data: st.DataObject) -> None:
    now = allocations(*rows)
    free = {w: now.filter(warehouse_id=w)["quantity"].sum() + data.draw(st.integers(0, 4)) for w in (1, 2)}
    turned = [(o, n, 3 - w, p, q, data.draw(st.integers(0, 1))) for o, n, w, p, q in rows]
    kept = keep_sendings(now, own(*turned), stock((7, 1, free[1]), (7, 2, free[2])))
    for warehouse, pieces in free.items():
        assert kept.filter(warehouse_id=warehouse)["quantity"].sum() <= pieces
    by_line = [f.group_by("order_id", "line_no").agg(pl.col("quantity").sum()).sort("order_id", "line_no") for f in (now, kept)]
    assert by_line[0].equals(by_line[1])
