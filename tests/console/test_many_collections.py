"""Lists of collections, covers and rules of mark-up when there are very many: pages, filters, what an empty one says."""

from __future__ import annotations

import csv
import io
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client

from fahuo.flow.collecting import asking
from fahuo.records.clock import now
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import MarkUpRule
from fahuo.steps.transport.collection_list import STATES, Wanted, collections
from fahuo.steps.transport.models import Collection, StandingCollection
from tests.console.text import read
from tests.flow.collecting.yard import shenzhen

pytestmark = pytest.mark.django_db
ENDS = ("refused_at", "cancelled_at", "missed_at", "collected_at")


def some(merchant: Merchant, count: int, days: int, carrier: str = "Post", **more: Any) -> list[Collection]:
    """Collections of as many carriers, so many days from today."""
    house, moment = shenzhen(merchant), now() + timedelta(days=days)
    own: dict[str, Any] = {"merchant": merchant, "warehouse": house, "on": asking.local_day(house, moment), "begins_at": moment}
    own |= {"ends_at": moment + timedelta(hours=2), "parcels": 3, "weight_g": 900, "booked_at": moment - timedelta(days=1)}
    return Collection.objects.bulk_create(Collection(**own | {"carrier": f"{carrier} {n}"} | more) for n in range(count))


def test_every_state_is_found_as_the_row_says_it(orders: Merchant) -> None:
    moment = now()
    rows = [some(orders, 1, -1, f"C{n}", **({} if n % 2 else {"booked_at": None}))[0] for n in range(2)]
    for n in range(16):
        rows += some(orders, 1, -1, f"D{n}", **{name: moment for bit, name in enumerate(ENDS) if n >> bit & 1})
    for state in STATES:
        found = set(collections(orders.pk, Wanted(state=state), moment))
        assert found == {row for row in rows if row.state == state}, state


def test_the_week_and_the_list_are_read_page_by_page(browser: Client, orders: Merchant) -> None:
    some(orders, 70, 1)
    some(orders, 15, -2, "Late")
    some(orders, 1, -3, "Old", missed_at=now())
    page = read(browser.get("/floor/collections/"))
    assert "of 15 collections nobody said whether the carrier came" in read(browser.get("/"))
    assert "Did they come?" in page and "and 5 more" in page and "page 1 of 2" in page
    assert "Post 7" in read(browser.get("/floor/collections/?carrier=post%207")) and "No carrier like that" in read(
        browser.get("/floor/collections/?carrier=nobody")
    )
    listed = read(browser.get("/floor/collections/all/"))
    assert "86 rows" in listed
    unsaid = read(browser.get("/floor/collections/all/?state=unsaid"))
    assert "Late 3" in unsaid and "Did not come" in unsaid and "Old 0" not in unsaid
    text = b"".join(browser.get("/floor/collections/file.csv?state=missed").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [row["carrier"] for row in csv.DictReader(io.StringIO(text))] == ["Old 0"]
    assert "No collection like that" in read(browser.get("/floor/collections/all/?from=2001-01-01&to=2001-01-02"))


def test_standing_bookings_are_read_page_by_page(browser: Client, orders: Merchant) -> None:
    house, moment = shenzhen(orders), now()
    hours: dict[str, Any] = {"begins": time(14), "ends": time(17), "from_on": moment.date()}
    StandingCollection.objects.bulk_create(
        StandingCollection(merchant=orders, warehouse=house, carrier=f"Post {n}", weekdays=[0, 1, 2, 5], made_at=moment, **hours)
        for n in range(60)
    )
    page = read(browser.get("/floor/collections/standing/"))
    assert "page 1 of 2" in page and "Mon–Wed Sat" in page
    assert "Post 59" in read(browser.get("/floor/collections/standing/?carrier=post%2059"))
    assert "No standing booking like that" in read(browser.get("/floor/collections/standing/?carrier=nobody"))


def test_rules_of_mark_up_are_read_page_by_page(browser: Client, orders: Merchant) -> None:
    own = MarkUpRule.objects.filter(merchant=orders).count()
    MarkUpRule.objects.bulk_create(
        MarkUpRule(merchant=orders, position=900 + n, name=f"r{n}", base="cost", percent=5) for n in range(100 - own)
    )
    page = read(browser.get("/services/mark-ups/"))
    assert "page 1 of 2" in page and "all 1" in page
    acting = read(browser.get("/services/mark-ups/?acting=1"))
    assert "those that act" in acting and "r99" not in acting


def test_what_no_filter_finds_is_told_from_what_was_never_there(browser: Client, orders: Merchant) -> None:
    assert "Nothing is covered until" in read(browser.get("/covers/"))
    assert "Show all policies" in read(browser.get("/covers/?q=NOBODY"))
    assert "weight is not given" in read(browser.get("/quote/?country=DE"))
