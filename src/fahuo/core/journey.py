"""Steps 1 to 4 as one function. The same call serves the web page, the API, the job, the command line and a back-test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from fahuo.core import frames
from fahuo.core.book import CountryBook
from fahuo.core.clearance.duty import LandedBook, LandedDuty
from fahuo.core.export.plan import plan_export
from fahuo.core.export.value import value_contents
from fahuo.core.export.worth import Worth
from fahuo.core.goods.aims import DutyRule, Freight
from fahuo.core.goods.apart import default_apart
from fahuo.core.goods.plan import GoodsPlan, plan_goods
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.freight import ServiceFreight
from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.sell import sell
from fahuo.core.orders.kits import shares_of_kits
from fahuo.core.orders.plan import OrderPlan, plan_orders
from fahuo.core.orders.sendings import keep_sendings, with_own_services
from fahuo.core.words import Aim, PackAim, Step, Strategy


@dataclass(frozen=True)
class World:
    """All that a plan depends on beside the orders: one merchant's frames (see frames.py), as of one day."""

    currency: str  # the merchant's own
    products: pl.DataFrame
    warehouses: pl.DataFrame
    boxes: pl.DataFrame
    paddings: pl.DataFrame
    rules: pl.DataFrame  # ReviewRules
    exchange: pl.DataFrame
    rates: Rates
    book: CountryBook
    stock: pl.DataFrame | None = None  # None: every product is there, without end
    earlier: pl.DataFrame = field(default_factory=pl.DataFrame)  # buyer_key, content, placed_at of orders before this batch
    strategy: Strategy = Strategy.NEAREST
    aim: Aim = Aim.COST
    apart: pl.DataFrame = field(default_factory=default_apart)  # goods that must not share a parcel
    materials: pl.DataFrame | None = None  # frames.Stock of packing material; no row, or None: not counted there, without end
    pack_aim: PackAim = PackAim.BOXES
    components: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Components))  # kits and their parts
    material_ids: frozenset[int] = frozenset()  # products that are packing material: nobody orders them
    own_aims: pl.DataFrame | None = None  # order_id, aim: orders that a person had packed for an aim of their own
    day_worth_minor: int = 0  # what one day is worth under Aim.VALUE and Aim.LANDED, in the merchant's currency
    keep_ppm: int = 900_000  # how surely the promised day is to be kept under Aim.PROMISE, in millionths
    choice_rules: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.ChoiceRules))
    own_sendings: pl.DataFrame | None = None  # frames.Sendings: orders that a person had sent in a way of their own
    lanes: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Lanes))  # transit days learnt from history
    mark_ups: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.MarkUpRules))
    cover_rules: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.CoverRules))
    own_covers: pl.DataFrame | None = None  # frames.OwnCovers: parcels of which a person said whether they are covered


@dataclass(frozen=True)
class Prepared:
    """What was decided for a batch. Lines that came in = lines with an allocation + lines with a refusal of their own or of their order."""

    orders: pl.DataFrame  # order_id of all that came in
    lines: pl.DataFrame  # planned lines: Lines + product_id
    allocations: pl.DataFrame
    holds: pl.DataFrame
    parcels: pl.DataFrame
    placements: pl.DataFrame
    offers: pl.DataFrame
    pricings: pl.DataFrame  # what the offers were worked out from
    declarations: pl.DataFrame
    declared_lines: pl.DataFrame
    refusals: pl.DataFrame
    choices: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Choices))
    needs: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Needs))
    selections: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Selections))
    selling: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.SellingPrices))
    covers: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Covers))


def prepare(orders: pl.DataFrame, lines: pl.DataFrame, world: World, on: date) -> Prepared:
    """Take Orders and Lines through allocation, packing, choice of service and declaration, as of the day `on`."""
    accepted = plan_orders(orders, lines, world, on)
    kits = shares_of_kits(world.components, world.products)
    freight, duty = _asked_by_aims(orders, lines, kits, world, on)
    allocations = keep_sendings(accepted.allocations, world.own_sendings, world.stock)
    packed = plan_goods(accepted.lines, allocations, world, orders, freight, duty)
    contents = value_contents(orders, lines, packed.parcels, packed.placements, kits)
    going = with_own_services(packed.parcels, packed.placements, allocations)
    chosen = plan_methods(orders, going, contents, world, on, owed_by_class(orders, lines, kits, world, on))
    declared = plan_export(orders, packed.parcels, contents, chosen.offers, world, on)
    return Prepared(
        orders=orders.select("order_id"),
        lines=accepted.lines,
        allocations=packed.allocations,
        holds=accepted.holds,
        parcels=packed.parcels,
        placements=packed.placements,
        offers=chosen.offers,
        pricings=chosen.pricings,
        declarations=declared.declarations,
        declared_lines=declared.lines,
        refusals=frames.gather(
            accepted.refusals, packed.refusals, _without_goods(orders, accepted, packed), chosen.refusals, declared.refusals
        ),
        choices=packed.choices,
        needs=packed.needs,
        selections=chosen.selections,
        selling=sell(orders, packed.parcels, contents, chosen.offers, world, on),
        covers=chosen.covers,
    )


def owed_by_class(orders: pl.DataFrame, lines: pl.DataFrame, kits: pl.DataFrame, world: World, on: date) -> LandedDuty | None:
    """Who says what parcels owe by class of service; nobody where the aim does not weigh it."""
    if world.aim != Aim.LANDED or not isinstance(world.book, LandedBook):
        return None
    return LandedDuty(orders, lines, Worth(orders, lines, kits), world, world.book, on)


def _asked_by_aims(
    orders: pl.DataFrame, lines: pl.DataFrame, kits: pl.DataFrame, world: World, on: date
) -> tuple[Freight | None, DutyRule | None]:
    """Who is asked for prices where an aim weighs several packings; nobody for the fewest boxes."""
    own = world.own_aims["aim"].to_list() if world.own_aims is not None else []
    aims = {world.pack_aim, *map(PackAim, own)}
    if aims == {PackAim.BOXES}:
        return None, None
    worth = Worth(orders, lines, kits)
    duty = LandedDuty(orders, lines, worth, world, world.book, on) if PackAim.DUTY in aims and isinstance(world.book, LandedBook) else None
    return ServiceFreight(orders, worth, world, on), duty


def _without_goods(orders: pl.DataFrame, accepted: OrderPlan, packed: GoodsPlan) -> pl.DataFrame:
    """Orders of which no line is left, and that were not refused as a whole: a person must look at them."""
    said = pl.concat([accepted.refusals, packed.refusals]).filter(pl.col("line_no").is_null())["order_id"]
    going = pl.concat([packed.allocations["order_id"], said]).unique()
    return frames.refuse(orders.filter(~pl.col("order_id").is_in(going.implode())), Step.ORDERS, "no_goods")
