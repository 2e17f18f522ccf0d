"""What the invoice says, read back from the PDF: parties, codes, and sums that add up to the cent."""

from __future__ import annotations

import io
import random
import re
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahuo.core.words import minor_units
from fahuo.steps.export.papers.invoice import InvoiceData, InvoiceLine, render_invoice
from fahuo.steps.goods.labels.glyphs import Unprintable
from fahuo.steps.goods.labels.party import Party

SELLER = Party(
    "深圳示例贸易有限公司",
    "龙华区民治街道民强路18号",
    "深圳市",
    "CN",
    company="Shenzhen Example Trading Co., Ltd.",
    region="广东省",
    postcode="518131",
    phone="+86 755 1234 5678",
    email="export@example.com",
    ids=(("USCC", "91440300EXAMPLE00X"), ("IOSS", "IM3720000224")),
)
BUYER = Party("Zażółć Gęślą-Jaźń", "ul. Święty Marcin 29/8", "Poznań", "PL", postcode="61-806", phone="+48 61 123 45 67")
IMPORTER = Party("Beispiel Import GmbH", "Hauptstraße 1", "Köln", "DE", postcode="50667", ids=(("EORI", "DE1234567890"),))
LINES = (
    InvoiceLine("White hanging heart T-light holder", 6, 2400, 1530, "940550", "CN", "白色心形烛台"),
    InvoiceLine("White metal lantern", 7, 3100, 2034, "940550", "VN"),
)
INVOICE = InvoiceData("FH-INV-00012", date(2026, 11, 23), "IN-536365", "FH2611230000012", SELLER, BUYER, "GBP", "DDP", LINES, 6420)

ROW = re.compile(
    r"(?m)^(?:.* )?(?P<hs>\d{6,10}|—) (?P<origin>[A-Z]{2}|—) (?P<quantity>[\d,]+) (?P<net>[\d,]+\.\d{3}) "
    r"(?:≈ )?(?P<unit>[\d,.]+) (?P<value>[\d,.]+)$"
)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text().replace("\u200b", "") for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def whole(text: str, places: int) -> int:
    """1,234.56 with two places: 123456."""
    assert len(text.partition(".")[2]) == places
    return int(text.replace(",", "").replace(".", ""))


def rows(texts: list[str], currency: str) -> list[tuple[str, str, int, int, int]]:
    """HS code, origin, pieces, grams and minor units of every line that stands in the text."""
    places = minor_units(currency)
    found = [m for text in texts for m in ROW.finditer(text)]
    return [(m["hs"], m["origin"], int(m["quantity"].replace(",", "")), whole(m["net"], 3), whole(m["value"], places)) for m in found]


def after(text: str, heading: str) -> str:
    """What stands on the line below a heading."""
    return text.split(heading + "\n", 1)[1].split("\n", 1)[0]


def test_a_short_invoice_says_all_that_customs_asks() -> None:
    texts = pages(render_invoice(replace(INVOICE, service="Europe Line", waybill="1Z5R89390357567127", importer=IMPORTER)))
    assert len(texts) == 1
    for said in (
        "COMMERCIAL INVOICE 商业发票",
        "深圳示例贸易有限公司",
        "Shenzhen Example Trading Co., Ltd.",
        "USCC 91440300EXAMPLE00X",
        "IOSS IM3720000224",
        "Zażółć Gęślą-Jaźń",
        "61-806 Poznań",
        "Poland 波兰 (PL)",
        "Beispiel Import GmbH",
        "EORI DE1234567890",
        "White hanging heart T-light holder",
        "白色心形烛台",
        "Page 1 of 1",
        "第 1 页，共 1 页",
    ):
        assert said in texts[0]
    facts = {
        "Incoterms 2020 成交方式": "DDP Poznań",
        "Date 日期": "2026-11-23",
        "Order no. 订单号": "IN-536365",
        "Parcel no. 包裹号": "FH2611230000012",
    }
    facts |= {"Waybill no. 运单号": "1Z5R89390357567127", "Service 物流渠道": "Europe Line", "Reason for export 出口原因": "Sale 销售"}
    assert {heading: after(texts[0], heading) for heading in facts} == facts
    assert rows(texts, "GBP") == [("940550", "CN", 6, 2400, 1530), ("940550", "VN", 7, 3100, 2034)]
    sums = {
        "Total value 总金额": "GBP 35.64",
        "Net weight 净重": "5.500 kg",
        "Gross weight 毛重": "6.420 kg",
        "Pieces 件数": "13",
        "Packages 包裹数": "1",
    }
    assert {heading: after(texts[0], heading) for heading in sums} == sums


def test_freight_and_discount_are_said_to_be_contained() -> None:
    plain, shared = pages(render_invoice(INVOICE))[0], pages(render_invoice(replace(INVOICE, freight_minor=450, discount_minor=100)))[0]
    assert "freight GBP 4.50 and discount GBP 1.00 are shared" in shared and "运费和折扣已按" in shared
    assert "freight" not in plain and "what the buyer paid" in plain


def test_a_rounded_unit_value_is_marked() -> None:
    text = pages(render_invoice(INVOICE))[0]
    assert "≈ 2.9057 20.34" in text and "2.55 15.30" in text and "Rounded" in text
    assert "≈" not in pages(render_invoice(replace(INVOICE, lines=LINES[:1])))[0]


def test_a_draft_says_that_it_is_one() -> None:
    missing = replace(INVOICE, draft=True, lines=(replace(LINES[0], hs_code=None, origin=None),))
    texts = pages(render_invoice(missing))
    assert "DRAFT 草稿" in texts[0] and rows(texts, "GBP") == [("—", "—", 6, 2400, 1530)]
    assert "DRAFT" not in pages(render_invoice(INVOICE))[0]


def test_lines_that_overflow_go_on_under_a_repeated_header() -> None:
    lines = tuple(replace(LINES[n % 2], name=f"Article {n}", value_minor=n + 1) for n in range(130))
    texts = pages(render_invoice(replace(INVOICE, lines=lines)))
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert ("Description of goods" in text) == bool(ROW.search(text))
        assert f"Page {number} of {len(texts)}" in text and "FH-INV-00012" in text
    assert [row[4] for row in rows(texts, "GBP")] == list(range(1, 131))
    assert sum("Total value" in text for text in texts) == 1


WORDS = [
    "Ceramic mug",
    "Koszulka bawełniana żółta",
    "带盖马克杯",
    "USB-C 2 m",
    "X" * 90,
    "Lamp, dimmable, with wireless charging and a very long name",
    "50 % #b $x$ *y*",
]
LINE = st.builds(
    InvoiceLine,
    name=st.sampled_from(WORDS),
    quantity=st.integers(1, 80_000),
    net_g=st.integers(0, 10**8),
    value_minor=st.integers(0, 10**11),
    hs_code=st.none() | st.integers(10**5, 10**10 - 1).map(str),
    origin=st.sampled_from([None, "CN", "VN", "DE"]),
)


@settings(deadline=None, max_examples=25)
@given(st.lists(LINE, min_size=1, max_size=60), st.sampled_from(["EUR", "JPY", "KWD"]), st.randoms(use_true_random=False))
def test_every_line_and_sum_reads_back(lines: list[InvoiceLine], currency: str, draw: random.Random) -> None:
    data = replace(INVOICE, lines=tuple(lines), currency=currency, gross_g=draw.randint(1, 10**9), importer=draw.choice([None, IMPORTER]))
    texts = pages(render_invoice(data))
    assert rows(texts, currency) == [(n.hs_code or "—", n.origin or "—", n.quantity, n.net_g, n.value_minor) for n in lines]
    assert whole(after(texts[-1], "Total value 总金额").removeprefix(f"{currency} "), minor_units(currency)) == data.total_minor
    assert whole(after(texts[-1], "Net weight 净重").removesuffix(" kg"), 3) == data.net_g
    assert whole(after(texts[-1], "Gross weight 毛重").removesuffix(" kg"), 3) == data.gross_g
    assert int(after(texts[-1], "Pieces 件数").replace(",", "")) == data.pieces


def test_the_same_data_is_the_same_bytes() -> None:
    assert render_invoice(INVOICE) == render_invoice(INVOICE)


def test_what_cannot_be_printed_is_named() -> None:
    with pytest.raises(Unprintable, match=r"TIBETAN LETTER BA\) in consignee.city"):
        render_invoice(replace(INVOICE, consignee=replace(BUYER, city="བོད")))


@pytest.mark.parametrize("lines", [(), (replace(LINES[0], quantity=0),)])
def test_nothing_to_declare_is_a_sentence(lines: tuple[InvoiceLine, ...]) -> None:
    with pytest.raises(ValueError, match="FH-INV-00012 has no line to declare"):
        render_invoice(replace(INVOICE, lines=lines))
