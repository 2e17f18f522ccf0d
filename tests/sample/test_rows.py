"""Sample orders as the rows of a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.plugins.marketplaces.files.mapping import builtin
from fahuo.plugins.marketplaces.files.take import take_in
from fahuo.sample.goods import sample_products
from fahuo.sample.orders import generate_orders
from fahuo.sample.rows import HEADERS, as_rows


def test_every_line_is_a_row_under_the_standard_headers() -> None:
    orders, lines = generate_orders(300, 5, date(2026, 11, 23), sample_products())
    rows = as_rows(orders, lines)
    assert rows.columns == list(HEADERS)
    assert set(rows.dtypes) == {pl.String}
    assert rows.height == lines.height
    assert rows.get_column("number").n_unique() == 300


def test_amounts_have_the_decimals_of_their_currency() -> None:
    orders, lines = generate_orders(3, 5, date(2026, 11, 23), sample_products())
    money = {"freight_minor": 5, "discount_minor": 123456}
    orders = orders.with_columns(currency=pl.Series(["EUR", "JPY", "KWD"]), **{k: pl.lit(v, pl.Int64) for k, v in money.items()})
    one = lines.unique("order_id", keep="first", maintain_order=True).with_columns(price_minor=pl.lit(-1299, pl.Int64))
    assert as_rows(orders, one).select("price", "freight", "discount").rows() == [
        ("-12.99", "0.05", "1234.56"),
        ("-1299", "5", "123456"),
        ("-1.299", "0.005", "123.456"),
    ]


def test_a_file_of_sample_orders_is_taken_in_as_the_same_orders(tmp_path: Path) -> None:
    orders, lines = generate_orders(400, 9, date(2026, 11, 23), sample_products())
    file = tmp_path / "orders.csv"
    as_rows(orders, lines).write_csv(file)
    taken = take_in(read_table(file, file.name), builtin()["fahuo"])
    assert taken.refusals.is_empty()
    keys = ["shop", "number"]
    ours, theirs = (frame.sort(keys).drop("order_id") for frame in (orders, taken.orders))
    assert_frame_equal(theirs, ours)
    asked = [
        frame.join(head.select("order_id", *keys), on="order_id").sort(*keys, "line_no")
        for frame, head in ((lines, orders), (taken.lines, taken.orders))
    ]
    assert_frame_equal(asked[1].drop("order_id", "source_row"), asked[0].drop("order_id", "source_row"))
