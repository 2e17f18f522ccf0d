"""Choose and buy on an order's page: a press waits for the carrier, says what it bought, and two presses of one page are one."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from fahuo.flow import calls
from fahuo.ports.answers import Refused
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import Purchase
from fahuo.steps.orders.models import Order
from tests.api.test_purchases import Carrier
from tests.console.text import read


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Carrier:
    client = Carrier()
    client.gate.set()
    monkeypatch.setattr(calls, "connect", lambda merchant: client)
    return client


@pytest.fixture
def order(orders: Merchant) -> Order:
    return Order.objects.filter(merchant=orders, hold_note=None, parcels__offers__chosen=True).order_by("pk")[0]


def key_of(browser: Client, order: Order) -> str:
    found = re.search(r'name="key" value="([^"]+)"', browser.get(f"/orders/{order.pk}/").content.decode())
    assert found
    return found[1]


def test_a_press_buys_and_says_the_number(browser: Client, order: Order, carrier: Carrier) -> None:
    key = key_of(browser, order)
    page = read(browser.post(f"/orders/{order.pk}/do/", {"do": "buy", "key": key}, follow=True))
    numbers = ", ".join(
        order.parcels.order_by("pk").values_list("label__tracking_number", flat=True)
    )  # asked side by side: any may be TEST1
    assert "TEST1" in numbers and f"Bought: {numbers}" in page and "Choose and buy now" not in page
    again = read(browser.post(f"/orders/{order.pk}/do/", {"do": "buy", "key": key}, follow=True))
    assert f"Bought: {numbers}" in again and len(carrier.labels) == order.parcels.count() and Purchase.objects.count() == 1


def test_a_refusal_stands_on_the_page(browser: Client, order: Order, carrier: Carrier) -> None:
    carrier.error = Refused("no_bells", "no parcels with bells")
    page = read(browser.post(f"/orders/{order.pk}/do/", {"do": "buy", "key": key_of(browser, order)}, follow=True))
    assert "Not everything could be bought" in page and "label" in page.lower()


def test_nobody_buys_for_another(other: Client, order: Order, carrier: Carrier) -> None:
    assert other.post(f"/orders/{order.pk}/do/", {"do": "buy", "key": "k"}).status_code == 404
    assert not carrier.labels and not Purchase.objects.exists()


def test_without_a_key_it_is_no_press(browser: Client, order: Order, carrier: Carrier) -> None:
    browser.post(f"/orders/{order.pk}/do/", {"do": "buy"})
    assert not carrier.labels and not Purchase.objects.exists()
