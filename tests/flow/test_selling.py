"""Selling prices stored in the sample world: beside the cost, kept with the rule as it was, made again though the rule changed or is gone."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.forms.models import model_to_dict
from django.test import Client

from fahuo.core.methods.sell_steps import selling_steps, sold_again
from fahuo.flow import mark_ups, prepare, reprice
from fahuo.flow.said import NotPossible
from fahuo.records import keys
from fahuo.records.models import ExchangeRate, Merchant, User
from fahuo.steps.delivery.queries import tracking_token
from fahuo.steps.methods import selling
from fahuo.steps.methods.models import MarkUpRule, Offer, SellingPrice
from tests.console.text import read
from tests.flow.test_choosing import orders_to
from tests.scene import NOON, bring, sample_merchant, stranger

pytestmark = pytest.mark.django_db


def rule(merchant: Merchant, **terms) -> MarkUpRule:
    given = {"position": 1, "name": "a fifth", "base": "cost", "percent": Decimal(20), "services": ""} | terms
    return MarkUpRule.objects.create(merchant=merchant, **given)


def without_rules(merchant: Merchant) -> Merchant:
    MarkUpRule.objects.filter(merchant=merchant).delete()
    return merchant


def test_every_priced_offer_has_its_selling_price_and_costs_are_as_they_were():
    merchant = without_rules(sample_merchant())
    rule(merchant, currency="USD", fixed_minor=50, step_minor=10, ending_minor=9)
    bring(merchant, *orders_to("DE", 5))
    offers = {(o.parcel_id, o.service_id): o for o in Offer.objects.filter(reason=None)}
    rows = SellingPrice.objects.all()
    assert offers and len(rows) == len(offers)
    for row in rows:
        offer = offers[row.parcel_id, row.service_id]
        assert row.sell_currency == "USD" and row.sell_minor % 10 == 9 and row.sell_home_minor > offer.home_minor
        assert (row.rule, row.percent_ppm, row.fixed_minor) == ("a fifth", 200_000, 50)
    parcel = next(iter(offers))[0]
    assert set(selling.of_parcel(parcel)) == {service for p, service in offers if p == parcel}
    chosen = Offer.objects.filter(chosen=True)
    of_chosen = selling.of_chosen([o.parcel_id for o in chosen])
    assert {p: row.service_id for p, row in of_chosen.items()} == {o.parcel_id: o.service_id for o in chosen}


def test_a_past_price_is_made_again_though_rule_and_rates_have_changed():
    merchant = without_rules(sample_merchant())
    mine = rule(merchant, currency="USD", fixed_minor=123, per_kg_minor=77, least_margin_minor=10)
    bring(merchant, *orders_to("DE", 4))
    kept = {row.pk: row.sell_minor for row in SellingPrice.objects.all()}
    assert kept

    def again():
        for row in SellingPrice.objects.select_related("parcel"):
            offer = model_to_dict(Offer.objects.get(parcel_id=row.parcel_id, service_id=row.service_id))
            stored = model_to_dict(row)
            assert sold_again(stored, offer) == kept[row.pk] == row.sell_minor
            said = [step.en for step in selling_steps(stored, offer)]
            assert said[0] == "rule of mark-up 'a fifth'" and any(line.startswith("mark-up: 20 %") for line in said)

    again()
    MarkUpRule.objects.filter(pk=mine.pk).update(name="a half", percent=50)
    ExchangeRate.objects.create(
        merchant=merchant, currency="USD", into=merchant.currency, rate=Decimal("2"), valid_from=NOON.date(), source="x"
    )
    again()
    mine.delete()
    again()


def test_planned_again_is_sold_by_the_rules_of_the_day():
    merchant = without_rules(sample_merchant())
    tomorrow = NOON.date() + timedelta(1)
    rule(merchant, valid_to=tomorrow)
    rule(merchant, position=2, name="dearer", percent=Decimal(30), valid_from=tomorrow)
    stored = bring(merchant, *orders_to("DE", 3))
    ids = stored.orders["order_id"].to_list()
    assert set(SellingPrice.objects.values_list("rule", flat=True)) == {"a fifth"}
    prepare.plan_again(merchant, ids, on=tomorrow, now=NOON + timedelta(1), actor="test")
    assert set(SellingPrice.objects.values_list("rule", flat=True)) == {"dearer"}
    MarkUpRule.objects.all().delete()
    assert reprice.price_again(merchant, ids[0], NOON)
    assert SellingPrice.objects.filter(parcel__order_id=ids[0]).count() == 0
    assert SellingPrice.objects.filter(parcel__order_id=ids[1]).exists(), "others stay as they were"


def test_without_rules_and_cards_nobody_says_a_selling_price():
    merchant = without_rules(sample_merchant())
    bring(merchant, *orders_to("DE", 3))
    assert Offer.objects.exists() and not SellingPrice.objects.exists()


def test_what_rules_would_make_of_the_last_parcels():
    merchant = without_rules(sample_merchant())
    first, second = rule(merchant, services="line"), rule(merchant, position=2, name="all", percent=Decimal(10))
    bring(merchant, *orders_to("DE", 30))
    shown, sent = mark_ups.look(merchant, NOON.date())
    said = {
        row.parcel_id: row.sell_home_minor
        for row in SellingPrice.objects.filter(parcel__offers__chosen=True, parcel__offers__service=F("service"))
    }
    assert shown.parcels == shown.said == len(said) > 20 and shown.said_minor == sum(said.values())
    assert dict(shown.today.rows.select("parcel_id", "sell_home_minor").iter_rows()) == said, "by the same rules and rates: what was said"
    assert shown.since.difference_minor == 0 and shown.since.rows.is_empty()
    terms = {
        "percent": Decimal(10),
        "fixed_minor": 100,
        "per_kg_minor": 0,
        "least_margin_minor": None,
        "step_minor": None,
        "ending_minor": 0,
    }
    tried = mark_ups.try_out(merchant, shown, sent, second.pk, terms, NOON.date())
    moved = shown.today.by_rule().filter(rule_id=second.pk)["parcels"].item()
    assert (tried.difference.difference_minor, tried.difference.dearer, tried.difference.cheaper) == (100 * moved, moved, 0)
    without = mark_ups.try_out(merchant, shown, sent, second.pk, None, NOON.date())
    assert (without.difference.lost, without.difference.gained) == (moved, 0)
    assert MarkUpRule.objects.get(pk=second.pk).fixed_minor == 0, "nothing is kept"
    mark_ups.keep(merchant, second.pk, terms)
    again, _ = mark_ups.look(merchant, NOON.date())
    assert again.since.difference_minor == 100 * moved and again.said_minor == shown.said_minor
    with pytest.raises(NotPossible):
        mark_ups.keep(stranger(), first.pk, terms)
    assert mark_ups.look(Merchant.objects.get(code="stranger"), NOON.date())[0].parcels == 0


def test_the_pages_say_cost_and_selling_price_and_the_buyer_learns_neither():
    merchant = without_rules(sample_merchant())
    mine = rule(merchant, name="一成 | secret tenth", percent=Decimal(10), currency="USD")
    bring(merchant, *orders_to("DE", 3))
    offer = Offer.objects.filter(chosen=True).select_related("parcel").first()
    price = SellingPrice.objects.get(parcel=offer.parcel, service=offer.service)
    asked = f"{price.sell_minor / 100:,.2f}"
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.filter(merchant=merchant).first())
    said = read(client.get(f"/parcels/{offer.parcel_id}/"))
    assert "Selling price" in said and asked in said and "secret tenth" in said and "Margin" in said
    said = read(client.get(f"/parcels/{offer.parcel_id}/offers/{offer.service_id}/"))
    assert "rule of mark-up 'secret tenth'" in said and "another price" not in said
    SellingPrice.objects.filter(parcel=offer.parcel, service=offer.service).update(sell_minor=F("sell_minor") + 1)
    assert "another price comes out" in read(client.get(f"/parcels/{offer.parcel_id}/offers/{offer.service_id}/"))
    assert "margin" in read(client.get(f"/orders/{offer.parcel.order_id}/"))
    page = read(client.get(f"/services/mark-ups/?rule={mine.pk}&percent=12&fixed=x"))
    assert "secret tenth" in page and "no amount" in page
    client.post("/services/mark-ups/do/", {"rule": mine.pk, "percent": "12", "fixed": "1.50", "step": "0.10", "ending": "0.09"})
    mine.refresh_from_db()
    assert (mine.percent, mine.fixed_minor, mine.step_minor, mine.ending_minor) == (12, 150, 10, 9)
    buyer = read(Client().get(f"/t/{tracking_token(offer.parcel_id)}/"))
    assert "secret tenth" not in buyer and asked not in buyer and f"{offer.total_minor / 100:,.2f}" not in buyer


def test_the_api_says_both_or_the_selling_price_alone():
    merchant = without_rules(sample_merchant())
    rule(merchant, shop="KITEMART", services="line")
    api = Client(headers={"authorization": f"Bearer {keys.make(merchant, 'test')}"})
    query = "/api/quote?country=DE&weight_g=480&size=200x150x50"
    assert all(o["sell_minor"] is None and o["total_minor"] for o in api.get(query).json()["offers"]), "no shop, no rule of a shop"
    both = {o["service"]: o for o in api.get(query + "&shop=KITEMART").json()["offers"]}
    lines = {code: o for code, o in both.items() if o["class"] == "line"}
    assert lines and all(o["sell_minor"] == (o["total_minor"] * 12 + 5) // 10 and o["mark_up"] == "a fifth" for o in lines.values())
    alone = api.get(query + "&shop=KITEMART&price=sell").json()
    assert [o["service"] for o in alone["offers"]] == sorted(lines, key=lambda code: lines[code]["sell_home_minor"])
    told = json.dumps(alone)
    assert all(word not in told for word in ("total_minor", "derivation", "margin", "mark_up", "home"))
    assert {r["service"] for r in alone["refusals"] if r["code"] == "no_selling_price"} == set(both) - set(lines)
    assert "MOON" in api.get(query + "&shop=MOON").json()["error"]
    bring(merchant, *orders_to("DE", 2))
    offer = Offer.objects.filter(chosen=True).first()
    rows = api.get(f"/api/parcels/{offer.parcel_id}/offers").json()
    assert all("sell_minor" in row for row in rows if "refused" not in row)
