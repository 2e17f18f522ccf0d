"""The lots that were scanned are the lots that leave: what the books say of them follows what was packed."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl
from django.db.models import Sum

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


def take_scanned(merchant: Merchant, state: State, hand: Hand, also: Collection[int]) -> None:
    """Lots of a parcel that nobody picked with a list are taken from their bins now, as far as the books have them there.

    `also`: products that this transaction will change next; stock is locked once, all of it.
    """
    rows_of = Scan.objects.filter(packing=state.packing, kind=Scan.ITEM, undone_at=None, refused="", lot__isnull=False)
    scanned = rows_of.values_list("product_id", "lot_id").annotate(pieces=Sum("quantity")).order_by("product_id", "lot_id")
    wanted = {(int(product or 0), int(lot or 0)): int(pieces) for product, lot, pieces in scanned}
    if not wanted:
        return
    products, place = [product for product, _ in wanted], state.parcel.warehouse_id
    stock.lock(merchant.pk, [*products, *also])
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
