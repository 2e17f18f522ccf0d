"""The buyer's page: open to who has its address, closed to guessing, silent about the merchant's business and the buyer's own address."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from fahuo.buyers import story
from fahuo.core.words import Happening as H
from fahuo.records.models import Event
from fahuo.steps.delivery.queries import tracked_parcel, tracking_token
from fahuo.steps.goods.models import Parcel
from fahuo.steps.orders.models import Order
from fahuo.steps.transport.models import Leg
from tests.buyers.conftest import tell
from tests.console.text import read
from tests.scene import NOON

ENGLISH, CHINESE = {"accept-language": "de-DE,de;q=0.9"}, {"accept-language": "zh-CN,zh;q=0.9"}


def _path(parcel: Parcel) -> str:
    return reverse("tracking", args=[tracking_token(parcel.pk)])


def test_the_page_is_open_without_a_login(parcel: Parcel) -> None:
    tell(parcel, H.HANDED_OVER, H.DEPARTED, place="Shenzhen")
    page = Client(headers=ENGLISH).get(_path(parcel))
    said = read(page)
    assert page.status_code == 200 and "On its way to your country" in said and "Shenzhen" in said and "YT2600000000000001" in said
    assert parcel.order.number in said and parcel.order.merchant.name in said and "Expected between" in said


def test_it_is_read_in_the_buyers_language(parcel: Parcel) -> None:
    tell(parcel, H.DELIVERED)
    assert "已签收" in read(Client(headers=CHINESE).get(_path(parcel)))
    assert "Delivered" in read(Client(headers=ENGLISH).get(_path(parcel)))  # German is not spoken here: English
    assert "已签收" in read(Client(headers=ENGLISH).get(_path(parcel) + "?lang=zh-hans"))
    assert "Delivered" in read(Client(headers=CHINESE).get(_path(parcel) + "?lang=en"))


def test_no_more_of_the_address_than_city_and_country(parcel: Parcel) -> None:
    Order.objects.filter(pk=parcel.order_id).update(
        name="Zaphod Beeblebrox",
        street="Secret Street 42",
        postcode="SEC-9",
        phone="+4915112345",
        email="z@example.com",
        tax_id="TAX-1",
        city="Hamburg",
        buyer="buyer-77",
    )
    tell(parcel, H.DELIVERED)
    body = Client(headers=ENGLISH).get(_path(parcel)).content.decode()
    assert "Hamburg" in body
    for secret in ("Zaphod", "Secret Street", "SEC-9", "+4915", "z@example", "TAX-1", "buyer-77"):
        assert secret not in body


def test_nothing_of_the_merchants_business_is_told(parcel: Parcel) -> None:
    tell(parcel, H.LABEL_REFUSED, H.CASE_OPENED, H.EXPORT_REFUSED, H.NOTED, H.DEPARTED)
    said = read(Client(headers=ENGLISH).get(_path(parcel)))
    assert "On its way" in said
    for word in ("refused", "Case", "case", "Noted", "test"):
        assert word not in said


@pytest.mark.parametrize(
    "forge",
    [
        lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"),
        lambda t: t.split("~")[0],
        lambda t: "1~x",
        lambda t: str(int(t.split("~")[0]) + 1) + "~" + t.split("~")[1],
    ],
)
def test_an_address_cannot_be_guessed(parcel: Parcel, forge: object) -> None:
    token = forge(tracking_token(parcel.pk))  # type: ignore[operator]
    assert tracked_parcel(token) is None
    assert Client(headers=ENGLISH).get(reverse("tracking", args=[token])).status_code == 404


def test_a_page_is_not_kept_nor_listed(parcel: Parcel) -> None:
    answer = Client(headers=ENGLISH).get(_path(parcel))
    assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex" and answer["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("kinds", "done", "bad"),
    [
        ((), 1, False),
        ((H.LABEL_BOUGHT,), 2, False),
        ((H.HANDED_OVER,), 3, False),
        ((H.DEPARTED, H.ARRIVED), 4, False),
        ((H.DEPARTED, H.CUSTOMS_HELD), 4, True),
        ((H.OUT_FOR_DELIVERY,), 5, False),
        ((H.ATTEMPT_FAILED,), 5, True),
        ((H.DELIVERED,), 6, False),
    ],
)
def test_milestones_follow_what_happened(parcel: Parcel, kinds: tuple[H, ...], done: int, bad: bool) -> None:
    tell(parcel, *kinds)
    shown = Client(headers=ENGLISH).get(_path(parcel)).context["milestones"]
    assert [m.done for m in shown] == [True] * done + [False] * (6 - done)
    assert any(m.bad for m in shown) is bad


def _expected(parcel: Parcel, state: str, days: float) -> story.Expected | None:
    legs = list(Leg.objects.filter(parcel=parcel).order_by("no"))
    with translation.override("en"):
        return story.expected(legs, list(Event.objects.filter(parcel_id=parcel.pk)), state, NOON + timedelta(days=days))


def test_the_range_moves_with_the_last_leg_that_ended_and_says_why(parcel: Parcel) -> None:
    plan = _expected(parcel, "planned", 0)
    assert plan is not None and plan.why == [] and plan.last > plan.first == (NOON + timedelta(days=8)).date()
    tell(parcel, H.DEPARTED, days=1)  # on time
    assert _expected(parcel, "departed", 1) == plan
    tell(parcel, H.ARRIVED, days=7)  # planned for day 4
    late = _expected(parcel, "arrived", 7)
    assert late is not None and late.first == plan.first + timedelta(days=3) and late.last == plan.last + timedelta(days=3)
    assert late.why == ["It arrived in your country 3 days later than planned."]
    tell(parcel, H.ENTRY_RELEASED, days=6.5)  # made up for most of it
    assert _expected(parcel, "entry_released", 7).why == []  # type: ignore[union-attr]


def test_a_parcel_that_should_be_there_gets_a_new_range_from_today(parcel: Parcel) -> None:
    overdue = _expected(parcel, "departed", 30)
    assert (
        overdue is not None
        and overdue.first == (NOON + timedelta(days=30)).date() < overdue.last
        and "later than planned" in overdue.why[-1]
    )


@pytest.mark.parametrize("state", ["delivered", "lost", "returned", "cancelled", "settled"])
def test_what_has_ended_is_not_expected(parcel: Parcel, state: str) -> None:
    assert _expected(parcel, state, 3) is None


def test_times_are_those_of_the_place(parcel: Parcel) -> None:
    Order.objects.filter(pk=parcel.order_id).update(country="DE")
    tell(parcel, H.DEPARTED, H.ARRIVED)
    told = Client(headers=ENGLISH).get(_path(parcel)).context["news"]
    assert told[0].at.tzinfo == ZoneInfo("Europe/Berlin") and told[1].at.tzinfo == ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("country", "browser", "zone"),
    [
        ("DE", "", "Europe/Berlin"),
        ("US", "", "America/New_York"),
        ("US", "America/Los_Angeles", "America/Los_Angeles"),
        ("DE", "Asia/Tokyo", "Europe/Berlin"),
        ("JP", "", "Asia/Tokyo"),
        (None, "", "UTC"),
        ("XX", "nonsense", "UTC"),
    ],
)
def test_the_zone_of_a_country(country: str | None, browser: str, zone: str) -> None:
    assert story.zone_of(country, browser) == ZoneInfo(zone)


def test_every_country_has_a_zone() -> None:
    from babel.core import get_global

    for country in get_global("territory_zones"):
        story.zone_of(country)
