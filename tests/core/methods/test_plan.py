"""Offers, choice and refusals, by example."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest

from fahuo.core import frames
from fahuo.core.methods.layout import OUTSIDE_FORCED
from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.reasons import OF_COVERS, OF_OFFERS, SHORT
from fahuo.core.reasons import say
from fahuo.core.words import Aim, Attribute
from tests.core.methods.scene import ON, plan, rows, service, stage


def zone(p50: int, p90: int, per_kg: int, **more):
    return {"days_p50": p50, "days_p90": p90, "bands": [{"up_to_g": 30000, "per_kg": per_kg, "per_parcel": 5}], **more}


CHEAP = service("CHEAP", zone=zone(20, 30, 10))
MIDDLE = service("MIDDLE", zone=zone(8, 12, 30))
FAST = service("FAST", zone=zone(3, 5, 90))
ALL = [CHEAP, MIDDLE, FAST]


def chosen(parcels, world, on=ON) -> list[str | None]:
    """Code of the chosen service, parcel by parcel."""
    made = plan(parcels, world, on)
    codes = {int(i): s.code for i, s in zip(world.rates.service_ids, world.rates.services, strict=True)}
    of = dict(made.offers.filter("chosen").select("parcel_id", "service_id").iter_rows())
    return [codes.get(of.get(n, -1)) for n in range(len(parcels))]


@pytest.mark.parametrize(
    ("aim", "day_worth", "best"),
    [(Aim.COST, 0, "CHEAP"), (Aim.TIME, 0, "FAST"), (Aim.VALUE, 0, "CHEAP"), (Aim.VALUE, 200, "MIDDLE"), (Aim.VALUE, 100_000, "FAST")],
)
def test_aim(aim, day_worth, best):
    # 1 kg costs 15.00, 35.00 and 95.00; days 20, 8 and 3
    assert chosen([{"weight_g": 1000}], stage(ALL, aim=aim, day_worth_minor=day_worth)) == [best]


def test_value_is_cost_and_days():
    # MIDDLE is 20.00 dearer and 12 days faster than CHEAP: worth it from 1.67 a day
    assert chosen([{"weight_g": 1000}], stage(ALL, aim=Aim.VALUE, day_worth_minor=166)) == ["CHEAP"]
    assert chosen([{"weight_g": 1000}], stage(ALL, aim=Aim.VALUE, day_worth_minor=167)) == ["MIDDLE"]


@pytest.mark.parametrize(
    ("promised_on", "best"),
    [
        (None, "CHEAP"),
        (date(2026, 12, 23), "CHEAP"),  # 30 days
        (date(2026, 12, 22), "MIDDLE"),  # 29: only MIDDLE and FAST nine times in ten
        (date(2026, 12, 4), "FAST"),  # 11
        (date(2026, 11, 27), "FAST"),  # 4: FAST every other time
        (date(2026, 11, 25), "CHEAP"),  # 2: nobody; the aim decides
        (date(2026, 11, 1), "CHEAP"),  # past
    ],
)
def test_a_promised_day_goes_before_the_aim(promised_on, best):
    assert chosen([{"promised_on": promised_on}], stage(ALL)) == [best]


def test_ties_go_to_the_faster_then_to_the_first_code():
    twins = [
        service("B"),
        service("A"),
        service("C", zone={"days_p50": 8, "days_p90": 11}),
        service("D", zone={"days_p50": 7, "days_p90": 12}),
    ]
    assert chosen([{}], stage(twins)) == ["C"]
    assert chosen([{}], stage([twins[0], twins[3], twins[1]])) == ["D"]
    assert chosen([{}], stage(twins[:2])) == ["A"] == chosen([{}], stage(twins[1::-1]))
    assert chosen([{}], stage(twins, aim=Aim.TIME)) == ["D"]


def test_the_buyers_wish_is_kept():
    world = stage(ALL)
    assert chosen([{"service": "FAST"}, {"service": " MIDDLE "}, {"service": ""}, {"service": None}], world) == [
        "FAST",
        "MIDDLE",
        "CHEAP",
        "CHEAP",
    ]


def test_a_wish_that_cannot_be_kept_is_refused():
    made = plan([{"service": "FAST", "weight_g": 40_000}, {"service": "Standard"}, {}], stage([*ALL, service("BIG", zone=zone(9, 9, 20))]))
    assert made.refusals.select("parcel_id", "code").rows() == [(0, "asked_service_refuses"), (1, "asked_service_unknown")]
    assert made.offers.filter("chosen")["parcel_id"].to_list() == [2]
    refuses, unknown = made.refusals["values"].to_list()
    assert json.loads(refuses)["why"] == "beyond_bands"
    assert (
        say("asked_service_refuses", refuses) == "the service that the buyer asked for, FAST, refuses: chargeable weight beyond the table"
    )
    assert say("asked_service_refuses", refuses, "zh-hans") == "买家指定的渠道 FAST 不收：计费重超出价格表"
    assert say("asked_service_unknown", unknown) == "the service that the buyer asked for, 'Standard', is not known"


def test_no_service_says_the_commonest_reason_of_those_that_go_there():
    to_jp = [service(c, zone={"countries": ["JP"]}) for c in ("J1", "J2", "J3")]
    light = [service(c, card={"limits": {"weight_g": 400}}) for c in ("L1", "L2")]
    long = service("LONG", card={"limits": {"longest_mm": 100}})
    made = plan([{"order_id": 7}], stage([*to_jp, *light, long, service("X", origins=["DE"])]))
    row = made.refusals.row(0, named=True)
    assert (row["parcel_id"], row["order_id"], row["step"], row["code"]) == (0, 7, "methods", "no_service")
    values = json.loads(row["values"])
    assert values == {
        **{"country": "DE", "weight_g": 480, "services": 7, "count": 2},
        **{"commonest": "too_heavy", "commonest_zh": "超重", "commonest_en": "too heavy"},
    }
    assert say("no_service", row["values"]) == "none of 7 services takes this parcel to DE; most often: too heavy"
    only = plan([{}], stage(to_jp)).refusals.row(0, named=True)
    assert json.loads(only["values"])["commonest"] == "country_not_served"


@pytest.mark.parametrize(
    ("parcel", "changes", "reason", "limit", "actual"),
    [
        ({"warehouse_id": 2}, {}, "not_from_here", None, None),
        ({"warehouse_id": 99}, {}, "not_from_here", None, None),
        ({}, {"card": {"valid_from": "2027-01-01"}}, "no_card_on_day", None, None),
        ({}, {"card": {"valid_to": "2026-11-23"}}, "no_card_on_day", None, None),
        ({}, {"card": {"currency": "THB"}}, "currency_without_rate", None, None),
        ({"country": "FR"}, {}, "country_not_served", None, None),
        ({"country": None}, {}, "country_not_served", None, None),
        ({"country": "CN"}, {"zone": {"countries": ["*"]}}, "country_not_served", None, None),
        ({"country": "KP"}, {"zone": {"countries": ["*"]}, "card": {"not_served": ["KP"]}}, "country_not_served", None, None),
        ({"attributes": 20}, {"card": {"limits": {"attributes_refused": ["battery", "food"]}}}, "attribute_refused", 144, 16),
        ({"attributes": 3}, {"card": {"limits": {"attributes_allowed": ["battery"]}}}, "attribute_refused", 238, 2),
        ({"weight_g": 501}, {"card": {"limits": {"weight_g": 500}}}, "too_heavy", 500, 501),
        ({"size": (50, 301, 40)}, {"card": {"limits": {"longest_mm": 300}}}, "too_long", 300, 301),
        ({"size": (50, 301, 40)}, {"card": {"limits": {"sides_mm": 390}}}, "sides_too_large", 390, 391),
        ({"size": (50, 301, 40)}, {"card": {"limits": {"girth_mm": 480}}}, "girth_too_large", 480, 481),
        ({"value_minor": 2001}, {"card": {"limits": {"value": 20, "value_currency": "EUR"}}}, "value_too_high", 2000, 2001),
        ({"value_minor": 2001}, {"card": {"limits": {"value": 156, "value_currency": "CNY"}}}, "value_too_high", 15600, 15608),
        ({"currency": "THB"}, {"card": {"limits": {"value": 20, "value_currency": "EUR"}}}, "value_not_comparable", 2000, None),
        ({"weight_g": 30001}, {}, "beyond_bands", 30000, 30001),
    ],
)
def test_each_rule_refuses_with_limit_and_actual(parcel, changes, reason, limit, actual):
    offer = plan([parcel], stage([service(**changes)])).offers.row(0, named=True)
    assert (offer["reason"], offer["limit"], offer["actual"]) == (reason, limit, actual)
    priced = ("freight_minor", "total_minor", "currency", "home_minor", "chargeable_g", "days_p50", "days_p90")
    assert [offer[name] for name in priced] == [None] * len(priced) and not offer["chosen"]


@pytest.mark.parametrize(
    ("parcel", "changes"),
    [
        ({"weight_g": 500}, {"card": {"limits": {"weight_g": 500}}}),
        ({"size": (50, 300, 40)}, {"card": {"limits": {"longest_mm": 300, "sides_mm": 390, "girth_mm": 480}}}),
        ({"value_minor": 2000}, {"card": {"limits": {"value": 20, "value_currency": "EUR"}}}),
        ({"value_minor": 2000, "currency": "THB"}, {"card": {"limits": {"value": 20, "value_currency": "THB"}}}),
        ({"weight_g": 30000}, {}),
        ({"attributes": int(Attribute.FRAGILE | Attribute.BATTERY)}, {"card": {"limits": {"attributes_allowed": ["battery"]}}}),
        ({}, {"card": {"valid_from": "2026-11-23", "valid_to": "2026-11-24"}}),
        ({"country": "CN"}, {"zone": {"countries": ["*", "CN"]}}),
        ({"weight_g": 900}, {"card": {"limits": {"weight_g": 500}}, "zone": {"limits": {"weight_g": 900}}}),
    ],
)
def test_at_the_limit_it_goes(parcel, changes):
    assert plan([parcel], stage([service(**changes)])).offers["reason"].to_list() == [None]


def test_currencies_with_no_and_three_decimals():
    yen = service("YEN", card={"currency": "JPY"}, zone=zone(1, 1, 333))
    dinar = service("DINAR", card={"currency": "KWD"}, zone=zone(1, 1, 1))
    offers = plan([{"weight_g": 500}], stage([yen, dinar])).offers.sort("service_id")
    assert offers.select("total_minor", "currency", "home_minor").rows() == [
        (172, "JPY", 817),  # 0.5 x 333 + 5 = 171.5, half up; x 0.0475 = 8.17 CNY
        (5500, "KWD", 12760),  # 5.500 x 23.2 = 127.60 CNY
    ]


def test_the_callers_ids_come_back():
    made = plan([{"parcel_id": 40}, {"parcel_id": 11}], stage(ALL, service_ids=[901, 17, 555]))
    assert made.offers["parcel_id"].to_list() == [11] * 3 + [40] * 3
    assert made.offers.filter("chosen")["service_id"].to_list() == [901, 901], "CHEAP was the first of the three"
    for ids in ([1, 2], [1, 1, 2]):
        with pytest.raises(ValueError, match="3 services need as many different ids"):
            stage(ALL, service_ids=ids)
    with pytest.raises(ValueError, match=r"written twice: \['CHEAP'\]"):
        stage([CHEAP, CHEAP])


def test_rates_of_another_day_are_refused():
    with pytest.raises(ValueError, match="build the rates for the day of the plan"):
        plan([{}], stage(ALL), date(2026, 11, 24))


def test_nothing_in_nothing_out():
    world = stage(ALL)
    made = plan_methods(frames.empty(frames.Orders), frames.empty(frames.Parcels), frames.empty(frames.Contents), world, ON)
    assert len(made.offers) == len(made.refusals) == 0
    assert made.offers.schema == frames.empty(frames.Offers).schema
    alone = plan([{}], stage([]))
    assert len(alone.offers) == 0 and alone.refusals["code"].to_list() == ["no_service"]
    assert "—" in say("no_service", alone.refusals["values"][0])
    asked = plan([{"service": "FAST"}], stage([]))
    assert asked.refusals["code"].to_list() == ["asked_service_unknown"]


def test_the_frames_are_what_they_say():
    made = plan([{}, {"weight_g": 99_000}, {"service": "none"}], stage([*ALL, service("FAR", zone={"countries": ["JP"]})]))
    frames.Offers.validate(made.offers)
    frames.Refusals.validate(made.refusals)


def test_a_parcel_without_contents_or_order_is_not_lost():
    orders, parcels, contents = rows({}, {})
    made = plan_methods(orders.filter(pl.col("order_id") == 0), parcels, contents.clear(), stage(ALL), ON)
    assert made.offers.filter("chosen")["parcel_id"].to_list() == [0]
    assert made.refusals.select("parcel_id", "code").rows() == [(1, "no_service")]


def test_a_slip_of_units_does_not_make_a_price():
    # 3,000 mm written as micrometres: the volume leaves 64 bits
    world = stage([service(card={"volumetric": {"divisor": 5000}})])
    assert plan([{"size": (3_000_000, 3_000_000, 3_000_000)}], world).offers["reason"].to_list() == ["beyond_bands"]


def test_every_reason_of_an_offer_has_a_place_in_the_kernel_and_a_short_name():
    assert len(OF_OFFERS) == OUTSIDE_FORCED
    assert list(SHORT)[: len(OF_OFFERS)] == [reason.code for reason in OF_OFFERS]
    assert set(SHORT) == {reason.code for reason in (*OF_OFFERS, *OF_COVERS)}
