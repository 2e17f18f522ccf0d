"""Live prices in a real Chromium: one press, good carriers' prices stand while a slow one is still being asked, and nothing asks on for ever."""

from __future__ import annotations

from typing import Any

import pytest

from fahuo.records.models import User
from fahuo.steps.methods.models import LiveAsk, Service
from tests import scene
from tests.console.browsing import IN_A_BROWSER, chromium_page
from tests.console.conftest import PASSWORD
from tests.console.test_browser import _enter
from tests.flow.live_scene import Teller, in_place

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]


def test_prices_come_one_after_the_other(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = scene.sample_merchant()
    slow = Service.objects.get(merchant=merchant, code="CN-LINE-EU").carrier
    in_place(monkeypatch, Teller(valid_until="2099-01-01T00:00:00Z", moods={slow: "late"}, late_s=4.0))
    user = User.objects.get(merchant=merchant, username="operator")
    user.set_password(PASSWORD)
    user.save()
    with chromium_page(live_server.url) as page:
        _enter(page, user)
        page.goto("/quote/?country=DE&weight_g=480")
        table = page.locator(".liveprices")
        table.get_by_role("button", name="向承运商询价").click()
        page.wait_for_function("document.querySelector('.liveprices').innerText.includes('5.80')")
        assert "询价中" in table.inner_text(), "the slow one is still asked while the others stand"
        page.wait_for_function("!document.querySelector('.liveprices').innerText.includes('询价中')")
        assert table.get_by_role("button").count() == 0, "all stand: there is nothing to ask"
        seen: list[str] = []
        page.on("request", lambda request: seen.append(request.url))
        page.wait_for_timeout(1500)
        assert seen == [], "the page asks no more"
    assert LiveAsk.objects.count() == 1
