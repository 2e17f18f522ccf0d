"""Read a file of bins: rows of text in, bins and refusals out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from fahuo.core.goods.bins import LONGEST
from fahuo.core.goods.cells import by_header, whole_rows
from fahuo.core.goods.moving import Refused, text
from fahuo.core.words import BinKind

KINDS = {
    **{kind.value: kind for kind in BinKind},
    **{"存储": BinKind.STORAGE, "存储位": BinKind.STORAGE, "收货": BinKind.RECEIVING, "收货区": BinKind.RECEIVING, "打包": BinKind.PACKING},
    **{"打包区": BinKind.PACKING, "待检": BinKind.QUARANTINE, "待检区": BinKind.QUARANTINE, "不良品": BinKind.QUARANTINE},
}
WALKS = 2**31


def read_bins(raw: pl.DataFrame, warehouses: Mapping[str, int]) -> tuple[list[dict[str, Any]], list[Refused]]:
    """Columns bin (or code), warehouse, kind, walk; only bin must be there. Rows: warehouse_id, code, kind, walk (None: by its row).

    `row` of a refusal is the row of the file. A bin that stands twice is taken from the first row.
    """
    table, broken = whole_rows(by_header(raw))
    name = "bin" if "bin" in table.columns else "code"
    refused = [Refused(row["source_row"], row["code"], {}) for row in broken.to_dicts()]
    if name not in table.columns:
        return [], [*refused, Refused(1, "stock_column_missing", {"field": "bin"})]
    bins: list[dict[str, Any]] = []
    first: dict[tuple[int, str], int] = {}
    for row in table.to_dicts():
        read = _one(row, text(row.get(name)), warehouses)
        if isinstance(read, dict):
            place = (read["warehouse_id"], read["code"])
            if place in first:
                read = ("bin_twice", {"bin": read["code"], "first_row": first[place]})
            else:
                first[place] = row["source_row"]
                bins.append(read)
        if isinstance(read, tuple):
            refused.append(Refused(row["source_row"], *read))
    return bins, refused


def _one(row: Mapping[str, Any], code: str, warehouses: Mapping[str, int]) -> dict[str, Any] | tuple[str, dict[str, Any]]:
    house = text(row.get("warehouse")) or (next(iter(warehouses)) if len(warehouses) == 1 else "")
    kind, walk = text(row.get("kind")).lower(), text(row.get("walk"))
    if not code:
        return "bin_code_missing", {}
    if len(code) > LONGEST:
        return "bin_code_long", {"bin": code[:20] + "…", "signs": len(code), "most": LONGEST}
    if house not in warehouses:
        return "move_warehouse_unknown", {"warehouse": house[:40] or "-", "known": ", ".join(sorted(warehouses))}
    if kind and kind not in KINDS:
        return "bin_kind_unknown", {"kind": kind[:40], "known": ", ".join(k.value for k in BinKind)}
    plain = walk.removesuffix(".0")
    if walk and not (plain.isascii() and plain.isdigit() and int(plain) < WALKS):
        return "bin_walk_unreadable", {"walk": walk[:40]}
    return {"warehouse_id": warehouses[house], "code": code, "kind": KINDS.get(kind, BinKind.STORAGE), "walk": int(plain) if walk else None}
