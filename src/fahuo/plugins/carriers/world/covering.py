"""Cover between the port's words and the simulated world's JSON. Pure: no HTTP, no clock."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from fahuo.ports.answers import Unanswered
from fahuo.ports.cover import CoverRequest, Policy, Refund

Json = dict[str, Any]


def return_path(policy: str) -> str:
    """Where a policy is given back."""
    return f"/covers/{quote(policy, safe='')}/return"


def build_request(request: CoverRequest) -> Json:
    """The body of a purchase; the key travels elsewhere."""
    body = asdict(request) | {"goods": list(request.goods)}
    del body["key"]
    return body


def parse_policy(body: Json) -> Policy:
    """A bought policy."""
    return Policy(
        number=_text(body, "policy"),
        covered_minor=_whole(body, "covered_minor"),
        premium_minor=_whole(body, "premium_minor"),
        currency=_text(body, "currency"),
        bought_at=_text(body, "bought_at"),
    )


def parse_refund(body: Json) -> Refund:
    """A premium that was paid back."""
    return Refund(_text(body, "policy"), _whole(body, "refunded_minor"), _text(body, "currency"), _text(body, "refunded_at"))


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise Unanswered(f"the answer has no {name}")
    return value


def _whole(body: Json, name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unanswered(f"the answer has no {name}")
    return value
