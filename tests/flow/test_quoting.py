"""Quick quotes on the page and over the API: the same figures as a planned parcel's, and sentences for what cannot be read."""

from __future__ import annotations

import pytest
from django.test import Client

from fahuo.flow import quoting
from fahuo.flow.said import NotPossible
from fahuo.records import keys
from fahuo.records.models import Merchant, User
from fahuo.steps.methods.models import ChoiceRule, Offer
from tests.console.text import read
from tests.scene import NOON, bring, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db


def test_a_quote_is_what_the_parcel_is_offered() -> None:
    merchant = sample_merchant()
    bring(merchant, *sample_orders(6))
    offer = Offer.objects.filter(chosen=True).select_related("parcel__order", "parcel__warehouse", "service", "parcel__pricing").first()
    parcel, order = offer.parcel, offer.parcel.order
    fields = {
        "country": order.country, "postcode": order.postcode or "", "city": order.city or "", "company": order.company or "",
        "weight_g": str(parcel.weight_g), "size": f"{parcel.length_mm}x{parcel.width_mm}x{parcel.height_mm}", "pieces": str(parcel.pieces),
        "value_minor": str(parcel.pricing.value_minor), "currency": order.currency, "warehouse": parcel.warehouse.code,
    }  # fmt: skip
    asked = quoting.read_asked(merchant, fields)
    found, _ = quoting.quotes(merchant, asked, NOON.date())
    mine = next(q for q in found if q.service == offer.service.code)
    if not parcel.attributes:
        assert mine.row["total_minor"] == offer.total_minor and mine.row["chosen"]
    assert len(found) == parcel.offers.count()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"country": "UK", "weight_g": "5"}, "country"),
        ({"country": "DE", "weight_g": "-5"}, "weight"),
        ({"country": "DE", "weight_g": "5", "size": "20x30"}, "size"),
        ({"country": "DE", "weight_g": "5", "goods": "plutonium"}, "plutonium"),
        ({"country": "DE", "weight_g": "5", "value_minor": "5"}, "currency"),
        ({"country": "DE", "weight_g": "5", "warehouse": "MOON"}, "MOON"),
        ({"country": "DE", "weight_g": "5", "warehouse": "MO\0ON"}, "MOON"),
        ({"country": "DE", "weight_g": "5", "size": "0x20x30"}, "size"),
        ({"weight_g": "5"}, "country"),
    ],
)
def test_what_cannot_be_read_is_said(fields: dict[str, str], said: str) -> None:
    with pytest.raises(NotPossible, match=said) as problem:
        quoting.read_asked(Merchant.objects.create(code="m", name="m"), fields)
    assert problem.value.zh


def test_the_page_and_the_api() -> None:
    merchant = sample_merchant()
    ChoiceRule.objects.create(merchant=merchant, position=1, name="no post", effect="forbid", services="post")
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.filter(merchant=merchant).first())
    said = read(client.get("/quote/?country=DE&weight_g=480&size=200x150x50&value=40&currency=EUR&goods=BATTERY"))
    assert "CN-LINE" in said and "['" not in said and "no post" not in said.split("refuse")[0]
    assert "整数" in (wrong := read(client.get("/quote/?country=DE&weight_g=x"))) or "whole number" in wrong
    api = Client(headers={"authorization": f"Bearer {keys.make(merchant, 'test')}"})
    answer = api.get("/api/quote?country=DE&weight_g=480").json()
    assert answer["offers"] and all(o["class"] != "post" for o in answer["offers"])
    assert [o["home_minor"] for o in answer["offers"]] == sorted(o["home_minor"] for o in answer["offers"])
    assert sum(o["chosen"] for o in answer["offers"]) == 1
    refused = api.get("/api/quote?country=UK&weight_g=480")
    assert refused.status_code == 409 and "UK" in refused.json()["error"]
