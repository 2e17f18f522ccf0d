"""A file's columns and what a person says they are: from the guess through the form to a mapping."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fahuo.plugins.marketplaces.files.client import read_pieces
from fahuo.plugins.marketplaces.files.mapping import MAPPED, NEEDED, Mapping, builtin, guess, pick
from fahuo.plugins.marketplaces.files.rows import FAULT, ROW
from fahuo.records.models import Merchant
from fahuo.steps.orders.models import ColumnMapping

FIRST = 256 * 1024  # bytes read for the preview
SHOWN = 8

NAMES = {
    "number": _("order number"),
    "shop": _("shop"),
    "sku": _("product code"),
    "line_name": _("product name"),
    "quantity": _("quantity"),
    "price": _("unit price"),
    "placed_at": _("order time"),
    "currency": _("currency"),
    "buyer": _("buyer's key"),
    "name": _("recipient"),
    "company": _("company"),
    "street": _("street"),
    "street2": _("street, second line"),
    "city": _("city"),
    "region": _("state or province"),
    "postcode": _("postcode"),
    "country": _("country"),
    "phone": _("phone"),
    "email": _("e-mail"),
    "tax_id": _("tax number"),
    "freight": _("freight paid"),
    "discount": _("discount"),
    "service": _("service asked for"),
    "promised_on": _("promised day"),
    "cancelled": _("cancelled"),
}


def first_rows(path: Path, name: str) -> tuple[list[str], pl.DataFrame]:
    """Columns and first rows of a file. Raises UnreadableFile."""
    piece = next(read_pieces(path, name, FIRST))
    columns = [c for c in piece.columns if c not in (ROW, FAULT)]
    return columns, piece.select(columns).head(SHOWN)


def saved(merchant: Merchant) -> list[Mapping]:
    """The merchant's own mappings."""
    return [Mapping.from_dict({**row.spec, "name": row.name}) for row in ColumnMapping.objects.filter(merchant=merchant).order_by("name")]


def chosen(merchant: Merchant, columns: list[str], name: str) -> Mapping:
    """The mapping of that name, or the one that suits the header best, even if it lacks something yet."""
    own = saved(merchant)
    known = {**builtin(), **{m.name: m for m in own}}
    if name in known:
        return known[name]
    try:
        return pick(columns, None, own)
    except ValueError:
        return guess(columns)


def as_form(mapping: Mapping, columns: list[str]) -> list[dict[str, Any]]:
    """Every field with the column that is read for it, those that are needed first."""
    found = mapping.fit(columns)
    fields = [*NEEDED, *(f for f in MAPPED if f not in NEEDED)]
    return [
        {"code": f, "name": NAMES[f], "column": found.get(f, ""), "needed": f in NEEDED, "constant": mapping.constants.get(f, "")}
        for f in fields
    ]


def from_form(base: Mapping, columns: list[str], said: QueryDict, name: str) -> Mapping:
    """The mapping as the form says it; what the form does not ask stays as in `base`. Raises UnfitMapping."""
    read = {f: (said[f"column_{f}"],) for f in MAPPED if said.get(f"column_{f}") in columns}
    currency = said.get("currency", "").strip().upper() or None
    mapping = replace(base, name=name, columns=read, currency=currency, decimal_comma="decimal_comma" in said, title_zh=name, title_en=name)
    return Mapping.from_dict(mapping.to_dict())
