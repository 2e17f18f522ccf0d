"""Pieces that orders were promised: the pages ask before anybody loses any, and say who did."""

from __future__ import annotations

import pytest
from django.test import Client

from fahuo.records.models import Holding, Merchant, Stock
from fahuo.steps.goods.models import Count
from tests.console.text import read
from tests.scene import bring, sample_orders


@pytest.fixture
def held(merchant: Merchant) -> Holding:
    """Pieces in a bin, some of which orders were promised."""
    bring(merchant, *sample_orders(12))
    row = Stock.objects.filter(merchant=merchant, reserved__gt=0).order_by("-reserved", "pk").first()
    return Holding.objects.select_related("bin__warehouse", "product").get(product=row.product, bin__warehouse=row.warehouse)


def test_a_write_off_of_promised_pieces_names_the_orders_first(browser: Client, held: Holding) -> None:
    said = {
        "verb": "write_off",
        "warehouse": held.bin.warehouse.code,
        "quantity": str(held.quantity),
        "from": held.bin.code,
        "why": "damaged",
    }
    url = f"/stock/products/{held.product_id}/do/"
    asked = browser.post(url, said)
    text = read(asked)
    assert "These pieces are promised" in text and "planned again" in text and asked.status_code == 200
    assert Holding.objects.get(pk=held.pk).quantity == held.quantity
    done = read(browser.post(url, said | {"give_up": "1"}, follow=True))
    assert "1 move recorded" in done and "planned again" in done
    row = Stock.objects.get(product=held.product, warehouse=held.bin.warehouse)
    assert (row.on_hand, row.reserved) == (0, 0)


def test_a_count_shows_which_orders_it_hits_before_it_is_approved(browser: Client, merchant: Merchant, held: Holding) -> None:
    Merchant.objects.filter(pk=merchant.pk).update(approval_minor=10**12)
    house = held.bin.warehouse_id
    browser.post("/stock/counts/new/", {"warehouse": house, "chosen_by": "product", "wanted": held.product.sku, "blind": "1"})
    count = Count.objects.get()
    hand = f"/stock/counts/{count.pk}/scan/"
    browser.post(hand, {"scan": held.bin.code})
    browser.post(hand, {"bin": held.bin.code, "done": "1"})
    browser.post(f"/stock/counts/{count.pk}/do/", {"do": "finish"})
    page = read(browser.get(f"/stock/counts/{count.pk}/"))
    assert "Waits for approval" in page and "Orders that lose their pieces" in page
    done = read(browser.post(f"/stock/counts/{count.pk}/do/", {"do": "approve"}, follow=True))
    assert "lost its pieces and is planned again" in done or "lost their pieces and are planned again" in done
    assert Stock.objects.get(product=held.product, warehouse=house).on_hand == 0
