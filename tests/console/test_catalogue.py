"""Products, stock, services, cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from fahuo.core.amounts import amount_of
from fahuo.records.models import Merchant, Product, Stock, Warehouse
from fahuo.steps.aftersales.models import Case
from fahuo.steps.export.models import Declaration
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Service
from tests.console.text import read
from tests.scene import NOON


def _product(merchant: Merchant) -> Product:
    product = Product.objects.filter(merchant=merchant, hs_code=None).first()
    assert product is not None
    return product


def test_products_are_found_and_what_they_lack_is_counted(browser: Client, merchant: Merchant) -> None:
    product = _product(merchant)
    assert product.sku in read(browser.get("/products/", {"q": product.sku[:5]}))
    lacking = browser.get("/products/?lacking=hs")
    assert lacking.context["counts"]["hs"] == Product.objects.filter(merchant=merchant, hs_code=None).count()
    assert product.sku in read(lacking)


def test_an_hs_code_is_given_in_the_list(browser: Client, merchant: Merchant) -> None:
    product = _product(merchant)
    page = browser.post(f"/products/{product.pk}/customs/", {"hs_code": "8517 62.00", "origin": "cn"}, headers={"HX-Request": "true"})
    product.refresh_from_db()
    assert (product.hs_code, product.origin) == ("85176200", "CN") and "saved" in read(page) and b"<html" not in page.content
    wrong = browser.post(f"/products/{product.pk}/customs/", {"hs_code": "85x", "origin": "CN"}, headers={"HX-Request": "true"})
    product.refresh_from_db()
    assert product.hs_code == "85176200" and "6 to 13 digits" in read(wrong) and b'value="85x"' in wrong.content


def test_a_product_is_completed_on_its_page(browser: Client, merchant: Merchant) -> None:
    product = _product(merchant)
    fields = {
        "name": "New name",
        "name_zh": "新名",
        "declared_name": "thing",
        "hs_code": "610910",
        "origin": "VN",
        "length_mm": "120",
        "width_mm": "80",
        "height_mm": "40",
        "weight_g": "333",
        "attributes": ["1", "16"],
    }
    page = browser.post(f"/products/{product.pk}/", fields, follow=True)
    product.refresh_from_db()
    assert (product.name, product.origin, product.weight_g, product.attributes) == ("New name", "VN", 333, 17) and "saved" in read(page)
    for name, value in (("weight_g", "heavy"), ("length_mm", "0"), ("weight_g", "-5")):
        assert browser.post(f"/products/{product.pk}/", fields | {name: value}, follow=True).status_code == 200
        product.refresh_from_db()
        assert (product.weight_g, product.length_mm) == (333, 120)


def test_a_product_that_orders_ask_for_is_added(browser: Client, merchant: Merchant) -> None:
    assert 'value="NEW-1"' in browser.get("/products/new/?sku=NEW-1").content.decode()
    page = browser.post("/products/new/", {"sku": "NEW-1", "name": "A new thing"}, follow=True)
    assert Product.objects.filter(merchant=merchant, sku="NEW-1").count() == 1 and "NEW-1" in read(page)
    again = browser.post("/products/new/", {"sku": "NEW-1", "name": "Once more"})
    assert again.status_code == 400 and "not in the catalogue yet" in read(again)
    assert browser.post("/products/new/", {"sku": "", "name": ""}).status_code == 400


def test_stock_is_shown_and_received(browser: Client, merchant: Merchant) -> None:
    product, warehouse = _product(merchant), Warehouse.objects.filter(merchant=merchant).first()
    before = Stock.objects.filter(product=product, warehouse=warehouse).values_list("on_hand", flat=True).first() or 0
    page = browser.post(f"/products/{product.pk}/receive/", {"warehouse": warehouse.pk, "quantity": "25"}, follow=True)
    assert Stock.objects.get(product=product, warehouse=warehouse).on_hand == before + 25 and "25 pieces" in read(page)
    for quantity in ("0", "-3", "many", ""):
        assert (
            browser.post(f"/products/{product.pk}/receive/", {"warehouse": warehouse.pk, "quantity": quantity}, follow=True).status_code
            == 200
        )
    assert browser.post(f"/products/{product.pk}/receive/", {"warehouse": 10**9, "quantity": "1"}, follow=True).status_code == 200
    assert Stock.objects.get(product=product, warehouse=warehouse).on_hand == before + 25
    said = read(browser.get("/stock/", {"q": product.sku}))
    assert product.sku in said and f"{before + 25:,}" in said


def test_services_are_read_with_their_bands(browser: Client, merchant: Merchant) -> None:
    said = read(browser.get("/services/"))
    for service in Service.objects.filter(merchant=merchant):
        assert service.code in said
        assert "holds today" in read(browser.get(f"/services/{service.pk}/"))
    contract = Service.objects.first()
    page = (Path(__file__).parents[2] / "docs" / "rate-cards.md").read_text(encoding="utf-8")
    text = next(part.split("```")[0] for part in page.split("```toml\n") if 'code = "EX-CONTRACT"' in part)
    text = text.replace("{ up_to_g = 20000, first_g = 500,", '{ up_to_g = "40 lb", first_g = "1 lb",').replace(
        "valid_from = 2026-01-01", "valid_from = 2020-01-01"
    )
    Service.objects.filter(pk=contract.pk).update(card=text)
    said = read(browser.get(f"/services/{contract.pk}/"))
    for words in ("0 g 40 lb 350.00 − 62 %", "1 lb 500 g: 80.00", "− 71 %", "5.00 CNY /1,000 g charged > 20.0 kg", "1.50 CNY a piece"):
        assert words in said, (words, said)
    Service.objects.filter(merchant=merchant).update(card="no card at all")
    assert "its card cannot be read document, line 1: cannot be read from column 4: no card at all" in read(browser.get("/services/"))
    assert "document, line 1: cannot be read from column 4: no card at all" in read(browser.get(f"/services/{Service.objects.first().pk}/"))


@pytest.fixture
def case(orders: Merchant) -> Case:
    parcel = Parcel.objects.filter(merchant=orders, declaration__isnull=False).first()
    assert parcel is not None
    return Case.objects.create(
        merchant=orders, order=parcel.order, parcel=parcel, kind="lost", values={}, opened_at=NOON, due_on=NOON.date()
    )


def test_a_case_is_settled_by_refund(browser: Client, case: Case) -> None:
    page = browser.get(f"/cases/{case.pk}/")
    assert {w["code"] for w in page.context["ways"]} == {"refund", "reship", "closed"}
    paid = Declaration.objects.get(parcel=case.parcel)
    for amount, note, sentence in (
        ("", "", "is not between 1 and"),
        ("999999999", "", "is not between 1 and"),
        ("abc", "", "is not between 1 and"),
    ):
        assert sentence in read(browser.post(f"/cases/{case.pk}/", {"settlement": "refund", "amount": amount, "note": note}, follow=True))
    said = read(
        browser.post(
            f"/cases/{case.pk}/",
            {"settlement": "refund", "amount": "1.00" if paid.total_minor >= 100 else "0.01", "note": "lost"},
            follow=True,
        )
    )
    case.refresh_from_db()
    assert case.settlement == "refund" and case.settled_by == "operator" and "The case is settled" in said
    assert "#" + str(case.pk) in read(browser.get("/cases/?settled=1")) and "#" + str(case.pk) not in read(browser.get("/cases/"))


def test_a_case_is_settled_by_another_parcel(browser: Client, case: Case) -> None:
    browser.post(f"/cases/{case.pk}/", {"settlement": "reship", "note": ""})
    case.refresh_from_db()
    assert case.reship_order is not None and case.reship_order.number in read(browser.get(f"/cases/{case.pk}/"))


def test_no_way_chosen_is_said(browser: Client, case: Case) -> None:
    assert "Choose how the case is settled" in read(browser.post(f"/cases/{case.pk}/", {"settlement": "burn"}, follow=True))


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.50", "EUR", 1250),
        ("1,234.5", "USD", 123450),
        ("1200", "JPY", 1200),
        ("12.505", "EUR", None),
        ("", "EUR", None),
        ("NaN", "EUR", None),
        ("1e99", "EUR", None),
    ],
)
def test_amounts_are_read_exactly(text: str, currency: str, minor: int | None) -> None:
    assert amount_of(text, currency) == minor
