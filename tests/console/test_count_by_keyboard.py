"""A count in a real browser, by keyboard and scanner alone: bins, products and figures are typed, Enter ends each; no mouse is touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fahuo.console import enter
from fahuo.flow.shelves import counts, moves
from fahuo.records.models import Bin, Merchant, Product, Stock, User, Warehouse
from fahuo.steps.goods.models import CountEntry
from tests import scene
from tests.console.browsing import IN_A_BROWSER, chromium_page
from tests.scene import NOON

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server: Any) -> Iterator[Any]:
    with chromium_page(live_server.url, locale="en-GB", viewport={"width": 420, "height": 900}) as opened:  # a phone in the hand
        yield opened


@pytest.fixture
def counter(transactional_db: None) -> User:
    merchant = scene.sample_merchant()
    Merchant.objects.filter(pk=merchant.pk).update(approval_minor=10_000)
    User.objects.filter(merchant=merchant, username="operator").update(language="en", is_staff=False)
    return User.objects.get(merchant=merchant, username="operator")


def test_two_bins_are_counted_by_keyboard_alone(page: Any, counter: User) -> None:
    merchant = counter.merchant
    house = Warehouse.objects.filter(merchant=merchant, kind="own").order_by("pk").first()
    for n, code in enumerate(("S-1", "S-2")):
        Bin.objects.create(merchant=merchant, warehouse=house, code=code, walk=100 + n)
    Product.objects.create(merchant=merchant, sku="CUP", name="Cup", gtin="6291041500213", price_minor=500, currency="CNY")
    tea = {"sku": "TEA", "lot": "T1", "expires_on": "2028-01-31"}
    Product.objects.create(merchant=merchant, sku="TEA", name="Tea", tracks="lot", removal="fefo", currency="CNY")
    rows = [{"to": "S-1", "quantity": 8, "sku": "CUP"}, {"to": "S-2", "quantity": 5, "sku": "CUP"}, {"to": "S-2", "quantity": 6} | tea]
    assert moves.do(merchant, [{"verb": "receive", "warehouse": house.code} | row for row in rows], "li", NOON).moved == 3
    count = counts.plan(merchant, house.pk, "bin", ["S-*"], "li", NOON)
    page.goto(enter.path_for(counter))
    page.wait_for_url("**/")
    page.goto(f"/stock/counts/{count.pk}/hand/")

    def key(text: str) -> str:
        assert page.evaluate("document.activeElement.tagName") in ("INPUT", "BUTTON"), "nothing has the focus"
        page.keyboard.type(text)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        return str(page.locator("main").inner_text())

    assert "Next in the walk: S-1" in page.locator("main").inner_text()
    assert "is not in count" in key("X-9")
    assert "Scan a product" in key("S-1")
    assert "How many pieces?" in key("6291041500213")  # by its barcode
    assert "CUP: 7 pieces" in key("7")
    assert "Bin S-1 is counted" in key("S-1")
    assert "Scan a product" in key("S-2")
    assert "names no product" in key("NONE")
    key("CUP"), key("4")
    key("TEA")
    assert "TEA: 6 pieces" in key("6")  # of the only lot that is expected there
    key("CUP"), key("5")  # the last word counts
    assert "All bins are counted" in key("S-2")
    assert "Closed" in key("")  # the button that finishes has the focus; 5.00 is below the limit: booked at once
    said = {(e.product.sku, e.round.bin.code): e.counted for e in CountEntry.objects.select_related("product", "round__bin")}
    assert said == {("CUP", "S-1"): 7, ("CUP", "S-2"): 5, ("TEA", "S-2"): 6}
    assert Stock.objects.get(product__sku="CUP", warehouse=house).on_hand == 12
