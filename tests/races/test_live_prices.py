"""Many who press "ask carriers" at once, on real PostgreSQL: each service is asked once. Without the lock it is asked more often."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.db.models import Count

from fahuo.core.methods.quote import Asked
from fahuo.flow.live import asking, verbs
from fahuo.records.models import Merchant
from fahuo.steps.methods import live
from fahuo.steps.methods.models import LivePrice
from tests.flow.live_scene import Teller, in_place
from tests.scene import NOON, sample_merchant

HANDS = 6
GERMANY = Asked("DE", 480, postcode="10115")
pytestmark = pytest.mark.django_db(transaction=True)


def _race(merchant: Merchant) -> list[set[str]]:
    barrier = Barrier(HANDS)

    def press(hand: int) -> set[str]:
        try:
            barrier.wait(30)
            shipment, ask_id = verbs.ask_quote(merchant, GERMANY, f"hand {hand}", NOON)
            asking.finish(merchant, shipment, ask_id, lambda: NOON, 20.0)
            return {row.state for row in verbs.quote_beside(merchant, GERMANY, NOON)}
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(press, range(HANDS)))


def _asked_most() -> int:
    """How often the service was asked that was asked most."""
    return max(row["n"] for row in LivePrice.objects.values("service").annotate(n=Count("pk")))


@pytest.fixture
def merchant(monkeypatch: pytest.MonkeyPatch) -> Merchant:
    in_place(monkeypatch, Teller())
    newest = live.newest

    def slowly(*args: Any) -> Any:
        found = newest(*args)
        time.sleep(0.05)  # the window in which another could store the same question
        return found

    monkeypatch.setattr(live, "newest", slowly)
    return sample_merchant()


def test_who_presses_at_the_same_time_asks_once_and_all_see_the_answer(merchant: Merchant) -> None:
    assert _race(merchant) == [{"price"}] * HANDS
    assert _asked_most() == 1


def test_control_without_the_lock_carriers_are_asked_more_often(merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_lock", lambda merchant: None)
    _race(merchant)
    assert _asked_most() > 1, "without the lock nothing went wrong: the race test proves nothing"
