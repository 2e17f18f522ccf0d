"""Every address of the console: closed to who is not logged in, and empty to who works for somebody else."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from fahuo.console import uploads
from fahuo.console.urls import urlpatterns
from fahuo.core.transport.collecting import Load
from fahuo.flow.collecting import booking, standing
from fahuo.flow.shelves import counts, inbounds, moves
from fahuo.records.clock import now
from fahuo.records.models import Bin, Merchant, Move, Product, Warehouse
from fahuo.steps.aftersales.models import Case
from fahuo.steps.goods.models import Inbound, InboundBox, PaperTemplate, Parcel, PrintJob, TemplateChoice
from fahuo.steps.methods.models import Label, LiveAsk, Policy, Service, Suggestion
from fahuo.steps.orders.models import Import, Order
from tests.console.text import read
from tests.scene import NOON, price_table

OPEN = {"login", "enter", "set_language", "logout"}  # for everybody
ONLY_POST = {
    "bench_override",
    "bench_scan",
    "bench_station",
    "import_upload",
    "mend",
    "order_do",
    "orders_bulk",
    "parcels_bulk",
    "parcel_number",
    "print_start",
    "product_customs",
    "product_parts",
    "case_inspect",
    "put_away_do",
    "product_receive",
    "price_table_upload",
    "price_table_do",
}
ONLY_POST |= {"stock_do", "stock_keep", "move_undo", "bins_create", "bins_upload", "bin_change", "bin_do", "lots_write_off"}
ONLY_POST |= {"floor_release", "template_do", "parcel_cover", "collection_next"}
ONLY_POST |= {"live_work", "mark_ups_do", "together_do", "inbound_do", "count_new", "count_do", "count_scan"}
LISTS = {
    "today",
    "orders",
    "parcels",
    "imports",
    "products",
    "stock",
    "services",
    "quote",
    "quote_live",
    "together",
    "mark_ups",
    "price_tables",
    "cases",
    "step",
    "find",
    "causes",
    "orders_file",
    "product_new",
    "bench",
    "bench_waiting",
    "bench_sheet",
    "stock_file",
    "stock_bins",
    "put_away",
    "bins_labels_pdf",
    "stock_lots",
    "stock_reorder",
    "reorder_file",
    "stock_age",
    "age_file",
    "inbounds",
    "inbound_new",
    "counts",
    "prints",
    "place_labels",
    "templates",
    "template_data",
    "floor",
    "floor_file",
    "floor_lists",
    "floor_put_back",
    "handover",
    "covers",
    "covers_file",
    "collections",
    "collection_book",
    "standing_collections",
    "collections_all",
    "collections_file",
}


@pytest.fixture
def mine(orders: Merchant) -> dict[str, Any]:
    """One row of everything that an address can name, of the sample merchant."""
    parcel = Parcel.objects.filter(offers__chosen=True).first()
    assert parcel is not None
    case = Case.objects.create(
        merchant=orders,
        order=parcel.order,
        parcel=parcel,
        kind="late",
        values={"by": "2026-11-20", "days": 3},
        opened_at=NOON,
        due_on=NOON.date(),
    )
    task = Import.objects.create(
        merchant=orders, name="secret-file.csv", content=b"number\n1\n", digest="-", shop="secret-shop", on=NOON.date(), by="secret-person"
    )
    service = Service.objects.filter(merchant=orders).first()
    Label.objects.create(
        parcel=parcel, merchant=orders, service=service, key="k", asked_at=NOON, answered_at=NOON, tracking_number="TRACK-SECRET-1"
    )
    Policy.objects.create(
        parcel=parcel, merchant=orders, service=service, key="c", value_minor=1, premium_minor=1, currency="CNY", asked_at=NOON,
        answered_at=NOON, number="SECRET-POLICY", covered_minor=1, charged_minor=1, charged_currency="CNY",
    )  # fmt: skip
    job = PrintJob.objects.create(
        merchant=orders, papers=["label"], form="pdf", by_parcel=True, parcel_ids=[parcel.pk], actor="secret-person", asked_at=NOON,
        finished_at=NOON, pages=1, content=b"%PDF-1.7 secret",
    )  # fmt: skip
    template = PaperTemplate.objects.create(
        merchant=orders, paper="packing_list", no=1, source="secret-template", made_by="secret-person", made_at=NOON
    )
    TemplateChoice.objects.create(merchant=orders, paper="packing_list", template=template, by="secret-person", at=NOON)
    inbound = Inbound.objects.create(merchant=orders, number="secret-inbound", warehouse=parcel.warehouse, created_at=NOON)
    InboundBox.objects.create(inbound=inbound, no=1, code="secret-box-1")
    return {
        "job_id": job.pk, "template_id": template.pk, "inbound_id": inbound.pk,
        "order_id": parcel.order_id, "parcel_id": parcel.pk, "service_id": service.pk, "import_id": task.pk, "case_id": case.pk,
        "product_id": Product.objects.filter(merchant=orders).first().pk, "name": "orders", "kind": "csv", "token": uploads.keep(orders, b"number\n1\n"),
        **_stock(orders),
        **_floor(orders),
        "table_id": price_table(orders), "suggestion_id": _suggestion(orders, parcel),
        "ask_id": LiveAsk.objects.create(
            merchant=orders, parcel=parcel, digest="-", shipment={}, asked_at=NOON, by="secret-person", wall_at=NOON
        ).pk,
    }  # fmt: skip


def _suggestion(merchant: Merchant, parcel: Parcel) -> int:
    """Another way to send an order, found before it was kept where the pieces lie."""
    sending = dict.fromkeys(("materials_minor", "freight_minor", "handling_minor", "premium_minor", "worth_minor"), 1)
    sending |= {"warehouse_id": parcel.warehouse_id, "services": "", "items": [[parcel.order_id, 1, parcel.warehouse_id, []]]}
    sending["boxes"] = [[parcel.box_id, 100, None, 1, 2, 3]]
    way = {"sendings": [sending], "duty_minor": 0, "total_minor": 5, "saves_minor": 1}
    return Suggestion.objects.create(
        merchant=merchant, orders=[parcel.order_id], digest="-", found_at=NOON, saves_minor=1, exact=True, duty_known=False, priced=1,
        today=way, ways=[way],
    ).pk  # fmt: skip


def _stock(merchant: Merchant) -> dict[str, int]:
    """A bin with a lot in it, an inbound with a box, a count, and the move that brought the lot."""
    house, product = Warehouse.objects.filter(merchant=merchant).first(), Product.objects.filter(merchant=merchant).first()
    place = Bin.objects.create(merchant=merchant, warehouse=house, code="SECRET-BIN")
    row = {"verb": "receive", "sku": product.sku, "warehouse": house.code, "quantity": 5, "to": "SECRET-BIN", "lot": "SECRET-LOT"}
    moves.one(merchant, row | {"expires_on": "2026-12-01"}, "secret-person", NOON)
    inbound = inbounds.create(merchant, {"warehouse_id": house.pk, "number": "SECRET-IN"}, {}, "secret-person", NOON)
    inbounds.take_packing_list(merchant, inbound.pk, f"sku,quantity\n{product.sku},3\n".encode(), "x.csv")
    count = counts.plan(merchant, house.pk, "bin", ["SECRET-BIN"], "secret-person", NOON)
    move = Move.objects.filter(merchant=merchant, to_bin=place).first()
    return {"bin_id": place.pk, "inbound_id": inbound.pk, "count_id": count.pk, "move_id": move.pk}


def _floor(merchant: Merchant) -> dict[str, int]:
    """A pick list with a parcel of the merchant's, and a manifest that another one was scanned into."""
    from fahuo.core.words import PickForm
    from fahuo.flow.floor import handover, release
    from tests.flow.floor.hall import label_all, own_parcels

    label_all(merchant)
    first, second = own_parcels(merchant)[:2]
    released = release.release(merchant, [first.pk], PickForm.CLUSTER, "secret-person", NOON)
    manifest = handover.open_manifest(merchant, second.label.service_id, second.warehouse_id, NOON.date(), "secret-person", NOON)
    return {"list_id": released.lists[0], "manifest_id": manifest.pk, "collection_id": _collection(merchant, second)}


def _collection(merchant: Merchant, parcel: Parcel) -> int:
    """A collection that was agreed by telephone, and a standing booking."""
    carrier, hours = parcel.label.service.carrier, (time(14), time(16))
    standing.set_up(merchant, parcel.warehouse_id, carrier, [0, 1, 2, 3, 4, 5, 6], hours, (NOON.date(), None), "secret-person", now())
    day = now().date() + timedelta(days=3)
    row = booking.note_by_hand(merchant, parcel.warehouse_id, carrier, day, *hours, Load(4, 4_000), "SECRET-CO", "secret-person", now())
    return row.pk


def _path(pattern: URLPattern, values: dict[str, Any]) -> str:
    return reverse(pattern.name, kwargs={name: values[name] for name in pattern.pattern.converters})


def _patterns(skip: set[str]) -> list[URLPattern]:
    return [p for p in urlpatterns if p.name not in skip]


def test_every_address_is_sorted(mine: dict[str, Any]) -> None:
    """An address that is added must be thought about here: is it a list, or does it name a row?"""
    naming = {p.name for p in urlpatterns if set(p.pattern.converters) - {"name", "kind"}}
    assert {p.name for p in urlpatterns} == OPEN | ONLY_POST | LISTS | naming


def test_who_is_not_logged_in_is_sent_to_the_login(mine: dict[str, Any]) -> None:
    client = Client()
    for pattern in _patterns(OPEN):
        path = _path(pattern, mine)
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302 and answer["Location"].startswith("/login/"), path


def test_a_row_of_another_merchant_is_not_there(mine: dict[str, Any], other: Client, browser: Client) -> None:
    for pattern in _patterns(OPEN | LISTS):
        if not set(pattern.pattern.converters) - {"name", "kind"}:
            continue
        path = _path(pattern, mine)
        if pattern.name not in ONLY_POST:
            assert other.get(path).status_code == 404, path
        posted = other.post(
            path, {"do": "approve", "warehouse": 1, "quantity": 5, "hs_code": "610910", "settlement": "closed", "note": "x"}
        )
        assert posted.status_code in (404, 405), path
        if pattern.name not in ONLY_POST | {"import_columns", "import_refused"}:
            assert browser.get(path).status_code == 200, path  # the control: it is there for its owner


def test_lists_and_searches_show_nothing_of_another_merchant(mine: dict[str, Any], other: Client, browser: Client) -> None:
    order = Order.objects.get(pk=mine["order_id"])
    secrets = [order.number, order.name, "HZ-", "secret", "TRACK-SECRET-1", "SECRET-", "SZX"]
    queries = [
        "",
        f"?q={order.number}",
        "?q=TRACK-SECRET-1",
        f"?q={order.name}",
        "?q=HZ-TEE1",
        "?needs=any",
        f"?import={mine['import_id']}",
        "?step=orders&code=held_by_rule",
    ]
    for pattern in _patterns(OPEN | ONLY_POST):
        if set(pattern.pattern.converters) - {"name", "kind"}:
            continue
        for query in queries:
            page = other.get(_path(pattern, mine) + query, follow=True)
            body = b"".join(page.streaming_content).decode() if page.streaming else read(page).replace(query.removeprefix("?q="), "")
            assert not [s for s in secrets if s in body], (pattern.name, query)
    assert "TRACK-SECRET-1" in read(browser.get("/parcels/?q=TRACK-SECRET-1"))  # the control


def test_verbs_on_another_merchants_rows_do_nothing(mine: dict[str, Any], other: Client, orders: Merchant) -> None:
    before = list(Order.objects.order_by("pk").values_list("pk", "hold_note")), Parcel.objects.count(), Label.objects.count()
    ids = list(Order.objects.values_list("pk", flat=True))
    for verb in ("approve", "cancel", "plan", "label"):
        other.post("/orders/do/", {"do": verb, "order": ids})
        other.post("/orders/do/", {"do": verb, "scope": "all"})
        other.post("/today/mend/", {"do": verb, "code": "held_by_rule", "step": "orders"})
    other.post("/parcels/do/", {"do": "label", "parcel": [mine["parcel_id"]]})
    assert (
        other.post("/today/mend/", {"do": "product", "product": mine["product_id"], "hs_code": "610910", "origin": "CN"}).status_code == 404
    )
    labels = other.post("/parcels/print/", {"parcel": [mine["parcel_id"]]})
    assert labels.status_code == 302
    assert (list(Order.objects.order_by("pk").values_list("pk", "hold_note")), Parcel.objects.count(), Label.objects.count()) == before
    from fahuo.records.models import Event

    assert not Event.objects.filter(actor="stranger").exists()


@pytest.mark.parametrize(
    "path",
    ["/orders/99999999999999999999/", "/parcels/0/", "/products/9223372036854775808/", "/nothing/", "/steps/nothing/", "/cases/123456/"],
)
def test_what_is_not_there_is_said_kindly(browser: Client, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 404 and "This page does not exist" in read(page)


def test_odd_queries_are_no_error(browser: Client, orders: Merchant) -> None:
    odd = [
        "q=%00",
        "q=%25%27%22",
        "q=" + "x" * 5000,
        "after=nonsense",
        "before=2026-01-01T00:00:00_9",
        "since=yesterday",
        "import=x",
        "step='--",
        "page=-1",
        "page=x",
        "needs=zzz",
        "warehouse=1e9",
        "q=FH0000000010",
        "only=x&warehouse=999999",
        "within=12&on=x&days=0&lead=-1",
    ]
    stock = [
        "/stock/bins/",
        "/stock/put-away/",
        "/stock/lots/",
        "/stock/reorder/",
        "/stock/age/",
        "/stock/inbounds/",
        "/stock/counts/",
        "/stock/file.csv",
    ]
    for path in (
        *stock,
        "/floor/",
        "/floor/lists/",
        "/floor/collections/",
        "/floor/collections/standing/",
        "/floor/collections/all/",
        "/floor/collections/file.csv",
        "/orders/",
        "/parcels/",
        "/products/",
        "/stock/",
        "/cases/",
        "/together/",
        "/imports/",
        "/steps/orders/",
        "/orders/file.csv",
    ):
        for query in odd:
            assert browser.get(f"{path}?{query}").status_code == 200, (path, query)


def test_a_failure_is_a_page_in_both_languages(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("fahuo.console.pages.today.board", fail)
    browser.raise_request_exception = False
    page = browser.get("/")
    assert page.status_code == 500
    said = read(page)
    assert "出错了" in said and "Something went wrong" in said and "secret detail" not in said and "Traceback" not in said
