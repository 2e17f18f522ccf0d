"""The turnable drawing of a parcel in a real browser: turned, zoomed, stepped through, every piece named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fahuo.console import enter
from fahuo.records.clock import now
from fahuo.records.models import Product, User
from fahuo.steps.goods.models import Box, Parcel, Placement
from tests import scene
from tests.console.browsing import IN_A_BROWSER, chromium_page

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]
INK = "(c) => Array.from(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).reduce((h, v) => (h * 31 + v) | 0, 7)"


# where a point of the box (mm) is drawn in the window
AT = """(point) => {
  const { view, look } = document.querySelector("[data-packing]").drawing, place = view.canvas.getBoundingClientRect();
  view.turn(look);
  const [u, v] = view.flat(point);
  return [place.left + u, place.top + v];
}"""


@pytest.fixture
def page(live_server: Any) -> Iterator[Any]:
    with chromium_page(live_server.url, locale="en-GB", has_touch=True) as opened:
        yield opened


@pytest.fixture
def parcel(transactional_db: None) -> Parcel:
    """A box with four blocks: a layer of 3 x 2 x 1 pieces, two beside each other on it, and one behind a taller one."""
    merchant = scene.sample_merchant()
    scene.bring(merchant, *scene.sample_orders(3))
    parcel = Parcel.objects.filter(merchant=merchant).order_by("pk").first()
    assert parcel is not None
    box = Box.objects.filter(merchant=merchant, kind="box").first()
    assert box is not None
    Box.objects.filter(pk=box.pk).update(inner_length_mm=300, inner_width_mm=200, inner_height_mm=150)
    Parcel.objects.filter(pk=parcel.pk).update(box=box)
    pack(
        parcel,
        [
            (0, 0, 0, 100, 100, 50, 3, 2, 1),
            (0, 0, 50, 150, 100, 60, 1, 1, 1),
            (150, 0, 50, 40, 40, 40, 2, 2, 2),
            (0, 100, 50, 100, 60, 90, 1, 1, 1),
        ],
    )
    User.objects.filter(merchant=merchant, username="operator").update(language="en")
    return parcel


def pack(parcel: Parcel, blocks: list[tuple[int, ...]]) -> None:
    """Put these blocks (x, y, z, dx, dy, dz, nx, ny, nz) into a parcel, each a line of its own product."""
    products = list(Product.objects.filter(merchant_id=parcel.merchant_id).order_by("pk"))
    Placement.objects.filter(parcel_id=parcel.pk).delete()
    names = ("x_mm", "y_mm", "z_mm", "dx_mm", "dy_mm", "dz_mm", "nx", "ny", "nz")
    Placement.objects.bulk_create(
        Placement(parcel=parcel, seq=i, line_no=i % len(products) + 1, product=products[i % len(products)], **dict(zip(names, block, strict=True)))
        for i, block in enumerate(blocks)
    )  # fmt: skip


def _open(page: Any, parcel: Parcel) -> Any:
    page.goto(enter.path_for(User.objects.get(merchant_id=parcel.merchant_id, username="operator")))
    page.wait_for_url("**/")
    page.goto(f"/parcels/{parcel.pk}/")
    page.wait_for_selector("[data-packing].live canvas")
    return page.locator("[data-packing]")


def _middle(canvas: Any) -> tuple[float, float]:
    place = canvas.bounding_box()
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2


def _settled(page: Any, canvas: Any) -> Any:
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return canvas.evaluate(INK)


def test_it_turns_zooms_and_is_put_straight(page: Any, parcel: Parcel) -> None:
    drawing = _open(page, parcel)
    canvas = drawing.locator("canvas")
    straight = _settled(page, canvas)
    canvas.focus()
    seen = {straight}
    for key in ("ArrowLeft", "ArrowUp", "+", "-"):
        page.keyboard.press(key)
        seen.add(_settled(page, canvas))
    assert len(seen) == 4  # zoomed in and out again is where it was
    page.keyboard.press("Home")
    assert _settled(page, canvas) == straight
    x, y = _middle(canvas)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 30, steps=4)
    page.mouse.up()
    dragged = _settled(page, canvas)
    page.mouse.wheel(0, -300)
    assert len({straight, dragged, _settled(page, canvas)}) == 3
    page.mouse.dblclick(x, y)
    page.mouse.move(1, 1)
    assert _settled(page, canvas) == straight


def test_a_piece_is_named_here_and_in_the_list(page: Any, parcel: Parcel) -> None:
    drawing = _open(page, parcel)
    skus = [p.product.sku for p in Placement.objects.filter(parcel_id=parcel.pk).select_related("product").order_by("seq")]
    canvas, named = drawing.locator("canvas"), drawing.locator(".named")
    # from above: the two blocks of the upper layer hide the first; the right front of the box shows the layer beneath
    canvas.focus()
    for _ in range(9):
        page.keyboard.press("ArrowUp")
    for point, block, piece in (
        ((75, 50, 110), 1, "piece 1 of 1"),
        ((210, 60, 130), 2, "piece 8 of 8"),
        ((250, 150, 50), 0, "piece 6 of 6"),
        ((50, 130, 140), 3, "piece 1 of 1"),
    ):
        page.mouse.move(*page.evaluate(AT, point))
        page.wait_for_function(
            "(text) => document.querySelector('[data-packing] .named').textContent.includes(text)", arg=f"step {block + 1}"
        )
        assert skus[block] in named.inner_text() and piece in named.inner_text()
        assert drawing.locator("li.hot").evaluate_all("rows => rows.map((r) => r.dataset.step)") == [str(block + 1)]
    page.mouse.move(1, 1)
    assert drawing.locator("li.hot").count() == 0 and "Drag to turn" in named.inner_text()


def test_a_row_of_the_list_is_named_by_keyboard_and_by_finger(page: Any, parcel: Parcel) -> None:
    drawing = _open(page, parcel)
    rows, named = drawing.locator("li[data-step]"), drawing.locator(".named")
    rows.first.focus()
    assert "step 1" in named.inner_text() and "100 × 100 × 50 mm" in named.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert "step 3" in named.inner_text() and "on no. 1" in named.inner_text()
    x, y = _middle(drawing.locator("canvas"))
    page.touchscreen.tap(x, y)
    assert "piece" in named.inner_text() and drawing.locator("li.hot").count() == 1


def test_steps_are_shown_one_by_one_in_packing_order(page: Any, parcel: Parcel) -> None:
    drawing = _open(page, parcel)
    said = drawing.locator("output")
    slider = drawing.locator("input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    assert said.inner_text().startswith("Step 1 of 4: 6 × ") and "over the whole box" in said.inner_text()
    drawing.locator("[data-do=next]").click()
    assert said.inner_text().startswith("Step 2 of 4: 1 × ") and said.inner_text().endswith("lay flat, back left, on no. 1")
    assert drawing.locator("li.later").count() == 2
    hidden = page.evaluate("() => { const d = document.querySelector('[data-packing]').drawing; return d.look.upto; }")
    assert hidden == 2
    drawing.locator("[data-do=play]").click()
    page.wait_for_function("() => document.querySelector('[data-packing] output').textContent.startsWith('Step 4 of 4')")
    page.wait_for_function("() => document.querySelector('[data-do=play]').textContent === 'Play'")


def test_three_thousand_loose_pieces_turn_fluently(page: Any, parcel: Parcel) -> None:
    pack(parcel, [(x * 10, y * 10, z * 10, 10, 10, 10, 1, 1, 1) for z in range(15) for y in range(14) for x in range(15)])
    _open(page, parcel)
    each = page.evaluate(
        """() => { const d = document.querySelector('[data-packing]').drawing, start = performance.now();
                   for (let i = 0; i < 20; i++) { d.look.yaw += 0.3; d.view.paint(d.look, null); }
                   return (performance.now() - start) / 20; }"""
    )
    assert each < 500  # milliseconds a frame, on a very busy machine; docs/console.md says what was measured


def test_without_a_script_the_still_picture_and_the_list_are_there(live_server: Any, parcel: Parcel) -> None:
    with chromium_page(live_server.url, java_script_enabled=False, locale="en-GB") as page:
        page.goto(enter.path_for(User.objects.get(merchant_id=parcel.merchant_id, username="operator")))
        page.goto(f"/parcels/{parcel.pk}/")
        assert page.locator(".still svg").is_visible() and not page.locator("[data-packing] canvas").is_visible()
        assert page.locator("li[data-step]").count() == 4


def test_on_paper_the_still_picture_is_shown(page: Any, parcel: Parcel) -> None:
    drawing = _open(page, parcel)
    page.emulate_media(media="print")
    assert drawing.locator(".still svg").is_visible() and not drawing.locator("canvas").is_visible()


def test_own_cartons_and_single_pieces_have_no_steps_to_go_through(page: Any, parcel: Parcel) -> None:
    pack(parcel, [(0, 0, 0, 700, 120, 90, 1, 1, 1)])
    Parcel.objects.filter(pk=parcel.pk).update(box=None, created_at=now())
    drawing = _open(page, parcel)
    assert drawing.locator("input[type=range]").count() == 0 and drawing.locator("li[data-step]").count() == 1
    assert "own carton" in page.locator("dl.inline").inner_text()
