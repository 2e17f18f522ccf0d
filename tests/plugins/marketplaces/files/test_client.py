"""Files of every kind, whole and broken."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fahuo.plugins.marketplaces.files.client import UnreadableFile, read_pieces, read_table

HEADER = ("source_row", "source_fault")


def cells(data: bytes) -> list[tuple[Any, ...]]:
    return read_table(data, "orders.csv").rows()


def workbook(**sheets: list[tuple[int, int, Any]]) -> bytes:
    """A workbook of sheets with (row, column, value), counted from 0."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name, said in sheets.items():
            sheet = book.add_worksheet(name)
            for row, column, value in said:
                sheet.write_datetime(row, column, value) if isinstance(value, date) else sheet.write(row, column, value)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"number,city\n1,K\xc3\xb6ln\n",
        b"number,city\r\n1,K\xc3\xb6ln\r\n",
        b"number,city\r1,K\xc3\xb6ln\r",
        b"number,city\n1,K\xc3\xb6ln",
        b"\xef\xbb\xbfnumber,city\n1,K\xc3\xb6ln\n",
        b"number;city\n1;K\xc3\xb6ln\n",
        b"number\tcity\n1\tK\xc3\xb6ln\n",
        b"number|city\n1|K\xc3\xb6ln\n",
        b'"number","city"\n"1","K\xc3\xb6ln"\n',
        "number,city\n1,Köln\n".encode("latin-1"),
        "number\tcity\n1\tKöln\n".encode("utf-16"),
        "number\tcity\n1\tKöln\n".encode("utf-16-le"),  # without its mark
        "number,city\n1,Köln\n".encode("utf-16-be").join([b"\xfe\xff", b""]),
        gzip.compress(b"number,city\n1,K\xc3\xb6ln\n", mtime=0),
        gzip.compress("number;city\n1;Köln\n".encode("latin-1"), mtime=0),
        workbook(one=[(0, 0, "number"), (0, 1, "city"), (1, 0, 1), (1, 1, "Köln")]),
    ],
)
def test_one_table_in_many_dresses(data: bytes) -> None:
    table = read_table(data, "orders")
    assert table.columns == ["number", "city", *HEADER]
    assert table.rows() == [("1", "Köln", 2, None)]


def test_chinese_files_are_read_in_their_old_encoding() -> None:
    text = "订单号,收件人,地址\n1,王五,深圳市龙岗区坂田街道\n2,ANN,12 HIGH ST\n"
    assert read_table(text.encode("gb18030")).equals(read_table(text.encode()))


@pytest.mark.parametrize(
    "text", ["number,city\n1,Müller\n", "number,city\n1,Café Ö\n", "a,b\nNestlé,£5\n", "a,b\nFrançois,Älmhult Göteborg\n"]
)
def test_western_files_are_not_taken_for_chinese_ones(text: str) -> None:
    assert read_table(text.encode("latin-1")).equals(read_table(text.encode()))


def test_a_damaged_sign_does_not_change_the_encoding_of_the_rest() -> None:
    data = "number,city\n1,深圳市龙岗区坂田街道示例路\n2,B".encode() + b"\xff\n"
    assert [row[1] for row in cells(data)] == ["深圳市龙岗区坂田街道示例路", "B\ufffd"]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    assert cells(b"\n\na,b\n1,2\n\n,\n3,4\n") == [("1", "2", 4, None), ("3", "4", 7, None)]
    assert cells(b"sep=;\na;b\n1;2\n") == [("1", "2", 3, None)]
    assert cells(b'a,b\n1,"x\ny"\n3,4\n') == [("1", "x\ny", 2, None), ("3", "4", 3, None)]
    book = workbook(empty=[], orders=[(2, 1, "a"), (2, 2, "b"), (3, 1, 1), (3, 2, 2), (6, 1, 3), (6, 2, 4)])
    assert cells(book) == [("1", "2", 4, None), ("3", "4", 7, None)]


def test_cells_of_a_workbook_are_texts_as_written() -> None:
    values = ["00123", 6, 2.55, 0.1, True, datetime(2026, 1, 31, 14, 5), date(2026, 1, 31), "  x ", "", 12345678901234, -3]  # noqa: DTZ001
    said = [*((0, at, f"c{at}") for at in range(len(values))), *((1, at, value) for at, value in enumerate(values))]
    assert cells(workbook(one=said))[0][: len(values)] == (
        *("00123", "6", "2.55", "0.1", "TRUE", "2026-01-31 14:05:00", "2026-01-31", "x", None, "12345678901234", "-3"),
    )


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (b"1,2,3,4", "cells 4 3"),
        (b"1,2", "cells 2 3"),
        (b"1", "cells 1 3"),
        (b'1,"2,3,4', "quote"),
        (b'1,"x" y",3', "quote"),
        (b'"1,2,3', "quote"),
    ],
)
def test_a_row_that_does_not_fit_is_kept_with_its_fault_and_spoils_no_other(row: bytes, fault: str) -> None:
    good = b"5,6,7\n"
    for before, after in ((1, 1), (3, 0), (0, 40)):
        found = cells(b"a,b,c\n" + good * before + row + b"\n" + good * after)
        assert [at[-2:] for at in found] == [(at, fault if at == before + 2 else None) for at in range(2, before + after + 3)]
        assert all(at[:3] == ("5", "6", "7") for at in found if at[-1] is None)


def test_two_open_quotes_do_not_swallow_what_is_between_them() -> None:
    assert cells(b'a,b\n1,"x\n2,y\n3,z"\n4,w\n') == [("1", "x\n2,y\n3,z", 2, None), ("4", "w", 3, None)]  # what is written is a long cell
    found = cells(b'a,b,c\n1,"x,3\n4,5,6\n7,"8,9\n')
    assert [(row[-2], row[-1]) for row in found] == [(2, "quote"), (3, None), (4, "quote")]


def test_empty_cells_beyond_the_header_are_nothing_lost() -> None:
    assert cells(b"a,b\n1,2,\n3,4,,\n") == [("1", "2", 2, None), ("3", "4", 3, None)]


def test_an_inch_mark_inside_a_cell_is_a_sign() -> None:
    assert cells(b'a,b\n1,5" nail\n2,6" nail\n') == [("1", '5" nail', 2, None), ("2", '6" nail', 3, None)]


def test_columns_without_a_name_and_with_ours() -> None:
    assert read_table(b"a,,source_row\n1,2,3\n").columns == ["a", "(2)", "source_row (file)", *HEADER]


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (b"", "是空的", "is empty"),
        (b"\n\n \n", "是空的", "is empty"),
        (b"\xef\xbb\xbf", "是空的", "is empty"),
        (gzip.compress(b"", mtime=0), "是空的", "is empty"),
        (bytes(range(256)) * 40, "二进制", "binary"),
        (b"%PDF-1.7\nx,y\n", "二进制", "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "二进制", "binary"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页", "web page"),
        (gzip.compress(b"a,b\n" + b"1,2\n" * 5000, mtime=0)[:-30], "不完整", "cut off"),
        (gzip.compress(b"a,b\n" + b"1,2\n" * 5000, mtime=0)[:40], "不完整", "cut off"),
        (b"\x1f\x8b\x08\x00broken", "不完整", "cut off"),
        (workbook(one=[(0, 0, "a"), (1, 0, 1)])[:900], "工作簿", "workbook"),
        (b"PK\x03\x04 not a workbook", "工作簿", "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le").rjust(2000, b"\0"), "密码", "password"),
        (workbook(one=[]), "是空的", "is empty"),
        (b"1,CUP,3,2.50\n2,PEN,1,4\n", "第 1 行应为表头", "row 1 of orders.csv should be the header"),
        (b"536365,85123A,WHITE HOLDER,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n", "应为表头", "should be the header"),
        (b"number,sku,number\n1,2,3\n", "出现两次", "'number' twice (columns 1 and 3)"),
        (workbook(one=[(0, 0, "sku"), (0, 1, "sku"), (1, 0, 1)]), "出现两次", "twice"),
        (b'number,"sku\n1,2\n', "没有闭合", "never closes"),
    ],
)
def test_a_broken_file_is_said_in_a_sentence(data: bytes, zh: str, en: str) -> None:
    with pytest.raises(UnreadableFile) as told:
        read_table(data, "orders.csv")
    assert en in str(told.value) and zh in told.value.zh and "orders.csv" in told.value.zh
    assert told.value.say("zh-hans") == told.value.zh and told.value.say("en") == str(told.value)


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnreadableFile, match="cannot be opened"):
            read_table(path)


def test_a_header_alone_is_a_table_without_rows() -> None:
    for data in (b"number,sku\n", b"number,sku", workbook(one=[(0, 0, "number"), (0, 1, "sku")])):
        table = read_table(data)
        assert table.columns == ["number", "sku", *HEADER] and table.is_empty()


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff", exclude_categories=("Cs",)), max_size=8)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=12),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
@example([["", "", ""], ['"', ",", "\n"]], ",", csv.QUOTE_MINIMAL)
def test_what_a_csv_program_writes_is_read_back(rows: list[list[str]], delimiter: str, quoting: Any) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows([["one", "two", "three"], *rows])
    table = read_table(file.getvalue().encode())
    read = [tuple(cell or "" for cell in row[:3]) for row in table.rows()]
    assert read == [tuple(row) for row in rows if any(row)]
    assert table["source_fault"].null_count() == len(table)
    assert table["source_row"].to_list() == [at for at, row in enumerate(rows, 2) if any(row)]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([b"1,2,3", b"1,2", b"1,2,3,4", b'"a",b,"c"', b'"a', b'a"', b",,", b"", b'"x\ny",2,3', b"\xff,2,3", b'""",2,3']),
        max_size=14,
    )
)
def test_any_rows_come_in_pieces_as_they_come_at_once(rows: list[bytes]) -> None:
    data = b"a,b,c\n" + b"\n".join(rows)
    whole = read_table(data)
    for size in (8, 30):
        pieces = pl.concat(list(read_pieces(data, size=size)))
        assert pieces["source_row"].is_sorted() and pieces.columns == whole.columns
        if data.count(b'"') == 0:
            assert pieces.equals(whole)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
@example(b'"')
@example(b"a\n\xff")
@example(b"\x1f\x8b")
@example(b"\xff\xfea")
@example(b'\r"')
def test_any_bytes_are_a_table_or_a_sentence(data: bytes) -> None:
    for file in (data, b"a,b,c\n" + data, gzip.compress(data, mtime=0), workbook(one=[(0, 0, "a"), (1, 0, "b")])[:200] + data):
        try:
            table = read_table(file, "x")
        except UnreadableFile as told:
            assert told.zh and str(told)
        else:
            assert table.columns[-2:] == list(HEADER)
