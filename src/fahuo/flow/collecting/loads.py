"""What waits for a carrier at a warehouse, and what usually goes with it: so much is announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from fahuo.core.transport.collecting import Load, expect
from fahuo.records.copy import fetch

RECENT = 3  # days that a closed manifest waits for its carrier, at most
PAST = 28  # days that what usually goes is taken from
Place = tuple[int, str]  # warehouse_id, carrier


@dataclass(frozen=True)
class Waiting:
    """Parcels that wait for a carrier at a warehouse, and their weight."""

    on_manifests: int  # scanned, and not collected yet
    labelled: int  # here with a label, on no manifest
    planned: int  # may go, and have no label yet
    weight_g: int

    @property
    def parcels(self) -> int:
        """All of them."""
        return self.on_manifests + self.labelled + self.planned

    @property
    def load(self) -> Load:
        """As it is announced."""
        return Load(self.parcels, self.weight_g)


NONE = Waiting(0, 0, 0, 0)


def waiting(merchant_id: int, today: date) -> dict[Place, Waiting]:
    """What waits, by own warehouse and carrier. What has a need, or is held, is not counted: it will not be ready."""
    rows = fetch(
        """WITH here AS (
             SELECT p.id, p.warehouse_id, p.weight_g, COALESCE(l.service_id, f.service_id) AS service_id, m.id AS manifest_id,
                    l.tracking_number IS NOT NULL AS labelled, m.closed_at IS NOT NULL AS closed
             FROM records_parcelstanding s JOIN goods_parcel p ON p.id = s.parcel_id
             LEFT JOIN methods_label l ON l.parcel_id = p.id LEFT JOIN methods_offer f ON f.parcel_id = p.id AND f.chosen
             LEFT JOIN transport_scannedparcel c ON c.parcel_id = p.id LEFT JOIN transport_manifest m ON m.id = c.manifest_id
             WHERE s.merchant_id = %s AND CASE WHEN m.closed_at IS NULL
               THEN s.needs IS NULL AND s.state IN ('planned', 'approved', 'label_bought', 'declared', 'export_released', 'picked', 'packed')
               ELSE m.collected_at IS NULL AND m.on >= %s AND s.state = 'handed_over' END)
           SELECT h.warehouse_id, v.carrier, count(h.manifest_id), count(*) FILTER (WHERE h.manifest_id IS NULL AND h.labelled),
                  count(*) FILTER (WHERE h.manifest_id IS NULL AND NOT h.labelled), sum(h.weight_g)::bigint
           FROM here h JOIN methods_service v ON v.id = h.service_id JOIN records_warehouse w ON w.id = h.warehouse_id AND w.kind = 'own'
           GROUP BY 1, 2""",
        [merchant_id, today - timedelta(days=RECENT)],
        {"house": pl.Int64, "carrier": pl.String} | dict.fromkeys(("scanned", "labelled", "planned", "weight_g"), pl.Int64),
    )
    return {(house, carrier): Waiting(*counts) for house, carrier, *counts in rows.iter_rows()}


def usual(merchant_id: int, today: date) -> dict[Place, Load]:
    """What went on an average day on which anything went, in the last four weeks."""
    rows = fetch(
        """SELECT m.warehouse_id, v.carrier, (count(*) / count(DISTINCT m.on))::bigint, (sum(p.weight_g) / count(DISTINCT m.on))::bigint
           FROM transport_manifest m JOIN methods_service v ON v.id = m.service_id
           JOIN transport_scannedparcel c ON c.manifest_id = m.id JOIN goods_parcel p ON p.id = c.parcel_id
           WHERE m.merchant_id = %s AND m.closed_at IS NOT NULL AND m.on >= %s GROUP BY 1, 2""",
        [merchant_id, today - timedelta(days=PAST)],
        {"house": pl.Int64, "carrier": pl.String, "parcels": pl.Int64, "weight_g": pl.Int64},
    )
    return {(house, carrier): Load(parcels, weight_g) for house, carrier, parcels, weight_g in rows.iter_rows()}


@dataclass(frozen=True)
class Forecast:
    """What to announce for any warehouse, carrier and day."""

    waits: dict[Place, Waiting]
    goes: dict[Place, Load]

    def of(self, place: Place, *, first: bool, today: bool) -> Load:
        """For one collection; see core.transport.collecting.expect."""
        return expect(self.waits.get(place, NONE).load, self.goes.get(place, Load(0, 0)), first=first, today=today)


def forecast(merchant_id: int, today: date) -> Forecast:
    """Read once for all of a merchant's collections."""
    return Forecast(waiting(merchant_id, today), usual(merchant_id, today))
