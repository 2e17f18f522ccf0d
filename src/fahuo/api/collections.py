"""Collections over the API: slots, bookings once and standing, changed, cancelled, missed, collected."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.api.said import reason
from fahuo.core.transport.collecting import Load, why_not
from fahuo.flow.collecting import acts, again, asking, board, booking, changing, standing
from fahuo.flow.collecting.loads import forecast
from fahuo.records.clock import now, today
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.goods.numbers import COLLECTION, MANIFEST, number_of
from fahuo.steps.transport.collection_list import Wanted, collections
from fahuo.steps.transport.models import Collection, StandingCollection

router = Router()
PAST_DAYS, MOST_DAYS = 7, 14


class Place(Schema):
    warehouse: str = Field(max_length=80, description="its code")
    carrier: str = Field(max_length=200, description="as its services name it")
    by: str = Field("api", max_length=80)


class CollectionIn(Place):
    """A slot of the carrier's; or with `begins` and `ends`, by the warehouse's clock, what was agreed by telephone."""

    on: date
    slot: str = Field("", max_length=120, description="the carrier's id of it")
    begins: time | None = None
    ends: time | None = None
    reference: str = Field("", max_length=60, description="the confirmation number, where it was agreed by telephone")
    parcels: int | None = Field(None, description="left out: what is expected")
    weight_g: int | None = None
    another: bool = Field(False, description="one more vehicle of the same day")


class ChangeIn(Schema):
    on: date | None = None
    slot: str = Field("", max_length=120)
    begins: time | None = None
    ends: time | None = None
    reference: str = Field("", max_length=60)
    parcels: int | None = None
    weight_g: int | None = None
    by: str = Field("api", max_length=80)


class CollectionBy(Schema):
    by: str = Field("api", max_length=80)


class MissedIn(CollectionBy):
    note: str = Field("", max_length=200)


class CameIn(CollectionBy):
    driver: str = Field("", max_length=80)
    plate: str = Field("", max_length=20)


class StandingIn(Place):
    weekdays: list[int] = Field(max_length=7, description="0 is Monday")
    begins: time
    ends: time
    from_on: date | None = None
    until_on: date | None = Field(None, description="the day after the last one")
    days_ahead: int = Field(2, ge=0, le=MOST_DAYS)
    another: bool = False
    other_slots: bool = Field(True, description="another slot of the day where its hours are full")


def _house(request: HttpRequest, code: str) -> Warehouse:
    return get_object_or_404(Warehouse, merchant=request.auth, code=code)  # type: ignore[attr-defined]


def _load(merchant: Merchant, house: Warehouse, carrier: str, on: date, parcels: int | None, weight_g: int | None) -> Load:
    here = asking.local_day(house, now())
    expected = standing.expected(merchant, forecast(merchant.pk, here), house.pk, carrier, on, here)
    return Load(expected.parcels if parcels is None else parcels, expected.weight_g if weight_g is None else weight_g)


def _brief(row: Collection, moment: datetime) -> dict[str, Any]:
    return {
        "id": row.pk, "number": number_of(row.pk, COLLECTION), "reference": row.reference or None, "warehouse": row.warehouse.code,
        "carrier": row.carrier, "on": row.on, "trip": row.trip, "state": row.state, "begins_at": row.begins_at, "ends_at": row.ends_at,
        "slot": row.slot or None, "parcels": row.parcels, "weight_g": row.weight_g, "cancel_by_at": row.cancel_by_at, "by_hand": row.by_hand,
        "standing_id": row.standing_id, "collected_at": row.collected_at, "unsaid": not row.over and row.ends_at <= moment,
    }  # fmt: skip


def _told(request: HttpRequest, collection_id: int) -> dict[str, Any]:
    row = board.merchants_collection(request.auth, collection_id)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    happened = [
        {
            "kind": act.kind, "at": act.at, "by": act.by, "answered_at": act.answered_at, "on": act.on, "begins_at": act.begins_at,
            "parcels": act.parcels, "weight_g": act.weight_g, "said": act.said or None,
            "reason": reason(act.code, changing.values_of(row, act)) if act.code else None,
        }
        for act in row.acts.all()
    ]  # fmt: skip
    retried = {"next_try_at": again.next_try_at(row), "given_up_at": row.given_up_at}
    return _brief(row, now()) | retried | {"manifests": [number_of(m.pk, MANIFEST) for m in row.manifests.all()], "acts": happened}


def _mine(request: HttpRequest, collection_id: int) -> Collection:
    return get_object_or_404(Collection.objects.select_related("warehouse"), merchant=request.auth, pk=collection_id)  # type: ignore[attr-defined]


@router.get("", summary="Collections by day: of the last days and all that are to come")
def listed(
    request: HttpRequest,
    since: date | None = None,
    until: date | None = None,
    state: str = "",
    carrier: str = "",
    skip: int = 0,
    limit: int = 1_000,
) -> dict[str, Any]:
    wanted = Wanted(
        state=state, carrier=carrier, since=since or today() - timedelta(days=PAST_DAYS), until=until or today() + timedelta(days=60)
    )
    begin, most = max(skip, 0), max(1, min(limit, 5_000))
    moment = now()
    rows = list(collections(request.auth.pk, wanted, moment)[begin : begin + most + 1])  # type: ignore[attr-defined]
    return {"collections": [_brief(row, moment) for row in rows[:most]], "more": len(rows) > most}


@router.get("/week", summary="What waits for each carrier at each warehouse, and what is booked for the coming week")
def week(request: HttpRequest) -> dict[str, Any]:
    days, lanes = board.week(request.auth, now())  # type: ignore[attr-defined]
    return {
        "days": days,
        "lanes": [
            {
                "warehouse": lane.house.code, "carrier": lane.carrier, "parcels": lane.waiting.parcels, "weight_g": lane.waiting.weight_g,
                "on_manifests": lane.waiting.on_manifests, "labelled": lane.waiting.labelled, "planned": lane.waiting.planned,
                "bare": lane.bare, "never": lane.comes.code if lane.comes and lane.never else None,
                "days": [
                    {
                        "on": cell.on, "closed": cell.closed, "collections": [{"id": c.pk, "state": c.state} for c in cell.collections],
                        "standing": [s.pk for s in cell.planned],
                    }
                    for cell in lane.cells
                ],
            }
            for lane in lanes
        ],
    }  # fmt: skip


@router.get("/slots", summary="A carrier's slots of some days, as it offers them now")
def slots(request: HttpRequest, warehouse: str, carrier: str, on: date | None = None, days: int = 1, weight_g: int = 1) -> dict[str, Any]:
    merchant, house, moment = request.auth, _house(request, warehouse), now()  # type: ignore[attr-defined]
    acts.place(merchant, house.pk, carrier)
    begin = on or asking.local_day(house, moment)
    found = asking.ask(merchant, house, carrier, [begin + timedelta(days=n) for n in range(min(max(days, 1), MOST_DAYS))], moment)
    told = []
    for offers in found:
        values = acts.told(house, carrier, offers.on, said=offers.said)
        rows = []
        for slot in offers.slots:
            code = why_not(slot, weight_g, moment)
            why = reason(code, acts.told(house, carrier, offers.on, slot, weight_g=weight_g)) if code else None
            times = {"begins_at": slot.begins_at, "ends_at": slot.ends_at, "book_by_at": slot.book_by_at}
            rows.append({"id": slot.id, **times, "left": slot.left, "most_g": slot.most_g, "reason": why})
        told.append({"on": offers.on, "slots": rows, "reason": reason(offers.code, values) if offers.code else None})
    return {"zone": asking.zone(house), "days": told}


@router.post("", summary="Book a slot once, or note what was agreed by telephone")
def book(request: HttpRequest, body: CollectionIn) -> dict[str, Any]:
    merchant, house = request.auth, _house(request, body.warehouse)  # type: ignore[attr-defined]
    acts.place(merchant, house.pk, body.carrier)
    load = _load(merchant, house, body.carrier, body.on, body.parcels, body.weight_g)
    if body.begins is not None and body.ends is not None and not body.slot:
        row = booking.note_by_hand(
            merchant, house.pk, body.carrier, body.on, body.begins, body.ends, load, body.reference, body.by, now(), another=body.another
        )
    else:
        row = booking.book(merchant, house.pk, body.carrier, body.on, body.slot, load, body.by, now, another=body.another)
    return _told(request, row.pk)


@router.post("/next", summary="Book the first free slot of the next days, for what waits")
def book_next(request: HttpRequest, body: Place) -> dict[str, Any]:
    row = booking.book_next(request.auth, _house(request, body.warehouse).pk, body.carrier, body.by, now)  # type: ignore[attr-defined]
    return _told(request, row.pk)


@router.get("/standing", summary="Standing bookings that go on, each with its days within reach")
def standings(request: HttpRequest) -> dict[str, Any]:
    rows = board.standings(request.auth, now())  # type: ignore[attr-defined]
    return {"standing": [_standing(row) | {"days": [{"on": on, "code": code or None} for on, code in reach]} for row, reach in rows]}


def _standing(row: StandingCollection) -> dict[str, Any]:
    return {
        "id": row.pk, "warehouse": row.warehouse.code, "carrier": row.carrier, "trip": row.trip, "weekdays": row.weekdays, "begins": row.begins,
        "ends": row.ends, "from_on": row.from_on, "until_on": row.until_on, "days_ahead": row.days_ahead,
        "other_slots": row.other_slots, "made_at": row.made_at, "made_by": row.made_by,
        "ended_at": row.ended_at, "ended_by": row.ended_by or None,
    }  # fmt: skip


@router.post("/standing", summary="Set up a standing booking; a job books its days")
def set_up(request: HttpRequest, body: StandingIn) -> dict[str, Any]:
    house = _house(request, body.warehouse)
    dates = body.from_on or asking.local_day(house, now()), body.until_on
    row = standing.set_up(
        request.auth, house.pk, body.carrier, body.weekdays, (body.begins, body.ends), dates, body.by, now(),  # type: ignore[attr-defined]
        days_ahead=body.days_ahead, another=body.another, other_slots=body.other_slots,
    )  # fmt: skip
    return _standing(row)


@router.post("/standing/{int:standing_id}/end", summary="It books no further day; what it booked stays")
def end(request: HttpRequest, standing_id: int, body: CollectionBy) -> dict[str, Any]:
    get_object_or_404(StandingCollection, merchant=request.auth, pk=standing_id)  # type: ignore[attr-defined]
    return _standing(standing.end(request.auth, standing_id, body.by, now()))  # type: ignore[attr-defined]


@router.get("/{int:collection_id}", summary="One collection with what was asked and what happened")
def one(request: HttpRequest, collection_id: int) -> dict[str, Any]:
    return _told(request, _mine(request, collection_id).pk)


@router.post("/{int:collection_id}/change", summary="Another slot, another weight")
def change(request: HttpRequest, collection_id: int, body: ChangeIn) -> dict[str, Any]:
    row = _mine(request, collection_id)
    load = Load(row.parcels if body.parcels is None else body.parcels, row.weight_g if body.weight_g is None else body.weight_g)
    if row.by_hand:
        begins, ends = (body.begins or acts.wall(row, row.begins_at)), (body.ends or acts.wall(row, row.ends_at))
        changing.change_by_hand(request.auth, row.pk, body.on or row.on, begins, ends, load, body.reference, body.by, now())  # type: ignore[attr-defined]
    else:
        changing.change(request.auth, row.pk, body.on, body.slot, load, body.by, now)  # type: ignore[attr-defined]
    return _told(request, row.pk)


@router.post("/{int:collection_id}/cancel", summary="The carrier is not to come")
def cancel(request: HttpRequest, collection_id: int, body: CollectionBy) -> dict[str, Any]:
    return _told(request, changing.cancel(request.auth, _mine(request, collection_id).pk, body.by, now).pk)  # type: ignore[attr-defined]


@router.post("/{int:collection_id}/missed", summary="The carrier did not come")
def missed(request: HttpRequest, collection_id: int, body: MissedIn) -> dict[str, Any]:
    row = changing.missed(request.auth, _mine(request, collection_id).pk, body.note, body.by, now())  # type: ignore[attr-defined]
    return _told(request, row.pk)


@router.post("/{int:collection_id}/collected", summary="The carrier came and took the manifests that were closed for it")
def collected(request: HttpRequest, collection_id: int, body: CameIn) -> dict[str, Any]:
    row = changing.collected(request.auth, _mine(request, collection_id).pk, body.driver, body.plate, body.by, now())  # type: ignore[attr-defined]
    return _told(request, row.pk)
