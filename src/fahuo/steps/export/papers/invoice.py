"""The commercial invoice of one parcel, as PDF. Its totals are the sums of its lines; a line's value is its part of what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fahuo.steps.goods.labels.amounts import kilograms, money, unit_value
from fahuo.steps.goods.labels.glyphs import Unprintable, missing_in
from fahuo.steps.goods.labels.party import Party, address_lines, country_name
from fahuo.steps.goods.labels.typeset import typeset

TEMPLATE = Path(__file__).with_name("invoice.typ")


@dataclass(frozen=True)
class InvoiceLine:
    """One declared line; see core.frames.DeclaredLines."""

    name: str
    quantity: int
    net_g: int
    value_minor: int
    hs_code: str | None = None
    origin: str | None = None  # ISO 3166-1 alpha-2
    name_zh: str | None = None


@dataclass(frozen=True)
class InvoiceData:
    """What stands on a commercial invoice. Amounts in minor units of `currency`, weights in grams."""

    number: str
    issued_on: date
    order_number: str
    parcel_number: str
    shipper: Party
    consignee: Party
    currency: str
    incoterm: str
    lines: tuple[InvoiceLine, ...]
    gross_g: int
    importer: Party | None = None  # of record, where it is not the consignee
    incoterm_place: str | None = None  # the consignee's city unless given
    waybill: str | None = None
    service: str | None = None
    packages: int = 1
    freight_minor: int = 0  # of the whole order, contained in the values of its lines
    discount_minor: int = 0  # likewise, taken off them
    draft: bool = False  # a code or an origin is still missing: not for customs

    @property
    def total_minor(self) -> int:
        return sum(line.value_minor for line in self.lines)

    @property
    def net_g(self) -> int:
        return sum(line.net_g for line in self.lines)

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)


def render_invoice(data: InvoiceData) -> bytes:
    """The invoice as a PDF of as many A4 pages as its lines need. The same data gives the same bytes. Errors as in set_invoice."""
    return render_invoices([set_invoice(data)])


def set_invoice(data: InvoiceData) -> dict[str, object]:
    """An invoice as the template reads it.

    Unprintable where a text has a character that the fonts lack; ValueError where there is no line, or one without pieces.
    """
    if not data.lines or any(line.quantity < 1 for line in data.lines):
        raise ValueError(f"invoice {data.number} has no line to declare, or a line without pieces")
    if missing := missing_in(data):
        raise Unprintable(missing)
    return _written(data)


def render_invoices(written: Sequence[dict[str, object]]) -> bytes:
    """Many invoices as one PDF, each with a bookmark and its own page numbers."""
    return typeset(TEMPLATE, list(written))


def _written(data: InvoiceData) -> dict[str, object]:
    """The invoice as the template reads it: every number already text."""
    rows = [_line(no, line, data.currency) for no, line in enumerate(data.lines, start=1)]
    return {
        "number": data.number,
        "issued_on": data.issued_on.isoformat(),
        "facts": _facts(data),
        "parties": [
            _party("Shipper / exporter", "发货人", data.shipper),
            _party("Consignee", "收货人", data.consignee),
            *([_party("Importer of record", "进口商", data.importer)] if data.importer else []),
        ],
        "currency": data.currency,
        "lines": rows,
        "rounded": any(row["rounded"] for row in rows),
        "total": money(data.total_minor, data.currency),
        "pieces": f"{data.pieces:,}",
        "net": kilograms(data.net_g),
        "gross": kilograms(data.gross_g),
        "packages": f"{data.packages:,}",
        "freight": money(data.freight_minor, data.currency) if data.freight_minor else "",
        "discount": money(data.discount_minor, data.currency) if data.discount_minor else "",
        "signatory": data.shipper.company or data.shipper.name,
        "draft": data.draft,
    }


def _facts(data: InvoiceData) -> Sequence[tuple[str, str, str]]:
    place = data.incoterm_place or data.consignee.city
    rows = [
        ("Date", "日期", data.issued_on.isoformat()),
        ("Order no.", "订单号", data.order_number),
        ("Parcel no.", "包裹号", data.parcel_number),
        ("Waybill no.", "运单号", data.waybill or ""),
        ("Service", "物流渠道", data.service or ""),
        ("Incoterms 2020", "成交方式", f"{data.incoterm} {place}"),
        ("Reason for export", "出口原因", "Sale 销售"),
        ("Country of destination", "目的国", _country(data.consignee.country)),
    ]
    return [row for row in rows if row[2]]


def _line(no: int, line: InvoiceLine, currency: str) -> dict[str, object]:
    unit, exact = unit_value(line.value_minor, line.quantity, currency)
    return {
        "no": str(no),
        "name": line.name,
        "name_zh": line.name_zh or "",
        "hs_code": line.hs_code or "",
        "origin": line.origin or "",
        "quantity": f"{line.quantity:,}",
        "net": kilograms(line.net_g),
        "unit": unit,
        "rounded": not exact,
        "value": money(line.value_minor, currency),
    }


def _party(en: str, zh: str, party: Party) -> dict[str, object]:
    return {
        "en": en,
        "zh": zh,
        "name": party.name,
        "company": party.company or "",
        "lines": [*address_lines(party), _country(party.country)],
        "phone": party.phone or "",
        "email": party.email or "",
        "ids": [list(pair) for pair in party.ids],
    }


def _country(code: str) -> str:
    return f"{country_name(code, 'en')} {country_name(code, 'zh')} ({code})"
