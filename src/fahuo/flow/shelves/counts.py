"""Counts (盘点): planned, looked into bin by bin, finished, approved. A difference is booked only when nothing that moved meanwhile explains it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from fahuo.core.goods.counting import CLASSES, CountState, balances, state
from fahuo.core.words import BinKind, CountBy, Telling
from fahuo.flow.said import NotPossible, not_possible
from fahuo.flow.shelves.bins import house_of
from fahuo.flow.shelves.choosing import bins_of_class, bins_with, oldest_bins
from fahuo.records import stock
from fahuo.records.models import Bin, Holding, Lot, Merchant, Move, Product
from fahuo.steps.goods.models import Count, CountEntry, CountRound, CountTelling

STATES = {
    CountState.OPEN: ("盘点中", "open"),
    CountState.WAITS: ("差异待审批", "waiting for approval"),
    CountState.CLOSED: ("已完成", "closed"),
    CountState.CANCELLED: ("已取消", "cancelled"),
}
COUNTED_KINDS = (BinKind.STORAGE, BinKind.RECEIVING, BinKind.QUARANTINE)  # what lies in packing belongs to parcels
MOST = 1_000_000_000


def lock(merchant: Merchant, count_id: int) -> Count:
    """Take a count until the transaction ends. Before stock, as docs/journey.md says."""
    row = Count.objects.select_for_update().filter(merchant=merchant, pk=count_id).first()
    if row is None:
        raise NotPossible("this count does not exist", "该盘点不存在")
    return row


def state_of(count: Count) -> CountState:
    """Where it stands by what was recorded."""
    return state(list(count.tellings.order_by("pk").values_list("kind", flat=True)))


def must_be(count: Count, wanted: CountState, verb_zh: str, verb_en: str) -> None:
    """NotPossible where it stands elsewhere."""
    found = state_of(count)
    if found != wanted:
        zh, en = STATES[found]
        raise NotPossible(f"count {count.pk} is {en}: it cannot be {verb_en}", f"盘点 {count.pk} 的状态是“{zh}”，不能{verb_zh}")


def tell(count: Count, kind: Telling, by: str, now: datetime, **data: Any) -> None:
    """Record what happened to it."""
    CountTelling.objects.create(count=count, kind=kind, at=now, actor=by, data=data)


@transaction.atomic
def plan(
    merchant: Merchant,
    warehouse_id: int,
    chosen_by: str,
    wanted: Sequence[str],
    by: str,
    now: datetime,
    *,
    blind: bool = True,
    note: str = "",
) -> Count:
    """A count of bins: `wanted` are codes of bins (or beginnings that end in *), of products, a class (A, B, C), or how many of the oldest."""
    house = house_of(merchant, warehouse_id)
    wanted = [w.strip() for w in wanted if w.strip()]
    own = Bin.objects.filter(warehouse=house, active=True, kind__in=COUNTED_KINDS)
    if chosen_by == CountBy.PRODUCT:
        pairs = bins_with(own, _products(merchant, wanted))
    elif chosen_by == CountBy.ABC:
        if not wanted or wanted[0].upper() not in [name for name, _ in CLASSES]:
            raise not_possible("count_class_unknown", {"value": (wanted or ["-"])[0][:20]})
        pairs = bins_with(own, bins_of_class(merchant, house, wanted[0].upper(), now - timedelta(days=90), now))
    elif chosen_by == CountBy.OLDEST:
        many = int(wanted[0]) if wanted and wanted[0].isascii() and wanted[0].isdigit() and len(wanted[0]) < 6 else 20
        pairs = [(pk, None) for pk in oldest_bins(own, max(1, many))]
    elif chosen_by == CountBy.BIN:
        pairs = [(pk, None) for pk in _named(own, wanted, house.code)]
    else:
        raise NotPossible(
            f"a count is by {', '.join(CountBy)}, not by {chosen_by[:20]!r}",
            f"盘点方式只能是 {'、'.join(CountBy)}，不能是“{chosen_by[:20]}”",
        )
    if not pairs:
        raise not_possible("count_nothing")
    count = Count.objects.create(
        merchant=merchant,
        warehouse=house,
        chosen_by=chosen_by,
        blind=blind,
        note=note.replace("\0", "").strip()[:200],
        made_at=now,
        made_by=by,
    )
    CountRound.objects.bulk_create(CountRound(count=count, bin_id=pk, product_id=product) for pk, product in pairs)
    return count


def _products(merchant: Merchant, skus: Sequence[str]) -> list[int]:
    found = dict(Product.objects.filter(merchant=merchant, sku__in=skus).values_list("sku", "pk"))
    for sku in skus:
        if sku not in found:
            raise not_possible("move_product_unknown", {"sku": sku[:80]})
    return list(found.values())


def _named(own: Any, wanted: Sequence[str], house: str) -> list[int]:
    ids: dict[int, None] = {}
    for code in wanted:
        rows = own.filter(code__startswith=code[:-1]) if code.endswith("*") else own.filter(code=code)
        found = list(rows.order_by("walk", "code").values_list("pk", flat=True))
        if not found:
            raise not_possible("move_bin_unknown", {"bin": code[:40], "warehouse": house})
        ids |= dict.fromkeys(found)
    return list(ids)


def rounds(count: Count) -> list[CountRound]:
    """The last look into each bin, in the order of the walk."""
    rows = (
        CountRound.objects.filter(count=count)
        .select_related("bin", "product")
        .order_by("bin_id", "product_id", "-no")
        .distinct("bin_id", "product_id")
    )
    return sorted(rows, key=lambda r: (r.bin.walk, r.bin.code, r.product_id or 0))


def _round(count: Count, code: str) -> list[CountRound]:
    """The looks into the bin of this code: one, or one a product."""
    found = [r for r in rounds(count) if r.bin.code == code]
    if not found:
        raise not_possible("count_bin_not_in", {"bin": code[:40] or "-", "count": count.pk})
    return found


@transaction.atomic
def begin(merchant: Merchant, count_id: int, code: str, by: str, now: datetime) -> Bin:
    """A bin's code was scanned: what lies there by the books is frozen now, under the lock, so that what moves later makes no false difference."""
    count = lock(merchant, count_id)
    must_be(count, CountState.OPEN, "再盘", "counted")
    todo = [r for r in _round(count, code.strip()) if not r.done_at]
    if not todo:
        raise not_possible("count_bin_done", {"bin": code[:40]})
    products = set(Holding.objects.filter(bin=todo[0].bin_id).values_list("product_id", flat=True)) | {
        r.product_id for r in todo if r.product_id
    }
    stock.lock(merchant.pk, products)
    mark = Move.objects.filter(merchant=merchant).aggregate(last=Max("pk"))["last"] or 0
    for look in todo:
        if look.begun_at:
            continue
        look.begun_at, look.begun_by, look.mark = now, by, mark
        look.save(update_fields=["begun_at", "begun_by", "mark"])
        lying = Holding.objects.filter(bin=look.bin_id, quantity__gt=0)
        lying = lying.filter(product=look.product_id) if look.product_id else lying
        CountEntry.objects.bulk_create(
            CountEntry(round=look, product_id=h.product_id, lot_id=h.lot_id, expected=h.quantity) for h in lying.order_by("pk")
        )
    return todo[0].bin


@transaction.atomic
def enter(
    merchant: Merchant, count_id: int, code: str, sku: str, quantity: Any, by: str, now: datetime, *, lot: str = "", more: bool = False
) -> CountEntry:
    """So many pieces of a product were found in the bin; `more` adds to what was said before, else the last word counts."""
    count = lock(merchant, count_id)
    must_be(count, CountState.OPEN, "再盘", "counted")
    looks = [r for r in _round(count, code.strip()) if not r.done_at]
    if not looks:
        raise not_possible("count_bin_done", {"bin": code[:40]})
    if not looks[0].begun_at:
        raise not_possible("count_bin_not_begun", {"bin": code[:40]})
    product = Product.objects.filter(merchant=merchant).filter(Q(sku=sku.strip()) | Q(gtin=sku.strip()) & ~Q(gtin="")).first()
    if product is None:
        raise not_possible("move_product_unknown", {"sku": sku[:80] or "-"})
    look = next((r for r in looks if r.product_id in (None, product.pk)), None)
    if look is None:
        wanted = ", ".join(r.product.sku for r in looks if r.product)
        raise not_possible("count_product_elsewhere", {"wanted": wanted, "sku": product.sku})
    pieces = _pieces(quantity)
    entry = _entry(look, product, lot.strip())
    entry.counted = pieces + (entry.counted or 0 if more else 0)
    if entry.counted > MOST:
        raise not_possible("count_quantity", {"value": entry.counted})
    entry.at, entry.actor = now, by
    entry.save()
    return entry


def _pieces(quantity: Any) -> int:
    shown = str(quantity).strip()
    if isinstance(quantity, bool) or not shown.isascii() or not shown.isdigit() or int(shown[:20]) > MOST:
        raise not_possible("count_quantity", {"value": shown[:40] or "-"})
    return int(shown)


def _entry(look: CountRound, product: Product, lot: str) -> CountEntry:
    """The entry of this product and lot: known from the books, or found there against them. Without a word the only lot that is expected."""
    found = list(look.entries.filter(product=product).select_related("lot"))
    if lot:
        row = Lot.objects.filter(product=product, code=lot).first()
        if row is None:
            raise not_possible("move_lot_unknown", {"lot": lot[:40], "sku": product.sku})
        return next((e for e in found if e.lot_id == row.pk), CountEntry(round=look, product=product, lot=row, expected=0))
    if len(found) > 1 and all(e.lot_id for e in found):
        lots = ", ".join(sorted(e.lot.code for e in found if e.lot))
        raise not_possible("move_lot_choose", {"sku": product.sku, "bin": look.bin.code, "lots": lots})
    plain = next((e for e in found if e.lot_id is None), None)
    if plain is None and len(found) == 1:
        return found[0]
    if plain is None and product.tracks == "lot":
        raise not_possible("move_lot_missing", {"sku": product.sku})
    return plain or CountEntry(round=look, product=product, expected=0)


@transaction.atomic
def done(merchant: Merchant, count_id: int, code: str, by: str, now: datetime) -> None:
    """All of the bin is counted. What was expected and nobody named is not there; what moved since the bin was scanned is laid beside each entry."""
    count = lock(merchant, count_id)
    must_be(count, CountState.OPEN, "再盘", "counted")
    looks = [r for r in _round(count, code.strip()) if not r.done_at]
    if not looks:
        raise not_possible("count_bin_done", {"bin": code[:40]})
    if not all(r.begun_at for r in looks):
        raise not_possible("count_bin_not_begun", {"bin": code[:40]})
    entries = [e for look in looks for e in look.entries.all()]
    stock.lock(merchant.pk, {e.product_id for e in entries})
    for look in looks:
        _judge(merchant, look, [e for e in entries if e.round_id == look.pk], by, now)
        look.done_at, look.done_by = now, by
        look.save(update_fields=["done_at", "done_by"])


def _judge(merchant: Merchant, look: CountRound, entries: list[CountEntry], by: str, now: datetime) -> None:
    """The balances that each entry's pieces had from when the bin was scanned until now."""
    moved = Move.objects.filter(merchant=merchant, product__in=[e.product_id for e in entries], pk__gt=look.mark or 0)
    changes: dict[tuple[int, int | None], list[int]] = {}
    for m in moved.filter(Q(from_bin=look.bin_id) | Q(to_bin=look.bin_id)).order_by("pk"):
        sign = (m.to_bin_id == look.bin_id) - (m.from_bin_id == look.bin_id)
        changes.setdefault((m.product_id, m.lot_id), []).append(sign * m.quantity)
    for entry in entries:
        if entry.counted is None:
            entry.counted, entry.at, entry.actor = 0, now, by
        entry.low, entry.high = balances(entry.expected, changes.get((entry.product_id, entry.lot_id), []))
    CountEntry.objects.bulk_update(entries, ["counted", "at", "actor", "low", "high"])


@transaction.atomic
def recount(merchant: Merchant, count_id: int, code: str) -> None:
    """Look into a bin once more; the looks before stay in the books."""
    count = lock(merchant, count_id)
    must_be(count, CountState.OPEN, "重盘", "counted again")
    looks = [r for r in _round(count, code.strip()) if r.begun_at]
    CountRound.objects.bulk_create(CountRound(count=count, bin_id=r.bin_id, product_id=r.product_id, no=r.no + 1) for r in looks)


@transaction.atomic
def leave_out(merchant: Merchant, count_id: int, code: str) -> None:
    """Take a bin that nobody began out of the count."""
    count = lock(merchant, count_id)
    must_be(count, CountState.OPEN, "修改", "changed")
    looks = _round(count, code.strip())
    if any(r.begun_at for r in looks):
        raise not_possible("count_bin_done", {"bin": code[:40]})
    CountRound.objects.filter(pk__in=[r.pk for r in looks]).delete()
