"""Two-stage labels (换单): a parcel that left under the forwarder's number gets the last mile's. Both numbers lead to it; the newest is printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import IntegrityError, transaction

from fahuo.core.words import STILL_HERE, Happening
from fahuo.flow.verbs import NotPossible
from fahuo.records import ledger
from fahuo.records.models import Event, Merchant, ParcelStanding
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods import links
from fahuo.steps.methods.models import Label

FORM = re.compile(r"[A-Z0-9]{6,40}")
OVER = ("cancelled", "delivered", "lost", "returned", "settled")  # states in which no number changes any more


@dataclass(frozen=True)
class Wish:
    """A parcel and the number that it is to carry."""

    parcel_id: int
    number: str
    carrier: str


@dataclass(frozen=True)
class Refused:
    """A wish that cannot be, with the sentence in both languages."""

    wish: Wish
    en: str
    zh: str


def relabel_one(merchant: Merchant, parcel_id: int, number: str, carrier: str, by: str, now: datetime) -> None:
    """Give one parcel a number. Raises NotPossible."""
    _, refused = relabel(merchant, [Wish(parcel_id, number, carrier)], by, now)
    if refused:
        raise NotPossible(refused[0].en, refused[0].zh)


def relabel(merchant: Merchant, wishes: Sequence[Wish], by: str, now: datetime) -> tuple[int, list[Refused]]:
    """Give parcels numbers, all that can be. Returns how many, and the others with why not. One transaction."""
    wishes = [Wish(w.parcel_id, re.sub(r"[\s-]", "", w.number).upper(), " ".join(w.carrier.split())) for w in wishes]
    try:
        with transaction.atomic():
            return _relabel(merchant, wishes, by, now)
    except IntegrityError:  # somebody gave one of the numbers away a moment ago; now it is seen
        with transaction.atomic():
            return _relabel(merchant, wishes, by, now)


@transaction.atomic
def undo_relabel(merchant: Merchant, parcel_id: int, by: str, now: datetime) -> str:
    """Take the newest number back, before the parcel is handed over. Returns the number that is printed again. Raises NotPossible."""
    parcel = Parcel.objects.filter(merchant=merchant, pk=parcel_id).first()
    if parcel is None:
        raise NotPossible("this parcel does not exist", "该包裹不存在")
    ledger.lock([parcel.order_id])
    row = links.standing([parcel_id]).get(parcel_id)
    if row is None:
        raise NotPossible("this parcel was given no other number: there is nothing to take back", "该包裹没有换过单，无需撤销")
    if _left([parcel.order_id], [parcel_id]):
        raise NotPossible(
            f"this parcel has left under {row.number}: link the right number instead of taking this one back",
            f"包裹已用 {row.number} 发出，不能撤销：请改为换成正确的单号",
        )
    links.undo(row, by, now)
    before = _printed([parcel_id])[parcel_id]
    _tell(merchant, [(parcel.order_id, parcel_id, row.number, before, row.carrier)], by, now)
    return before


def _relabel(merchant: Merchant, wishes: Sequence[Wish], by: str, now: datetime) -> tuple[int, list[Refused]]:
    orders = dict(Parcel.objects.filter(merchant=merchant, pk__in=[w.parcel_id for w in wishes]).values_list("pk", "order_id"))
    ledger.lock(sorted(set(orders.values())))
    found = links.owners(merchant.pk, [w.number for w in wishes])
    taken: dict[str, int] = dict(found.select("number", "parcel_id").iter_rows())
    labelled = set(Label.objects.filter(parcel__in=orders).exclude(tracking_number=None).values_list("parcel_id", flat=True))
    states = dict(ParcelStanding.objects.filter(parcel_id__in=orders).values_list("parcel_id", "state"))
    good, refused = [], []
    for wish in wishes:
        said = _why_not(wish, wish.parcel_id in orders, wish.parcel_id in labelled, states.get(wish.parcel_id), taken)
        if said:
            refused.append(Refused(wish, *said))
        else:
            taken[wish.number] = wish.parcel_id
            good.append(wish)
    before = _printed([w.parcel_id for w in good])
    links.link(merchant.pk, [(w.parcel_id, w.number, w.carrier) for w in good], by, now)
    _tell(merchant, [(orders[w.parcel_id], w.parcel_id, before[w.parcel_id], w.number, w.carrier) for w in good], by, now)
    return len(good), refused


def _why_not(wish: Wish, mine: bool, labelled: bool, state: str | None, taken: dict[str, int]) -> tuple[str, str] | None:
    if not mine:
        return f"there is no parcel {wish.parcel_id}", f"没有包裹 {wish.parcel_id}"
    own = number_of(wish.parcel_id)
    if not FORM.fullmatch(wish.number):
        return (
            f"{wish.number or 'an empty text'} cannot be the number of {own}: give 6 to 40 letters and digits",
            f"“{wish.number}”不能作为 {own} 的单号：请填写 6 到 40 位字母和数字",
        )
    if not wish.carrier or len(wish.carrier) > 200:
        return f"{own}: say which carrier the number {wish.number} is of", f"{own}：请填写单号 {wish.number} 的承运商"
    if not labelled:
        return f"{own} has no label yet: buy it first, then link the last mile's number", f"{own} 还没有面单：请先购买面单，再换单"
    if state in OVER:
        return f"{own} is {state}: its number no longer changes", f"{own} 已结束（{state}），不能再换单"
    if wish.number in taken:
        other = number_of(taken[wish.number])
        if taken[wish.number] == wish.parcel_id:
            return f"{own} carries {wish.number} already", f"{own} 已使用单号 {wish.number}"
        return f"{wish.number} belongs to {other} already: check which parcel it is of", f"单号 {wish.number} 已用于 {other}：请核对"
    return None


def _printed(parcel_ids: list[int]) -> dict[int, str]:
    """The number that each parcel's label shows."""
    linked = links.standing(parcel_ids)
    bought = dict(Label.objects.filter(parcel__in=parcel_ids).values_list("parcel_id", "tracking_number"))
    return {p: linked[p].number if p in linked else bought.get(p) or number_of(p) for p in parcel_ids}


def _left(order_ids: list[int], parcel_ids: list[int]) -> bool:
    """Whether somebody outside has seen one of these parcels."""
    told = Event.objects.filter(order_id__in=order_ids, parcel_id__in=parcel_ids)
    return told.exclude(kind__in=[kind.value for kind in STILL_HERE]).exists()


def _tell(merchant: Merchant, rows: list[tuple[int, int, str, str, str]], by: str, now: datetime) -> None:
    """Note it at the order: a note at the parcel counts as news from outside, and would end a silence that somebody should look into."""
    told = []
    for order_id, parcel_id, before, after, carrier in rows:
        said = f"{number_of(parcel_id)}: {before} → {after} ({carrier})"
        data = {"text": said, "parcel": number_of(parcel_id), "before": before, "number": after, "carrier": carrier}
        told.append(ledger.events(merchant.pk, pl.DataFrame({"order_id": [order_id]}), Happening.NOTED, now, by, data))
    if told:
        ledger.record(pl.concat(told))
