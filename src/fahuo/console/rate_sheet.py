"""A rate card as a file: the open format's text, or a workbook with a row for each zone and band."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from fahuo.console.sheets import XLSX
from fahuo.core.methods.read import jsonable
from fahuo.core.methods.write import write_toml

_BAND = ("over_g", "up_to_g", "per_kg", "first_g", "first", "step_g", "step", "flat", "per_parcel")
_HEAD = ("valid_from", "valid_to", "currency", "zone", "countries", "days_p50", "days_p90", "min_g", "step_g (rounding)", *_BAND)


def answer(document: dict[str, Any], kind: str) -> HttpResponse:
    """The document as "toml" or "xlsx"."""
    if kind == "xlsx":
        response = HttpResponse(_workbook(jsonable(document)), content_type=XLSX)
    else:
        response = HttpResponse(write_toml(document), content_type="application/toml; charset=utf-8")
    name = quote(str(document["code"]))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.{'xlsx' if kind == 'xlsx' else 'toml'}"
    return response


def _workbook(document: dict[str, Any]) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    for name, head, rows in (("prices", _HEAD, _prices(document)), ("terms", ("field", "value"), _terms(document))):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, head, bold)
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                number = _number(value)
                sheet.write_number(at, column, number) if number is not None else sheet.write_string(
                    at, column, "" if value is None else str(value)
                )
    book.close()
    return kept.getvalue()


def _prices(document: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for card in document["cards"]:
        for zone in card["zones"]:
            countries = ", ".join(zone.get("countries", zone.get("postcodes", {})))
            head = (card["valid_from"], card.get("valid_to"), card["currency"], zone["code"], countries, zone["days_p50"], zone["days_p90"])
            rounding = (zone.get("min_g", card.get("min_g", 0)), zone.get("step_g", card.get("step_g", 1)))
            for band in zone["bands"]:
                yield (*head, *rounding, *(band.get(name) for name in _BAND))


def _terms(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if name != "cards":
            yield name, _text(value)
    for card in document["cards"]:
        for name in ("volumetric", "limits", "surcharges", "least"):
            if name in card:
                yield f"{card['valid_from']} {name}", _text(card[name])


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} = {_text(v)}" for k, v in value.items())
    return "; ".join(_text(v) for v in value) if isinstance(value, list) else str(value)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    text = str(value)
    return float(text) if text.replace(".", "", 1).isdigit() else None
