"""Judges a plan of step 1, however it was made. Plain Python over rows; shares no code with the planner."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from fahuo.core.words import minor_units

if TYPE_CHECKING:
    from fahuo.core.journey import World
    from fahuo.core.orders.plan import OrderPlan

Row = dict[str, Any]


def check_orders(orders: pl.DataFrame, lines: pl.DataFrame, plan: OrderPlan, world: World, on: date) -> list[str]:
    """Every fault of the plan as a sentence; an empty list for a good plan.

    Each line is planned or refused, once; an order that the destination's rules or the exchange rates refuse is not planned; planned
    lines are of known products and allocated in full; no more is promised than there is, and nothing is refused that could be met; an
    order is held exactly when the first rule that matches it says so (not judged where `world.earlier` knows of orders before these).
    """
    asked = {(row["order_id"], row["line_no"]): row for row in lines.iter_rows(named=True)}
    products = {row["product_id"]: row for row in world.products.iter_rows(named=True)}
    planned = {(row["order_id"], row["line_no"]): row for row in plan.lines.iter_rows(named=True)}
    refused_orders = {row["order_id"] for row in plan.refusals.iter_rows(named=True) if row["line_no"] is None}
    refused_lines = Counter((row["order_id"], row["line_no"]) for row in plan.refusals.iter_rows(named=True) if row["line_no"] is not None)
    faults = [f"line {key} was never asked for" for key in (planned.keys() | refused_lines.keys()) - asked.keys()]
    faults += [
        f"line {key} is planned twice" for key, times in Counter(plan.lines.select("order_id", "line_no").iter_rows()).items() if times > 1
    ]
    for key in asked:
        ways = (key in planned) + bool(refused_lines[key] or key[0] in refused_orders)
        if ways != 1:
            faults.append(f"line {key} is {'neither planned nor refused' if not ways else 'planned and refused'}")
    must = {row["order_id"] for row in world.book.check(orders, on).iter_rows(named=True)} | _unpriced(orders, world)
    faults += [f"order {order_id} must be refused" for order_id in must - refused_orders]
    for key, row in planned.items():
        source = asked.get(key)
        if source and any(row[name] != source[name] for name in source):
            faults.append(f"line {key} was changed")
        if row["product_id"] not in products or products[row["product_id"]]["sku"] != row["sku"]:
            faults.append(f"line {key} is planned as product {row['product_id']}, which is not {row['sku']}")
        if row["quantity"] <= 0 or row["price_minor"] <= 0:
            faults.append(f"line {key} has nothing to ship or no value")
    faults += _check_allocations(planned, plan, world)
    return faults if len(world.earlier) else faults + _check_holds(orders, asked, refused_orders, planned, plan, world)


def _unpriced(orders: pl.DataFrame, world: World) -> set[int]:
    known = {row["currency"] for row in world.exchange.iter_rows(named=True) if row["rate"] > 0} | {world.currency}
    return {row["order_id"] for row in orders.iter_rows(named=True) if row["currency"] not in known or row["country"] is None}


def _check_allocations(planned: dict[tuple[int, int], Row], plan: OrderPlan, world: World) -> list[str]:
    """All pieces of each planned line, each warehouse once, and no piece twice; what was refused as short was short."""
    faults = []
    kits = _kits(world)
    given: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    promised: dict[tuple[int, int], int] = defaultdict(int)
    seen: set[tuple[int, int, int, int]] = set()
    houses = set(world.warehouses["warehouse_id"])
    for row in plan.allocations.iter_rows(named=True):
        key, place = (row["order_id"], row["line_no"]), (row["product_id"], row["warehouse_id"])
        if (
            key not in planned
            or row["product_id"] not in kits.get(planned[key]["product_id"], {planned[key]["product_id"]: 1})
            or row["warehouse_id"] not in houses
            or row["quantity"] < 1
        ):
            faults.append(f"allocation {row} belongs to no planned line")
        if (*key, *place) in seen:
            faults.append(f"line {key} is allocated twice from warehouse {row['warehouse_id']}")
        seen.add((*key, *place))
        given[key][row["product_id"]] += row["quantity"]
        promised[place] += row["quantity"]
    faults += [
        f"line {key} asks for {row['quantity']} of product {row['product_id']}, {dict(given[key])} are allocated"
        for key, row in planned.items()
        if given[key] != {part: each * row["quantity"] for part, each in kits.get(row["product_id"], {row["product_id"]: 1}).items()}
    ]
    if world.stock is None:
        return faults
    there: dict[tuple[int, int], int] = defaultdict(int)
    for row in world.stock.iter_rows(named=True):
        if row["warehouse_id"] in houses:
            there[row["product_id"], row["warehouse_id"]] += row["available"]
    faults += [
        f"{promised[place]} of product, warehouse {place} are promised, {there[place]} are there"
        for place in promised
        if promised[place] > there[place]
    ]
    left: dict[int, int] = defaultdict(int)
    for (product, _), pieces in there.items():
        left[product] += pieces
    for (product, _), pieces in promised.items():
        left[product] -= pieces
    ids = {row["sku"]: row["product_id"] for row in reversed(list(world.products.sort("product_id").iter_rows(named=True)))}
    wanted = {
        (row["order_id"], row["line_no"]): row
        for row in plan.refusals.iter_rows(named=True)
        if row["code"] in ("out_of_stock", "part_short")
    }
    for key, row in wanted.items():
        values = pl.Series([row["values"]]).str.json_decode(
            pl.Struct({"sku": pl.String, "part": pl.String, "quantity": pl.Int64, "available": pl.Int64})
        )[0]
        if values["quantity"] <= max(values["available"], left[ids.get(values["part"] or values["sku"], -1)]):
            faults.append(f"line {key} is refused as out of stock, but {values} could be met")
    return faults


def _kits(world: World) -> dict[int, dict[int, int]]:
    """What is in each kit, down to the last part, by hand; kits that contain themselves are left out (their lines are refused)."""
    inside: dict[int, dict[int, int]] = defaultdict(dict)
    for row in world.components.iter_rows(named=True):
        inside[row["kit_id"]][row["part_id"]] = row["quantity"]

    def open_up(kit: int, above: tuple[int, ...]) -> Counter[int] | None:
        found: Counter[int] = Counter()
        for part, each in inside[kit].items():
            if part in (*above, kit):
                return None
            deeper = open_up(part, (*above, kit)) if part in inside else Counter({part: 1})
            if deeper is None:
                return None
            for piece, times in deeper.items():
                found[piece] += times * each
        return found

    opened = {kit: open_up(kit, ()) for kit in list(inside)}
    return {kit: dict(parts) for kit, parts in opened.items() if parts is not None}


def _check_holds(
    orders: pl.DataFrame,
    asked: dict[tuple[int, int], Row],
    refused: set[int],
    planned: dict[tuple[int, int], Row],
    plan: OrderPlan,
    world: World,
) -> list[str]:
    """The rules, one order at a time, one rule at a time."""
    of_order: dict[int, list[Row]] = defaultdict(list)
    for row in asked.values():
        of_order[row["order_id"]].append(row)
    products = {row["sku"]: row for row in reversed(list(world.products.sort("product_id").iter_rows(named=True)))}
    bits = {row["product_id"]: row["attributes"] for row in products.values()}
    for row in products.values():
        for part in _kits(world).get(row["product_id"], {}):
            row["attributes"] |= bits.get(part, 0)
    rules = world.rules.sort("position", "rule_id").to_dicts()
    rates = {**{row["currency"]: Decimal(row["rate"]) for row in world.exchange.iter_rows(named=True)}, world.currency: Decimal(1)}
    free = orders.filter(~pl.col("order_id").is_in(list(refused))).sort("placed_at", "shop", "number", "order_id").to_dicts()
    before = _repeats(free, of_order, products, world)
    held = {row["order_id"]: row["rule_id"] for row in plan.holds.iter_rows(named=True)}
    faults = [f"order {order_id} is held but not planned" for order_id in held.keys() - {key[0] for key in planned}]
    for order in free:
        if not any(key[0] == order["order_id"] for key in planned):
            continue
        mine = of_order[order["order_id"]]
        rule = next((rule for rule in rules if _matches(rule, order, mine, products, rates, before, world.currency)), None)
        should = rule["rule_id"] if rule is not None and rule["outcome"] != "approve" else None
        if held.get(order["order_id"]) != should:
            faults.append(f"order {order['order_id']} should be held by rule {should}, is held by {held.get(order['order_id'])}")
    return faults


def _matches(
    rule: Row, order: Row, lines: list[Row], products: dict[str, Row], rates: dict[str, Decimal], before: dict[int, datetime], own: str
) -> bool:
    if any(rule[name] is not None and rule[name] != order[name] for name in ("country", "shop", "buyer")):
        return False
    if rule["attribute"] is not None:
        attributes = [products[row["sku"]]["attributes"] for row in lines if row["sku"] in products]
        if not any(bits & rule["attribute"] for bits in attributes):
            return False
    if not _value_fits(rule, order, lines, rates, own):
        return False
    if rule["repeated_within_days"] is not None:
        last = before.get(order["order_id"])
        return last is not None and order["placed_at"] - last <= timedelta(days=rule["repeated_within_days"])
    return True


def _value_fits(rule: Row, order: Row, lines: list[Row], rates: dict[str, Decimal], own: str) -> bool:
    least, most = rule["min_value_minor"], rule["max_value_minor"]
    if least is None and most is None:
        return True
    value: Decimal = Decimal(sum(max(row["quantity"], 0) * max(row["price_minor"], 0) for row in lines))
    money = rule["value_currency"] or own
    if money != order["currency"]:
        if not rates.get(money):
            return bool(rule["outcome"] != "approve")  # nobody knows: held, and not approved
        scale = Decimal(10) ** (minor_units(money) - minor_units(order["currency"]))
        value = (value * rates[order["currency"]] / rates[money] * scale).quantize(Decimal(1), ROUND_HALF_UP)
    return value >= (least or 0) and (most is None or value < most)


def _repeats(orders: list[Row], of_order: dict[int, list[Row]], products: dict[str, Row], world: World) -> dict[int, datetime]:
    """When the same buyer last asked for the same, for each order in this batch that has such an earlier one in this batch."""
    last: dict[Any, datetime] = {}
    found = {}
    for order in orders:
        pieces: Counter[int] = Counter()
        for row in of_order[order["order_id"]]:
            if row["sku"] in products:
                pieces[products[row["sku"]]["product_id"]] += row["quantity"]
        who: Any = (order["shop"], order["buyer"])
        if order["buyer"] is None:
            if order["street"] is None or "street" in (order["made_up"] or "").split():
                continue
            who = tuple(" ".join((order[name] or "").lower().split()) for name in ("country", "postcode", "street", "name"))
        key = (who, frozenset(pieces.items()))
        if key in last:
            found[order["order_id"]] = last[key]
        last[key] = order["placed_at"]
    return found
