"""What is kept of a product for the floor: GTIN, how it is tracked and taken, its parts, and when to buy it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Sum

from fahuo.core.goods.gtin import read_gtin
from fahuo.core.goods.kits import contains
from fahuo.core.orders.kits import MOST_EACH
from fahuo.core.words import Removal, Tracks
from fahuo.flow import jobs
from fahuo.flow.said import NotPossible, not_possible
from fahuo.flow.shelves.bins import house_of
from fahuo.records import stock
from fahuo.records.models import Component, Merchant, Product, Stock

MOST = 1_000_000_000


def floor_fields(merchant: Merchant, product_id: int | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """gtin, tracks, removal, material as they may be stored, of those that are said; NotPossible where one is wrong."""
    said: dict[str, Any] = {}
    if "gtin" in fields:
        said["gtin"] = _gtin(merchant, product_id, str(fields["gtin"] or ""))
    for name, words in (("tracks", Tracks), ("removal", Removal)):
        if name in fields:
            value = str(fields[name] or "")
            if value and value not in words._value2member_map_:
                known = ", ".join(w.value for w in words if w.value)
                raise NotPossible(
                    f"{name} is one of {known}, or empty, not {value[:40]!r}", f"{name} 只能是 {known} 或空，不能是“{value[:40]}”"
                )
            said[name] = value
    if fields.get("material") is not None:
        said["material"] = bool(fields["material"])
    return said


def _gtin(merchant: Merchant, product_id: int | None, text: str) -> str:
    if not text.strip():
        return ""
    digits, wrong = read_gtin(text)
    if wrong:
        raise not_possible("gtin_wrong", {"gtin": text.strip()[:40], "why": wrong[0], "why_en": wrong[1]})
    same = [digits.lstrip("0").zfill(n) for n in (8, 12, 13, 14)]
    other = Product.objects.filter(merchant=merchant, gtin__in=same).exclude(pk=product_id).first()
    if other:
        raise not_possible("gtin_taken", {"gtin": digits, "sku": other.sku})
    return digits


@transaction.atomic
def set_points(merchant: Merchant, product_id: int, warehouse_id: int, at: int | None, to: int | None) -> None:
    """When to buy a product for a warehouse, and how many to fill up to; None: not said."""
    house_of(merchant, warehouse_id)
    if not Product.objects.filter(merchant=merchant, pk=product_id).exists():
        raise NotPossible("this product does not exist", "该商品不存在")
    for value in (at, to):
        if value is not None and not 0 <= value <= MOST:
            raise not_possible("count_quantity", {"value": value})
    if at is not None and to is not None and at > to:
        raise not_possible("reorder_points", {"at": at, "to": to})
    stock.open_rows(merchant.pk, pl.DataFrame({"product_id": [product_id], "warehouse_id": [warehouse_id]}))
    Stock.objects.filter(merchant=merchant, product_id=product_id, warehouse_id=warehouse_id).update(reorder_at=at, reorder_to=to)


@transaction.atomic
def set_parts(merchant: Merchant, kit_id: int, parts: Mapping[str, int]) -> None:
    """What a kit is made of (sku -> pieces); empty: it is a product of its own again. Orders that are planned keep their plan, those that wait are planned by a job."""
    for no in set_kits(merchant, {kit_id: parts}).values():
        raise no


@transaction.atomic
def set_kits(merchant: Merchant, kits: Mapping[int, Mapping[str, int]]) -> dict[int, NotPossible]:
    """The same for many kits (product id -> sku -> pieces), in their order. Returns why those that cannot be made are not; the others are."""
    rows = {p.pk: p for p in Product.objects.select_for_update(no_key=True).filter(merchant=merchant, pk__in=list(kits)).order_by("pk")}
    skus = {sku for parts in kits.values() for sku in parts}
    found = dict(Product.objects.filter(merchant=merchant, sku__in=skus).values_list("sku", "pk"))
    held = dict(Stock.objects.filter(product__in=list(rows)).values_list("product").annotate(n=Sum("on_hand")))
    inside: dict[int, list[int]] = {}
    for kit, part in Component.objects.filter(merchant=merchant).values_list("kit_id", "part_id"):
        inside.setdefault(kit, []).append(part)
    refused: dict[int, NotPossible] = {}
    for kit, parts in kits.items():
        problem = _no_kit(rows.get(kit), parts, found, inside, held.get(kit) or 0)
        if problem:
            refused[kit] = problem
        else:
            inside[kit] = [found[sku] for sku in parts]
    good = [kit for kit in kits if kit not in refused]
    Component.objects.filter(kit__in=good).delete()
    made = (Component(merchant=merchant, kit_id=kit, part_id=found[sku], quantity=n) for kit in good for sku, n in kits[kit].items())
    Component.objects.bulk_create(made, batch_size=5_000)
    if good:
        jobs.defer("plan_refused", merchant_id=merchant.pk)
    return refused


def _no_kit(
    kit: Product | None, parts: Mapping[str, int], found: Mapping[str, int], inside: Mapping[int, list[int]], held: int
) -> NotPossible | None:
    """Why a product cannot be made a kit of these parts."""
    if kit is None:
        return NotPossible("this product does not exist", "该商品不存在")
    for sku, pieces in parts.items():
        if sku not in found:
            return not_possible("move_product_unknown", {"sku": sku[:80] or "-"})
        if isinstance(pieces, bool) or not isinstance(pieces, int) or not 0 < pieces <= MOST_EACH:
            return not_possible("move_quantity", {"value": str(pieces)[:40], "most": MOST_EACH})
    through = contains(inside, [found[sku] for sku in parts], kit.pk)
    if through is not None:
        return not_possible("kit_of_itself", {"sku": kit.sku, "part": next(sku for sku in parts if found[sku] == through)})
    return not_possible("kit_has_stock", {"sku": kit.sku, "pieces": held}) if parts and held else None
