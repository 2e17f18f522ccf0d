"""Rules of choice, the promised day and learnt transit days, stored and shown in the sample world."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest

from fahuo.core.words import Aim, Happening
from fahuo.flow import learning, prepare
from fahuo.records import ledger
from fahuo.records.models import Merchant, Refusal
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import frames, lanes
from fahuo.steps.methods.models import ChoiceRule, Label, Lane, Offer, Selection, Service
from fahuo.steps.orders.models import Order
from tests.scene import NOON, bring, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db


def orders_to(country: str, count: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sample orders that go to one country."""
    orders, lines = sample_orders(1500)
    orders = orders.filter(pl.col("country") == country).head(count)
    return orders, lines.join(orders.select("order_id"), on="order_id", how="semi")


def chosen_codes(merchant: Merchant) -> set[str]:
    rows = Offer.objects.filter(parcel__merchant=merchant, chosen=True)
    return set(rows.values_list("service__code", flat=True))


def test_a_rule_is_obeyed_kept_and_named_and_its_change_is_planned():
    merchant = sample_merchant()
    stored = bring(merchant, *orders_to("DE", 8))
    before = chosen_codes(merchant)
    assert before and not Selection.objects.filter(rule__isnull=False).exists()
    ChoiceRule.objects.create(merchant=merchant, position=1, name="not these", effect="forbid", services=" ".join(before), countries="DE")
    ids = stored.orders["order_id"].to_list()
    prepare.plan_again(merchant, ids, on=NOON.date(), now=NOON, actor="test")
    assert not chosen_codes(merchant) & before
    refused = Offer.objects.filter(parcel__merchant=merchant, reason="forbidden_by_rule")
    assert set(refused.values_list("service__code", flat=True)) == before
    selection = Selection.objects.filter(parcel__merchant=merchant).first()
    assert (selection.rule, selection.effect, selection.followed, selection.aim) == ("not these", "forbid", True, "cost")
    assert Selection.objects.count() == Parcel.objects.count()

    ChoiceRule.objects.update(name="none at all", services="express line post")
    prepare.plan_again(merchant, ids, on=NOON.date(), now=NOON, actor="test")
    said = Refusal.objects.filter(code="rule_leaves_none").first()
    assert "none at all" in json.dumps(said.values) and not chosen_codes(merchant)


def test_the_promised_day_is_kept_as_surely_as_the_merchant_asks():
    merchant = sample_merchant()
    Merchant.objects.filter(pk=merchant.pk).update(aim=Aim.PROMISE.value, keep_percent=Decimal("95"))
    merchant.refresh_from_db()
    orders, lines = orders_to("DE", 6)
    bring(merchant, orders.with_columns(promised_on=pl.lit(NOON.date() + timedelta(12))), lines)
    for offer in Offer.objects.filter(chosen=True).select_related("parcel"):
        surest = max(o.keep_ppm for o in offer.parcel.offers.filter(reason=None))
        assert offer.keep_ppm >= 950_000 or offer.keep_ppm == surest
        selection = Selection.objects.get(parcel=offer.parcel)
        assert selection.least_ppm == 950_000 and selection.ship_by is not None and selection.promised_on == NOON.date() + timedelta(12)


def travelled(merchant: Merchant, days: list[int | None]) -> Service:
    """Parcels that left China thirty days ago and came after so many days, or not yet, all by the service of the first."""
    stored = bring(merchant, *orders_to("DE", 2 * len(days)))
    packed = Parcel.objects.filter(order_id__in=stored.orders["order_id"].to_list(), warehouse__country="CN").order_by("pk")
    parcels = list(packed)[: len(days)]
    service = Offer.objects.filter(parcel=parcels[0], chosen=True).get().service
    left = NOON - timedelta(30)
    for parcel, took in zip(parcels, days, strict=True):
        Label.objects.create(
            parcel=parcel, merchant=merchant, service=service, key=f"k{parcel.pk}", asked_at=left, tracking_number=f"T{parcel.pk}"
        )
        subject = pl.DataFrame({"order_id": [parcel.order_id], "parcel_id": [parcel.pk]})
        ledger.record(ledger.events(merchant.pk, subject, Happening.HANDED_OVER, left, "test"))
        if took is not None:
            ledger.record(ledger.events(merchant.pk, subject, Happening.DELIVERED, left + timedelta(took), "test"))
    return service


def test_days_are_learnt_from_the_ledger_and_kept_by_the_day():
    merchant = sample_merchant()
    Order.objects.all().delete()
    service = travelled(merchant, [*[3] * 20, *[4] * 14, None, None])
    seen = lanes.seen(merchant.pk, NOON.date())
    assert seen.filter("delivered")["parcels"].sum() == 34
    waiting = seen.filter(~pl.col("delivered")).row(0, named=True)
    assert (waiting["days"], waiting["parcels"]) == (29, 2)
    assert learning.learn_days(merchant, NOON) == seen.select("service_id", "origin", "country").unique().height == 1
    lane = Lane.objects.get()
    assert (lane.service, lane.origin, lane.country, lane.delivered, lane.under_way) == (service, "CN", "DE", 34, 2)
    card = Offer.objects.filter(service=service, parcel__order__country="DE", days_p50__isnull=False).first()
    assert 4 < lane.days_p50 < card.days_p50, "thirty-four parcels move the card, and do not replace it"
    # the same again is no news; on another day it is still none; the day before nothing was known
    assert learning.learn_days(merchant, NOON) == 1 and learning.learn_days(merchant, NOON + timedelta(1)) == 0
    assert Lane.objects.count() == 1
    assert frames.lanes(merchant.pk, NOON.date() - timedelta(1)).is_empty() and frames.lanes(merchant.pk, NOON.date()).height == 1


def test_offers_say_the_learnt_days():
    merchant = sample_merchant()
    service = Service.objects.filter(merchant=merchant, card__contains="DE").first()
    bring(merchant, *orders_to("DE", 3))
    taken = Offer.objects.filter(reason=None).first()
    service, origin = taken.service, taken.parcel.warehouse.country
    Lane.objects.create(
        merchant=merchant, service=service, origin=origin, country="DE", learnt_on=NOON.date(), log_mean=3.4, log_deviation=0.1,
        days_p50=30, days_p90=35, delivered=77, under_way=0,
    )  # fmt: skip
    ids = list(Order.objects.filter(parcels__offers=taken).values_list("pk", flat=True)) or [taken.parcel.order_id]
    prepare.plan_again(merchant, ids, on=NOON.date(), now=NOON, actor="test")
    again = Offer.objects.filter(parcel__order_id__in=ids, service=service, reason=None).first()
    assert (again.days_p50, again.days_p90) == (30, 35)
