"""Files of pieces into stock: by product and warehouse, and where the file says so by bin and lot. The same file counts once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import polars as pl
from django.db import transaction

from fahuo.core.goods.stock import BINS, LOTS, read_pieces
from fahuo.core.words import BinKind
from fahuo.flow import jobs
from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.records import frames as records
from fahuo.records import stock
from fahuo.records.copy import fetch
from fahuo.records.models import Bin, Lot, Merchant, Move


@dataclass(frozen=True)
class TakenIn:
    """What a stock file brought."""

    pieces: int
    rows: int  # of the file that count
    refusals: pl.DataFrame  # frames.Refusals of the others
    bins_made: list[str]  # bins that were not there before: storage
    known: int = 0  # rows that an earlier run of the same file brought
    before: Move | None = None  # a line of that run


def receive(
    merchant: Merchant, content: bytes, name: str, by: str, now: datetime, again: bool = False, create_bins: bool = False
) -> TakenIn:
    """Take in the pieces of a stock file (see core.goods.stock.read_pieces); orders that waited for them are planned again.

    Good rows count, bad ones are refused; all of it is one transaction. A row of a file with the same content counts once, unless `again`
    says so: after what was refused is mended (a bin made, a product added), the same file brings the rows that are still lacking.
    Lots that are not there yet are made; bins only with `create_bins`.
    """
    lots = fetch(
        "SELECT product_id, code, expires_on FROM records_lot WHERE merchant_id = %s AND expires_on IS NOT NULL", [merchant.pk], LOTS
    )
    pieces, refused = read_pieces(
        read_table(content, name),
        records.products(merchant.pk),
        records.warehouses(merchant.pk),
        lots,
        _bins(merchant.pk),
        create_bins=create_bins,
    )
    file = f"file:{sha256(content).hexdigest()[:40]}"
    wanted = pieces.filter(pl.col("quantity") > 0)
    if wanted.is_empty():
        return TakenIn(0, pieces.height, refused, [])
    with transaction.atomic():
        products = wanted["product_id"].unique().to_list()
        stock.open_rows(merchant.pk, wanted)
        turn, known = _turns(merchant.pk, file, wanted["source_row"].to_list())
        if again:
            turn, known = turn + bool(known), []
        fresh = wanted.filter(~pl.col("source_row").is_in(known))
        rows, made = _placed(merchant, fresh, products)
        key = pl.format(f"{file}:{turn}:{{}}", "source_row")
        stock.receive(merchant.pk, rows.with_columns(key=key), now, by, reference=file)
        jobs.defer("plan_refused", merchant_id=merchant.pk)
        before = Move.objects.filter(merchant=merchant, key=f"{file}:{turn}:{known[0]}").first() if known else None
    return TakenIn(int(rows["quantity"].sum()), pieces.height, refused, made, wanted.height - fresh.height, before)


def _turns(merchant_id: int, file: str, rows: list[int]) -> tuple[int, list[int]]:
    """How often a file was taken in (1 where it was not), and which of these rows the last time brought. Asked by exact keys: the index has them."""
    turn, known = 1, _brought(merchant_id, f"{file}:1", rows)
    while later := _brought(merchant_id, f"{file}:{turn + 1}", rows) if known else []:
        turn, known = turn + 1, later
    return turn, known


def _brought(merchant_id: int, prefix: str, rows: list[int]) -> list[int]:
    keys = [f"{prefix}:{row}" for row in rows]
    found = fetch("SELECT key FROM records_move WHERE merchant_id = %s AND key = ANY(%s)", [merchant_id, keys], {"key": pl.String})
    return found["key"].str.split(":").list.last().cast(pl.Int64).sort().to_list()


def _bins(merchant_id: int) -> pl.DataFrame:
    return fetch(
        "SELECT warehouse_id, code, active AND kind <> %s FROM records_bin WHERE merchant_id = %s",
        [BinKind.PACKING.value, merchant_id],
        BINS,
    )


def _placed(merchant: Merchant, wanted: pl.DataFrame, products: list[int]) -> tuple[pl.DataFrame, list[str]]:
    """The rows with bin_id and lot_id, and the bins that were made for them."""
    places = wanted.filter(pl.col("bin").is_not_null()).select("warehouse_id", "bin").unique().sort("warehouse_id", "bin").rows()
    known = {(b.warehouse_id, b.code): b.pk for b in Bin.objects.filter(merchant=merchant, code__in={code for _, code in places})}
    lacking = [place for place in places if place not in known]
    Bin.objects.bulk_create((Bin(merchant=merchant, warehouse_id=house, code=code) for house, code in lacking), ignore_conflicts=True)
    bins = Bin.objects.filter(merchant=merchant, code__in={code for _, code in places}).values_list("warehouse_id", "code", "pk")
    batches = wanted.filter(pl.col("lot").is_not_null()).select("product_id", "lot", "expires_on").unique(["product_id", "lot"])
    Lot.objects.bulk_create(
        (Lot(merchant=merchant, product_id=p, code=code, expires_on=day) for p, code, day in batches.sort("product_id", "lot").iter_rows()),
        ignore_conflicts=True,
    )
    for product, code, day in batches.filter(pl.col("expires_on").is_not_null()).iter_rows():
        Lot.objects.filter(product_id=product, code=code, expires_on=None).update(expires_on=day)
    lots = Lot.objects.filter(merchant=merchant, product_id__in=products).values_list("product_id", "code", "pk")
    rows = wanted.join(
        pl.DataFrame(list(bins), schema={"warehouse_id": pl.Int64, "bin": pl.String, "bin_id": pl.Int64}, orient="row"),
        on=["warehouse_id", "bin"], how="left", maintain_order="left",
    ).join(
        pl.DataFrame(list(lots), schema={"product_id": pl.Int64, "lot": pl.String, "lot_id": pl.Int64}, orient="row"),
        on=["product_id", "lot"], how="left", maintain_order="left",
    )  # fmt: skip
    return rows, [code for _, code in lacking]
