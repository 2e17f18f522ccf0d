"""An independent judge of declared values, however made: fractions and plain loops beside the columns of value.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from typing import Any

import polars as pl


def check_values(
    orders: pl.DataFrame, lines: pl.DataFrame, parcels: pl.DataFrame, placements: pl.DataFrame, contents: pl.DataFrame
) -> list[str]:
    """What is wrong with Contents, as sentences; empty when pieces are those of the parcels and values add up to what was paid."""
    faults: list[str] = []
    order_of = dict(parcels.select("parcel_id", "order_id").iter_rows())
    packed: Counter[tuple[int, int]] = Counter()
    for row in placements.iter_rows(named=True):
        packed[row["parcel_id"], row["line_no"]] += row["nx"] * row["ny"] * row["nz"]
    told = {(r["parcel_id"], r["line_no"]): r for r in contents.iter_rows(named=True)}
    if {key: row["quantity"] for key, row in told.items()} != dict(packed) or len(told) != len(contents):
        faults.append("the pieces of the contents are not those of the placements")
    if any(row["order_id"] != order_of[row["parcel_id"]] for row in told.values()):
        faults.append("a content names another order than its parcel")
    asked = {(r["order_id"], r["line_no"]): r for r in lines.iter_rows(named=True)}
    goods: defaultdict[int, int] = defaultdict(int)
    for (order_id, _), row in asked.items():
        goods[order_id] += _worth(row)
    for order in orders.iter_rows(named=True):
        key = order["order_id"]
        paid = max(0, goods[key] + order["freight_minor"] - order["discount_minor"])
        mine = [row for row in told.values() if row["order_id"] == key]
        faults += _order_faults(key, paid, goods[key], mine, asked)
    return faults


def _worth(line: dict[str, Any]) -> int:
    return max(0, int(line["quantity"])) * max(0, int(line["price_minor"]))


def _order_faults(
    key: int, paid: int, goods: int, contents: list[dict[str, Any]], asked: dict[tuple[int, int], dict[str, Any]]
) -> list[str]:
    faults = []
    here: Counter[int] = Counter()
    for row in contents:
        here[row["line_no"]] += row["quantity"]
    claims = {no: Fraction(paid * _worth(line), max(goods, 1)) for (order_id, no), line in asked.items() if order_id == key}
    for row in contents:
        whole = max(asked[key, row["line_no"]]["quantity"], here[row["line_no"]])
        claim = claims[row["line_no"]] * Fraction(row["quantity"], whole)
        if abs(row["value_minor"] - claim) >= 2:
            faults.append(
                f"order {key}, parcel {row['parcel_id']}, line {row['line_no']}: {row['value_minor']} for a claim of {float(claim):.2f}"
            )
    total = sum(row["value_minor"] for row in contents)
    left = sum(
        claim * Fraction(max(0, asked[key, no]["quantity"] - here[no]), max(1, asked[key, no]["quantity"])) for no, claim in claims.items()
    )
    complete = all(here[no] >= asked[key, no]["quantity"] for no, claim in claims.items() if claim)
    if complete and goods and total != paid:
        faults.append(f"order {key}: declared {total}, paid {paid}")
    if abs(paid - total - left) > 2 * len(claims) and goods:
        faults.append(f"order {key}: {paid - total} left for what is in no parcel, {float(left):.2f} claimed")
    return faults
