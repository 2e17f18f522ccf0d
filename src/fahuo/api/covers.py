"""Cover over the API: what a parcel's costs and why, whether it is covered, what was bought and paid back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.api.said import reason
from fahuo.flow import covers as verbs
from fahuo.records.clock import now
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods import cover_list, covers
from fahuo.steps.methods.models import Cover, Policy

router = Router()
_PLANNED = (
    *("rule", "value_minor", "value_currency", "rate_nano", "card", "currency", "worth_minor", "cap_minor", "included_minor", "ppm"),
    *("least_minor", "covered_minor", "premium_minor", "home_minor", "chosen"),
)
_BOUGHT = (
    *("value_minor", "premium_minor", "currency", "asked_at", "answered_at", "failure", "number", "covered_minor", "charged_minor"),
    *("charged_currency", "return_asked_at", "return_failure", "refunded_minor"),
)


class Word(Schema):
    covers: bool
    value_minor: int | None = Field(None, description="in the order's currency; null: the value of the goods")


class Ids(Schema):
    ids: list[int] = Field(min_length=1, max_length=5_000)


@router.get("", summary="Policies with totals by currency, the newest parcel first")
def listed(
    request: HttpRequest,
    state: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    after: int | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    wanted = cover_list.Wanted(state=state, since=since, until=until)
    rows = cover_list.policies(request.auth.pk, wanted)  # type: ignore[attr-defined]
    found = cover_list.page(rows, max(1, min(limit, 1_000)), after)
    fields = ("currency", "policies", "covered_minor", "planned_minor", "charged_minor", "refunded_minor", "paid_minor")
    return {
        "policies": [_policy(row) for row in found],
        "totals": [{name: getattr(t, name) for name in fields} for t in cover_list.totals(rows)],
    }


@router.get("/{int:parcel_id}", summary="A parcel's cover: each service's premium or why not, the policy")
def show(request: HttpRequest, parcel_id: int) -> dict[str, Any]:
    parcel = _parcel(request, parcel_id)
    own, policy = covers.own_cover(parcel), covers.policies([parcel_id]).get(parcel_id)
    return {
        "said": {"covers": own.covers, "value_minor": own.value_minor, "by": own.by, "at": own.at} if own else None,
        "planned": [_planned(row) for row in covers.covers_of(parcel_id).values()],
        "policy": _policy(policy) if policy else None,
    }


@router.put("/{int:parcel_id}", summary="Cover a parcel or do not, whatever the rules say, until the label")
def say(request: HttpRequest, parcel_id: int, body: Word) -> dict[str, Any]:
    parcel = _parcel(request, parcel_id)
    verbs.say_cover(request.auth, parcel.pk, body.covers, body.value_minor, "api", now())  # type: ignore[attr-defined]
    return show(request, parcel_id)


@router.delete("/{int:parcel_id}", summary="Take that word back: the rules decide again")
def unsay(request: HttpRequest, parcel_id: int) -> dict[str, Any]:
    parcel = _parcel(request, parcel_id)
    verbs.say_cover(request.auth, parcel.pk, None, None, "api", now())  # type: ignore[attr-defined]
    return show(request, parcel_id)


@router.post("/{int:parcel_id}/again", summary="Ask again for cover that the carrier refused")
def again(request: HttpRequest, parcel_id: int) -> dict[str, Any]:
    verbs.ask_again(request.auth, _parcel(request, parcel_id).pk, "api", now())  # type: ignore[attr-defined]
    return show(request, parcel_id)


@router.post("/{int:parcel_id}/let-go", summary="A parcel whose cover was refused goes uncovered")
def let_go(request: HttpRequest, parcel_id: int) -> dict[str, Any]:
    verbs.let_go(request.auth, _parcel(request, parcel_id).pk, "api", now())  # type: ignore[attr-defined]
    return show(request, parcel_id)


@router.post("/return", summary="Ask premiums back, before the carriers have the parcels")
def give_back(request: HttpRequest, body: Ids) -> dict[str, int]:
    return {"asked": verbs.give_back(request.auth, body.ids, "api", now())}  # type: ignore[attr-defined]


def _parcel(request: HttpRequest, parcel_id: int) -> Parcel:
    return get_object_or_404(Parcel, pk=parcel_id, merchant=request.auth)  # type: ignore[attr-defined]


def _planned(row: Cover) -> dict[str, Any]:
    service = {"service": row.service.code}
    if row.reason is None:
        return service | {name: getattr(row, name) for name in _PLANNED}
    said = reason(row.reason, {"service": row.service.code, "currency": row.value_currency})
    return service | {"chosen": row.chosen, "rule": row.rule, "refused": said}


def _policy(row: Policy) -> dict[str, Any]:
    own = {"parcel_id": row.parcel_id, "parcel": number_of(row.parcel_id), "service": row.service.code, "carrier": row.service.carrier}
    return own | {name: getattr(row, name) for name in _BOUGHT}
