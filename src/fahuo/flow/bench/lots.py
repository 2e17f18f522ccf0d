"""The lots that were scanned are the lots that leave: what the books say of them follows what was packed."""

from __future__ import annotations

import polars as pl

from fahuo.core.words import BinKind
from fahuo.flow.bench.notes import Hand
from fahuo.flow.bench.state import State
from fahuo.records import stock
from fahuo.records.models import Lot, Merchant
from fahuo.steps.goods.models import Scan


def picked_lots(parcel_id: int, product_id: int) -> set[str]:
    """The lots of a product that were picked for a parcel and wait in packing; empty where nobody picked any by lot."""
    waiting = stock.in_packing([parcel_id]).filter(pl.col("product_id") == product_id)
    return set(Lot.objects.filter(pk__in=waiting["lot_id"].drop_nulls().to_list()).values_list("code", flat=True))


def take_scanned(merchant: Merchant, state: State, hand: Hand) -> None:
    """Lots of a parcel that nobody picked with a list are taken from their bins now, as far as the books have them there."""
    wanted: dict[tuple[int, int], int] = {}
    for scan in state.scans:
        if scan.kind == Scan.ITEM and scan.lot_id and scan.product_id:
            wanted[scan.product_id, scan.lot_id] = wanted.get((scan.product_id, scan.lot_id), 0) + scan.quantity
    if not wanted:
        return
    products, place = [product for product, _ in wanted], state.parcel.warehouse_id
    stock.lock(merchant.pk, products)
    for row in stock.in_packing([state.parcel.pk]).iter_rows(named=True):
        key = row["product_id"], row["lot_id"]
        wanted[key] = wanted.get(key, 0) - row["quantity"]
    rows = []
    for lying in stock.holdings(merchant.pk, products, [place]).sort("walk", "code").iter_rows(named=True):
        key = lying["product_id"], lying["lot_id"]
        take = min(wanted.get(key, 0), lying["quantity"])
        if take > 0 and lying["kind"] not in (BinKind.PACKING, BinKind.QUARANTINE):
            wanted[key] -= take
            rows.append({"product_id": key[0], "lot_id": key[1], "warehouse_id": place, "quantity": take, "from_bin_id": lying["bin_id"]})
    if rows:
        stock.pick(merchant.pk, pl.DataFrame(rows).with_columns(parcel_id=pl.lit(state.parcel.pk, pl.Int64)), hand.now, hand.by)
