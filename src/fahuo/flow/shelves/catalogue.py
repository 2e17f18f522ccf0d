"""The floor's columns of a catalogue file, stored beside the products that the file brought."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
from django.db import transaction

from fahuo.core import frames
from fahuo.core.goods.floor_columns import read_floor
from fahuo.core.goods.moving import Refused
from fahuo.core.reasons import REASONS
from fahuo.flow.said import NotPossible
from fahuo.flow.shelves.goods import set_parts
from fahuo.records.models import Merchant, Product

FIELDS = ("gtin", "tracks", "removal", "material")


def store(merchant: Merchant, table: pl.DataFrame) -> pl.DataFrame:
    """Keep gtin, tracks, removal, material and parts of the products of a file, inside the caller's transaction. Returns frames.Refusals of the cells that do not count."""
    said, refused = read_floor(table)
    rows = {p.sku: p for p in Product.objects.filter(merchant=merchant, sku__in=list(said))}
    taken = _gtins(merchant, said)
    for sku, fields in said.items():
        owner = taken.get(str(fields.get("gtin", "")).zfill(14), sku)
        if owner != sku:
            refused.append(Refused(0, "gtin_taken", {"gtin": fields.pop("gtin"), "sku": owner}))
    changed = [rows[sku] for sku, fields in said.items() if sku in rows and set(FIELDS) & fields.keys()]
    for row in changed:
        for name in FIELDS:
            setattr(row, name, said[row.sku].get(name, getattr(row, name)))
    Product.objects.bulk_update(changed, FIELDS, batch_size=2_000)
    refused += [
        no for sku, fields in said.items() if sku in rows and fields.get("parts") for no in _kit(merchant, rows[sku], fields["parts"])
    ]
    return _refusals(refused)


def _gtins(merchant: Merchant, said: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Who has these GTINs already: 14 digits -> sku."""
    wanted = {str(f["gtin"]).zfill(14) for f in said.values() if f.get("gtin")}
    forms = {g[14 - n :] for g in wanted for n in (8, 12, 13, 14) if set(g[: 14 - n]) <= {"0"}}
    return {gtin.zfill(14): sku for gtin, sku in Product.objects.filter(merchant=merchant, gtin__in=forms).values_list("gtin", "sku")}


def _kit(merchant: Merchant, kit: Product, parts: dict[str, int]) -> list[Refused]:
    """The parts of one kit; what cannot be is a refusal that carries the verb's own sentence."""
    try:
        with transaction.atomic():
            set_parts(merchant, kit.pk, parts)
    except NotPossible as problem:
        return [Refused(0, "kit_not_made", {"sku": kit.sku, "why": problem.zh, "why_en": problem.en})]
    return []


def _refusals(refused: list[Refused]) -> pl.DataFrame:
    columns = ("source_row", "code", "values")
    rows = [
        (no.row or None, no.code, json.dumps({**no.values, "source_row": no.row}, ensure_ascii=False))
        for no in refused
        if no.code in REASONS
    ]
    table = pl.DataFrame(rows, schema=dict(zip(columns, (pl.Int64, pl.String, pl.String), strict=True)), orient="row")
    return frames.refuse(table, "goods", pl.col("code")).with_columns(values=table["values"])
