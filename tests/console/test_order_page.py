"""An order's page and a parcel's: what was decided at each step and why, and what a person can do."""

from __future__ import annotations

import pytest
from django.test import Client

from fahuo.core.words import Happening
from fahuo.records import ledger
from fahuo.records.models import Event, Merchant, OrderStanding, Refusal
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import Label, Offer, Service
from fahuo.steps.orders.models import Allocation, Order, OrderLine
from tests import scene
from tests.console.text import read
from tests.scene import NOON


@pytest.fixture
def planned(orders: Merchant) -> Order:
    """An order that could go: one parcel, a service chosen."""
    parcel = Parcel.objects.filter(offers__chosen=True, order__hold_note=None).first()
    assert parcel is not None
    return parcel.order


def test_the_page_shows_lines_allocations_and_what_was_paid(browser: Client, planned: Order) -> None:
    said = read(browser.get(f"/orders/{planned.pk}/"))
    for line in OrderLine.objects.filter(order=planned):
        assert line.sku in said
    for allocation in Allocation.objects.filter(order=planned).select_related("warehouse"):
        assert allocation.warehouse.code in said
    assert planned.name in said and planned.street in said and "Paid" in said


def test_every_service_is_there_with_its_price_or_its_reason(browser: Client, planned: Order) -> None:
    parcel = Parcel.objects.filter(order=planned).first()
    page = browser.get(f"/parcels/{parcel.pk}/")
    said = read(page)
    detail = page.context["detail"]
    assert len(detail["offered"]) + len(detail["refused"]) == Service.objects.filter(merchant=planned.merchant).count()
    for row in detail["refused"]:
        assert row.why_not and row.why_not in said and "—" not in row.why_not, row.offer.reason
    assert [o.offer.chosen for o in detail["offered"]].index(True) == 0  # the chosen one stands first
    for row in detail["offered"]:
        assert f"{row.offer.total_minor // 100:,}" in said
        assert row.offer.chosen or row.dearer_minor == row.offer.home_minor - detail["offered"][0].offer.home_minor


def test_a_price_is_derived_to_the_cent(browser: Client, planned: Order) -> None:
    parcel = Parcel.objects.filter(order=planned).first()
    for offer in Offer.objects.filter(parcel=parcel, reason=None):
        page = browser.get(f"/parcels/{parcel.pk}/offers/{offer.service_id}/")
        total = next(step.figure for step in page.context["steps"] if step.code == "total")
        assert total == offer.total_minor
        assert "total" in read(page)
    assert browser.get(f"/parcels/{parcel.pk}/offers/0/").status_code == 404


def test_the_way_marks_where_the_order_is(browser: Client, planned: Order) -> None:
    standing = OrderStanding.objects.get(order_id=planned.pk)
    stages = browser.get(f"/orders/{planned.pk}/").context["stages"]
    assert [s.step.value for s in stages if s.state in ("here", "need")] == [standing.step]
    assert all(s.state == "done" for s in stages[: [s.step.value for s in stages].index(standing.step)])
    assert any("cheapest of" in line for s in stages for line in s.lines)


def test_what_is_in_the_way_is_on_top_with_its_button(browser: Client, orders: Merchant) -> None:
    for standing in OrderStanding.objects.filter(merchant=orders).exclude(needs=None):
        page = browser.get(f"/orders/{standing.order_id}/")
        assert standing.needs in [hold["code"] for hold in page.context["holds"]]
    held = OrderStanding.objects.filter(state="held").first()
    assert 'value="approve"' in browser.get(f"/orders/{held.order_id}/").content.decode()


def test_approve_plan_and_cancel_from_the_page(browser: Client, orders: Merchant) -> None:
    held = OrderStanding.objects.filter(state="held").first().order_id
    browser.post(f"/orders/{held}/do/", {"do": "approve"})
    assert Event.objects.filter(order_id=held, kind="approved", actor="operator").count() == 1
    assert 'value="approve"' not in browser.get(f"/orders/{held}/").content.decode()
    browser.post(f"/orders/{held}/do/", {"do": "plan"})
    browser.post(f"/orders/{held}/do/", {"do": "cancel"})
    page = browser.get(f"/orders/{held}/")
    assert OrderStanding.objects.get(order_id=held).state == "cancelled" and "Cancelled" in read(page)
    assert 'value="cancel"' not in page.content.decode()


def test_an_address_is_mended_and_the_order_planned_again(browser: Client, orders: Merchant) -> None:
    refusal = Refusal.objects.filter(code="phone_invalid").first()
    if refusal is None:
        pytest.skip("the sample has no invalid phone")
    order = Order.objects.get(pk=refusal.order_id)
    page = browser.post(f"/orders/{order.pk}/do/", {"do": "address", "phone": _good_phone(order), "name": f" {order.name} "}, follow=True)
    order.refresh_from_db()
    assert "planned again" in read(page) and not Refusal.objects.filter(order_id=order.pk, code="phone_invalid").exists()
    assert not order.name.startswith(" ")


def _good_phone(order: Order) -> str:
    import phonenumbers

    number = phonenumbers.example_number(order.country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def test_made_up_parts_of_an_address_are_marked(browser: Client, planned: Order) -> None:
    Order.objects.filter(pk=planned.pk).update(made_up="street phone")
    body = browser.get(f"/orders/{planned.pk}/").content.decode()
    assert body.count('class="made"') == 2 and f'file gave none">{planned.street}' in body


def test_a_label_closes_what_can_no_longer_be_changed(browser: Client, planned: Order) -> None:
    parcel = Parcel.objects.filter(order=planned).first()
    service = Offer.objects.get(parcel=parcel, chosen=True).service
    Label.objects.create(
        parcel=parcel, merchant=planned.merchant, service=service, key="k", asked_at=NOON, answered_at=NOON, tracking_number="YT1"
    )
    body = browser.get(f"/orders/{planned.pk}/").content.decode()
    assert 'value="cancel"' not in body and 'id="address"' not in body and "YT1" in body
    said = read(browser.post(f"/orders/{planned.pk}/do/", {"do": "address", "city": "X"}, follow=True))
    assert "can no longer be changed" in said


def test_a_big_order_stays_one_screenful(browser: Client, merchant: Merchant) -> None:
    orders_, lines = scene.sample_orders(1, seed_number=2)
    import polars as pl

    many = pl.concat([lines.head(1).with_columns(line_no=pl.lit(i, pl.Int32), quantity=pl.lit(3, pl.Int64)) for i in range(1, 400)])
    scene.bring(merchant, orders_, many)
    order = Order.objects.get()
    page = browser.get(f"/orders/{order.pk}/")
    assert page.context["more_lines"] and len(page.context["lines"]) == 200 and len(page.content) < 400_000
    assert len(browser.get(f"/orders/{order.pk}/?all=1").context["lines"]) == 399


def test_a_parcels_page_draws_its_packing_and_lists_what_is_inside(browser: Client, planned: Order) -> None:
    parcel = Parcel.objects.filter(order=planned).first()
    page = browser.get(f"/parcels/{parcel.pk}/")
    assert number_of(parcel.pk) in read(page) and page.content.decode().count("<svg") >= 1
    inside = page.context["detail"]["contents"]
    assert sum(c["pieces"] for c in inside) == parcel.pieces
    part = browser.get(f"/parcels/{parcel.pk}/", headers={"HX-Request": "true"})
    assert b"<html" not in part.content and b"<svg" in part.content


def test_papers_are_pdf(browser: Client, planned: Order) -> None:
    parcel = Parcel.objects.filter(order=planned).first()
    for paper in ("label", "invoice", "slip", "packing-list"):
        answer = browser.get(f"/parcels/{parcel.pk}/{paper}.pdf")
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert browser.post("/parcels/print/", {"parcel": [parcel.pk]}).content.startswith(b"%PDF")


def test_what_cannot_be_printed_is_said(browser: Client, planned: Order) -> None:
    Order.objects.filter(pk=planned.pk).update(name="ꦲꦏ꧀ꦱꦫꦗꦮ")
    parcel = Parcel.objects.filter(order=planned).first()
    assert "no glyph" in read(
        browser.get(f"/parcels/{parcel.pk}/label.pdf", follow=True, headers={"referer": "http://testserver/parcels/"})
    )


def test_the_timeline_tells_each_happening_once(browser: Client, planned: Order) -> None:
    import polars as pl

    parcel = Parcel.objects.filter(order=planned).first()
    both = pl.DataFrame({"order_id": [planned.pk], "parcel_id": [parcel.pk]})
    for kind in (Happening.LABEL_BOUGHT, Happening.HANDED_OVER, Happening.DEPARTED):
        ledger.record(ledger.events(planned.merchant_id, both, kind, NOON, "test", {"place": "Shenzhen"}))
    told = [t.kind for t in browser.get(f"/parcels/{parcel.pk}/").context["story"]]
    assert sorted(told) == sorted({*told}) and {"label_bought", "handed_over", "departed", "planned", "imported"} <= set(told)
