"""Cover on its pages: the card of a parcel, the list with its files, the set-up of the rules, the case of a lost parcel."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from python_calamine import CalamineWorkbook

from fahuo.flow import calls, cover_calls
from fahuo.records.models import Merchant
from fahuo.steps.aftersales.models import Case
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Cover, CoverRule, OwnCover, Policy
from tests.console.text import read
from tests.flow.test_covers import Desk, buy, clock
from tests.scene import NOON


@pytest.fixture
def covered(orders: Merchant) -> Parcel:
    rows = Cover.objects.filter(chosen=True, reason=None, premium_minor__gt=0, parcel__order__hold_note=None).order_by("parcel_id")
    return next(row.parcel for row in rows if Parcel.objects.filter(order_id=row.parcel.order_id).count() == 1)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    found = Desk()
    monkeypatch.setattr(calls, "connect", lambda merchant: found)
    return found


def do(browser: Client, parcel: Parcel, verb: str, **fields: Any) -> str:
    return read(browser.post(f"/parcels/{parcel.pk}/cover/", {"do": verb, **fields}, follow=True))


def card(browser: Client, parcel: Parcel) -> str:
    page = browser.get(f"/parcels/{parcel.pk}/").content.decode()
    part = page.split('<div class="card" id="cover">')[1].split('<div class="card" id="papers">')[0]
    return read(HttpResponse(part))


def test_a_parcel_shows_its_cover_with_a_pencil_in_both_languages(browser: Client, covered: Parcel) -> None:
    shown = card(browser, covered)
    assert "valuable parcels are covered" in shown and "premium:" in shown and "the same." in shown
    page = read(browser.get(f"/parcels/{covered.pk}/"))
    assert "Premium" in page and "Compared by" in page
    browser.post("/language/", {"language": "zh-hans"})
    assert "保费：" in card(browser, covered) and "贵重包裹保价" in card(browser, covered)


def test_a_person_covers_a_parcel_for_another_value_and_takes_it_back(browser: Client, covered: Parcel) -> None:
    assert "no amount of" in do(browser, covered, "say", covers="yes", value="12.3.4")
    assert "Choose whether" in do(browser, covered, "say")
    do(browser, covered, "say", covers="yes", value="100")
    row = Cover.objects.get(parcel=covered, chosen=True)
    assert row.rule is None and row.value_minor in (100, 10_000, 100_000)
    assert "to be covered" in read(browser.get(f"/parcels/{covered.pk}/"))
    do(browser, covered, "say", covers="no")
    assert "leaves it uncovered" in card(browser, covered)
    do(browser, covered, "say", covers="rules")
    assert not OwnCover.objects.exists() and "valuable" in card(browser, covered)


def test_bought_dearer_and_given_back(browser: Client, covered: Parcel, desk: Desk) -> None:
    desk.dearer_minor = 33
    buy(covered)
    shown = card(browser, covered)
    assert "POLICY1" in shown and "planned" in shown
    assert "no longer changes" in do(browser, covered, "say", covers="no")
    listed = read(browser.get("/covers/?state=dearer"))
    assert "POLICY1" in listed and "Paid in all" in listed
    assert "POLICY1" not in read(browser.get("/covers/?state=returned"))
    do(browser, covered, "return")
    assert "premium asked back" in card(browser, covered)
    cover_calls.buy_covers(covered.merchant_id, clock)
    assert "premium paid back" in card(browser, covered)
    assert "POLICY1" in read(browser.get("/covers/?q=POLICY1&state=returned")) and "No policy" in read(browser.get("/covers/?q=POLICY2"))


def test_refused_asked_again_and_let_go(browser: Client, covered: Parcel, desk: Desk) -> None:
    desk.highest_minor = 1
    buy(covered)
    page = read(browser.get(f"/parcels/{covered.pk}/"))
    assert "does not cover it" in page and "Let it go uncovered" in page
    do(browser, covered, "again")
    cover_calls.buy_covers(covered.merchant_id, clock)
    assert "The parcel goes uncovered." in do(browser, covered, "let_go")
    assert "Let it go uncovered" not in card(browser, covered)


def test_the_list_as_files_has_every_figure(browser: Client, covered: Parcel, desk: Desk) -> None:
    buy(covered)
    row = Policy.objects.get()
    text = b"".join(browser.get("/covers/file.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (line,) = list(csv.DictReader(io.StringIO(text)))
    assert (
        line["Policy"] == "POLICY1"
        and float(line["Premium charged"]) == (row.charged_minor or 0) / 100
        and line["Currency"] == row.currency
    )
    content = b"".join(browser.get("/covers/file.xlsx").streaming_content)  # type: ignore[attr-defined]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert sheet[0][4] == "Policy" and sheet[1][4] == "POLICY1"


def test_a_case_names_the_policy_or_says_that_there_is_none(browser: Client, covered: Parcel, desk: Desk) -> None:
    case = Case.objects.create(
        merchant=covered.merchant, order=covered.order, parcel=covered, kind="lost", values={}, opened_at=NOON, due_on=NOON.date()
    )
    assert "not covered" in read(browser.get(f"/cases/{case.pk}/"))
    buy(covered)
    assert "POLICY1" in read(browser.get(f"/cases/{case.pk}/"))


def test_rules_are_read_before_they_are_kept(browser: Client, orders: Merchant) -> None:
    CoverRule.objects.all().delete()
    good = {"position": 1, "name": "dear", "covers": "on", "min_value_minor": 50_000, "value_currency": "cny", "countries": "de, fr"}
    bad = [{"services": "NOBODY"}, {"carrier": "nobody"}, {"countries": "Mordor"}, {"value_currency": "XXQ"}, {"max_value_minor": 50_000}]
    for wrong in bad:
        assert browser.post("/admin/methods/coverrule/add/", good | wrong).status_code == 200, wrong
    assert not CoverRule.objects.exists()
    carrier = "Jadewing Courier (invented)"
    assert browser.post("/admin/methods/coverrule/add/", good | {"carrier": f" {carrier} ", "services": "express"}).status_code == 302
    row = CoverRule.objects.get()
    assert (row.countries, row.value_currency, row.carrier, row.services, row.covers) == ("DE FR", "CNY", carrier, "express", True)
    assert "dear" in read(browser.get("/admin/methods/coverrule/"))


def test_the_margin_is_shown_less_the_premium_until_it_is_paid_back(browser: Client, covered: Parcel, desk: Desk) -> None:
    planned = Cover.objects.get(parcel=covered, chosen=True)
    order = f"/orders/{covered.order_id}/"
    assert (planned.home_minor or 0) > 0 and "less the premium of" in read(browser.get(f"/parcels/{covered.pk}/"))
    assert "less premiums" in read(browser.get(order))
    buy(covered)
    assert "less premiums" in read(browser.get(order))
    Policy.objects.update(refunded_minor=1)
    assert "less premiums" not in read(browser.get(order)) and "less the premium" not in read(browser.get(f"/parcels/{covered.pk}/"))
