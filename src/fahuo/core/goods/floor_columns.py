"""The columns of a catalogue file that the floor needs: GTIN, how a product is tracked and taken, packing material, the parts of a kit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from fahuo.core.goods.cells import by_header, whole_rows
from fahuo.core.goods.gtin import read_gtin
from fahuo.core.goods.moving import Refused, text
from fahuo.core.words import Removal, Tracks

COLUMNS = ("gtin", "tracks", "removal", "material", "parts")
YES, NO = ("yes", "y", "1", "true", "是"), ("no", "n", "0", "false", "否")
TRACKED = {**{t.value: t.value for t in Tracks}, "批次": Tracks.LOT.value, "序列号": Tracks.SERIAL.value, "no": "", "否": ""}
_BETWEEN = re.compile(r"[;；,，、|]")
_PART = re.compile(r"^(.+?)\s*[:*x×：]\s*(\d{1,7})$")


@dataclass(frozen=True)
class Said:
    """What the first row of a product says of COLUMNS; `parts` is sku -> pieces."""

    row: int  # of the file
    fields: dict[str, Any]


def read_floor(raw: pl.DataFrame) -> tuple[dict[str, Said], list[Refused]]:
    """sku -> what its first row says, and the refused cells with the row of the file.

    A bad cell costs the cell. Of two products with one GTIN the first has it. "parts" is written as CUP:2; TEA:1.
    """
    table, _broken = whole_rows(by_header(raw))
    have = [c for c in COLUMNS if c in table.columns]
    if "sku" not in table.columns or not have:
        return {}, []
    found: dict[str, Said] = {}
    refused: list[Refused] = []
    owners: dict[str, str] = {}
    for row in table.filter(pl.col("sku").is_not_null()).unique("sku", keep="first", maintain_order=True).to_dicts():
        said: dict[str, Any] = {}
        for column in have:
            shown = text(row[column])
            if not shown:
                continue
            value, wrong = _cell(column, shown)
            if column == "gtin" and not wrong and owners.setdefault(value.zfill(14), row["sku"]) != row["sku"]:
                wrong = ("gtin_taken", {"gtin": value, "sku": owners[value.zfill(14)]})
            if wrong:
                refused.append(Refused(row["source_row"], *wrong))
            else:
                said[column] = value
        if said:
            found[row["sku"]] = Said(row["source_row"], said)
    return found, refused


def _cell(column: str, shown: str) -> tuple[Any, tuple[str, Mapping[str, Any]] | None]:
    """The value of a cell, or why it is none."""
    low = shown.lower()
    if column == "gtin":
        digits, wrong = read_gtin(re.sub(r"\.0$", "", shown))
        return digits, ("gtin_wrong", {"gtin": shown[:40], "why": wrong[0], "why_en": wrong[1]}) if wrong else None
    if column == "tracks":
        return TRACKED.get(low), None if low in TRACKED else _unknown(column, shown, [t.value for t in Tracks if t.value])
    if column == "removal":
        return low, None if low in Removal._value2member_map_ else _unknown(column, shown, [r.value for r in Removal])
    if column == "material":
        return low in YES, None if low in (*YES, *NO) else _unknown(column, shown, ["yes", "no"])
    parts: dict[str, int] = {}
    for one in filter(None, (p.strip() for p in _BETWEEN.split(shown))):
        read = _PART.match(one)
        if not read or int(read[2]) < 1:
            return None, ("floor_parts", {"value": one[:60]})
        parts[read[1].strip()] = int(read[2])
    return parts, None


def _unknown(column: str, shown: str, known: list[str]) -> tuple[str, Mapping[str, Any]]:
    return "floor_word_unknown", {"field": column, "value": shown[:40], "known": ", ".join(known)}
