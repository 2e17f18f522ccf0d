"""Judges one entry's figures: every layer there once, each amount its base times its rate, and the parts adding up to the totals."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from fahuo.core.clearance.rules import Rules

Row = dict[str, Any]
TOTALS = {"duty": "duty_minor", "tax": "tax_minor", "fee": "fees_minor"}
WHY = {
    "code": "hs_missing_for_entry",
    "origin": "origin_missing_for_entry",
    "rate": "rate_unknown",
    "exchange": "exchange_missing",
    "unset": "fee_unconfirmed",
}


def figure_faults(
    entry: Row,
    scheme: Row,
    parcel: Row,
    lines: list[Row],
    figures: list[Row],
    codes: set[str],
    rules: Rules,
    worth: dict[str, Fraction],
    on: date,
) -> list[str]:
    """What is wrong with the figures of one entry, as sentences."""
    charges = [
        row
        for row in rules.charges.filter(pl.col("scheme") == scheme["rule_id"]).to_dicts()
        if row["valid_from"] <= on < (row["valid_to"] or date.max)
        and row["country"] in (None, parcel["country"])
        and row["channel"] in (None, parcel["service_class"])
    ]
    tariff = rules.tariff.filter(pl.col("valid_from").is_null() | (pl.col("valid_from") <= on)).filter(
        pl.col("valid_to").is_null() | (pl.col("valid_to") > on)
    )
    faults = [
        *_total_faults(entry, figures),
        *_layer_faults(charges, lines, figures),
        *_base_faults(entry, scheme, lines, figures),
        *_rate_faults(charges, figures, tariff),
        *_amount_faults(charges, scheme, figures, worth),
        *_tax_faults(entry, scheme, figures),
    ]
    for row in figures:
        reason = "tax_rate_unknown" if row["figure"] == "tax" and row["unknown"] == "rate" else WHY.get(row["unknown"])
        if reason and reason not in codes:
            faults.append(f"{row['rule_id']}: unknown for {row['unknown']}, and no {reason} among the reasons")
    return [f"parcel {entry['parcel_id']}: {fault}" for fault in faults]


def _total_faults(entry: Row, figures: list[Row]) -> list[str]:
    faults = []
    for figure, name in TOTALS.items():
        amounts = [row["amount_minor"] for row in figures if row["figure"] == figure]
        there = None if None in amounts else sum(amounts)
        if entry[name] != there:
            faults.append(f"{name} {entry[name]}, its parts make {there}")
    parts = [entry[name] for name in TOTALS.values()]
    if entry["total_minor"] != (None if None in parts else sum(parts)):
        faults.append(f"total {entry['total_minor']} of {parts}")
    if entry["duty_minor"] is not None and entry["duty_minor"] < 0:
        faults.append(f"duty {entry['duty_minor']} below zero")
    return faults


def _layer_faults(charges: list[Row], lines: list[Row], figures: list[Row]) -> list[str]:
    """Which rule must speak of which line, and that no other does."""
    wanted = set()
    for line in lines:
        layers: dict[str, list[Row]] = {}
        for row in charges:
            if row["how"] in ("tariff", "rate", "top_up") and (row["origin"] in (None, line["origin"]) or line["origin"] is None):
                layers.setdefault(row["layer"], []).append(row)
        for rows in layers.values():
            named = sorted(row["rule_id"] for row in rows if row["origin"] is not None)
            wanted.add((line["no"], named[0] if named else min(row["rule_id"] for row in rows)))
    first: dict[str, int] = {}
    for line in sorted(lines, key=lambda row: row["no"]):
        code = _digits(line["hs_code"])
        first.setdefault(code[:6] if code else f"line {line['no']}", line["no"])
    for row in charges:
        if row["how"] == "per_code":
            wanted |= {(no, row["rule_id"]) for no in first.values()}
        elif row["how"] in ("per_parcel", "less"):
            wanted.add((None, row["rule_id"]))
    told = [(row["no"], row["rule_id"]) for row in figures if row["figure"] != "tax"]
    if sorted(map(str, told)) != sorted(map(str, wanted)):
        return [f"figures for {sorted(map(str, set(told) ^ wanted)) or 'one rule twice'} are not as the rules say"]
    return []


def _base_faults(entry: Row, scheme: Row, lines: list[Row], figures: list[Row]) -> list[str]:
    """The bases of the lines under one rate add up to the value, to the cent."""
    value = entry["value_minor"] + (entry["freight_minor"] if scheme["duty_basis"] == "cif" else 0)
    faults = []
    layers = {row["layer"] for row in figures if row["base_minor"] is not None and row["no"] is not None}
    for layer in layers:
        bases = [row["base_minor"] for row in figures if row["layer"] == layer]
        loose = scheme["base_step_minor"] * len(bases) if scheme["base_step_minor"] > 1 else 0
        if len(bases) == len(lines) and not value - loose <= sum(bases) <= value:
            faults.append(f"{layer}: bases {bases} of a value of {value}")
    return faults


def _rate_faults(charges: list[Row], figures: list[Row], tariff: pl.DataFrame) -> list[str]:
    by_rule = {row["rule_id"]: row for row in charges}
    faults = []
    for row in figures:
        rule = by_rule.get(row["rule_id"])
        if rule is None or row["figure"] == "tax" or rule["how"] not in ("tariff", "rate", "top_up"):
            continue
        rate = rule["rate_ppm"]
        if rule["how"] != "rate":
            listed = tariff.filter(
                (pl.col("country") == rule["tariff"]) & (pl.col("listed") == (rule["listed"] if rule["how"] == "tariff" else "ordinary"))
            )
            found = _longest(listed, row["hs_code"])
            rate = found if rule["how"] == "tariff" or found is None else max(0, rule["rate_ppm"] - found)
        if rule["origin"] is not None and row["origin"] is None:
            rate = None
        if row["rate_ppm"] != rate:
            faults.append(f"{row['rule_id']}: rate {row['rate_ppm']}, the rules say {rate}")
    return faults


def _amount_faults(charges: list[Row], scheme: Row, figures: list[Row], worth: dict[str, Fraction]) -> list[str]:
    by_rule = {row["rule_id"]: row for row in charges}
    duty = [row["amount_minor"] for row in figures if row["figure"] == "duty" and by_rule[row["rule_id"]]["how"] != "less"]
    faults = []
    for row in figures:
        if row["figure"] == "tax":
            continue
        rule = by_rule[row["rule_id"]]
        if rule["how"] in ("tariff", "rate", "top_up"):
            there = None if row["rate_ppm"] is None else _taken(row["base_minor"], row["rate_ppm"], scheme["amount_step_minor"])
        elif rule["amount_minor"] is None:
            there = 0 if row["figure"] == "fee" else None
        elif (rule["how"] == "per_code" and row["hs_code"] is None) or not _priced(rule, scheme, worth):
            there = None
        else:
            factor = Fraction(1) if rule["currency"] in (None, scheme["currency"]) else worth[rule["currency"]] / worth[scheme["currency"]]
            each = rule["amount_minor"] * factor
            if abs(each - row["each_minor"]) > 1:
                faults.append(f"{row['rule_id']}: {row['each_minor']} each, the law says {float(each)}")
            there = row["each_minor"]
            if rule["how"] == "less":
                there = None if None in duty else -min(there, sum(duty))
        if row["amount_minor"] != there:
            faults.append(f"{row['rule_id']}: {row['amount_minor']}, figured again {there}")
        if (row["amount_minor"] is None) != (row["unknown"] is not None) and row["unknown"] != "unset" and rule["how"] != "less":
            faults.append(f"{row['rule_id']}: amount {row['amount_minor']} and unknown {row['unknown']}")
    return faults


def _tax_faults(entry: Row, scheme: Row, figures: list[Row]) -> list[str]:
    taxes = [row for row in figures if row["figure"] == "tax"]
    if len(taxes) != (scheme["tax_name"] is not None):
        return [f"{len(taxes)} rows of tax, {scheme['tax_name']}"]
    if not taxes:
        return []
    row, rate = taxes[0], scheme["tax_ppm"]
    if entry["duty_minor"] is None or rate is None:
        return [] if row["amount_minor"] is None else ["tax on a duty or by a rate that is not known"]
    value = entry["value_minor"] + (entry["freight_minor"] if scheme["tax_basis"] == "cif" else 0) + entry["duty_minor"]
    value -= value % scheme["base_step_minor"]
    if scheme["tax_inside"]:
        base = _round(Fraction(value * 1_000_000, 1_000_000 - rate))
        amount = base - value
    else:
        base, amount = value, _taken(value, rate, scheme["amount_step_minor"])
    if amount < scheme["tax_waived_below_minor"]:
        amount = 0
    if (row["base_minor"], row["rate_ppm"], row["amount_minor"]) != (base, rate, amount):
        return [f"tax {row['amount_minor']} of {row['base_minor']}, figured again {amount} of {base}"]
    return []


def _priced(rule: Row, scheme: Row, worth: dict[str, Fraction]) -> bool:
    return rule["currency"] in (None, scheme["currency"]) or (rule["currency"] in worth and scheme["currency"] in worth)


def _longest(listed: pl.DataFrame, code: str | None) -> int | None:
    if code is None:
        return None
    rows = [row for row in listed.to_dicts() if code.startswith(row["hs_prefix"])]
    best = max(rows, key=lambda row: (len(row["hs_prefix"]), row["valid_from"] or date.min), default=None)
    return None if best is None else int(best["rate_ppm"])


def _taken(base: int, ppm: int, step: int) -> int:
    exact = Fraction(base * ppm, 1_000_000)
    return int(exact // step * step) if step > 1 else _round(exact)


def _round(value: Fraction) -> int:
    return int((value + Fraction(1, 2)) // 1)


def _digits(code: str | None) -> str | None:
    bare = re.sub(r"[^0-9]", "", code or "")
    return bare if len(bare) >= 6 else None
