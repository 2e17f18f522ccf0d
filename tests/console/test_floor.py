"""The pages of the floor: queue and release, pick lists, the picker's page, the put wall, hand-over, put back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from fahuo.core.words import PickForm
from fahuo.flow import verbs
from fahuo.flow.floor import handover, picks
from fahuo.flow.floor.release import release
from fahuo.flow.floor.stops import Stop, next_stop, stops_of
from fahuo.records import stock
from fahuo.records.clock import now
from fahuo.records.models import Event, Merchant, User
from fahuo.steps.goods.models import Pick, PickList, PrintJob
from fahuo.steps.goods.numbers import PICK_LIST, number_of
from fahuo.steps.methods import cutoffs
from fahuo.steps.methods.models import ClosedDay, CutOff, Label
from fahuo.steps.transport.models import Manifest, ScannedParcel
from tests.console.text import read
from tests.flow.floor.hall import LATER, hall, own_parcels
from tests.flow.floor.test_handover import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant(db: None) -> Merchant:
    made = hall(20)
    CutOff.objects.all().delete()  # all parcels of a warehouse may share a walk
    return made


def a_list(merchant: Merchant, form: PickForm = PickForm.CLUSTER) -> PickList:
    return PickList.objects.select_related("wave__warehouse").get(pk=release(merchant, None, form, "li", LATER).lists[0])


def heard(page: Any) -> str:
    """The tone of the answer, and the text of the page."""
    found = re.search(r'class="answer (\w+)"', page.content.decode())
    return f"answer {found[1] if found else ''} {read(page)}"


def at(stop: Stop, text: str, scanned: str = "", **more: Any) -> dict[str, Any]:
    """What the picker's page sends for a scan at a stop."""
    bin_id, product, lot = stop.key
    return {"bin": bin_id, "product": product, "lot": lot, "text": text, "scanned": scanned} | more


def test_the_queue_says_what_waits_and_releases_it(browser: Client, merchant: Merchant) -> None:
    page = read(browser.get("/floor/"))
    waiting = own_parcels(merchant)
    assert f"{len(waiting)} parcels may be picked" in page and "no cut-off set up" in page
    ticked = [p.pk for p in waiting[:3]]
    done = browser.post("/floor/release/", {"form": "cluster", "scope": "ticked", "parcel": ticked}, follow=True)
    assert "3 parcels released" in read(done)
    assert set(Pick.objects.values_list("parcel_id", flat=True)) == set(ticked)
    again = browser.post("/floor/release/", {"form": "single", "scope": "ticked", "parcel": ticked}, follow=True)
    assert "on a pick list already" in read(again)
    assert "On a pick list" in read(browser.get("/floor/"))
    browser.post("/floor/release/", {"form": "wave", "scope": "all", "pickers": "3"})
    assert set(Pick.objects.values_list("parcel_id", flat=True)) == {p.pk for p in waiting}
    assert "Nothing waits here" in read(browser.get("/floor/"))
    nothing = browser.post("/floor/release/", {"form": "wave", "scope": "all"}, follow=True)
    assert "Nothing waits that these filters choose" in read(nothing)
    assert "Choose how" in read(browser.post("/floor/release/", {"form": "heap", "scope": "all"}, follow=True))
    assert "Tick the parcels" in read(browser.post("/floor/release/", {"form": "single", "scope": "ticked"}, follow=True))


def test_a_departure_says_what_goes_with_it_and_what_would_miss_it(browser: Client, merchant: Merchant) -> None:
    first = own_parcels(merchant)[0]
    together = [p for p in own_parcels(merchant) if (p.label.service_id, p.warehouse_id) == (first.label.service_id, first.warehouse_id)]
    place = ZoneInfo(settings.TIME_ZONE)  # closed days are shown from the operator's today on
    at = (now() + timedelta(hours=1)).astimezone(place)
    service, house = first.label.service, first.warehouse
    cutoffs.set_cut_offs(merchant.pk, service.pk, house.pk, [at.weekday()], at.time().replace(microsecond=0), place.key)
    soon = f'<a class="departure soon" href="?service={service.pk}&amp;warehouse={house.pk}">'

    def tile() -> tuple[int, int]:
        """Parcels that may go, and those that would miss it."""
        said = browser.get("/floor/").content.decode().split(soon)[1].split("</a>")[0]
        stuck = re.search(r"would miss it (\d+)", said)
        return int(re.search(r"<b>(\d+)</b>", said)[1]), int(stuck[1]) if stuck else 0

    ready, held = tile()
    assert ready == len(together)
    Label.objects.filter(parcel=first).delete()
    assert tile() == (ready - 1, held + 1)
    # a day on which nothing leaves: the next departure is a week later
    ClosedDay.objects.create(merchant=merchant, on=at.date(), name="stocktaking")
    page = browser.get("/floor/").content.decode()
    assert soon not in page and "stocktaking" in page and f"{at + timedelta(days=7):%m-%d}" in page


def test_the_filters_of_the_page_are_those_of_the_release_and_of_the_file(browser: Client, merchant: Merchant) -> None:
    country = own_parcels(merchant)[0].order.country
    few = [p for p in own_parcels(merchant) if p.order.country == country]
    assert f"{len(few)} parcel" in read(browser.get(f"/floor/?country={country}"))
    lines = b"".join(browser.get(f"/floor/queue.csv?country={country}").streaming_content).decode("utf-8-sig").splitlines()
    assert sum(number_of(p.pk) in "".join(lines) for p in own_parcels(merchant)) == len(few)
    browser.post("/floor/release/", {"form": "batch", "scope": "all", "country": country})
    assert set(Pick.objects.values_list("parcel_id", flat=True)) == {p.pk for p in few}


def test_a_stop_by_scanner(browser: Client, merchant: Merchant) -> None:
    row = a_list(merchant, PickForm.BATCH)
    path = f"/floor/lists/{row.pk}/pick/"
    stop = max(stops_of(row), key=lambda s: s.quantity)
    assert stop.quantity > 1
    for other in stops_of(row):
        if other.key != stop.key:
            picks.confirm(merchant, row.pk, other.key, other.quantity, "wang", LATER)
    assert f"Scan the bin: {stop.bin.code}" in read(browser.get(path))
    wrong = heard(browser.post(path, at(stop, "Z-99")))
    assert "answer wrong" in wrong and "Z-99 was scanned" in wrong
    assert "answer ok" in heard(browser.post(path, at(stop, stop.bin.code.lower())))
    wrong = heard(browser.post(path, at(stop, "NO-SUCH-PRODUCT", "bin")))
    assert "answer wrong" in wrong and "wrong product" in wrong
    assert f"1 / {stop.quantity}" in heard(browser.post(path, at(stop, stop.product.sku, "bin")))
    assert "wanted here" in heard(browser.post(path, at(stop, str(stop.quantity + 1), "1")))
    assert Pick.objects.filter(list=row, found=None).exists()
    sent = at(stop, str(stop.quantity), "1", key="once")
    assert "answer done" in heard(browser.post(path, sent))
    assert not Pick.objects.filter(list=row, found=None).exists()
    assert "answer done" in heard(browser.post(path, sent)), "an answer that was lost is given again"
    assert "done already" in heard(browser.post(path, at(stop, str(stop.quantity), "1")))
    bin_id, product, lot = stop.key
    undone = browser.post(path, {"do": "undo", "last_bin": bin_id, "last_product": product, "last_lot": lot})
    assert "back in their bin" in read(undone) and Pick.objects.filter(list=row, found=None).exists()
    for n in range(stop.quantity):
        page = heard(browser.post(path, at(stop, stop.product.sku, str(n) if n else "bin")))
    assert "answer done" in page, "every piece scanned is the same as its number typed"


def test_a_short_pick_says_how_many_lie_there(browser: Client, merchant: Merchant) -> None:
    row = a_list(merchant)
    path = f"/floor/lists/{row.pk}/pick/"
    stop = next_stop(stops_of(row))
    assert "Scan the bin first" in heard(browser.post(path, at(stop, "0", do="short")))
    assert "How many lie here" in heard(browser.post(path, at(stop, "", "bin", do="short")))
    assert "Set aside" in heard(browser.post(path, at(stop, "0", "bin", do="short")))
    assert "comes again at the end" in heard(browser.post(path, at(next_stop(stops_of(row)), "", do="later")))


def test_a_list_is_begun_taken_over_and_cancelled(browser: Client, merchant: Merchant, operator: User) -> None:
    row = a_list(merchant)
    assert number_of(row.pk, PICK_LIST) in read(browser.get("/floor/lists/"))
    assert browser.get(f"/find/?q={number_of(row.pk, PICK_LIST)}")["Location"] == f"/floor/lists/{row.pk}/"
    picks.start(merchant, row.pk, "zhao", LATER)
    page = f"/floor/lists/{row.pk}/"
    assert "zhao is walking" in read(browser.post(page, {"do": "start"}, follow=True))
    assert browser.post(page, {"do": "take"})["Location"] == f"{page}pick/"
    assert number_of(row.pk, PICK_LIST) in read(browser.get("/floor/lists/?state=mine"))
    stop = next_stop(stops_of(row))
    bin_id, product, lot = stop.key
    picks.confirm(merchant, row.pk, stop.key, stop.quantity, operator.username, LATER)
    assert "back in" in read(browser.post(page, {"do": "undo", "bin": bin_id, "product": product, "lot": lot}, follow=True))
    assert browser.get(f"{page}list.pdf").content.startswith(b"%PDF")
    assert "free again" in read(browser.post(page, {"do": "cancel"}, follow=True))
    assert "Everything was taken off this list" in read(browser.get(page))


def test_a_wall_lights_the_slot_of_each_piece(browser: Client, merchant: Merchant) -> None:
    row = a_list(merchant, PickForm.BATCH)
    while stop := next_stop(stops_of(row)):
        picks.confirm(merchant, row.pk, stop.key, stop.quantity, "wang", LATER)
    path = f"/floor/lists/{row.pk}/wall/"
    first = Pick.objects.filter(list=row).order_by("parcel__listed__slot", "seq").first()
    slot = first.parcel.listed.slot
    for pick in Pick.objects.filter(list=row, parcel=first.parcel).select_related("product"):
        for _ in range(pick.quantity):
            lit = browser.post(path, {"text": pick.product.sku})
            assert f'<b class="slotbig">{slot}</b>' in lit.content.decode()
    lit = read(lit)
    assert f"slot {slot} is complete" in lit and "to pack" in lit
    out = heard(browser.post(path, {"do": "out", "last_slot": slot, "last_sku": pick.product.sku}))
    assert "Taken out of slot" in out
    assert "answer wrong" in heard(browser.post(path, {"text": "NOTHING"}))
    for _ in range(2):
        again = heard(browser.post(path, {"text": pick.product.sku, "key": "k1"}))
    assert f"slot {slot} is complete" in again, "a scan that is sent again is not another piece"


def test_pieces_of_a_cancelled_parcel_are_put_back(browser: Client, merchant: Merchant) -> None:
    row = a_list(merchant, PickForm.SINGLE)
    stop = next_stop(stops_of(row))
    picks.confirm(merchant, row.pk, stop.key, stop.quantity, "wang", LATER)
    parcel = stop.shares[0].pick.parcel
    assert "Nothing is to be put back" in read(browser.get("/floor/put-back/"))
    Label.objects.filter(parcel__order=parcel.order_id).delete()  # voided
    verbs.cancel(merchant, [parcel.order_id], "li", LATER)
    page = read(browser.get("/floor/put-back/"))
    assert number_of(parcel.pk) in page and stop.bin.code in page
    assert "Put back: 1 parcel" in read(browser.get("/floor/lists/"))
    done = browser.post("/floor/put-back/", {"parcel": [parcel.pk]}, follow=True)
    assert "back in its bin" in read(done) and stock.in_packing([parcel.pk]).is_empty()


def test_a_manifest_is_begun_scanned_closed_and_opened_again(browser: Client, merchant: Merchant) -> None:
    row, parcels = begin(merchant)
    Manifest.objects.all().delete()
    begun = browser.post("/floor/handover/", {"service": row.service_id, "warehouse": row.warehouse_id})
    manifest = Manifest.objects.get()
    path = begun["Location"]
    assert path == f"/floor/handover/{manifest.pk}/"
    assert browser.get(f"/find/?q={number_of(manifest.pk, 'HO')}")["Location"] == path
    assert "no parcels" in heard(browser.post(path, {"do": "close"}, follow=True))
    Label.objects.filter(parcel=parcels[0]).update(tracking_number=None)
    wrong = heard(browser.post(path, {"text": number_of(parcels[0].pk)}))
    assert "answer wrong" in wrong and "has no label" in wrong and "stick its label" in wrong
    Label.objects.filter(parcel=parcels[0]).update(tracking_number="T-1")
    for parcel in parcels:
        assert "answer ok" in heard(browser.post(path, {"text": number_of(parcel.pk)}))
    assert "is scanned" in read(browser.get(path))
    twice = heard(browser.post(path, {"text": "T-1"}))
    assert "answer wrong" in twice and "already" in twice
    assert "Taken out" in heard(browser.post(path, {"do": "out", "last_parcel": number_of(parcels[0].pk)}))
    sent = {"text": "T-1", "key": "again"}
    assert ["answer ok" in heard(browser.post(path, sent)) for _ in range(2)] == [True, True]
    assert ScannedParcel.objects.count() == len(parcels)
    closed = heard(browser.post(path, {"do": "close", "bags": "2", "weight_g": "12,000"}, follow=True))
    assert f"{len(parcels)} parcels are handed over" in closed and "2 / " in closed
    assert Event.objects.filter(kind="handed_over").count() == len(parcels)
    assert browser.get(f"{path}sheet.pdf").content.startswith(b"%PDF")
    assert number_of(parcels[0].pk) in b"".join(browser.get(f"{path}manifest.csv").streaming_content).decode()
    assert "say why" in heard(browser.post(path, {"do": "reopen"}, follow=True))
    assert "collection is noted" in heard(browser.post(path, {"do": "collected", "driver": "Chen", "plate": "B1"}, follow=True))
    assert "open again" in heard(browser.post(path, {"do": "reopen", "reason": "no truck"}, follow=True))
    listed = read(browser.get("/floor/handover/"))
    assert number_of(manifest.pk, "HO") in listed and "open" in listed


def test_what_may_not_leave_is_refused_loudly_at_the_page(browser: Client, merchant: Merchant) -> None:
    row, parcels = begin(merchant)
    handover.scan(merchant, row.pk, [number_of(p.pk) for p in parcels[1:]], "zhou", LATER)
    Label.objects.filter(parcel__order=parcels[0].order_id).delete()
    verbs.cancel(merchant, [parcels[0].order_id], "li", LATER)
    said = heard(browser.post(f"/floor/handover/{row.pk}/", {"text": number_of(parcels[0].pk)}))
    assert "answer wrong" in said and "is cancelled" in said and "put its goods back" in said


def test_odd_requests_are_no_error(browser: Client, merchant: Merchant) -> None:
    row = a_list(merchant)
    for query in (
        "within=x",
        "service=1e9",
        "country=%00",
        "page=-1",
        "blocked=nothing",
        "max_g=99999999999999999999",
        "within=12",
        "by=soon",
        "by=2026-11-24",
    ):
        assert browser.get(f"/floor/?{query}").status_code == 200, query
    odd = {"bin": "x", "product": "9" * 30, "lot": "-1", "text": "x" * 5000, "scanned": "zzz"}
    assert browser.post(f"/floor/lists/{row.pk}/pick/", odd).status_code == 200
    assert browser.post(f"/floor/lists/{row.pk}/wall/", {"do": "out", "last_slot": "x"}).status_code == 200
    assert browser.post("/floor/put-back/", {"parcel": ["x", "999999"]}).status_code == 302


def test_the_papers_of_a_lists_parcels_are_one_print_job(browser: Client, merchant: Merchant) -> None:
    row = a_list(merchant)
    page = browser.get(f"/floor/lists/{row.pk}/").content.decode()
    ids = re.findall(r'name="parcel" value="(\d+)"', page)
    assert {int(pk) for pk in ids} == set(Pick.objects.filter(list=row).values_list("parcel_id", flat=True))
    answer = browser.post("/parcels/print/", {"parcel": ids, "paper": ["label", "slip"], "walk": "1"})
    job = PrintJob.objects.get()
    assert answer["Location"] == f"/prints/jobs/{job.pk}/" and sorted(job.parcel_ids) == sorted(int(pk) for pk in ids)


def test_a_parcels_page_says_where_it_is_on_the_floor(browser: Client, merchant: Merchant) -> None:
    row, parcels = begin(merchant)
    parcel = parcels[0]
    assert "PL0" not in read(browser.get(f"/parcels/{parcel.pk}/"))
    lists = release(merchant, [parcel.pk], PickForm.CLUSTER, "li", LATER).lists
    assert f"{number_of(lists[0], PICK_LIST)} slot 1" in read(browser.get(f"/parcels/{parcel.pk}/"))
    handover.scan(merchant, row.pk, [number_of(parcel.pk)], "zhou", LATER)
    assert number_of(row.pk, "HO") in read(browser.get(f"/parcels/{parcel.pk}/"))
