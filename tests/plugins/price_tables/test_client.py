"""Files become sheets; broken ones are told by name."""

from __future__ import annotations

import gzip
import io

import pytest
import xlsxwriter

from fahuo.plugins.price_tables.client import read_sheets
from fahuo.plugins.reading.faults import Told
from tests.core.methods.price_tables.sheets import Page, text, workbook

ROWS = [["国家", "价格"], ["英国", "62,50"], ["法国", "1,250.00"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    book = read_sheets(text(ROWS, encoding, delimiter), "价格.csv")
    assert [list(row) for row in book.sheets[0].rows] == ROWS


def test_a_packed_text_is_unpacked_and_one_that_swells_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(text(ROWS, "utf-8", ","), mtime=0)
    assert [list(row) for row in read_sheets(packed, "a.csv.gz").sheets[0].rows] == ROWS
    monkeypatch.setattr("fahuo.plugins.price_tables.text.MOST_TEXT", 10)
    with pytest.raises(Told, match="when unpacked"):
        read_sheets(packed, "a.csv.gz")


def test_a_workbook_with_merged_ranges_and_what_is_hidden() -> None:
    page = Page("价&格", [["标题", None], ["a", 1.5]], ("A1:B1",), hidden_columns=(1,))
    book = read_sheets(workbook(page, Page("旧", [["x"]], hidden=True)), "a.xlsx")
    first, second = book.sheets
    assert (first.name, first.merged, first.hidden_columns, first.hidden) == ("价&格", ((0, 0, 0, 1),), frozenset({1}), False)
    assert first.rows[1] == ("a", 1.5)
    assert second.hidden


def test_errors_and_formulas_without_a_value_are_no_blanks() -> None:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet("价格")
    sheet.write_row(0, 0, ["国家", 1])
    sheet.write_formula(1, 1, "=B1/0", None, "#DIV/0!")
    sheet.write_formula(2, 1, "=B1*2", None, "")
    sheet.write_formula(3, 1, "=B1*3", None, 3)
    book.close()
    (read,) = read_sheets(kept.getvalue(), "a.xlsx").sheets
    assert [row[1] for row in read.rows] == [1, "#DIV/0!", "=B1*2", 3]


def test_a_stray_cell_in_the_last_row_is_no_large_table() -> None:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet("价格")
    sheet.write_row(0, 0, ["国家", "价格", "a", "b", "c"])
    sheet.write_string(1_048_575, 0, "限重2KG")
    book.close()
    (read,) = read_sheets(kept.getvalue(), "a.xlsx").sheets
    assert read.rows[1_048_575][0] == "限重2KG"
    assert read.rows[5] == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b"PK\x03\x04nothing", "broken workbook"),
        (workbook(Page("a", [["x"]]))[:900], "broken workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "broken workbook"),
        (b"%PDF-1.7", "PDF"),
        (bytes(range(256)) * 20, "no table"),
        (workbook(Page("a", [])), "holds nothing"),
    ],
)
def test_a_file_that_is_none_is_told_with_its_name(content: bytes, said: str) -> None:
    with pytest.raises(Told) as told:
        read_sheets(content, "报价.xlsx")
    assert said in told.value.en
    assert "报价.xlsx" in told.value.en
    assert "报价.xlsx" in told.value.zh
