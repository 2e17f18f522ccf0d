"""The floor is set up in words that a warehouse knows: cut-offs for many weekdays at once, closed days, totes by a pattern."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.test import Client

from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.goods.models import Tote
from fahuo.steps.methods.models import ClosedDay, CutOff, Service
from tests.console.text import read

pytestmark = pytest.mark.django_db


def test_a_cut_off_for_several_weekdays(browser: Client, merchant: Merchant) -> None:
    service = Service.objects.filter(merchant=merchant).first()
    CutOff.objects.all().delete()
    page = browser.get("/admin/methods/cutoff/add/").content.decode()
    assert "Monday" in page and "Asia/Shanghai" in page and "next departure" in page
    said = {"service": service.pk, "warehouse": "", "weekdays": ["0", "2", "4"], "at": "17:30", "zone": "Asia/Shanghai"}
    assert browser.post("/admin/methods/cutoff/add/", said).status_code == 302
    assert list(CutOff.objects.order_by("weekday").values_list("weekday", "at")) == [(day, time(17, 30)) for day in (0, 2, 4)]
    again = read(browser.post("/admin/methods/cutoff/add/", said | {"weekdays": ["2", "5"]}))
    assert "there already: Wednesday" in again and CutOff.objects.count() == 3
    row = CutOff.objects.get(weekday=4)
    assert browser.post(f"/admin/methods/cutoff/{row.pk}/change/", said | {"weekdays": ["5"], "at": "16:00"}).status_code == 302
    row.refresh_from_db()
    assert (row.weekday, row.at) == (5, time(16, 0)) and CutOff.objects.count() == 3
    assert "every warehouse" in read(browser.get("/admin/methods/cutoff/"))
    for wrong in ({"weekdays": []}, {"zone": "Mars/Olympus"}, {"at": "25:00"}, {"service": ""}):
        assert browser.post("/admin/methods/cutoff/add/", said | wrong).status_code == 200
    assert CutOff.objects.count() == 3


def test_a_closed_day_is_there_once(browser: Client, merchant: Merchant) -> None:
    ClosedDay.objects.all().delete()
    said = {"warehouse": "", "on": "2026-12-31", "name": "盘点"}
    assert browser.post("/admin/methods/closedday/add/", said).status_code == 302
    assert browser.post("/admin/methods/closedday/add/", said).status_code == 200  # a sentence, not a failure
    assert list(ClosedDay.objects.values_list("on", "name")) == [(date(2026, 12, 31), "盘点")]


def test_totes_by_a_pattern(browser: Client, merchant: Merchant) -> None:
    Tote.objects.all().delete()
    house = Warehouse.objects.filter(merchant=merchant, kind="own").first()
    said = {"warehouse": house.pk, "code": "T-{01..12}", "active": "on"}
    assert browser.post("/admin/goods/tote/add/", said).status_code == 302
    assert list(Tote.objects.values_list("code", flat=True)) == [f"T-{n:02d}" for n in range(1, 13)]
    assert browser.post("/admin/goods/tote/add/", said | {"code": "T-{00..14}"}).status_code == 302
    assert Tote.objects.count() == 15
    assert "T-{9..1}" in read(browser.post("/admin/goods/tote/add/", said | {"code": "T-{9..1}"}))
    row = Tote.objects.get(code="T-01")
    assert "one code" in read(browser.post(f"/admin/goods/tote/{row.pk}/change/", said | {"code": "T-{01..02}"}))
    assert Tote.objects.count() == 15
