"""The rows that the price kernel reads: rate cards and parcels as numpy records, one dtype each.

Units: g, mm, minor currency units, parts per million. NONE stands for "no limit" or "no condition" in rows that are compared with ">".
"""

from __future__ import annotations

import numpy as np

NONE = np.iinfo(np.int64).max
NO_PROMISE = np.iinfo(np.int32).max

# Codes of an offer's reason, in the order in which the rules are asked; 0 is a price. The names are those of reasons.OF_OFFERS.
PRICED = 0
NOT_FROM_HERE = 1
NO_CARD_ON_DAY = 2
CURRENCY_WITHOUT_RATE = 3
COUNTRY_NOT_SERVED = 4
ATTRIBUTE_REFUSED = 5
TOO_HEAVY = 6
TOO_LONG = 7
SIDES_TOO_LARGE = 8
GIRTH_TOO_LARGE = 9
VALUE_NOT_COMPARABLE = 10
VALUE_TOO_HIGH = 11
BEYOND_BANDS = 12

AIM_COST, AIM_TIME, AIM_VALUE = 0, 1, 2
ASKED_NONE, ASKED_UNKNOWN = -1, -2

WAY = np.dtype(  # a service on the day
    [
        ("has_card", "i8"),
        ("divisor", "i8"),  # 0: size never counts
        ("volume_longest_mm", "i8"),  # size counts above these (-1: always)
        ("volume_weight_g", "i8"),
        ("volume_ppm", "i8"),
        ("fuel_ppm", "i8"),
        ("surcharge_from", "i8"),  # rows of SURCHARGE
        ("surcharge_to", "i8"),
    ]
)
ZONE = np.dtype(
    [
        ("refused", "i8"),
        ("weight_g", "i8"),
        ("longest_mm", "i8"),
        ("sides_mm", "i8"),
        ("girth_mm", "i8"),
        ("value_minor", "i8"),
        ("value_currency", "i8"),  # column of the value rates
        ("min_g", "i8"),
        ("step_g", "i8"),
        ("days_p50", "i8"),
        ("days_p90", "i8"),
        ("band_from", "i8"),  # rows of BAND
        ("band_to", "i8"),
    ]
)
BAND = np.dtype(
    [
        ("up_to_g", "i8"),
        ("fixed_minor", "i8"),
        ("per_kg_minor", "i8"),
        ("first_g", "i8"),
        ("step_g", "i8"),
        ("step_minor", "i8"),
    ]
)
SURCHARGE = np.dtype(
    [
        ("fixed_minor", "i8"),
        ("ppm", "i8"),
        ("attributes", "i8"),  # any of these; 0: whatever the goods
        ("weight_above_g", "i8"),  # -1: whatever the weight
        ("longest_above_mm", "i8"),
        ("remote_from", "i8"),  # rows of REMOTE
        ("remote_to", "i8"),  # equal: wherever it goes
    ]
)
REMOTE = np.dtype([("country", "i8"), ("low", "i8"), ("high", "i8")])
LOAD = np.dtype(  # a parcel
    [
        ("origin", "i8"),  # row of codes.COUNTRIES
        ("country", "i8"),
        ("currency", "i8"),  # row of the value rates
        ("length_mm", "i8"),
        ("width_mm", "i8"),
        ("height_mm", "i8"),
        ("weight_g", "i8"),
        ("attributes", "i8"),
        ("value_minor", "i8"),
        ("postcode", "i8"),
        ("promised_days", "i8"),
        ("asked", "i8"),  # row of WAY
    ]
)

# Rows of the kernel's figures, one column an offer.
LIMIT, ACTUAL, ZONE_ROW, BAND_UP_TO, VOLUMETRIC, CHARGEABLE, FREIGHT, FUEL, EXTRA, TOTAL, HOME = range(11)
FIGURES = 11
