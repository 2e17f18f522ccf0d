"""The verbs of transport. Each runs inside the caller's transaction."""

from __future__ import annotations

import polars as pl
from django.db import connection

from fahuo.core.transport.checkpoints import Read
from fahuo.core.words import STILL_HERE
from fahuo.records.copy import copy, execute, fetch
from fahuo.steps.methods import links
from fahuo.steps.transport.models import Leg


def save_legs(legs: pl.DataFrame) -> None:
    """Store the planned legs of parcels that have none yet."""
    planned = fetch(
        "SELECT DISTINCT parcel_id FROM transport_leg WHERE parcel_id = ANY(%s)",
        [legs["parcel_id"].unique().to_list()],
        {"parcel_id": pl.Int64},
    )
    copy(legs.join(planned, on="parcel_id", how="anti"), Leg)


def numbers(merchant_id: int, wanted: list[str]) -> pl.DataFrame:
    """Which of these tracking numbers are this merchant's: number, parcel_id, order_id. A parcel's every number leads to it."""
    return links.owners(merchant_id, wanted)


def save_checkpoints(merchant_id: int, read: Read) -> pl.DataFrame:
    """Keep checkpoints as they were told; the same one twice is one. Returns those that are new."""
    rows = read.checkpoints.unique("key", keep="first", maintain_order=True)
    columns = ("parcel_id", "carrier", "number", "code", "text", "place", "at", "kind", "key")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO transport_checkpoint (merchant_id, {", ".join(columns)})
                SELECT %s, told.* FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[]) AS told
                ON CONFLICT (merchant_id, key) DO NOTHING RETURNING key""",
            [merchant_id, *(rows[c].to_list() for c in columns)],
        )
        fresh = [row[0] for row in cursor.fetchall()]
    return rows.filter(pl.col("key").is_in(fresh))


def first_seen(parcel_ids: list[int]) -> list[int]:
    """Those of these parcels that nobody outside has reported before: the ledger knows nothing of them from hand-over on.

    The caller has taken their orders (records.ledger.lock) in a statement before: who waited for another's report sees it here.
    """
    return fetch(
        """SELECT p.id FROM goods_parcel p WHERE p.id = ANY(%s) AND NOT EXISTS (
             SELECT 1 FROM records_event e WHERE e.order_id = p.order_id AND e.parcel_id = p.id
             AND NOT e.kind = ANY(%s))
           ORDER BY p.id""",
        [parcel_ids, list(STILL_HERE)],
        {"id": pl.Int64},
    )["id"].to_list()


def pieces_of(parcel_ids: list[int]) -> pl.DataFrame:
    """What is in these parcels and where it was taken from: merchant_id, parcel_id, product_id, warehouse_id, quantity."""
    return fetch(
        """SELECT p.merchant_id, p.id, c.product_id, p.warehouse_id, sum(c.nx::bigint * c.ny * c.nz)::bigint FROM goods_parcel p
           JOIN goods_placement c ON c.parcel_id = p.id WHERE p.id = ANY(%s) GROUP BY 1, 2, 3, 4 ORDER BY 2, 3""",
        [parcel_ids],
        {"merchant_id": pl.Int64, "parcel_id": pl.Int64, "product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64},
    )


def lines_of(parcel_ids: list[int]) -> pl.DataFrame:
    """How many pieces of each order line are in these parcels, of a kit by part: line_no, product_id, quantity."""
    return fetch(
        """SELECT line_no, product_id, sum(nx::bigint * ny * nz)::bigint FROM goods_placement WHERE parcel_id = ANY(%s)
           GROUP BY line_no, product_id ORDER BY line_no, product_id""",
        [parcel_ids],
        {"line_no": pl.Int32, "product_id": pl.Int64, "quantity": pl.Int64},
    )


def drop_plan(order_ids: list[int]) -> None:
    """Forget the legs of these orders' parcels."""
    execute("DELETE FROM transport_leg WHERE parcel_id IN (SELECT id FROM goods_parcel WHERE order_id = ANY(%s))", [order_ids])
