"""What the planners need to know about a merchant, read from the tables as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from fahuo.core.journey import World
from fahuo.core.words import Aim, PackAim, Strategy
from fahuo.countries.book import Book
from fahuo.records import frames as records
from fahuo.records.models import Merchant
from fahuo.steps.goods import frames as goods
from fahuo.steps.methods import frames as methods
from fahuo.steps.methods import selling
from fahuo.steps.orders import frames as orders


@dataclass(frozen=True)
class Goods:
    """What a batch asks for: frames.Products, the parts of kits too, frames.Components, and frames.Stock under lock, of boxes too."""

    products: pl.DataFrame
    components: pl.DataFrame
    free: pl.DataFrame
    materials: pl.DataFrame | None = None  # frames.Stock of the boxes, less what planned parcels will consume


def read_world(merchant: Merchant, batch: pl.DataFrame, wanted: Goods, on: date) -> World:
    """The merchant's world for a batch (orders with their content) and the goods that it asks for."""
    exchange = records.exchange(merchant.pk, merchant.currency, on)
    rules = orders.rules(merchant.pk)
    return World(
        currency=merchant.currency,
        products=wanted.products,
        components=wanted.components,
        material_ids=records.materials(merchant.pk, wanted.products["product_id"].to_list()),
        warehouses=records.warehouses(merchant.pk),
        boxes=goods.boxes(merchant.pk),
        paddings=goods.paddings(merchant.pk),
        apart=goods.apart(merchant.pk),
        materials=wanted.materials,
        pack_aim=PackAim(merchant.pack_aim),
        own_aims=goods.own_aims(batch["order_id"].to_list()),
        own_sendings=orders.own_sendings(batch["order_id"].to_list()),
        rules=rules,
        exchange=exchange,
        rates=methods.rates(merchant.pk, on, exchange),
        book=Book(exchange),
        stock=wanted.free,
        earlier=orders.earlier(merchant.pk, batch, rules),
        strategy=Strategy(merchant.strategy),
        aim=Aim(merchant.aim),
        day_worth_minor=merchant.day_worth_minor,
        keep_ppm=int(merchant.keep_percent * 10_000),
        choice_rules=methods.choice_rules(merchant.pk),
        lanes=methods.lanes(merchant.pk, on),
        mark_ups=selling.mark_ups(merchant.pk),
        cover_rules=methods.cover_rules(merchant.pk),
        own_covers=methods.own_covers(batch["order_id"].to_list()),
    )
