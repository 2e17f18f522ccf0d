"""The data of parcels as a merchant's template finds them: texts ready to be read, each field of steps.goods.own_papers.fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from babel.languages import get_official_languages
from django.conf import settings

from fahuo.flow import papers
from fahuo.flow.parties import recipient, sender
from fahuo.flow.slips import goods_of
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.delivery.queries import tracking_token
from fahuo.steps.export.papers.invoice import InvoiceData, set_invoice
from fahuo.steps.goods.labels.amounts import kilograms
from fahuo.steps.goods.labels.codes import Code, code128, picture, qr_code
from fahuo.steps.goods.labels.glyphs import Unprintable, missing_in
from fahuo.steps.goods.labels.party import Party, address_lines, country_name
from fahuo.steps.goods.labels.typeset import printed_all
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of

QR_MM, BARS_MM, BARS_HIGH_MM = 30.0, 70.0, 10.0
Data = dict[str, Any]


def data_of(paper: str, rows: dict[int, Parcel], on: date) -> dict[int, Callable[[], Data]]:
    """For each parcel that has this paper, how its data is made; that raises Unprintable, or ValueError where the paper cannot be."""
    if paper == "invoice":
        return {p: _later(_invoice, found, rows[p]) for p, found in papers.invoices(rows).items()}
    ids = list(rows)
    goods, shown, chosen, places = goods_of(ids), papers.numbers(ids), papers.services(ids), papers.places(rows)
    return {
        p: _later(_packing_list, row, goods.get(p, []), shown[p], str(chosen[p]) if p in chosen else "", places[p], on)
        for p, row in rows.items()
    }


def _later(make: Callable[..., Data], *parts: Any) -> Callable[[], Data]:
    return lambda: make(*parts)


def _packing_list(parcel: Parcel, goods: list[Data], waybill: str, service: str, place: tuple[int, int], on: date) -> Data:
    order, number = parcel.order, number_of(parcel.pk)
    lines = [
        {
            "sku": str(g["sku"]),
            "name": str(g["name"] or g["name_zh"] or ""),
            "name_zh": str(g["name_zh"] or ""),
            "quantity": f"{g['pieces']:,}",
            "net_kg": kilograms(_net_g(g)),
            "origin": str(g["origin"] or ""),
        }
        for g in goods
    ]
    said = {
        "number": number,
        "waybill": waybill,
        "order": order.numbers,
        "shop": order.shop,
        "placed_on": today(order.placed_at).isoformat(),
        "printed_on": on.isoformat(),
        "language": language_of(order.country or ""),
        "country": order.country or "",
        "service": service,
        "box": parcel.box.code if parcel.box else "",
        "part": str(place[0]),
        "parts": str(place[1]),
        "merchant": _house(parcel.merchant),
        "recipient": _party(recipient(order)),
        "returns": _party(sender(parcel)),
        "lines": lines,
        "pieces": f"{parcel.pieces:,}",
        "net_kg": kilograms(sum(map(_net_g, goods))),
        "gross_kg": kilograms(parcel.weight_g),
        "size_cm": " × ".join(f"{mm / 10:g}" for mm in (parcel.length_mm, parcel.width_mm, parcel.height_mm)),
    }
    url = tracking_url(parcel.pk)
    codes = {
        "tracking_url": url,
        "tracking_qr": _svg(qr_code(url, QR_MM)) if url else "",
        "number_bars": _svg(code128(number, BARS_MM, BARS_HIGH_MM)),
    }
    return _checked(said) | codes


def _invoice(found: InvoiceData, parcel: Parcel) -> Data:
    country = parcel.order.country or ""
    return _checked(set_invoice(found) | {"language": language_of(country), "country": country})


def _checked(said: Data) -> Data:
    """Texts as they are printed. Raises Unprintable where the fonts lack a character."""
    if missing := missing_in(said):
        raise Unprintable(missing)
    made = printed_all(said)
    assert isinstance(made, dict)
    return made


def tracking_url(parcel_id: int) -> str:
    """The buyer's page of a parcel; empty where no public address is set."""
    return f"{settings.PUBLIC_ADDRESS}/t/{tracking_token(parcel_id)}/" if settings.PUBLIC_ADDRESS else ""


@cache
def language_of(country: str) -> str:
    """The first of the official languages of a country, as two or three letters (ISO 639); English where it is not known."""
    found = get_official_languages(country, de_facto=True) if country else ()
    return str(found[0]).partition("_")[0] if found else "en"


def _net_g(row: Data) -> int:
    return int(row["pieces"]) * int(row["weight_g"] or 0)


def _house(merchant: Merchant) -> Data:
    return {name: getattr(merchant, name) or "" for name in ("name", "name_zh", "phone", "email")}


def _party(party: Party) -> Data:
    return {
        "name": party.name,
        "company": party.company or "",
        "lines": address_lines(party),
        "country": country_name(party.country, "en"),
        "country_zh": country_name(party.country, "zh"),
        "phone": party.phone or "",
    }


def _svg(code: Code) -> str:
    return str(picture(code.width_mm, code.height_mm, [(0.0, 0.0, code)]))
