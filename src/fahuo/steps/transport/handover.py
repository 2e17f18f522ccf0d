"""The rows of hand-over. Each verb runs inside the caller's transaction."""

from __future__ import annotations

import polars as pl

from fahuo.core.words import STILL_HERE
from fahuo.records.copy import fetch
from fahuo.steps.goods.numbers import MANIFEST, id_of, number_of
from fahuo.steps.methods.links import NUMBERS

FACTS = {
    "parcel_id": pl.Int64,
    "order_id": pl.Int64,
    "service_id": pl.Int64,
    "service": pl.String,
    "warehouse_id": pl.Int64,
    "warehouse": pl.String,
    "state": pl.String,
    "needs": pl.String,
    "held": pl.Boolean,
    "labelled": pl.Boolean,
    "packed": pl.Boolean,
    "seen": pl.Boolean,
    "manifest_id": pl.Int64,
}


def parcels_of(merchant_id: int, numbers: list[str]) -> list[int | None]:
    """The parcel behind each scan: our own number, the carrier's, or the last mile's that it was linked to; None where there is none."""
    plain = ["".join(text.replace("\x00", "").split()).upper()[:60] for text in numbers]
    own = {text: pk for text in plain if (pk := id_of(text)) is not None and pk < 2**63}
    known = fetch(
        f"""SELECT p.id::text, p.id FROM goods_parcel p WHERE p.merchant_id = %s AND p.id = ANY(%s)
            UNION ALL SELECT upper(n.number), n.parcel_id FROM ({NUMBERS}) n WHERE n.merchant_id = %s AND upper(n.number) = ANY(%s)""",
        [merchant_id, list(own.values()), merchant_id, plain],
        {"number": pl.String, "parcel_id": pl.Int64},
    )
    found = dict(known.iter_rows())
    return [found.get(str(own[text])) if text in own else found.get(text) for text in plain]


def facts(merchant_id: int, numbers: list[str], parcel_ids: list[int | None], language: str) -> pl.DataFrame:
    """What core.transport.handover judges by, one row a scan."""
    name = "COALESCE(NULLIF(v.name_zh, ''), v.name)" if language.startswith("zh") else "v.name"
    known = fetch(
        f"""SELECT p.id, p.order_id, COALESCE(l.service_id, f.service_id), {name}, p.warehouse_id, w.code, s.state, s.needs,
                   o.hold_note IS NOT NULL AND NOT EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = o.id AND e.kind = 'approved'),
                   COALESCE(l.tracking_number IS NOT NULL, false),
                   EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = p.order_id AND e.parcel_id = p.id AND e.kind = 'packed'),
                   EXISTS (SELECT 1 FROM records_event e WHERE e.order_id = p.order_id AND e.parcel_id = p.id AND NOT e.kind = ANY(%s)), c.manifest_id
            FROM goods_parcel p JOIN orders_order o ON o.id = p.order_id JOIN records_warehouse w ON w.id = p.warehouse_id
            LEFT JOIN records_parcelstanding s ON s.parcel_id = p.id LEFT JOIN methods_label l ON l.parcel_id = p.id
            LEFT JOIN methods_offer f ON f.parcel_id = p.id AND f.chosen LEFT JOIN methods_service v ON v.id = COALESCE(l.service_id, f.service_id)
            LEFT JOIN transport_scannedparcel c ON c.parcel_id = p.id WHERE p.merchant_id = %s AND p.id = ANY(%s)""",
        [list(STILL_HERE), merchant_id, [pk for pk in parcel_ids if pk is not None]],
        FACTS,
    )
    scans = pl.DataFrame({"number": numbers, "parcel_id": parcel_ids}, schema={"number": pl.String, "parcel_id": pl.Int64})
    rows = scans.join(known, on="parcel_id", how="left", maintain_order="left").with_columns(
        pl.col("held", "labelled", "packed", "seen").fill_null(False)
    )
    return rows.with_columns(
        parcel=pl.col("parcel_id").map_elements(number_of, return_dtype=pl.String),
        manifest=pl.col("manifest_id").map_elements(lambda pk: number_of(pk, MANIFEST), return_dtype=pl.String),
    )


def seen_since(parcel_ids: list[int], manifest_id: int) -> list[int]:
    """Those of these parcels that a carrier or customs has reported as gone: anything but our own hand-over by this manifest."""
    return fetch(
        """SELECT DISTINCT e.parcel_id FROM records_event e JOIN goods_parcel p ON p.id = e.parcel_id AND p.order_id = e.order_id
           WHERE p.id = ANY(%s) AND NOT e.kind = ANY(%s) AND e.key IS DISTINCT FROM 'handed_over:' || %s::text || ':' || p.id ORDER BY 1""",
        [parcel_ids, list(STILL_HERE), manifest_id],
        {"parcel_id": pl.Int64},
    )["parcel_id"].to_list()
