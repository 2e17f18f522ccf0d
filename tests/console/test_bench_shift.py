"""A shift at the pack bench in miniature, in a real browser, by keyboard and scanner alone: no mouse is touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fahuo.console import enter
from fahuo.core.goods.bench import Control
from fahuo.flow import bench as benches
from fahuo.records.models import Event, Product, User
from fahuo.steps.goods.labels.images import dots
from fahuo.steps.goods.labels.scan import read_codes
from fahuo.steps.goods.models import Packing, Print, Scan, Station
from fahuo.steps.goods.numbers import number_of
from tests import packing_scene, scene
from tests.console.browsing import IN_A_BROWSER, chromium_page
from tests.packing_scene import fill, lot

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server: Any) -> Iterator[Any]:
    with chromium_page(live_server.url, locale="en-GB", viewport={"width": 1500, "height": 950}) as opened:
        yield opened


@pytest.fixture
def packer(transactional_db: None) -> User:
    merchant = scene.sample_merchant()
    User.objects.filter(merchant=merchant, username="operator").update(language="en", is_staff=False)
    return User.objects.get(merchant=merchant, username="operator")


# Key after key without a pause, as a scanner does it; a driven browser on a busy machine types more slowly than a person.
SCANNER = (
    "(keys) => keys.forEach((key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))"
)


def at_the_bench(page: Any) -> None:
    """The page, and what it gives the focus to: a browser does that a moment after the page is there."""
    page.goto("/bench/")
    page.wait_for_selector("[autofocus]:focus")


class Keyboard:
    """A scanner is a keyboard: it types fast and ends with Enter. What it types goes where the focus is."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def scan(self, text: str) -> str:
        """Scan a text; the tone of the answer."""
        return self.press("Enter", text)

    def press(self, key: str, text: str = "") -> str:
        self.page.wait_for_load_state("domcontentloaded")  # the page's scripts are there
        self.page.wait_for_function("() => !document.querySelector('iframe.label:not([data-printed])')")  # a page that prints hears no keys
        heard = self.page.evaluate("fahuoSound.played")
        self.page.keyboard.type(text)
        self.page.keyboard.press(key)
        self.page.wait_for_function("(n) => fahuoSound.played > n", arg=heard)
        assert self.page.evaluate("document.activeElement.id") == "scan"
        return str(self.page.evaluate("fahuoSound.last"))

    def scans(self, *texts: str) -> list[str]:
        return [self.scan(text) for text in texts]

    @property
    def said(self) -> str:
        return str(self.page.locator(".answer").inner_text())


def test_ten_parcels_by_keyboard_alone(page: Any, packer: User) -> None:
    desk = packing_scene.bench(packer.merchant, "PACK-1")
    a, b, c, d = packing_scene.products(packer.merchant, 4)
    Product.objects.filter(pk=c.pk).update(tracks="lot")
    Product.objects.filter(pk=d.pk).update(tracks="serial")
    lot(c, "L-7")
    parcels = packing_scene.parcels(packer.merchant, desk.station.warehouse, 10)
    numbers = [number_of(p.pk) for p in parcels]
    for parcel in parcels[:6]:
        fill(parcel, (a, 2), (b, 1))
    fill(parcels[6], (c, 1)), fill(parcels[7], (d, 1)), fill(parcels[8], (b, 12)), fill(parcels[9], (a, 1), (b, 1))
    page.goto(enter.path_for(packer))
    page.wait_for_url("**/")
    at_the_bench(page)
    page.keyboard.press("Enter")  # the station's button has the focus
    page.wait_for_selector("#scan")
    keys = Keyboard(page)

    # four plain ones, one of them by the order's number and with the sheet's barcodes
    for number, opener in zip(numbers[:4], [*numbers[:3], parcels[3].order.number], strict=True):
        assert keys.scans(opener, a.gtin, a.sku, b.gtin, "1.003kg") == ["ok", "ok", "ok", "ask", "done"], (number, keys.said)
    page.wait_for_selector("iframe.label", state="attached")
    last = page.locator("iframe.label").last
    assert last.get_attribute("src") == f"/bench/labels/{parcels[3].pk}/"
    last.content_frame.locator("img").first.wait_for(state="attached")

    # a wrong item, one too many, and the last scan taken back
    assert keys.scans(numbers[4], d.gtin) == ["ok", "wrong"]
    assert "wrong item" in keys.said and page.locator(".answer.wrong .sign").inner_text() == "✕"
    assert keys.scans(a.gtin, a.gtin, a.gtin) == ["ok", "ok", "wrong"]
    assert keys.press("F2") == "ok" and "undone" in keys.said
    assert keys.scans(a.gtin, b.gtin, "1010") == ["ok", "ask", "done"]

    # a weight outside, and a supervisor who says why: dialog by F9, Enter to send
    assert keys.scans(numbers[5], f"2*{a.gtin}", b.gtin, "1500") == ["ok", "ok", "ask", "wrong"]
    boss = User.objects.create_user("boss", password="a-long-password", merchant=packer.merchant, is_staff=True)
    page.keyboard.press("F9")
    page.keyboard.type("two leaflets more")
    page.keyboard.press("Tab")
    page.keyboard.type(boss.username)
    page.keyboard.press("Tab")
    page.keyboard.type("a-wrong-password")
    assert keys.press("Enter") == "wrong"
    page.keyboard.press("F9")
    page.keyboard.type("two leaflets more")
    page.keyboard.press("Tab")
    page.keyboard.type("boss")
    page.keyboard.press("Tab")
    page.keyboard.type("a-long-password")
    assert keys.press("Enter") == "done"

    # a lot that is demanded, a serial number, a dozen at once, and the scale's own line
    assert keys.scans(numbers[6], c.gtin, "L-8", "L-7", "1000") == ["ok", "ask", "wrong", "ask", "done"]
    assert keys.scans(numbers[7], d.gtin, "SER-1", "1000") == ["ok", "ask", "ask", "done"]
    assert keys.scans(numbers[8], "12*", b.gtin) == ["ok", "ask", "ask"]
    benches.hear(desk.station, "ST,GS,+  1.000kg")
    page.wait_for_selector("#scale:not([hidden])")
    assert "1000 g" in page.locator("#scale").inner_text()
    assert keys.press("F8") == "done"

    # one is missing: put aside with a reason, by digit
    assert keys.scans(numbers[9], a.gtin) == ["ok", "ok"]
    assert [keys.press("F4"), keys.scan("1")] == ["ask", "ok"]

    assert Packing.objects.exclude(packed_at=None).count() == 9
    assert Event.objects.filter(kind="packed").count() == 9 and Packing.objects.get(aside_at__isnull=False).parcel_id == parcels[9].pk
    page.wait_for_function("() => document.querySelectorAll('iframe.label:not([data-printed])').length === 0")
    assert Print.objects.values("parcel_id").distinct().count() == Print.objects.count() == 9
    page.goto("/")
    assert "put aside at the pack bench: a piece is missing (1 / 2)" in page.locator(".needs").inner_text()


def test_a_reload_in_the_middle_loses_nothing_and_a_lost_answer_counts_once(page: Any, packer: User) -> None:
    desk = packing_scene.bench(packer.merchant, "PACK-1")
    a = packing_scene.products(packer.merchant, 1)[0]
    parcel = packing_scene.parcels(packer.merchant, desk.station.warehouse)[0]
    fill(parcel, (a, 3))
    page.goto(enter.path_for(packer))
    page.wait_for_url("**/")
    at_the_bench(page)
    page.keyboard.press("Enter")
    page.wait_for_selector("#scan")
    keys = Keyboard(page)
    assert keys.scans(number_of(parcel.pk), a.gtin) == ["ok", "ok"]
    page.reload()
    assert page.locator(".benchitems td.num").inner_text().startswith("1 / 3")
    # the server counts, but its answer never comes: the scan is sent again and is the same scan
    lost = {"n": 0}

    def lose(route: Any) -> None:
        if lost["n"] == 0:
            lost["n"] += 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/bench/scan/", lose)
    page.keyboard.type(a.gtin)
    page.keyboard.press("Enter")
    page.wait_for_function("() => fahuoSound.last === 'ask'")
    assert lost["n"] == 1 and Scan.objects.filter(kind="item", refused="").count() == 2
    page.wait_for_function("() => document.querySelector('.benchitems td.num').innerText.startsWith('2 / 3')")


def test_a_label_is_printed_between_two_scans_and_what_the_printing_cut_is_said(page: Any, packer: User) -> None:
    desk = packing_scene.bench(packer.merchant, "PACK-1")
    (a,) = packing_scene.products(packer.merchant, 1)
    parcels = packing_scene.parcels(packer.merchant, desk.station.warehouse, 2)
    for parcel in parcels:
        fill(parcel, (a, 2))
    # the label's print, told apart from the page's: what stood in the field, and the keys that it swallowed
    page.add_init_script(
        "if (self !== top) window.print = () => { const f = top.document.getElementById('scan'); top.before = f.value; f.value += top.swallowed || ''; }"
    )
    held: list[Any] = []
    page.route("**/bench/labels/**", lambda route: held.append(route))

    def let_go() -> None:
        while not held:  # it is asked for a moment after the answer
            page.wait_for_timeout(20)
        held.pop().continue_()

    page.goto(enter.path_for(packer))
    page.wait_for_url("**/")
    at_the_bench(page)
    page.keyboard.press("Enter")
    page.wait_for_selector("#scan")
    keys = Keyboard(page)
    assert keys.scans(number_of(parcels[0].pk), a.gtin, a.gtin, "1000") == ["ok", "ok", "ask", "done"]
    page.keyboard.type(number_of(parcels[1].pk)[:6])
    let_go()
    page.wait_for_timeout(400)
    assert page.evaluate("top.before === undefined"), "printed into the middle of a scan"
    heard = page.evaluate("fahuoSound.played")
    page.keyboard.type(number_of(parcels[1].pk)[6:])
    page.keyboard.press("Enter")
    page.wait_for_function("(n) => fahuoSound.played > n", arg=heard)
    assert page.evaluate("fahuoSound.last") == "ok"
    page.wait_for_function("top.before === ''")
    page.evaluate("top.swallowed = '4006'")
    (
        page.keyboard.type(a.gtin),
        page.keyboard.press("Enter"),
        page.keyboard.type(a.gtin),
        page.keyboard.press("Enter"),
        page.keyboard.type("1000"),
    )
    page.keyboard.press("Enter")
    page.wait_for_function("() => fahuoSound.last === 'done'")
    let_go()
    page.wait_for_function("() => fahuoSound.last === 'wrong'")
    assert "cut off" in keys.said and page.input_value("#scan") == ""


def test_the_label_that_comes_later_packs_the_parcel_by_itself(page: Any, packer: User) -> None:
    desk = packing_scene.bench(packer.merchant, "PACK-1")
    a = packing_scene.products(packer.merchant, 1)[0]
    parcel = packing_scene.parcels(packer.merchant, desk.station.warehouse, labelled=False)[0]
    fill(parcel, (a, 1))
    page.goto(enter.path_for(packer))
    page.wait_for_url("**/")
    at_the_bench(page)
    page.keyboard.press("Enter")
    page.wait_for_selector("#scan")
    keys = Keyboard(page)
    assert keys.scans(number_of(parcel.pk), a.gtin, "1000") == ["ok", "ask", "ask"]
    assert "Waiting for the carrier" in page.locator(".prompt").inner_text()
    packing_scene.label(parcel)
    page.wait_for_selector(".answer.done")
    assert Packing.objects.get(parcel=parcel).packed_at is not None


def test_the_focus_comes_back_and_keys_typed_elsewhere_are_scans(page: Any, packer: User) -> None:
    Station.objects.all().delete()
    page.goto(enter.path_for(packer))
    page.wait_for_url("**/")
    at_the_bench(page)
    page.keyboard.type("PACK-9")  # no station yet: the field of a new one has the focus
    page.keyboard.press("Enter")
    page.wait_for_selector("#scan")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type("ABC")
    assert page.locator("#scan").input_value() == "ABC"
    page.keyboard.press("Escape")
    page.keyboard.press("F3")
    assert page.locator("[data-key=F3]").get_attribute("aria-pressed") == "true"


def test_a_scan_on_any_page_opens_what_it_names(page: Any, packer: User) -> None:
    desk = packing_scene.bench(packer.merchant)
    a = packing_scene.products(packer.merchant, 1)[0]
    parcel = packing_scene.parcels(packer.merchant, desk.station.warehouse)[0]
    page.goto(enter.path_for(packer))
    page.wait_for_url("**/")
    for text, path in (
        (number_of(parcel.pk), f"/parcels/{parcel.pk}/"),
        (a.gtin, f"/products/{a.pk}/"),
        (f"TRK{parcel.pk:08d}", f"/parcels/{parcel.pk}/"),
    ):
        page.goto("/orders/")
        page.evaluate("document.activeElement.blur()")
        page.evaluate(SCANNER, [*text, "Enter"])
        page.wait_for_url(f"**{path}")


def test_the_printed_sheet_of_control_barcodes_is_read_by_a_scanner(page: Any, packer: User) -> None:
    page.goto(enter.path_for(packer))
    page.wait_for_url("**/")
    page.goto("/bench/sheet/")
    read = {text for sheet in dots(page.pdf(format="A4")) for _, text in read_codes(sheet)}
    assert {control.value for control in Control} | {f"FH.ASIDE.{n}" for n in range(1, 6)} | {"2*", "12*", "50*"} <= read
