"""The pages of collections, with the simulated carrier over real HTTP: a week at a glance, a slot pressed, what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from fahuo.flow.collecting import asking, standing
from fahuo.flow.floor import handover
from fahuo.records.clock import now
from fahuo.records.models import Account, Merchant, Warehouse
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import ClosedDay
from fahuo.steps.transport.models import Collection, Manifest, StandingCollection
from tests.console.text import read
from tests.flow.floor.hall import hall
from tests.flow.floor.test_handover import begin
from tests.world.running import KEY, WorldProcess

pytestmark = pytest.mark.django_db(transaction=True)
EXPRESS, NEVER = "Brightway Express (invented)", "Longhaul Sea and Rail (invented)"


@pytest.fixture
def merchant(transactional_db: None) -> Merchant:
    return hall(40)


@pytest.fixture
def world(merchant: Merchant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorldProcess]:
    """The simulated outside, at this very time; the merchant has an account there."""
    monkeypatch.setenv("FAHUO_SECRET_WORLD", KEY)
    with WorldProcess(tmp_path, ("--speed", "1", "--start", now().isoformat())) as running:
        Account.objects.create(merchant=merchant, plugin="carriers/world", url=running.url, secret_name="WORLD")
        yield running


def house(merchant: Merchant) -> Warehouse:
    return Warehouse.objects.get(merchant=merchant, code="SZX")


def asked(merchant: Merchant, carrier: str = EXPRESS, **more: Any) -> dict[str, Any]:
    return {"warehouse": house(merchant).pk, "carrier": carrier} | more


def slots(page: str) -> list[str]:
    """The values of the slots that may be pressed."""
    buttons = re.findall(r'<button class="slotpress" name="slot" value="([^"]+)"([^>]*)>', page)
    return [value for value, rest in buttons if "disabled" not in rest]


def book_page(browser: Client, merchant: Merchant, on: date) -> str:
    return browser.get(f"/floor/collections/book/?{urlencode(asked(merchant, on=on.isoformat()))}").content.decode()


def working_day(merchant: Merchant) -> date:
    """A day ahead on which the carrier comes."""
    day = asking.local_day(house(merchant), now()) + timedelta(days=2)
    return day + timedelta(days=1) if day.weekday() == 6 else day


def test_a_slot_is_seen_and_pressed_changed_and_cancelled(browser: Client, merchant: Merchant, world: WorldProcess) -> None:
    day = working_day(merchant)
    offered = slots(book_page(browser, merchant, day))
    assert offered and all("|" in value for value in offered)
    done = browser.post("/floor/collections/book/", asked(merchant, parcels="12", weight_kg="30.5", slot=offered[0]), follow=True)
    row = Collection.objects.get()
    assert (row.state, row.parcels, row.weight_g, row.acts.get().by) == ("booked", 12, 30_500, "operator")
    assert row.reference in read(done) and world.client.collection(EXPRESS, row.reference).weight_g == 30_500
    assert row.reference in book_page(browser, merchant, day), "booked already is said"
    path = f"/floor/collections/{row.pk}/"
    again = browser.post("/floor/collections/book/", asked(merchant, parcels="1", weight_kg="1", slot=offered[0]), follow=True)
    assert "booked already" in read(again) and Collection.objects.count() == 1
    assert "Changed." in read(browser.post(path, {"do": "change", "parcels": "20", "weight_kg": "44"}, follow=True))
    assert world.client.collection(EXPRESS, row.reference).parcels == 20
    moved = browser.post(
        "/floor/collections/book/", asked(merchant, change=row.pk, parcels="20", weight_kg="44", slot=offered[-1]), follow=True
    )
    row.refresh_from_db()
    assert row.slot == offered[-1].partition("|")[2] and moved.redirect_chain[-1][0] == path
    for number in (row.reference, number_of(row.pk, "CO")):
        assert browser.get("/find/", {"q": number})["Location"] == path, "scanned anywhere its number opens it"
    assert "asked to come" in read(browser.get(path)) and "change asked for" in read(browser.get(path))
    assert "has not begun" in read(browser.post(path, {"do": "missed"}, follow=True))
    assert "Cancelled." in read(browser.post(path, {"do": "cancel"}, follow=True))
    assert world.client.collection(EXPRESS, row.reference).cancelled
    assert "above zero" in read(
        browser.post("/floor/collections/book/", asked(merchant, parcels="x", weight_kg="-1", slot=offered[0]), follow=True)
    )


def test_the_week_warns_and_one_press_books(browser: Client, merchant: Merchant, world: WorldProcess) -> None:
    row, parcels = begin(merchant)
    handover.scan(merchant, row.pk, [number_of(p.pk) for p in parcels], "zhou", now())
    page = read(browser.get(f"/floor/handover/{row.pk}/"))
    assert "No collection is booked." in page and "Book the next slot" in page
    week = read(browser.get("/floor/collections/"))
    assert "nothing booked" in week and row.service.carrier in week
    place = {"warehouse": row.warehouse_id, "carrier": row.service.carrier}
    browser.post("/floor/collections/next/", place | {"next": f"/floor/handover/{row.pk}/"})
    booked = Collection.objects.get()
    assert booked.parcels >= len(parcels)
    assert booked.reference in read(browser.get(f"/floor/handover/{row.pk}/"))
    browser.post(f"/floor/handover/{row.pk}/", {"do": "close"})
    assert Manifest.objects.get(pk=row.pk).collection == booked
    assert number_of(row.pk, "HO") in read(browser.get(f"/floor/collections/{booked.pk}/"))
    csv = b"".join(browser.get("/floor/collections/file.csv").streaming_content).decode()
    assert booked.reference in csv and row.service.carrier in csv
    xlsx = browser.get("/floor/collections/file.xlsx")
    assert b"".join(xlsx.streaming_content)[:2] == b"PK"
    xlsx.close()


def test_who_never_comes_says_so_and_is_noted_by_hand(browser: Client, merchant: Merchant, world: WorldProcess) -> None:
    page = read(browser.get(f"/floor/collections/book/?{urlencode(asked(merchant, NEVER))}"))
    assert "does not collect" in page and "note it by hand" in page
    day = asking.local_day(house(merchant), now()) + timedelta(days=1)
    by_hand = {
        "do": "by_hand",
        "day": day.isoformat(),
        "begins": "14:00",
        "ends": "15:30",
        "parcels": "9",
        "weight_kg": "12",
        "reference": "TEL-1",
    }
    browser.post("/floor/collections/book/", asked(merchant, NEVER) | by_hand)
    row = Collection.objects.get()
    assert (row.state, row.reference, row.by_hand, row.weight_g) == ("booked", "TEL-1", True, 12_000)
    one = f"/floor/collections/{row.pk}/"
    changed = by_hand | {"do": "change", "begins": "16:00", "ends": "17:00", "reference": ""}
    assert "16:00–17:00" in read(browser.post(one, changed, follow=True)) and "TEL-1" in read(browser.get(one))
    assert "must end after" in read(browser.post(one, changed | {"ends": "09:00"}, follow=True))
    ClosedDay.objects.create(merchant=merchant, on=day + timedelta(days=1), name="stocktaking")
    closed = browser.post(
        "/floor/collections/book/", asked(merchant, NEVER) | by_hand | {"day": (day + timedelta(days=1)).isoformat()}, follow=True
    )
    assert "closed day" in read(closed)


def test_a_standing_booking_is_set_up_seen_and_ended(browser: Client, merchant: Merchant, world: WorldProcess) -> None:
    assert "No standing booking" in read(browser.get("/floor/collections/standing/"))
    form = asked(merchant, begins="09:00", ends="18:00", weekday=["0", "1", "2", "3", "4", "5"], days_ahead="4")
    assert "Set up." in read(browser.post("/floor/collections/standing/", form, follow=True))
    assert "has a standing booking at SZX already" in read(browser.post("/floor/collections/standing/", form, follow=True))
    assert "needs a weekday" in read(browser.post("/floor/collections/standing/", form | {"weekday": []}, follow=True))
    row = StandingCollection.objects.get()
    standing.run(merchant.pk, now)
    assert Collection.objects.filter(standing=row).count() >= 3
    assert "✓" in read(browser.get("/floor/collections/standing/"))
    assert "Ended." in read(browser.post("/floor/collections/standing/", {"end": row.pk}, follow=True))
    assert "no such standing booking" in read(browser.post("/floor/collections/standing/", {"end": row.pk}, follow=True))


def test_a_carrier_that_is_down_is_said_and_an_account_that_is_not_there_too(
    browser: Client, merchant: Merchant, world: WorldProcess
) -> None:
    day = working_day(merchant)
    value = slots(book_page(browser, merchant, day))[0]
    Account.objects.update(url="http://127.0.0.1:9")
    assert "does not answer now" in book_page(browser, merchant, day)
    assert "does not answer now" in read(
        browser.post("/floor/collections/book/", asked(merchant, parcels="1", weight_kg="1", slot=value), follow=True)
    )
    Account.objects.all().delete()
    page = book_page(browser, merchant, day)
    assert "no plug-in" in page and "note it by hand" in page
    assert not Collection.objects.exists()


def test_did_they_come_is_asked_where_nobody_said(browser: Client, merchant: Merchant, world: WorldProcess) -> None:
    browser.post("/floor/collections/next/", asked(merchant))
    row = Collection.objects.get()
    Collection.objects.update(begins_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=1), on=now().date() - timedelta(days=1))
    assert "Did they come?" in read(browser.get("/floor/collections/"))
    browser.post(f"/floor/collections/{row.pk}/", {"do": "missed", "note": "nobody"})
    page = read(browser.get(f"/floor/collections/{row.pk}/"))
    assert "did not come" in page and "Book again" in page
    assert "Did they come?" not in read(browser.get("/floor/collections/"))
