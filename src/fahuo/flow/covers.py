"""Cover (保价) of a parcel, as a person decides it: said before the label, given back before the carrier has the parcel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from fahuo.core.words import STILL_HERE, Happening, Step
from fahuo.flow import chain
from fahuo.flow.reprice import price_again
from fahuo.flow.said import NotPossible
from fahuo.records import ledger
from fahuo.records.models import Event, Merchant, Refusal
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods import covers
from fahuo.steps.methods import service as methods
from fahuo.steps.methods.models import Policy, Pricing
from fahuo.steps.orders import service as orders

MOST_VALUE = 10**12
REFUSED = "cover_refused"  # in core.methods.reasons


@transaction.atomic
def say_cover(merchant: Merchant, parcel_id: int, covers_it: bool | None, value_minor: int | None, by: str, now: datetime) -> None:
    """Cover a parcel, or do not, whatever the rules say; None: as the rules say. `value_minor` is another value than that of the goods, in the
    order's currency. The order is priced again, for the premium may choose another service. Raises NotPossible."""
    parcel = _locked(merchant, parcel_id)
    own = number_of(parcel_id)
    if methods.labelled([parcel.order_id]):
        raise NotPossible(
            f"a label was asked for already: the cover of {own} no longer changes; a policy can be given back until the carrier has the parcel",
            f"已申请面单，{own} 的保价不能再改；承运商揽收之前可以退保",
        )
    if not orders.lock(merchant.pk, [parcel.order_id]):
        raise NotPossible(f"the order of {own} is cancelled: there is nothing to cover", f"{own} 的订单已取消，无需保价")
    if covers_it:
        _valued(parcel, value_minor)
    if covers_it is None:
        covers.unsay(parcel)
    else:
        covers.say(parcel, covers_it, value_minor, by, now)
    word = "as_ruled" if covers_it is None else "covered" if covers_it else "uncovered"
    said = {"cover": word, "parcel": own, "value_minor": value_minor if covers_it else None, "currency": parcel.order.currency}
    ledger.record(note(merchant, parcel.order_id, said, by, now))
    price_again(merchant, parcel.order_id, now)


@transaction.atomic
def ask_again(merchant: Merchant, parcel_id: int, by: str, now: datetime) -> None:
    """Ask once more for a cover that the carrier refused. Raises NotPossible."""
    parcel = _locked(merchant, parcel_id)
    _here(parcel)
    if not covers.ask_again(merchant.pk, [parcel_id], now):
        raise NotPossible(
            f"the cover of {number_of(parcel_id)} was not refused: there is nothing to ask again",
            f"{number_of(parcel_id)} 的保价没有被拒，无需重新申请",
        )
    forget_refusals([parcel_id])
    ledger.record(note(merchant, parcel.order_id, {"cover": "asked_again", "parcel": number_of(parcel_id)}, by, now))
    chain.wake_covers(merchant.pk)


@transaction.atomic
def let_go(merchant: Merchant, parcel_id: int, by: str, now: datetime) -> None:
    """A parcel whose cover was refused goes uncovered, because a person says so. Raises NotPossible."""
    parcel = _locked(merchant, parcel_id)
    if not forget_refusals([parcel_id]):
        raise NotPossible(f"nothing waits for the cover of {number_of(parcel_id)}", f"{number_of(parcel_id)} 没有待处理的保价问题")
    ledger.record(note(merchant, parcel.order_id, {"cover": "let_go", "parcel": number_of(parcel_id)}, by, now))


@transaction.atomic
def give_back(merchant: Merchant, parcel_ids: list[int], by: str, now: datetime) -> int:
    """Ask premiums back. Returns how many. One parcel that cannot raises NotPossible; of several, those that can are asked."""
    orders_of = dict(Parcel.objects.filter(merchant=merchant, pk__in=parcel_ids).values_list("pk", "order_id"))
    ledger.lock(sorted(set(orders_of.values())))
    gone = _gone(list(orders_of))
    asked = covers.give_back(merchant.pk, [pk for pk in orders_of if pk not in gone], by, now)
    if not asked and len(parcel_ids) == 1:
        raise NotPossible(*_why_not(parcel_ids[0], merchant, bool(gone)))
    told = [note(merchant, orders_of[pk], {"cover": "return_asked", "parcel": number_of(pk)}, by, now) for pk in asked]
    if told:
        ledger.record(pl.concat(told))
        chain.wake_covers(merchant.pk)
    return len(asked)


def note(merchant: Merchant, order_id: int, said: dict[str, Any], by: str, now: datetime) -> pl.DataFrame:
    """A line of the ledger at the order: a note at the parcel counts as news from outside, and would end a silence."""
    subject = pl.DataFrame({"order_id": [order_id]})
    return ledger.events(merchant.pk, subject, Happening.NOTED, now, by, {k: v for k, v in said.items() if v is not None})


def forget_refusals(parcel_ids: list[int]) -> int:
    """What carriers said against covering these parcels was answered. Their standings are projected with the next event."""
    return Refusal.objects.filter(parcel_id__in=parcel_ids, step=Step.TRANSPORT.value, code=REFUSED).delete()[0]


def _locked(merchant: Merchant, parcel_id: int) -> Parcel:
    parcel = Parcel.objects.filter(merchant=merchant, pk=parcel_id).select_related("order").first()
    if parcel is None:
        raise NotPossible("this parcel does not exist", "该包裹不存在")
    ledger.lock([parcel.order_id])
    if not Parcel.objects.filter(pk=parcel_id).exists():
        raise NotPossible("this parcel was planned again a moment ago: look at its order", "该包裹刚刚被重新计划：请查看订单")
    return parcel


def _valued(parcel: Parcel, value_minor: int | None) -> None:
    """Whether there is a value to cover."""
    if value_minor is not None and not 0 < value_minor <= MOST_VALUE:
        raise NotPossible(
            f"{value_minor} cannot be covered: give a value above zero, {MOST_VALUE:,} minor units at most",
            f"保额 {value_minor} 无效：请填写大于零、不超过 {MOST_VALUE:,} 的金额（最小货币单位）",
        )
    if value_minor is None and not Pricing.objects.filter(parcel_id=parcel.pk, value_minor__gt=0).exists():
        raise NotPossible(
            f"the goods in {number_of(parcel.pk)} have no value: name the value that is to be covered",
            f"{number_of(parcel.pk)} 的货物没有货值：请填写要保的金额",
        )


def _gone(parcel_ids: list[int]) -> set[int]:
    """Those of these parcels that somebody outside has."""
    told = Event.objects.filter(parcel_id__in=parcel_ids).exclude(kind__in=[kind.value for kind in STILL_HERE])
    return set(told.values_list("parcel_id", flat=True))


def _here(parcel: Parcel) -> None:
    if _gone([parcel.pk]):
        raise NotPossible(
            f"the carrier has {number_of(parcel.pk)} already: its cover no longer changes",
            f"承运商已揽收 {number_of(parcel.pk)}，保价不能再改",
        )


def _why_not(parcel_id: int, merchant: Merchant, gone: bool) -> tuple[str, str]:
    own, row = number_of(parcel_id), Policy.objects.filter(merchant=merchant, pk=parcel_id).first()
    if row is None or row.failure is not None:
        return f"{own} is not covered: there is nothing to give back", f"{own} 没有保价，无需退保"
    if row.refunded_minor is not None:
        return f"the premium of {own} was paid back already", f"{own} 的保费已退"
    if gone:
        return f"the carrier has {own} already: the premium is no longer paid back", f"承运商已揽收 {own}，不能退保费"
    return f"the premium of {own} is being asked back already", f"{own} 正在退保"
