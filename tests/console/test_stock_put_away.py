"""The page of what waits in receiving, and the day's count."""

from __future__ import annotations

from django.test import Client

from fahuo.records.models import Bin, Holding, Merchant, Product, Warehouse
from fahuo.steps.goods.models import Count
from tests.console.test_stock import receive
from tests.console.text import read


def test_what_waits_is_put_away_in_one_press(browser: Client, merchant: Merchant) -> None:
    house = Warehouse.objects.filter(merchant=merchant, kind="own").order_by("pk").first()
    Product.objects.create(merchant=merchant, sku="CUP", name="Cup", price_minor=500, currency="CNY")
    assert "Nothing waits in receiving" in read(browser.get("/stock/put-away/"))
    Bin.objects.create(merchant=merchant, warehouse=house, code="IN", kind="receiving")
    Bin.objects.create(merchant=merchant, warehouse=house, code="Z-1", walk=900)
    receive(merchant, house, 10)
    held = Holding.objects.get(bin__code="IN")
    page = browser.get(f"/stock/put-away/?warehouse={house.pk}")
    assert "10 pieces wait in receiving" in read(page) and b'value="Z-1"' in page.content
    assert "Nothing was chosen" in read(browser.post("/stock/put-away/do/", {}, follow=True))
    said = {"holding": str(held.pk), f"quantity:{held.pk}": "11", f"to:{held.pk}": "Z-1"}
    assert "has 10 pieces, 11 asked" in read(browser.post("/stock/put-away/do/", said, follow=True))
    assert "1 move recorded" in read(browser.post("/stock/put-away/do/", said | {f"quantity:{held.pk}": "4"}, follow=True))
    assert Holding.objects.get(bin__code="Z-1").quantity == 4 and Holding.objects.get(bin__code="IN").quantity == 6


def test_the_days_count_is_proposed_and_made_in_one_press(browser: Client, merchant: Merchant) -> None:
    page = browser.get("/stock/counts/")
    assert "What to count today in" in read(page) and "much moved" in read(page)
    house = Warehouse.objects.filter(merchant=merchant, kind="own").order_by("pk").first()
    codes = " ".join(Bin.objects.filter(warehouse=house, kind="storage").values_list("code", flat=True)[:3])
    browser.post("/stock/counts/new/", {"warehouse": house.pk, "chosen_by": "bin", "wanted": codes, "blind": "1"})
    assert Count.objects.get().rounds.count() == len(codes.split())
