"""A forwarder's table on its page: dropped, asked, answered, compared, taken in, undone, exported."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from fahuo.core.methods.read import read_service, read_text
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import PriceTable, Service
from tests.console.text import read
from tests.core.methods.price_tables.sheets import Page, workbook

ROWS: list[list[Any]] = [
    ["欧洲专线价格表 2026-12-01起执行"],
    ["国家", "重量(KG)", "运费(RMB/KG)", "挂号费(RMB/票)", "时效"],
    ["德国", "0-30", 10, 5, "8-12天"],
    ["申根组", "0-30", "面议", 5, "8-12天"],
    ["备注：带电 +8/kg；<b>偏远加收3元</b>"],
]


def _drop(browser: Client, content: bytes | None = None, **more: str) -> Any:
    file = SimpleUploadedFile("欧洲专线.xlsx", workbook(Page("报价", ROWS, ("A5:E5",))) if content is None else content)
    return browser.post("/services/tables/upload/", {"file": file, "into": "CN-LINE-EU", **more}, follow=True)


def _answer(browser: Client, table: PriceTable, answers: dict[str, str]) -> Any:
    form = {"do": "answer", "key": list(answers), "answer": list(answers.values()), "free": [""] * len(answers)}
    return browser.post(f"/services/tables/{table.pk}/do/", form, follow=True)


def test_from_the_file_to_the_card_and_back(browser: Client, orders: Merchant) -> None:
    page = _drop(browser)
    table = PriceTable.objects.get()
    text = read(page)
    assert "Which countries is “申根组”?" in text and "报价!A4" in text and "Take it in" not in text
    kinds = {cell["text"]: cell["kind"] for sheet in page.context["sheets"] for _, row in sheet["rows"] for cell in row}
    assert (kinds["10"], kinds["申根组"], kinds["面议"]) == ("price", "asked", "asked")
    keys = [q["key"] for q in page.context["questions"]]
    answers = dict.fromkeys(keys, "ignore") | {"place:申根组": "FR,BE", "price:报价!C4 面议": "11.50"}
    page = _answer(browser, table, answers)
    assert page.context["questions"] == [] and "Take it in" in read(page) and "Changed prices" in read(page)
    toml = browser.get(f"/services/tables/{table.pk}/card.toml?code=CN-LINE-EU").content.decode()
    assert read_service(read_text(toml)).cards[0].zones[1].countries == ("FR", "BE")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(browser.get(f"/services/tables/{table.pk}/card.xlsx").content))
    assert sheet.get_sheet_by_name("prices").to_python()[1][3] == "DE"
    before = Service.objects.get(code="CN-LINE-EU").card
    page = browser.post(f"/services/tables/{table.pk}/do/", {"do": "accept"}, follow=True)
    assert "Taken in: CN-LINE-EU." in read(page) and Service.objects.get(code="CN-LINE-EU").card != before
    assert "taken in" in read(browser.get("/services/tables/"))
    page = browser.post(f"/services/tables/{table.pk}/do/", {"do": "undo"}, follow=True)
    assert "Undone" in read(page) and Service.objects.get(code="CN-LINE-EU").card == before


def test_an_answer_that_cannot_be_used_is_shown_and_one_can_be_taken_back(browser: Client, orders: Merchant) -> None:
    _drop(browser)
    table = PriceTable.objects.get()
    page = _answer(browser, table, {"place:申根组": "Mordor"})
    assert "“Mordor” cannot be used as an answer" in read(page)
    page = _answer(browser, table, {"place:申根组": "FR"})
    assert "place:申根组" not in [q["key"] for q in page.context["questions"]]
    page = browser.post(f"/services/tables/{table.pk}/do/", {"do": "forget", "key": "place:申根组"}, follow=True)
    assert "place:申根组" in [q["key"] for q in page.context["questions"]]
    assert "There is no card yet" in read(browser.get(f"/services/tables/{table.pk}/card.toml", follow=True))


def test_files_that_cannot_be_read_are_told(browser: Client, merchant: Merchant) -> None:
    assert "broken workbook" in read(_drop(browser, b"PK\x03\x04 nothing"))
    assert "is empty" in read(_drop(browser, b" "))
    assert "there is no service" in read(_drop(browser, into="NOBODY"))
    assert "Choose an XLSX" in read(browser.post("/services/tables/upload/", follow=True))
    assert "No table of prices was found" in read(_drop(browser, "你好".encode()))


def test_cells_are_text_never_markup(browser: Client, orders: Merchant) -> None:
    page = _drop(browser)
    assert b"<b>\xe5\x81\x8f" not in page.content
    assert "&lt;b&gt;偏远加收3元&lt;/b&gt;" in page.content.decode()
