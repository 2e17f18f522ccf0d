"""The picker's page and a manifest in a real browser, by keyboard and scanner alone: no mouse is touched, and what is wrong is seen and heard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fahuo.console import enter
from fahuo.core.words import PickForm
from fahuo.flow.floor import picks
from fahuo.flow.floor.release import release
from fahuo.flow.floor.stops import next_stop, stops_of
from fahuo.records.models import Merchant, User
from fahuo.steps.goods.models import Pick, PickList
from fahuo.steps.goods.numbers import PICK_LIST, number_of
from fahuo.steps.methods.models import CutOff, Label
from fahuo.steps.transport.models import Manifest, ScannedParcel
from tests.console.browsing import IN_A_BROWSER, chromium_page
from tests.console.test_bench_shift import Keyboard
from tests.flow.floor.hall import LATER, hall
from tests.flow.floor.test_handover import begin

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]
RED = "rgb(179, 41, 31)"


@pytest.fixture
def merchant(transactional_db: None) -> Merchant:
    made = hall(20)
    CutOff.objects.all().delete()
    User.objects.filter(merchant=made, username="operator").update(language="en")
    return made


@pytest.fixture
def page(live_server: Any, merchant: Merchant) -> Iterator[Any]:
    with chromium_page(live_server.url, locale="en-GB", viewport={"width": 420, "height": 800}) as opened:  # a scanner's own small screen
        opened.goto(enter.path_for(User.objects.get(merchant=merchant, username="operator")))
        opened.wait_for_url("**/")
        yield opened


def red(page: Any) -> bool:
    return bool(page.evaluate("getComputedStyle(document.querySelector('.answer')).backgroundColor") == RED)


def test_a_list_by_keyboard_alone(page: Any, merchant: Merchant) -> None:
    row = PickList.objects.select_related("wave__warehouse").get(pk=release(merchant, None, PickForm.BATCH, "li", LATER).lists[0])
    page.goto(f"/floor/lists/{row.pk}/pick/")
    keys = Keyboard(page)

    # the wrong bin, the wrong product, too many: red, a cross, a deep tone, and nothing is picked
    stop = next_stop(stops_of(row))
    assert keys.scan("Z-99") == "wrong" and red(page) and "Z-99 was scanned" in keys.said
    assert page.locator(".answer .sign").inner_text() == "✕"
    assert keys.scan(stop.bin.code) == "ok" and not red(page)
    assert keys.scan("NO-SUCH") == "wrong" and red(page) and "wrong product" in keys.said
    assert not Pick.objects.exclude(found=None).exists()

    # what the page shows is all that the picker needs: bin, product, number, slot
    shown = page.locator("#stop").inner_text()
    assert stop.bin.code in shown and stop.product.sku in shown and page.locator(".puts .light").count() == len(stop.shares)

    # the whole list: pieces are scanned, or their number typed, or Enter takes all
    turn = 0
    keys.press("F8")  # this one later: it comes again at the end
    while stop := _shown(page, row):
        assert keys.scan(stop.bin.code) == "ok"
        tone = keys.scan(stop.product.sku)
        if stop.quantity > 1:
            assert tone == "ok" and f"1 / {stop.quantity}" in keys.said
            if turn % 3 == 0:
                assert keys.scan(str(stop.quantity + 1)) == "wrong" and red(page)
                assert keys.scan(str(stop.quantity)) == "done"
            elif turn % 3 == 1:
                assert keys.scan("") == "done"
            else:
                assert keys.scans(*[stop.product.sku] * (stop.quantity - 1))[-1] == "done"
        else:
            assert tone == "done"
        turn += 1
        if turn == 2:  # the last one taken back, and done again
            assert keys.press("F2") == "ask" and "back in their bin" in keys.said
    assert turn > 2 and "Next list" in page.locator("#stop").inner_text()
    assert not Pick.objects.filter(list=row, found=None).exists()

    # Enter opens the next list, as long as there is one; a list's number that is scanned opens that one
    other = PickList.objects.exclude(pk=row.pk).order_by("departs_at", "pk").first()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/floor/lists/{other.pk}/pick/")
    page.keyboard.type(number_of(row.pk, PICK_LIST))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/floor/lists/{row.pk}/pick/")
    page.goto("/floor/")
    page.keyboard.type(number_of(row.pk, PICK_LIST))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/floor/lists/{row.pk}/")

    # the wall: each piece lights a slot
    page.goto(f"/floor/lists/{row.pk}/wall/")
    pick = Pick.objects.filter(list=row).select_related("product").first()
    assert keys.scan(pick.product.sku) in ("ok", "done") and page.locator(".answer.lit .slotbig").inner_text().isdigit()
    assert page.locator(".slot.now").count() == 1
    assert keys.press("F2") == "ask" and page.locator(".slot.now").count() == 0
    assert keys.scan("NO-SUCH") == "wrong" and red(page)


def _shown(page: Any, row: PickList) -> Any:
    """The stop that the page shows now."""
    field = page.locator("#stop input[name=bin]")
    if field.count() == 0:
        return None
    key = tuple(int(page.locator(f"#stop input[name={name}]").input_value()) for name in ("bin", "product", "lot"))
    return next(s for s in stops_of(row) if s.open and s.key == key)


def test_fewer_lie_there_than_the_list_wants(page: Any, merchant: Merchant) -> None:
    row = PickList.objects.select_related("wave__warehouse").get(pk=release(merchant, None, PickForm.CLUSTER, "li", LATER).lists[0])
    stop = next_stop(stops_of(row))
    page.goto(f"/floor/lists/{row.pk}/pick/")
    keys = Keyboard(page)
    assert keys.press("F4", "0") == "wrong" and "Scan the bin first" in keys.said
    assert keys.scan(stop.bin.code) == "ok"
    assert keys.press("F4") == "ask" and keys.press("F4", "0") == "wrong" and red(page)
    assert "Set aside" in keys.said and number_of(stop.shares[0].pick.parcel_id) in keys.said


def test_a_manifest_by_keyboard_alone(page: Any, merchant: Merchant) -> None:
    row, parcels = begin(merchant)
    held = parcels[0]
    Label.objects.filter(parcel=held).update(tracking_number=None)
    page.goto(f"/floor/handover/{row.pk}/")
    keys = Keyboard(page)
    assert keys.scan(number_of(held.pk)) == "wrong" and red(page) and "has no label" in keys.said
    assert keys.scans(*[p.label.tracking_number for p in parcels[1:]]) == ["ok"] * (len(parcels) - 1) and not red(page)
    assert keys.scan(parcels[1].label.tracking_number) == "wrong" and "already" in keys.said
    assert keys.press("F2") == "ask" and ScannedParcel.objects.count() == len(parcels) - 2
    assert keys.scan(number_of(parcels[1].pk)) == "ok"
    # an answer that is lost: the scan is sent again and is the same scan, not one too many
    Label.objects.filter(parcel=held).update(tracking_number="T-LATE")
    lost = {"n": 0}

    def lose(route: Any) -> None:
        if route.request.method == "POST" and lost["n"] == 0:
            lost["n"] += 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(f"**/floor/handover/{row.pk}/", lose)
    heard = page.evaluate("fahuoSound.played")
    page.keyboard.type("T-LATE")
    page.keyboard.press("Enter")
    page.wait_for_function("(n) => fahuoSound.played === n + 2", arg=heard)  # that there is no connection, then the answer
    assert page.evaluate("fahuoSound.last") == "ok"
    assert lost["n"] == 1 and ScannedParcel.objects.count() == len(parcels)
    page.unroute(f"**/floor/handover/{row.pk}/")
    # F9 goes to the close-out, Escape back to the scan field; Enter closes
    page.keyboard.press("F9")
    assert page.evaluate("document.activeElement.id") == "bags"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "scan"
    page.keyboard.press("F9")
    page.keyboard.type("2")
    page.on("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Enter")
    page.wait_for_selector(".note.success")
    closed = Manifest.objects.get(pk=row.pk)
    assert closed.closed_at is not None and closed.bags == 2


def test_a_list_that_another_has_is_said_on_the_picker_s_page(page: Any, merchant: Merchant) -> None:
    row = release(merchant, None, PickForm.BATCH, "li", LATER).lists[0]
    picks.start(merchant, row, "zhao", LATER)
    page.goto(f"/floor/lists/{row}/pick/")
    assert page.locator(".benchhead .red").inner_text() == "zhao"
