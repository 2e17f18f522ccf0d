"""One order's whole way, in prose: from the shop's call to the buyer's door and what comes after, with the simulated outside over real HTTP."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fahuo.flow import calls, verbs, watch
from fahuo.flow.audit import orphans
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import clock, keys
from fahuo.records.models import Account, ApiKey, Event, Merchant, OrderStanding, ParcelStanding, Stock
from fahuo.steps.aftersales.models import Case
from fahuo.steps.clearance.models import Entry
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Label, Offer
from fahuo.steps.orders.models import Order
from fahuo.steps.transport.models import Checkpoint, Leg
from tests.api.test_orders import ORDER, Caller
from tests.scene import sample_merchant
from tests.world.running import KEY, START, WorldProcess

pytestmark = pytest.mark.django_db(transaction=True)


class Story:
    """A merchant, a world that tells one kind of story, and the clock that both share."""

    def __init__(self, merchant: Merchant, world: WorldProcess) -> None:
        self.merchant, self.world = merchant, world
        self.shop = Caller(keys.make(merchant, "shop"))

    def order(self, **changes: Any) -> Order:
        said = self.shop.post(
            "/api/orders", {"orders": [ORDER | {"country": "FR", "city": "Lyon", "postcode": "69001", "phone": "+33472101010"} | changes]}
        ).json()
        return Order.objects.get(pk=said["stored"][0]["order_id"])

    def days_pass(self, days: float) -> None:
        """Half a day at a time the outside goes on, tells us what happened, and our jobs do what is owed."""
        for _ in range(int(days * 2)):
            shown = self.world.client.set_clock(step_s=43_200)
            clock.set_speed(0, datetime.fromisoformat(shown["now"]))
            until = time.monotonic() + 20
            while self.world.client.set_clock()["owed"]:
                assert time.monotonic() < until, "the world could not tell us what happened"
                time.sleep(0.02)
            calls.lodge_entries(self.merchant.pk, clock.now)
            watch.open_cases(self.merchant, clock.now())

    def where(self, order: Order) -> str:
        return ParcelStanding.objects.get(order_id=order.pk).state


@pytest.fixture
def tell(live_server: Any, tmp_path: Path) -> Iterator[Any]:
    merchant = sample_merchant(buys_labels=True)
    ApiKey.objects.create(merchant=merchant, name="world", digest=keys.digest(KEY))
    os.environ["FAHUO_SECRET_WORLD"] = KEY
    worlds: list[WorldProcess] = []

    def start(mix: str) -> Story:
        world = WorldProcess(
            tmp_path, ("--speed", "0", "--start", START, "--mix", mix, "--seed", "5", "--callback", f"{live_server.url}/api/checkpoints")
        )
        worlds.append(world.__enter__())
        Account.objects.create(merchant=merchant, plugin="carriers/world", url=world.url, secret_name="WORLD")
        clock.set_speed(0, datetime.fromisoformat(START))
        return Story(merchant, world)

    yield start
    for world in worlds:
        world.__exit__()
    del os.environ["FAHUO_SECRET_WORLD"]


def test_an_order_reaches_its_buyer(tell: Any) -> None:
    story = tell("normal=1")
    # The shop brings an order; it is planned at once: a warehouse, a box, a service with its price, a declaration.
    order = story.order()
    parcel = Parcel.objects.get(order=order)
    assert Offer.objects.get(parcel=parcel, chosen=True).total_minor > 0
    assert Stock.objects.get(reserved=1).product.sku == "HZ-BT01"
    # Its label is bought: once, however often the job runs.
    assert calls.buy_labels(story.merchant.pk, clock.now) == 1
    assert calls.buy_labels(story.merchant.pk, clock.now) == 0
    label = Label.objects.get(parcel=parcel)
    assert label.tracking_number and Leg.objects.filter(parcel=parcel).count() >= 2
    # The days pass; the carrier sees it, and it leaves our stock.
    story.days_pass(3)
    assert story.where(order) not in ("planned", "label_bought")
    assert not Stock.objects.filter(reserved__gt=0).exists()
    # It arrives, and its buyer has it.
    story.days_pass(25)
    assert story.where(order) == "delivered"
    assert OrderStanding.objects.get(order_id=order.pk).state == "delivered"
    assert (
        Checkpoint.objects.filter(parcel=parcel).count()
        == Event.objects.filter(parcel_id=parcel.pk, key__startswith="checkpoint:").count()
        > 4
    )
    assert audit_stock().differences == [] and not any(orphans().values())


def test_what_is_known_before_hand_over_moves_no_stock(tell: Any) -> None:
    story = tell("normal=1")
    order = story.order()
    calls.buy_labels(story.merchant.pk, clock.now)
    number = Label.objects.get(parcel__order=order).tracking_number
    # The carrier may speak of customs' release, or of an announced parcel, before it has anything in its hands; and again afterwards.
    told = [
        {"number": number, "carrier": "c", "code": code, "text": code, "at": "2026-11-23T09:00:00+08:00", "place": "Shenzhen, CN"}
        for code in ("InfoReceived", "EXC")
    ]
    story.shop.post("/api/checkpoints", {"checkpoints": told})
    assert Stock.objects.filter(reserved=1).exists()
    story.days_pass(28)
    assert story.where(order) == "delivered" and audit_stock().differences == []


def test_an_order_is_held_by_customs_and_let_go(tell: Any) -> None:
    story = tell("held=1")
    # From China to Canada a border lies between, and customs wants to look.
    order = story.order(country="CA", region="ON", city="Toronto", postcode="M5V 2T6", phone="+14165550123", currency="CAD")
    calls.buy_labels(story.merchant.pk, clock.now)
    seen = set()
    for _ in range(60):
        story.days_pass(0.5)
        seen.add(story.where(order))
        if ParcelStanding.objects.get(order_id=order.pk).state == "customs_held":
            assert ParcelStanding.objects.get(order_id=order.pk).needs == "customs_held"
    assert "customs_held" in seen
    assert story.where(order) == "delivered"
    entry = Entry.objects.get(parcel__order=order)
    assert entry.reference and entry.lodged_at and entry.items and entry.currency == "CAD"


def test_a_parcel_comes_back_damaged_and_is_sent_again(tell: Any) -> None:
    story = tell("damaged=1")
    order = story.order()
    calls.buy_labels(story.merchant.pk, clock.now)
    story.days_pass(45)
    assert "damaged" in set(Case.objects.filter(order=order).values_list("kind", flat=True))
    case = Case.objects.get(order=order, kind="damaged")
    # A refund of more than was paid is not possible, and says so in both languages.
    with pytest.raises(verbs.NotPossible) as problem:
        verbs.settle_case(story.merchant, case.pk, "refund", 10_000_000, "", "anna", clock.now())
    assert problem.value.en and problem.value.zh
    # Sending it again makes a new order for the same goods, planned like any other.
    verbs.settle_case(story.merchant, case.pk, "reship", None, "", "anna", clock.now())
    case.refresh_from_db()
    again = case.reship_order
    assert again is not None and again.number == "WEB-1-R1" and again.freight_minor == 0
    assert ParcelStanding.objects.get(order_id=again.pk).state == "planned"
    with pytest.raises(verbs.NotPossible):
        verbs.settle_case(story.merchant, case.pk, "reship", None, "", "anna", clock.now())


def test_a_late_and_a_silent_parcel_are_noticed(tell: Any) -> None:
    story = tell("silent=1")
    order = story.order()
    calls.buy_labels(story.merchant.pk, clock.now)
    story.days_pass(30)
    kinds = set(Case.objects.filter(order=order).values_list("kind", flat=True))
    assert {"late", "silent"} <= kinds
    opened = Case.objects.count()
    assert watch.open_cases(story.merchant, clock.now() + timedelta(minutes=1)) == 0 and Case.objects.count() == opened


def test_what_a_carrier_sends_as_a_file_is_taken_once(tell: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tell("normal=1")
    order = story.order()
    calls.buy_labels(story.merchant.pk, clock.now)
    number = Label.objects.get(parcel__order=order).tracking_number
    file = tmp_path / "tracking.csv"
    file.write_text(
        "Carrier,Number,Code,Text,At,Place\n"
        f'c,{number},Delivered_Other,delivered,2026-11-23T21:00:00+08:00,"Lyon, FR"\n'
        f'c,{number},InTransit_PickedUp,picked up,2026-11-23T09:00:00+08:00,"Shenzhen, CN"\n'
        'c,UNKNOWN1,InTransit_PickedUp,picked up,2026-11-23T09:00:00+08:00,"Shenzhen, CN"\n'
        f'c,{number},InTransit_PickedUp,picked up,yesterday,"Shenzhen, CN"\n'
    )
    from fahuo.cli.main import main

    for new in (2, 0):
        assert main(["import", "checkpoints", str(file), "--json"]) == 1  # two rows are refused
        said = json.loads(capsys.readouterr().out)
        assert (said["taken"], said["new"]) == (2, new)
        assert [row["row"] for row in said["refused"]] == [4, 5]
    assert story.where(order) == "delivered"
    file.write_text("Nummer,Zeit\n1,2\n")
    assert main(["import", "checkpoints", str(file)]) == 2
    assert "number, at" in capsys.readouterr().err
