"""The sample services: what the sample world needs of them."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from fahuo.core.methods.check import check_methods
from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.plan import plan_methods
from fahuo.core.words import Attribute, ServiceClass
from fahuo.sample.services import services
from tests.core.methods.scene import plan, rows, stage

ON = date(2026, 11, 23)
NOBODY_LIVES_THERE = {"AQ", "BV", "HM", "TF", "GS", "UM"}


def takers(parcel: dict, on: date = ON) -> set[str]:
    """Codes of the services that take it."""
    world = stage(services(), on)
    codes = {int(i): s.code for i, s in zip(world.rates.service_ids, world.rates.services, strict=True)}
    offers = plan([parcel], world, on).offers
    return {codes[i] for i in offers.filter(offers["reason"].is_null())["service_id"]}


def test_all_say_that_they_are_invented():
    for service in services():
        assert service.invented and "invented" in service.source and "invented" in service.carrier.lower()
        assert "虚构" in service.name_zh, service.code


def test_three_classes_from_china_and_an_overseas_warehouse():
    of = Counter((s.origins[0], s.service_class) for s in services())
    assert of["CN", ServiceClass.EXPRESS] >= 3 and of["CN", ServiceClass.LINE] >= 5 and of["CN", ServiceClass.POST] >= 4
    assert sum(n for (origin, _), n in of.items() if origin == "DE") == 3


def test_sorted_by_code_and_shared():
    assert [s.code for s in services()] == sorted(s.code for s in services())
    first = services()
    first.clear()
    assert services(), "a caller cannot spoil it for others"


@pytest.mark.parametrize("country", sorted(set(COUNTRIES) - NOBODY_LIVES_THERE - {"CN", "KP"}))
def test_every_country_has_two_services_from_china(country):
    assert len(takers({"country": country, "postcode": "1", "value_minor": 1000})) >= 2


@pytest.mark.parametrize("weight_g", [60, 1900, 8000, 29_000])
@pytest.mark.parametrize("country", ["GB", "US", "DE", "JE", "GG", "LB", "IS", "BH", "HK", "SA", "MT", "BR", "AU", "JP"])
def test_any_weight_finds_a_service(country, weight_g):
    assert takers({"country": country, "weight_g": weight_g, "value_minor": 50_000})


@pytest.mark.parametrize("on", [date(2010, 12, 1), date(2011, 3, 1), date(2024, 12, 31)])
def test_old_orders_can_be_planned(on):
    assert len(takers({"country": "GB"}, on)) >= 6


def test_the_day_of_the_card_shows_in_the_price():
    prices = {}
    for on in (date(2011, 1, 5), date(2024, 12, 31), date(2025, 1, 1), date(2026, 7, 1)):
        offers = plan([{"country": "DE"}], stage([s for s in services() if s.code == "CN-LINE-EU"], on), on).offers
        prices[on] = offers.row(0, named=True)
    first, same, dearer, dearest = (row["total_minor"] for row in prices.values())
    assert first == same < dearer < dearest
    assert [row["card"] for row in prices.values()] == [f"CN-LINE-EU@{d}" for d in ("2010-01-01", "2010-01-01", "2025-01-01", "2026-07-01")]


@pytest.mark.parametrize(
    ("attribute", "takes", "refuses"),
    [
        (Attribute.BATTERY, "CN-LINE-BATT", "CN-LINE-EU"),
        (Attribute.BATTERY_ONLY, "CN-LINE-BATT", "CN-EXP-FARSAIL"),
        (Attribute.LIQUID, "CN-EXP-BRIGHT", "CN-LINE-BATT"),
        (Attribute.FRAGILE, "CN-LINE-EU", "CN-LINE-GULF"),
    ],
)
def test_goods_choose_their_services(attribute, takes, refuses):
    found = takers({"country": "DE", "attributes": attribute})
    assert takes in found and refuses not in found


def test_heavy_parcels_have_a_cheap_slow_way():
    world = stage(services(), ON)
    chosen = plan([{"country": "GB", "weight_g": 20_000, "value_minor": 90_000, "size": (400, 300, 300)}], world, ON).offers.filter(
        "chosen"
    )
    assert world.rates.services[world.rates.row(chosen["service_id"][0])].code == "CN-LINE-HEAVY"


def test_the_overseas_warehouse_has_its_own():
    assert takers({"country": "FR", "warehouse_id": 2}) == {"DE-EXP", "DE-PARCEL", "DE-POST"}
    assert takers({"country": "DE", "warehouse_id": 2}) == {"DE-EXP", "DE-PARCEL", "DE-POST"}


def test_the_judge_agrees_on_a_grid():
    parcels = [
        {
            "country": country,
            "weight_g": weight,
            "size": size,
            "attributes": goods,
            "warehouse_id": house,
            "value_minor": 9000,
            "postcode": "BT15GS",
        }
        for country in ("GB", "US", "MT", "BR", "CN")
        for weight, size in ((90, (150, 100, 20)), (1240, (300, 200, 150)), (12_000, (700, 400, 300)))
        for goods in (0, Attribute.BATTERY, Attribute.LIQUID)
        for house in (1, 2)
    ]
    world = stage(services(), ON)
    given = rows(*parcels)
    assert check_methods(*given, world, ON, plan_methods(*given, world, ON)) == []


MAINLAND = {
    "DE": "10115",
    "DK": "1050",
    "ES": "28013",
    "FI": "00100",
    "FR": "75011",
    "GB": "SE1 9SG",
    "GR": "10431",
    "IT": "00184",
    "US": "10001",
}
APART = {
    "DE": ["27498", "78266"],  # Heligoland, Büsingen
    "DK": ["3900"],  # Greenland
    "ES": ["35001", "38001", "51001", "52001"],  # Canary Islands, Ceuta, Melilla
    "FI": ["22100"],  # Åland
    "FR": ["97400", "98800"],  # La Réunion, New Caledonia
    "GB": ["JE2 3AB", "GY1 1AA", "IM1 1AA"],
    "GR": ["63086"],  # Athos
    "IT": ["22061", "23041"],  # Campione, Livigno
    "US": ["99501", "96813", "00901", "00802", "96910"],  # Alaska, Hawaii, Puerto Rico, Virgin Islands, Guam
}
MILITARY = [("US", "09012"), ("US", "34035"), ("US", "96201"), ("GB", "BF1 2AB")]


def priced(country: str, postcode: str, warehouse_id: int) -> dict[str, tuple[str, int]]:
    """Zone and total of each service that takes it, by code."""
    world = stage(services(), ON)
    codes = {int(i): s.code for i, s in zip(world.rates.service_ids, world.rates.services, strict=True)}
    offers = plan([{"country": country, "postcode": postcode, "value_minor": 1000, "warehouse_id": warehouse_id}], world, ON).offers
    return {codes[row["service_id"]]: (row["zone"], row["total_minor"]) for row in offers.to_dicts() if row["reason"] is None}


@pytest.mark.parametrize("warehouse_id", [1, 2])
@pytest.mark.parametrize("country", sorted(APART))
def test_what_lies_apart_is_refused_or_costs_more(country, warehouse_id):
    """But where a carrier takes the country as one: the United States' post, and who names Jersey and Great Britain in one breath."""
    near = priced(country, MAINLAND[country], warehouse_id)
    assert near
    for postcode in APART[country]:
        far = priced(country, postcode, warehouse_id)
        same = {code for code, (_, total) in far.items() if total <= near[code][1]}
        if country == "GB":
            same -= {code for code in same if far[code][0] == priced("JE", "JE2 3AB", warehouse_id)[code][0]}
        if country == "US":
            same -= {code for code in same if "POST" in code or code.startswith("DE-") or postcode in ("00901", "00802", "96910")}
        if country == "DE" and warehouse_id == 2:
            same = set()  # at home
        assert not same, (postcode, same)
        assert far, f"nobody goes to {country} {postcode}"


@pytest.mark.parametrize(("country", "postcode"), MILITARY)
def test_nobody_delivers_to_the_military_post(country, postcode):
    assert not priced(country, postcode, 1) and not priced(country, postcode, 2)
