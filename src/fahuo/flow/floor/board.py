"""What the pages of the floor show, read in as few queries as the page has parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from fahuo.records.copy import fetch
from fahuo.steps.goods.models import PickList
from fahuo.steps.transport.models import Manifest, ScannedParcel


@dataclass(frozen=True)
class Progress:
    """How far a list is, computed from its lines."""

    parcels: int
    stops: int
    pieces: int
    found: int
    left: int  # lines where nobody has been
    short: int  # lines where less was found

    @property
    def percent(self) -> int:
        return 100 if not self.left else int(100 * self.found / self.pieces) if self.pieces else 0


def progress(list_ids: list[int]) -> dict[int, Progress]:
    """The progress of each of these lists; one whose lines were all dropped has none."""
    rows = fetch(
        """SELECT list_id, count(DISTINCT parcel_id), count(DISTINCT (bin_id, product_id, lot_id)), sum(quantity)::bigint,
                  COALESCE(sum(found), 0)::bigint, count(*) FILTER (WHERE found IS NULL), count(*) FILTER (WHERE found < quantity)
           FROM goods_pick WHERE list_id = ANY(%s) AND dropped_at IS NULL GROUP BY 1""",
        [list_ids],
        dict.fromkeys(("list", "parcels", "stops", "pieces", "found", "left", "short"), pl.Int64),
    )
    return {row[0]: Progress(*row[1:]) for row in rows.iter_rows()}


def lists(merchant_id: int, state: str, limit: int = 200) -> list[PickList]:
    """Lists by state: "open" (something is to be picked), "mine:<name>", "done"; the earliest departure first, done ones the newest first."""
    rows = PickList.objects.filter(merchant_id=merchant_id).select_related("wave__warehouse")
    open_ones = rows.filter(picks__found=None, picks__dropped_at=None).distinct()
    if state == "done":
        return list(rows.exclude(pk__in=open_ones.values("pk")).order_by("-pk")[:limit])
    if state.startswith("mine:"):
        open_ones = open_ones.filter(started_by=state.removeprefix("mine:"))
    return sorted(open_ones.order_by("pk")[:limit], key=lambda r: (r.departs_at is None, r.departs_at or r.wave.released_at, r.pk))


@dataclass(frozen=True)
class OnFloor:
    """Where a parcel is on the floor: its list (the first of them), its slot and tote, the manifest that it was scanned into."""

    list_id: int | None
    slot: int | None
    tote: str | None
    manifest_id: int | None


def of_parcel(parcel_id: int) -> OnFloor:
    """Where one parcel is on the floor."""
    rows = fetch(
        """SELECT (SELECT min(k.list_id) FROM goods_pick k JOIN goods_picklist s ON s.id = k.list_id
                   WHERE k.parcel_id = p.id AND s.wave_id = q.wave_id), q.slot, t.code, c.manifest_id
           FROM goods_parcel p LEFT JOIN goods_listedparcel q ON q.parcel_id = p.id LEFT JOIN goods_tote t ON t.id = q.tote_id
           LEFT JOIN transport_scannedparcel c ON c.parcel_id = p.id WHERE p.id = %s""",
        [parcel_id],
        {"list": pl.Int64, "slot": pl.Int64, "tote": pl.String, "manifest": pl.Int64},
    )
    return OnFloor(*rows.row(0))


def waiting_pieces(merchant_id: int) -> pl.DataFrame:
    """Pieces in packing of parcels that are on no list and will not go: parcel_id, order_id, order_number, sku, name, name_zh, lot, bin, came_from, quantity."""
    return fetch(
        """WITH lying AS (
             SELECT m.parcel_id, m.product_id, m.lot_id, b.id AS bin_id, b.code AS bin,
                    sum(CASE WHEN m.to_bin_id = b.id THEN m.quantity ELSE -m.quantity END)::bigint AS n,
                    max(m.id) FILTER (WHERE m.kind = 'picked') AS last
             FROM records_move m JOIN records_bin b ON b.id IN (m.from_bin_id, m.to_bin_id) AND b.kind = 'packing'
             WHERE m.merchant_id = %s AND m.parcel_id IS NOT NULL AND m.from_bin_id IS DISTINCT FROM m.to_bin_id
             GROUP BY 1, 2, 3, 4, 5)
           SELECT l.parcel_id, p.order_id, o.number, d.sku, d.name, d.name_zh, t.code, l.bin, f.code, l.n FROM lying l
           JOIN goods_parcel p ON p.id = l.parcel_id JOIN orders_order o ON o.id = p.order_id JOIN records_product d ON d.id = l.product_id
           LEFT JOIN records_lot t ON t.id = l.lot_id LEFT JOIN records_move k ON k.id = l.last LEFT JOIN records_bin f ON f.id = k.from_bin_id
           LEFT JOIN goods_listedparcel q ON q.parcel_id = l.parcel_id LEFT JOIN records_parcelstanding s ON s.parcel_id = l.parcel_id
           WHERE l.n > 0 AND q.parcel_id IS NULL AND s.state NOT IN ('picked', 'packed') ORDER BY f.walk, f.code, l.parcel_id""",
        [merchant_id],
        {
            "parcel_id": pl.Int64, "order_id": pl.Int64, "order_number": pl.String, "sku": pl.String, "name": pl.String, "name_zh": pl.String,
            "lot": pl.String, "bin": pl.String, "came_from": pl.String, "quantity": pl.Int64,
        },
    )  # fmt: skip


@dataclass(frozen=True)
class Due:
    """Labelled parcels of a service in a warehouse that are here and on no manifest."""

    service_id: int
    warehouse_id: int
    warehouse: str
    parcels: int
    packed: int
    weight_g: int


_HERE = """FROM records_parcelstanding s JOIN goods_parcel p ON p.id = s.parcel_id JOIN methods_label l ON l.parcel_id = p.id
           JOIN records_warehouse w ON w.id = p.warehouse_id AND w.kind = 'own' LEFT JOIN transport_scannedparcel c ON c.parcel_id = p.id
           WHERE s.merchant_id = %s AND c.parcel_id IS NULL AND l.tracking_number IS NOT NULL
             AND s.state IN ('label_bought', 'declared', 'export_released', 'export_refused', 'picked', 'packed')"""


def due(merchant_id: int) -> list[Due]:
    """What is to be handed over, by service and warehouse."""
    rows = fetch(
        f"""SELECT l.service_id, w.id, w.code, count(*), count(*) FILTER (WHERE s.state = 'packed'), sum(p.weight_g)::bigint
            {_HERE} GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2""",
        [merchant_id],
        {"s": pl.Int64, "w": pl.Int64, "code": pl.String, "n": pl.Int64, "packed": pl.Int64, "g": pl.Int64},
    )
    return [Due(*row) for row in rows.iter_rows()]


def missing(row: Manifest, limit: int = 500) -> pl.DataFrame:
    """Parcels that have a label of the manifest's service, are here, and were scanned into no manifest: parcel_id, order_id, state, needs, tracking_number."""
    return fetch(
        f"""SELECT p.id, p.order_id, s.state, s.needs, l.tracking_number {_HERE} AND l.service_id = %s AND p.warehouse_id = %s
            ORDER BY (s.state = 'packed') DESC, (s.state = 'picked') DESC, p.id LIMIT %s""",
        [row.merchant_id, row.service_id, row.warehouse_id, limit],
        {"parcel_id": pl.Int64, "order_id": pl.Int64, "state": pl.String, "needs": pl.String, "tracking_number": pl.String},
    )


def missing_many(row: Manifest) -> int:
    """How many parcels `missing` would give without its limit."""
    return int(
        fetch(
            f"SELECT count(*) {_HERE} AND l.service_id = %s AND p.warehouse_id = %s",
            [row.merchant_id, row.service_id, row.warehouse_id],
            {"n": pl.Int64},
        ).item()
    )


@dataclass(frozen=True)
class Scanned:
    """What a manifest holds."""

    parcels: int
    weight_g: int
    last_at: datetime | None


def scanned(manifest_ids: list[int]) -> dict[int, Scanned]:
    """Parcels and their computed weight, of each of these manifests."""
    rows = fetch(
        """SELECT c.manifest_id, count(*), sum(p.weight_g)::bigint, max(c.at) FROM transport_scannedparcel c JOIN goods_parcel p ON p.id = c.parcel_id
           WHERE c.manifest_id = ANY(%s) GROUP BY 1""",
        [manifest_ids],
        {"manifest": pl.Int64, "n": pl.Int64, "g": pl.Int64, "at": pl.Datetime("us", "UTC")},
    )
    return {row[0]: Scanned(*row[1:]) for row in rows.iter_rows()}


def manifests(merchant_id: int, since: date, limit: int = 200) -> list[Manifest]:
    """Open manifests, then those of the last days, the newest first."""
    rows = Manifest.objects.filter(merchant_id=merchant_id).select_related("service", "warehouse")
    open_ones = list(rows.filter(closed_at=None).order_by("on", "pk")[:limit])
    return open_ones + list(rows.exclude(closed_at=None).filter(on__gte=since).order_by("-closed_at")[:limit])


def last_scans(row: Manifest, many: int = 8) -> list[ScannedParcel]:
    """The newest scans of a manifest."""
    return list(
        ScannedParcel.objects.filter(manifest=row).select_related("parcel__order", "parcel__label").order_by("-at", "-parcel_id")[:many]
    )
