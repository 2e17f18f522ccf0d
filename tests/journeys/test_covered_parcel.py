"""A valuable parcel's cover in prose: planned, bought with its label over real HTTP, given back, or named when the parcel is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from fahuo.flow import calls, cover_calls, covers, verbs
from fahuo.records import clock
from fahuo.steps.aftersales.models import Case
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import covers as rows
from fahuo.steps.methods.models import Cover, Label, Policy
from fahuo.steps.orders.models import Order
from tests.journeys.test_from_shop_to_door import Story, tell

__all__ = ["tell"]
pytestmark = pytest.mark.django_db(transaction=True)


def bought(story: Story, order: Order) -> Policy:
    """Label and cover, as the jobs buy them."""
    if order.hold_note:
        verbs.approve(story.merchant, [order.pk], "mei", clock.now())
    calls.buy_labels(story.merchant.pk, clock.now)
    cover_calls.buy_covers(story.merchant.pk, clock.now)
    return Policy.objects.get(parcel__order=order)


def valuable(story: Story) -> tuple[Order, Parcel]:
    """An order from the shop that a person covers for 300 euros."""
    order = story.order()
    parcel = Parcel.objects.get(order=order)
    covers.say_cover(story.merchant, parcel.pk, True, 30_000, "mei", clock.now())
    return order, parcel


def test_cover_is_bought_and_its_premium_paid_back_while_the_parcel_is_here(tell: Any) -> None:
    story = tell("normal=1")
    order, parcel = valuable(story)
    planned = Cover.objects.get(parcel=parcel, chosen=True)
    # The carrier covers it, for the planned premium or, where its price list was changed, a tenth more.
    policy = bought(story, order)
    assert policy.number and policy.covered_minor == planned.covered_minor
    assert policy.charged_minor in (planned.premium_minor, round((planned.premium_minor or 0) * 1.1))
    # However often the jobs run it is one policy.
    assert cover_calls.buy_covers(story.merchant.pk, clock.now) == 0
    # A person thinks better of it; the carrier pays back all of it.
    covers.give_back(story.merchant, [parcel.pk], "mei", clock.now())
    cover_calls.buy_covers(story.merchant.pk, clock.now)
    policy.refresh_from_db()
    assert policy.refunded_minor == policy.charged_minor and policy.return_failure is None


def test_once_picked_up_nothing_is_paid_back_and_a_lost_parcel_s_case_has_its_policy(tell: Any) -> None:
    story = tell("lost=1")
    order, parcel = valuable(story)
    policy = bought(story, order)
    # A wish that was stored just before the truck came: the carrier's no is kept.
    story.world.client.set_clock(step_s=4 * 86_400)
    with transaction.atomic():
        rows.give_back(story.merchant.pk, [parcel.pk], "mei", clock.now())
    cover_calls.buy_covers(story.merchant.pk, clock.now)
    policy.refresh_from_db()
    assert policy.refunded_minor is None and "already_moving" in (policy.return_failure or "")
    story.days_pass(60)
    assert story.where(order) == "lost"
    case = Case.objects.get(parcel=parcel, kind="lost")
    assert rows.policies([case.parcel_id])[parcel.pk].number == policy.number


def test_liquids_are_sold_a_label_and_no_cover(tell: Any) -> None:
    story = tell("normal=1")
    order, parcel = valuable(story)
    Parcel.objects.filter(pk=parcel.pk).update(attributes=2)  # as if the goods were liquid
    policy = bought(story, order)
    assert Label.objects.get(parcel=parcel).tracking_number
    assert policy.number is None and "goods_not_covered" in (policy.failure or "")
