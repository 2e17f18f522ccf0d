"""Pick lists: in which walks the pieces of parcels are fetched from the bins."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fahuo.core import frames
from fahuo.core.goods.picking.groups import group
from fahuo.core.goods.picking.shares import share
from fahuo.core.goods.picking.tables import Limits, Lists, Picks, Slots
from fahuo.core.words import PickForm


@dataclass(frozen=True)
class PickPlan:
    """Every parcel that came in is in `slots` or in `refusals`."""

    lists: pl.DataFrame  # tables.Lists
    slots: pl.DataFrame  # tables.Slots
    picks: pl.DataFrame  # tables.Picks
    refusals: pl.DataFrame  # frames.Refusals


def plan_picking(
    parcels: pl.DataFrame, pieces: pl.DataFrame, sources: pl.DataFrame, bins: pl.DataFrame, form: PickForm, limits: Limits
) -> PickPlan:
    """Plan the walks for tables.Sought, Pieces, Sources and Bins; rows in any order.

    Parcels of different warehouses or departures never share a walk, of a wave also those of different services; within these the walks
    are as few as the limits allow (groups.group). A parcel whose pieces are not all in the bins is refused with what is missing.
    """
    lacking = missing(pieces, sources)
    good = parcels.join(pieces.select("parcel_id").unique(), on="parcel_id", how="semi").join(lacking, on="parcel_id", how="anti")
    refusals = frames.refuse(
        lacking.sort("parcel_id", "product_id").unique("parcel_id", keep="first", maintain_order=True),
        "goods",
        "pick_not_in_bins",
        {"product_id": pl.col("product_id"), "asked": pl.col("quantity"), "there": pl.col("there")},
    )
    rows = _placed(good, sources, bins)
    if rows.is_empty():
        return PickPlan(frames.empty(Lists), frames.empty(Slots), frames.empty(Picks), refusals)
    slots = _slots(good, rows, form, limits)
    listed = _listed(rows.join(slots, on="parcel_id"), form, limits)
    return PickPlan(_lists(listed), slots.sort("parcel_id"), _picks(listed), refusals)


def missing(pieces: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Of tables.Pieces those rows that the sources do not cover, with `there`."""
    there = sources.group_by("parcel_id", "product_id").agg(there=pl.col("quantity").sum())
    return (
        pieces.join(there, on=["parcel_id", "product_id"], how="left")
        .with_columns(pl.col("there").fill_null(0))
        .filter(pl.col("there") < pl.col("quantity"))
    )


def walk_of(bins: pl.DataFrame) -> pl.DataFrame:
    """bin_id, zone, at: the place of each bin in the walk through its warehouse, from 1, by `walk` and then by the code.

    The zone is what stands before the first hyphen of the code: A-03-2 is in zone A.
    """
    return bins.sort("warehouse_id", "walk", "code", "bin_id").select(
        "bin_id",
        zone=pl.col("code").str.split("-").list.first(),
        at=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("warehouse_id"),
    )


def _placed(parcels: pl.DataFrame, sources: pl.DataFrame, bins: pl.DataFrame) -> pl.DataFrame:
    """The sources of these parcels, one row a parcel, bin, product and lot, with the bin's place and their share of the parcel's load."""
    key = ["parcel_id", "product_id", "bin_id", "lot_id"]
    rows = sources.join(parcels, on="parcel_id", how="semi").group_by(key).agg(pl.col("quantity").sum())
    rows = rows.join(walk_of(bins), on="bin_id", how="left", maintain_order="left").join(parcels, on="parcel_id", how="left")
    part = pl.col("quantity") / pl.col("quantity").sum().over("parcel_id")
    return rows.with_columns(
        pieces=pl.col("quantity"), **{load: (pl.col(load) * part).ceil().cast(pl.Int64) for load in ("weight_g", "volume_cm3")}
    )


def _slots(parcels: pl.DataFrame, rows: pl.DataFrame, form: PickForm, limits: Limits) -> pl.DataFrame:
    """The group of each parcel, and its place in it. Groups count from 0 by departure, warehouse, service, then reach."""
    apart = ["departs_at", "warehouse_id", *(["service_id"] if form == PickForm.WAVE else [])]
    whole = parcels.join(rows.group_by("parcel_id").agg(far=pl.col("at").max(), pieces=pl.col("quantity").sum()), on="parcel_id")
    # a wave is shared among pickers: only the slots of the wall bound it as a whole
    bounds = Limits(limits.parcels, 10**12, 10**12, 10**12) if form == PickForm.WAVE else limits
    if form == PickForm.SINGLE:
        bounds = Limits(1, limits.pieces, limits.weight_g, limits.volume_cm3)
    parts: list[pl.DataFrame] = []
    for part in whole.sort(*apart, "parcel_id", nulls_last=True).partition_by(apart, maintain_order=True):
        parts.append(part.with_columns(walk=group(part, bounds), part=pl.lit(len(parts))))
    placed = pl.concat(parts).with_columns(group_no=pl.struct("part", "walk").rank("dense").cast(pl.Int64) - 1)
    return placed.select("parcel_id", "group_no", slot=pl.col("parcel_id").rank("ordinal").over("group_no").cast(pl.Int64))


def _listed(rows: pl.DataFrame, form: PickForm, limits: Limits) -> pl.DataFrame:
    """Rows with their list_no and seq, in the order of the walk."""
    rows = rows.sort("group_no", "at", "bin_id", "product_id", "lot_id", "slot", nulls_last=True)
    rows = rows.with_columns(stop=pl.struct("group_no", "bin_id", "product_id", "lot_id").rle_id().cast(pl.Int64))
    if form != PickForm.WAVE:
        rows = rows.with_columns(list_no=pl.col("group_no"))
    else:
        parts = [part.with_columns(part=share(part, limits)) for part in rows.partition_by("group_no", maintain_order=True)]
        rows = pl.concat(parts).with_columns(list_no=pl.struct("group_no", "part").rank("dense").cast(pl.Int64) - 1)
    return rows.with_columns(seq=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("list_no"))


def _lists(listed: pl.DataFrame) -> pl.DataFrame:
    one_service = pl.col("service_id").n_unique() == 1
    return (
        listed.group_by("list_no")
        .agg(
            group_no=pl.col("group_no").first(),
            warehouse_id=pl.col("warehouse_id").first(),
            service_id=pl.when(one_service).then(pl.col("service_id").first()),
            departs_at=pl.col("departs_at").first(),
            parcels=pl.col("parcel_id").n_unique().cast(pl.Int64),
            stops=pl.col("stop").n_unique().cast(pl.Int64),
            pieces=pl.col("quantity").sum(),
            walked=pl.col("at").max(),
        )
        .sort("list_no")
    )


def _picks(listed: pl.DataFrame) -> pl.DataFrame:
    return listed.select("list_no", "seq", "parcel_id", "product_id", "bin_id", "lot_id", "quantity").sort("list_no", "seq")
