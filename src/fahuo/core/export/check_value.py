"""An independent judge of declared values, however made: fractions and plain loops beside the columns of value.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from typing import Any

import polars as pl


def check_values(
    orders: pl.DataFrame,
    lines: pl.DataFrame,
    parcels: pl.DataFrame,
    placements: pl.DataFrame,
    contents: pl.DataFrame,
    kits: dict[str, dict[int, tuple[int, int]]] | None = None,
) -> list[str]:
    """What is wrong with Contents, as sentences; empty when pieces are those of the parcels and values add up to what was paid.

    `kits`: by the kit's sku, for each part how many are in one kit, and what a piece of it counts when the price is shared.
    """
    kits = kits or {}
    faults: list[str] = []
    order_of = dict(parcels.select("parcel_id", "order_id").iter_rows())
    packed: Counter[tuple[int, int, int]] = Counter()
    for row in placements.iter_rows(named=True):
        packed[row["parcel_id"], row["line_no"], row["product_id"]] += row["nx"] * row["ny"] * row["nz"]
    told = {(r["parcel_id"], r["line_no"], r["product_id"]): r for r in contents.iter_rows(named=True)}
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
        faults += _order_faults(order, *_by_worth(lines_of[key], contents_of[key], kits))
    return faults


def _by_worth(
    asked: dict[int, dict[str, Any]], contents: list[dict[str, Any]], kits: dict[str, dict[int, tuple[int, int]]]
) -> tuple[dict[int, dict[str, Any]], list[dict[str, Any]]]:
    """The same order with the pieces of kits counted by their worth: `pieces` of a line is then what all its parts count together."""
    lines, inside = {}, []
    for no, line in asked.items():
        one = sum(each * worth for each, worth in kits[line["sku"]].values()) if line["sku"] in kits else 1
        lines[no] = line | {"pieces": line["quantity"] * one}
    for row in contents:
        worth = kits.get(asked[row["line_no"]]["sku"], {}).get(row["product_id"], (1, 1))[1]
        inside.append(row | {"pieces": row["quantity"] * worth})
    return lines, inside


def _worth(line: dict[str, Any]) -> int:
    return max(0, int(line["quantity"])) * max(0, int(line["price_minor"]))


def _order_faults(order: dict[str, Any], asked: dict[int, dict[str, Any]], contents: list[dict[str, Any]]) -> list[str]:
    key, faults = order["order_id"], []
    goods = sum(_worth(line) for line in asked.values())
    paid = max(0, goods + order["freight_minor"] - order["discount_minor"])
    here: Counter[int] = Counter()
    for row in contents:
        here[row["line_no"]] += row["pieces"]
    claims = {no: Fraction(paid * _worth(line), max(goods, 1)) for no, line in asked.items()}
    for row in contents:
        whole = max(asked[row["line_no"]]["pieces"], here[row["line_no"]])
        claim = claims[row["line_no"]] * Fraction(row["pieces"], whole)
        if abs(row["value_minor"] - claim) >= 2:
            faults.append(
                f"order {key}, parcel {row['parcel_id']}, line {row['line_no']}: {row['value_minor']} for a claim of {float(claim):.2f}"
            )
    total = sum(row["value_minor"] for row in contents)
    left = sum(claims[no] * Fraction(max(0, line["pieces"] - here[no]), max(1, line["pieces"])) for no, line in asked.items())
    complete = all(here[no] >= line["pieces"] for no, line in asked.items() if claims[no])
    if complete and goods and total != paid:
        faults.append(f"order {key}: declared {total}, paid {paid}")
    if abs(paid - total - left) > 2 * len(claims) and goods:
        faults.append(f"order {key}: {paid - total} left for what is in no parcel, {float(left):.2f} claimed")
    return faults
