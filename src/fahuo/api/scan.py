"""What a scanned code names, over the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from fahuo.flow.resolve import LONGEST, clean, resolve
from fahuo.records.clock import today

router = Router()


@router.get("", summary="What a scanned code names, and what it says")
def scan(request: HttpRequest, code: str = Query(max_length=LONGEST)) -> dict[str, Any]:
    on = today()
    read = clean(code, on)
    said = {
        "gtins": list(read.gtins),
        "lot": read.lot,
        "serial": read.serial,
        "expires_on": read.expires_on,
        "count": read.count,
        "sscc": read.sscc,
    }
    return {"found": [asdict(row) for row in resolve(request.auth, code, on)], "says": said}  # type: ignore[attr-defined]
