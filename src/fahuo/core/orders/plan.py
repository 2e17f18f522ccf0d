"""Step 1: may the order go, and which warehouse gives what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fahuo.core import frames
from fahuo.core.orders.allocate import allocate
from fahuo.core.orders.draw import draw
from fahuo.core.orders.kits import Kits, explode_kits, explode_lines, with_attributes_of_parts
from fahuo.core.orders.outcomes import MOST_PIECES, MOST_PRICE_MINOR, MOST_VALUE_MINOR
from fahuo.core.orders.repeats import NEVER, buyer_key, content_keys, since_last
from fahuo.core.orders.review import Case, review
from fahuo.core.words import minor_units

if TYPE_CHECKING:
    from fahuo.core.journey import World

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class OrderPlan:
    """Each line that came in is in `lines`, or has a refusal of its own, or its order has one."""

    lines: pl.DataFrame  # planned lines: frames.Lines + product_id
    allocations: pl.DataFrame  # frames.Allocations: all pieces of each planned line, of a kit all its parts
    holds: pl.DataFrame  # frames.Holds: planned, but waiting for a person
    refusals: pl.DataFrame  # frames.Refusals


def plan_orders(orders: pl.DataFrame, lines: pl.DataFrame, world: World, on: date) -> OrderPlan:
    """Sort orders into those that may go and those that may not, allocate the goods, hold what the rules hold, as of the day `on`.

    frames.Orders and frames.Lines in, both in any row order; each line's order is there. Orders are served by placed_at, then shop,
    then number. How warehouses are ranked, and when a line is split, is in docs/orders-from-files.md.
    """
    rates = {code: rate for code, rate in world.exchange.select("currency", "rate").iter_rows() if rate > 0} | {world.currency: 1.0}
    queue = orders.sort("placed_at", "shop", "number", "order_id")
    kits = explode_kits(world.components, world.products)
    rows = _join_products(lines, queue, with_attributes_of_parts(world.products, kits))
    place, quantity, price = (rows[name].to_numpy() for name in ("place", "quantity", "price_minor"))
    value = _goods_value(place, quantity, price, len(queue))
    refused = frames.gather(*_refuse_orders(queue, place, value, rates), world.book.check(orders, on))
    free = ~np.isin(queue["order_id"].to_numpy(), refused["order_id"].drop_nulls().to_numpy())
    fit, unfit = _refuse_lines(rows, quantity, price, kits, world.material_ids)

    able = _some(rows, fit & free[place])
    asked = explode_lines(able, kits)
    drawn = allocate(asked, queue["country"], world.warehouses, world.stock, world.strategy)
    met = np.ones(len(able), np.bool_)
    met[asked["unit"].to_numpy()[drawn.short >= 0]] = False
    planned = np.zeros(len(queue), np.bool_)
    planned[able["place"].to_numpy()[met]] = True
    case = _case(queue, rows, value, free, world, rates) if len(world.rules) else None
    return OrderPlan(
        lines=_some(able, met).drop("place", "attributes").sort("order_id", "line_no"),
        allocations=drawn.allocations,
        holds=review(case, planned, world.rules, world.currency) if case else frames.empty(frames.Holds),
        refusals=frames.gather(refused, *unfit, _refuse_short(able, asked, drawn.short, world.products)),
    )


def warm_up() -> None:
    """Compile the kernel, or load it from numba's cache: for a set-up step, so that the first order need not wait for it."""
    one = np.ones(1, np.int64)
    draw(np.array([0, 1]), one - 1, one, one - 1, one, one - 1, np.zeros((1, 1), np.int64), False, np.ones((1, 1), np.int64))


def _join_products(lines: pl.DataFrame, queue: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """Lines with the place of their order in the queue, product_id and attributes (null: no such product), in the order of the queue."""
    ids, wanted = queue["order_id"].to_numpy(), lines["order_id"].to_numpy()
    by_id = np.argsort(ids)
    place = by_id[np.searchsorted(ids, wanted, sorter=by_id)]
    rows = lines.select("order_id", "line_no", "source_row", "sku", "name", "quantity", "price_minor", place=pl.Series(place))
    turn = np.lexsort((lines["line_no"].to_numpy(), place))
    if (np.diff(turn) < 0).any():
        rows = rows[turn]
    catalogue = products.select("sku", "product_id", "attributes")
    joined = rows.join(catalogue, on="sku", how="left", maintain_order="left")
    if len(joined) > len(rows):  # a code stands twice in the catalogue: the product that was there first
        catalogue = catalogue.sort("product_id").unique("sku", keep="first", maintain_order=True)
        joined = rows.join(catalogue, on="sku", how="left", maintain_order="left")
    return joined


def _some(rows: pl.DataFrame, where: Flags) -> pl.DataFrame:
    return rows if where.all() else rows.filter(pl.Series(where))


def _goods_value(place: Ints, quantity: Ints, price: Ints, count: int) -> Ints:
    """For each order the value of all goods that it asks for, in minor units of its currency. Slips of the pen count as the limit."""
    value = np.zeros(count, np.int64)
    line = np.clip(quantity, 0, MOST_PIECES) * np.clip(price, 0, MOST_PRICE_MINOR)
    np.add.at(value, place, np.minimum(line, MOST_VALUE_MINOR))
    return value


def _refuse_orders(queue: pl.DataFrame, place: Ints, value: Ints, rates: dict[str, float]) -> list[pl.DataFrame]:
    """Orders that nobody can price, send or declare."""
    asked = np.zeros(len(queue), np.bool_)
    asked[place] = True
    discount, paid = queue["discount_minor"].to_numpy(), value + queue["freight_minor"].to_numpy()
    unknown = [code for code in queue["currency"].unique().to_list() if code not in rates]
    odd = queue["currency"].is_in(unknown).to_numpy() if unknown else ~asked & asked
    refused = []
    for code, where, said in (
        ("no_goods", ~asked, ()),
        ("currency_unknown", odd, ("currency",)),
        ("country_unknown", queue["country"].is_null().to_numpy(), ("country",)),
        ("discount_too_large", (discount > 0) & (discount >= paid), ("discount", "paid")),
    ):
        if where.any():
            rows = pl.DataFrame({"discount": discount, "paid": paid}).hstack(queue.select("order_id", "currency", "country"))
            values = {name: _written(name) if name in ("discount", "paid") else pl.col(name) for name in said}
            refused.append(frames.refuse(rows.filter(pl.Series(where)), "orders", code, values))
    return refused


def _written(name: str) -> pl.Expr:
    """An amount in minor units of the row's `currency`, as people write it: 12.50 GBP."""
    places = pl.col("currency").map_elements(minor_units, return_dtype=pl.Int64)
    unit = pl.lit(10, pl.Int64).pow(places)
    part = pl.when(places > 0).then("." + (pl.col(name) % unit).cast(pl.String).str.zfill(places)).otherwise(pl.lit(""))
    return (pl.col(name) // unit).cast(pl.String) + part + " " + pl.col("currency")


def _refuse_lines(
    rows: pl.DataFrame, quantity: Ints, price: Ints, kits: Kits, material_ids: frozenset[int]
) -> tuple[Flags, list[pl.DataFrame]]:
    """Where a line can be planned, and the refusals of the others. What came through the intake has passed all but the last."""
    fit = np.ones(len(rows), np.bool_)
    refused = []
    for code, bad in (
        ("quantity_not_positive", quantity <= 0),
        ("price_negative", price < 0),
        ("price_zero", price == 0),
        ("amount_too_large", (quantity > MOST_PIECES) | (price > MOST_PRICE_MINOR)),
        ("amount_too_large", quantity.astype(np.float64) * price > MOST_VALUE_MINOR),
        ("product_unknown", rows["product_id"].is_null().to_numpy()),
        ("product_is_material", _among(rows, pl.Series(sorted(material_ids), dtype=pl.Int64))),
        ("kit_endless", _among(rows, kits.endless)),
        ("kit_too_deep", _among(rows, kits.too_deep)),
    ):
        where = bad & fit
        if where.any():
            said = {"sku": pl.col("sku"), "quantity": pl.col("quantity"), "price": pl.col("price_minor")}
            refused.append(frames.refuse(rows.filter(pl.Series(where)).drop("place"), "orders", code, said))
            fit &= ~bad
    return fit, refused


def _among(rows: pl.DataFrame, product_ids: pl.Series) -> Flags:
    """Where a line is of one of these products."""
    if product_ids.is_empty():
        return np.zeros(len(rows), np.bool_)
    return rows["product_id"].is_in(product_ids.implode()).fill_null(value=False).to_numpy()


def _refuse_short(able: pl.DataFrame, asked: pl.DataFrame, short: Ints, products: pl.DataFrame) -> pl.DataFrame:
    """Lines that all warehouses together cannot meet, and what was left when their turn came; of a kit, the first part that lacks."""
    if (short < 0).all():
        return frames.empty(frames.Refusals)
    rows = asked.with_columns(available=pl.Series(short)).filter(pl.col("available") >= 0, pl.col("available") < pl.col("quantity"))
    rows = rows.unique("unit", keep="first", maintain_order=True)
    kit = pl.col("product_id") != able["product_id"].gather(rows["unit"])
    parts = products.select("product_id", part="sku").unique("product_id")
    rows = rows.with_columns(kit=kit).join(parts, on="product_id", how="left", maintain_order="left")
    said = {name: pl.col(name) for name in ("sku", "part", "quantity", "available")}
    plain = frames.refuse(rows.filter(~pl.col("kit")), "orders", "out_of_stock", {k: v for k, v in said.items() if k != "part"})
    if plain.height == rows.height:
        return plain
    return frames.gather(plain, frames.refuse(rows.filter("kit"), "orders", "part_short", said))


def _case(queue: pl.DataFrame, rows: pl.DataFrame, value: Ints, free: Flags, world: World, rates: dict[str, float]) -> Case:
    """What the review rules look at, for each order of the queue."""
    place = rows["place"].to_numpy()
    attributes = np.zeros(len(queue), np.int64)
    np.bitwise_or.at(attributes, place, rows["attributes"].fill_null(0).to_numpy().astype(np.int64))
    since = np.full(len(queue), NEVER)
    if (len(queue) > 1 or len(world.earlier)) and world.rules["repeated_within_days"].null_count() < len(world.rules):
        known = rows["product_id"].is_not_null().to_numpy()
        content = content_keys(place[known], len(queue), rows["product_id"].to_numpy()[known], rows["quantity"].to_numpy()[known])
        asked = queue.select("placed_at", buyer_key(queue), content=pl.Series(content))
        since[free] = since_last(_some(asked, free), world.earlier)
    return Case(queue, value, attributes, since, rates)
