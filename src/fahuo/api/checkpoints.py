"""Checkpoints over the API: what carriers and customs offices say of our parcels."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.http import HttpRequest
from ninja import Field, Router, Schema

from fahuo.api.said import reason
from fahuo.flow.tracking import take_checkpoints
from fahuo.records.clock import now

router = Router()


class CheckpointIn(Schema):
    """One tracking event. `at` is ISO 8601; without an offset it is local time at `place`."""

    number: str
    carrier: str = ""
    code: str = ""
    text: str = ""
    at: str
    place: str = ""


class CheckpointsIn(Schema):
    checkpoints: list[CheckpointIn] = Field(min_length=1, max_length=10_000)


@router.post("", summary="Tracking events in any order, repeated or late")
def take(request: HttpRequest, body: CheckpointsIn) -> dict[str, Any]:
    """`new` were not known before; `unknown_codes` were kept and wait to be mapped; `refused` rows say why (source_row counts from 1)."""
    raw = pl.DataFrame([c.dict() for c in body.checkpoints])
    fresh, read = take_checkpoints(request.auth, raw, now())  # type: ignore[attr-defined]
    return {
        "taken": read.checkpoints.height,
        "new": fresh,
        "unknown_codes": read.unknown.to_dicts(),
        "refused": [reason(r["code"], r["values"]) | {"source_row": r["source_row"]} for r in read.refusals.to_dicts()],
    }
