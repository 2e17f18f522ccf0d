"""What parcels that are only thought of would owe at their destination, by its dated rules. `core/goods/aims.py` asks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import polars as pl

from fahuo.core.clearance.values import rates_of
from fahuo.core.export.worth import Worth
from fahuo.core.goods.aims import UNKNOWN
from fahuo.core.goods.fill import Ints
from fahuo.core.words import minor_units

if TYPE_CHECKING:
    from fahuo.core.clearance.plan import ClearancePlan
    from fahuo.core.journey import World

_HIDE_IT = (  # reasons that leave an amount open; of the others a figure is known all the same
    "no_duty_rules", "nothing_declared", "exchange_missing", "hs_missing_for_entry", "origin_missing_for_entry", "rate_unknown", "tax_rate_unknown",
)  # fmt: skip


@runtime_checkable
class LandedBook(Protocol):
    """A book that figures duty and tax (fahuo.countries.book)."""

    def owed(self, parcels: pl.DataFrame, declared_lines: pl.DataFrame, on: date) -> pl.DataFrame:
        """As core.clearance.plan.plan_owed."""
        ...

    def landed(self, parcels: pl.DataFrame, declared_lines: pl.DataFrame, on: date) -> ClearancePlan:
        """As core.clearance.plan.plan_clearance."""
        ...


class LandedDuty:
    """Duty, tax and fees of each parcel as the entry would have them, before a service is chosen: schemes of one class of service only are
    left aside.

    No value limit is given to split for (`below` is 0): where a union or a state lets small consignments in for less, it counts what one
    sender sends to one recipient together, and a consignment that is cut up to stay below a limit is not below it.
    """

    def __init__(self, orders: pl.DataFrame, lines: pl.DataFrame, worth: Worth, world: World, book: LandedBook, on: date) -> None:
        self._worth, self._book, self._on = worth, book, on
        goods = lines.group_by("order_id").agg(goods=(pl.col("quantity").clip(0) * pl.col("price_minor").clip(0)).sum())
        paid = (pl.col("goods").fill_null(0) - pl.col("discount_minor")).clip(lower_bound=0) + pl.col("freight_minor")
        self._orders = orders.join(goods, on="order_id", how="left").select(
            "order_id", "country", "region", "currency", carriage=pl.when(paid > 0).then(pl.col("freight_minor") / paid).otherwise(0.0)
        )
        self._from = world.warehouses.select("warehouse_id", from_country="country")
        self._products = world.products.select("product_id", "hs_code", "origin", "name")
        self._rates = {**rates_of(world.exchange), world.currency: 10.0 ** -minor_units(world.currency)}
        self._home = world.currency

    def owed(self, parcels: pl.DataFrame, placements: pl.DataFrame) -> Ints:
        """Parcels and Placements with order_id -> minor units of the merchant's currency; UNKNOWN where a code, a rate or a rule is missing."""
        return self.owed_by(parcels, self._worth.contents(placements), None)

    def owed_by(self, parcels: pl.DataFrame, contents: pl.DataFrame, service_class: str | None) -> Ints:
        """The same of Parcels and Contents, when a class of service carries them; None: before one is chosen, or by the column
        service_class where there is one.

        Goods of several orders may share a parcel: the carriage that was paid is that of each one's own order.
        """
        if "service_class" not in parcels.columns:
            parcels = parcels.with_columns(service_class=pl.lit(service_class, pl.String))
        entries = self._book.owed(*self._asked(parcels, contents), self._on)
        worth = pl.col("currency").replace_strict(self._rates, default=None, return_dtype=pl.Float64)
        home = (pl.col("total_minor") * worth * 10.0 ** minor_units(self._home)).round().cast(pl.Int64)
        found = parcels.select("parcel_id").join(entries.select("parcel_id", home=home), on="parcel_id", how="left", maintain_order="left")
        return found["home"].fill_null(UNKNOWN).to_numpy()

    def why_not_known(self, parcels: pl.DataFrame, contents: pl.DataFrame) -> pl.DataFrame:
        """Of Parcels with service_class and their Contents the Refusals that keep what they owe from being known."""
        plan = self._book.landed(*self._asked(parcels, contents), self._on)
        known = plan.entries.filter(pl.col("total_minor").is_not_null())["parcel_id"]
        return plan.refusals.filter(~pl.col("parcel_id").is_in(known.implode()), pl.col("code").is_in(_HIDE_IT))

    def _asked(self, parcels: pl.DataFrame, contents: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The parcels and declared lines as the book of countries reads them."""
        inside = contents.join(self._products, on="product_id", how="left")
        lines = (
            inside.group_by("parcel_id", "hs_code", "origin", maintain_order=True)
            .agg(pl.col("name").first().fill_null(""), pl.col("quantity", "value_minor").sum())
            .with_columns(no=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("parcel_id"), net_g=pl.lit(0, pl.Int64))
        )
        included = (
            contents.join(self._orders.select("order_id", "carriage"), on="order_id", how="left")
            .group_by("parcel_id")
            .agg(freight_included_minor=(pl.col("value_minor") * pl.col("carriage").fill_null(0.0)).sum().round().cast(pl.Int64))
        )
        asked = (
            parcels.select("parcel_id", "order_id", "warehouse_id", "service_class")
            .join(self._orders, on="order_id", how="left")
            .join(self._from, on="warehouse_id", how="left")
            .join(included, on="parcel_id", how="left")
            .filter(pl.col("country").is_not_null())
            .select(
                "parcel_id", "country", "region", "from_country", "currency", "freight_included_minor", "service_class",
            )
        )  # fmt: skip
        return asked, lines

    def below(self, order_ids: Ints) -> Ints:
        """No limit that splitting could keep."""
        return np.zeros(len(order_ids), dtype=np.int64)

    def value(self, order_ids: Ints, line_nos: Ints) -> Ints:
        """What one piece of each line was paid, in the merchant's currency, rounded up; 0 where there is no rate."""
        found = self._worth.of_pieces(pl.Series(order_ids), pl.Series(line_nos)).join(
            self._orders.select("order_id", "currency"), on="order_id", how="left", maintain_order="left"
        )
        worth = pl.col("currency").replace_strict(self._rates, default=0.0, return_dtype=pl.Float64)
        scaled = found.select((pl.col("value_minor") * worth * 10.0 ** minor_units(self._home)).ceil().cast(pl.Int64))
        return scaled.to_series().fill_null(0).to_numpy()
