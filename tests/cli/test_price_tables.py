"""fahuo rates import of forwarders' workbooks: read, asked, answered, without a database."""

from __future__ import annotations

import json
from random import Random

import pytest

from fahuo.core.methods.read import read_service, read_text
from tests.cli.desk import Desk
from tests.core.methods.price_tables import lines_tables, odd_tables  # noqa: F401 they register their layouts
from tests.core.methods.price_tables.case import LAYOUTS
from tests.core.methods.price_tables.sheets import Page, workbook


def test_a_table_that_is_understood_is_a_card(desk: Desk) -> None:
    case = LAYOUTS["merged_countries_and_signed_bands"](Random(1))
    file = desk.file("价格.xlsx", case.content)
    answer = desk.call("rates", "import", file, "--dry-run", "--json").answer
    assert answer["complete"] and not answer["stored"] and answer["questions"] == []
    assert [d["code"] for d in answer["documents"]] == ["THPHR"]
    said = desk.call("rates", "import", file, "--dry-run")
    assert said.code == 0 and "THPHR from 2026-01-01: CNY, 3 zones, 15 bands" in said.out
    text = desk.call("rates", "import", file, "--dry-run", "--toml").out
    assert read_service(read_text(text)) == read_service(answer["documents"][0])
    priced = desk.call(
        "rates", "price", "--card", desk.file("card.toml", text), "--to", "GB", "--weight-g", 90, "--on", "2026-02-01", "--json"
    )
    assert priced.answer["offers"][0]["chargeable_g"] == 90


def test_what_is_asked_is_a_finding_and_answers_come_from_a_file(desk: Desk) -> None:
    case = LAYOUTS["a_name_that_nobody_knows"](Random(1))
    file = desk.file("价格.xlsx", case.content)
    found = desk.call("rates", "import", file, "--dry-run", "--json").findings
    asked = {q["key"]: q for q in found["questions"]}
    assert asked["place:美加组"]["places"] == ["Sheet1!A4"]
    assert "美加组" in asked["place:美加组"]["said"] and "美加组" in asked["place:美加组"]["said_zh"]
    said = desk.call("rates", "import", file, "--dry-run")
    assert said.code == 1 and "key: place:美加组" in said.out and "--answers" in said.out
    answers = desk.file("answers.json", json.dumps(dict(case.answers)))
    assert desk.call("rates", "import", file, "--dry-run", "--json", "--answers", answers).answer["complete"]
    proposed = desk.call("rates", "import", file, "--dry-run", "--json", "--accept-proposed").findings
    assert "price:Sheet1!B6 面议" not in {q["key"] for q in proposed["questions"]}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
            "is protected by a password",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "is a broken workbook"),
        (workbook(Page("a", [["x"]]))[:900], "is a broken workbook"),
        (b"", "is empty"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_named(desk: Desk, data: bytes, sentence: str) -> None:
    assert sentence in desk.call("rates", "import", desk.file("card.xlsx", data), "--dry-run").fault


def test_a_file_without_a_table_and_answers_that_are_none(desk: Desk) -> None:
    said = desk.call("rates", "import", desk.file("a.csv", "你好,世界\n"), "--dry-run")
    assert said.code == 1 and "no table of prices was found" in said.out
    assert (
        "holds no answers"
        in desk.call("rates", "import", desk.file("a.csv", "x"), "--dry-run", "--answers", desk.file("b.json", "[1]")).fault
    )
