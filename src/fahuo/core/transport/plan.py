"""The way of each parcel: its legs with planned times, from the days that its service needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from fahuo.core import frames
from fahuo.core.transport.ways import lanes, way_shares
from fahuo.core.words import ServiceClass, Step

LONGEST_DAYS = 365
TIME = pl.Datetime("us", "UTC")
US_A_PERCENT_OF_A_DAY = 864_000_000
CLASSES = [c.value for c in ServiceClass]


@dataclass(frozen=True)
class Travel:
    """Parcels that came in = parcels with legs + parcels refused."""

    legs: pl.DataFrame  # parcel_id, no, kind, mode, place_from, place_to, planned_depart_at, planned_arrive_at, latest_arrive_at
    etas: pl.DataFrame  # parcel_id, eta_p50_at, eta_p90_at, eta_p50_on, eta_p90_on (days in UTC)
    refusals: pl.DataFrame


def plan_transport(parcels: pl.DataFrame, ready_at: datetime | None = None, on: date | None = None) -> Travel:
    """Plan each parcel's chain of legs: first mile, line haul, clearance where a customs border lies between, last mile.

    parcels: parcel_id, warehouse_country, country (ISO alpha-2), service_class, days_p50, days_p90 (of the chosen service, calendar
    days from `ready_at` to the door); ready_at (UTC) unless it is given for all; `mode` (air, sea, rail, road) where the service
    says how it travels. `on`: the day of the rules, by default that of ready_at. A leg is planned at the pace that half of the
    parcels keep; nine in ten have arrived by latest_arrive_at. Places are codes, said by places.say_place.
    """
    rows = (
        parcels.with_columns(ready_at=pl.lit(ready_at).cast(TIME))
        if ready_at is not None
        else parcels.with_columns(pl.col("ready_at").cast(TIME))
    )
    rows = rows.with_columns(_problem().alias("problem"))
    refused = rows.filter(pl.col("problem").is_not_null())
    good = lanes(rows.filter(pl.col("problem").is_null()), on)
    pace = {
        "planned_depart_at": ("days_p50", "before"),
        "planned_arrive_at": ("days_p50", "after"),
        "latest_arrive_at": ("days_p90", "after"),
    }
    legs = (
        good.join(way_shares(), on=["service_class", "border"], how="inner")
        .with_columns(
            [
                (pl.col("ready_at") + pl.duration(microseconds=pl.col(days).cast(pl.Int64) * pl.col(share) * US_A_PERCENT_OF_A_DAY)).alias(
                    name
                )
                for name, (days, share) in pace.items()
            ]
        )
        .select(
            "parcel_id",
            "no",
            "kind",
            mode=pl.when(pl.col("kind") == "line_haul").then("line_mode").otherwise(pl.lit("road")),
            place_from=_place("from"),
            place_to=_place("to"),
            **{name: pl.col(name) for name in pace},
        )
        .sort("parcel_id", "no")
    )
    days = [(pl.col("ready_at") + pl.duration(days=pl.col(f"days_{p}"))).alias(f"eta_{p}_at") for p in ("p50", "p90")]
    etas = good.select("parcel_id", *days).with_columns(
        eta_p50_on=pl.col("eta_p50_at").dt.date(), eta_p90_on=pl.col("eta_p90_at").dt.date()
    )
    values = {"service_class": pl.col("service_class"), "days_p50": pl.col("days_p50"), "days_p90": pl.col("days_p90")}
    return Travel(legs, etas.sort("parcel_id"), frames.refuse(refused.sort("parcel_id"), Step.TRANSPORT.value, pl.col("problem"), values))


def _place(end: str) -> pl.Expr:
    country = pl.when(pl.col(f"{end}_side") == "origin").then("warehouse_country").otherwise("country")
    return pl.concat_str(country, pl.lit(":"), pl.col(f"{end}_place"))


def _problem() -> pl.Expr:
    """The first thing that keeps a parcel from being planned, or null."""
    days = [pl.col("days_p50"), pl.col("days_p90")]
    usable = (days[0] >= 0) & (days[1] >= days[0]) & (days[1] <= LONGEST_DAYS)
    code = r"^[A-Z]{2}$"
    placed = pl.col("warehouse_country").str.contains(code) & pl.col("country").str.contains(code)
    chosen = pl.col("service_class").is_not_null() & (days[0].is_not_null() | days[1].is_not_null())
    return (
        pl.when(~chosen)
        .then(pl.lit("travel_service_missing"))
        .when(~pl.col("service_class").is_in(CLASSES))
        .then(pl.lit("travel_class_unknown"))
        .when(~usable.fill_null(False))
        .then(pl.lit("travel_days_unusable"))
        .when(~placed.fill_null(False))
        .then(pl.lit("travel_place_missing"))
        .when(pl.col("ready_at").is_null())
        .then(pl.lit("travel_ready_missing"))
    )
