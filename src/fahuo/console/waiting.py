"""Orders that wait for a person, by what they wait for, and until when they must leave."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fahuo.records.queries import WAITING, rows_of, step_of

MOST = 40  # causes of one need that are told apart; the rest is a number
# What two refusals of one code have in common, so that one mend serves both.
_CAUSE = """COALESCE(r.values->>'sku', r.values->>'note', r.values->>'kind', r.values->>'fields', r.values->>'service',
            r.values->>'currency', r.values->>'country', o.hold_note, '')"""
# The day by which an order must leave to be there on the promised day, nine times in ten; the promised day itself while no service is chosen.
_SHIP_BY = """CASE WHEN o.promised_on IS NOT NULL THEN o.promised_on - COALESCE(
            (SELECT max(f.days_p90) FROM goods_parcel g JOIN methods_offer f ON f.parcel_id = g.id AND f.chosen WHERE g.order_id = o.id), 0) END"""
_JOINED = f"""({WAITING}) w
    JOIN orders_order o ON o.id = w.order_id
    LEFT JOIN records_refusal r ON r.order_id = w.order_id AND r.code = w.needs
         AND (r.parcel_id IS NULL OR w.parcel_id IS NULL OR r.parcel_id = w.parcel_id)"""
# A parcel waits once for all its products: which of them lack what, the catalogue says.
_LACKS = {
    "hs_missing": "(p.hs_code IS NULL OR p.hs_code = '')",
    "hs_malformed": "p.hs_code !~ '^[0-9]{6,13}$'",
    "origin_missing": "(p.origin IS NULL OR p.origin = '')",
}


@dataclass(frozen=True)
class Cause:
    """Those of a need that one mend would serve: the same product, rule, field ..."""

    code: str
    cause: str
    orders: int
    oldest: datetime
    ship_by: date | None
    values: dict[str, Any]  # of one of them
    same: bool  # the values of all are the same
    order_id: int  # one of them
    causes: int  # of this need, also those beyond MOST


def causes(merchant_id: int, codes: list[str]) -> list[Cause]:
    """The causes of these needs, the commonest first within each, at most MOST of each."""
    found = [cause for code in codes if code in _LACKS for cause in _products(merchant_id, code)]
    others = [code for code in codes if code not in _LACKS]
    if not others:
        return found
    rows = rows_of(
        f"""SELECT * FROM (
              SELECT *, row_number() OVER (PARTITION BY needs ORDER BY orders DESC, oldest, cause) AS place, count(*) OVER (PARTITION BY needs) AS causes
              FROM (SELECT w.needs, {_CAUSE} AS cause, count(DISTINCT w.order_id) AS orders, min(w.at) AS oldest, min({_SHIP_BY}) AS ship_by,
                           min(r.values::text) AS said, min(r.values::text) IS NOT DISTINCT FROM max(r.values::text) AS same, min(w.order_id) AS order_id
                    FROM {_JOINED} WHERE w.needs = ANY(%(codes)s) GROUP BY w.needs, cause) grouped
            ) placed WHERE place <= %(most)s ORDER BY needs, place""",  # noqa: S608
        {"merchant": merchant_id, "codes": others, "most": MOST},
    )
    for code, cause, orders, oldest, ship_by, said, same, order_id, _place, many in rows:
        found.append(Cause(code, cause, orders, oldest, ship_by, json.loads(said) if said else {}, same, order_id, many))
    return found


def _products(merchant_id: int, code: str) -> list[Cause]:
    """The products behind a need that parcels have for their goods."""
    rows = rows_of(
        f"""SELECT *, count(*) OVER () FROM (
              SELECT p.sku, count(DISTINCT s.order_id) AS orders, min(s.at) AS oldest, min(s.order_id) FROM records_parcelstanding s
              JOIN goods_placement g ON g.parcel_id = s.parcel_id JOIN records_product p ON p.id = g.product_id
              WHERE s.merchant_id = %(merchant)s AND s.needs = %(code)s AND {_LACKS[code]} GROUP BY p.sku
            ) grouped ORDER BY orders DESC, oldest, sku LIMIT %(most)s""",  # noqa: S608
        {"merchant": merchant_id, "code": code, "most": MOST},
    )
    return [Cause(code, sku, orders, oldest, None, {"sku": sku}, True, order_id, many) for sku, orders, oldest, order_id, many in rows]


def ship_by(merchant_id: int, codes: list[str]) -> dict[str, date]:
    """For each need the day by which the most urgent of its orders must leave, where a day was promised."""
    rows = rows_of(
        f"""SELECT w.needs, min({_SHIP_BY}) FROM ({WAITING}) w JOIN orders_order o ON o.id = w.order_id
            WHERE w.needs = ANY(%(codes)s) AND o.promised_on IS NOT NULL GROUP BY w.needs""",  # noqa: S608
        {"merchant": merchant_id, "codes": codes},
    )
    return dict(rows)


def waiting_orders(merchant_id: int, code: str, cause: str | None = None, step: str | None = None) -> list[int]:
    """The orders that wait for this reason (and for this cause, where one is given)."""
    rows = rows_of(
        f"""SELECT DISTINCT w.order_id, w.step FROM {_JOINED}
            WHERE w.needs = %(code)s AND (%(cause)s::text IS NULL OR {_CAUSE} = %(cause)s) ORDER BY 1""",  # noqa: S608
        {"merchant": merchant_id, "code": code, "cause": cause},
    )
    return list(dict.fromkeys(order_id for order_id, at in rows if not step or step_of(code, at) == step))
