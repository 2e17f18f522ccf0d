"""Offers in words: the cases that the page does not show."""

from __future__ import annotations

import pytest

from fahuo.core.methods.derive import derivation, refusal_values
from fahuo.core.words import Attribute
from tests.core.methods.scene import plan, rows, service, stage


def words(parcel: dict, *documents: dict, language: str = "en", home: str = "CNY") -> list[str]:
    world = stage(documents, currency=home)
    offer = plan([parcel], world).offers.row(0, named=True)
    row = rows(parcel)[1].row(0, named=True) | {"country": parcel.get("country", "DE"), "postcode": parcel.get("postcode")}
    return [step.say(language) for step in derivation(offer, row, world.rates, home)]


def test_first_weight_surcharges_and_exchange():
    extra = {"code": "b", "name_zh": "带电费", "name_en": "battery fee", "percent": "2.5", "attributes": ["battery"]}
    bands = [{"up_to_g": 5000, "first_g": 500, "first": 30, "step_g": 250, "step": 4, "per_parcel": 2}]
    document = service(card={"currency": "EUR", "surcharges": [extra]}, zone={"bands": bands})
    parcel = {"weight_g": 1001, "attributes": Attribute.BATTERY}
    assert words(parcel, document)[-4:] == [
        "freight: first 500 g 30.00 + 3 × 250 g × 4.00 + fee 2.00 = 44.00 EUR",
        "battery fee: 2.5 % × 44.00 = 1.10 EUR",
        "total: 44.00 + 1.10 = 45.10 EUR",
        "in CNY: 45.10 EUR × 7.8 = 351.78 CNY",
    ]
    assert words(parcel, document, language="zh-hans")[-4] == "运费：首重 500 g 30.00 + 续重 3 × 250 g × 4.00 + 挂号费 2.00 = 44.00 EUR"


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"longest_above_mm": 400}, "does not count (no side is above 400 mm)"),
        ({"weight_above_g": 500}, "does not count (the actual weight is not above 500 g)"),
        ({"exceeds_percent": 200}, "does not count (it is not above the actual weight by more than 200 %)"),
    ],
)
def test_why_size_does_not_count(rule, why):
    lines = words({"weight_g": 500, "size": (300, 200, 125)}, service(card={"volumetric": {"divisor": 5000, **rule}}))
    assert lines[1] == f"volumetric: 300 x 200 x 125 mm / 5000 = 1,500 g, {why}"
    assert lines[2] == "chargeable: 500 g, up to the next 1 g = 500 g"


@pytest.mark.parametrize(
    ("parcel", "limits", "en", "zh"),
    [
        ({"weight_g": 2450}, {"weight_g": 2000}, "weight 2,450 g is above the limit 2,000 g", "重量 2,450 g 超过上限 2,000 g"),
        (
            {"size": (1250, 9, 9)},
            {"longest_mm": 1200},
            "longest side 1,250 mm is above the limit 1,200 mm",
            "最长边 1,250 mm 超过上限 1,200 mm",
        ),
        (
            {"value_minor": 15001},
            {"value": 1170, "value_currency": "CNY"},
            "goods value 1,170.08 CNY is above the limit 1,170.00 CNY",
            "货值 1,170.08 CNY 超过上限 1,170.00 CNY",
        ),
        (
            {"attributes": Attribute.BATTERY | Attribute.LIQUID | Attribute.FRAGILE},
            {"attributes_allowed": []},
            "the service takes no goods of this kind: liquid, battery",
            "该渠道不收：液体、带电",
        ),
    ],
)
def test_refusals_with_units(parcel, limits, en, zh):
    document = service(card={"limits": limits})
    assert words(parcel, document) == [en] and words(parcel, document, language="zh") == [zh]


def test_a_reason_without_figures():
    world = stage([service()])
    offer = plan([{"country": "BR"}], world).offers.row(0, named=True)
    assert refusal_values(offer, world.rates) == {}


def test_a_card_that_is_gone_is_a_sentence():
    world = stage([service("S")])
    offer = plan([{}], world).offers.row(0, named=True) | {"card": "S@2001-01-01"}
    with pytest.raises(ValueError, match="service S has no card 'S@2001-01-01'"):
        derivation(offer, rows({})[1].row(0, named=True), world.rates, "CNY")
    with pytest.raises(KeyError, match="no service has the id 5"):
        derivation(offer | {"service_id": 5}, {}, world.rates, "CNY")
