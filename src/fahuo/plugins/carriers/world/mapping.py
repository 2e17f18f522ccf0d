"""Between the ports' words and the simulated world's JSON. Pure: no HTTP, no clock."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from fahuo.ports.answers import Denied, Refused, Unanswered
from fahuo.ports.carrier import Checkpoint, Label, LabelRequest
from fahuo.ports.customs import EntryAnswer, EntryRequest, EntryStatus
from fahuo.ports.prices import LivePrice, NoPrice, PriceRequest

Json = dict[str, Any]
PRICES_PATH = "/carriers/prices"


def label_path(service: str) -> str:
    """Where labels of a service are sold."""
    return f"/carriers/{quote(service, safe='')}/labels"


def void_path(service: str, number: str) -> str:
    """Where a label is given back."""
    return f"{label_path(service)}/{quote(number, safe='')}/void"


def track_path(number: str) -> str:
    """Where a number is asked for."""
    return f"/carriers/track/{quote(number, safe='')}"


def entries_path(country: str, reference: str = "") -> str:
    """Where entries are lodged, and where one is asked for."""
    path = f"/customs/{quote(country, safe='')}/entries"
    return f"{path}/{quote(reference, safe='')}" if reference else path


def build_label(request: LabelRequest) -> Json:
    """The body of a label purchase; key and service travel elsewhere."""
    body = asdict(request)
    del body["key"], body["service"]
    return body


def build_entry(request: EntryRequest) -> Json:
    """The body of an entry; key and country travel elsewhere."""
    body = asdict(request) | {"direction": request.direction.value}
    del body["key"], body["country"]
    return body


def build_prices(request: PriceRequest) -> Json:
    """The body of a request for prices."""
    return asdict(request)


def read(status: int, content: bytes, retry_after: str | None = None) -> Json:
    """The answer's JSON object. Raises Refused, Denied or Unanswered for everything else."""
    body = _object(content)
    if 200 <= status < 300:
        if body is None:
            raise Unanswered(f"the answer with status {status} cannot be read")
        return body
    error = body.get("error") if body else None
    error = error if isinstance(error, dict) else {}
    said = str(error.get("message") or f"status {status}")
    if status in (401, 403):
        raise Denied(said)
    if status in (408, 425, 429) or status >= 500 or status < 400:
        raise Unanswered(said, float(retry_after) if retry_after and retry_after.isdigit() else None)
    raise Refused(str(error.get("code") or f"status_{status}"), said)


def parse_label(body: Json) -> Label:
    """A bought label."""
    return Label(
        number=_text(body, "number"), carrier=_text(body, "carrier"), service=_text(body, "service"), bought_at=_text(body, "bought_at")
    )


def parse_checkpoints(body: Json) -> list[Checkpoint]:
    """The checkpoints of a number; one that is no object is left out, a field that is missing is empty."""
    rows = body.get("checkpoints")
    fields = ("number", "carrier", "code", "text", "at", "place")
    return [Checkpoint(**{name: str(row.get(name) or "") for name in fields}) for row in rows or [] if isinstance(row, dict)]


def parse_entry(body: Json) -> EntryAnswer:
    """What customs answered."""
    status = _text(body, "status")
    if status not in set(EntryStatus):
        raise Unanswered(f"customs answered with the status {status!r}, which we do not know")
    return EntryAnswer(_text(body, "reference"), EntryStatus(status), str(body.get("said") or ""), _text(body, "decided_at"))


def parse_prices(body: Json, request: PriceRequest) -> list[LivePrice | NoPrice]:
    """A price or a refusal for each service that was asked for. A service that is left out, or whose answer cannot be read, spoils no other's."""
    rows = body.get("prices")
    if not isinstance(rows, list):
        raise Unanswered("the answer has no prices")
    told = {str(row.get("service")): row for row in rows if isinstance(row, dict)}
    return [_price(service.code, told.get(service.code)) for service in request.services]


def _price(service: str, row: Json | None) -> LivePrice | NoPrice:
    if row is None:
        return NoPrice(service, "not_answered", "the answer does not name this service")
    error = row.get("error")
    if isinstance(error, dict):
        return NoPrice(service, str(error.get("code") or "refused"), str(error.get("message") or "refused"))
    try:
        amount, (least, most) = row["amount_minor"], row["days"]
        if not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in (amount, least, most)) or least > most:
            raise ValueError
        return LivePrice(service, amount, _text(row, "currency"), least, most, _text(row, "reference"), _text(row, "valid_until"))
    except (KeyError, TypeError, ValueError, Unanswered):
        return NoPrice(service, "unreadable", "the price cannot be read")


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise Unanswered(f"the answer has no {name}")
    return value


def _object(content: bytes) -> Json | None:
    try:
        body = json.loads(content)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
