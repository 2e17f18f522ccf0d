"""The main journeys in a real Chromium: log in, import a file and watch it, open an order, approve what a rule holds, switch the language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fahuo.console import enter
from fahuo.flow import imports
from fahuo.records import clock
from fahuo.records.models import Event, OrderStanding, Product, User
from fahuo.steps.orders.models import Import
from tests import scene
from tests.console.browsing import IN_A_BROWSER, chromium_page
from tests.console.conftest import PASSWORD
from tests.console.test_imports import FILE

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server: Any) -> Iterator[Any]:
    with chromium_page(live_server.url) as opened:
        yield opened


@pytest.fixture
def operator(transactional_db: None) -> User:
    merchant = scene.sample_merchant()
    scene.bring(merchant, *scene.sample_orders(40, flawed=0.4))
    user = User.objects.get(merchant=merchant, username="operator")
    user.set_password(PASSWORD)
    user.save()
    return user


def _enter(page: Any, user: User) -> None:
    page.goto(enter.path_for(user))
    page.wait_for_url("**/")


def test_login_and_the_language_switch(page: Any, operator: User) -> None:
    page.goto("/")
    page.fill("#id_username", "operator")
    page.fill("#id_password", PASSWORD)
    page.click("button.main")
    page.wait_for_selector("h1:has-text('今日工作')")
    assert page.locator(".column").count() == 8
    page.click("button[value=en]")
    page.wait_for_selector('h1:has-text("Today\'s work")')
    page.goto("/orders/")
    assert page.locator("h1").inner_text() == "Orders"
    page.click("button[value='zh-hans']")
    page.wait_for_selector("h1:has-text('订单')")


def test_a_file_is_dropped_watched_and_its_order_opened(page: Any, operator: User, tmp_path: Path) -> None:
    file = tmp_path / "订单.csv"
    file.write_text(FILE, encoding="utf-8")
    _enter(page, operator)
    page.goto("/imports/")
    page.set_input_files("#file", file)  # choosing is enough: the form goes by itself
    page.wait_for_url("**/imports/columns/**")
    assert page.locator("#column_sku").input_value() == "SKU"
    page.click("form[method=post] button.main:has-text('导入')")
    page.wait_for_url("**/imports/*/")
    assert page.locator("#state[hx-get]").count() == 1  # it asks again by itself
    imports.run(Import.objects.get().pk, clock.now)
    page.wait_for_selector("#state:not([hx-get])")
    assert "商品不在目录中" in page.locator("#state").inner_text()
    with page.expect_download() as download:
        page.click("text=被拒绝的行 CSV")
    assert "NOT-OURS" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    page.fill("#find", "T-1")
    page.press("#find", "Enter")
    page.wait_for_selector("h1:has-text('T-1')")
    assert page.locator(".way section").count() == 8 and page.locator(".packing svg").count() >= 1
    page.locator("button:has-text('如何算出')").first.click()
    page.wait_for_selector(".math li")


def test_what_a_rule_holds_is_approved_with_one_press(page: Any, operator: User) -> None:
    held = OrderStanding.objects.filter(needs="held_by_rule").count()
    assert held > 1
    _enter(page, operator)
    page.locator("#need-held_by_rule .do button").first.click()
    page.wait_for_selector(f".note.success:has-text('{held}')")
    assert Event.objects.filter(kind="approved").count() == held
    assert page.locator("#need-held_by_rule").count() == 0


def test_the_keyboard_reaches_the_search_and_ticks_all(page: Any, operator: User) -> None:
    _enter(page, operator)
    page.goto("/orders/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.press("Escape")
    page.check("input[data-all]")
    rows = page.locator("input[data-row]").count()
    assert page.locator("input[data-row]:checked").count() == rows == int(page.locator("[data-ticked]").inner_text())


def test_a_filter_changes_the_list_without_a_new_page(page: Any, operator: User) -> None:
    _enter(page, operator)
    page.goto("/orders/")
    page.select_option("#step", "orders")
    page.wait_for_url("**step=orders**")
    wanted = OrderStanding.objects.filter(step="orders").count()
    page.wait_for_function(f"document.querySelectorAll('input[data-row]').length === {wanted}")


def test_an_hs_code_is_given_in_the_list_of_products(page: Any, operator: User) -> None:
    product = Product.objects.filter(merchant=operator.merchant, hs_code=None).first()
    _enter(page, operator)
    page.goto(f"/products/?q={product.sku}")
    page.fill("input[name=hs_code]", "851762")
    page.fill("input[name=origin]", "CN")
    page.click("tbody form button")
    page.wait_for_selector("tbody [role=status]")
    product.refresh_from_db()
    assert product.hs_code == "851762"
