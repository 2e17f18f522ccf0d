"""Every endpoint, as nobody and as another merchant: no row of the sample's is seen or changed, whatever is called."""

from __future__ import annotations

import json
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from fahuo.api.root import api
from fahuo.core.transport.collecting import Load
from fahuo.core.words import PickForm
from fahuo.flow.collecting import booking, standing
from fahuo.flow.floor import handover
from fahuo.flow.floor.release import release
from fahuo.records import keys
from fahuo.records.clock import now
from fahuo.records.models import Bin, Event, Holding, Move, Product, Refusal, Stock
from fahuo.steps.aftersales.models import Case
from fahuo.steps.goods.models import (
    Count,
    CountRound,
    CountTelling,
    Inbound,
    InboundTelling,
    IssuedNumber,
    ListedParcel,
    NumberRange,
    Parcel,
    Pick,
    PickList,
    Print,
    PrintJob,
    Station,
    Wave,
)
from fahuo.steps.methods.models import Label, LinkedNumber, LiveAsk, Offer, PriceTable, Purchase
from fahuo.steps.orders.models import Order
from fahuo.steps.transport.models import Collection, CollectionAct, Manifest, ScannedParcel, StandingCollection
from tests.api.test_orders import ORDER, Caller
from tests.scene import NOON, price_table, sample_merchant, stranger

pytestmark = pytest.mark.django_db

ROUTES = [(method, path) for path, found in api.get_openapi_schema(path_prefix="/api/")["paths"].items() for method in found]
SECRETS = ("WEB-1", "Anna Beispiel", "Beispielstr", "4711", "10115")


class Scene:
    """A sample order with everything that can be asked for, and how to call any route about it."""

    def __init__(self) -> None:
        self.merchant = sample_merchant()
        own = Caller(keys.make(self.merchant, "own"))
        self.order = Order.objects.get(pk=own.post("/api/orders", {"orders": [ORDER]}).json()["stored"][0]["order_id"])
        self.parcel = Parcel.objects.get(order=self.order)
        service = Offer.objects.get(parcel=self.parcel, chosen=True).service
        Label.objects.create(
            parcel=self.parcel,
            merchant=self.merchant,
            service=service,
            key="k",
            asked_at=NOON,
            answered_at=NOON,
            tracking_number="SECRET123",
        )
        self.case = Case.objects.create(
            merchant=self.merchant, order=self.order, parcel=self.parcel, kind="late", opened_at=NOON, due_on=NOON.date()
        )

        self.station = Station.objects.create(merchant=self.merchant, warehouse=self.parcel.warehouse, code="B1", scale_g=4711)
        self.product = Product.objects.get(merchant=self.merchant, sku="HZ-BT01")
        self.job = PrintJob.objects.create(
            merchant=self.merchant, papers=["label"], form="pdf", by_parcel=True, parcel_ids=[self.parcel.pk], actor="own", asked_at=NOON
        )
        self.inbound = Inbound.objects.create(merchant=self.merchant, number="WEB-1-IN", warehouse=self.parcel.warehouse, created_at=NOON)
        self.bin = Bin.objects.filter(merchant=self.merchant, warehouse=self.parcel.warehouse).order_by("pk")[0]
        self.count = Count.objects.create(merchant=self.merchant, warehouse=self.parcel.warehouse, chosen_by="bin", made_at=NOON)
        CountRound.objects.create(count=self.count, bin=self.bin)
        released = release(self.merchant, [self.parcel.pk], PickForm.CLUSTER, "own", NOON)
        self.pick_list = released.lists[0]
        self.pick = Pick.objects.filter(list=self.pick_list).select_related("bin", "product")[0]
        self.manifest = handover.open_manifest(self.merchant, service.pk, self.parcel.warehouse_id, NOON.date(), "own", NOON)
        carrier, later = service.carrier, now() + timedelta(days=3)
        load, hours = Load(4711, 10_115), (time(14), time(16))
        collected = booking.note_by_hand(
            self.merchant, self.parcel.warehouse_id, carrier, later.date(), *hours, load, "SECRET123", "own", now()
        )
        self.collection = collected.pk
        dates = (now().date(), None)
        self.standing = standing.set_up(self.merchant, self.parcel.warehouse_id, carrier, [0], hours, dates, "own", now()).pk
        NumberRange.objects.create(merchant=self.merchant, kind="s10", prefix="LX", suffix="CN", next=10_115, last=99_999)

        self.price_table = price_table(self.merchant)
        Purchase.objects.create(merchant=self.merchant, key="press", digest="-", order=self.order, at=NOON, by="WEB-1")
        LiveAsk.objects.create(
            merchant=self.merchant, parcel=self.parcel, digest="-", shipment={"city": "Berlin"}, asked_at=NOON, by="WEB-1", wall_at=NOON
        )

    def url(self, path: str) -> str:
        ids = {
            "key": "press",
            "order_id": self.order.pk,
            "parcel_id": self.parcel.pk,
            "case_id": self.case.pk,
            "sku": "HZ-BT01",
            "station": "B1",
        }
        ids |= {"job_id": self.job.pk, "product_id": self.product.pk, "inbound_id": self.inbound.pk, "paper": "label", "form": "pdf"}
        ids |= {
            "table_id": self.price_table,
            "count_id": self.count.pk,
            "bin_id": self.bin.pk,
            "list_id": self.pick_list,
            "manifest_id": self.manifest.pk,
            "collection_id": self.collection,
            "standing_id": self.standing,
        }
        asked = {
            "/api/quote": "?country=DE&weight_g=500",
            "/api/quote/live": "?country=DE&weight_g=500",
            "/api/scan": "?code=SECRET123",
            "/api/collections/slots": f"?warehouse={self.parcel.warehouse.code}&carrier=x",
            "/api/counts/proposals": f"?warehouse_id={self.parcel.warehouse_id}",
        }
        return path.format(**ids) + asked.get(path, "")

    def body(self, path: str) -> dict[str, Any]:
        place = Stock.objects.filter(merchant=self.merchant).values_list("warehouse_id", flat=True)[0]
        every = {"ids": [self.order.pk] if "orders" in path else [self.parcel.pk], "note": "", "settlement": "closed", "city": "Elsewhere"}
        every |= {"text": "SECRET123", "supervisor": "x", "reason": "x"}
        every |= {"warehouse_id": place, "quantity": 1, "hs_code": "999999"}
        told = {"number": "SECRET123", "code": "Delivered_Other", "at": NOON.isoformat(), "place": "Berlin, DE"}
        every |= {"kind": "s10" if "numbers" in path else "bin", "codes": ["A-1"], "papers": ["label"]}
        move = {"verb": "receive", "sku": "HZ-BT01", "quantity": 1, "to_bin": self.bin.code}
        every |= {
            "moves": [move],
            "found": [move | {"condition": "good"}],
            "received": [move],
            "lines": {"HZ-BT01": 1},
            "reasons": {},
            "pattern": "A-{1..3}",
            "walk": 1,
            "bin": self.bin.code,
        }
        every |= {
            "form": "pdf" if "prints" in path else "single",
            "parcel_ids": [self.parcel.pk],
            "product": self.pick.product.sku,
            "slot": 1,
            "tote": "T-1",
        }
        every |= {"bin_id": self.pick.bin_id, "product_id": self.pick.product_id, "number": "SECRET123", "numbers": ["SECRET123"]}
        every |= {"service": self.manifest.service.code, "warehouse": self.manifest.warehouse.code}
        every |= {"name": "prices.csv", "content": "", "answers": {}}
        every |= {"country": "DE", "weight_g": 500}
        every |= {"suggestion": 1, "order_id": self.order.pk, "covers": True}
        every |= {"links": [{"parcel_id": self.parcel.pk, "number": "LM00000001", "carrier": "x"}]}
        every |= {
            "carrier": self.manifest.service.carrier,
            "on": NOON.date().isoformat(),
            "begins": "14:00",
            "ends": "16:00",
            "weekdays": [0],
        }
        every |= {"slot": "x"} if "collections" in path else {}
        return every | {"checkpoints": [told], "orders": [ORDER | {"number": "OTHER-1"}]}

    def picture(self) -> list[Any]:
        """All of the sample's rows that a call could have changed."""
        own = {"merchant": self.merchant}
        tables = [Order.objects.filter(**own), Product.objects.filter(**own), Stock.objects.filter(**own), Case.objects.filter(**own)]
        tables += [
            Parcel.objects.filter(**own),
            Label.objects.filter(**own),
            Event.objects.filter(**own),
            Refusal.objects.filter(**own),
            Station.objects.filter(**own),
        ]
        tables += [model.objects.filter(**own) for model in (NumberRange, IssuedNumber, Print, PrintJob, LinkedNumber)]
        tables += [model.objects.filter(**own) for model in (Bin, Holding, Move, Inbound, Count)]
        tables += [model.objects.filter(**own) for model in (Wave, PickList, ListedParcel, Pick, Manifest, PriceTable, LiveAsk, Purchase)]
        tables += [model.objects.filter(**own) for model in (Collection, StandingCollection)]
        tables += [CollectionAct.objects.filter(collection__merchant=self.merchant)]
        tables += [ScannedParcel.objects.filter(manifest=self.manifest)]
        tables += [CountRound.objects.filter(count=self.count), CountTelling.objects.filter(count=self.count)]
        tables += [InboundTelling.objects.filter(inbound=self.inbound)]
        return [list(rows.order_by("pk").values()) for rows in tables]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def _call(client: Client, method: str, url: str, body: dict[str, Any], head: dict[str, str]) -> Any:
    head = head | {"Idempotency-Key": "press-of-a-stranger"}
    if method == "get":
        return client.get(url, headers=head)
    return getattr(client, method)(url, json.dumps(body), content_type="application/json", headers=head)


def test_nobody_is_let_in(scene: Scene) -> None:
    let_in = [
        (method, path, head)
        for method, path in ROUTES
        for head in ({}, {"Authorization": "Bearer fh_wrong"}, {"Authorization": "Bearer "})
        if _call(Client(), method, scene.url(path), scene.body(path), head).status_code != 401
    ]
    assert let_in == []


def test_another_merchant_sees_and_changes_nothing(scene: Scene) -> None:
    head = {"Authorization": f"Bearer {keys.make(stranger(), 'other')}"}
    before = scene.picture()
    faults = []
    for method, path in ROUTES:
        with transaction.atomic():  # each call finds all as it was
            answer = _call(Client(), method, scene.url(path), scene.body(path), head)
            said = answer.content.decode(errors="replace")
            told = [secret for secret in (*SECRETS, str(scene.parcel.weight_g)) if secret in said and "OTHER-1" not in said]
            changed = scene.picture() != before
            transaction.set_rollback(True)
        if answer.status_code not in (200, 404, 409) or told or changed:
            faults.append((method, path, answer.status_code, told, "changes rows" if changed else "", said[:200]))
    assert faults == []


def test_there_are_routes_to_walk() -> None:
    assert len(ROUTES) > 15
