"""The kernel's arrays as a frame of frames.Offers: numbers become names, and what was not computed becomes null."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.methods.cards import Rates, Whole
from fahuo.core.methods.layout import ACTUAL, BAND_UP_TO, CHARGEABLE, EXTRA, FREIGHT, FUEL, HOME, LIMIT, TOTAL, VOLUMETRIC, ZONE_ROW
from fahuo.core.methods.reasons import OF_OFFERS

_REASONS = pl.Series([None, *(reason.code for reason in OF_OFFERS)], dtype=pl.String)
_FIGURES = {
    "limit": LIMIT,
    "actual": ACTUAL,
    "band_up_to_g": BAND_UP_TO,
    "volumetric_g": VOLUMETRIC,
    "chargeable_g": CHARGEABLE,
    "freight_minor": FREIGHT,
    "fuel_minor": FUEL,
    "surcharge_minor": EXTRA,
    "total_minor": TOTAL,
    "home_minor": HOME,
}
_COLUMNS = (
    "parcel_id",
    "service_id",
    "reason",
    "limit",
    "actual",
    "card",
    "zone",
    "band_up_to_g",
    "volumetric_g",
    "chargeable_g",
    "freight_minor",
    "fuel_minor",
    "surcharge_minor",
    "total_minor",
    "currency",
    "home_minor",
    "days_p50",
    "days_p90",
    "chosen",
)


def frame_offers(
    parcel_ids: Whole, rates: Rates, reasons: npt.NDArray[np.int8], figures: Whole, chosen: npt.NDArray[np.bool_]
) -> pl.DataFrame:
    """Offers, parcel by parcel and service by service. -1 in the figures is null; a price has a currency and days, a refusal has none."""
    services = len(rates.services)
    way = np.tile(np.arange(services, dtype=np.uint32), len(parcel_ids))
    priced = reasons == 0
    found = figures[ZONE_ROW]
    zone = _rows(found, found >= 0)
    days = _rows(found, priced)
    columns = {name: _filled(figures[row]) for name, row in _FIGURES.items()}
    columns["parcel_id"] = pl.Series(np.repeat(parcel_ids, services))
    columns["service_id"] = pl.Series(rates.service_ids[way])
    columns["reason"] = _REASONS.gather(pl.Series(reasons.astype(np.uint32)))
    columns["card"] = rates.card_codes.gather(pl.Series(way))
    columns["zone"] = rates.zone_codes.gather(zone)
    columns["currency"] = rates.currencies.gather(_rows(way, priced))
    columns["days_p50"] = pl.Series(rates.zones["days_p50"].astype(np.int32)).gather(days)
    columns["days_p90"] = pl.Series(rates.zones["days_p90"].astype(np.int32)).gather(days)
    columns["chosen"] = pl.Series(chosen)
    return pl.DataFrame({name: columns[name] for name in _COLUMNS})


def _rows(rows: npt.NDArray[np.integer], there: npt.NDArray[np.bool_]) -> pl.Series:
    """Rows to gather, null where there is none."""
    return pl.select(pl.when(pl.Series(there)).then(pl.Series(np.where(there, rows, 0).astype(np.uint32)))).to_series()


def _filled(figures: Whole) -> pl.Series:
    """A row of figures with null for -1."""
    series = pl.Series(figures)
    return pl.select(pl.when(series >= 0).then(series)).to_series()
