"""fahuo plan: any file is answered in one JSON object that adds up, or in one sentence."""

from __future__ import annotations

import gzip
import json
import random
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tests.cli.desk import CATALOG, HEADER, SIZES, Desk, adds_up, row

MIXED = [
    row(1, "MUG", 6),
    row(1, "HEART", 3),
    row(1, "POST", 1, "18.00"),
    row(2, "LAMP", 2, country="EIRE"),
    row(2, "LAMP", 0, country="EIRE"),
    row("C3", "MUG", -6),
    row(4, "NONE", 1),
    row(5, "SOAP", 1, "0"),
    row(6, "SOAP", 1, country="European Community"),
    row(7, "SOAP", 1.5),
    row("", "SOAP"),
    row(8, "HEART", 2, country="France") + ",one cell more",
    row(9, "M", 1),
    row(10, "LAMP", 1, "89.00", country="Germany"),
    row(10, "SOAP", 400, "0.85", country="Germany"),
]


def test_every_row_is_planned_refused_or_no_goods(desk: Desk) -> None:
    answer = desk.plan(desk.orders(*MIXED)).answer
    adds_up(answer, len(MIXED))
    assert (answer["orders"], answer["planned_lines"], answer["not_goods_lines"]) == (9, 5, 2)
    assert answer["refusals"] == {
        "cancellation": 1, "country_unknown": 1, "number_missing": 1, "price_zero": 1, "product_unknown": 1, "quantity_not_positive": 1,
        "quantity_unreadable": 1, "row_ragged": 1,
    }  # fmt: skip
    assert set(answer) >= {"parcels", "held_orders", "waits", "seconds", "on", "faults"}


def test_what_is_written_agrees_with_what_is_said(desk: Desk) -> None:
    answer = desk.plan(desk.orders(*MIXED), "--out", desk.folder / "out").answer
    parcels, offers, refusals = (desk.written(name) for name in ("parcels", "offers", "refusals"))
    assert parcels.height == answer["parcels"] == parcels["parcel_id"].n_unique() > 0
    assert offers.height == answer["parcels"] * offers["service"].n_unique() and offers["service"].null_count() == 0
    chosen = offers.filter("chosen")
    assert chosen["parcel_id"].n_unique() == chosen.height == answer["parcels"] and chosen["total_minor"].min() > 0
    assert parcels["number"].null_count() == parcels["warehouse"].null_count() == 0
    assert refusals["sentence"].null_count() == 0
    lines = refusals.filter(pl.col("line_no").is_not_null() | pl.col("order_id").is_null())
    assert lines["source_row"].null_count() == 0
    numbered = {(r["source_row"], r["code"]): r["number"] for r in refusals.to_dicts()}
    assert numbered[7, "cancellation"] == "C3" and numbered[8, "product_unknown"] == "4" and numbered[13, "row_ragged"] == "8"
    assert [r["sentence"] for r in refusals.to_dicts() if r["source_row"] == 11] == ["quantity '1.5' is not a whole number"]


@pytest.mark.parametrize(
    ("quantity", "code"),
    [("0", "quantity_not_positive"), ("-5", "quantity_not_positive"), ("1.5", "quantity_unreadable"), ("", "quantity_unreadable"),
     ("99999999", "amount_too_large"), ("99999999999999999999", "amount_too_large"), ("-1e30", "amount_too_large"), ("nan", "quantity_unreadable"),
     ("2", None), ("1e3", None), ('"1,200"', None), ("6.0", None)],
)  # fmt: skip
def test_quantities_of_all_kinds(desk: Desk, quantity: str, code: str | None) -> None:
    answer = desk.plan(desk.orders(row(1, quantity=quantity), row(2))).answer
    adds_up(answer, 2)
    assert answer["refusals"] == ({code: 1} if code else {})


@pytest.mark.parametrize(
    ("price", "code"),
    [("0", "price_zero"), ("-1", "price_negative"), ("1e-9", "price_zero"), ("", "price_unreadable"), ("£2.55", "price_unreadable"),
     ("1e20", "amount_too_large"), ('"2,55"', "price_unreadable"), ('"1,234.50"', None), ("0.005", None)],
)  # fmt: skip
def test_prices_of_all_kinds(desk: Desk, price: str, code: str | None) -> None:
    answer = desk.plan(desk.orders(row(1, price=price), row(2))).answer
    adds_up(answer, 2)
    assert answer["refusals"] == ({code: 1} if code else {})


@pytest.mark.parametrize("at", ["", "soon", "2026-02-30", "9999-12-31 23:59:59", "0001-01-01 00:00:00"])
def test_an_order_without_a_time_that_can_be_is_refused(desk: Desk, at: str) -> None:
    answer = desk.plan(desk.orders(row(1, at=at), row(2))).answer
    adds_up(answer, 2)
    assert answer["refused_lines"] == 1 and set(answer["refusals"]) <= {"date_missing", "date_unreadable"}


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for at, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write(at, column, cell, *([day] if isinstance(cell, datetime) else []))
    book.close()
    return path


def test_the_same_orders_in_other_dress_are_the_same_plan(desk: Desk) -> None:
    rows = [row(1, "MUG"), row(2, "HEART", name="红色的心", country="Germany"), row(2, "LAMP", name='"a ""big"", one"', country="Germany")]
    text = "\n".join([HEADER, *rows]) + "\n"
    plain = desk.plan(desk.file("o.csv", text)).answer
    cells: list[list[object]] = [list(HEADER.split(","))]
    for number, sku, country in ((1, "MUG", "United Kingdom"), (2, "HEART", "Germany"), (2, "LAMP", "Germany")):
        cells.append([number, sku, "x", 6, datetime(2026, 11, 20, 8, 26), 2.55, 17850, country])  # noqa: DTZ001 (a cell has no zone)
    dresses = {
        "gz": gzip.compress(text.encode(), mtime=0),
        "bom": b"\xef\xbb\xbf" + text.encode(),
        "gb18030": text.encode("gb18030"),
        "utf-16": text.encode("utf-16"),
        "crlf": text.replace("\n", "\r\n").encode(),
        "semicolons": text.replace('"a ""big"", one"', "big").replace(",", ";").encode(),
        "xlsx": workbook(desk.folder / "o.xlsx", cells).read_bytes(),
    }
    for name, content in dresses.items():
        assert desk.plan(desk.file(f"dress-{name}", content)).answer | {"seconds": 0} == plain | {"seconds": 0}, name


def test_a_file_with_a_header_alone_has_no_orders(desk: Desk) -> None:
    answer = desk.plan(desk.orders(), "--out", desk.folder / "out").answer
    adds_up(answer, 0)
    assert answer["orders"] == answer["parcels"] == 0
    for name, column in (("parcels", "warehouse"), ("offers", "service"), ("refusals", "sentence")):
        assert desk.written(name).is_empty() and column in desk.written(name).columns


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"\n\n", "is empty"), (b"1,MUG,x,6,2026-11-20,2.55,1,France\n", "should be the header"), (bytes(range(256)) * 9, "binary"),
     (gzip.compress(HEADER.encode() * 99, mtime=0)[:40], "cut off"), (b"<html></html>", "web page"), (b"PK\x03\x04" + bytes(99), "workbook"),
     (b"a,b\n1,2\n", "price")],
)  # fmt: skip
def test_what_is_no_file_of_orders_is_told_in_a_sentence(desk: Desk, content: bytes, words: str) -> None:
    assert words in desk.plan(desk.file("odd.csv", content)).fault


def test_files_that_are_not_there_are_named(desk: Desk) -> None:
    assert "absent.csv" in desk.plan(desk.folder / "absent.csv").fault
    assert "cannot be opened" in desk.plan(desk.folder).fault
    assert "absent.csv" in desk.plan(desk.orders(row()), catalog=desk.folder / "absent.csv").fault
    assert "absent.csv" in desk.plan(desk.orders(row()), "--stock", desk.folder / "absent.csv").fault


@pytest.mark.parametrize("day", ["2009-01-01", "2010-12-01", "2030-01-01", "9999-12-31", "0001-01-01"])
def test_any_day_is_answered(desk: Desk, day: str) -> None:
    adds_up(desk.plan(desk.orders(row(), row(2, "HEART", country="France")), on=day).answer, 2)


@pytest.mark.parametrize("day", ["nonsense", "2026-02-30", "", "31/01/2026"])
def test_what_is_no_day_is_told(desk: Desk, day: str) -> None:
    assert f"{day!r} is no day: write it as 2026-01-31" in desk.plan(desk.orders(row()), on=day).fault


def test_a_bad_cell_of_the_catalogue_costs_the_cell(desk: Desk) -> None:
    text = f"{SIZES}\nMUG,Mug,120,,95,340,CN\nHEART,Heart,ten,90,95,340,CN\nLAMP,Lamp,5000,200,200,1400,CN\nSOAP,Soap,10,10,10,80000,CN\nSOAP,Soap,1,1,1,1,CN\n"
    rows = [row(i, sku) for i, sku in enumerate(("MUG", "HEART", "LAMP", "SOAP"))]
    answer = desk.plan(desk.orders(*rows), catalog=text).answer
    adds_up(answer, 4)
    assert answer["refusals"] == {"piece_too_heavy": 1, "piece_too_large": 1, "size_missing": 2}
    assert answer["faults"] == [
        "catalog: row 6: product SOAP already stands in row 5, which counts; take one of the two rows out",
        "catalog: row 3, length_mm: 'ten' is not a number and was left empty; write digits alone: sizes in mm, weights in g, no thousands separator",
    ]


def test_a_catalogue_or_stock_file_without_its_columns_is_the_wrong_file(desk: Desk) -> None:
    assert "no column sku" in desk.plan(desk.orders(row()), catalog="name,length_mm\nMug,120\n").fault
    assert "no column quantity" in desk.plan(desk.orders(row()), "--stock", desk.file("s.csv", "sku,warehouse\nMUG,SZX\n")).fault
    assert "is empty" in desk.plan(desk.orders(row()), catalog="").fault


def test_stock_is_given_to_the_first_who_asked(desk: Desk) -> None:
    stock = desk.file("stock.csv", "sku,warehouse,quantity\nMUG,SZX,7\nMUG,SZX,9\nHEART,MARS,3\nSOAP,,-1\n")
    rows = [row(1, "MUG", 6, at="2026-11-21 10:00:00"), row(2, "MUG", 6, at="2026-11-20 10:00:00"), row(3, "HEART", 1)]
    answer = desk.plan(desk.orders(*rows), "--stock", stock, "--out", desk.folder / "out").answer
    adds_up(answer, 3)
    assert answer["refusals"] == {"out_of_stock": 2} and desk.written("parcels")["number"].to_list() == ["2"]
    assert len(answer["faults"]) == 3 and all(fault.startswith("stock: row") for fault in answer["faults"])


OWN = {
    "name": "own",
    "columns": {"number": "InvoiceNo", "sku": "StockCode", "quantity": "Quantity", "price": "UnitPrice", "placed_at": "InvoiceDate", "country": "Country"},
    "make_up": ["name", "street", "city", "region", "postcode", "phone"],
}  # fmt: skip


def test_a_mapping_of_ones_own(desk: Desk) -> None:
    mapping = desk.file("own.json", json.dumps(OWN))
    answer = desk.plan(desk.orders(row(), row(2, "POST")), "--mapping", mapping).answer
    adds_up(answer, 2)
    assert answer["refusals"] == {"product_unknown": 1}  # no currency said: the merchant's own; no codes of money said: POST is a product


@pytest.mark.parametrize(
    ("said", "words"),
    [("[]", "JSON object"), ("{", "is no JSON"), ('{"name": "x"}', "needs columns"), (json.dumps(OWN | {"columns": {"number": "Nr"}}), "number (Nr)"),
     (json.dumps(OWN | {"columns": 5}), "columns must be"), (json.dumps(OWN | {"make_up": "street"}), "make_up must be")],
)  # fmt: skip
def test_a_mapping_that_is_wrong_is_told(desk: Desk, said: str, words: str) -> None:
    assert words in desk.plan(desk.orders(row()), "--mapping", desk.file("own.json", said)).fault


def test_a_mapping_that_is_not_there_is_told(desk: Desk) -> None:
    assert "known: fahuo" in desk.plan(desk.orders(row()), "--mapping", "nope").fault
    assert "cannot be opened" in desk.plan(desk.orders(row()), "--mapping", desk.folder / "nope.json").fault


def test_a_place_that_cannot_be_written_is_told_before_the_work(desk: Desk) -> None:
    taken = desk.file("taken", "x")
    for place in (taken, taken / "below"):
        assert "cannot be written" in desk.plan(desk.folder / "absent.csv", "--out", place).fault
    (desk.folder / "out" / "parcels.parquet").mkdir(parents=True)
    assert "cannot be written" in desk.plan(desk.orders(row()), "--out", desk.folder / "out").fault


def parcels(desk: Desk, rows: list[str], catalog: str = CATALOG) -> list[tuple[object, ...]]:
    """What is packed and chosen, by order number; ids left out."""
    adds_up(desk.plan(desk.orders(*rows), "--out", desk.folder / "out", catalog=catalog).answer, len(rows))
    chosen = desk.written("offers").filter("chosen").select("parcel_id", "service", "total_minor")
    return sorted(desk.written("parcels").join(chosen, on="parcel_id").drop("parcel_id", "order_id").rows(), key=str)


def test_the_order_of_rows_does_not_matter(desk: Desk) -> None:
    pieces = enumerate([(60, 40, 30, 50), (120, 60, 10, 900), (100, 36, 20, 50)])  # of one volume
    alike = "\n".join([SIZES, *(f"P{i},Piece,{a},{b},{c},{w},CN" for i, (a, b, c, w) in pieces), ""])
    rows = [row(n, f"P{p}", 5 + 37 * p * n, country=c) for n, c in ((1, "Germany"), (2, "Japan"), (3, "France")) for p in (0, 1, 2)]
    first = parcels(desk, rows, alike)
    for turn in range(4):
        assert parcels(desk, random.Random(turn).sample(rows, len(rows)), alike) == first


def test_a_plan_of_some_orders_is_their_part_of_the_whole(desk: Desk) -> None:
    whole, some = parcels(desk, MIXED), parcels(desk, [r for r in MIXED if r.startswith(("2,", "10,"))])
    at = desk.written("parcels").drop("parcel_id", "order_id").columns.index("number")
    assert some and some == [parcel for parcel in whole if parcel[at] in ("2", "10")]


def test_the_same_call_gives_the_same_files(desk: Desk) -> None:
    first = parcels(desk, MIXED), [desk.folder.joinpath("out", f"{n}.parquet").read_bytes() for n in ("parcels", "offers", "refusals")]
    assert first == (
        parcels(desk, MIXED),
        [desk.folder.joinpath("out", f"{n}.parquet").read_bytes() for n in ("parcels", "offers", "refusals")],
    )


def test_the_table_for_people_says_the_same(desk: Desk) -> None:
    desk.file("catalog.csv", CATALOG)
    said = desk.call("plan", "--orders", desk.orders(*MIXED), "--catalog", desk.folder / "catalog.csv", "--on", "2026-11-23")
    assert said.code == 0 and said.err == ""
    counts = dict(line.split()[:2] for line in said.out.splitlines())
    assert (counts["lines"], counts["planned_lines"], counts["not_goods_lines"]) == (str(len(MIXED)), "5", "2")


@pytest.mark.shared
def test_four_months_of_a_real_exporter_add_up(desk: Desk, shared: Path) -> None:
    orders = shared / "orders"
    answer = desk.plan(orders / "online_retail_2010-12_2011-03.csv.gz", catalog=orders / "catalog.csv").answer
    adds_up(answer, 142_083)
    assert answer["orders"] == 6_877 and answer["not_goods_lines"] == 662 and answer["faults"] == []
