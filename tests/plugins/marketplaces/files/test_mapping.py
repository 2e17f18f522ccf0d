"""Which column is which field."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from fahuo.core.orders.drafts import FIELDS, LineKind
from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.plugins.marketplaces.files.drafts import to_drafts
from fahuo.plugins.marketplaces.files.mapping import Mapping, NotGoods, builtin, guess, pick
from fahuo.plugins.reading.faults import UnfitMapping

RETAIL = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
RETAIL_2 = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"]
SHOPIFY = [
    *("Name", "Email", "Financial Status", "Currency", "Shipping", "Discount Amount", "Shipping Method", "Created at"),
    *("Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Shipping Name", "Shipping Street", "Shipping Address1"),
    *("Shipping Address2", "Shipping City", "Shipping Zip", "Shipping Province", "Shipping Country", "Shipping Phone", "Cancelled at"),
]
YANWEN = [
    *("订单号", "平台交易号", "交货仓", "产品名称", "收件人姓名", "电话", "邮箱", "税号", "公司", "国家"),
    *("省/州", "城市", "邮编", "地址", "门牌号", "币种类型", "SKU", "数量", "单价"),
]


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        (RETAIL, "online-retail"),
        (RETAIL_2, "online-retail"),
        ([c.lower() for c in RETAIL], "online-retail"),
        (SHOPIFY, "shopify"),
        (list(FIELDS), "fahuo"),
    ],
)
def test_a_known_header_finds_its_mapping(columns: list[str], name: str) -> None:
    assert pick(columns).name == name


def test_an_unknown_header_is_guessed_in_chinese() -> None:
    found = {field: headers[0] for field, headers in pick(YANWEN).columns.items()}
    fields = "number sku line_name quantity price currency name company street street2 city region postcode country phone email tax_id"
    headers = "订单号 SKU 产品名称 数量 单价 币种类型 收件人姓名 公司 地址 门牌号 城市 省/州 邮编 国家 电话 邮箱 税号"
    assert found == dict(zip(fields.split(), headers.split(), strict=True))


def test_an_unknown_header_is_guessed_in_english() -> None:
    header = [
        *("Order ID", "Purchase Date", "SKU", "Product Name", "Quantity Purchased", "Item Price (USD)", "Recipient Name"),
        *("Ship Address 1", "Ship City", "Ship State", "Ship Postal Code", "Ship Country", "Buyer Phone Number"),
    ]
    found = {headers[0]: field for field, headers in guess(header).columns.items()}
    fields = "number placed_at sku line_name quantity price name street city region postcode country phone"
    assert found == dict(zip(header, fields.split(), strict=True))


def test_no_column_is_guessed_for_two_fields() -> None:
    used = [header for headers in guess([*YANWEN, *SHOPIFY, *RETAIL]).columns.values() for header in headers]
    assert len(used) == len(set(used))


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnfitMapping) as told:
        pick(RETAIL, "amazon")
    assert all(
        name in str(told.value) and name in told.value.zh for name in ("'amazon'" if name == "amazon" else name for name in builtin())
    )


def test_a_file_that_lacks_columns_says_which() -> None:
    with pytest.raises(UnfitMapping, match=r"quantity \(Quantity\); price \(UnitPrice / Price\)\. The file has: InvoiceNo, StockCode"):
        pick(["InvoiceNo", "StockCode"], "online-retail")
    with pytest.raises(UnfitMapping, match="number; sku; quantity; price"):
        pick(["one", "two"])


def test_the_users_own_mapping_comes_first() -> None:
    own = replace(builtin()["online-retail"], name="mine")
    assert pick(RETAIL, "mine", [own]) is own
    assert pick(RETAIL, saved=[own]) is own
    assert pick(RETAIL, "online-retail", [replace(own, name="online-retail", currency="EUR")]).currency == "EUR"


def test_every_mapping_goes_through_json() -> None:
    for mapping in (*builtin().values(), guess(YANWEN)):
        assert Mapping.from_dict(json.loads(json.dumps(mapping.to_dict()))) == mapping


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"colums": {}}, "colums"),
        ({"columns": {"nunber": "a"}}, "nunber"),
        ({"columns": "a"}, "wrong"),
        ({"columns": {"number": 5}}, "wrong"),
        ({"columns": {"number": [5]}}, "list of headers"),
        ({"columns": ["number"]}, "columns must be"),
        ({"name": None}, "name is missing"),
        ({"date_formats": "%d/%m/%Y"}, "date_formats must be a list"),
        ({"cancellation_prefixes": [""]}, "cancellation_prefixes must be"),
        ({"decimal_comma": "yes"}, "true or false"),
        ({"defaults": {"DE": "Berlin"}}, "defaults must be"),
        ({"not_goods": [{"kind": "fee", "codes": "POST"}]}, "list of rules"),
        ({"not_goods": [{"kind": "gift", "codes": ["G"]}]}, "gift"),
        ({"not_goods": [{"kind": "fee", "pattern": "(unclosed"}]}, "wrong"),
        ({"date_formats": ["day.month"]}, "format"),
        ({"date_formats": ["%d/%m"]}, "format"),
        ({"currency": "dollars"}, "currency"),
        ({"make_up": ["tax_id"]}, "tax_id"),
        ({"defaults": {"DE": {"mail": "x"}}}, "mail"),
        ({"constants": {"x": "y"}}, "x"),
    ],
)
def test_a_wrong_mapping_is_said_in_a_sentence(said: dict[str, Any], words: str) -> None:
    with pytest.raises(UnfitMapping, match=words):
        Mapping.from_dict({"name": "mine", **said})
    with pytest.raises(UnfitMapping):
        Mapping.from_dict([said])  # type: ignore[arg-type]


def drafts(text: str, **said: Any) -> list[dict[str, Any]]:
    table = read_table(text.encode())
    mapping = Mapping(name="test", columns={c: (c,) for c in table.columns[:-2]}, **said)
    return to_drafts(table, mapping).to_dicts()


def test_cells_are_tidied() -> None:
    (row,) = drafts("number,sku,buyer,postcode,phone,city,price\n 12.0 , A1.0,17850.0,'01234,'+49 30,\u3000  ,2.0\n")
    assert (row["number"], row["sku"], row["buyer"], row["postcode"], row["phone"]) == ("12", "A1.0", "17850", "01234", "+49 30")
    assert row["city"] is None and row["price"] == "2.0" and row["shop"] == ""


def test_constants_fill_what_the_file_leaves_open() -> None:
    rows = drafts(
        "number,sku,currency,country\n1,A,,\n2,B,USD,FR\n", currency="EUR", constants={"country": "DE", "shop": "s", "service": "x"}
    )
    assert [(r["currency"], r["country"], r["shop"], r["service"]) for r in rows] == [("EUR", "DE", "s", "x"), ("USD", "FR", "s", "x")]


def test_decimal_commas() -> None:
    rows = drafts(
        'number,sku;"price"\n'.replace(";", ",") + '1,A,"1.234,50"\n1,A,"2,5"\n1,A,3\n1,A,"-1.000"\n1,A,2.55\n1,A,x\n', decimal_comma=True
    )
    assert [row["price"] for row in rows] == ["1234.50", "2.5", "3.0", "-1000.0", "2.55", "x"]


def test_dates_in_the_mappings_own_formats() -> None:
    text = "number,sku,placed_at\n1,A,31/01/2026 9:05\n1,A,01.02.26\n1,A,2026-03-04 10:00:00\n1,A,soon\n1,A,\n"
    rows = drafts(text, date_formats=("%d/%m/%Y %H:%M", "%d.%m.%y"))
    assert [r["placed_at"] for r in rows] == ["2026-01-31 09:05:00", "2026-02-01 00:00:00", "2026-03-04 10:00:00", "soon", None]


def test_lines_that_are_no_goods() -> None:
    rules = (
        NotGoods(LineKind.FREIGHT, ("POST",)),
        NotGoods(LineKind.VOUCHER, ("G",), "gift_[0-9]+"),
        NotGoods(LineKind.FEE, ("POST", "M")),
    )
    text = "number,sku,cancelled\n1,post,\n1,gift_10,no\n1,a gift_10,0\n1,M,\nC1,POST,\n1,M,2026-01-31\n1,,\n"
    rows = drafts(text, not_goods=rules, cancellation_prefixes=("C",))
    assert [row["kind"] for row in rows] == ["freight", "voucher", None, "fee", "cancellation", "cancellation", None]


def test_a_faulty_row_keeps_its_fault() -> None:
    assert drafts("number,sku\n1,A,B\n")[0]["source_fault"] == "cells 3 2"


def test_the_codes_of_the_retail_file() -> None:
    skus = [
        "85123A",
        "POST",
        "DOT",
        "C2",
        "D",
        "M",
        "m",
        "S",
        "BANK CHARGES",
        "AMAZONFEE",
        "CRUK",
        "B",
        "gift_0001_30",
        "DCGS0003",
        "PADS",
        "79323GR",
    ]
    rows = pl.DataFrame({"InvoiceNo": ["5"] * len(skus), "StockCode": skus, "Quantity": ["1"] * len(skus), "UnitPrice": ["1"] * len(skus)})
    rows = rows.with_columns(source_row=pl.lit(2, pl.Int64), source_fault=pl.lit(None, pl.String))
    kinds = to_drafts(rows, builtin()["online-retail"])["kind"].to_list()
    assert kinds == [None, *["freight"] * 3, "discount", *["fee"] * 7, "voucher", None, None, None]
