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
    lines_of: defaultdict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for row in lines.iter_rows(named=True):
        lines_of[row["order_id"]][row["line_no"]] = row
    contents_of: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in told.values():
        contents_of[row["order_id"]].append(row)
    for order in orders.iter_rows(named=True):
        key = order["order_id"]
        faults += _order_faults(order, lines_of[key], contents_of[key])
    return faults


def _worth(line: dict[str, Any]) -> int:
    return max(0, int(line["quantity"])) * max(0, int(line["price_minor"]))


def _order_faults(order: dict[str, Any], asked: dict[int, dict[str, Any]], contents: list[dict[str, Any]]) -> list[str]:
    key, faults = order["order_id"], []
    goods = sum(_worth(line) for line in asked.values())
    paid = max(0, goods + order["freight_minor"] - order["discount_minor"])
    here: Counter[int] = Counter()
    for row in contents:
        here[row["line_no"]] += row["quantity"]
    claims = {no: Fraction(paid * _worth(line), max(goods, 1)) for no, line in asked.items()}
    for row in contents:
        whole = max(asked[row["line_no"]]["quantity"], here[row["line_no"]])
        claim = claims[row["line_no"]] * Fraction(row["quantity"], whole)
        if abs(row["value_minor"] - claim) >= 2:
            faults.append(
                f"order {key}, parcel {row['parcel_id']}, line {row['line_no']}: {row['value_minor']} for a claim of {float(claim):.2f}"
            )
    total = sum(row["value_minor"] for row in contents)
    left = sum(claims[no] * Fraction(max(0, line["quantity"] - here[no]), max(1, line["quantity"])) for no, line in asked.items())
    complete = all(here[no] >= line["quantity"] for no, line in asked.items() if claims[no])
    if complete and goods and total != paid:
        faults.append(f"order {key}: declared {total}, paid {paid}")
    if abs(paid - total - left) > 2 * len(claims) and goods:
        faults.append(f"order {key}: {paid - total} left for what is in no parcel, {float(left):.2f} claimed")
    return faults
