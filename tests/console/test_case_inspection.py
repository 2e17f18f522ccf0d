"""The page of a case: pieces of a parcel that came back are inspected."""

from __future__ import annotations

from django.test import Client

from fahuo.core.words import Happening
from fahuo.flow import returns
from fahuo.records.models import Holding
from tests.console.text import read
from tests.flow.test_returns import Return


def test_pieces_are_inspected_on_the_page_of_the_case(browser: Client) -> None:
    back = Return()
    url = f"/cases/{back.case.pk}/"
    assert "The parcel is not back yet" in read(browser.get(url))
    back.tell(Happening.RETURNED)
    assert "5 pieces not yet inspected" in read(browser.get(url))
    ids = {i.sku: i.product_id for i in returns.contents(back.case).values()}
    bt, tee = ids["HZ-BT01"], ids["HZ-TEE1"]
    assert "at least one number" in read(browser.post(f"{url}inspect/", {}, follow=True))
    text = read(
        browser.post(
            f"{url}inspect/", {f"good:{bt}": "2", f"damaged:{bt}": "1", f"scrap:{tee}": "3", f"reason:{bt}": "scratched"}, follow=True
        )
    )
    assert "Not yet inspected: 2 pieces" in text and "only 2 are not inspected yet" in text and "scratched" in text
    assert Holding.objects.get(bin__kind="quarantine", product=bt).quantity == 1
    done = read(browser.post(f"{url}inspect/", {f"missing:{tee}": "2", "warehouse": back.parcel.warehouse.code}, follow=True))
    assert "all pieces are inspected" in done
