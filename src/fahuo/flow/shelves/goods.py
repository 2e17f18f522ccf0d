"""What is kept of a product for the floor: GTIN, how it is tracked and taken, its parts, and when to buy it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import transaction

from fahuo.core.goods.gtin import read_gtin
from fahuo.core.words import Removal, Tracks
from fahuo.flow.said import NotPossible, not_possible
from fahuo.flow.shelves.bins import house_of
from fahuo.records import stock
from fahuo.records.copy import fetch
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
    """What a kit is made of (sku -> pieces); empty: it is a product of its own again. Orders that are planned keep their plan."""
    kit = Product.objects.select_for_update().filter(merchant=merchant, pk=kit_id).first()
    if kit is None:
        raise NotPossible("this product does not exist", "该商品不存在")
    found = dict(Product.objects.filter(merchant=merchant, sku__in=list(parts)).values_list("sku", "pk"))
    for sku, pieces in parts.items():
        if sku not in found:
            raise not_possible("move_product_unknown", {"sku": sku[:80] or "-"})
        if isinstance(pieces, bool) or not isinstance(pieces, int) or not 0 < pieces <= 1_000_000:
            raise not_possible("move_quantity", {"value": str(pieces)[:40], "most": 1_000_000})
    _no_circle(merchant, kit, list(found.values()))
    held = sum(Stock.objects.filter(product=kit).values_list("on_hand", flat=True))
    if parts and held:
        raise not_possible("kit_has_stock", {"sku": kit.sku, "pieces": held})
    Component.objects.filter(kit=kit).delete()
    Component.objects.bulk_create(Component(merchant=merchant, kit=kit, part_id=found[sku], quantity=n) for sku, n in parts.items())


def _no_circle(merchant: Merchant, kit: Product, part_ids: list[int]) -> None:
    """A kit must not be in its own parts, however deep."""
    inside = fetch(
        """WITH RECURSIVE inside (top, part_id, depth) AS (
             SELECT p, p, 0 FROM unnest(%s::bigint[]) AS p
             UNION SELECT i.top, c.part_id, i.depth + 1 FROM records_component c JOIN inside i ON c.kit_id = i.part_id WHERE c.merchant_id = %s AND i.depth < 20)
           SELECT s.sku FROM inside i JOIN records_product s ON s.id = i.top WHERE i.part_id = %s LIMIT 1""",
        [part_ids, merchant.pk, kit.pk],
        {"sku": str},
    )
    if inside.height:
        raise not_possible("kit_of_itself", {"sku": kit.sku, "part": inside["sku"][0]})
