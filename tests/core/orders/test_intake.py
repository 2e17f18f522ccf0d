"""What each odd row comes to; and that every row comes to exactly one thing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahuo.core import frames, reasons
from fahuo.core.orders.drafts import FIELDS, LineKind
from fahuo.core.orders.intake import Intake, sort_drafts
from fahuo.core.orders.outcomes import OUTCOMES
from fahuo.core.words import Weight

COUNTRIES = {"Germany": "DE", "Deutschland": "DE", "Japan": "JP", "Atlantis": None}
GOOD = {
    "number": "1",
    "shop": "web",
    "placed_at": "2026-11-20 10:00:00",
    "sku": "CUP",
    "quantity": "2",
    "price": "2.50",
    "currency": "EUR",
    "country": "Germany",
}


def take(*rows: dict[str, str | None], defaults: pl.DataFrame | None = None) -> Intake:
    """Rows of a file, each the good row with changes."""
    drafts = [{**GOOD, "source_fault": None, "kind": None, **row, "source_row": at} for at, row in enumerate(rows, 2)]
    columns = {name: pl.String for name in (*FIELDS, "source_fault", "kind") if any(name in row for row in drafts)}
    return sort_drafts(pl.DataFrame(drafts, schema={**columns, "source_row": pl.Int64}), COUNTRIES, defaults=defaults)


def codes(intake: Intake) -> list[str]:
    return intake.refusals["code"].to_list()


def test_a_good_row_becomes_an_order_with_a_line() -> None:
    intake = take({"name": "Ann", "street": "Weg 1", "street2": "Hof", "freight": "4.50", "discount": "-1", "promised_on": "2026-12-01"})
    order = intake.orders.to_dicts()[0]
    assert (order["order_id"], order["number"], order["shop"], order["country"], order["currency"]) == (0, "1", "web", "DE", "EUR")
    assert (order["placed_at"], order["promised_on"]) == (datetime(2026, 11, 20, 10, tzinfo=UTC), date(2026, 12, 1))
    assert (order["name"], order["street"], order["freight_minor"], order["discount_minor"]) == ("Ann", "Weg 1, Hof", 450, 100)
    line = {"order_id": 0, "line_no": 1, "source_row": 2, "sku": "CUP", "name": None, "quantity": 2, "price_minor": 250}
    assert intake.lines.to_dicts() == [line]
    assert intake.refusals.is_empty() and intake.not_goods.is_empty() and intake.order_count == 1
    frames.Orders.validate(intake.orders)
    frames.Lines.validate(intake.lines)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"number": None}, "number_missing"),
        ({"number": "9" * 201}, "number_too_long"),
        ({"shop": "s" * 101}, "number_too_long"),
        ({"kind": "cancellation"}, "cancellation"),
        ({"kind": "cancellation", "quantity": "x"}, "cancellation"),
        ({"source_fault": "cells 9 8"}, "row_ragged"),
        ({"source_fault": "quote"}, "quote_open"),
        ({"sku": None}, "sku_missing"),
        ({"quantity": "two"}, "quantity_unreadable"),
        ({"quantity": "2.5"}, "quantity_unreadable"),
        ({"quantity": None}, "quantity_unreadable"),
        ({"quantity": "0"}, "quantity_not_positive"),
        ({"quantity": "-12"}, "quantity_not_positive"),
        ({"quantity": "-12", "price": "0"}, "quantity_not_positive"),
        ({"quantity": "99999999999"}, "amount_too_large"),
        ({"price": "99999999999"}, "amount_too_large"),
        ({"price": "9999999", "quantity": "9999999"}, "amount_too_large"),
        ({"price": None}, "price_unreadable"),
        ({"price": "2,55"}, "price_unreadable"),
        ({"price": "0"}, "price_zero"),
        ({"price": "0.001"}, "price_zero"),
        ({"price": "-2"}, "price_negative"),
        ({"placed_at": None}, "date_missing"),
        ({"placed_at": "31/12/2026"}, "date_unreadable"),
        ({"currency": None}, "currency_unknown"),
        ({"currency": "$"}, "currency_unknown"),
        ({"country": None}, "country_unknown"),
        ({"country": "Atlantis"}, "country_unknown"),
        ({"country": "Nowhere"}, "country_unknown"),
        ({"freight": "free"}, "freight_unreadable"),
        ({"freight": "-1"}, "freight_unreadable"),
        ({"discount": "much"}, "discount_unreadable"),
        ({"promised_on": "soon"}, "promise_unreadable"),
        ({"kind": "freight", "price": "?"}, "price_unreadable"),
    ],
)
def test_a_row_that_cannot_be_believed_is_refused_and_its_neighbour_is_not(row: dict[str, str | None], code: str) -> None:
    intake = take({**row, "number": row.get("number", "2")}, {"number": "3"})
    assert codes(intake) == [code]
    assert intake.lines["source_row"].to_list() == [3] and intake.orders["number"].to_list() == ["3"]
    values = intake.refusals["values"][0]
    assert "—" not in reasons.say(code, values) or None in row.values()  # every value that the sentence needs is there
    assert all(value == json.loads(values).get(name, value) for name, value in row.items())


def test_a_ragged_row_says_how_many_cells_it_has() -> None:
    assert reasons.say("row_ragged", take({"source_fault": "cells 9 8"}).refusals["values"][0]) == "row 2 has 9 cells, the header has 8"


@pytest.mark.parametrize(
    ("row", "code", "freight", "discount"),
    [
        ({"kind": "freight", "sku": "POST", "quantity": "3", "price": "18"}, "freight_line", 5400, 0),
        ({"kind": "freight", "sku": "POST", "quantity": "1", "price": "0"}, "freight_line", 0, 0),
        ({"kind": "freight", "sku": "POST", "quantity": "-1", "price": "3"}, "freight_line", 0, 300),
        ({"kind": "discount", "sku": "D", "quantity": "-1", "price": "0.50"}, "discount_line", 0, 50),
        ({"kind": "discount", "sku": "D", "quantity": "1", "price": "-0.50"}, "discount_line", 0, 50),
        ({"kind": "discount", "sku": "D", "quantity": "1", "price": "0.50"}, "discount_line", 0, 50),
        ({"kind": "fee", "sku": "M", "quantity": "x", "price": "x"}, "fee_line", 0, 0),
        ({"kind": "voucher", "sku": "GIFT", "quantity": "1", "price": "10"}, "voucher_line", 0, 0),
    ],
)
def test_money_is_no_goods(row: dict[str, str | None], code: str, freight: int, discount: int) -> None:
    intake = take({}, row)
    assert intake.not_goods["code"].to_list() == [code] and intake.not_goods["order_id"].to_list() == [0]
    assert len(intake.lines) == 1 and intake.refusals.is_empty()
    assert (intake.orders["freight_minor"][0], intake.orders["discount_minor"][0]) == (freight, discount)
    assert reasons.REASONS[code].weight is Weight.NOT_GOODS


def test_freight_lines_add_to_the_freight_of_the_order() -> None:
    intake = take({"freight": "2"}, {"kind": "freight", "price": "3", "quantity": "1"}, {"kind": "freight", "price": "1", "quantity": "2"})
    assert intake.orders["freight_minor"].to_list() == [700]


def test_rows_of_an_order_may_lie_apart_and_give_its_address_once() -> None:
    first = {"name": None, "city": "Bonn", "placed_at": None}
    intake = take(first, {"number": "2"}, {"name": "Ann", "city": "Köln", "sku": "PEN"})
    assert intake.orders.select("number", "name", "city").rows() == [("1", "Ann", "Bonn"), ("2", None, None)]
    assert intake.lines.select("order_id", "line_no", "source_row").rows() == [(0, 1, 2), (0, 2, 4), (1, 1, 3)]


def test_the_same_number_in_two_shops_is_two_orders() -> None:
    assert take({}, {"shop": "other"}).orders["shop"].to_list() == ["web", "other"]


def test_two_names_of_one_country_are_no_conflict() -> None:
    assert len(take({}, {"country": "Deutschland"}).lines) == 2


@pytest.mark.parametrize("other", [{"country": "Japan"}, {"country": "Atlantis"}, {"currency": "USD"}])
def test_an_order_that_names_two_countries_or_currencies_is_refused_whole(other: dict[str, str]) -> None:
    intake = take({}, other, {"number": "2"})
    assert codes(intake) == ["order_conflict"] * 2 and intake.orders["number"].to_list() == ["2"]
    (field, value), said = *other.items(), json.loads(intake.refusals["values"][0])
    assert (said["field"], said["first"], said["other"]) == (field, GOOD[field], value)


def test_an_order_left_without_goods_is_counted_and_not_planned() -> None:
    intake = take({"number": "7", "price": "0"}, {"number": "7", "kind": "freight"}, {"number": "8"})
    assert intake.orders.select("order_id", "number").rows() == [(0, "8")]  # ids have no gaps
    assert intake.order_count == 2
    assert intake.not_goods["order_id"].to_list() == [None]


def test_money_has_the_places_of_the_orders_currency() -> None:
    intake = take({"currency": "JPY", "price": "1500", "freight": "500"}, {"number": "2", "currency": "KWD", "price": "1.2345"})
    assert intake.lines["price_minor"].to_list() == [1500, 1235] and intake.orders["freight_minor"].to_list() == [500, 0]


def test_defaults_fill_what_is_missing_and_are_marked() -> None:
    given = {"country": "DE", "name": "?", "street": "Weg", "city": "Berlin", "region": None, "postcode": "10115", "phone": "+49301"}
    defaults = pl.DataFrame([given], schema_overrides={"region": pl.String})
    intake = take({"city": "Bonn"}, {"number": "2", "region": "Bayern"}, {"number": "3", "country": "Japan"}, defaults=defaults)
    rows = intake.orders.select("city", "postcode", "street", "made_up").rows()
    assert rows[0] == ("Bonn", "10115", "Weg", "name street postcode phone")
    assert rows[1] == ("Berlin", None, "Weg", "name street city phone")  # a made-up postcode may not lie in the region that was given
    assert rows[2] == (None, None, None, None)


def test_ids_begin_where_they_are_told_to() -> None:
    drafts = pl.DataFrame([GOOD, {**GOOD, "number": "2"}])
    intake = sort_drafts(drafts, COUNTRIES, first_order_id=40)
    assert intake.orders["order_id"].to_list() == [40, 41] and intake.lines["order_id"].to_list() == [40, 41]
    assert intake.lines["source_row"].to_list() == [2, 3]


def test_rows_from_elsewhere_than_a_file_are_tidied() -> None:
    row = {**GOOD, "number": " 1\x00 ", "sku": "  CUP", "city": "  ", "buyer": None, "unknown": "x"}
    intake = sort_drafts(pl.DataFrame([row, {**row, "sku": "PEN"}]), COUNTRIES)
    assert intake.orders.select("number", "city", "buyer").rows() == [("1", None, None)]
    assert intake.lines.select("source_row", "sku").rows() == [(2, "CUP"), (3, "PEN")]
    frames.Orders.validate(intake.orders)


def test_nothing_comes_of_nothing() -> None:
    intake = sort_drafts(pl.DataFrame(schema=dict.fromkeys(GOOD, pl.String)), {})
    assert intake.orders.is_empty() and intake.lines.is_empty() and intake.refusals.is_empty() and intake.order_count == 0
    frames.Orders.validate(intake.orders)
    frames.Lines.validate(intake.lines)


def test_every_outcome_has_its_reason() -> None:
    assert {code for code, _ in OUTCOMES[1:]} <= set(reasons.REASONS)


WILD = st.one_of(st.none(), st.text(max_size=6), st.sampled_from(["0", "-1", "2.555", "1,200", "1e9", "nan", "9" * 30, "2,5"]))
CELLS: dict[str, st.SearchStrategy[str | None]] = {
    "number": st.sampled_from(["1", "2", "3", "4", None]),
    "shop": st.sampled_from(["web", "other"]),
    "placed_at": st.sampled_from(["2026-11-20 10:00:00", "2026/1/2", "2026-11-20T10:00:00+08:00", "31.12.2026", None]),
    "sku": st.sampled_from(["CUP", "PEN", None]),
    "quantity": st.one_of(st.sampled_from(["1", "2", "3.0"]), WILD),
    "price": st.one_of(st.sampled_from(["1", "2.50"]), WILD),
    "currency": st.sampled_from(["EUR", "EUR", "eur", "JPY", "", None]),
    "country": st.sampled_from(["Germany", "Germany", "Deutschland", "Japan", "Atlantis", None]),
    "freight": st.one_of(st.none(), WILD),
    "discount": st.one_of(st.none(), WILD),
    "promised_on": st.sampled_from([None, "2026-12-01", "never"]),
    "city": st.sampled_from([None, "Bonn"]),
    "source_fault": st.sampled_from([None, None, None, "quote", "cells 1 2"]),
    "kind": st.sampled_from([None, None, None, *(kind.value for kind in LineKind)]),
}


@st.composite
def garbage(draw: Any) -> pl.DataFrame:
    columns = [
        "number",
        "quantity",
        "price",
        *draw(st.lists(st.sampled_from(sorted(set(CELLS) - {"number", "quantity", "price"})), unique=True)),
    ]
    rows = draw(st.lists(st.fixed_dictionaries({name: CELLS[name] for name in columns}), max_size=12))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
    return frame.with_columns(source_row=pl.int_range(2, pl.len() + 2, dtype=pl.Int64))


@settings(max_examples=200, deadline=None)
@given(garbage())
def test_every_row_of_any_garbage_comes_to_exactly_one_thing(drafts: pl.DataFrame) -> None:
    intake = sort_drafts(drafts, COUNTRIES)
    parts = pl.concat([intake.lines["source_row"], intake.not_goods["source_row"], intake.refusals["source_row"]])
    assert parts.sort().to_list() == drafts["source_row"].to_list()
    frames.Orders.validate(intake.orders)
    frames.Lines.validate(intake.lines)
    frames.Refusals.validate(pl.concat([intake.refusals, intake.not_goods]))
    assert intake.orders["order_id"].to_list() == list(range(len(intake.orders)))
    assert set(intake.lines["order_id"]) == set(intake.orders["order_id"])
    assert (intake.lines["quantity"] > 0).all() and (intake.lines["price_minor"] > 0).all()
    for code, values in pl.concat([intake.refusals, intake.not_goods]).select("code", "values").iter_rows():
        assert reasons.say(code, values) and reasons.say(code, values, "zh-hans")


@settings(max_examples=100, deadline=None)
@given(garbage(), st.randoms(use_true_random=False))
def test_row_order_never_matters(drafts: pl.DataFrame, chance: Any) -> None:
    places = list(range(len(drafts)))
    chance.shuffle(places)
    one, other = sort_drafts(drafts, COUNTRIES), sort_drafts(drafts[places], COUNTRIES)
    assert one.orders.equals(other.orders) and one.lines.equals(other.lines)
    assert one.refusals.equals(other.refusals) and one.not_goods.equals(other.not_goods)


@settings(max_examples=100, deadline=None)
@given(garbage(), st.sampled_from(["1", "2", "3"]))
def test_an_order_alone_is_read_as_in_its_batch(drafts: pl.DataFrame, number: str) -> None:
    whole, alone = sort_drafts(drafts, COUNTRIES), sort_drafts(drafts.filter(pl.col("number") == number), COUNTRIES)
    mine = whole.orders.filter(pl.col("number") == number)
    assert alone.orders.drop("order_id").equals(mine.drop("order_id"))
    lines = whole.lines.filter(pl.col("order_id").is_in(mine["order_id"].implode()))
    assert alone.lines.drop("order_id").equals(lines.drop("order_id"))
