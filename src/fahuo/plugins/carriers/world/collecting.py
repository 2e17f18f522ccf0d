"""Collections between the port's words and the simulated world's JSON. Pure: no HTTP, no clock."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import quote

from fahuo.ports.answers import Unanswered
from fahuo.ports.collection import Booking, CollectionChange, CollectionRequest, Pickup, Slot

Json = dict[str, Any]


def path_of(reference: str, verb: str = "") -> str:
    """Where one collection is asked for, or something is done with it."""
    path = f"/collections/{quote(reference, safe='')}"
    return f"{path}/{verb}" if verb else path


def build_query(carrier: str, pickup: Pickup, on: date) -> Json:
    """The body of a question for slots."""
    return {"carrier": carrier, "pickup": asdict(pickup), "on": on.isoformat()}


def build_request(request: CollectionRequest) -> Json:
    """The body of a booking; the key travels elsewhere."""
    body = asdict(request) | {"on": request.on.isoformat()}
    del body["key"]
    return body


def build_change(change: CollectionChange) -> Json:
    """The body of a change; key and reference travel elsewhere."""
    return {"slot": change.slot, "on": change.on.isoformat(), "parcels": change.parcels, "weight_g": change.weight_g}


def parse_slots(body: Json) -> list[Slot]:
    """The slots of a day by their beginning; one without an id or a time is left out, since nobody could book it."""
    rows = [row for row in body.get("slots") or [] if isinstance(row, dict)]
    good = [row for row in rows if all(isinstance(row.get(name), str) and row[name] for name in ("id", "begins_at", "ends_at"))]
    slots = (
        Slot(row["id"], row["begins_at"], row["ends_at"], str(row.get("book_by") or ""), _whole(row.get("left")), _whole(row.get("most_g")))
        for row in good
    )
    return sorted(slots, key=lambda slot: slot.begins_at)


def parse_booking(body: Json) -> Booking:
    """What was agreed."""
    came = body.get("came")
    return Booking(
        reference=_text(body, "reference"),
        slot=_text(body, "slot"),
        begins_at=_text(body, "begins_at"),
        ends_at=_text(body, "ends_at"),
        parcels=_whole(body.get("parcels")) or 0,
        weight_g=_whole(body.get("weight_g")) or 0,
        booked_at=_text(body, "booked_at"),
        cancel_by=str(body.get("cancel_by") or ""),
        cancelled=body.get("cancelled") is True,
        came=came if isinstance(came, bool) else None,
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise Unanswered(f"the answer has no {name}")
    return value
