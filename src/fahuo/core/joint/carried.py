"""Sets of items packed and priced at warehouses: of each what it costs as rules and aim choose, and with classes of service left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.clearance.duty import LandedDuty
from fahuo.core.export.worth import Worth
from fahuo.core.goods.fill import Ints
from fahuo.core.goods.plan import pack_lines
from fahuo.core.joint.ways import CLASSES, KEPT, LATE, UNCOVERED, UNSERVED, Block, Box, Item, Place, Priced, bits
from fahuo.core.methods.choose import Field, duty_of, field_of, first
from fahuo.core.methods.covers import plan_covers
from fahuo.core.methods.freight import ServiceFreight
from fahuo.core.methods.layout import HOME, NO_PROMISE, PRICED
from fahuo.core.methods.loads import load_parcels
from fahuo.core.methods.price_loads import price_loads
from fahuo.core.words import Aim, PackAim

if TYPE_CHECKING:
    from fahuo.core.journey import World

Mask = npt.NDArray[np.bool_]
PLENTY = 1 << 40  # boxes


@dataclass(frozen=True, eq=False)
class _Offers:
    """Parcel x service."""

    field: Field
    home: Ints
    premium: Ints
    lacking: Ints  # 1: the parcel is to be covered, and the service cannot
    late: Ints  # 1: the promise is broken by some parcels of ten, 2: by most


@dataclass(frozen=True, eq=False)
class _Batch:
    """Places priced together. Arrays are parcel by parcel, or parcel x service."""

    places: list[Place]
    place: Ints  # of each parcel
    parcels: pl.DataFrame
    blocks: Ints  # of packed groups, whom several places may share: packed parcel, then as ways.Block, in packing order
    lines: Ints  # in each parcel
    short: Ints  # of each place, items of which pieces find no box
    boxes: Ints  # of each place, minor units
    offers: _Offers


class Carried:
    """Packs and prices; keeps what was found so that a sending can be shown parcel by parcel."""

    def __init__(
        self,
        orders: pl.DataFrame,
        lines: pl.DataFrame,
        items: Sequence[Item],
        worth: Worth,
        duty: LandedDuty | None,
        world: World,
        on: date,
    ) -> None:
        self._orders, self._lines, self._items, self._worth, self._duty, self._on = orders, lines, items, worth, duty, on
        # only one way is taken, so candidates do not compete for boxes: each may have those of which there is one. A person's word about
        # the cover of an order's parcel says nothing of parcels that are only thought of
        self._world = replace(world, materials=_plenty(world.materials), own_covers=None)
        self._freight = ServiceFreight(orders, worth, self._world, on) if world.pack_aim != PackAim.BOXES else None
        self._handling = dict(world.warehouses.select("warehouse_id", "handling_minor").iter_rows())
        self._box_price = dict(world.boxes.select("box_id", "price_minor").iter_rows())
        self._worth_of_day = world.day_worth_minor if world.aim in (Aim.VALUE, Aim.LANDED) else 0
        self._class = np.array([CLASSES.index(s.service_class.value) for s in world.rates.services], dtype=np.int64)
        # the same boxes everywhere: then a set is packed once for all warehouses
        self._alike = world.pack_aim == PackAim.BOXES and (
            self._world.materials is None or bool((self._world.materials["available"] > 0).all())
        )
        self._leader = self._leaders()
        self._at: dict[Place, tuple[_Batch, int]] = {}
        self._takes: dict[tuple[int, int], tuple[Mask, Ints]] = {}  # by batch and classes left out

    def price(self, places: list[Place]) -> Iterator[tuple[Place, int, int, int]]:
        """Of each place and each choice of classes: place, classes left out, cost without duty, classes used. A choice that uses the same services
        as another that leaves out less is not told, nor one that leaves a parcel without."""
        batch = self._batch(places)
        self._at.update((place, (batch, n)) for n, place in enumerate(places))
        seen: set[tuple[int, bytes]] = set()
        begins = np.searchsorted(batch.place, np.arange(len(places) + 1))
        empty = np.diff(begins) == 0
        for without in self._choices():
            served, column = self._taken(batch, without)
            plain, used = self._sums(batch, served, column)
            fails = np.zeros(len(places), dtype=np.bool_)
            fails[batch.place[~served]] = True
            sizes = np.array([place[0].bit_count() for place in places], dtype=np.int64)
            plain += np.where(fails | empty, sizes, np.minimum(batch.short, sizes)) * UNSERVED
            for n in np.flatnonzero(~fails | (without == 0)).tolist():
                key = n, column[begins[n] : begins[n + 1]].tobytes()
                if key not in seen:
                    seen.add(key)
                    yield places[n], without, int(plain[n]), int(used[n])

    def show(self, place: Place, without: int, owed: int | None) -> Priced:
        """A place that was priced, parcel by parcel."""
        batch, n = self._at[place]
        served, column = self._taken(batch, without)
        mine = np.flatnonzero(batch.place == n)
        boxes, late, premium, uncovered, offers = [], 0, 0, 0, batch.offers
        ids = self._world.rates.service_ids
        for row in mine.tolist():
            box_id, weight = batch.parcels.row(row, named=False)[:2]
            at, inside = int(column[row]), _inside(batch, row)
            if not served[row]:
                boxes.append(Box(box_id, weight, None, 0, 0, 0, inside))
                continue
            late += int(offers.late[row, at] * batch.lines[row])
            premium, uncovered = premium + int(offers.premium[row, at]), uncovered + int(offers.lacking[row, at])
            days = int(offers.field.days.p50[row, at]), int(offers.field.days.p90[row, at])
            boxes.append(Box(box_id, weight, int(ids[at]), int(offers.home[row, at]), *days, inside))
        unserved = place[0].bit_count() if not served[mine].all() or not len(mine) else min(int(batch.short[n]), place[0].bit_count())
        return Priced(
            boxes=tuple(boxes),
            materials_minor=int(batch.boxes[n]),
            freight_minor=sum(b.freight_minor for b in boxes),
            handling_minor=self._handling.get(place[1], 0),
            premium_minor=premium,
            worth_minor=sum(b.days_p50 for b in boxes) * self._worth_of_day,
            duty_minor=owed,
            unserved=unserved,
            uncovered=uncovered,
            late=late,
        )

    def _choices(self) -> list[int]:
        """Classes to leave out, first as rules and aim choose among all. The fastest service is taken whatever the duty: there is nothing to
        choose. Where the aim adds each parcel's own duty up, leaving none out and not looking at that duty is a choice of its own."""
        if self._world.aim == Aim.TIME:
            return [0]
        offered = sum(1 << n for n in set(self._class.tolist()))
        some = [without for without in range(1, offered) if without & offered == without]
        return [0, *(KEPT | without for without in (0, *some))] if self._world.aim == Aim.LANDED else [0, *some]

    def _taken(self, batch: _Batch, without: int) -> tuple[Mask, Ints]:
        """Of each parcel whether a service takes it, and which."""
        key = id(batch), without  # batches stay as long as this
        if key not in self._takes:
            self._takes[key] = self._take(batch, without)
        return self._takes[key]

    def _take(self, batch: _Batch, without: int) -> tuple[Mask, Ints]:
        if not len(batch.place) or not len(self._class):
            return np.zeros(len(batch.place), dtype=np.bool_), np.zeros(len(batch.place), dtype=np.int64)
        field = batch.offers.field
        table = first(field.open & (without >> self._class & 1 == 0), field.own_keys if without else field.keys)
        return np.asarray(table.any(axis=1)), np.asarray(table.argmax(axis=1))

    def _sums(self, batch: _Batch, served: Mask, column: Ints) -> tuple[Ints, Ints]:
        """Of each place the cost without duty, and the classes used."""
        plain = batch.boxes + np.array([self._handling.get(warehouse, 0) for _, warehouse in batch.places], dtype=np.int64)
        used = np.zeros(len(batch.places), dtype=np.int64)
        rows = np.flatnonzero(served)
        at = column[rows]
        offers = batch.offers
        cost = offers.home[rows, at] + offers.premium[rows, at] + offers.field.days.p50[rows, at] * self._worth_of_day
        cost += offers.lacking[rows, at] * UNCOVERED + offers.late[rows, at] * batch.lines[rows] * LATE
        np.add.at(plain, batch.place[rows], cost)
        np.bitwise_or.at(used, batch.place[rows], 1 << self._class[at])
        return plain, used

    def _batch(self, places: list[Place]) -> _Batch:
        wanted, groups = self._wanted(places)
        packed = pack_lines(self._lines, wanted, self._world, self._world.pack_aim, self._freight, self._duty_of_packing())
        as_packed = packed.parcels.select("parcel_id", "group_id", "box_id", "weight_g", *_SIDES, "pieces", "attributes")
        # a place's parcels stand together, in the order of places
        parcels = (
            groups.join(as_packed, on="group_id", how="inner")
            .sort("place", "parcel_id")
            .rename({"parcel_id": "as_packed"})
            .with_columns(parcel_id=pl.int_range(pl.len(), dtype=pl.Int64))
            .select("box_id", "weight_g", "parcel_id", "order_id", "warehouse_id", "place", "as_packed", *_SIDES, "pieces", "attributes")
        )
        contents = (
            self._worth.contents(packed.placements)
            .rename({"parcel_id": "as_packed"})
            .join(parcels.select("parcel_id", "as_packed"), on="as_packed")
            .drop("as_packed")
        )
        place = parcels["place"].to_numpy()
        price = parcels["box_id"].replace_strict(self._box_price, default=0, return_dtype=pl.Int64).fill_null(0).to_numpy()
        boxes = np.zeros(len(places), dtype=np.int64)
        np.add.at(boxes, place, price)
        lines = (
            contents.group_by("parcel_id")
            .agg(n=pl.struct("order_id", "line_no").n_unique().cast(pl.Int64))
            .sort("parcel_id")["n"]
            .to_numpy()
        )
        offers = self._offers(parcels, contents)
        short = self._short(wanted, packed.placements, packed.parcels)
        of_place = (
            groups["group_id"].replace_strict(short, default=0, return_dtype=pl.Int64).to_numpy()
            if short
            else np.zeros(len(places), np.int64)
        )
        blocks = packed.placements.select(pl.col("parcel_id", *_BLOCK).cast(pl.Int64)).to_numpy()
        return _Batch(places, place, parcels, blocks, lines, of_place, boxes, offers)

    def _wanted(self, places: list[Place]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What is packed, by group, and of each place its group and the order that stands for its items."""
        number: dict[Place, int] = {}
        rows, of_place = [], []
        for n, (mask, warehouse) in enumerate(places):
            key = (mask, 0) if self._alike else (mask, warehouse)
            if key not in number:
                number[key] = len(number)
                for item in (self._items[i] for i in bits(mask)):
                    rows += [(item.order_id, item.line_no, warehouse, product, pieces, number[key]) for product, pieces in item.products]
            of_place.append((n, warehouse, number[key], self._leader_of(mask)))
        schema = {"order_id": pl.Int64, "line_no": pl.Int32, "warehouse_id": pl.Int64, "product_id": pl.Int64, "quantity": pl.Int64}
        # two items of one line (pieces from two warehouses) are one row of a sending that holds both
        wanted = (
            pl.DataFrame(rows, schema=schema | {"group_id": pl.Int64}, orient="row")
            .group_by("group_id", "order_id", "line_no", "warehouse_id", "product_id", maintain_order=True)
            .agg(pl.col("quantity").sum())
            .select(*schema, "group_id")
        )
        columns = {"place": pl.Int64, "warehouse_id": pl.Int64, "group_id": pl.Int64, "order_id": pl.Int64}
        return wanted, pl.DataFrame(of_place, schema=columns, orient="row")

    def _offers(self, parcels: pl.DataFrame, contents: pl.DataFrame) -> _Offers:
        """What may be chosen for each parcel, and what it costs."""
        world = self._world
        loads, currencies = load_parcels(self._orders, parcels, contents, world, self._on)
        priced = price_loads(loads, currencies, world)
        shape = len(parcels), len(world.rates.services)
        able = (priced.reasons == PRICED).reshape(shape)
        owed = duty_of(world.rates, parcels, contents, able, self._duty) if self._duty is not None and world.aim == Aim.LANDED else None
        covering = plan_covers(self._orders, parcels, loads, currencies, able, world)
        field = field_of(priced, loads, currencies, self._orders, parcels, world, self._on, owed, covering)
        none = np.zeros(shape, dtype=np.int64)
        premium, lacking = (covering.home_minor, covering.lacking.astype(np.int64)) if covering is not None else (none, none)
        promised = loads["promised_days"].astype(np.int64)[:, None]
        surely = (field.keep_ppm >= world.keep_ppm) if world.aim == Aim.PROMISE else (field.days.p90 <= promised)
        late = np.where(promised == NO_PROMISE, 0, np.where(surely, 0, np.where(field.days.p50 <= promised, 1, 2)))
        return _Offers(field, priced.figures[HOME].reshape(shape), premium, lacking, late)

    def _short(self, wanted: pl.DataFrame, placements: pl.DataFrame, parcels: pl.DataFrame) -> dict[int, int]:
        """Of each group how many lines have pieces that no box takes."""
        pieces = pl.col("nx").cast(pl.Int64) * pl.col("ny") * pl.col("nz")
        if wanted["quantity"].sum() == placements.select(pieces.sum()).item():
            return {}
        key = ["group_id", "order_id", "line_no", "product_id"]
        inside = placements.join(parcels.select("parcel_id", "group_id"), on="parcel_id").group_by(key).agg(packed=pieces.sum())
        left = wanted.join(inside, on=key, how="left").filter(pl.col("packed").fill_null(0) < pl.col("quantity"))
        return dict(left.group_by("group_id").agg(pl.len().cast(pl.Int64)).iter_rows())

    def _duty_of_packing(self) -> LandedDuty | None:
        return self._duty if self._world.pack_aim == PackAim.DUTY else None

    def _leaders(self) -> dict[int, tuple[bool, date, int]]:
        """Of each order what decides which one stands for several: the earliest promise, then the number."""
        rows = self._orders.select("order_id", "promised_on").iter_rows()
        return {order: (day is None, day or date.max, order) for order, day in rows}

    def _leader_of(self, mask: int) -> int:
        """The order whose address, wish and promise hold for these items: all are the same but the promise, and the earliest holds."""
        return min(self._leader[self._items[i].order_id] for i in bits(mask))[2]


_SIDES = ("length_mm", "width_mm", "height_mm")
_BLOCK = ("order_id", "line_no", "product_id", "x_mm", "y_mm", "z_mm", "dx_mm", "dy_mm", "dz_mm", "nx", "ny", "nz")


def _inside(batch: _Batch, row: int) -> tuple[Block, ...]:
    """The blocks of a parcel."""
    packed = batch.parcels["as_packed"][row]
    begin, end = np.searchsorted(batch.blocks[:, 0], (packed, packed + 1))
    return tuple(map(tuple, batch.blocks[begin:end, 1:].tolist()))


def _plenty(materials: pl.DataFrame | None) -> pl.DataFrame | None:
    """Without end what there is one of; what there is none of stays so."""
    if materials is None:
        return None
    return materials.with_columns(available=pl.when(pl.col("available") > 0).then(PLENTY).otherwise(0).cast(pl.Int64))
