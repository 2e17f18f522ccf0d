"""Orders that wait for a person, by what they wait for, and until when they must leave."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fahuo.records.queries import WAITING, rows_of

# What two refusals of one code have in common, so that one mend serves both.
_CAUSE = """COALESCE(r.values->>'sku', r.values->>'note', r.values->>'kind', r.values->>'fields', r.values->>'service',
            r.values->>'currency', r.values->>'country', o.hold_note, '')"""
# The day by which an order must leave to be there on the promised day, nine times in ten; the promised day itself while no service is chosen.
_SHIP_BY = """o.promised_on - COALESCE((SELECT max(f.days_p90) FROM goods_parcel g JOIN methods_offer f ON f.parcel_id = g.id AND f.chosen WHERE g.order_id = o.id), 0)"""
_JOINED = f"""({WAITING}) w
    JOIN orders_order o ON o.id = w.order_id
    LEFT JOIN records_refusal r ON r.order_id = w.order_id AND r.code = w.needs
         AND (r.parcel_id IS NULL OR w.parcel_id IS NULL OR r.parcel_id = w.parcel_id)"""


@dataclass(frozen=True)
class Cause:
    """Those of a need that one mend would serve: the same product, rule, field ..."""

    step: str
    code: str
    cause: str
    orders: int
    oldest: datetime
    ship_by: date | None
    values: dict[str, Any]  # of one of them
    same: bool  # the values of all are the same
    order_id: int  # one of them


def causes(merchant_id: int, codes: list[str], step: str | None = None, limit: int = 400) -> list[Cause]:
    """The causes of these needs, the commonest first within each."""
    rows = rows_of(
        f"""SELECT w.step, w.needs, {_CAUSE} AS cause, count(DISTINCT w.order_id), min(w.at), min(CASE WHEN o.promised_on IS NOT NULL THEN {_SHIP_BY} END),
                   min(r.values::text), min(r.values::text) IS NOT DISTINCT FROM max(r.values::text), min(w.order_id)
            FROM {_JOINED}
            WHERE w.needs = ANY(%(codes)s) AND (%(step)s::text IS NULL OR w.step = %(step)s)
            GROUP BY w.step, w.needs, cause ORDER BY 4 DESC, 5, 3 LIMIT %(limit)s""",  # noqa: S608
        {"merchant": merchant_id, "codes": codes, "step": step, "limit": limit},
    )
    return [Cause(*row[:6], json.loads(row[6]) if row[6] else {}, *row[7:]) for row in rows]


def waiting_orders(merchant_id: int, code: str, cause: str | None = None, step: str | None = None) -> list[int]:
    """The orders that wait for this reason (and for this cause, where one is given)."""
    rows = rows_of(
        f"""SELECT DISTINCT w.order_id FROM {_JOINED}
            WHERE w.needs = %(code)s AND (%(step)s::text IS NULL OR w.step = %(step)s)
              AND (%(cause)s::text IS NULL OR {_CAUSE} = %(cause)s) ORDER BY 1""",  # noqa: S608
        {"merchant": merchant_id, "code": code, "cause": cause, "step": step},
    )
    return [row[0] for row in rows]
