"""From a file to orders."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from fahuo.core import frames, reasons
from fahuo.core.orders.drafts import FIELDS
from fahuo.core.words import Weight
from fahuo.countries.book import Book
from fahuo.countries.names import codes
from fahuo.plugins.marketplaces.files.batches import Batches
from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.plugins.marketplaces.files.madeup import defaults, example
from fahuo.plugins.marketplaces.files.mapping import Mapping, builtin, pick
from fahuo.plugins.marketplaces.files.take import refused_rows, take_in

ON = date(2026, 11, 23)
MADE_UP = ("name", "street", "city", "region", "postcode", "phone")


def test_a_made_up_address_passes_its_countrys_own_rules() -> None:
    """All but the buyer's own tax number, which nobody may make up."""
    countries = sorted(codes())
    rows = [{**example(country), "country": country, "order_id": at} for at, country in enumerate(countries)]
    orders = pl.DataFrame(rows, schema_overrides=dict.fromkeys((*MADE_UP, "country"), pl.String))
    plain = dict.fromkeys(("tax_id", "email", "company", "buyer"), pl.lit(None, pl.String))
    plain |= {"shop": pl.lit(""), "currency": pl.lit("EUR"), "number": pl.lit("1")}
    refused = Book(frames.empty(frames.Exchange)).check(orders.with_columns(**plain), ON).filter(~pl.col("code").str.starts_with("tax_id"))
    assert [(countries[row["order_id"]], row["code"], row["values"]) for row in refused.to_dicts()] == []


def test_a_mappings_own_defaults_come_before_what_is_made_up() -> None:
    said = {"*": {"street": "Lager 1"}, "DE": {"city": "Bonn", "postcode": "53111"}}
    rows = {row["country"]: row for row in defaults(["DE", "FR"], said, ("city", "region", "postcode")).to_dicts()}
    assert (rows["DE"]["street"], rows["DE"]["city"], rows["DE"]["postcode"], rows["DE"]["phone"]) == ("Lager 1", "Bonn", "53111", None)
    assert (rows["FR"]["street"], rows["FR"]["city"], rows["FR"]["postcode"]) == ("Lager 1", "Paris", example("FR")["postcode"])
    assert defaults(["DE"], {}, ()) is None


def test_the_merchants_currency_is_taken_where_nothing_says_one() -> None:
    raw = read_table(b"number,sku,quantity,price,country,placed_at\n1,A,1,2.5,DE,2026-01-31\n")
    mapping = pick(raw.columns)
    assert take_in(raw, mapping).refusals["code"].to_list() == ["currency_unknown"]
    assert take_in(raw, mapping, currency="JPY").lines["price_minor"].to_list() == [3]


def test_refused_rows_come_back_with_their_reason_and_can_be_sent_again() -> None:
    text = (
        "number,sku,quantity,price,country,placed_at,currency,note\n1,A,1,2.5,DE,2026-01-31,EUR,x\n1,B,two,2.5,DE,2026-01-31,EUR,y\n1,C\n"
    )
    raw = read_table(text.encode())
    taken = take_in(raw, pick(raw.columns))
    rows = refused_rows(raw, taken.refusals)
    assert rows.columns == [*text.split("\n")[0].split(","), "source_row", "reason", "what to do"]
    assert rows.select("sku", "note", "source_row", "reason").rows() == [
        ("B", "y", 3, "quantity 'two' is not a whole number"),
        ("C", None, 4, "row 4 has 2 cells, the header has 8"),
    ]
    again = read_table(rows.write_csv().replace("two", "2").encode())
    taken = take_in(again, pick(again.columns))
    assert taken.lines["sku"].to_list() == ["B"]
    assert refused_rows(again, taken.refusals)["sku"].to_list() == ["C"]
    assert "处理方法" in refused_rows(raw, taken.refusals, "zh-hans").columns


def test_our_own_format_is_read_back() -> None:
    """Every field of the `fahuo` mapping reaches the order."""
    cells = {name: name for name in FIELDS} | {"number": "7", "placed_at": "2026-01-31 10:00", "promised_on": "2026-02-05", "country": "DE"}
    cells |= {"quantity": "2", "price": "1.5", "currency": "EUR", "freight": "1", "discount": "0.5"}
    taken = take_in(read_table(pl.DataFrame([cells]).write_csv().encode()), builtin()["fahuo"])
    (order,), (line,) = taken.orders.to_dicts(), taken.lines.to_dicts()
    said = {name: order[name] for name in FIELDS if name in order and name not in ("placed_at", "promised_on")}
    assert said == {name: cells[name] for name in said} | {"street": "street, street2"}
    assert (order["freight_minor"], order["discount_minor"], order["promised_on"]) == (100, 50, date(2026, 2, 5))
    assert (line["sku"], line["name"], line["quantity"], line["price_minor"]) == ("sku", "line_name", 2, 150)


def test_a_shopify_export_gives_the_order_once_and_its_lines_below() -> None:
    text = (
        "Name,Email,Currency,Shipping,Discount Amount,Shipping Method,Created at,"
        "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,"
        "Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Cancelled at\n"
        "#1001,a@x.example,EUR,4.90,2.00,Standard,2026-01-31 22:00:00 +0800,1,Cup,9.95,CUP,Ann,Weg 1,Bonn,'53111,,DE,'+49 30 901820,\n"
        "#1001,a@x.example,,,,,,2,Pen,1.50,PEN,,,,,,,,\n"
        "#1002,b@x.example,EUR,0,0,Standard,2026-01-31 23:00:00 +0800,1,Cup,9.95,CUP,Bob,Weg 2,Bonn,'53111,,DE,,2026-02-01 08:00:00 +0800\n"
    )
    raw = read_table(text.encode())
    taken = take_in(raw, pick(raw.columns))
    (order,) = taken.orders.to_dicts()
    assert (order["number"], order["postcode"], order["phone"], order["freight_minor"], order["discount_minor"]) == (
        "#1001",
        "53111",
        "+49 30 901820",
        490,
        200,
    )
    assert str(order["placed_at"]) == "2026-01-31 14:00:00+00:00"
    assert taken.lines.select("sku", "quantity", "price_minor").rows() == [("CUP", 1, 995), ("PEN", 2, 150)]
    assert taken.refusals["code"].to_list() == ["cancellation"]


def test_odd_cases_of_the_retail_file() -> None:
    """A row of each kind that docs/orders-from-files.md decides."""
    head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    cases = [
        ("536365,85123A,HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom", None),
        ("536366,85123A,HOLDER,74215,12/1/2010 8:26,1.04,,EIRE", None),
        ("536367,85123A,HOLDER,1,2010-12-01 08:26:00,2.55,,RSA", None),
        ("536368,85123A,HOLDER,1,2010-12-01 08:26:00,2.55,,Channel Islands", None),
        ("536369,85123A,HOLDER,1,2010-12-01 08:26:00,2.55,,European Community", "country_unknown"),
        ("536370,85123A,HOLDER,1,2010-12-01 08:26:00,2.55,,Unspecified", "country_unknown"),
        ("C536379,D,Discount,-1,2010-12-01 08:26:00,27.50,14527.0,United Kingdom", "cancellation"),
        ("C536380,85123A,HOLDER,-6,2010-12-01 08:26:00,2.55,14527.0,United Kingdom", "cancellation"),
        ("536381,85123A,lost,-60,2010-12-01 08:26:00,0,,United Kingdom", "quantity_not_positive"),
        ("536382,85123A,,1,2010-12-01 08:26:00,0.0,,United Kingdom", "price_zero"),
        ("536383,PADS,PADS TO MATCH ALL CUSHIONS,1,2010-12-01 08:26:00,0.001,,United Kingdom", "price_zero"),
        ("A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,United Kingdom", "fee_line"),
        ("536385,POST,POSTAGE,3,2010-12-01 08:26:00,18,12583.0,France", "freight_line"),
        ("536386,DOT,DOTCOM POSTAGE,1,2010-12-01 08:26:00,569.77,,United Kingdom", "freight_line"),
        ("536387,C2,CARRIAGE,1,2010-12-01 08:26:00,50,14911.0,EIRE", "freight_line"),
        ("536388,M,Manual,1,2010-12-01 08:26:00,1.25,,United Kingdom", "fee_line"),
        ("536389,BANK CHARGES,Bank Charges,1,2010-12-01 08:26:00,15,,United Kingdom", "fee_line"),
        ("536390,gift_0001_20,Gift Voucher,1,2010-12-01 08:26:00,16.67,,United Kingdom", "voucher_line"),
        ("536391,DCGS0076,SUNJAR,1,2010-12-01 08:26:00,16.13,,United Kingdom", None),
    ]
    raw = read_table((head + "\n".join(text for text, _ in cases)).encode())
    taken = take_in(raw, pick(raw.columns))
    came = dict(pl.concat([taken.refusals, taken.not_goods]).select("source_row", "code").iter_rows()) | dict.fromkeys(
        taken.lines["source_row"]
    )
    assert [came[row] for row in range(2, len(cases) + 2)] == [code for _, code in cases]
    assert taken.orders["country"].to_list() == ["GB", "IE", "ZA", "JE", "GB"]
    assert taken.orders["buyer"].to_list() == ["17850", None, None, None, None]
    assert "postcode" not in taken.orders["made_up"][1] or taken.orders["postcode"][1]
    assert all("street" in made for made in taken.orders["made_up"])


@pytest.mark.shared
def test_the_real_file_as_it_is(shared: Path) -> None:
    path = shared / "orders" / "online_retail_2010-12_2011-03.csv.gz"
    raw = read_table(path)
    assert raw.height == 142_083 and raw["source_fault"].null_count() == raw.height
    taken = take_in(raw, pick(raw.columns))
    parts = pl.concat([taken.lines["source_row"], taken.not_goods["source_row"], taken.refusals["source_row"]])
    assert parts.sort().to_list() == list(range(2, 142_085))
    frames.Orders.validate(taken.orders)
    frames.Lines.validate(taken.lines)
    assert taken.order_count == 6_877
    assert dict(taken.refusals["code"].value_counts().iter_rows()) == {
        "cancellation": 2_603,
        "price_zero": 436,
        "quantity_not_positive": 348,
    }
    assert dict(taken.not_goods["code"].value_counts().iter_rows()) == {"fee_line": 95, "freight_line": 558, "voucher_line": 9}
    assert taken.lines["quantity"].max() == 74_215
    assert all(reasons.REASONS[code].weight is Weight.NOT_GOODS for code in taken.not_goods["code"].unique())
    rows = sum((json.loads(values)["number"][0] == "C") for values in taken.refusals.filter(pl.col("code") == "cancellation")["values"])
    assert rows == 2_603


@pytest.mark.shared
def test_the_real_file_in_batches_is_the_same_file(shared: Path) -> None:
    path = shared / "orders" / "online_retail_2010-12_2011-03.csv.gz"
    mapping: Mapping = builtin()["online-retail"]
    whole = take_in(read_table(path), mapping)
    parts = [take_in(raw, mapping) for raw in Batches(path, orders=1_000)]
    assert len(parts) == 7 and sum(part.order_count for part in parts) == whole.order_count
    for name in ("orders", "lines"):
        joined = pl.concat([getattr(part, name) for part in parts]).drop("order_id")
        assert joined.equals(getattr(whole, name).drop("order_id"))
    assert pl.concat([part.refusals for part in parts]).drop("order_id").sort("source_row").equals(whole.refusals.drop("order_id"))
