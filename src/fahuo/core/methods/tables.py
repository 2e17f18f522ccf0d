"""Reads a zone's price table: weight bands in any of the three forms, without gap and without overlap."""

from __future__ import annotations

from fahuo.core.methods.fields import MOST_G, Fields
from fahuo.core.methods.service import Band

BAND_FIELDS = ("over_g", "up_to_g", "per_kg", "per_parcel", "first_g", "first", "step_g", "step", "flat")
_FIRST = ("first_g", "first", "step_g", "step")


def read_bands(zone: Fields, currency: str, least_g: int) -> tuple[Band, ...]:
    """The zone's bands, as written. `least_g` is the minimum chargeable weight: below it the table may be empty."""
    bands: list[Band] = []
    for n, entry in enumerate(zone.entries("bands"), 1):
        row = Fields(entry, f"{zone.place}.bands[{n}]", BAND_FIELDS, zone.faults)
        over = bands[-1].up_to_g if bands else 0
        if row.has("over_g"):
            over = _begin(row, over, least_g if not bands else 0)
        up_to = row.whole("up_to_g", 1, MOST_G)
        if row.has("up_to_g") and up_to <= over:
            row.fault("up_to_g", "band_empty", value=up_to, over=over)
        bands.append(_band(row, currency, over, max(up_to, over)))
    return tuple(bands)


def _begin(row: Fields, until: int, least_g: int) -> int:
    over = row.whole("over_g", 0, MOST_G)
    if over > until and over >= max(least_g, 1):
        row.fault("over_g", "band_gap", value=over, until=until)
    if over < until:
        row.fault("over_g", "band_overlaps", value=over, until=until)
    return over


def _band(row: Fields, currency: str, over: int, up_to: int) -> Band:
    fee = row.money("per_parcel", currency) if row.has("per_parcel") else 0
    forms = [row.given("per_kg"), row.given(*_FIRST), row.given("flat")]
    if sum(map(bool, forms)) != 1:
        row.fault("", "band_form", fields=", ".join(row.given("per_kg", *_FIRST, "flat")) or "-")
    elif forms[0]:
        return Band(over, up_to, "per_kg", fee, fee, per_kg_minor=row.money("per_kg", currency))
    elif forms[1]:
        first = row.money("first", currency)
        first_g, step_g = row.whole("first_g", 1, MOST_G), row.whole("step_g", 1, MOST_G)
        return Band(over, up_to, "first", first + fee, fee, 0, first_g, step_g, row.money("step", currency))
    else:
        return Band(over, up_to, "flat", row.money("flat", currency) + fee, fee)
    return Band(over, up_to, "flat", fee, fee)
