"""An independent judge of clearance plans, however made: row by row, in whole numbers and fractions, sharing no code with plan.py."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from fahuo.core.clearance.check_figures import figure_faults
from fahuo.core.words import minor_units

if TYPE_CHECKING:
    from fahuo.core.clearance.plan import ClearancePlan
    from fahuo.core.clearance.rules import Rules

Row = dict[str, Any]
NO_ENTRY = {"no_duty_rules", "nothing_declared", "exchange_missing"}
NEAR = 1  # minor units: a value converted in another order of steps may fall one off


def check_clearance(
    plan: ClearancePlan,
    parcels: pl.DataFrame,
    declared_lines: pl.DataFrame,
    rules: Rules,
    exchange: pl.DataFrame,
    on: date,
    registrations: frozenset[str] = frozenset(),
) -> list[str]:
    """What is wrong with a clearance plan, as sentences; empty when every parcel has its entry under the right scheme, or a reason."""
    worth = {code: Fraction(rate) / 10 ** minor_units(code) for code, rate in exchange.select("currency", "rate").iter_rows()}
    entries = {row["parcel_id"]: row for row in plan.entries.iter_rows(named=True)}
    if len(entries) != plan.entries.height:
        return ["a parcel has two entries"]
    lines, figures, refusals = (_by_parcel(f) for f in (declared_lines, plan.entry_lines, plan.refusals))
    faults = [f"parcel {key}: an entry for no parcel" for key in entries.keys() - set(parcels["parcel_id"].to_list())]
    for parcel in parcels.iter_rows(named=True):
        key = parcel["parcel_id"]
        codes = {row["code"] for row in refusals[key]}
        entry = entries.get(key)
        if entry is None:
            if not codes & NO_ENTRY:
                faults.append(f"parcel {key}: neither an entry nor a reason for none")
            elif "no_duty_rules" in codes and _schemes(parcel, lines[key], rules, worth, on, registrations):
                faults.append(f"parcel {key}: a scheme applies, and none was found")
            continue
        if not lines[key]:
            faults.append(f"parcel {key}: an entry of nothing")
        elif _inside(parcel, rules):
            if entry["total_minor"] != 0 or figures[key]:
                faults.append(f"parcel {key}: taxed though it crosses no border")
        else:
            fitting = _schemes(parcel, lines[key], rules, worth, on, registrations)
            scheme = next((row for row in fitting if row["rule_id"] == entry["rule_id"]), None)
            if scheme is None:
                faults.append(f"parcel {key}: {entry['rule_id']} does not apply, but {sorted({row['rule_id'] for row in fitting})}")
            else:
                faults += _value_faults(entry, scheme, parcel, lines[key], worth)
                faults += figure_faults(entry, scheme, parcel, lines[key], figures[key], codes, rules, worth, on)
    return faults


def _schemes(parcel: Row, lines: list[Row], rules: Rules, worth: dict[str, Fraction], on: date, held: frozenset[str]) -> list[Row]:
    """The scheme that applies; two where the value lies within a unit of a limit."""
    goods, cif, piece = _sums(parcel, lines)
    fitting = []
    for row in sorted(rules.schemes.filter(pl.col("country") == parcel["country"]).to_dicts(), key=lambda r: r["position"]):
        met = (
            row["valid_from"] <= on < (row["valid_to"] or date.max)
            and row["registration"] in (None, *held)
            and row["region"] in (None, parcel.get("region"))
            and row["channel"] in (None, parcel["service_class"])
            and row["from_country"] in (None, parcel.get("from_country"))
            and row["origin"] in (None, *(line["origin"] for line in lines))
        )
        if not met:
            continue
        value = {"goods": goods, "cif": cif, "piece": piece}[row["limit_basis"]]
        measured = _converted(value, parcel["currency"], row["limit_currency"] or parcel["currency"], worth)
        if measured is None:
            continue
        measured = measured * row["value_ppm"] / 1_000_000
        low, high = row["above_minor"], row["up_to_minor"]
        surely = (low is None or measured > low + NEAR) and (high is None or measured <= high - NEAR)
        perhaps = (low is None or measured > low - NEAR) and (high is None or measured <= high + NEAR)
        exact = parcel["currency"] == row["limit_currency"] and row["value_ppm"] == 1_000_000 and row["limit_basis"] != "piece"
        if exact:
            surely = perhaps = (low is None or value > low) and (high is None or value <= high)
        if perhaps:
            fitting.append(row)
        if surely:
            break
    return fitting


def _value_faults(entry: Row, scheme: Row, parcel: Row, lines: list[Row], worth: dict[str, Fraction]) -> list[str]:
    goods, cif, _ = _sums(parcel, lines)
    faults = []
    for name, value, told in (
        ("goods", goods, entry["value_minor"]),
        ("with carriage", cif, entry["value_minor"] + entry["freight_minor"]),
    ):
        there = _converted(value, parcel["currency"], scheme["currency"], worth)
        if there is None or abs(there * scheme["value_ppm"] / 1_000_000 - told) > NEAR:
            faults.append(f"parcel {entry['parcel_id']}: value {name} {told}, not {there}")
    if entry["currency"] != scheme["currency"] or entry["country"] != parcel["country"]:
        faults.append(f"parcel {entry['parcel_id']}: {entry['currency']} for {entry['country']}")
    return faults


def _sums(parcel: Row, lines: list[Row]) -> tuple[int, int, int]:
    """Goods, goods with carriage, and about the dearest piece."""
    cif = sum(line["value_minor"] for line in lines)
    goods = max(0, cif - (parcel.get("freight_included_minor") or 0))
    part = Fraction(goods, cif) if cif else Fraction(0)
    piece = max((-(-(line["value_minor"] * part) // line["quantity"]) for line in lines), default=0)
    return goods, cif, int(piece)


def _converted(value: int, of: str, into: str, worth: dict[str, Fraction]) -> Fraction | None:
    if of == into:
        return Fraction(value)
    return value * worth[of] / worth[into] if of in worth and into in worth else None


def _inside(parcel: Row, rules: Rules) -> bool:
    start = parcel.get("from_country")
    return start is not None and rules.territories.get(start, start) == rules.territories.get(parcel["country"], parcel["country"])


def _by_parcel(frame: pl.DataFrame) -> defaultdict[int, list[Row]]:
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[row["parcel_id"]].append(row)
    return rows
