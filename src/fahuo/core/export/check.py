"""An independent judge of export plans, however made: it shares no code with plan.py, only the dated rows of tables.py."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from fahuo.core.export.tables import rows_on
from fahuo.core.words import Paper

if TYPE_CHECKING:
    from fahuo.core.export.plan import ExportPlan
    from fahuo.core.journey import World

Rows = list[dict[str, Any]]
NO_BORDER_PAPERS = {Paper.PACKING_LIST, Paper.BATTERY_STATEMENT}
CAUSES = {"hs_missing", "hs_malformed", "origin_missing", "value_zero", "discount_exceeds_goods"}


def check_export(
    orders: pl.DataFrame, parcels: pl.DataFrame, contents: pl.DataFrame, offers: pl.DataFrame, world: World, on: date, plan: ExportPlan
) -> list[str]:
    """What is wrong with an export plan, as sentences; empty when every parcel is declared once, in full, with its papers and its waits."""
    order_of = {row["order_id"]: row for row in orders.iter_rows(named=True)}
    product_of = {row["product_id"]: row for row in world.products.iter_rows(named=True)}
    from_of = dict(world.warehouses.select("warehouse_id", "country").iter_rows())
    services = dict(zip(world.rates.service_ids.tolist(), world.rates.services, strict=True))
    chosen = {row["parcel_id"]: services[row["service_id"]] for row in offers.iter_rows(named=True) if row["chosen"]}
    inside = _by_parcel(contents)
    lines = _by_parcel(plan.lines)
    refused = _by_parcel(plan.refusals)
    declared = {row["parcel_id"]: row for row in plan.declarations.iter_rows(named=True)}
    faults = []
    if sorted(declared) != sorted(parcels["parcel_id"].to_list()) or len(declared) != len(plan.declarations):
        return ["the declarations are not one for every parcel"]
    demanded = _demanded(parcels, inside, order_of, chosen, from_of, world, on)
    for parcel in parcels.iter_rows(named=True):
        key, order = parcel["parcel_id"], order_of[parcel["order_id"]]
        start, service = from_of.get(parcel["warehouse_id"]), chosen.get(parcel["parcel_id"])
        abroad = _abroad(start, order["country"], dict(world.book.territories))
        due = [(row["line_no"], cause) for row in inside[key] for cause in _causes(row, product_of[row["product_id"]], inside[key], order)]
        faults += _sum_faults(declared[key], parcel, order, inside[key], lines[key], product_of)
        faults += _wait_faults(declared[key], due if abroad else [], refused[key], abroad and service is None)
        wanted = demanded[key] | ({str(p) for p in service.papers if abroad or p in NO_BORDER_PAPERS} if service else set())
        if declared[key]["papers"] != [str(p) for p in Paper if p in wanted]:
            faults.append(f"parcel {key}: papers {declared[key]['papers']}, demanded {sorted(wanted)}")
        if declared[key]["incoterm"] != (_term(order["country"], service, on) if abroad else "DAP"):
            faults.append(f"parcel {key}: {declared[key]['incoterm']} to {order['country']}")
    return faults


def _sum_faults(
    told: dict[str, Any], parcel: dict[str, Any], order: dict[str, Any], inside: Rows, lines: Rows, products: dict[int, dict[str, Any]]
) -> list[str]:
    key, faults = parcel["parcel_id"], []
    total, pieces = sum(row["value_minor"] for row in inside), sum(row["quantity"] for row in inside)
    net = sum(row["quantity"] * (products[row["product_id"]]["weight_g"] or 0) for row in inside)
    if (told["total_minor"], told["net_g"], told["gross_g"], told["currency"]) != (total, net, parcel["weight_g"], order["currency"]):
        faults.append(f"parcel {key}: declared {told}, contents {total}, {net} g net, {parcel['weight_g']} g gross")
    if tuple(sum(row[name] for row in lines) for name in ("value_minor", "net_g", "quantity")) != (total, net, pieces):
        faults.append(f"parcel {key}: its lines do not add up to its contents")
    if sorted(row["no"] for row in lines) != list(range(1, len(lines) + 1)):
        faults.append(f"parcel {key}: its lines are not numbered 1 to {len(lines)}")
    coded = [(row["hs_code"], row["origin"]) for row in lines if row["hs_code"]]
    true = {(_code(products[row["product_id"]]), _origin(products[row["product_id"]])) for row in inside}
    if len(set(coded)) != len(coded) or {(row["hs_code"], row["origin"]) for row in lines} != true:
        faults.append(f"parcel {key}: its lines are not its codes and origins, each once")
    bare = {row["product_id"] for row in inside if not _code(products[row["product_id"]])}
    if len(lines) - len(coded) != len(bare):
        faults.append(f"parcel {key}: {len(bare)} products have no code, {len(lines) - len(coded)} lines")
    return faults


def _wait_faults(told: dict[str, Any], due: list[tuple[int, str]], refused: Rows, no_service: bool) -> list[str]:
    each: list[tuple[int | None, str]] = [(no, cause) for no, cause in due if cause != "discount_exceeds_goods"]
    wanted = Counter([*each, *{(None, cause) for _, cause in due if cause == "discount_exceeds_goods"}])
    given = [(row["line_no"], row["code"]) for row in refused]
    faults = []
    if Counter(given) != wanted or any(code not in CAUSES for _, code in given):
        faults.append(f"parcel {told['parcel_id']}: said to lack {sorted(map(str, given))}, lacks {sorted(map(str, wanted.elements()))}")
    if told["waits"] != (bool(wanted) or no_service):
        faults.append(f"parcel {told['parcel_id']}: waits is {told['waits']}")
    return faults


def _causes(content: dict[str, Any], product: dict[str, Any], inside: Rows, order: dict[str, Any]) -> set[str]:
    causes = set()
    if not _code(product):
        causes.add("hs_missing" if product["hs_code"] is None else "hs_malformed")
    if not _origin(product):
        causes.add("origin_missing")
    if content["value_minor"] == 0:
        nothing = not any(row["value_minor"] for row in inside) and order["discount_minor"] > 0
        causes.add("discount_exceeds_goods" if nothing else "value_zero")
    return causes


def _code(product: dict[str, Any]) -> str | None:
    code = product["hs_code"]
    return code if code and re.fullmatch(r"[0-9]{6,13}", code) else None


def _origin(product: dict[str, Any]) -> str | None:
    origin = product["origin"]
    return origin if origin and re.fullmatch(r"[A-Z]{2}", origin) else None


def _abroad(start: str | None, end: str | None, territory: dict[str, str]) -> bool:
    return start is None or end is None or territory.get(start, start) != territory.get(end, end)


def _term(country: str | None, service: Any, on: date) -> str:
    have = {"country": country, "service_class": str(service.service_class) if service else None}
    return next(row["incoterm"] for row in rows_on("terms", on) if all(row[n] in ("", v) for n, v in have.items()))


def _demanded(
    parcels: pl.DataFrame,
    inside: defaultdict[int, Rows],
    order_of: dict[int, dict[str, Any]],
    chosen: dict[int, Any],
    from_of: dict[int, str],
    world: World,
    on: date,
) -> defaultdict[int, set[str]]:
    """What the book demands of each parcel, asked for all of them."""
    rows = [
        {
            "parcel_id": p["parcel_id"],
            "country": order_of[p["order_id"]]["country"],
            "from_country": from_of.get(p["warehouse_id"]),
            "service_class": str(chosen[p["parcel_id"]].service_class) if p["parcel_id"] in chosen else None,
            "currency": order_of[p["order_id"]]["currency"],
            "value_minor": sum(row["value_minor"] for row in inside[p["parcel_id"]]),
            "attributes": p["attributes"],
        }
        for p in parcels.iter_rows(named=True)
    ]
    kinds = {
        "parcel_id": pl.Int64,
        "country": pl.String,
        "from_country": pl.String,
        "service_class": pl.String,
        "currency": pl.String,
        "value_minor": pl.Int64,
        "attributes": pl.UInt32,
    }
    found: defaultdict[int, set[str]] = defaultdict(set)
    for parcel_id, paper in world.book.demands(pl.DataFrame(rows, schema=kinds), on).select("parcel_id", "paper").iter_rows():
        found[parcel_id].add(str(paper))
    return found


def _by_parcel(frame: pl.DataFrame) -> defaultdict[int, Rows]:
    rows: defaultdict[int, Rows] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[row["parcel_id"]].append(row)
    return rows
