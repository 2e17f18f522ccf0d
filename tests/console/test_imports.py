"""A file's way in: dropped, its columns said, started, watched, and its refused rows taken back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from fahuo.flow import imports
from fahuo.records import clock
from fahuo.records.models import Merchant
from fahuo.steps.orders.models import ColumnMapping, Import, Order
from tests.console.text import read

FILE = """订单号,SKU,数量,单价,币种,下单时间,收件人,地址,城市,州,邮编,国家,电话
T-1,HZ-TEE1,2,19.90,USD,2026-11-20 10:00,John Smith,12 Main Street,Springfield,IL,62704,US,+12175550123
T-1,HZ-SILK,1,29.00,USD,2026-11-20 10:00,John Smith,12 Main Street,Springfield,IL,62704,US,+12175550123
T-2,NOT-OURS,1,9.00,USD,2026-11-20 11:00,Ann Doe,5 High Street,Austin,TX,73301,US,+15125550100
T-3,HZ-TEE1,two,9.00,USD,2026-11-20 11:00,Ann Doe,5 High Street,Austin,TX,73301,US,+15125550100
"""


def _upload(browser: Client, content: bytes = FILE.encode(), name: str = "orders.csv") -> Any:
    return browser.post("/imports/upload/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def _form(page: Any, **changes: str) -> dict[str, str]:
    chosen = {f"column_{f['code']}": f["column"] for f in page.context["fields"]}
    return chosen | {"mapping": page.context["base"].name, "shop": "HZY-WEB", "currency": "", "save_as": ""} | changes


def _run(browser: Client, **changes: str) -> Import:
    page = _upload(browser)
    started = browser.post(page.redirect_chain[-1][0], _form(page, **changes), follow=True)
    task = Import.objects.get()
    assert started.redirect_chain[-1][0] == f"/imports/{task.pk}/", read(started)
    imports.run(task.pk, clock.now)
    task.refresh_from_db()
    return task


def test_the_columns_are_guessed_and_the_first_rows_shown(browser: Client) -> None:
    page = _upload(browser)
    guessed = {f["code"]: f["column"] for f in page.context["fields"]}
    assert (
        guessed["number"] == "订单号"
        and guessed["sku"] == "SKU"
        and guessed["quantity"] == "数量"
        and guessed["price"] == "单价"
        and guessed["country"] == "国家"
    )
    assert "NOT-OURS" in read(page)


def test_a_file_is_imported_and_every_row_accounted_for(browser: Client, merchant: Merchant) -> None:
    task = _run(browser)
    assert Order.objects.filter(merchant=merchant, shop="HZY-WEB", import_id=task.pk).count() >= 1
    tally = task.tally
    assert tally["lines"] == 4 == tally["planned_lines"] + tally["refused_lines"] + tally["not_goods_lines"]
    said = read(browser.get(f"/imports/{task.pk}/"))
    assert "Done" in said and "Product not in the catalogue" in said and "Quantity not readable" in said
    assert "orders.csv" in read(browser.get("/imports/"))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_refused_rows_come_back_as_they_were_with_a_reason(browser: Client, kind: str) -> None:
    task = _run(browser)
    answer = browser.get(f"/imports/{task.pk}/refused.{kind}")
    body = b"".join(answer.streaming_content)
    rows = (
        list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        if kind == "csv"
        else CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    )
    head, given = rows[0], FILE.splitlines()[0].split(",")
    assert [str(h) for h in head] == ["row", *given, "reason", "what to do"]
    by_row = {int(float(r[0])): [str(c) for c in r] for r in rows[1:]}
    assert set(by_row) == {4, 5}
    assert by_row[4][head.index("SKU")] == "NOT-OURS" and "NOT-OURS is not in the catalogue" in by_row[4][-2]
    assert by_row[5][head.index("数量")] == "two" and by_row[5][-1]


def test_the_reasons_in_the_file_are_in_the_users_language(browser: Client) -> None:
    task = _run(browser)
    browser.post("/language/", {"language": "zh-hans"})
    text = b"".join(browser.get(f"/imports/{task.pk}/refused.csv").streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0].endswith("原因,处理方法") and "不在商品目录中" in text


def test_columns_can_be_said_otherwise_and_kept_under_a_name(browser: Client, merchant: Merchant) -> None:
    page = _upload(browser)
    browser.post(page.redirect_chain[-1][0], _form(page, column_name="城市", save_as="my shop"))
    kept = ColumnMapping.objects.get(merchant=merchant, name="my shop")
    assert kept.spec["columns"]["name"] == ["城市"]
    again = _upload(browser)
    assert "my shop" in again.content.decode()
    chosen = browser.get(again.redirect_chain[-1][0], {"mapping": "my shop"})
    assert {f["code"]: f["column"] for f in chosen.context["fields"]}["name"] == "城市"


def test_a_needed_column_that_nobody_names_is_asked_for(browser: Client) -> None:
    page = _upload(browser)
    answer = browser.post(page.redirect_chain[-1][0], _form(page, column_sku="", column_price=""), follow=True)
    assert "Say which column holds: product code, unit price" in read(answer) and not Import.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.csv"), (b"%PDF-1.4 nothing", "a.pdf"), (b"PK\x03\x04broken", "a.xlsx"), (b"\x1f\x8bbroken", "a.csv.gz")]
)
def test_a_file_that_cannot_be_read_is_said_in_a_sentence(browser: Client, content: bytes, name: str) -> None:
    said = read(_upload(browser, content, name))
    assert name in said and "Traceback" not in said and "Drop a file" in said


def test_no_file_is_said_too(browser: Client) -> None:
    assert "Choose a CSV or XLSX file" in read(browser.post("/imports/upload/", {}, follow=True))


def test_progress_is_asked_for_until_it_is_done(browser: Client, merchant: Merchant) -> None:
    page = _upload(browser)
    browser.post(page.redirect_chain[-1][0], _form(page))
    task = Import.objects.get()
    part = browser.get(f"/imports/{task.pk}/", headers={"HX-Request": "true"})
    assert b'hx-trigger="every 1s"' in part.content and b"<html" not in part.content
    imports.run(task.pk, clock.now)
    assert b"every 1s" not in browser.get(f"/imports/{task.pk}/", headers={"HX-Request": "true"}).content


def test_the_same_file_twice_makes_no_second_order(browser: Client) -> None:
    _run(browser)
    count = Order.objects.count()
    page = _upload(browser)
    browser.post(page.redirect_chain[-1][0], _form(page))
    task = Import.objects.first()
    imports.run(task.pk, clock.now)
    assert Order.objects.count() == count
    assert "known before" in read(browser.get(f"/imports/{task.pk}/"))


def test_an_upload_is_its_uploaders_alone(browser: Client, operator: Any) -> None:
    path = _upload(browser).redirect_chain[-1][0]
    colleague = Client()
    colleague.force_login(operator)
    assert colleague.get(path).status_code == 404  # another session does not know its name
    assert browser.get("/imports/columns/../../etc/passwd/").status_code == 404
