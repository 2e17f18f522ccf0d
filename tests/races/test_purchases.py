"""The same press from many hands at once, on real PostgreSQL: one purchase, one label. The control shows what the stored keys are for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Barrier, Lock
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from fahuo.flow import calls, purchases, requests
from fahuo.ports.carrier import Label as Sold
from fahuo.ports.carrier import LabelRequest
from fahuo.ports.doubles import CarrierInMemory
from fahuo.records.clock import now
from fahuo.records.models import Account, Event, Merchant
from fahuo.steps.methods.models import Label, Purchase
from fahuo.steps.orders.models import Order
from tests.scene import bring, sample_merchant, sample_orders
from tests.world.running import KEY, WorldProcess

HANDS = 6
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Carrier(CarrierInMemory):
    """Sells to many at once, and takes its time."""

    lock: Lock = field(default_factory=Lock)

    def buy_label(self, request: LabelRequest) -> Sold:
        time.sleep(0.05)
        with self.lock:
            return super().buy_label(request)

    def close(self) -> None: ...

    def __enter__(self) -> Carrier:
        return self

    def __exit__(self, *_: object) -> None: ...


def _order(merchant: Merchant) -> Order:
    bring(merchant, *sample_orders(8))
    return Order.objects.filter(merchant=merchant, hold_note=None, parcels__offers__chosen=True).order_by("pk")[0]


def _wish(order: Order, key: str) -> purchases.Wish:
    return purchases.Wish(key, "-", lambda: order.pk)


def _press(merchant: Merchant, order: Order, barrier: Barrier, key: str) -> str:
    try:
        barrier.wait(30)
        return purchases.stands(purchases.choose_and_buy(merchant, _wish(order, key), "test", now)).state
    finally:
        connections.close_all()


def _race(merchant: Merchant, order: Order) -> list[str]:
    """Hands that press at once, half of them with one key and half with another, and the job beside them."""
    barrier = Barrier(HANDS + 1)

    def job() -> str:
        try:
            barrier.wait(30)
            for _ in range(20):
                calls.buy_labels(merchant.pk, now)
                time.sleep(0.005)
            return "job"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS + 1) as pool:
        done = [pool.submit(_press, merchant, order, barrier, f"press-{hand % 2}") for hand in range(HANDS)]
        done.append(pool.submit(job))
        return [future.result() for future in done]


def test_one_label_however_many_press(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant, carrier = sample_merchant(), Carrier()
    order = _order(merchant)
    parcels = order.parcels.count()
    monkeypatch.setattr(calls, "connect", lambda merchant: carrier)
    assert set(_race(merchant, order)) == {"bought", "job"}
    assert len(carrier.labels) == parcels == Label.objects.filter(parcel__order=order).count()
    assert Event.objects.filter(order_id=order.pk, kind="label_bought").count() == parcels
    assert Purchase.objects.count() == 2, "one of each key"


def test_control_without_the_stored_key_more_labels_are_sold(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant, carrier = sample_merchant(), Carrier()
    order = _order(merchant)
    monkeypatch.setattr(calls, "connect", lambda merchant: carrier)
    stored = requests.labels
    monkeypatch.setattr(requests, "labels", lambda owed: [replace(wish, key=uuid4().hex) for wish in stored(owed)])
    for _ in range(5):
        _race(merchant, order)
        if len(carrier.labels) > order.parcels.count():
            return
        Label.objects.all().delete()
        carrier.labels.clear()
        Purchase.objects.all().delete()
    pytest.fail("without the stored key nothing was sold twice: the race test proves nothing")


KILLED = """
import os, signal, sys
import django
django.setup()
from fahuo.flow import calls, purchases
from fahuo.records.clock import now
from fahuo.records.models import Merchant
calls._settle_labels = lambda *_: os.kill(os.getpid(), signal.SIGKILL)   # the carrier has sold; nobody here knows yet
merchant = Merchant.objects.get(pk=int(sys.argv[1]))
purchases.choose_and_buy(merchant, purchases.Wish("press", "-", lambda: int(sys.argv[2])), "test", now)
"""


def test_killed_between_the_sale_and_its_answer_the_same_press_finds_the_same_label(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    merchant = sample_merchant()
    order = _order(merchant)
    monkeypatch.setenv("FAHUO_SECRET_WORLD", KEY)
    with WorldProcess(tmp_path, ("--speed", "0")) as world:
        Account.objects.create(merchant=merchant, plugin="carriers/world", url=world.url, secret_name="WORLD")
        own: dict[str, Any] = connection.settings_dict
        url = f"postgresql://{own['USER']}@/{own['NAME']}?host={own['HOST']}"
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "fahuo.config.settings"}
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, str(merchant.pk), str(order.pk)], env=environment, capture_output=True, timeout=120
        )
        assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
        purchase = Purchase.objects.get(key="press")
        assert purchases.stands(purchase).state == "asked", "the wish is stored, with its key"
        sold = {label.key: world.client.buy_label(wish).number for label, wish in _wishes(order)}
        Purchase.objects.update(wall_at=purchase.at.replace(year=2001))  # long ago
        again = purchases.choose_and_buy(merchant, _wish(order, "press"), "test", now)
        assert again.pk == purchase.pk and purchases.stands(again).state == "bought"
        assert {label.key: label.tracking_number for label in Label.objects.filter(parcel__order=order)} == sold, (
            "those that were sold before"
        )
    assert Event.objects.filter(order_id=order.pk, kind="label_bought").count() == len(sold)


def _wishes(order: Order) -> list[tuple[Label, LabelRequest]]:
    rows = list(Label.objects.filter(parcel__order=order).select_related("service", "parcel__order", "parcel__warehouse").order_by("pk"))
    return list(zip(rows, requests.labels(rows), strict=True))
