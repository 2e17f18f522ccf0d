"""A list is walked: started, stop after stop confirmed, found short, undone, cancelled. Every verb is one transaction.

Locks: the list first, as the row of an import is; then the ledger of the orders, then stock (docs/journey.md, "Locks").
"""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core.words import MoveKind
from fahuo.flow.floor import shortage
from fahuo.flow.floor.queue import STATES
from fahuo.flow.floor.release import tell_picked
from fahuo.flow.said import NotPossible, not_possible
from fahuo.records import ledger, stock
from fahuo.records.models import Merchant, ParcelStanding
from fahuo.records.stock import Short
from fahuo.steps.goods import picking
from fahuo.steps.goods.models import ListedParcel, Pick, PickList
from fahuo.steps.goods.numbers import PICK_LIST, number_of
from fahuo.steps.orders.models import Order

Place = tuple[int, int, int]  # bin, product, lot (0: none)


def lock_list(merchant: Merchant, list_id: int) -> PickList:
    """Take a list until the transaction ends. Two pickers on it take turns."""
    row = PickList.objects.select_for_update(of=("self",)).filter(merchant=merchant, pk=list_id).select_related("wave__warehouse").first()
    if row is None:
        raise not_possible("list_unknown", {"list": number_of(list_id, PICK_LIST)})
    return row


@transaction.atomic
def start(merchant: Merchant, list_id: int, by: str, now: datetime, *, take: bool = False) -> None:
    """A picker takes a list. One that another has is taken over only with `take`."""
    row = lock_list(merchant, list_id)
    if row.started_by and row.started_by != by and not take:
        raise not_possible("list_taken", {"list": number_of(row.pk, PICK_LIST), "by": row.started_by})
    PickList.objects.filter(pk=row.pk).update(started_at=row.started_at or now, started_by=by[:80])


@transaction.atomic
def confirm(merchant: Merchant, list_id: int, place: Place, found: int, by: str, now: datetime, *, short: bool = False) -> list[str]:
    """So many pieces were taken from the bin. Fewer than wanted only with `short`. Returns the numbers of parcels that were set aside for it."""
    row = lock_list(merchant, list_id)
    picks = _locked(_at(row, place).filter(found=None))
    if not picks:
        raise not_possible("stop_done")
    wanted = sum(pick.quantity for pick in picks)
    if not 0 <= found <= wanted:
        raise not_possible("pick_too_many", {"asked": wanted, "found": found})
    if found < wanted and not short:
        raise not_possible("pick_too_few", {"asked": wanted, "found": found})
    _take(merchant, row, picks, found, by, now)
    PickList.objects.filter(pk=row.pk, started_at=None).update(started_at=now, started_by=by[:80])
    missing = [pick for pick in picks if (pick.found or 0) < pick.quantity]
    aside = shortage.missed(merchant, row, missing, by, now) if missing else []
    finish(merchant, [pick.parcel_id for pick in picks], by, now)
    return aside


def _at(row: PickList, place: Place):  # type: ignore[no-untyped-def]
    bin_id, product_id, lot_id = place
    return Pick.objects.filter(list=row, bin_id=bin_id, product_id=product_id, lot_id=lot_id or None, dropped_at=None)


def _locked(picks) -> list[Pick]:  # type: ignore[no-untyped-def]
    """These picks as they are once the ledger of their orders is ours: a cancellation that was first has dropped its own."""
    ledger.lock(list(picks.values_list("parcel__order_id", flat=True)))
    return list(picks.select_related("parcel", "product", "bin", "lot").order_by("seq"))


def _take(merchant: Merchant, row: PickList, picks: list[Pick], found: int, by: str, now: datetime) -> None:
    """The pieces go to packing, each for its parcel, in the order of the list as far as they last."""
    left = found
    for pick in picks:
        pick.found, pick.at, pick.by = min(left, pick.quantity), now, by[:80]
        left -= pick.found
    Pick.objects.bulk_update(picks, ["found", "at", "by"])
    rows = [(p.product_id, p.parcel.warehouse_id, p.found, p.bin_id, p.lot_id, p.parcel_id) for p in picks if p.found]
    columns = ("product_id", "warehouse_id", "quantity", "from_bin_id", "lot_id", "parcel_id")
    moved = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Int64), orient="row")
    try:
        stock.pick(merchant.pk, moved.with_columns(reference=pl.lit(f"list:{row.pk}")), now, by)
    except Short as fault:
        raise not_possible(*fault.reasons[0]) from fault


def finish(merchant: Merchant, parcel_ids: list[int], by: str, now: datetime) -> None:
    """Tell of those of these parcels that are on the floor and have all their pieces in packing."""
    ids = list(ListedParcel.objects.filter(parcel__in=parcel_ids).values_list("parcel_id", flat=True))
    open_ids = set(Pick.objects.filter(parcel__in=ids, found=None, dropped_at=None).values_list("parcel_id", flat=True))
    lacking = set(picking.to_fetch(ids)["parcel_id"]) if ids else set()
    done = ListedParcel.objects.filter(parcel__in=set(ids) - open_ids - lacking).values_list("parcel_id", "parcel__order_id")
    rows = pl.DataFrame(sorted(done), schema={"parcel_id": pl.Int64, "order_id": pl.Int64}, orient="row")
    tell_picked(merchant, rows, now, by)


@transaction.atomic
def undo(merchant: Merchant, list_id: int, place: Place, by: str, now: datetime) -> int:
    """The pieces of a stop go back into their bin, and the stop is open again. Returns how many pieces."""
    row = lock_list(merchant, list_id)
    picks = _locked(_at(row, place).exclude(found=None))
    if not picks:
        raise not_possible("stop_not_done")
    if any(pick.found != pick.quantity for pick in picks):
        raise not_possible("stop_was_short", {"bin": picks[0].bin.code})
    here = {s.parcel_id: s.state for s in ParcelStanding.objects.filter(parcel_id__in=[p.parcel_id for p in picks])}
    listed = set(ListedParcel.objects.filter(parcel__in=here).values_list("parcel_id", flat=True))
    for pick in picks:
        if pick.parcel_id not in listed or here[pick.parcel_id] not in {*STATES, "picked"}:
            raise not_possible("stop_too_late", {"parcel": number_of(pick.parcel_id)})
    waiting = stock.in_packing([pick.parcel_id for pick in picks])
    took = pl.DataFrame(
        [(p.parcel_id, p.product_id, p.lot_id, p.bin_id, p.quantity) for p in picks],
        schema=dict.fromkeys(("parcel_id", "product_id", "lot_id", "to_bin_id", "back"), pl.Int64),
        orient="row",
    )
    lies = waiting.join(took, on=["parcel_id", "product_id", "lot_id"], nulls_equal=True)
    back = lies.select(
        "product_id", "warehouse_id", "lot_id", "parcel_id", "to_bin_id", from_bin_id="bin_id", quantity=pl.min_horizontal("quantity", "back")
    )  # fmt: skip
    moves = back.with_columns(kind=pl.lit(MoveKind.PUT_AWAY.value), reference=pl.lit(f"list:{row.pk}"), reason=pl.lit("undone"))
    stock.move(merchant.pk, moves, now, by)
    Pick.objects.filter(pk__in=[p.pk for p in picks]).update(found=None, at=None, by="", sorted=0)
    ledger.take_back(merchant.pk, [f"picked:{p.parcel_id}" for p in picks])
    return int(back["quantity"].sum())


@transaction.atomic
def cancel_list(merchant: Merchant, list_id: int, by: str, now: datetime) -> int:
    """Parcels of which something is still to be picked on this list are taken off all their lists. Returns how many; their picked pieces wait."""
    row = lock_list(merchant, list_id)
    ids = list(Pick.objects.filter(list=row, found=None, dropped_at=None).values_list("parcel_id", flat=True).distinct())
    if not ids:
        raise not_possible("list_done", {"list": number_of(row.pk, PICK_LIST)})
    return take_off(merchant, ids, now)


@transaction.atomic
def take_off(merchant: Merchant, parcel_ids: list[int], now: datetime) -> int:
    """Take parcels off their lists, so that they can be released anew. Those that are picked whole stay. Returns how many."""
    orders = Order.objects.filter(merchant=merchant, parcels__in=parcel_ids)
    ledger.lock(list(orders.values_list("pk", flat=True)))
    rows = ListedParcel.objects.filter(merchant=merchant, parcel__in=parcel_ids, parcel__picks__found=None, parcel__picks__dropped_at=None)
    return picking.drop(list(rows.values_list("parcel_id", flat=True).distinct()), now)


@transaction.atomic
def put_back(merchant: Merchant, parcel_ids: list[int], by: str, now: datetime) -> int:
    """What was picked for parcels that are not on the floor any more goes back into the bins it came from. Returns how many lines of pieces."""
    known = list(Order.objects.filter(merchant=merchant, parcels__in=parcel_ids).values_list("pk", flat=True))
    ledger.lock(known)
    going = set(
        ParcelStanding.objects.filter(merchant=merchant, parcel_id__in=parcel_ids, state__in=["picked", "packed"]).values_list(
            "parcel_id", flat=True
        )
    )
    listed = set(ListedParcel.objects.filter(merchant=merchant, parcel__in=parcel_ids).values_list("parcel_id", flat=True))
    if going | listed:
        number = number_of(min(going | listed))
        raise NotPossible(f"{number} is on the floor: take it off its list first", f"{number} 还在拣货流程中：先从拣货单上撤下")
    mine = list(ParcelStanding.objects.filter(merchant=merchant, parcel_id__in=parcel_ids).values_list("parcel_id", flat=True))
    return stock.put_back(merchant.pk, mine, now, by, "put back")
