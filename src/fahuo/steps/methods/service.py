"""The verbs of methods. Each runs inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from fahuo.records.copy import copy, execute, fetch
from fahuo.steps.methods.models import Cover, Label, Offer, Pricing, Selection


def save_plan(
    ids: pl.Series, offers: pl.DataFrame, pricings: pl.DataFrame, selections: pl.DataFrame, covers: pl.DataFrame, now: datetime
) -> None:
    """Store every offer and every refusal, what they were worked out from, why one was chosen, and what cover costs where it is asked for;
    ids[local parcel_id] is the stored parcel."""
    copy(offers.with_columns(parcel_id=ids.gather(offers["parcel_id"])), Offer)
    copy(pricings.with_columns(parcel_id=ids.gather(pricings["parcel_id"]), at=pl.lit(now)), Pricing)
    copy(selections.with_columns(parcel_id=ids.gather(selections["parcel_id"])), Selection)
    if covers.height:
        copy(covers.with_columns(parcel_id=ids.gather(covers["parcel_id"])), Cover)


def labelled(order_ids: list[int]) -> set[int]:
    """Those of these orders that have asked for a label: their plan stays."""
    rows = fetch(
        "SELECT DISTINCT p.order_id FROM methods_label l JOIN goods_parcel p ON p.id = l.parcel_id WHERE p.order_id = ANY(%s)",
        [order_ids],
        {"order_id": pl.Int64},
    )
    return set(rows["order_id"])


def drop_plan(order_ids: list[int]) -> None:
    """Forget what was decided about the parcels of these orders, which go: other ones take their place. What carriers told stays, for their like."""
    execute(
        "UPDATE methods_liveask SET parcel_id = NULL WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids]
    )
    drop_offers(order_ids)


def drop_offers(order_ids: list[int]) -> None:
    """Forget the offers for the parcels of these orders, and the choice among them."""
    execute("DELETE FROM methods_selection WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids])
    execute("DELETE FROM methods_cover WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids])
    execute("DELETE FROM methods_sellingprice WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids])
    execute("DELETE FROM methods_pricing WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids])
    execute("DELETE FROM methods_offer WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids])


# A parcel may have its label when a service is chosen, it is still here and neither refused nor cancelled, and no rule holds it unapproved.
_DUE = """
    FROM goods_parcel p
    JOIN methods_offer f ON f.parcel_id = p.id AND f.chosen
    JOIN orders_order o ON o.id = p.order_id
    JOIN records_parcelstanding s ON s.parcel_id = p.id AND s.state IN ('planned', 'approved', 'label_refused', 'picked', 'packed')
    WHERE p.merchant_id = %s
      AND (o.hold_note IS NULL OR EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = o.id AND e.kind = 'approved'))
"""


# Orders that had better travel together wait for a person, so long.
_NOBODY_ASKED = """
      AND NOT EXISTS (SELECT 1 FROM methods_suggestion g WHERE g.merchant_id = p.merchant_id AND g.accepted_at IS NULL AND g.found_at > %s
                      AND g.orders @> ARRAY[p.order_id])
"""


def ask(merchant_id: int, parcel_ids: list[int] | None, now: datetime, wait: timedelta = timedelta(0)) -> int:
    """Store the wish for labels of these parcels, or of all that may go; a refused label is wished for anew. Returns how many.

    Of all that may go those wait for so long after it was found that they had better travel together. Orders are taken first, so that nobody
    plans them anew meanwhile; of all that may go those that somebody has just now are left, and whoever has them wakes the job.
    """
    wanted = _NOBODY_ASKED if parcel_ids is None else "AND p.id = ANY(%s)"
    params = [merchant_id, now - wait] if parcel_ids is None else [merchant_id, parcel_ids]
    busy = "SKIP LOCKED" if parcel_ids is None else ""
    orders = fetch(
        f"""SELECT t.order_id FROM records_orderstanding t WHERE t.order_id IN (SELECT p.order_id {_DUE} {wanted})
            ORDER BY t.order_id FOR UPDATE {busy}""",
        params,
        {"order_id": pl.Int64},
    )
    # the key stays with the wish: however often the call is made, the carrier sells one label
    return execute(
        f"""INSERT INTO methods_label (parcel_id, merchant_id, service_id, key, asked_at)
            SELECT p.id, p.merchant_id, f.service_id, 'label-' || p.id || '-' || md5(p.id || %s), %s {_DUE} {wanted} AND p.order_id = ANY(%s)
            ON CONFLICT (parcel_id) DO UPDATE SET asked_at = excluded.asked_at, failure = NULL, answered_at = NULL
            WHERE methods_label.failure IS NOT NULL AND %s""",
        [str(now.timestamp()), now, *params, orders["order_id"].to_list(), parcel_ids is not None],
    )


def owed(merchant_id: int, limit: int, parcel_ids: list[int] | None = None) -> list[Label]:
    """Labels that were asked for and not answered: the merchant's, or those of these parcels."""
    rows = Label.objects.filter(merchant_id=merchant_id, answered_at=None)
    if parcel_ids is not None:
        rows = rows.filter(parcel_id__in=parcel_ids)
    return list(rows.select_related("service", "parcel__order", "parcel__warehouse").order_by("parcel_id")[:limit])


def answer(parcel_id: int, key: str, tracking_number: str | None, failure: str | None, now: datetime) -> bool:
    """Settle a carrier's answer. False where it was settled before."""
    return bool(
        Label.objects.filter(parcel_id=parcel_id, key=key, answered_at=None).update(
            tracking_number=tracking_number, failure=(failure or None) and failure[:300], answered_at=now
        )
    )
