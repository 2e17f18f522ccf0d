"""The floor's queue: which parcels may be released now, in which order, and why the others may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from fahuo.core import frames
from fahuo.core.reasons import REASONS
from fahuo.core.words import Happening, Weight

H = Happening
# In these states a parcel waits to be picked; what is further was picked, or needs no picking any more.
WAITING = (H.PLANNED, H.APPROVED, H.LABEL_REFUSED, H.LABEL_BOUGHT, H.DECLARED, H.EXPORT_REFUSED, H.EXPORT_RELEASED)


@dataclass(frozen=True)
class Rules:
    """What shall be released. Empty and None mean any."""

    within_h: float | None = None  # whose cut-off is at most so many hours away
    services: tuple[int, ...] = ()
    warehouse: int | None = None
    countries: tuple[str, ...] = ()
    min_weight_g: int | None = None
    max_weight_g: int | None = None
    max_volume_cm3: int | None = None
    ship_by: date | None = None  # that must leave on this day or before, to keep their promise
    one_product: bool = False  # only parcels with one product in them
    single_first: bool = True  # of equal urgency those with one product first: they are done soonest
    labels_first: bool = True  # a parcel is picked only when it has its label


@dataclass(frozen=True)
class Queue:
    """The parcels that came in, sorted; `fits`: not blocked, and within the rules. `refusals`: why the others are blocked, one each."""

    parcels: pl.DataFrame
    refusals: pl.DataFrame  # frames.Refusals


def sort_queue(parcels: pl.DataFrame, departures: pl.DataFrame, rules: Rules, now: datetime) -> Queue:
    """Sort the floor's queue by hours left, then (if wanted) one product before many, the day to ship by, and the parcel's id.

    parcels: parcel_id, order_id, warehouse_id, service_id (null: none chosen), country, weight_g, volume_cm3, products (different ones),
    state and needs (of the standing), held (by a rule, not yet approved), labelled, listed (on a pick list), ship_by (a day or null).
    departures: cutoffs.Departures. Added columns: departs_at, hours_left, late (its departure, by the day in UTC, is after
    the day to ship by, so the promise is missed), code (why it is blocked, or null), fits, place (from 1).
    """
    rows = parcels.join(departures, on=["service_id", "warehouse_id"], how="left").with_columns(code=_blocked(rules))
    left = (pl.col("departs_at") - pl.lit(now).cast(pl.Datetime("us", "UTC"))).dt.total_seconds() / 3600
    late = (pl.col("departs_at").dt.date() > pl.col("ship_by")).fill_null(False)
    rows = rows.with_columns(hours_left=left, late=late).with_columns(fits=pl.col("code").is_null() & _within(rules))
    few = (pl.col("products") > 1) & rules.single_first
    rows = rows.sort(pl.col("departs_at"), few, "ship_by", "parcel_id", nulls_last=True).with_row_index("place", 1)
    blocked = rows.filter(pl.col("code").is_not_null())
    said = {"state": pl.col("state"), "code": pl.col("needs")}
    return Queue(rows, frames.gather(frames.refuse(blocked, "goods", pl.col("code"), said)))


def _blocked(rules: Rules) -> pl.Expr:
    """The first reason that keeps a parcel from the floor."""
    state, needs = pl.col("state"), pl.col("needs")
    stops = [code for code, row in REASONS.items() if row.weight in (Weight.REFUSED, Weight.HELD)]
    return (
        pl.when(state == H.CANCELLED.value).then(pl.lit("pick_cancelled"))
        .when("listed").then(pl.lit("pick_listed"))
        .when((state == Weight.HELD.value) | pl.col("held")).then(pl.lit("pick_held"))
        .when(state == Weight.REFUSED.value).then(pl.lit("pick_refused"))
        .when(~state.is_in([kind.value for kind in WAITING])).then(pl.lit("pick_gone"))
        .when(needs.is_in(stops).fill_null(False) & (needs != "label_refused")).then(pl.lit("pick_refused"))
        .when(pl.col("service_id").is_null()).then(pl.lit("pick_no_service"))
        .when(~pl.col("labelled") & pl.lit(rules.labels_first)).then(pl.lit("pick_unlabelled"))
    )  # fmt: skip


def _within(rules: Rules) -> pl.Expr:
    """Whether a parcel is one of those that were asked for."""
    asked = pl.lit(True)
    if rules.within_h is not None:
        asked &= (pl.col("hours_left") <= rules.within_h).fill_null(False)
    if rules.services:
        asked &= pl.col("service_id").is_in(rules.services)
    if rules.warehouse is not None:
        asked &= pl.col("warehouse_id") == rules.warehouse
    if rules.countries:
        asked &= pl.col("country").is_in(rules.countries)
    if rules.min_weight_g is not None:
        asked &= pl.col("weight_g") >= rules.min_weight_g
    if rules.max_weight_g is not None:
        asked &= pl.col("weight_g") <= rules.max_weight_g
    if rules.max_volume_cm3 is not None:
        asked &= pl.col("volume_cm3") <= rules.max_volume_cm3
    if rules.ship_by is not None:
        asked &= (pl.col("ship_by") <= rules.ship_by).fill_null(False)
    if rules.one_product:
        asked &= pl.col("products") == 1
    return asked
