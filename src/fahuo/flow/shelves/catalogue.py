"""The floor's columns of a catalogue file, stored beside the products that the file brought."""

from __future__ import annotations

import json

import polars as pl

from fahuo.core import frames
from fahuo.core.goods.floor_columns import Said, read_floor
from fahuo.core.goods.moving import Refused
from fahuo.core.reasons import REASONS
from fahuo.flow.shelves.goods import set_kits
from fahuo.records.copy import execute
from fahuo.records.models import Merchant, Product

FIELDS = ("gtin", "tracks", "removal", "material")


def store(merchant: Merchant, table: pl.DataFrame) -> pl.DataFrame:
    """Keep gtin, tracks, removal, material and parts of the products of a file, inside the caller's transaction. Returns frames.Refusals of the cells that do not count."""
    said, refused = read_floor(table)
    if not said:
        return _refusals(refused)
    ids = dict(Product.objects.filter(merchant=merchant, sku__in=list(said)).values_list("sku", "pk"))
    taken = _gtins(merchant, said)
    for sku, one in said.items():
        owner = taken.get(_whole(one.fields.get("gtin")), sku)
        if owner != sku:
            refused.append(Refused(one.row, "gtin_taken", {"gtin": one.fields.pop("gtin"), "sku": owner}))
    _update(ids, said)
    kits = {ids[sku]: one.fields["parts"] for sku, one in said.items() if sku in ids and one.fields.get("parts")}
    skus = {pk: sku for sku, pk in ids.items()}
    for pk, no in (set_kits(merchant, kits) if kits else {}).items():
        refused.append(Refused(said[skus[pk]].row, "kit_not_made", {"sku": skus[pk], "why": no.zh, "why_en": no.en}))
    return _refusals(sorted(refused, key=lambda no: no.row))


def _whole(gtin: object) -> str:
    """A GTIN in 14 digits; an empty one stays empty."""
    return str(gtin).zfill(14) if gtin else ""


def _update(ids: dict[str, int], said: dict[str, Said]) -> None:
    """The fields that rows say, all products in one statement; what a row does not say stays."""
    rows = [
        (ids[sku], *(one.fields.get(name) for name in FIELDS))
        for sku, one in said.items()
        if sku in ids and set(FIELDS) & one.fields.keys()
    ]
    if not rows:
        return
    changes = ", ".join(f"{name} = COALESCE(said.{name}, p.{name})" for name in FIELDS)
    execute(
        f"""UPDATE records_product p SET {changes}
            FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::boolean[]) AS said (id, {", ".join(FIELDS)}) WHERE p.id = said.id""",
        [list(column) for column in zip(*rows, strict=True)],
    )


def _gtins(merchant: Merchant, said: dict[str, Said]) -> dict[str, str]:
    """Who has these GTINs already: 14 digits -> sku. Whoever gets another one by this file has it no more."""
    wanted = {_whole(one.fields["gtin"]) for one in said.values() if one.fields.get("gtin")}
    forms = {g[14 - n :] for g in wanted for n in (8, 12, 13, 14) if set(g[: 14 - n]) <= {"0"}}
    rows = Product.objects.filter(merchant=merchant, gtin__in=forms).values_list("gtin", "sku")
    return {_whole(gtin): sku for gtin, sku in rows if sku not in said or _whole(said[sku].fields.get("gtin", gtin)) == _whole(gtin)}


def _refusals(refused: list[Refused]) -> pl.DataFrame:
    columns = ("source_row", "code", "values")
    rows = [
        (no.row or None, no.code, json.dumps({**no.values, "source_row": no.row}, ensure_ascii=False))
        for no in refused
        if no.code in REASONS
    ]
    table = pl.DataFrame(rows, schema=dict(zip(columns, (pl.Int64, pl.String, pl.String), strict=True)), orient="row")
    return frames.refuse(table, "goods", pl.col("code")).with_columns(values=table["values"])
