"""What was scanned on the floor, compared with what is wanted; a wrong one is refused in a sentence."""

from __future__ import annotations

from datetime import date

from fahuo.flow.resolve import clean, products
from fahuo.flow.said import not_possible
from fahuo.records.models import Bin, Merchant, Product


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
