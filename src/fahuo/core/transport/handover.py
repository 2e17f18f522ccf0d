"""Whether a scanned parcel may go with a manifest, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fahuo.core import frames
from fahuo.core.reasons import REASONS
from fahuo.core.words import STILL_HERE, Happening, Step, Weight

H = Happening


@dataclass(frozen=True)
class Judged:
    """What was scanned = accepted + refused, in the order of the scans (`source_row`, from 1)."""

    accepted: pl.DataFrame  # parcel_id, order_id
    refusals: pl.DataFrame  # frames.Refusals


def judge_scans(scans: pl.DataFrame, manifest_id: int, service_id: int, warehouse_id: int, *, packed_first: bool) -> Judged:
    """Judge scans into an open manifest of a service and a warehouse.

    scans: number (as it was scanned), parcel_id (null: nobody's), order_id, parcel (its number), service_id and service (chosen), warehouse_id
    and warehouse, state and needs (of its standing), held (by a rule, not yet approved), labelled, packed (the ledger says so), seen (a carrier
    or an earlier hand-over), manifest_id and manifest (that it was scanned into already). Of one parcel scanned twice in a batch the
    later scan is refused. The first reason counts: what the person must act upon most.
    """
    rows = scans.with_row_index("source_row", 1).with_columns(pl.col("source_row").cast(pl.Int64))
    again = pl.col("parcel_id").is_not_null() & ~pl.col("parcel_id").is_first_distinct()
    state = pl.col("state").fill_null("")
    refusing = [code for code, row in REASONS.items() if row.weight in (Weight.REFUSED, Weight.HELD)]
    owed = pl.col("needs").is_in([*refusing, "short_picked"]).fill_null(False) & (pl.col("needs") != "label_refused").fill_null(True)
    packed = pl.col("packed") | pl.lit(not packed_first)
    code = (
        pl.when(pl.col("parcel_id").is_null()).then(pl.lit("scan_unknown"))
        .when(state == H.CANCELLED.value).then(pl.lit("scan_cancelled"))
        .when((pl.col("manifest_id") == manifest_id).fill_null(False) | again).then(pl.lit("scan_twice"))
        .when(pl.col("manifest_id").is_not_null()).then(pl.lit("scan_elsewhere"))
        .when(pl.col("seen") | ~state.is_in([k.value for k in STILL_HERE] + [Weight.REFUSED.value, Weight.HELD.value, ""])).then(pl.lit("scan_gone"))
        .when(pl.col("held") | (state == Weight.HELD.value)).then(pl.lit("scan_held"))
        .when((state == Weight.REFUSED.value) | owed).then(pl.lit("scan_refused"))
        .when(~pl.col("labelled")).then(pl.lit("scan_unlabelled"))
        .when(pl.col("warehouse_id") != warehouse_id).then(pl.lit("scan_other_warehouse"))
        .when((pl.col("service_id") != service_id).fill_null(True)).then(pl.lit("scan_other_service"))
        .when(~packed).then(pl.lit("scan_unpacked"))
    )  # fmt: skip
    rows = rows.with_columns(code=code)
    said = {name: pl.col(name) for name in ("number", "parcel", "service", "warehouse", "manifest", "state")} | {"why": pl.col("needs")}
    return Judged(
        rows.filter(pl.col("code").is_null()).select("parcel_id", "order_id"),
        frames.refuse(rows.filter(pl.col("code").is_not_null()), Step.TRANSPORT, pl.col("code"), said),
    )
