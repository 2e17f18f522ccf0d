"""The pages of stock: the list and its filters, a product's card, bins, lots, reports, inbound plans and counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fahuo.flow.shelves import moves
from fahuo.flow.stock_audit import audit_stock
from fahuo.records.models import Bin, Holding, Merchant, Move, Product, Stock, Warehouse
from fahuo.steps.goods.models import Count, Home, Inbound
from tests.console.text import read
from tests.scene import NOON


@pytest.fixture
def house(merchant: Merchant) -> Warehouse:
    return Warehouse.objects.filter(merchant=merchant, kind="own").order_by("pk").first()


@pytest.fixture
def product(merchant: Merchant) -> Product:
    return Product.objects.create(merchant=merchant, sku="CUP", name="Cup", name_zh="杯子", price_minor=500, currency="CNY")


def receive(merchant: Merchant, house: Warehouse, quantity: int = 10, **said: Any) -> None:
    moves.one(merchant, {"verb": "receive", "sku": "CUP", "warehouse": house.code, "quantity": quantity} | said, "li", NOON)


def test_the_list_is_filtered_and_goes_into_a_file(browser: Client, merchant: Merchant, house: Warehouse, product: Product) -> None:
    assert "CUP" in read(browser.get("/stock/?only=short"))
    receive(merchant, house, 10)
    assert "CUP" not in read(browser.get("/stock/?only=short&q=CUP")) and "CUP" in read(browser.get(f"/stock/?warehouse={house.pk}&q=cup"))
    Stock.objects.filter(product=product).update(reorder_at=10)
    assert "CUP" in read(browser.get("/stock/?only=reorder"))
    assert "1 product is at or below" in read(browser.get("/"))
    text = b"".join(browser.get("/stock/file.csv?q=CUP").streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].split(",")[:4] == ["CUP", "Cup", house.code, "10"] and len(text.splitlines()) == 2
    assert browser.get("/stock/file.doc").status_code == 404


def test_everything_is_done_from_the_card_and_stands_in_the_ledger(
    browser: Client, merchant: Merchant, house: Warehouse, product: Product
) -> None:
    for code in ("S-1", "S-2"):
        Bin.objects.create(merchant=merchant, warehouse=house, code=code)

    def do(verb: str, quantity: str, **said: str) -> str:
        said = {k.rstrip("_"): v for k, v in said.items()}
        return read(
            browser.post(
                f"/stock/products/{product.pk}/do/", {"verb": verb, "warehouse": house.code, "quantity": quantity} | said, follow=True
            )
        )

    assert "1 move recorded" in do("receive", "12", to="S-1")
    assert "1 move recorded" in do("move", "5", from_="S-1", to="S-2")
    assert "no reason is given" in do("add", "1", to="S-1")
    said = do("write_off", "2", from_="S-2", why="damaged", reason="fell down")
    assert "damaged: fell down" in said and "Written off" in said
    assert "has 7 pieces, 9 asked" in do("move", "9", from_="S-1", to="S-2")
    assert Stock.objects.get(product=product).on_hand == 10 and not audit_stock(merchant.pk).differences
    page = browser.get(f"/stock/products/{product.pk}/")
    assert [line.balance for line in page.context["lines"]] == [10, 12, 12] and page.content.count(b'<svg class="balance"') == 1
    line = Move.objects.get(kind="written_off")
    assert "taken back" in read(browser.post(f"/stock/moves/{line.pk}/undo/", follow=True))
    assert Stock.objects.get(product=product).on_hand == 12
    assert "undone already" in read(browser.post(f"/stock/moves/{line.pk}/undo/", follow=True))


def test_the_ledger_is_read_page_by_page_with_its_balance(browser: Client, merchant: Merchant, house: Warehouse, product: Product) -> None:
    moves.do(merchant, [{"verb": "receive", "sku": "CUP", "warehouse": house.code, "quantity": 1}] * 120, "li", NOON)
    page = browser.get(f"/stock/products/{product.pk}/")
    assert [line.balance for line in page.context["lines"]][:2] == [120, 119] and len(page.context["lines"]) == 50
    older = browser.get(f"/stock/products/{product.pk}/?after={page.context['page'].later}")
    assert older.context["lines"][0].balance == 70
    newer = browser.get(f"/stock/products/{product.pk}/?before={older.context['page'].earlier}")
    assert [line.balance for line in newer.context["lines"]] == [line.balance for line in page.context["lines"]]


def test_points_and_a_home_bin_are_kept(browser: Client, merchant: Merchant, house: Warehouse, product: Product) -> None:
    Bin.objects.create(merchant=merchant, warehouse=house, code="S-1")
    keep = {"warehouse": house.pk, "reorder_at": "5", "reorder_to": "40", "home": "S-1"}
    assert "Saved" in read(browser.post(f"/stock/products/{product.pk}/keep/", keep, follow=True))
    row = Stock.objects.get(product=product)
    assert (row.reorder_at, row.reorder_to, Home.objects.get().bin.code) == (5, 40, "S-1")
    wrong = [
        ({"reorder_at": "50"}, "is above the amount"),
        ({"reorder_at": "-1"}, "whole number"),
        ({"home": "NONE"}, "has no bin"),
        ({"warehouse": "99999999"}, "does not exist"),
    ]
    for said, sentence in wrong:
        assert sentence in read(browser.post(f"/stock/products/{product.pk}/keep/", keep | said, follow=True))
    said = read(browser.get("/stock/reorder/"))
    assert "CUP" in said and "40" in said
    assert b"".join(browser.get("/stock/reorder/file.csv").streaming_content).decode("utf-8-sig").splitlines()[1].endswith(",40")


def test_bins_are_made_by_a_pattern_and_from_a_file(browser: Client, merchant: Merchant, house: Warehouse) -> None:
    make = {"warehouse": house.pk, "pattern": "K-{01..03}-{1..2}", "kind": "storage", "walk": ""}
    assert "6 bins made" in read(browser.post("/stock/bins/create/", make, follow=True))
    assert "6 bins were there already" in read(browser.post("/stock/bins/create/", make, follow=True))
    walks = list(Bin.objects.filter(code__startswith="K-").order_by("walk").values_list("code", flat=True))
    assert walks == ["K-01-1", "K-01-2", "K-02-1", "K-02-2", "K-03-1", "K-03-2"]
    for pattern in ("K-{1..", "K-{3..1}", "K-{1..9}{1..999}{1..999}", "", "K-{A..3}"):
        assert "note error" in browser.post("/stock/bins/create/", make | {"pattern": pattern}, follow=True).content.decode()
    text = f"bin,warehouse,kind,walk\nM-1,{house.code},待检,7\nM-1,{house.code},,\nM-2,NOWHERE,,\nM-3,{house.code},shelf,\n,{house.code},,\nM-4,{house.code},,x\n"
    said = read(browser.post("/stock/bins/upload/", {"file": SimpleUploadedFile("库位.csv", text.encode())}, follow=True))
    assert "1 bin taken in" in said and all(f"Row {n}:" in said for n in (3, 4, 5, 6, 7))
    assert (Bin.objects.get(code="M-1").kind, Bin.objects.get(code="M-1").walk) == ("quarantine", 7)
    assert browser.get("/stock/bins/labels.pdf?q=K-").content[:5] == b"%PDF-"


def test_a_bin_shows_what_lies_in_it_and_is_emptied_before_it_goes(
    browser: Client, merchant: Merchant, house: Warehouse, product: Product
) -> None:
    one, two = (Bin.objects.create(merchant=merchant, warehouse=house, code=code) for code in ("S-1", "S-2"))
    receive(merchant, house, 8, to="S-1")
    assert "CUP" in read(browser.get(f"/stock/bins/{one.pk}/"))
    said = read(browser.post(f"/stock/bins/{one.pk}/change/", {"walk": "3", "kind": "quarantine", "active": "on"}, follow=True))
    assert "still has 8 pieces" in said
    browser.post(f"/stock/bins/{one.pk}/do/", {"verb": "move", "sku": "CUP", "quantity": "8", "to": "S-2"})
    assert Holding.objects.get(product=product).bin == two
    browser.post(f"/stock/bins/{one.pk}/change/", {"walk": "3", "kind": "storage"})
    one.refresh_from_db()
    assert not one.active and one.walk == 3
    assert browser.get("/find/?q=S-2", follow=False)["Location"] == f"/stock/bins/{two.pk}/"


def test_lots_that_expire_are_written_off_in_one_press(browser: Client, merchant: Merchant, house: Warehouse, product: Product) -> None:
    Product.objects.filter(pk=product.pk).update(tracks="lot", removal="fefo")
    for lot, day in (("OLD", "2026-12-01"), ("NEW", "2028-01-01")):
        receive(merchant, house, 4, lot=lot, expires_on=day)
    from fahuo.records import clock

    clock.set_speed(0, NOON)
    assert "OLD" in read(browser.get("/stock/lots/?within=30")) and "NEW" not in read(browser.get("/stock/lots/?within=30"))
    assert "OLD" not in read(browser.get("/stock/lots/?within=expired"))
    holding = Holding.objects.get(lot__code="OLD")
    assert "1 move recorded" in read(browser.post("/stock/lots/write-off/", {"holding": [holding.pk]}, follow=True))
    assert not Holding.objects.filter(lot__code="OLD").exists() and Move.objects.get(kind="written_off").reason == "expired"
    assert "Nothing was chosen" in read(browser.post("/stock/lots/write-off/", {"holding": [holding.pk]}, follow=True))


def test_stock_age_is_shown_by_warehouse_and_as_a_file(browser: Client, merchant: Merchant, house: Warehouse, product: Product) -> None:
    receive(merchant, house, 8)
    rows = {r["sku"]: r for r in browser.get("/stock/age/?on=2027-03-03").context["page"].object_list}
    page = browser.get(f"/stock/age/?on=2027-03-03&warehouse={house.pk}")
    assert page.status_code == 200 and sum(r["quantity"] for r in page.context["per"]) > 0 and rows
    found = [
        line
        for line in b"".join(browser.get("/stock/age/file.csv?on=2027-03-03").streaming_content).decode("utf-8-sig").splitlines()
        if line.startswith("CUP,")
    ]
    assert found == [f"CUP,Cup,{house.code},8,0,0,0,8,0,0,2026-11-23,100,4000"]


def test_an_inbound_is_planned_marked_received_and_closed(browser: Client, merchant: Merchant, house: Warehouse, product: Product) -> None:
    other = Warehouse.objects.filter(merchant=merchant).exclude(pk=house.pk).first()
    fields = {"warehouse": other.pk, "supplier": "A maker", "planned_on": "2026-12-24", "lines": "CUP 10\n\nCUP,2"}
    page = browser.post("/stock/inbounds/new/", fields, follow=True)
    row = Inbound.objects.get()
    assert "IN-1" in read(page) and row.lines.get().planned == 12

    def do(verb: str, **said: Any) -> str:
        return read(browser.post(f"/stock/inbounds/{row.pk}/do/", {"do": verb} | said, follow=True))

    listed = SimpleUploadedFile("箱单.csv", b"box,sku,quantity\n1,CUP,6\n2,CUP,4\n2,NONE,1\n")
    assert "Row 4:" in do("file", file=listed) and row.boxes.count() == 2
    assert "IN-1" in read(browser.get("/stock/inbounds/?q=IN-1-002")) and "On its way" in do("depart")
    pdf = browser.get(f"/stock/inbounds/{row.pk}/marks.pdf")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content[:5] == b"%PDF-"
    assert "10" in read(browser.get("/stock/?q=CUP&only=way"))
    do("box", box="IN-1-001")
    assert "was received already" in do("box", box="IN-1-001")
    assert "Damaged" in do("receive", sku="CUP", quantity="1", damaged="on")
    assert "noted, in no stock" in do("receive", sku="WHAT", quantity="2")
    assert "no reason is given" in do("close")
    assert "wait for approval" in do("close", **{"reason:CUP": "short shipped"})
    assert "Closed" in do("approve")
    text = b"".join(browser.get(f"/stock/inbounds/{row.pk}/file.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert text[1] == "CUP,Cup,10,6,1,3,0,short shipped" and text[2].startswith("WHAT,")
    for wrong in ({"warehouse": "", "lines": ""}, {"lines": "CUP"}, {"lines": "CUP -1"}, {"planned_on": "soon"}):
        browser.post("/stock/inbounds/new/", fields | wrong)
    assert Inbound.objects.count() == 1 and not audit_stock(merchant.pk).differences


def test_a_count_by_hand_and_its_approval(browser: Client, merchant: Merchant, house: Warehouse, product: Product) -> None:
    Bin.objects.create(merchant=merchant, warehouse=house, code="S-1")
    receive(merchant, house, 8, to="S-1")
    browser.post("/stock/counts/new/", {"warehouse": house.pk, "chosen_by": "bin", "wanted": "S-1", "blind": "1"})
    count = Count.objects.get()

    def scan(text: str, **said: str) -> str:
        return read(browser.post(f"/stock/counts/{count.pk}/scan/", {"scan": text} | said, follow=True))

    assert "Scan a bin" in read(browser.get(f"/stock/counts/{count.pk}/hand/"))
    assert "is not in count" in scan("X-9")
    said = scan("S-1")
    assert "Scan a product" in said and "CUP" not in said  # blind: what is expected is not told
    assert "names no product" in scan("NONE", bin="S-1")
    assert "How many pieces?" in scan("CUP", bin="S-1")
    assert "not a whole number" in scan("many", bin="S-1", sku="CUP")
    assert "CUP: 7 pieces" in scan("7", bin="S-1", sku="CUP")
    assert "All bins are counted" in scan("S-1", bin="S-1")
    assert "wait for approval" in read(browser.post(f"/stock/counts/{count.pk}/do/", {"do": "finish"}, follow=True))
    assert f"Count {count.pk} waits for approval" in read(browser.get("/"))
    said = read(browser.post(f"/stock/counts/{count.pk}/do/", {"do": "approve"}, follow=True))
    assert "Closed" in said and "-1" in said and Stock.objects.get(product=product).on_hand == 7
