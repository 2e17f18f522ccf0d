"""The floor over the API: what waits, release, pick lists stop by stop, the put wall, what is to be put back."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from fahuo.api.said import reason
from fahuo.core.goods.picking.queue import Rules
from fahuo.core.goods.picking.tables import USUAL
from fahuo.core.words import PickForm
from fahuo.flow.floor import board, papers, picks, walls
from fahuo.flow.floor.queue import read_queue
from fahuo.flow.floor.release import MOST, release, within
from fahuo.flow.floor.scans import product_of, stop_scanned
from fahuo.flow.floor.stops import Stop, find_list, next_stop, stops_of
from fahuo.records.clock import now, today
from fahuo.steps.goods.models import PickList
from fahuo.steps.goods.numbers import PICK_LIST, number_of

router = Router()


class RulesIn(Schema):
    """Which parcels: what is left out means any."""

    within_h: float | None = Field(None, ge=0, description="whose cut-off is at most so many hours away")
    services: list[int] = Field(default_factory=list, max_length=100)
    warehouse_id: int | None = None
    countries: list[str] = Field(default_factory=list, max_length=300)
    min_weight_g: int | None = None
    max_weight_g: int | None = None
    max_volume_cm3: int | None = None
    ship_by: date | None = Field(None, description="that must leave on this day or before")
    one_product: bool = False

    def rules(self) -> Rules:
        return Rules(
            self.within_h,
            tuple(self.services),
            self.warehouse_id,
            tuple(c.upper() for c in self.countries),
            self.min_weight_g,
            self.max_weight_g,
            self.max_volume_cm3,
            self.ship_by,
            self.one_product,
        )


class ReleaseIn(RulesIn):
    """These parcels, or without `parcel_ids` all that the rules choose. Limits of one walk that are left out are the usual ones of its form."""

    form: PickForm
    parcel_ids: list[int] | None = Field(None, min_length=1, max_length=MOST)
    parcels: int | None = None
    pieces: int | None = None
    weight_g: int | None = None
    volume_cm3: int | None = None
    pickers: int | None = None
    by: str = Field("api", max_length=80)


class By(Schema):
    by: str = Field("api", max_length=80)


class Start(By):
    take: bool = False


class Picked(By):
    """What was taken at a stop. Fewer than wanted only with `short`; `lot` where the bin has several."""

    bin: str = Field(max_length=80)
    product: str = Field(max_length=300)
    lot: str = Field("", max_length=80)
    quantity: int = Field(ge=0)
    short: bool = False


class Undone(By):
    bin_id: int
    product_id: int
    lot_id: int | None = None


class Put(Schema):
    product: str = Field(max_length=300)


class PutOut(Put):
    slot: int


class ToteIn(Schema):
    slot: int
    tote: str = Field(min_length=1, max_length=80)


class ParcelIds(By):
    parcel_ids: list[int] = Field(min_length=1, max_length=1_000)


def _list(request: HttpRequest, list_id: int) -> PickList:
    row = find_list(request.auth, list_id)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    return row


def _brief(row: PickList, progress: board.Progress | None) -> dict[str, Any]:
    return {
        "id": row.pk, "number": number_of(row.pk, PICK_LIST), "form": row.wave.form, "warehouse": row.wave.warehouse.code, "departs_at": row.departs_at,
        "released_at": row.wave.released_at, "picker": row.started_by or None, "printed": row.printed,
        **({name: getattr(progress, name) for name in ("parcels", "stops", "pieces", "found", "left", "short")} if progress else {}),
    }  # fmt: skip


def _stop(stop: Stop | None) -> dict[str, Any] | None:
    if stop is None:
        return None
    return {
        "bin": stop.bin.code, "bin_id": stop.bin.pk, "sku": stop.product.sku, "product_id": stop.product.pk, "gtin": stop.product.gtin,
        "name": stop.product.name, "name_zh": stop.product.name_zh, "lot": stop.lot.code if stop.lot else None, "lot_id": stop.lot.pk if stop.lot else None,
        "quantity": stop.quantity, "found": None if stop.open else stop.found,
        "puts": [{"slot": s.slot, "tote": s.tote or None, "parcel_id": s.pick.parcel_id, "quantity": s.pick.quantity} for s in stop.shares],
    }  # fmt: skip


def _state(row: PickList) -> dict[str, Any]:
    """A list as it is now, with the stop that is next."""
    return {"list": _brief(row, board.progress([row.pk]).get(row.pk)), "next": _stop(next_stop(stops_of(row)))}


@router.get("/queue", summary="What waits to be picked, the most urgent first, and why the rest is blocked")
def queue(request: HttpRequest, wanted: Query[RulesIn], limit: int = 100, offset: int = 0) -> dict[str, Any]:
    found = read_queue(request.auth, wanted.rules(), now())  # type: ignore[attr-defined]
    ready = found.parcels.filter("fits")
    shown = (
        "parcel_id",
        "order_number",
        "service_id",
        "warehouse_id",
        "country",
        "departs_at",
        "hours_left",
        "ship_by",
        "late",
        "pieces",
        "weight_g",
        "volume_cm3",
    )
    counts = found.parcels.filter(pl.col("code").is_not_null()).group_by("code").len().sort("code")
    return {
        "count": ready.height,
        "parcels": [
            {"parcel": number_of(r["parcel_id"])} | r
            for r in ready.select(shown).slice(max(offset, 0), min(max(limit, 1), 1_000)).to_dicts()
        ],
        "blocked": [{"count": n} | reason(code, {"state": "…"}) for code, n in counts.iter_rows()],
    }


@router.post("/release", summary="Release parcels to the floor: pick lists are made, each parcel on one of them")
def release_(request: HttpRequest, body: ReleaseIn) -> dict[str, Any]:
    limits = within(USUAL[body.form], **{name: getattr(body, name) for name in ("parcels", "pieces", "weight_g", "volume_cm3", "pickers")})
    done = release(request.auth, body.parcel_ids, body.form, body.by, now(), body.rules(), limits)  # type: ignore[attr-defined]
    work = done.work
    return {
        "lists": [{"id": pk, "number": number_of(pk, PICK_LIST)} for pk in done.lists],
        "parcels": done.parcels,
        "work": {"stops": work.stops, "pieces": work.pieces, "walked": work.walked, "saved_percent": work.saved_percent} if work else None,
        "refused": [{"parcel_id": r["parcel_id"]} | reason(r["code"], r["values"]) for r in done.refusals.to_dicts()],
    }


@router.get("/lists", summary="Pick lists: with something left to pick, or those that are done")
def lists(request: HttpRequest, done: bool = False, picker: str = "", limit: int = 200) -> dict[str, Any]:
    state = "done" if done else f"mine:{picker}" if picker else "open"
    rows = board.lists(request.auth.pk, state, min(max(limit, 1), 1_000))  # type: ignore[attr-defined]
    progress = board.progress([row.pk for row in rows])
    return {"lists": [_brief(row, progress.get(row.pk)) for row in rows]}


@router.get("/lists/{int:list_id}", summary="One list with its stops in the order of the walk, and its slots")
def one(request: HttpRequest, list_id: int) -> dict[str, Any]:
    row = _list(request, list_id)
    return _state(row) | {"stops": [_stop(stop) for stop in stops_of(row)], "slots": _slots(row)}


def _slots(row: PickList) -> list[dict[str, Any]]:
    return [
        {
            "slot": s.slot,
            "parcel_id": s.parcel_id,
            "parcel": s.number,
            "tote": s.tote or None,
            "pieces": s.pieces,
            "found": s.found,
            "put": s.put,
        }
        for s in walls.slots_of(row)
    ]


@router.get("/lists/{int:list_id}/list.pdf", summary="A list on paper")
def paper(request: HttpRequest, list_id: int) -> HttpResponse:
    return HttpResponse(papers.pick_list_pdf(_list(request, list_id)), content_type="application/pdf")


@router.post("/lists/{int:list_id}/start", summary="A picker takes a list; one that another has only with `take`")
def start(request: HttpRequest, list_id: int, body: Start) -> dict[str, Any]:
    picks.start(request.auth, _list(request, list_id).pk, body.by, now(), take=body.take)  # type: ignore[attr-defined]
    return _state(_list(request, list_id))


@router.post("/lists/{int:list_id}/pick", summary="So many pieces were taken at a stop, or fewer lie there than the list wants")
def pick(request: HttpRequest, list_id: int, body: Picked) -> dict[str, Any]:
    row = _list(request, list_id)
    stop = stop_scanned(request.auth, row, body.bin, body.product, body.lot, today())  # type: ignore[attr-defined]
    aside = picks.confirm(request.auth, row.pk, stop.key, body.quantity, body.by, now(), short=body.short)  # type: ignore[attr-defined]
    return {"aside": aside} | _state(_list(request, list_id))


@router.post("/lists/{int:list_id}/undo", summary="The pieces of a stop go back into their bin")
def undo(request: HttpRequest, list_id: int, body: Undone) -> dict[str, Any]:
    place = (body.bin_id, body.product_id, body.lot_id or 0)
    back = picks.undo(request.auth, _list(request, list_id).pk, place, body.by, now())  # type: ignore[attr-defined]
    return {"pieces": back} | _state(_list(request, list_id))


@router.post("/lists/{int:list_id}/cancel", summary="Parcels that are not picked whole are taken off their lists")
def cancel(request: HttpRequest, list_id: int, body: By) -> dict[str, Any]:
    return {"parcels": picks.cancel_list(request.auth, _list(request, list_id).pk, body.by, now())}  # type: ignore[attr-defined]


@router.post("/lists/{int:list_id}/totes", summary="A tote stands at a place of the cart")
def tote(request: HttpRequest, list_id: int, body: ToteIn) -> dict[str, Any]:
    row = _list(request, list_id)
    walls.set_tote(request.auth, row, body.slot, body.tote)  # type: ignore[attr-defined]
    return {"slots": _slots(row)}


@router.post("/lists/{int:list_id}/put", summary="A piece is in the hand: into which slot of the wall?")
def put(request: HttpRequest, list_id: int, body: Put) -> dict[str, Any]:
    row = _list(request, list_id)
    done = walls.put(request.auth, row, product_of(request.auth, body.product, today()))  # type: ignore[attr-defined]
    return {"slot": done.slot, "parcel_id": done.parcel_id, "left": done.left}


@router.post("/lists/{int:list_id}/put-out", summary="A piece comes out of its slot again")
def put_out(request: HttpRequest, list_id: int, body: PutOut) -> dict[str, Any]:
    row = _list(request, list_id)
    walls.take_out(request.auth, row, body.slot, product_of(request.auth, body.product, today()))  # type: ignore[attr-defined]
    return {"slots": _slots(row)}


@router.get("/put-back", summary="Pieces that were picked for parcels that will not go")
def waiting(request: HttpRequest) -> dict[str, Any]:
    return {"pieces": board.waiting_pieces(request.auth.pk).to_dicts()}  # type: ignore[attr-defined]


@router.post("/put-back", summary="They lie in the bins again that they came from")
def put_back(request: HttpRequest, body: ParcelIds) -> dict[str, Any]:
    return {"lines": picks.put_back(request.auth, body.parcel_ids, body.by, now())}  # type: ignore[attr-defined]
