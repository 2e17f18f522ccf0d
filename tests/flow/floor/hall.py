"""A warehouse floor in the sample world: bins in a walk, pieces in them, and labelled parcels that wait."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from fahuo.core.words import BinKind, MoveKind
from fahuo.records import stock
from fahuo.records.models import Bin, Holding, Merchant, ParcelStanding, Warehouse
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Label, Offer
from tests.scene import NOON, bring, sample_merchant, sample_orders

LATER = NOON + timedelta(hours=1)


def hall(orders: int = 12, bins: int = 6, seed: int = 7) -> Merchant:
    """The sample merchant with orders whose labels are there, and the stock of every warehouse spread over some bins."""
    merchant = sample_merchant()
    bring(merchant, *sample_orders(orders, seed))
    spread(merchant, bins)
    label_all(merchant)
    return merchant


def spread(merchant: Merchant, bins: int) -> None:
    """Move each product from where it lies into a bin of its own, in the order of the products."""
    for house in Warehouse.objects.filter(merchant=merchant, kind="own"):
        places = [
            Bin.objects.create(
                merchant=merchant, warehouse=house, code=f"{'BC'[n * 2 // bins]}-{n + 1:02d}", kind=BinKind.STORAGE, walk=10 * (n + 1)
            )
            for n in range(bins)
        ]
        lying = list(Holding.objects.filter(bin__warehouse=house, quantity__gt=0).order_by("product_id"))
        moves = pl.DataFrame(
            [(h.product_id, house.pk, h.quantity, h.bin_id, places[n % bins].pk, h.lot_id) for n, h in enumerate(lying)],
            schema=dict.fromkeys(("product_id", "warehouse_id", "quantity", "from_bin_id", "to_bin_id", "lot_id"), pl.Int64),
            orient="row",
        )
        stock.move(merchant.pk, moves.with_columns(kind=pl.lit(MoveKind.MOVED.value)), NOON, "test")


def label_all(merchant: Merchant) -> None:
    """Every parcel that may go has a tracking number."""
    from fahuo.core.words import Happening
    from fahuo.records import ledger

    may_go = ParcelStanding.objects.filter(merchant=merchant, state="planned").values("parcel_id")
    chosen = list(
        Offer.objects.filter(parcel__in=may_go, chosen=True, parcel__label=None, parcel__order__hold_note=None).select_related("parcel")
    )
    Label.objects.bulk_create(
        Label(
            parcel_id=o.parcel_id, merchant=merchant, service_id=o.service_id, key=f"k{o.parcel_id}", asked_at=NOON, answered_at=NOON,
            tracking_number=f"T{o.parcel_id:08d}",
        )
        for o in chosen
    )  # fmt: skip
    rows = pl.DataFrame(
        [(o.parcel.order_id, o.parcel_id) for o in chosen], schema={"order_id": pl.Int64, "parcel_id": pl.Int64}, orient="row"
    )
    if rows.height:
        ledger.record(ledger.events(merchant.pk, rows, Happening.LABEL_BOUGHT, NOON, "carrier:test"))


def own_parcels(merchant: Merchant) -> list[Parcel]:
    """The labelled parcels of the own warehouses."""
    return list(Parcel.objects.filter(merchant=merchant, warehouse__kind="own", label__isnull=False).order_by("pk"))
