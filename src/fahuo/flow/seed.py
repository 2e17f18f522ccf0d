"""The sample world in the database: the invented merchant with all that is theirs, and its first orders."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal

import polars as pl
from django.db import transaction

from fahuo.core.methods.read import read_service, read_text
from fahuo.flow import seed_floor, seed_stock
from fahuo.flow.prepare import prepare_batch
from fahuo.records import clock, keys
from fahuo.records.copy import copy
from fahuo.records.models import Account, ApiKey, Event, ExchangeRate, Merchant, Product, Shop, User, Warehouse
from fahuo.sample import exchange, goods, shelves, tables, world
from fahuo.sample import merchant as invented
from fahuo.sample.orders import generate_orders
from fahuo.sample.services import texts
from fahuo.steps.goods.models import Apart, Box, Padding
from fahuo.steps.methods.models import CoverRule, MarkUpRule, Service
from fahuo.steps.orders.models import Order, ReviewRule

OPERATOR = "operator"
BATCH = 500
WAIT_H = 240  # of the sample's clock, which runs fast: so that somebody sees what had better travel together
KIT_EACH = 25  # orders
FLAWED = 0.06  # of the sample's orders lack something, as in life
Say = Callable[[str], None]


@transaction.atomic
def sample_merchant(say: Say) -> Merchant:
    """The sample merchant; made at the first start, found at every later one."""
    facts = asdict(invented.sample_merchant())
    found = Merchant.objects.filter(code=facts["code"]).first()
    if found:
        return found
    say("loading the sample world")
    merchant = Merchant.objects.create(**facts, buys_labels=True)
    User.objects.create(username=OPERATOR, merchant=merchant, is_staff=True, first_name="Operator", password=f"!{secrets.token_hex(8)}")
    _tables(merchant)
    return merchant


def _tables(merchant: Merchant) -> None:
    own = {"merchant_id": merchant.pk}
    Shop.objects.bulk_create(Shop(**own, code=r["code"], name=f"{r['name_zh']} {r['name']}") for r in invented.sample_shops().to_dicts())
    places = tables.table("warehouses").to_dicts()
    streets = {r["code"]: (r["street"], r["region"] or "") for r in places}
    Warehouse.objects.bulk_create(
        Warehouse(**own, **_without(r, "warehouse_id"), street=streets[r["code"]][0], region=streets[r["code"]][1])
        for r in world.sample_warehouses().to_dicts()
    )
    facts = goods.sample_catalogue().to_dicts()
    fields = ("sku", "name", "length_mm", "width_mm", "height_mm", "weight_g", "hs_code", "origin", "attributes", "declared_name")
    Product.objects.bulk_create(
        Product(**own, **{f: r[f] for f in fields}, name_zh=r["name_zh"] or "", price_minor=r["price_cny_minor"], currency="CNY")
        for r in facts
    )
    Box.objects.bulk_create(Box(**own, **_without(r, "box_id")) for r in goods.sample_boxes().to_dicts())
    names = tables.table("paddings").select("name", "name_zh").to_dicts()
    Padding.objects.bulk_create(Padding(**own, **r, **said) for r, said in zip(goods.sample_paddings().to_dicts(), names, strict=True))
    notes = [f"{r['name_zh']} | {r['name']}" for r in tables.table("apart").to_dicts()]
    Apart.objects.bulk_create(Apart(**own, **r, note=note) for r, note in zip(goods.sample_apart().to_dicts(), notes, strict=True))
    ReviewRule.objects.bulk_create(ReviewRule(**own, **_without(r, "rule_id")) for r in world.sample_rules().to_dicts())
    CoverRule.objects.bulk_create(CoverRule(**own, **_without(r, "rule_id")) for r in world.sample_cover_rules().to_dicts())
    MarkUpRule.objects.bulk_create(
        MarkUpRule(**own, percent=Decimal(r["percent_ppm"]) / 10_000, **_without(r, "rule_id", "percent_ppm"))
        for r in world.sample_mark_ups().to_dicts()
    )
    Service.objects.bulk_create(_service(merchant, text) for text in texts().values())
    copy(exchange.sample_rates(), ExchangeRate)
    seed_stock.sample_stock(merchant)
    seed_floor.sample_floor(merchant)


def _service(merchant: Merchant, text: str) -> Service:
    read = read_service(read_text(text))
    return Service(
        merchant=merchant,
        code=read.code,
        name=read.name_en,
        name_zh=read.name_zh,
        kind=read.service_class.value,
        carrier=read.carrier,
        card=text,
    )


def _without(row: dict[str, object], *names: str) -> dict[str, object]:
    return {k: v for k, v in row.items() if k not in names}


def connect(merchant: Merchant, url: str, speed: float) -> str:
    """Where the simulated outside answers, and how fast its clock runs; time goes on from where it was. Returns the key for both directions."""
    Account.objects.update_or_create(merchant=merchant, plugin="carriers/world", defaults={"url": url, "secret_name": "WORLD"})
    ApiKey.objects.filter(merchant=merchant, name="world").delete()
    clock.resume(speed)
    seed_floor.standing_collections(merchant, clock.now())
    return keys.make(merchant, "world")


def world_time() -> str:
    """The world's time now, for the outside's clock."""
    return clock.now().isoformat()


def operator(merchant: Merchant) -> User:
    """The person who works for the sample merchant."""
    return User.objects.get(merchant=merchant, username=OPERATOR)


def first_orders(merchant: Merchant, count: int, seed: int, say: Say) -> None:
    """The sample's first orders, if it has none yet: placed over the last two days."""
    if count <= 0 or Order.objects.filter(merchant=merchant).exists():
        return
    Merchant.objects.filter(pk=merchant.pk).update(joint_wait_h=WAIT_H)
    now = clock.now()
    orders, lines = generate_orders(count, seed, now, goods.sample_products(), flawed=FLAWED)
    for begin in range(0, count, BATCH):
        batch = orders.slice(begin, BATCH)
        part = lines.join(batch.select("order_id"), on="order_id", how="semi", maintain_order="left")
        prepare_batch(merchant, batch, _some_kits(part), on=clock.today(now), now=now, actor="sample")
        say(f"{min(begin + BATCH, count):,} of {count:,} sample orders planned")


def _some_kits(lines: pl.DataFrame) -> pl.DataFrame:
    """The first line of every 25th order asks for one of the kits."""
    kits = shelves.sample_kits()
    turn = pl.when((pl.col("order_id") % KIT_EACH == KIT_EACH - 1) & (pl.col("line_no") == 1)).then(
        pl.col("order_id") // KIT_EACH % kits.height
    )
    asked = lines.with_columns(turn=turn.cast(pl.UInt32))
    kit = kits.with_row_index("turn").select("turn", kit="sku", kit_name="name")
    return (
        asked.join(kit, on="turn", how="left", maintain_order="left")
        .with_columns(sku=pl.coalesce("kit", "sku"), name=pl.coalesce("kit_name", "name"))
        .select(lines.columns)
    )


def go_on(merchant: Merchant, daily: int, seed: int, speed: float) -> None:
    """Keep the sample's time and something on its floor, and bring the new orders of a day when one begins."""
    clock.set_speed(speed)
    seed_floor.a_wave(merchant, clock.now())
    seed_floor.say_who_came(merchant, clock.now())
    day = clock.today()
    start = (day.toordinal() % 100_000) * 10_000  # each day has orders of its own
    first = Event.objects.filter(merchant=merchant, actor="sample").order_by("pk").first()
    if first is None or clock.today(first.at) == day or Event.objects.filter(merchant=merchant, actor=f"sample:{day}").exists():
        return
    now = clock.now()
    orders, lines = generate_orders(daily, seed, now, goods.sample_products(), start=start, flawed=FLAWED)
    prepare_batch(merchant, orders, lines, on=day, now=now, actor=f"sample:{day}")


def stop_time() -> None:
    """The sample's clock stands still until somebody starts it again."""
    clock.set_speed(0.0)
