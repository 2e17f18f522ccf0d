"""Bins: many at once by a pattern, from a file, one by one; and the home bins of products."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max, Sum

from fahuo.core.goods.bin_file import read_bins
from fahuo.core.goods.bins import BadPattern, expand
from fahuo.core.goods.moving import Refused
from fahuo.core.words import BinKind
from fahuo.flow.said import NotPossible, not_possible
from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.records import stock
from fahuo.records.models import Bin, Holding, Merchant, Product, Warehouse
from fahuo.steps.goods.models import Home

STEP = 10  # between two bins of the walk, so that one can be put between


def house_of(merchant: Merchant, warehouse_id: int) -> Warehouse:
    """A warehouse of the merchant's, or NotPossible."""
    house = Warehouse.objects.filter(merchant=merchant, pk=warehouse_id).first()
    if house is None:
        raise NotPossible("this warehouse does not exist", "该仓库不存在")
    return house


@transaction.atomic
def create_many(merchant: Merchant, warehouse_id: int, pattern: str, kind: str, walk: int | None = None) -> tuple[int, int]:
    """Make the bins of a pattern such as A-{01..20}-{1..4}, in the walk after those that are there. Returns how many are new and how many were there."""
    house = house_of(merchant, warehouse_id)
    try:
        codes = expand(pattern)
    except BadPattern as bad:
        raise not_possible(bad.code, bad.values) from None
    if kind not in BinKind._value2member_map_:
        raise not_possible("bin_kind_unknown", {"kind": kind[:40], "known": ", ".join(k.value for k in BinKind)})
    last = Bin.objects.filter(warehouse=house).aggregate(last=Max("walk"))["last"]
    begin = walk if walk is not None else (last or 0) + STEP
    there = set(Bin.objects.filter(warehouse=house, code__in=codes).values_list("code", flat=True))
    fresh = [
        Bin(merchant=merchant, warehouse=house, code=c, kind=kind, walk=begin + STEP * n) for n, c in enumerate(codes) if c not in there
    ]
    Bin.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh), len(there)


@transaction.atomic
def take_file(merchant: Merchant, content: bytes, name: str) -> tuple[int, list[Refused]]:
    """Bins from a CSV or XLSX file: new ones are made, those that are there get the file's walk and kind. Returns how many rows count, and the refused."""
    houses = dict(Warehouse.objects.filter(merchant=merchant).values_list("code", "pk"))
    read, refused = read_bins(read_table(content, name), houses)
    known = {(b.warehouse_id, b.code): b for b in Bin.objects.filter(merchant=merchant, code__in=[row["code"] for row in read])}
    full = set(Holding.objects.filter(bin__in=[b.pk for b in known.values()], quantity__gt=0).values_list("bin_id", flat=True))
    changed: list[Bin] = []
    fresh: list[Bin] = []
    for place, row in enumerate(read, 1):
        old = known.get((row["warehouse_id"], row["code"]))
        walk = row["walk"] if row["walk"] is not None else place * STEP
        if old is None:
            fresh.append(Bin(merchant=merchant, warehouse_id=row["warehouse_id"], code=row["code"], kind=row["kind"], walk=walk))
            continue
        # what a bin is for decides what may be promised: it changes only while the bin is empty
        old.walk, old.kind = walk, old.kind if old.pk in full else row["kind"]
        changed.append(old)
    Bin.objects.bulk_create(fresh, ignore_conflicts=True)
    Bin.objects.bulk_update(changed, ["walk", "kind"], batch_size=1_000)
    return len(read), refused


@transaction.atomic
def change(merchant: Merchant, bin_id: int, fields: dict[str, Any]) -> Bin:
    """Change a bin's walk, kind or whether it is in use. Kind and use change only while it is empty: they decide what may be promised."""
    products = Holding.objects.filter(merchant=merchant, bin=bin_id).values_list("product_id", flat=True)
    stock.lock(merchant.pk, list(products))
    row = Bin.objects.select_for_update().filter(merchant=merchant, pk=bin_id).first()
    if row is None:
        raise NotPossible("this bin does not exist", "该库位不存在")
    walk, kind, active = fields.get("walk", row.walk), fields.get("kind", row.kind), fields.get("active", row.active)
    if kind not in BinKind._value2member_map_:
        raise not_possible("bin_kind_unknown", {"kind": str(kind)[:40], "known": ", ".join(k.value for k in BinKind)})
    if not isinstance(walk, int) or not 0 <= walk < 2**31:
        raise not_possible("bin_walk_unreadable", {"walk": str(walk)[:40]})
    pieces = row.holdings.aggregate(sum=Sum("quantity"))["sum"] or 0
    if pieces and (kind != row.kind or not active):
        raise not_possible("bin_not_empty", {"bin": row.code, "pieces": pieces})
    row.walk, row.kind, row.active = walk, kind, bool(active)
    row.save(update_fields=["walk", "kind", "active"])
    return row


@transaction.atomic
def set_home(merchant: Merchant, product_id: int, warehouse_id: int, code: str) -> None:
    """Where a product is put away in a warehouse; an empty code: nowhere of its own."""
    house = house_of(merchant, warehouse_id)
    if not Product.objects.filter(merchant=merchant, pk=product_id).exists():
        raise NotPossible("this product does not exist", "该商品不存在")
    Home.objects.filter(merchant=merchant, product_id=product_id, bin__warehouse=house).delete()
    if code:
        found = Bin.objects.filter(warehouse=house, code=code, active=True).first()
        if found is None:
            raise not_possible("move_bin_unknown", {"bin": code[:40], "warehouse": house.code})
        if found.kind != BinKind.STORAGE:
            raise not_possible("move_bin_kind", {"bin": code, "kind": found.kind, "wanted": BinKind.STORAGE.value})
        Home.objects.create(merchant=merchant, product_id=product_id, bin=found)
