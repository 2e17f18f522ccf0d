"""Live prices on the pages: asked by a press, beside the cards, filled in as they come, gone for strangers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from fahuo.records import keys
from fahuo.records.models import Account, Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Label, LiveAsk, Offer
from tests.console.text import read
from tests.flow.live_scene import Teller, in_place
from tests.scene import NOON
from tests.world.running import KEY, WorldProcess
from tests.world.test_prices import moods

QUOTE = "country=DE&weight_g=480&size=200x150x50&goods=BATTERY"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def teller(monkeypatch: pytest.MonkeyPatch) -> Teller:
    client = Teller(valid_until="2099-01-01T00:00:00Z")
    in_place(monkeypatch, client)
    return client


def test_a_press_asks_and_the_table_fills(browser: Client, merchant: Merchant, teller: Teller) -> None:
    page = read(browser.get(f"/quote/?{QUOTE}"))
    assert "Ask carriers now" in page and "CN-LINE-BATT" in page and not teller.asked, "cards stand at once, and nobody is asked unasked"
    table = browser.post(f"/quote/live/?{QUOTE}", headers=HTMX).content.decode()
    assert "asking …" in table and not teller.asked, "the question is stored; the page sends for the answers"
    work = re.search(r'hx-post="(/live/\d+/)"', table)
    assert work and 'hx-trigger="every 700ms"' in table
    assert browser.post(work[1]).status_code == 204
    table = browser.get(f"/quote/live/?{QUOTE}", headers=HTMX).content.decode()
    assert "5.80" in table and "every 700ms" not in table and "asking …" not in table
    assert teller.asked[0].attributes == ("battery",)
    assert "5.80" in read(browser.get(f"/quote/?{QUOTE}")), "they stand on the page while they hold"


def test_without_a_script_the_press_waits_and_comes_back(browser: Client, merchant: Merchant, teller: Teller) -> None:
    answer = browser.post(f"/quote/live/?{QUOTE}", follow=True)
    assert answer.redirect_chain[0][0].startswith("/quote/?country=DE") and "5.80" in read(answer)


def test_a_parcels_page_asks_and_keeps_who_did(browser: Client, orders: Merchant, teller: Teller) -> None:
    parcel = Parcel.objects.filter(offers__chosen=True, label=None).first()
    assert parcel is not None
    page = read(browser.post(f"/parcels/{parcel.pk}/live/", follow=True))
    assert "Live prices from carriers" in page and "Asked:" in page and "operator" in page
    assert LiveAsk.objects.get(parcel=parcel).by == "operator"


def test_a_page_that_is_older_than_the_label_is_drawn_again(browser: Client, orders: Merchant, teller: Teller) -> None:
    offer = Offer.objects.filter(chosen=True).first()
    Label.objects.create(parcel_id=offer.parcel_id, merchant=orders, service_id=offer.service_id, key="k", asked_at=NOON)
    answer = browser.post(f"/parcels/{offer.parcel_id}/live/", headers=HTMX)
    assert answer["HX-Refresh"] == "true" and not answer.content and not teller.asked
    page = read(browser.post(f"/parcels/{offer.parcel_id}/live/", follow=True))
    assert "its price is agreed" in page and "Ask carriers now" not in page


def test_what_another_merchant_was_told_is_not_shown(browser: Client, other: Client, merchant: Merchant, teller: Teller) -> None:
    browser.post(f"/quote/live/?{QUOTE}")
    ask = LiveAsk.objects.get()
    assert "5.80" not in read(other.get(f"/quote/live/?{QUOTE}", follow=True))
    assert other.post(f"/live/{ask.pk}/").status_code == 404
    key = keys.make(Merchant.objects.get(code="stranger"), "s")
    answer = Client().get(f"/api/quote/live?{QUOTE.lower()}&country=DE", headers={"Authorization": f"Bearer {key}"})
    assert "5.80" not in answer.content.decode() and "580" not in answer.content.decode()


def test_the_simulated_outside_over_real_http(browser: Client, merchant: Merchant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow, refusing and broken carriers beside good ones: the good ones' prices stand, each of the others says what is the matter."""
    monkeypatch.setenv("FAHUO_SECRET_WORLD", KEY)
    with WorldProcess(tmp_path, ("--speed", "0", "--start", "2026-11-25T08:00:00+08:00")) as world:
        Account.objects.create(merchant=merchant, plugin="carriers/world", url=world.url, secret_name="WORLD")
        names = ["Blue Corridor Lines (invented)", "Post of origin (invented prices)", "Farsail Express (invented)"]
        moods(world, dict(zip(names, ("slow", "refusing", "broken"), strict=True)) | {"*": "prompt"})
        caller = {"Authorization": f"Bearer {keys.make(merchant, 'k')}"}
        body = {"country": "DE", "weight_g": 480, "size": "200x150x50", "goods": "battery", "within_s": 2}
        told = Client().post("/api/quote/live", body, content_type="application/json", headers=caller).json()
    by_carrier = {row["carrier"]: row for row in told["services"]}
    codes = [by_carrier[name].get("why", {}).get("code") for name in names]
    assert codes == ["live_late", "live_refused", "live_unanswered"] and told["asking"] == 0
    priced = [row for row in told["services"] if row["state"] == "price"]
    assert priced and all(row["live"]["reference"].startswith("Q") and row["live"]["currency"] == "CNY" for row in priced)
    both = [row for row in priced if row["card"]]
    assert both and all(row["dearer_minor"] == row["live"]["home_minor"] - row["card"]["home_minor"] for row in both)
    assert KEY not in str(told)
