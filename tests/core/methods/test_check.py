"""The judge is judged: a plan with one thing wrong is found out."""

from __future__ import annotations

import polars as pl
import pytest

from fahuo.core import frames
from fahuo.core.methods.check import check_methods
from fahuo.core.methods.plan import MethodsPlan, plan_methods
from tests.core.methods.scene import ON, rows, service, stage

SERVICES = [
    service(
        "CHEAP", card={"volumetric": {"divisor": 5000}, "limits": {"weight_g": 2000}}, fuel=[{"valid_from": "2020-01-01", "percent": 5}]
    ),
    service("DEAR", zone={"bands": [{"up_to_g": 5000, "flat": 500}]}),
]
ROWS = rows({}, {"weight_g": 3000}, {"weight_g": 9000}, {"service": "DEAR"}, {"service": "none"})
WORLD = stage(SERVICES)
GOOD = plan_methods(*ROWS, WORLD, ON)
AT = (pl.col("parcel_id") == 0) & (pl.col("service_id") == 0)
REFUSED = (pl.col("parcel_id") == 1) & (pl.col("service_id") == 0)


def put(where: pl.Expr, column: str, value: object) -> pl.DataFrame:
    return GOOD.offers.with_columns(pl.when(where).then(pl.lit(value, GOOD.offers.schema[column])).otherwise(pl.col(column)).alias(column))


def test_the_good_plan_is_good():
    assert check_methods(*ROWS, WORLD, ON, GOOD) == []
    assert GOOD.refusals["code"].to_list() == ["no_service", "asked_service_unknown"]


FIGURES = ["band_up_to_g", "volumetric_g", "chargeable_g", "freight_minor", "fuel_minor", "surcharge_minor", "total_minor", "home_minor"]


@pytest.mark.parametrize("column", [*FIGURES, "days_p50", "days_p90"])
def test_one_figure_off_by_one(column):
    worse = GOOD.offers.with_columns(pl.when(AT).then(pl.col(column) + 1).otherwise(pl.col(column)).alias(column))
    assert any(f"CHEAP: {column} is" in fault for fault in check_methods(*ROWS, WORLD, ON, MethodsPlan(worse, GOOD.refusals)))


@pytest.mark.parametrize(("column", "value"), [("currency", "EUR"), ("card", "CHEAP@2019-01-01"), ("zone", "2"), ("reason", "too_long")])
def test_one_word_wrong(column, value):
    worse = put(AT, column, value)
    assert any(f"CHEAP: {column} is" in fault for fault in check_methods(*ROWS, WORLD, ON, MethodsPlan(worse, GOOD.refusals)))


@pytest.mark.parametrize(("column", "value"), [("reason", None), ("limit", 1999), ("actual", 2999), ("reason", "too_long")])
def test_a_refusal_that_is_not_the_rule(column, value):
    assert check_methods(*ROWS, WORLD, ON, MethodsPlan(put(REFUSED, column, value), GOOD.refusals))


@pytest.mark.parametrize(
    "offers",
    [
        GOOD.offers.filter(~AT),
        pl.concat([GOOD.offers, GOOD.offers.filter(AT)]),
        pl.concat([GOOD.offers, GOOD.offers.filter(AT).with_columns(parcel_id=pl.lit(77, pl.Int64))]),
        GOOD.offers.with_columns(chosen=pl.lit(False)),
        GOOD.offers.with_columns(chosen=pl.col("reason").is_null()),
        GOOD.offers.with_columns(chosen=pl.when(pl.col("parcel_id") == 0).then(~pl.col("chosen")).otherwise("chosen")),
        GOOD.offers.with_columns(chosen=pl.when(pl.col("parcel_id") == 3).then(~pl.col("chosen")).otherwise("chosen")),
        GOOD.offers.clear(),
    ],
    ids=["missing", "twice", "stranger", "none chosen", "two chosen", "dearer chosen", "wish not kept", "empty"],
)
def test_rows_and_choice(offers):
    assert check_methods(*ROWS, WORLD, ON, MethodsPlan(offers, GOOD.refusals))


@pytest.mark.parametrize("refusals", [frames.empty(frames.Refusals), GOOD.refusals[:1], pl.concat([GOOD.refusals, GOOD.refusals])])
def test_refusals_of_parcels(refusals):
    assert check_methods(*ROWS, WORLD, ON, MethodsPlan(GOOD.offers, refusals))
