"""Counts over the API: planned, counted bin by bin, finished, approved."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.api.stock import lost
from fahuo.flow.shelves import choosing, counts, verdicts
from fahuo.records.clock import now
from fahuo.records.models import Warehouse
from fahuo.steps.goods.models import Count
from fahuo.steps.goods.shelves import plans

router = Router()


class CountIn(Schema):
    """Which bins: by bin (codes, or beginnings with *), product, abc (A, B or C), oldest (how many)."""

    warehouse_id: int
    chosen_by: str = "bin"
    wanted: list[str] = Field(default_factory=list, max_length=2_000)
    blind: bool = True
    note: str = ""


class BinCode(Schema):
    bin: str


class FoundIn(Schema):
    sku: str
    quantity: Any
    lot: str = ""


class BinCounted(Schema):
    """All that was found in a bin; what was expected and is not named is not there. The bin must have been begun."""

    bin: str
    found: list[FoundIn] = Field(default_factory=list, max_length=2_000)


class NoteIn(Schema):
    note: str = ""


def _count(request: HttpRequest, count_id: int) -> Count:
    return get_object_or_404(Count.objects.select_related("warehouse"), pk=count_id, merchant=request.auth)  # type: ignore[attr-defined]


@router.get("", summary="Counts, the newest first")
def listed(request: HttpRequest, closed: bool = False, limit: int = 100) -> dict[str, Any]:
    rows = list(plans.counts(request.auth.pk, closed=closed)[: max(1, min(limit, 500))])  # type: ignore[attr-defined]
    return {"counts": [_brief(x) for x in plans.counts_with_state(rows)]}


def _brief(x: plans.CountShown) -> dict[str, Any]:
    return {
        "id": x.row.pk,
        "warehouse": x.row.warehouse.code,
        "chosen_by": x.row.chosen_by,
        "state": x.state.value,
        "bins": x.bins,
        "done": x.done,
    }


@router.get("/proposals", summary="What to count today: much moved, or long not counted")
def proposed(request: HttpRequest, warehouse_id: int, most: int = 10) -> dict[str, Any]:
    house = get_object_or_404(Warehouse, pk=warehouse_id, merchant=request.auth)  # type: ignore[attr-defined]
    rows = choosing.for_today(request.auth, house, counts.COUNTED_KINDS, max(1, min(most, 500)), now())  # type: ignore[attr-defined]
    return {"bins": rows.select("code", "counted_at", "moved", "why").to_dicts()}


@router.post("", summary="Plan a count")
def create(request: HttpRequest, body: CountIn) -> dict[str, Any]:
    row = counts.plan(request.auth, body.warehouse_id, body.chosen_by, body.wanted, "api", now(), blind=body.blind, note=body.note)  # type: ignore[attr-defined]
    return show(request, row.pk)


@router.get("/{int:count_id}", summary="One count: its bins, and what differs in those that are done")
def show(request: HttpRequest, count_id: int) -> dict[str, Any]:
    row = _count(request, count_id)
    looks = counts.rounds(row)
    return _brief(plans.counts_with_state([row])[0]) | {
        "todo": [r.bin.code for r in looks if not r.done_at],
        "differences": [
            {
                "bin": v.look.bin.code, "sku": v.entry.product.sku, "lot": v.entry.lot.code if v.entry.lot else None, "expected": v.entry.expected,
                "counted": v.entry.counted, "difference": v.pieces, "count_again": v.pieces is None, "worth_minor": v.worth_minor,
            }
            for v in verdicts.verdicts(row)
            if v.pieces != 0
        ],
        "lost": [lost(hit) for hit in verdicts.hits(request.auth, row, now())],  # type: ignore[attr-defined]
        "happened": list(row.tellings.order_by("pk").values("kind", "at", "actor", "data")),
    }  # fmt: skip


@router.post("/{int:count_id}/begin", summary="A bin is looked into now: what is expected there is frozen")
def begin(request: HttpRequest, count_id: int, body: BinCode) -> dict[str, str]:
    return {"bin": counts.begin(request.auth, _count(request, count_id).pk, body.bin, "api", now()).code}  # type: ignore[attr-defined]


@router.post("/{int:count_id}/bin", summary="A bin is counted: all that was found, or nothing of it")
def counted(request: HttpRequest, count_id: int, body: BinCounted) -> dict[str, Any]:
    pk, at = _count(request, count_id).pk, now()
    with transaction.atomic():
        for row in body.found:
            counts.enter(request.auth, pk, body.bin, row.sku, row.quantity, "api", at, lot=row.lot)  # type: ignore[attr-defined]
        counts.done(request.auth, pk, body.bin, "api", at)  # type: ignore[attr-defined]
    return show(request, count_id)


@router.post("/{int:count_id}/recount", summary="Look into a bin once more")
def recount(request: HttpRequest, count_id: int, body: BinCode) -> dict[str, Any]:
    counts.recount(request.auth, _count(request, count_id).pk, body.bin)  # type: ignore[attr-defined]
    return show(request, count_id)


@router.post("/{int:count_id}/finish", summary="All bins are counted: differences are booked, or wait for approval")
def finish(request: HttpRequest, count_id: int) -> dict[str, Any]:
    verdicts.finish(request.auth, _count(request, count_id).pk, "api", now())  # type: ignore[attr-defined]
    return show(request, count_id)


@router.post("/{int:count_id}/approve", summary="The differences are accepted and booked")
def approve(request: HttpRequest, count_id: int) -> dict[str, Any]:
    booked = verdicts.approve(request.auth, _count(request, count_id).pk, "api", now())  # type: ignore[attr-defined]
    return show(request, count_id) | {"lost": [lost(hit) for hit in booked.lost]}


@router.post("/{int:count_id}/reject", summary="The differences are not accepted: their bins are counted again")
def reject(request: HttpRequest, count_id: int, body: NoteIn) -> dict[str, Any]:
    verdicts.reject(request.auth, _count(request, count_id).pk, body.note, "api", now())  # type: ignore[attr-defined]
    return show(request, count_id)


@router.post("/{int:count_id}/cancel", summary="Give a count up: nothing of it is booked")
def cancel(request: HttpRequest, count_id: int) -> dict[str, Any]:
    verdicts.cancel(request.auth, _count(request, count_id).pk, "api", now())  # type: ignore[attr-defined]
    return show(request, count_id)
