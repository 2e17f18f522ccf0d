"""A large price table on its page: how far the job is, then the table, or why it cannot be read."""

from __future__ import annotations

import pytest
from django.test import Client

from fahuo.flow import price_readings, price_tables
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import PriceReading, PriceTable
from tests import scene
from tests.console.text import read
from tests.flow.test_price_tables import CODE, GERMANY, table


def test_the_page_shows_how_far_it_is_and_then_the_table(browser: Client, orders: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(price_tables, "LARGE", 10)
    kept = price_tables.start(orders, "欧洲专线.xlsx", table(GERMANY), CODE, "ann", scene.NOON)
    page = browser.get(f"/services/tables/{kept.pk}/")
    assert "Reading the file" in read(page) and 'hx-trigger="every 1s"' in page.content.decode()
    PriceReading.objects.filter(table=kept).update(stage="services", done=1, total=4)
    state = browser.get(f"/services/tables/{kept.pk}/", headers={"HX-Request": "true"})
    assert "1 / 4" in read(state) and "<html" not in state.content.decode()
    price_readings.run(kept.pk)
    assert browser.get(f"/services/tables/{kept.pk}/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = browser.get(f"/services/tables/{kept.pk}/")
    assert "Take it in" in read(page) and "德国" in read(page)
    change = browser.get(f"/services/tables/{kept.pk}/change/?code={CODE}")
    assert "Parcels of the last 30 days".lower() in read(change).lower()
    assert browser.get(f"/services/tables/{kept.pk}/change/?code=NOBODY").status_code == 404
    broken = price_tables.start(orders, "坏.xlsx", table(GERMANY)[:2000], "", "ann", scene.NOON)
    price_readings.run(broken.pk)
    assert "broken workbook" in read(browser.get(f"/services/tables/{broken.pk}/"))
    assert PriceTable.objects.count() == 2
