"""Why not this service? Every offer of a parcel is searched, sorted, followed to the line of its card, and taken away as a file."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pytest
from django.test import Client

from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Offer, Service
from tests.console.text import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(orders: Merchant) -> Parcel:
    row = Parcel.objects.filter(offers__chosen=True, order__country="DE").order_by("pk").first()
    assert row is not None
    return row


def codes(page: str) -> list[str]:
    """The codes of the services that a page tells, in its order."""
    known = set(Service.objects.values_list("code", flat=True))
    return [code for code in re.findall(r'class="code small faint">([^<]+)<', page) if code in known]


def test_a_service_is_found_and_says_why_it_does_not_take_the_parcel(parcel: Parcel, browser: Client) -> None:
    path = f"/parcels/{parcel.pk}/offers/"
    assert path in browser.get(f"/parcels/{parcel.pk}/").content.decode(), "the parcel's page leads there"
    every = browser.get(path).content.decode()
    assert sorted(codes(every)) == sorted(Service.objects.values_list("code", flat=True))
    refused = Offer.objects.filter(parcel=parcel).exclude(reason=None).select_related("service").first()
    assert refused is not None
    only = browser.get(path, {"q": refused.service.code.lower()})
    assert codes(only.content.decode()) == [refused.service.code]
    by_name = browser.get(path, {"q": f"{refused.service.name_zh} "}).content.decode()
    assert refused.service.code in codes(by_name) and len(codes(by_name)) < len(codes(every))
    assert "No service like that" in read(browser.get(path, {"q": "nobody's service"}))


def test_by_class_by_reason_and_in_the_order_asked_for(parcel: Parcel, browser: Client) -> None:
    path = f"/parcels/{parcel.pk}/offers/"
    offers = list(Offer.objects.filter(parcel=parcel).select_related("service"))
    reason, times = Counter(o.reason for o in offers if o.reason).most_common(1)[0]
    assert f'value="{reason}">' in (page := browser.get(path).content.decode()) and f"({times})" in page
    assert set(codes(browser.get(path, {"state": reason}).content.decode())) == {o.service.code for o in offers if o.reason == reason}
    for state, fits in (("takes", lambda o: not o.reason), ("refuses", lambda o: o.reason)):
        wanted = {o.service.code for o in offers if fits(o) and o.service.kind == "line"}
        assert set(codes(browser.get(path, {"state": state, "kind": "line"}).content.decode())) == wanted
    takes = {o.service.code: o for o in offers if not o.reason}
    for sort, key in (("cost", lambda o: o.home_minor), ("days", lambda o: (o.days_p50, o.days_p90)), ("code", lambda o: o.service.code)):
        found = [takes[code] for code in codes(browser.get(path, {"state": "takes", "sort": sort}).content.decode())]
        assert len(found) == len(takes) and [key(o) for o in found] == sorted(key(o) for o in found)


def test_a_price_is_followed_to_its_line_of_the_card(parcel: Parcel, browser: Client) -> None:
    page = browser.get(f"/parcels/{parcel.pk}/offers/", {"state": "takes"}).content.decode()
    links = re.findall(r'href="(/services/\d+/)#(line-[0-9a-f]{8})"', page)
    assert len(links) == Offer.objects.filter(parcel=parcel, reason=None).count() > 1
    for path, line in links:
        assert browser.get(path).content.decode().count(f'id="{line}"') == 1


def test_the_file_has_what_is_shown_and_adds_up(parcel: Parcel, browser: Client, other: Client) -> None:
    """With a pencil: freight, fuel and surcharges are the total, and the steps that lead there end in it."""
    answer = browser.get(f"/parcels/{parcel.pk}/offers/file.csv", {"kind": "line"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert {row["Code"] for row in rows} == {o.service.code for o in Offer.objects.filter(parcel=parcel, service__kind="line")}
    priced = [row for row in rows if not row["Why not"]]
    assert priced and len(priced) < len(rows)
    for row in priced:
        total = float(row["Total"])
        assert sum(round(float(row[name]) * 100) for name in ("Freight", "Fuel", "Surcharges")) == round(total * 100)
        assert f"{total:,.2f}" in row["How it comes about"] and row["Card"].startswith(row["Code"] + "@")
    book = browser.get(f"/parcels/{parcel.pk}/offers/file.xlsx")
    assert b"".join(book.streaming_content)[:2] == b"PK"
    for path in ("", "file.csv"):
        assert other.get(f"/parcels/{parcel.pk}/offers/{path}").status_code == 404
