"""The list of orders: found by anything that is known of one, filtered, paged, exported; and what can be done with many at once."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from fahuo.console.paging import SIZE
from fahuo.records.models import Event, Merchant, OrderStanding
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import Label, Offer
from fahuo.steps.orders.models import Order, OrderLine
from tests import scene
from tests.console.text import read
from tests.scene import NOON


def _found(page: Any) -> list[str]:
    return [row.number for row in page.context["page"].rows]


@pytest.fixture
def tracked(orders: Merchant) -> Label:
    offer = Offer.objects.filter(parcel__merchant=orders, chosen=True).select_related("parcel").first()
    assert offer is not None
    return Label.objects.create(
        parcel=offer.parcel,
        merchant=orders,
        service_id=offer.service_id,
        key="key",
        asked_at=NOON,
        answered_at=NOON,
        tracking_number="YT2600000000000001",
    )


def test_an_order_is_found_by_all_that_is_known_of_it(browser: Client, tracked: Label) -> None:
    order = tracked.parcel.order
    sku = OrderLine.objects.filter(order=order).first().sku
    for q in (
        order.number,
        order.number.lower()[:8],
        order.name,
        order.buyer,
        order.email,
        sku,
        "YT2600000000000001",
        "yt2600000000000001",
        number_of(tracked.parcel_id),
    ):
        assert order.number in _found(browser.get("/orders/", {"q": q})), q
    assert _found(browser.get("/orders/", {"q": "nothing like it"})) == []


@pytest.mark.parametrize("given", ["%", "_", "\\", "100%"])
def test_signs_of_a_pattern_are_only_signs(browser: Client, orders: Merchant, given: str) -> None:
    assert _found(browser.get("/orders/", {"q": given})) == []


def test_the_search_box_opens_what_a_number_names(browser: Client, tracked: Label) -> None:
    order, parcel = tracked.parcel.order, tracked.parcel
    for q, path in (
        (order.number, f"/orders/{order.pk}/"),
        (number_of(parcel.pk), f"/parcels/{parcel.pk}/"),
        (number_of(parcel.pk).lower(), f"/parcels/{parcel.pk}/"),
        ("YT2600000000000001", f"/parcels/{parcel.pk}/"),
        (
            "HZ-TEE1",
            f"/products/{OrderLine.objects.filter(sku='HZ-TEE1').first().product_id}/"
            if OrderLine.objects.filter(sku="HZ-TEE1").exists()
            else None,
        ),
        (order.name, f"/orders/?q={order.name.replace(' ', '+')}"),
    ):
        answer = browser.get("/find/", {"q": q})
        assert answer.status_code == 302
        if path and order.name.isascii():
            assert answer["Location"] == path, q
    assert browser.get("/find/", {"q": "  "})["Location"] == "/orders/"


def test_filters_hold(browser: Client, orders: Merchant) -> None:
    for name, expected in (
        ({"step": "orders"}, set(OrderStanding.objects.filter(step="orders").values_list("order_id", flat=True))),
        ({"state": "held"}, set(OrderStanding.objects.filter(state="held").values_list("order_id", flat=True))),
        ({"needs": "held_by_rule"}, set(OrderStanding.objects.filter(needs="held_by_rule").values_list("order_id", flat=True))),
        ({"country": "US"}, set(Order.objects.filter(country="US").values_list("pk", flat=True))),
        ({"shop": "HZY-WEB"}, set(Order.objects.filter(shop="HZY-WEB").values_list("pk", flat=True))),
        ({"since": "2026-11-23"}, set(Order.objects.filter(placed_at__gte="2026-11-22T16:00:00Z").values_list("pk", flat=True))),
        ({"until": "2026-11-22"}, set(Order.objects.filter(placed_at__lt="2026-11-22T16:00:00Z").values_list("pk", flat=True))),
    ):
        page = browser.get("/orders/", name)
        assert {row.id for row in page.context["page"].rows} == expected and page.context["count"] == len(expected), name


def test_pages_show_every_order_once_and_lead_back(browser: Client, orders: Merchant) -> None:
    scene.bring(orders, *scene.sample_orders(2 * SIZE + 5, seed_number=3, start=1000))
    want = [o.number for o in Order.objects.order_by("-placed_at", "-pk")]
    seen, query, pages = [], {}, []
    while True:
        page = browser.get("/orders/", query)
        seen += _found(page)
        pages.append(_found(page))
        if not page.context["page"].later:
            break
        query = {"after": page.context["page"].later}
    assert seen == want and len(pages) > 2
    back = browser.get("/orders/", {"before": page.context["page"].earlier})
    assert _found(back) == pages[-2]
    assert _found(browser.get("/orders/", {"before": back.context["page"].earlier})) == pages[-3]


def test_htmx_gets_the_list_alone(browser: Client, orders: Merchant) -> None:
    whole, part = browser.get("/orders/"), browser.get("/orders/", headers={"HX-Request": "true"})
    assert b"<html" in whole.content and b"<html" not in part.content and b"<table" in part.content


def test_the_list_as_a_file_is_the_list(browser: Client, orders: Merchant) -> None:
    listed = [o.number for o in Order.objects.filter(country="US").order_by("-placed_at", "-pk")]
    answer = browser.get("/orders/file.csv", {"country": "US"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][0] == "Order" and [r[0] for r in rows[1:]] == listed
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(browser.get("/orders/file.xlsx", {"country": "US"}).streaming_content)))
    sheet = book.get_sheet_by_index(0).to_python()
    assert [r[0] for r in sheet[1:]] == listed and len(sheet[0]) == len(rows[0])
    order = Order.objects.get(number=listed[0])
    paid = (order.goods_minor + order.freight_minor - order.discount_minor) / 100
    assert float(rows[1][rows[0].index("Paid")]) == sheet[1][sheet[0].index("Paid")] == pytest.approx(paid)


def test_the_file_speaks_the_users_language(browser: Client, orders: Merchant) -> None:
    browser.post("/language/", {"language": "zh-hans"})
    text = b"".join(browser.get("/orders/file.csv").streaming_content).decode("utf-8-sig")
    assert text.startswith("订单,店铺,") and "美国" in text


def test_a_buyers_text_is_no_formula_in_a_spreadsheet(browser: Client, orders: Merchant) -> None:
    Order.objects.filter(pk=Order.objects.first().pk).update(name='=HYPERLINK("http://evil")', city="+1")
    text = b"".join(browser.get("/orders/file.csv").streaming_content).decode()
    assert "'=HYPERLINK" in text and ",=HYPERLINK" not in text and ',"=HYPERLINK' not in text


def test_bulk_verbs_take_the_ticked_or_the_whole_filtered_list(browser: Client, orders: Merchant) -> None:
    held = list(OrderStanding.objects.filter(state="held").values_list("order_id", flat=True))
    assert len(held) > 1
    assert "Tick the orders first" in read(browser.post("/orders/do/", {"do": "approve", "scope": "ticked"}, follow=True))
    browser.post("/orders/do/", {"do": "approve", "scope": "ticked", "order": held[:1]})
    assert list(Event.objects.filter(kind="approved").values_list("order_id", flat=True)) == held[:1]
    browser.post("/orders/do/?state=held", {"do": "approve", "scope": "all"})
    assert set(Event.objects.filter(kind="approved").values_list("order_id", flat=True)) == set(held)
    assert Event.objects.filter(kind="approved").first().actor == "operator"


def test_cancelling_many_gives_a_sentence_where_it_cannot_be_done(browser: Client, tracked: Label) -> None:
    page = browser.post("/orders/do/", {"do": "cancel", "scope": "ticked", "order": [tracked.parcel.order_id]}, follow=True)
    assert "a label was bought already" in read(page)
    assert not Event.objects.filter(kind="cancelled").exists()


def test_labels_are_asked_for_by_order_and_by_parcel(browser: Client, orders: Merchant) -> None:
    parcel = Parcel.objects.filter(offers__chosen=True, order__hold_note=None).first()
    said = read(browser.post("/orders/do/", {"do": "label", "order": [parcel.order_id]}, follow=True))
    assert "asked for" in said and Label.objects.filter(parcel__order=parcel.order_id).exists()


def test_with_no_order_the_list_says_what_to_do(browser: Client) -> None:
    assert "Import orders" in read(browser.get("/orders/")) and "No order fits" in read(browser.get("/orders/"))
