"""What was scanned on the floor, compared with what is wanted; a wrong one is refused in a sentence."""

from __future__ import annotations

from datetime import date

from fahuo.flow.floor.stops import Stop, stops_of
from fahuo.flow.resolve import clean, products
from fahuo.flow.said import not_possible
from fahuo.records.models import Bin, Merchant, Product
from fahuo.steps.goods.models import PickList


def same_bin(wanted: Bin, text: str) -> None:
    """NotPossible unless the bin's code was scanned."""
    if text.strip().upper() != wanted.code.upper():
        raise not_possible("pick_other_bin", {"scanned": text.strip()[:40] or "–", "bin": wanted.code})


def product_of(merchant: Merchant, text: str, on: date) -> Product:
    """The one product that a code names."""
    found = products(merchant.pk, clean(text, on))
    if len(found) != 1:
        raise not_possible("move_product_unknown", {"sku": text.strip()[:80] or "–"})
    return Product.objects.get(pk=found[0].id, merchant=merchant)


def same_product(merchant: Merchant, wanted: Product, text: str, on: date) -> None:
    """NotPossible unless the code names this product."""
    found = products(merchant.pk, clean(text, on))
    if wanted.pk not in {row.id for row in found}:
        named = found[0].name if found else text.strip()[:40] or "–"
        raise not_possible("pick_other_product", {"scanned": named, "sku": wanted.sku})


def stop_scanned(merchant: Merchant, row: PickList, bin_code: str, code: str, lot: str, on: date) -> Stop:
    """The stop of a list that a bin, a product and a lot name ("" names no lot, or the only one there). NotPossible where nothing is to be picked so."""
    waiting = [stop for stop in stops_of(row) if stop.open]
    if not waiting:
        raise not_possible("stop_done")
    here = [stop for stop in waiting if stop.bin.code.upper() == bin_code.strip().upper()]
    if not here:
        same_bin(waiting[0].bin, bin_code)
    named = {found.id for found in products(merchant.pk, clean(code, on))}
    of_product = [stop for stop in here if stop.product.pk in named]
    if not of_product:
        same_product(merchant, here[0].product, code, on)
    of_lot = [stop for stop in of_product if not lot or (stop.lot and stop.lot.code == lot)]
    if len(of_lot) != 1:
        raise not_possible("pick_other_lot", {"scanned": lot or "–", "lot": ", ".join(s.lot.code if s.lot else "–" for s in of_product)})
    return of_lot[0]
