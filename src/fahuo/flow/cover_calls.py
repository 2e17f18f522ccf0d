"""Calls to carriers for cover: policies that are owed, then premiums that are asked back. As in calls.py: wished, called, settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import polars as pl

from fahuo.core import frames
from fahuo.core.methods.shown import money
from fahuo.core.words import Attribute, Step
from fahuo.flow.calls import work_off
from fahuo.flow.covers import REFUSED, note
from fahuo.ports.answers import Refused
from fahuo.ports.cover import NO_COVER, CoverRequest, CoverReturn, Policy, Refund, insurer
from fahuo.records import ledger, refusals
from fahuo.records.models import Merchant
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods import covers
from fahuo.steps.methods.models import Policy as Asked

UNABLE = Refused(NO_COVER, "the connection to this carrier cannot buy cover 该承运商接口不支持保价")


def buy_covers(merchant_id: int, clock: Callable[[], datetime]) -> int:
    """Buy every policy that is owed, then ask back every premium that is. Returns how many policies were bought."""
    merchant = Merchant.objects.get(pk=merchant_id)
    bought = work_off(merchant, covers.owed, _requests, _buyer, _settle, clock)
    work_off(merchant, covers.returns_owed, _returns, _returner, _settle_returns, clock)
    return bought


def _buyer(client: object) -> Callable[[CoverRequest], Policy]:
    found = insurer(client)
    return found.buy_cover if found else _unable


def _returner(client: object) -> Callable[[CoverReturn], Refund]:
    found = insurer(client)
    return found.return_cover if found else _unable


def _unable(_: object) -> Policy:  # type: ignore[return]
    raise UNABLE


def _requests(owed: list[Asked]) -> list[CoverRequest]:
    return [
        CoverRequest(
            key=row.key,
            service=row.service.code,
            carrier=row.service.carrier,
            number=row.parcel.label.tracking_number,
            reference=number_of(row.parcel_id),
            value_minor=row.value_minor,
            currency=row.currency,
            quoted_minor=row.premium_minor,
            goods=tuple(str(a.name).lower() for a in Attribute if a & row.parcel.attributes),
        )
        for row in owed
    ]


def _returns(owed: list[Asked]) -> list[CoverReturn]:
    return [CoverReturn(row.return_key or "", row.service.code, row.service.carrier, row.number or "") for row in owed]


def _settle(merchant: Merchant, owed: list[Asked], answers: list[object], now: datetime) -> int:
    ledger.lock(sorted({row.parcel.order_id for row in owed}))
    bought, told, said = 0, [], []
    for row, answer in zip(owed, answers, strict=True):
        own, order_id, by = number_of(row.parcel_id), row.parcel.order_id, f"carrier:{row.service.carrier}"
        if isinstance(answer, Policy) and covers.answer(row, answer, None, now):
            bought += 1
            figures = {
                "covered": money(answer.covered_minor, answer.currency, True),
                "premium": money(answer.premium_minor, answer.currency, True),
            }
            told.append(note(merchant, order_id, {"cover": "bought", "parcel": own, "policy": answer.number, **figures}, by, now))
        elif isinstance(answer, Refused) and covers.answer(row, None, str(answer), now):
            said.append({"order_id": order_id, "parcel_id": row.parcel_id, "carrier": row.service.carrier, "said": answer.said[:200]})
            told.append(note(merchant, order_id, {"cover": "refused", "parcel": own, "said": answer.said, "code": answer.code}, by, now))
    _refuse(merchant, said)
    if told:
        ledger.record(pl.concat(told))
    return bought


def _refuse(merchant: Merchant, said: list[dict[str, object]]) -> None:
    """A parcel that the carrier does not cover needs a person, until it is handed over."""
    if not said:
        return
    rows = pl.DataFrame(said).with_columns(stored=pl.col("parcel_id"), parcel_id=pl.int_range(len(said), dtype=pl.Int64))
    values = {"carrier": pl.col("carrier"), "said": pl.col("said")}
    refusals.save(merchant.pk, frames.refuse(rows, Step.TRANSPORT, REFUSED, values), rows["stored"])


def _settle_returns(merchant: Merchant, owed: list[Asked], answers: list[object], now: datetime) -> int:
    ledger.lock(sorted({row.parcel.order_id for row in owed}))
    paid, told = 0, []
    for row, answer in zip(owed, answers, strict=True):
        said = {"parcel": number_of(row.parcel_id), "policy": row.number}
        by = f"carrier:{row.service.carrier}"
        if isinstance(answer, Refund) and covers.returned(row, answer, None, now):
            paid += 1
            said |= {"cover": "refunded", "premium": money(answer.refunded_minor, answer.currency, True)}
            told.append(note(merchant, row.parcel.order_id, said, by, now))
        elif isinstance(answer, Refused) and covers.returned(row, None, str(answer), now):
            said |= {"cover": "return_refused", "said": answer.said, "code": answer.code}
            told.append(note(merchant, row.parcel.order_id, said, by, now))
    if told:
        ledger.record(pl.concat(told))
    return paid
