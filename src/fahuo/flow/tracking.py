"""Checkpoints from carriers and customs offices: kept raw, understood, told to the ledger, in any order, however often."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core.transport.checkpoints import RAW, Read, read_checkpoints
from fahuo.core.words import STILL_HERE
from fahuo.flow import chain
from fahuo.flow.leave import leave
from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.plugins.reading.faults import UnfitMapping
from fahuo.records import ledger
from fahuo.records.models import Merchant
from fahuo.steps.transport import service as transport


def take_checkpoints(merchant: Merchant, raw: pl.DataFrame, now: datetime) -> tuple[int, Read]:
    """Take checkpoints (carrier, number, code, text, at, place: texts). Returns how many are new, and what was understood and refused."""
    wanted = raw["number"].cast(pl.String).fill_null("").str.replace_all(r"[\s\x00-]", "").str.to_uppercase().unique().to_list()
    with transaction.atomic():
        ours = transport.numbers(merchant.pk, wanted)
        ledger.lock(ours["order_id"].unique().to_list())
        read = read_checkpoints(raw, ours.select("number", "parcel_id"), now=now)
        fresh = transport.save_checkpoints(merchant.pk, read).join(ours.select("parcel_id", "order_id").unique(), on="parcel_id")
        _tell(merchant, fresh, now)
    return fresh.height, read


def read_file(content: bytes, name: str) -> pl.DataFrame:
    """A file of tracking events (CSV or XLSX) with the columns of RAW, in any case; raises UnreadableFile or UnfitMapping, a sentence in both languages."""
    table = read_table(content, name)
    table = table.rename({column: column.strip().lower() for column in table.columns})
    lacking = [column for column in ("number", "at") if column not in table.columns]
    if lacking:
        have = ", ".join(c for c in table.columns if c in RAW) or "none"
        raise UnfitMapping(
            f"文件 {name} 缺少列 {', '.join(lacking)}（已有：{have}）：轨迹文件需要 carrier, number, code, text, at, place",
            f"{name} lacks the columns {', '.join(lacking)} (it has: {have}): a file of tracking events needs carrier, number, code, text, at, place",
        )
    return table.select("source_row", *(c for c in RAW if c in table.columns))


def _tell(merchant: Merchant, fresh: pl.DataFrame, now: datetime) -> None:
    if fresh.is_empty():
        return
    # parcels that a carrier has seen have left: their pieces are no longer in the warehouse
    seen = fresh.filter(~pl.col("kind").is_in([kind.value for kind in STILL_HERE]))["parcel_id"].unique().to_list()
    left = leave(merchant, seen, now, "carrier")
    ledger.record(
        fresh.select(
            merchant_id=pl.lit(merchant.pk, pl.Int64),
            order_id="order_id",
            parcel_id="parcel_id",
            kind="kind",
            at=pl.col("at").cast(ledger.TIME),
            actor=pl.concat_str(pl.lit("carrier:"), pl.col("carrier")),
            key=pl.concat_str(pl.lit("checkpoint:"), pl.col("key")),
            data=pl.struct("text", "place", "code").struct.json_encode(),
        )
    )
    if left:
        chain.wake_entries(merchant.pk)
