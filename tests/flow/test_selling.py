"""Selling prices stored in the sample world: beside the cost, kept with the rule as it was, made again though the rule changed or is gone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.forms.models import model_to_dict

from fahuo.core.methods.sell_steps import selling_steps, sold_again
from fahuo.flow import prepare, reprice
from fahuo.records.models import ExchangeRate, Merchant
from fahuo.steps.methods import selling
from fahuo.steps.methods.models import MarkUpRule, Offer, SellingPrice
from tests.flow.test_choosing import orders_to
from tests.scene import NOON, bring, sample_merchant

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
