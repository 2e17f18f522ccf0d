"""The bill of ways: sendings are packed and priced in batches, each once; duty is that of what the law counts as one consignment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from fahuo.core.clearance.duty import LandedBook, LandedDuty
from fahuo.core.export.worth import Worth
from fahuo.core.goods.aims import UNKNOWN
from fahuo.core.goods.plan import pack_lines
from fahuo.core.joint.ways import LATE, UNSERVED, Box, Item, Priced, Sending, Way, bits
from fahuo.core.methods.cards import Whole
from fahuo.core.methods.freight import ServiceFreight
from fahuo.core.methods.plan import plan_methods
from fahuo.core.orders.kits import shares_of_kits
from fahuo.core.words import Aim, PackAim

if TYPE_CHECKING:
    from fahuo.core.journey import World


class Bill:
    """Prices sendings of some items and adds them up to ways."""

    def __init__(self, orders: pl.DataFrame, lines: pl.DataFrame, items: Sequence[Item], world: World, on: date) -> None:
        """`orders` and `lines` are all of the orders whose items these are; what the buyers asked for and were promised is kept."""
        self.items, self._orders, self._lines, self._on = tuple(items), orders, lines, on
        # candidates do not compete for boxes: only one way is taken, and it is planned with what is on the shelf then
        self._world = replace(world, materials=None)
        self._kits = shares_of_kits(world.components, world.products)
        self._worth = Worth(orders, lines, self._kits)
        self._duty = LandedDuty(orders, lines, self._worth, world, world.book, on) if isinstance(world.book, LandedBook) else None
        self._freight = ServiceFreight(orders, self._worth, self._world, on) if world.pack_aim != PackAim.BOXES else None
        self._handling = dict(world.warehouses.select("warehouse_id", "handling_minor").iter_rows())
        self._boxes = dict(world.boxes.select("box_id", "price_minor").iter_rows())
        self._classes = {int(i): s.service_class.value for i, s in zip(world.rates.service_ids, world.rates.services, strict=True)}
        self._memo: dict[Sending, Priced] = {}
        self.duty_known = self._duty is not None

    @property
    def priced(self) -> int:
        """How many sendings were packed and priced."""
        return len(self._memo)

    def ask(self, sendings: Iterable[Sending]) -> None:
        """Pack and price these in one batch, those that are not known yet."""
        new = sorted({s for s in sendings if s not in self._memo})
        if not new:
            return
        found = self._price(new)
        self._memo.update(found)
        if any(p.duty_minor is None and not p.unserved for p in found.values()):
            self.duty_known = False  # a figure that is missing on one side would decide by itself

    def of(self, sending: Sending) -> Priced:
        """A sending that was asked for."""
        return self._memo[sending]

    def relaxed(self, sending: Sending) -> int:
        """The least that a sending adds to the cost of a way."""
        priced = self._memo[sending]
        return priced.plain + (priced.duty_minor or 0 if self.duty_known else 0)

    def way(self, sendings: Iterable[Sending]) -> Way:
        """Add sendings up. An order that is cut up saves no duty by it: what was ordered together counts together at the border."""
        chosen = tuple(sorted(sendings, key=lambda s: (s[0] & -s[0], s)))
        plain = sum(self._memo[s].plain for s in chosen)
        duty = sum(self._owed(part) for part in self._linked(chosen)) if self.duty_known else 0
        money = plain % UNSERVED % LATE + duty
        return Way(chosen, plain + duty, duty, money)

    def unions(self, sendings: Iterable[Sending]) -> list[Sending]:
        """What must be priced too before `way` can add these up: orders that are cut up, as one consignment."""
        parts = self._linked(tuple(sendings))
        return [(_union(part), warehouse) for part in parts if len(part) > 1 for warehouse in sorted({w for _, w in part})]

    def _owed(self, part: Sequence[Sending]) -> int:
        apart = sum(self._memo[s].duty_minor or 0 for s in part)
        if len(part) == 1:
            return apart
        whole = [self._memo[_union(part), warehouse].duty_minor or 0 for warehouse in sorted({w for _, w in part})]
        return max(apart, *whole)

    def _linked(self, sendings: tuple[Sending, ...]) -> list[list[Sending]]:
        """Sendings that share an order, directly or by others between."""
        parts: list[tuple[set[int], list[Sending]]] = []
        for sending in sendings:
            mine = {self.items[n].order_id for n in bits(sending[0])}
            joined = [part for part in parts if part[0] & mine]
            parts = [part for part in parts if not part[0] & mine]
            parts.append((mine.union(*(p[0] for p in joined)), [*(s for p in joined for s in p[1]), sending]))
        return [part[1] for part in parts]

    def _price(self, sendings: list[Sending]) -> dict[Sending, Priced]:
        rows = [
            (item.order_id, item.line_no, warehouse, product, pieces, group)
            for group, (mask, warehouse) in enumerate(sendings)
            for item in (self.items[n] for n in bits(mask))
            for product, pieces in item.products
        ]
        schema = {"order_id": pl.Int64, "line_no": pl.Int32, "warehouse_id": pl.Int64, "product_id": pl.Int64, "quantity": pl.Int64}
        # two items of one line (pieces from two warehouses) are one row of a sending that holds both
        wanted = (
            pl.DataFrame(rows, schema=schema | {"group_id": pl.Int64}, orient="row")
            .group_by("group_id", "order_id", "line_no", "warehouse_id", "product_id", maintain_order=True)
            .agg(pl.col("quantity").sum())
            .select(*schema, "group_id")
        )
        packed = pack_lines(self._lines, wanted, self._world, self._world.pack_aim, self._freight, self._duty_of_packing())
        short = self._short(wanted, packed.placements, packed.parcels)
        contents = self._worth.contents(packed.placements)
        group_of = packed.parcels.select("parcel_id", "group_id")
        orders = self._as_orders(wanted)
        parcels = packed.parcels.with_columns(order_id="group_id").drop("group_id")
        duty = _OfLeaders(self._duty, packed.parcels) if self._duty and self._world.aim == Aim.LANDED else None
        offers = plan_methods(orders, parcels, contents, self._world, self._on, duty).offers.filter("chosen")
        taken = packed.parcels.join(offers.drop("chosen"), on="parcel_id", how="left", maintain_order="left")
        owed = self._owed_by_group(wanted, contents, group_of, taken, len(sendings))
        promised = dict(orders.select("order_id", "promised_on").iter_rows())
        by_group: dict[int, list[dict[str, object]]] = {}
        for row in taken.iter_rows(named=True):
            by_group.setdefault(int(row["group_id"]), []).append(row)
        return {
            sending: self._sum(sending, by_group.get(n, []), short.get(n, 0), owed[n], promised.get(n))
            for n, sending in enumerate(sendings)
        }

    def _duty_of_packing(self) -> LandedDuty | None:
        return self._duty if self._world.pack_aim == PackAim.DUTY else None

    def _short(self, wanted: pl.DataFrame, placements: pl.DataFrame, parcels: pl.DataFrame) -> dict[int, int]:
        """Of each group how many lines have pieces that no box takes."""
        pieces = pl.col("nx").cast(pl.Int64) * pl.col("ny") * pl.col("nz")
        key = ["group_id", "order_id", "line_no", "product_id"]
        inside = placements.join(parcels.select("parcel_id", "group_id"), on="parcel_id").group_by(key).agg(packed=pieces.sum())
        left = wanted.join(inside, on=key, how="left").filter(pl.col("packed").fill_null(0) < pl.col("quantity"))
        return dict(left.group_by("group_id").agg(pl.len().cast(pl.Int64)).iter_rows())

    def _as_orders(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """Each group as an order of its own: that of its first line, promised for the earliest day that any of its orders was."""
        first = wanted.join(self._orders.select("order_id", "promised_on"), on="order_id", how="left", maintain_order="left")
        first = first.group_by("group_id", maintain_order=True).agg(pl.col("order_id").min(), earliest=pl.col("promised_on").min())
        found = first.join(self._orders, on="order_id", how="left", maintain_order="left")
        return found.with_columns(order_id="group_id", promised_on="earliest").select(self._orders.columns)

    def _owed_by_group(
        self, wanted: pl.DataFrame, contents: pl.DataFrame, group_of: pl.DataFrame, taken: pl.DataFrame, count: int
    ) -> list[int | None]:
        """Duty, tax and fees of each group as one consignment, by the class of its first parcel's service."""
        owed: list[int | None] = [None] * count
        if self._duty is None:
            return owed
        kind = pl.col("service_id").replace_strict(self._classes or {-1: ""}, default=None, return_dtype=pl.String)
        groups = (
            wanted.group_by("group_id", maintain_order=True)
            .agg(pl.col("order_id").min(), pl.col("warehouse_id").first())
            .join(taken.group_by("group_id").agg(kind.first().alias("service_class")), on="group_id", how="left", maintain_order="left")
            .filter(pl.col("service_class").is_not_null())
            .rename({"group_id": "parcel_id"})
        )
        inside = contents.join(group_of, on="parcel_id").with_columns(parcel_id="group_id").drop("group_id")
        inside = inside.filter(pl.col("parcel_id").is_in(groups["parcel_id"].implode()))
        if groups.height:
            found = self._duty.owed_by(groups, inside, None)
            for group, value in zip(groups["parcel_id"].to_list(), found.tolist(), strict=True):
                owed[group] = None if value == UNKNOWN else int(value)
        return owed

    def _sum(self, sending: Sending, rows: list[dict[str, object]], short: int, owed: int | None, promised: date | None) -> Priced:
        boxes, items = [], len(bits(sending[0]))
        without = any(row["home_minor"] is None for row in rows)
        late = 0
        for row in rows:
            box = None if row["box_id"] is None else int(str(row["box_id"]))
            figures = [int(str(row[name] or 0)) for name in ("weight_g", "home_minor", "days_p50", "days_p90")]
            service = None if row["home_minor"] is None else int(str(row["service_id"]))
            boxes.append(Box(box, figures[0], service, figures[1], figures[2], figures[3]))
            if promised is not None and service is not None:
                left = (promised - self._on).days
                late = max(late, 0 if figures[3] <= left else 1 if figures[2] <= left else 2)
        worth = self._world.day_worth_minor if self._world.aim in (Aim.VALUE, Aim.LANDED) else 0
        return Priced(
            boxes=tuple(boxes),
            materials_minor=sum(self._boxes.get(b.box_id, 0) for b in boxes if b.box_id is not None),
            freight_minor=sum(b.freight_minor for b in boxes),
            handling_minor=self._handling.get(sending[1], 0),
            worth_minor=sum(b.days_p50 for b in boxes) * worth,
            duty_minor=owed,
            unserved=items if without or not rows else min(short, items),
            late=late * items,
        )


class _OfLeaders:
    """The customs' answer for parcels whose order is a group: they are asked under the order that the customs know."""

    def __init__(self, duty: LandedDuty, parcels: pl.DataFrame) -> None:
        self._duty, self._leaders = duty, parcels.select("parcel_id", leader="order_id")

    def owed_by(self, parcels: pl.DataFrame, contents: pl.DataFrame, service_class: str) -> Whole:
        """As choose.ClassDuty."""
        known = (
            parcels.join(self._leaders, on="parcel_id", how="left", maintain_order="left").with_columns(order_id="leader").drop("leader")
        )
        return self._duty.owed_by(known, contents, service_class)


def _union(part: Sequence[Sending]) -> int:
    whole = 0
    for mask, _ in part:
        whole |= mask
    return whole
