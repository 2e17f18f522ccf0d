"""Today's work: every order that needs a person is on it once for each reason, and one press mends a group."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fahuo.console.headlines import HEADLINES
from fahuo.console.mends import Mend, mend_for
from fahuo.core.reasons import REASONS
from fahuo.core.words import Weight
from fahuo.records import queries
from fahuo.records.models import Event, Merchant, OrderStanding, ParcelStanding, Product, Refusal
from fahuo.steps.orders.models import Order
from tests import scene
from tests.console.text import read


def _recount(merchant: Merchant) -> dict[str, set[int]]:
    """Reason -> orders that wait for it, counted row by row."""
    found: dict[str, set[int]] = defaultdict(set)
    for s in (*OrderStanding.objects.filter(merchant=merchant), *ParcelStanding.objects.filter(merchant=merchant)):
        if s.needs:
            found[s.needs].add(s.order_id)
    states = {s.order_id: s.state for s in OrderStanding.objects.filter(merchant=merchant)}
    for r in Refusal.objects.filter(merchant=merchant, line_no__isnull=False, parcel_id=None, order_id__isnull=False):
        if REASONS[r.code].weight != Weight.NOT_GOODS and states[r.order_id] in ("planned", "refused", "held", "imported"):
            found[r.code].add(r.order_id)
    with_lines = set(Refusal.objects.filter(line_no__isnull=False).values_list("order_id", flat=True))
    found["no_goods"] -= with_lines
    return {code: ids for code, ids in found.items() if ids}


def test_every_need_is_counted(orders: Merchant) -> None:
    wanted = _recount(orders)
    assert {n.code: n.orders for n in queries.needs(orders.pk)} == {code: len(ids) for code, ids in wanted.items()}
    assert queries.needs_by_step(orders.pk)[""] == len(set().union(*wanted.values()))


def test_the_board_counts_every_order_and_parcel_once(orders: Merchant) -> None:
    rows = queries.board(orders.pk)
    assert sum(r.orders for r in rows) == Order.objects.filter(merchant=orders).count()
    assert sum(r.parcels for r in rows) == ParcelStanding.objects.filter(merchant=orders).count()


def test_the_first_screen_says_what_is_wrong_and_shows_eight_columns(browser: Client, orders: Merchant) -> None:
    said = read(browser.get("/"))
    for need in queries.needs(orders.pk):
        assert (str(HEADLINES[need.code]) in said) or REASONS[need.code].en.split("{")[0].strip() in said, need
    for name in (
        "Order processing",
        "Goods preparation",
        "Shipping method",
        "Export declaration",
        "International transport",
        "Destination clearance",
        "Delivery",
        "After-sales",
    ):
        assert name in said


def test_with_no_order_it_says_what_to_do_next(browser: Client) -> None:
    said = read(browser.get("/"))
    assert "No orders yet" in said and "Import orders" in said


def test_one_press_approves_all_of_one_rule_and_no_other(browser: Client, orders: Merchant) -> None:
    scene.bring(orders, *scene.sample_orders(120, seed_number=3, start=1000))
    notes = defaultdict(set)
    for order in Order.objects.filter(merchant=orders).exclude(hold_note=None):
        notes[order.hold_note].add(order.pk)
    rule, held = max(notes.items(), key=lambda item: len(item[1]))
    assert len(notes) > 1, "the sample holds orders by several rules"
    page = browser.post("/today/mend/", {"do": "approve", "code": "held_by_rule", "step": "orders", "cause": rule}, follow=True)
    assert f"{len(held)} orders approved" in read(page)
    assert set(Event.objects.filter(kind="approved").values_list("order_id", flat=True)) == held
    again = browser.post("/today/mend/", {"do": "approve", "code": "held_by_rule", "step": "orders", "cause": rule}, follow=True)
    assert "Nothing waits for this any more" in read(again)


def test_an_hs_code_given_here_frees_the_orders_that_waited(browser: Client, orders: Merchant) -> None:
    scene.bring(orders, *scene.sample_orders(60, seed_number=5, start=2000))
    before = {n.code: n.orders for n in queries.needs(orders.pk)}["hs_missing"]
    product = Product.objects.filter(merchant=orders, hs_code=None, pk__in=_packed(orders)).first()
    assert product is not None and product.sku in read(browser.get("/"))
    page = browser.post("/today/mend/", {"do": "product", "product": product.pk, "hs_code": "8518.22", "origin": "cn"}, follow=True)
    product.refresh_from_db()
    assert (product.hs_code, product.origin) == ("851822", "CN") and "planned again" in read(page)
    assert {n.code: n.orders for n in queries.needs(orders.pk)}.get("hs_missing", 0) < before


def _packed(merchant: Merchant) -> list[int]:
    from fahuo.steps.goods.models import Placement

    return list(Placement.objects.filter(parcel__merchant=merchant).values_list("product_id", flat=True))


def test_a_wrong_code_is_said_and_changes_nothing(browser: Client, orders: Merchant) -> None:
    product = Product.objects.filter(merchant=orders, hs_code=None).first()
    page = browser.post("/today/mend/", {"do": "product", "product": product.pk, "hs_code": "12", "origin": "CN"}, follow=True)
    product.refresh_from_db()
    assert product.hs_code is None and "6 to 13 digits" in read(page)


def test_the_number_of_queries_does_not_grow_with_the_orders(browser: Client, orders: Merchant) -> None:
    def cost(path: str) -> int:
        browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200
        return len(seen)

    paths = ("/", "/orders/", "/parcels/", "/steps/orders/", "/imports/", "/products/", "/stock/", "/services/", "/cases/")
    few = {path: cost(path) for path in paths}
    scene.bring(orders, *scene.sample_orders(160, seed_number=9, start=5000, flawed=0.4))
    many = {path: cost(path) for path in paths}
    # a kind of reason that comes in anew may ask one thing more; the number of orders never does
    assert all(many[path] <= few[path] + 2 for path in paths), (few, many)
    assert max(many.values()) <= 24


@pytest.mark.parametrize("step", ["orders", "goods", "methods", "export", "transport", "clearance", "delivery", "aftersales"])
def test_each_step_has_its_page(browser: Client, orders: Merchant, step: str) -> None:
    assert browser.get(f"/steps/{step}/").status_code == 200


def test_causes_come_for_a_need_and_not_for_another(browser: Client, orders: Merchant) -> None:
    need = queries.needs(orders.pk)[0]
    assert browser.get(f"/today/causes/?step={need.step}&code={need.code}").status_code == 200
    assert browser.get("/today/causes/?step=orders&code=nothing").status_code == 404


def test_headlines_and_buttons_are_of_reasons_that_exist() -> None:
    assert set(HEADLINES) <= set(REASONS)
    for code in ("held_by_rule", "hs_missing", "out_of_stock", "product_unknown", "phone_invalid", "label_refused", "late", "size_missing"):
        assert code in REASONS
    assert {mend_for(code) for code in REASONS} == set(Mend)
