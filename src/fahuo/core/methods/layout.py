"""The rows that the price kernel reads: rate cards and parcels as numpy records, one dtype each.

Units: g, mm, minor currency units, parts per million; chargeable weights in billionths of a gram, as pounds and ounces are no whole grams.
NONE stands for "no limit" in rows that are compared with ">"; -1 for "no condition".
"""

from __future__ import annotations

import numpy as np

NONE = np.iinfo(np.int64).max
NO_PROMISE = np.iinfo(np.int32).max

# Codes of an offer's reason, in the order in which the rules are asked; 0 is a price. The names are those of reasons.OF_OFFERS.
PRICED = 0
NOT_FROM_HERE = 1
NO_CARD_ON_DAY = 2
CARD_UNREADABLE = 3
CURRENCY_WITHOUT_RATE = 4
COUNTRY_NOT_SERVED = 5
PLACE_NOT_SERVED = 6
DAY_REFUSED = 7
ATTRIBUTE_REFUSED = 8
TOO_HEAVY = 9
TOO_LIGHT = 10
TOO_LONG = 11
SIDES_TOO_LARGE = 12
GIRTH_TOO_LARGE = 13
DOES_NOT_FIT = 14
TOO_SMALL = 15
PIECES_ABOVE_LIMIT = 16
CURRENCY_REFUSED = 17
VALUE_NOT_COMPARABLE = 18
VALUE_TOO_HIGH = 19
BEYOND_BANDS = 20
# said by choose.py, of offers that have a price
FORBIDDEN_BY_RULE = 21
OUTSIDE_FORCED = 22

AIM_COST, AIM_TIME, AIM_VALUE = 0, 1, 2
ASKED_NONE, ASKED_UNKNOWN = -1, -2

# What zone_of holds: a row of ZONE; NOT_SERVED; or, where a country is served in parts, the row of SPLIT as split_key(row).
NOT_SERVED = -1


def split_key(row: int) -> int:
    """How zone_of names a row of SPLIT; it is its own inverse."""
    return -2 - row


def pack_sides(longest: int, second: int, third: int) -> int:
    """Three sides as one figure of an offer."""
    return longest << 42 | second << 21 | third


def unpack_sides(packed: int) -> tuple[int, int, int]:
    """The sides that pack_sides made one figure of, longest first."""
    return packed >> 42, packed >> 21 & MOST_SIDE, packed & MOST_SIDE


MOST_SIDE = 2**21 - 1  # mm: over 2 km is a slip of units; cut there, a volume and packed sides stay inside 64 bits
MOST_WEIGHT_G = 9 * 10**9  # more than any band holds; cut there, its billionths stay inside 64 bits


def _row(*names: str) -> np.dtype[np.void]:
    return np.dtype([(name, "i8") for name in names])


WAY = _row("has_card", "fuel_ppm")  # a service on the day; has_card: 0 none, 1 one, -1 its text cannot be read
# A country that is served in parts: rows of SPLIT_SPAN and SPLIT_CITY, and the zone of the rest (NOT_SERVED: none).
SPLIT = _row("span_from", "span_to", "city_from", "city_to", "zone")
SPLIT_SPAN = _row("low", "high", "zone")  # by low, without overlap
SPLIT_CITY = _row("city", "zone")  # by city
# A price table: a zone's, or that of one size in a zone. Rows of a zone stand together in the order of the sizes.
ZONE = _row(
    *("next", "closed", "refused", "weight_g", "weight_least_g", "longest_mm", "sides_mm", "girth_mm"),
    *("fit_a", "fit_b", "fit_c", "least_a", "least_b", "least_c", "pieces"),
    *("currencies", "value_minor", "value_currency", "places"),  # currencies: column of the currency sets; places: set of PLACES
    *("min_nano", "step_nano", "least_minor", "divisor", "volume_longest_mm", "volume_sides_mm", "volume_mm3", "volume_weight_g"),
    *("volume_ppm", "volume_less_ppm", "volume_share_ppm"),
    *("days_p50", "days_p90", "band_from", "band_to", "extra_from", "extra_to", "slots"),
)
BAND = _row(
    *("up_to_nano", "fixed_minor", "fee_minor", "per_kg_minor", "first_nano", "step_nano", "step_minor", "from_g", "base_milli"),
    *("keep_ppm", "up_to_g"),
)
# A surcharge whose amount others are taken of leaves it in a slot, one of the card's `slots`; those others have a list of slots to add up.
# In a zone's list of surcharges FUEL_HERE stands where fuel is worked out, because some surcharges are taken of it.
FUEL_HERE = -1
SURCHARGE = _row(
    *("fixed_minor", "ppm", "per_kg_minor", "free_nano", "step_nano", "step_minor", "per_piece_minor"),
    "counted",  # whether it asks for each step or piece
    *("of_more", "of_freight", "of_fuel", "of_value", "card_currency"),  # of_more: whether its part is of something else than freight alone
    *("of_from", "of_to", "slot"),  # of_from, of_to: rows of the list of slots
    *("least_minor", "most_minor", "group", "fuelled", "attributes", "weight_above_g"),
    "bracketed",  # whether one of the next three is written
    *("weight_up_to_g", "chargeable_above_nano", "chargeable_up_to_nano"),
    *("longest_above_mm", "second_above_mm", "sides_above_mm", "girth_above_mm", "volume_above_mm3"),
    *("value_above_minor", "value_currency", "residential", "countries", "places"),
)
# Places of a set in a country: rows of SPAN and of the cities.
PLACES = _row("span_from", "span_to", "city_from", "city_to")
SPAN = _row("low", "high")  # postcodes, by low, without overlap
LOAD = _row(  # a parcel
    *("origin", "country", "currency"),  # rows of codes.COUNTRIES; row of the value rates
    *("longest_mm", "second_mm", "third_mm", "weight_g", "pieces", "attributes", "value_minor"),
    *("postcode", "city", "residential", "promised_days", "asked"),  # asked: row of WAY
)

# Rows of the kernel's figures, one column an offer; what an offer does not have is not written, or -1. A refusal has its limit and what the
# parcel has where a price has freight and fuel; it has no chargeable weight.
ZONE_ROW, CHARGEABLE, FREIGHT, FUEL, EXTRA, HOME, BAND_UP_TO, VOLUMETRIC = range(8)
LIMIT, ACTUAL = FREIGHT, FUEL
FIGURES = 8
