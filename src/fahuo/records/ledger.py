"""The one door for what happened. Events are appended here; where an order or a parcel stands is computed from them by core.progress."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from fahuo.core import progress
from fahuo.core.words import Happening
from fahuo.records.copy import copy, execute, fetch
from fahuo.records.models import Event, OrderStanding, ParcelStanding

TIME = pl.Datetime("us", "UTC")
COLUMNS = {
    "merchant_id": pl.Int64,
    "order_id": pl.Int64,
    "parcel_id": pl.Int64,
    "kind": pl.String,
    "at": TIME,
    "actor": pl.String,
    "key": pl.String,
    "data": pl.String,
}


def events(
    merchant_id: int, subjects: pl.DataFrame, kind: Happening, at: datetime, actor: str, data: dict[str, Any] | None = None
) -> pl.DataFrame:
    """Events of one kind for many subjects (columns order_id and perhaps parcel_id)."""
    parcel = pl.col("parcel_id") if "parcel_id" in subjects.columns else pl.lit(None)
    return subjects.select(
        merchant_id=pl.lit(merchant_id),
        order_id="order_id",
        parcel_id=parcel.cast(pl.Int64),
        kind=pl.lit(kind.value),
        at=pl.lit(at).cast(TIME),
        actor=pl.lit(actor),
        key=pl.lit(None, pl.String),
        data=pl.lit(json.dumps(data or {}, ensure_ascii=False)),
    ).cast(COLUMNS)


def record(rows: pl.DataFrame, blocks: pl.DataFrame | None = None) -> int:
    """Append events (COLUMNS) and compute anew where their orders stand. Returns how many were new.

    An event whose key is known already is left out: the same happening told twice is one. With `blocks` (what the planners said:
    order_id, parcel_id, step, code) the orders are new, and all that is known of them is in these two frames.
    """
    if rows.is_empty():
        return 0
    if blocks is not None:
        copy(rows, Event)
        _store(rows, blocks)
        return rows.height
    order_ids = rows["order_id"].unique().sort().to_list()
    lock(order_ids)
    added = _append(rows)
    project(order_ids)
    return added


def lock(order_ids: list[int]) -> None:
    """Take these orders' places in the ledger until the transaction ends; those who tell of the same order take turns.

    Taken before anything else (stock, parcels, labels), and always in the order of the ids, so that nobody waits in a circle. The rows
    are only ever updated, never replaced: whoever waited finds them again, and then sees what the others told.
    """
    fetch(
        "SELECT order_id FROM records_orderstanding WHERE order_id = ANY(%s) ORDER BY order_id FOR UPDATE",
        [sorted(order_ids)],
        {"order_id": pl.Int64},
    )


def _append(rows: pl.DataFrame) -> int:
    keyed = rows.filter(pl.col("key").is_not_null()).unique(["merchant_id", "key"], keep="first", maintain_order=True)
    copy(rows.filter(pl.col("key").is_null()), Event)
    added = rows.height - rows["key"].count()
    if keyed.height:
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO records_event (merchant_id, order_id, parcel_id, kind, at, actor, key, data)
                   SELECT m, o, p, k, t, a, y, d FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::jsonb[])
                   AS told (m, o, p, k, t, a, y, d) ON CONFLICT (merchant_id, key) WHERE key IS NOT NULL DO NOTHING""",
                [keyed[name].to_list() for name in COLUMNS],
            )
            added += cursor.rowcount
    return added


def of_orders(order_ids: list[int]) -> pl.DataFrame:
    """All that is written of these orders, as core.progress takes it."""
    return fetch(
        "SELECT merchant_id, order_id, parcel_id, kind, at, data->>'case' FROM records_event WHERE order_id = ANY(%s)",
        [order_ids],
        {"merchant_id": pl.Int64, "order_id": pl.Int64, "parcel_id": pl.Int64, "kind": pl.String, "at": TIME, "case": pl.String},
    )


def project(order_ids: list[int]) -> None:
    """Compute anew where these orders and their parcels stand, from all that is written of them."""
    events = of_orders(order_ids)
    blocks = fetch(
        "SELECT order_id, parcel_id, step, code FROM records_refusal WHERE order_id = ANY(%s) AND line_no IS NULL",
        [order_ids],
        {"order_id": pl.Int64, "parcel_id": pl.Int64, "step": pl.String, "code": pl.String},
    )
    parcels, orders = _standings(events, blocks)
    execute(
        "DELETE FROM records_parcelstanding WHERE order_id = ANY(%s) AND NOT parcel_id = ANY(%s)",
        [order_ids, parcels["parcel_id"].to_list()],
    )
    _renew(parcels, "records_parcelstanding", "parcel_id")
    _renew(orders, "records_orderstanding", "order_id")
    _follow(order_ids)


def carry(guest_ids: list[int], host_id: int | None) -> None:
    """From now on these orders stand where the host stands, for their goods travel with it; None: each where its own events say."""
    execute("UPDATE records_orderstanding SET carried_by = %s WHERE order_id = ANY(%s)", [host_id, guest_ids])


def _follow(order_ids: list[int]) -> None:
    """An order that travels with another stands where that one stands. Cancelled it stays cancelled."""
    execute(
        """UPDATE records_orderstanding g SET step = h.step, state = h.state, at = h.at, needs = h.needs
           FROM records_orderstanding h
           WHERE g.carried_by IS NOT NULL AND h.order_id = g.carried_by AND (g.order_id = ANY(%s) OR g.carried_by = ANY(%s))
             AND g.state <> 'cancelled' AND (g.step, g.state, g.at, coalesce(g.needs, '')) <> (h.step, h.state, h.at, coalesce(h.needs, ''))""",
        [order_ids, order_ids],
    )


def _store(events: pl.DataFrame, blocks: pl.DataFrame) -> None:
    if events.is_empty():
        return
    parcels, orders = _standings(events, blocks)
    copy(parcels, ParcelStanding)
    copy(orders, OrderStanding)


def _standings(events: pl.DataFrame, blocks: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    merchant = pl.lit(events["merchant_id"][0]).alias("merchant_id")  # a batch is one merchant's
    parcels = progress.standings(events, blocks)
    orders = progress.order_standings(events, parcels, blocks)
    kept = ["step", "state", pl.col("state_at").alias("at"), "needs"]
    return parcels.select("parcel_id", "order_id", merchant, *kept), orders.select("order_id", merchant, *kept)


SQL_TYPES = {"parcel_id": "bigint", "order_id": "bigint", "merchant_id": "bigint", "at": "timestamptz"}


def _renew(rows: pl.DataFrame, table: str, key: str) -> None:
    """Update the standings that are there and add those that are not."""
    names = ", ".join(f'"{name}"' for name in rows.columns)
    arrays = ", ".join(f"%s::{SQL_TYPES.get(name, 'text')}[]" for name in rows.columns)
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in ("step", "state", "at", "needs"))
    execute(
        f'INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) ON CONFLICT ("{key}") DO UPDATE SET {changes}',
        [rows[name].to_list() for name in rows.columns],
    )


def forget_plan(order_ids: list[int]) -> None:
    """A plan that is taken back was none: the ledger keeps what happened, not what was meant."""
    execute("DELETE FROM records_event WHERE order_id = ANY(%s) AND parcel_id IS NOT NULL AND kind = 'planned'", [order_ids])


def take_back(merchant_id: int, keys: list[str]) -> list[int]:
    """What was told by mistake did not happen: the events under these keys go, and their orders stand as if it had never been told. Returns the orders."""
    rows = fetch(
        "SELECT DISTINCT order_id FROM records_event WHERE merchant_id = %s AND key = ANY(%s) ORDER BY 1",
        [merchant_id, keys],
        {"order_id": pl.Int64},
    )
    order_ids = rows["order_id"].to_list()
    if order_ids:
        lock(order_ids)
        execute("DELETE FROM records_event WHERE merchant_id = %s AND key = ANY(%s)", [merchant_id, keys])
        project(order_ids)
    return order_ids
