"""Reads a zone's price table: weight bands in any of the forms, without gap and without overlap, for one size or for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fahuo.core.methods.fields import Fields
from fahuo.core.methods.service import Band, Limits, Size, Table
from fahuo.core.methods.weights import NANO, weight_said

BAND_FIELDS = ("size", "over_g", "up_to_g", "per_kg", "per_parcel", "first_g", "first", "step_g", "step", "flat", "discount_percent")
_FIRST = ("first_g", "first")
_STEP = ("step_g", "step")


def read_tables(zone: Fields, currency: str, least: int, tiered: bool, sizes: Mapping[str, Limits], discount_ppm: int) -> tuple[Table, ...]:
    """The zone's bands, those of each size in the order of the sizes. `least` is the minimum chargeable weight: below it a table may be empty.

    `discount_ppm` is that of a band that writes none.
    """
    by_size: dict[str, list[Band]] = {}
    unsure: dict[str, bool] = {}  # sizes whose last band has an end that could not be read: no second fault for it
    for n, entry in enumerate(zone.entries("bands"), 1):
        row = Fields(entry, f"{zone.place}.bands[{n}]", BAND_FIELDS, zone.faults)
        size = row.text("size") if row.has("size") else ""
        if size and size not in sizes:
            row.fault("size", "unknown_name", value=size, known=", ".join(sizes) or "-")
        bands = by_size.setdefault(size, [])
        over = bands[-1].up_to_nano if bands else 0
        if row.has("over_g"):
            over = row.weight("over_g") if unsure.get(size) else _begin(row, over, least if not bands else 0)
        noted = len(row.faults)
        up_to = row.weight("up_to_g", 1)
        unsure[size] = len(row.faults) > noted
        if not unsure[size] and up_to <= over:
            row.fault("up_to_g", "band_empty", value=row.row["up_to_g"], at=_said(up_to), over=_said(over))
        if tiered and row.has("discount_percent"):
            row.fault("discount_percent", "discount_tiered")
        discount = row.percent("discount_percent", 100) if row.has("discount_percent") else discount_ppm
        band = _band(row, currency, over, max(up_to, over), over if tiered and bands else 0)
        bands.append(replace(band, keep_ppm=10**6 - discount))
    if "" in by_size and len(by_size) > 1:
        zone.fault("bands", "size_order", known=", ".join(sizes))
    if "" in by_size:
        return (Table(None, _add_up(zone, by_size[""], tiered)),)
    return tuple(Table(Size(code, limits), _add_up(zone, by_size[code], tiered)) for code, limits in sizes.items() if code in by_size)


def _said(nano: int) -> str:
    return weight_said(nano).replace(",", "")  # as it is written in a card


def _begin(row: Fields, until: int, least: int) -> int:
    over = row.weight("over_g")
    if over > until and over >= max(least, NANO):
        row.fault("over_g", "band_gap", value=row.row["over_g"], at=_said(over), until=_said(until))
    if over < until:
        row.fault("over_g", "band_overlaps", value=row.row["over_g"], at=_said(over), until=_said(until))
    return over


def _band(row: Fields, currency: str, over: int, up_to: int, above: int) -> Band:
    """`above`: in a tiered table, where the band's own part of the weight begins."""
    fee = row.money("per_parcel", currency) if row.has("per_parcel") else 0
    forms = [row.given("per_kg"), row.given(*_FIRST, *_STEP), row.given("flat")]
    if sum(map(bool, forms)) != 1:
        row.fault("", "band_form", fields=", ".join(row.given("per_kg", *_FIRST, *_STEP, "flat")) or "-")
    elif forms[0]:
        return Band(over, up_to, "per_kg", fee, fee, per_kg_minor=row.money("per_kg", currency), from_nano=above)
    elif forms[1] and row.given(*_FIRST):
        if above:
            row.fault("first", "first_tiered")
        first = row.money("first", currency)
        first_weight, step_weight = row.weight("first_g", 1), row.weight("step_g", 1)
        return Band(over, up_to, "first", first + fee, fee, 0, first_weight, step_weight, row.money("step", currency))
    elif forms[1]:
        return Band(over, up_to, "step", fee, fee, 0, above, row.weight("step_g", 1), row.money("step", currency), above)
    else:
        return Band(over, up_to, "flat", row.money("flat", currency) + fee, fee)
    return Band(over, up_to, "flat", fee, fee)


def _add_up(zone: Fields, bands: list[Band], tiered: bool) -> tuple[Band, ...]:
    """In a tiered table each band carries what those below cost in full; their fees are not asked for twice."""
    if not tiered:
        return tuple(bands)
    found: list[Band] = []
    base = 0
    for band in bands:
        found.append(replace(band, base_milli=base))
        own = band.own(band.up_to_nano) * 1000
        if own.denominator != 1 or (band.form == "per_kg" and band.from_nano % NANO):
            zone.fault("bands", "tiered_pounds")
        base += int(own)
    return tuple(found)
