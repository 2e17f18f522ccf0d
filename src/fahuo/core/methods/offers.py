"""The kernel's arrays as a frame of frames.Offers: numbers become names, and what was not computed becomes null."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.methods.cards import Rates, Whole
from fahuo.core.methods.layout import ACTUAL, BAND_UP_TO, CHARGEABLE, EXTRA, FREIGHT, FUEL, HOME, LIMIT, VOLUMETRIC, ZONE_ROW
from fahuo.core.methods.price_rounding import NANO
from fahuo.core.methods.reasons import OF_OFFERS

_REASONS = pl.Series([None, *(reason.code for reason in OF_OFFERS)], dtype=pl.String)
_OF_PRICES = {
    "band_up_to_g": BAND_UP_TO,
    "chargeable_g": CHARGEABLE,
    "freight_minor": FREIGHT,
    "fuel_minor": FUEL,
    "surcharge_minor": EXTRA,
    "home_minor": HOME,
}
_OF_REFUSALS = {"limit": LIMIT, "actual": ACTUAL}


def frame_offers(
    parcel_ids: Whole, rates: Rates, home_rates: Whole, reasons: npt.NDArray[np.int8], figures: Whole, chosen: npt.NDArray[np.bool_]
) -> pl.DataFrame:
    """Offers, parcel by parcel and service by service. A price has figures, a currency and days; a refusal has a limit and what the parcel has.

    `home_rates` are those of loads.home_factors.
    """
    services = len(rates.services)
    raw = pl.DataFrame(
        {
            "parcel_id": np.repeat(parcel_ids, services),
            "service_id": np.tile(rates.service_ids, len(parcel_ids)),
            "way": np.tile(np.arange(services, dtype=np.uint32), len(parcel_ids)),
            "code": reasons,
            "found": figures[ZONE_ROW],
            "chosen": chosen,
            "volumetric_g": figures[VOLUMETRIC],
            **{name: figures[row] for name, row in _OF_PRICES.items()},
        }
    )
    priced = pl.col("code") == 0
    numbers = {name: pl.when(priced).then(pl.col(name)) for name in _OF_PRICES}
    said = {
        name: pl.when(~priced & (pl.lit(pl.Series(figures[row])) >= 0)).then(pl.lit(pl.Series(figures[row])))
        for name, row in _OF_REFUSALS.items()
    }
    zone = pl.when(pl.col("found") >= 0).then(pl.col("found").cast(pl.UInt32))
    days = {name: pl.lit(pl.Series(rates.zones[name].astype(np.int32))) for name in ("days_p50", "days_p90")}
    columns = {
        "parcel_id": pl.col("parcel_id"),
        "service_id": pl.col("service_id"),
        "reason": pl.lit(_REASONS).gather(pl.col("code").cast(pl.UInt32)),
        **said,
        "card": pl.lit(rates.card_codes).gather(pl.col("way")),
        "zone": pl.lit(rates.zone_codes).gather(zone),
        "band_up_to_g": numbers["band_up_to_g"],
        "volumetric_g": pl.when(priced & (pl.col("volumetric_g") >= 0)).then(pl.col("volumetric_g")),
        **{name: numbers[name] for name in ("chargeable_g", "freight_minor", "fuel_minor", "surcharge_minor")},
        "total_minor": pl.when(priced).then(pl.col("freight_minor") + pl.col("fuel_minor") + pl.col("surcharge_minor")),
        "currency": pl.lit(rates.currencies).gather(pl.when(priced).then(pl.col("way"))),
        "home_minor": numbers["home_minor"],
        "rate_nano": pl.lit(pl.Series(home_rates @ np.array([NANO, 1]), dtype=pl.Int64)).gather(pl.when(priced).then(pl.col("way"))),
        **{name: values.gather(pl.when(priced).then(zone)) for name, values in days.items()},
        "chosen": pl.col("chosen"),
    }
    return raw.select(**columns)
