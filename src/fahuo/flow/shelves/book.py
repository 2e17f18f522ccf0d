"""What core.goods.moving must know of a merchant's stock to read rows, read under the lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fahuo.core.goods.moving import BinSaid, Book, LotSaid, ProductSaid, text
from fahuo.core.words import BinKind, Removal, Tracks
from fahuo.flow.shelves.proposals import Item, in_receiving, put_away
from fahuo.records import stock
from fahuo.records.models import Bin, Component, Holding, Lot, Merchant, Product, Stock, Warehouse
from fahuo.records.stock.bins import bins_for

NEEDS = {"quarantine": (BinKind.QUARANTINE,), "restock": (BinKind.QUARANTINE,), "receive": (BinKind.RECEIVING, BinKind.STORAGE)}


def products_of(merchant: Merchant, asked: Sequence[Mapping[str, Any]]) -> dict[str, ProductSaid]:
    """The products that rows name, and those of the lots that they name."""
    skus = {text(row.get("sku")) for row in asked}
    codes = {text(row.get("lot")) for row in asked} - {""}
    others = Lot.objects.filter(merchant=merchant, code__in=codes).values("product_id")
    found = [*Product.objects.filter(merchant=merchant, sku__in=skus), *Product.objects.filter(pk__in=others).exclude(sku__in=skus)]
    kits = set(Component.objects.filter(merchant=merchant, kit__in=[p.pk for p in found]).values_list("kit_id", flat=True))
    return {p.sku: ProductSaid(p.pk, p.sku, p.tracks, expires(merchant, p), p.pk in kits) for p in found}


def expires(merchant: Merchant, product: Product) -> bool:
    """Whether lots of a product need a last day: it is kept by lot and taken by expiry, by its own or the merchant's way."""
    return product.removal == Removal.FEFO or (product.tracks == Tracks.LOT and not product.removal and merchant.removal == Removal.FEFO)


def read_book(merchant: Merchant, asked: Sequence[Mapping[str, Any]], products: dict[str, ProductSaid], on: date) -> Book:
    """The book for these rows; the stock rows of the products are locked by the caller. Bins that a verb makes by itself are made."""
    ids = [p.product_id for p in products.values()]
    houses = dict(Warehouse.objects.filter(merchant=merchant).values_list("code", "pk"))
    _make_bins(merchant, asked, houses)
    shelved = {
        products[text(row.get("sku"))].product_id for row in asked if row.get("verb") == "put_away" and text(row.get("sku")) in products
    }
    homes = {item: p.code for item, p in put_away(merchant, _items(merchant, asked, shelved, houses)).items()} if shelved else {}
    named = {text(row.get(end)) for row in asked for end in ("from", "to")} - {""}
    bins = {(b.warehouse_id, b.code): b for b in Bin.objects.filter(merchant=merchant, code__in=named | set(homes.values()))}
    for first in (
        Bin.objects.filter(merchant=merchant, active=True).order_by("warehouse_id", "kind", "walk", "code").distinct("warehouse_id", "kind")
    ):
        bins.setdefault((first.warehouse_id, first.code), first)
    lying = Holding.objects.filter(product__in=ids, quantity__gt=0).select_related("bin", "lot")
    bins.update({(h.bin.warehouse_id, h.bin.code): h.bin for h in lying})
    ordered = sorted(bins.items(), key=lambda pair: (pair[0][0], pair[1].walk, pair[1].code))
    return Book(
        products,
        houses,
        {place: BinSaid(b.pk, b.code, b.kind, b.active) for place, b in ordered},
        {(x.product_id, x.code): LotSaid(x.code, x.expires_on, x.pk) for x in Lot.objects.filter(product__in=ids)},
        {(h.bin_id, h.product_id, h.lot.code if h.lot else ""): h.quantity for h in lying},
        {(s.product_id, s.warehouse_id): s.on_hand - s.reserved for s in Stock.objects.filter(product__in=ids)},
        stock.withheld(ids, on),
        homes,
        merchant.lots_apart,
    )


def _items(merchant: Merchant, asked: Sequence[Mapping[str, Any]], shelved: set[int], houses: Mapping[str, int]) -> list[Item]:
    """What these rows may put away: what lies in receiving, and what comes there by the same rows."""
    lots = {"", *(text(row.get("lot")) for row in asked)}
    return [
        *in_receiving(merchant, shelved),
        *((p, house, lot) for p in sorted(shelved) for house in houses.values() for lot in sorted(lots)),
    ]


def _make_bins(merchant: Merchant, asked: Sequence[Mapping[str, Any]], houses: Mapping[str, int]) -> None:
    """The bins that pieces go into when a row says none: quarantine, receiving."""
    only = next(iter(houses.values())) if len(houses) == 1 else None
    for verb, kinds in NEEDS.items():
        places = {houses.get(text(row.get("warehouse")), only) for row in asked if row.get("verb") == verb and not text(row.get("to"))}
        wanted = sorted(place for place in places if place is not None)
        if wanted:
            bins_for(merchant.pk, wanted, *kinds)
