from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core.reasons import say
from fahuo.core.transport.check import check_transport
from fahuo.core.transport.places import say_place
from fahuo.core.transport.plan import plan_transport
from fahuo.core.transport.ways import lane, territory, way_shares

READY = datetime(2026, 11, 2, 9, tzinfo=UTC)
SCHEMA = {
    "parcel_id": pl.Int64,
    "warehouse_country": pl.String,
    "country": pl.String,
    "service_class": pl.String,
    "days_p50": pl.Int32,
    "days_p90": pl.Int32,
}

COUNTRY = st.sampled_from(["CN", "DE", "FR", "GB", "US", "HK", "CH", "ZZ", "", "de", None])
PARCEL = st.tuples(
    COUNTRY,
    COUNTRY,
    st.sampled_from(["express", "line", "post", "ship", None]),
    st.one_of(st.none(), st.integers(-1, 400)),
    st.one_of(st.none(), st.integers(-1, 400)),
)


def parcels(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame([(i, *row) for i, row in enumerate(rows)], schema=SCHEMA, orient="row")


@given(st.lists(PARCEL, max_size=8))
def test_every_plan_stands_before_the_judge(rows: list) -> None:
    asked = parcels(*rows)
    plan = plan_transport(asked, READY)
    assert check_transport(asked, plan.legs, plan.etas, plan.refusals, READY) == []


@given(st.lists(PARCEL, max_size=8), st.randoms(use_true_random=False))
def test_row_order_does_not_matter_and_a_parcel_alone_goes_the_same_way(rows: list, random) -> None:
    asked = parcels(*rows)
    plan = plan_transport(asked, READY)
    mixed = plan_transport(asked.sample(fraction=1, shuffle=True, seed=random.randint(0, 99)), READY)
    assert_frame_equal(plan.legs, mixed.legs)
    assert_frame_equal(plan.refusals, mixed.refusals)
    assert_frame_equal(plan.legs.filter(pl.col("parcel_id") == 0), plan_transport(asked.head(1), READY).legs)


def test_from_china_by_line_a_parcel_is_flown_cleared_and_delivered() -> None:
    plan = plan_transport(parcels(("CN", "DE", "line", 10, 14)), READY)
    assert plan.legs["kind"].to_list() == ["first_mile", "line_haul", "clearance", "last_mile"]
    assert plan.legs["mode"].to_list() == ["road", "air", "road", "road"]
    assert plan.legs["place_to"].to_list() == ["CN:hub", "DE:gateway", "DE:depot", "DE:door"]
    # 15 % of ten days by truck, then 45 % in the air
    assert plan.legs["planned_arrive_at"].to_list()[:2] == [READY + timedelta(days=1.5), READY + timedelta(days=6)]
    assert plan.legs["latest_arrive_at"].to_list()[-1] == READY + timedelta(days=14)
    assert plan.etas.row(0)[3:] == (date(2026, 11, 12), date(2026, 11, 16))


def test_within_the_union_nothing_is_cleared() -> None:
    plan = plan_transport(parcels(("DE", "FR", "post", 4, 6), ("DE", "GB", "post", 4, 6)), READY)
    cleared = plan.legs.filter(pl.col("kind") == "clearance")["parcel_id"].to_list()
    assert cleared == [1]
    assert plan.legs["mode"].unique().to_list() == ["road"]


def test_what_the_service_says_of_its_mode_counts() -> None:
    plan = plan_transport(parcels(("CN", "DE", "line", 30, 40)).with_columns(mode=pl.lit("rail")), READY)
    assert plan.legs["mode"].to_list() == ["road", "rail", "road", "road"]


def test_each_parcel_may_be_ready_at_its_own_time() -> None:
    asked = parcels(("CN", "DE", "line", 10, 14), ("CN", "DE", "line", 10, 14), ("CN", "DE", "line", 10, 14))
    asked = asked.with_columns(ready_at=pl.Series([READY, READY + timedelta(hours=1), None]))
    plan = plan_transport(asked)
    assert check_transport(asked, plan.legs, plan.etas, plan.refusals) == []
    assert plan.refusals.select("parcel_id", "code").rows() == [(2, "travel_ready_missing")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("CN", "DE", None, 1, 2), "travel_service_missing"),
        (("CN", "DE", "line", None, None), "travel_service_missing"),
        (("CN", "DE", "balloon", 1, 2), "travel_class_unknown"),
        (("CN", "DE", "line", 3, 2), "travel_days_unusable"),
        (("CN", "DE", "line", 3, None), "travel_days_unusable"),
        (("CN", "DE", "line", -1, 2), "travel_days_unusable"),
        (("CN", "Germany", "line", 1, 2), "travel_place_missing"),
        ((None, "DE", "line", 1, 2), "travel_place_missing"),
    ],
)
def test_what_cannot_be_planned_says_why(row: tuple, code: str) -> None:
    plan = plan_transport(parcels(row), READY)
    assert plan.legs.height == 0
    refusal = plan.refusals.row(0, named=True)
    assert refusal["code"] == code
    assert "{" not in say(refusal["code"], refusal["values"]) + say(refusal["code"], refusal["values"], "zh")


def test_customs_territories_change_with_the_day() -> None:
    assert territory("GB", date(2020, 12, 31)) == "EU"
    assert territory("GB", date(2021, 1, 1)) == "GB"
    assert lane("DE", "GB", "line", date(2020, 6, 1)) == (False, "road")
    assert lane("DE", "GB", "line", date(2026, 6, 1)) == (True, "road")


def test_the_shares_of_a_way_are_whole() -> None:
    last = way_shares().group_by("service_class", "border").agg(pl.col("after").max(), pl.col("before").min(), pl.col("no").max(), pl.len())
    assert last["after"].unique().to_list() == [100] and last["before"].unique().to_list() == [0]
    assert last.height == 6 and (last["no"] == last["len"]).all()


def test_places_are_said() -> None:
    assert say_place("DE:depot", "zh-hans") == "DE 末端网点"
    assert say_place("Rotterdam") == "Rotterdam"
