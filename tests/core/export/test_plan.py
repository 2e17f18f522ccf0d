"""Every parcel is declared once, in full, with the papers that it needs; what is still missing is said and makes it wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core import frames
from fahuo.core.export.check import check_export
from fahuo.core.export.plan import ExportPlan, plan_export
from fahuo.core.words import Attribute
from tests.core.export.batch import EXPRESS, LINE, ON, POST, contents_of, offers_of, orders_of, parcels_of, products_of, world_of

PRODUCTS = products_of(
    (1, "Mug", 300, "691200", "CN"),
    (2, "Plate", 400, "691200", "CN"),
    (3, "Bowl", 500, "691200", "VN"),
    (4, "Lamp", 900, None, "CN"),
    (5, "Scarf", 100, "61.17", None),
    (6, "Candle", 200, None, "CN"),
)
Parts = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]


def plan(parts: Parts, on: date = ON) -> ExportPlan:
    """The plan, valid by its schemas and by the judge."""
    world = world_of(PRODUCTS)
    made = plan_export(*parts, world, on)
    frames.Declarations.validate(made.declarations)
    frames.DeclaredLines.validate(made.lines)
    frames.Refusals.validate(made.refusals)
    assert check_export(*parts, world, on, made) == []
    return made


def one(
    *contents: tuple[int, int, int], service: int = LINE, country: str = "DE", warehouse_id: int = 1, attributes: int = 0, discount: int = 0
) -> Parts:
    """One order in one parcel: product_id, quantity, value_minor a line."""
    rows = [(0, no, 0, *content) for no, content in enumerate(contents, start=1)]
    parcels = parcels_of((0, 0), warehouse_id=warehouse_id, attributes=attributes)
    return orders_of((0, 0, discount), country=country), parcels, contents_of(*rows), offers_of((0, service)) if service else offers_of()


def test_goods_of_one_code_and_origin_are_one_line_named_after_the_most_valuable() -> None:
    made = plan(one((1, 2, 500), (2, 1, 900), (3, 1, 700)))
    assert made.lines.drop("parcel_id").rows() == [
        (1, "691200", "CN", "Plate + 1 more", 3, 1000, 1400),
        (2, "691200", "VN", "Bowl", 1, 500, 700),
    ]
    assert made.declarations.row(0, named=True) == {
        "parcel_id": 0,
        "currency": "GBP",
        "total_minor": 2100,
        "net_g": 1500,
        "gross_g": 1_000_000,
        "incoterm": "DDP",
        "papers": ["commercial_invoice", "eu_h7"],
        "waits": False,
    }


def test_goods_without_a_code_stay_by_product_come_last_and_wait() -> None:
    made = plan(one((4, 1, 500), (6, 2, 900), (1, 1, 700), (4, 1, 500)))
    assert made.lines.select("no", "hs_code", "name", "quantity").rows() == [
        (1, "691200", "Mug", 1),
        (2, None, "Lamp", 2),
        (3, None, "Candle", 2),
    ]
    assert made.refusals.select("line_no", "code", "values").rows() == [
        (1, "hs_missing", '{"sku":"lamp"}'),
        (2, "hs_missing", '{"sku":"candle"}'),
        (4, "hs_missing", '{"sku":"lamp"}'),
    ]
    assert made.declarations["waits"].to_list() == [True]


def test_a_malformed_code_and_a_missing_origin_are_both_said() -> None:
    made = plan(one((5, 1, 500)))
    assert made.refusals.select("code", "values").rows() == [
        ("hs_malformed", '{"sku":"scarf","hs_code":"61.17"}'),
        ("origin_missing", '{"sku":"scarf"}'),
    ]
    assert made.lines.select("hs_code", "origin").rows() == [(None, None)]


def test_a_line_without_value_waits() -> None:
    made = plan(one((1, 2, 0), (3, 1, 700)))
    assert made.refusals.select("line_no", "code", "values").rows() == [(1, "value_zero", '{"sku":"mug","quantity":2}')]


def test_a_discount_that_takes_everything_is_said_once() -> None:
    made = plan(one((1, 2, 0), (3, 1, 0), discount=5000))
    assert made.refusals.select("order_id", "line_no", "code", "values").rows() == [
        (0, None, "discount_exceeds_goods", '{"discount":5000,"currency":"GBP"}')
    ]
    assert made.declarations["waits"].to_list() == [True]


def test_a_parcel_without_a_service_waits() -> None:
    made = plan(one((1, 2, 500), service=0))
    assert made.declarations.select("waits", "incoterm").rows() == [(True, "DAP")]
    assert made.refusals.is_empty()


def test_inside_a_customs_territory_nothing_is_declared() -> None:
    for country in ("DE", "FR"):
        made = plan(one((4, 1, 500), country=country, warehouse_id=2))
        assert made.declarations.select("papers", "waits", "incoterm").rows() == [([], False, "DAP")]
        assert made.refusals.is_empty()
    inside = {"country": "FR", "warehouse_id": 2, "attributes": int(Attribute.BATTERY)}
    assert plan(one((1, 1, 500), service=POST, **inside)).declarations["papers"].to_list() == [["battery_statement"]]  # the CN22 falls away
    assert plan(one((1, 1, 500), service=EXPRESS, **inside)).declarations["papers"].to_list() == [["packing_list", "battery_statement"]]
    assert plan(one((4, 1, 500), country="CH", warehouse_id=2)).declarations["waits"].to_list() == [True]


@pytest.mark.parametrize(
    ("service", "country", "on", "term"),
    [
        (LINE, "GB", ON, "DDP"),
        (POST, "GB", ON, "DAP"),
        (EXPRESS, "GB", ON, "DAP"),
        (EXPRESS, "US", ON, "DDP"),
        (POST, "US", date(2025, 8, 29), "DDP"),  # the duty-free threshold ends for all origins
        (POST, "US", date(2025, 8, 28), "DAP"),
        (LINE, "GB", date(2010, 12, 1), "DDP"),
    ],
)
def test_terms_of_sale(service: int, country: str, on: date, term: str) -> None:
    assert plan(one((1, 1, 500), service=service, country=country), on).declarations["incoterm"].to_list() == [term]


@pytest.mark.parametrize(
    ("service", "attributes", "papers"),
    [
        (LINE, 0, ["commercial_invoice"]),
        (POST, 0, ["commercial_invoice", "cn22"]),
        (EXPRESS, 0, ["commercial_invoice", "packing_list"]),
        (POST, int(Attribute.BATTERY | Attribute.FRAGILE), ["commercial_invoice", "cn22", "battery_statement"]),
        (POST, int(Attribute.FRAGILE), ["commercial_invoice", "cn22"]),
        (0, 0, ["commercial_invoice"]),
    ],
)
def test_papers_of_destination_and_service(service: int, attributes: int, papers: list[str]) -> None:
    made = plan(one((1, 1, 500), service=service, country="GB", attributes=attributes))
    assert made.declarations["papers"].to_list() == [papers]


def test_nothing_in_nothing_out() -> None:
    made = plan((orders_of(), parcels_of(), contents_of(), offers_of()))
    assert made.declarations.is_empty() and made.lines.is_empty() and made.refusals.is_empty()


@st.composite
def batches(draw: st.DrawFn) -> Parts:
    """Orders to one country, with parcels from both warehouses, some without a service, some without a code, an origin or a value."""
    orders, contents, offers = [], [], []
    parcels = []
    for order_id in range(draw(st.integers(1, 3))):
        orders.append((order_id, 0, draw(st.sampled_from([0, 100]))))
        for parcel_id in range(order_id * 5, order_id * 5 + draw(st.integers(1, 3))):
            warehouse_id, attributes = draw(st.sampled_from([1, 2])), draw(st.integers(0, 2047))
            parcels.append(parcels_of((parcel_id, order_id), warehouse_id=warehouse_id, attributes=attributes))
            for line_no in range(1, draw(st.integers(1, 5)) + 1):
                value = draw(st.sampled_from([0, 1, 250, 10**12]))
                contents.append((parcel_id, line_no, order_id, draw(st.integers(1, 6)), draw(st.integers(1, 80_000)), value))
            if service := draw(st.sampled_from([0, LINE, POST, EXPRESS])):
                offers.append((parcel_id, service))
    country = draw(st.sampled_from(["DE", "FR", "GB", "US"]))
    return orders_of(*orders, country=country), pl.concat(parcels), contents_of(*contents), offers_of(*offers)


@settings(deadline=None, max_examples=60)
@given(batches())
def test_the_judge_finds_nothing(parts: Parts) -> None:
    plan(parts)


@settings(deadline=None, max_examples=60)
@given(batches(), st.integers(0, 2**32))
def test_the_order_of_rows_never_matters(parts: Parts, seed: int) -> None:
    turned = [frame.sample(fraction=1, shuffle=True, seed=seed) for frame in parts]
    again, made = plan_export(*turned, world_of(PRODUCTS), ON), plan_export(*parts, world_of(PRODUCTS), ON)
    for name in ("declarations", "lines", "refusals"):
        assert_frame_equal(getattr(again, name), getattr(made, name))


@settings(deadline=None, max_examples=60)
@given(batches())
def test_a_plan_for_one_order_is_its_part_of_the_plan_for_all(parts: Parts) -> None:
    orders, parcels, contents, offers = parts
    mine = parcels.filter(pl.col("order_id") == 0)
    inside = pl.col("parcel_id").is_in(mine["parcel_id"].implode())
    alone = plan_export(
        orders.filter(pl.col("order_id") == 0), mine, contents.filter(inside), offers.filter(inside), world_of(PRODUCTS), ON
    )
    made = plan_export(*parts, world_of(PRODUCTS), ON)
    for name in ("declarations", "lines", "refusals"):
        assert_frame_equal(getattr(alone, name), getattr(made, name).filter(inside))


def _with(**columns: pl.Expr) -> Callable[[pl.DataFrame], pl.DataFrame]:
    return lambda frame: frame.with_columns(**columns)


@pytest.mark.parametrize(
    ("part", "tamper"),
    [
        ("declarations", _with(total_minor=pl.col("total_minor") + 1)),
        ("declarations", _with(net_g=pl.col("net_g") - 1)),
        ("declarations", _with(currency=pl.lit("EUR"))),
        ("declarations", _with(incoterm=pl.lit("EXW"))),
        ("declarations", _with(papers=pl.col("papers").list.tail(1))),
        ("declarations", _with(papers=pl.col("papers").list.reverse())),
        ("declarations", _with(waits=~pl.col("waits"))),
        ("declarations", lambda frame: frame.clear()),
        ("lines", lambda frame: frame.head(1)),
        ("lines", _with(value_minor=pl.col("value_minor") + 1)),
        ("lines", _with(hs_code=pl.lit("999999"))),
        ("lines", _with(no=pl.lit(1, pl.Int32))),
        ("refusals", lambda frame: frame.clear()),
        ("refusals", _with(code=pl.lit("origin_missing"))),
    ],
)
def test_the_judge_finds_what_is_wrong(part: str, tamper: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    parts = one((1, 2, 500), (4, 1, 900), (3, 1, 700))
    made = plan(parts)
    assert check_export(*parts, world_of(PRODUCTS), ON, replace(made, **{part: tamper(getattr(made, part))}))
