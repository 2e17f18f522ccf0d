"""A forwarder's table in a real Chromium: dropped, asked, answered with a click, taken in, undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fahuo.console import enter
from fahuo.records.models import User
from fahuo.steps.methods.models import Service
from tests import scene
from tests.console.browsing import IN_A_BROWSER, chromium_page
from tests.core.methods.price_tables.sheets import Page, workbook

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]
ROWS: list[list[Any]] = [
    ["蓝廊欧洲专线价格表 2026年12月1日起执行"],
    ["国家", "参考时效", "重量(KG)", "运费(RMB/KG)", "挂号费(RMB/票)"],
    ["德国", "7-12工作日", "0<W≤0.5", 72, 18],
    [None, None, "0.5<W≤2", "￥70.50", 19],
    ["申根组", "8-14工作日", "0<W≤2", 81, 21],
    ["法国", "8-14工作日", "0<W≤2", "面议", 21],
    ["备注：1、带电 +8/kg；2、材积除8000，2KG以下不计泡；3、不接纯电；4、偏远地区加收3元/kg"],
]


@pytest.fixture
def page(live_server: Any) -> Iterator[Any]:
    with chromium_page(live_server.url, viewport={"width": 1400, "height": 1000}) as opened:
        yield opened


@pytest.fixture
def operator(transactional_db: None) -> User:
    merchant = scene.sample_merchant()
    scene.bring(merchant, *scene.sample_orders(120))
    return User.objects.get(merchant=merchant, username="operator")


def test_dropped_answered_taken_in_and_undone(page: Any, operator: User, tmp_path: Path) -> None:
    file = tmp_path / "蓝廊欧洲专线2026-12.xlsx"
    file.write_bytes(workbook(Page("报价", ROWS, ("A3:A4", "B3:B4", "A7:E7", "A1:E1"))))
    before = Service.objects.get(code="CN-LINE-EU").card
    page.goto(enter.path_for(operator))
    page.goto("/services/tables/")
    page.select_option("#into", "CN-LINE-EU")
    page.set_input_files("#file", file)  # choosing is enough: the form goes by itself
    page.wait_for_selector("div.asked")
    assert page.locator("div.asked").count() == 3
    assert page.locator(".tall td.read.asked:has-text('申根组')").count() == 1
    page.locator("div.asked:has-text('申根组') input[name=free]").fill("BE, NL")
    assert not page.locator("div.asked:has-text('偏远') .rule").is_visible()
    page.locator("div.asked:has-text('偏远') select[name=answer]").select_option("surcharge")
    page.locator("div.asked:has-text('偏远') [name$=-amount]").fill("3")
    page.locator("div.asked:has-text('偏远') [name$=-countries]").fill("DE")
    page.locator("div.asked:has-text('偏远') [name$=-postcodes]").fill("25938-25999")
    page.click("form.card button.main")
    page.wait_for_selector("button[value=accept]")
    page.click("button[value=accept]")
    page.wait_for_selector("button[value=undo]")
    assert "25938..25999" in Service.objects.get(code="CN-LINE-EU").card != before
    page.on("dialog", lambda asked: asked.accept())
    page.click("button[value=undo]")
    page.wait_for_selector("button[value=accept]")
    page.click("button[value=en]")
    page.wait_for_selector("button:has-text('Take it in')")
    assert Service.objects.get(code="CN-LINE-EU").card == before
