"""Any number of plausible orders from a seed. Order i of a seed is the same however many are made, and from wherever one starts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl

from fahuo.core import frames
from fahuo.sample.buyers import buyers
from fahuo.sample.draw import Draw, Integers
from fahuo.sample.flaws import spoil
from fahuo.sample.goods import sample_catalogue
from fahuo.sample.merchant import sample_shops
from fahuo.sample.prices import CARRIAGE_CNY_MINOR, asked_price, home_prices, weights

LINES_WEIGHT = (52, 24, 12, 7, 3, 2)  # orders with 1, 2, ... 6 lines
PIECES_WEIGHT = (78, 14, 4, 2, 1, 1)  # lines with 1, 2, ... 6 pieces
MOST_LINES = 8  # a business may ask for two lines more
MOST_OF_ONE_G = 15_000  # of one product, even for a business


def generate_orders(
    n: int, seed: int, on: date | datetime, products: pl.DataFrame, start: int = 0, flawed: float = 0.0
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make (Orders, Lines): orders start, start + 1, ... of the seed, placed in the 24 hours before `on` (a day begins at 0:00 UTC).

    `products` are those that are asked for (sku and name; weight_g helps to invent a price). `order_id` counts from 0.
    `flawed` is the share of orders with one deliberate mistake (see flaws.py). Everybody and every price is invented.
    ValueError where there are no products, or no exchange rates on the day (the sample's begin in 2010).
    """
    if products.is_empty():
        raise ValueError("sample orders need at least one product")
    draw = Draw(seed)
    index = np.arange(start, start + n, dtype=np.int64)
    cart = _carts(index, draw)
    people = buyers(_persons(cart, draw), draw)
    shops = sample_shops()
    shop = shops.get_column("code").gather(draw.choice("shop", cart, shops.get_column("share")))
    placed = _placed(index, on, draw)
    lines = _lines(cart, people, products, _day(on), draw)
    value = lines.group_by("order_id").agg((pl.col("quantity") * pl.col("price_minor")).sum().alias("value_minor"))
    orders = people.with_columns(
        pl.Series("order_id", np.arange(n, dtype=np.int64)),
        pl.Series("placed_at", placed),
        shop.alias("shop"),
        pl.Series("key", index).cast(pl.String).str.zfill(7),
        pl.Series("off_percent", np.array([0, 5, 10, 15])[draw.choice("discount", index, (88, 6, 4, 2))]),
        pl.Series("pays", draw.uniform("carriage", index) < 0.45),
        pl.Series("guest", draw.uniform("guest", index) < 0.12),
        pl.Series("days", draw.whole("promise", index, 15, 32)),
        pl.Series("promised", draw.uniform("promised", index) < 0.5),
    ).join(value, on="order_id", maintain_order="left")
    orders = orders.select(
        "order_id",
        pl.concat_str(pl.col("shop").str.slice(0, 2), pl.lit(f"{seed}-"), "key").alias("number"),
        *["shop", "placed_at", "currency"],
        pl.when(~pl.col("guest")).then("buyer").alias("buyer"),
        *["name", "company", "street", "city", "region", "postcode", "country", "phone", "email", "tax_id"],
        freight_minor=pl.when("pays").then(asked_price(pl.lit(CARRIAGE_CNY_MINOR), pl.col("currency"), _day(on))).otherwise(0),
        discount_minor=pl.col("value_minor") * pl.col("off_percent") // 100,
        service=pl.lit(None, pl.String),
        promised_on=pl.when("promised").then(pl.col("placed_at").dt.date() + pl.duration(days="days")),
        made_up=pl.lit(None, pl.String),
    )
    return spoil(orders, lines, index, flawed, draw)


def _day(on: date | datetime) -> date:
    return on.date() if isinstance(on, datetime) else on


def _placed(index: Integers, on: date | datetime, draw: Draw) -> pl.Series:
    """Moments in the 24 hours before `on`, to the second."""
    end = on if isinstance(on, datetime) else datetime.combine(on, time(), UTC)
    begin = (end if end.tzinfo else end.replace(tzinfo=UTC)).astimezone(UTC) - timedelta(days=1)
    return pl.Series(draw.whole("second", index, 0, 86_399) * 1_000_000).cast(pl.Duration("us")) + begin


def _carts(index: Integers, draw: Draw) -> Integers:
    """Whose buyer and content an order has: its own, or for one in a hundred the order before it: a click too many."""
    again = (draw.uniform("again", index) < 0.01) & (draw.uniform("again", index - 1) >= 0.01) & (index > 0)
    return np.where(again, index - 1, index)


def _persons(cart: Integers, draw: Draw) -> Integers:
    """Who orders: mostly somebody new, at times somebody who ordered before."""
    back = draw.uniform("comes back", cart) < 0.12
    return np.where(back, (draw.uniform("who", cart) * cart).astype(np.int64), cart)


def _lines(cart: Integers, people: pl.DataFrame, products: pl.DataFrame, on: date, draw: Draw) -> pl.DataFrame:
    """Lines with distinct products; a business asks for more lines and more pieces."""
    demand = sample_catalogue().select("sku", "demand")
    wanted = products.join(demand, on="sku", how="left", maintain_order="left").get_column("demand").fill_null(1.0)
    business = people.get_column("company").is_not_null().to_numpy()
    count = draw.choice("lines", cart, LINES_WEIGHT) + 1 + 2 * business
    order = np.repeat(np.arange(len(cart), dtype=np.int64), count)
    place = cart[order] * MOST_LINES + (np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count))
    product = draw.choice("product", place, wanted)
    few = draw.choice("pieces", place, PIECES_WEIGHT) + 1
    many = draw.whole("many pieces", place, 2, 9) * draw.choice("by the", place, (60, 30, 10)) + few
    many = np.minimum(many, np.maximum(1, MOST_OF_ONE_G // weights(products)[product]))
    drawn = pl.DataFrame({"order_id": order, "product": product, "quantity": np.where(business[order], many, few)})
    drawn = drawn.unique(["order_id", "product"], keep="first", maintain_order=True)
    bought = products.select("sku", "name")[drawn.get_column("product")]
    asked = drawn.with_columns(
        *bought.get_columns(),
        home=home_prices(products).gather(drawn.get_column("product")),
        currency=people.get_column("currency").gather(drawn.get_column("order_id")),
    )
    return asked.select(
        "order_id",
        line_no=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("order_id"),
        source_row=pl.lit(None, pl.Int64),
        sku="sku",
        name="name",
        quantity=pl.col("quantity").cast(pl.Int64),
        price_minor=asked_price(pl.col("home"), pl.col("currency"), on),
    ).select(list(frames.Lines.columns()))
