"""Reads a card's surcharges and the insurance that it offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fahuo.core.methods.fields import MOST_G, MOST_MM, Fields
from fahuo.core.methods.read_limits import Lists, named_places
from fahuo.core.methods.service import Insurance, Span, Surcharge

SURCHARGE_FIELDS = (
    *("code", "name_zh", "name_en", "fixed", "percent", "of", "per_kg", "least", "most", "group", "valid_from", "valid_to"),
    *("attributes", "weight_above_g", "longest_above_mm", "second_above_mm", "sides_above_mm", "girth_above_mm"),
    *("value_above", "value_currency", "residential", "countries", "zones", "places", "postcodes", "cities"),
)
INSURANCE_FIELDS = ("percent", "least", "cap", "included")


def read_surcharge(entry: object, card: Fields, n: int, currency: str, zones: list[str], lists: Lists) -> Surcharge:
    """One surcharge; `zones` are the codes of the card's zones."""
    row = Fields(entry, f"{card.place}.surcharges[{n}]", SURCHARGE_FIELDS, card.faults)
    if len(row.given("fixed", "percent", "per_kg")) != 1:
        row.fault("", "one_of", fields="fixed, percent, per_kg")
    of = row.text("of") if row.has("of") else "freight"
    if of not in ("freight", "value", ""):
        row.fault("of", "unknown_name", value=of, known="freight, value")
    for code in row.texts("zones"):
        if code not in zones:
            row.fault("zones", "unknown_name", value=code, known=", ".join(zones))
    if row.has("value_above") != row.has("value_currency"):
        row.fault("", "together", fields="value_above, value_currency")
    value_currency = row.currency("value_currency") if row.has("value_currency") else None
    begin, end = row.days(always=False)
    least = row.money("least", currency) if row.has("least") else None
    most = row.money("most", currency) if row.has("most") else None
    if least is not None and most is not None and least > most:
        row.fault("least", "above_other", value=row.row["least"], other="most", most=row.row["most"])
    where = row.given("places", "postcodes", "cities")
    places = row.places("postcodes", "cities").join(named_places(row, "places", lists)) if where else None
    return Surcharge(
        code=row.text("code"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        fixed_minor=row.money("fixed", currency) if row.has("fixed") else None,
        ppm=row.percent("percent") if row.has("percent") else None,
        per_kg_minor=row.money("per_kg", currency) if row.has("per_kg") else None,
        of_value=of == "value",
        least_minor=least,
        most_minor=most,
        group=row.text("group") if row.has("group") else None,
        span=Span(begin, end) if begin > date.min or end else None,
        attributes=row.attributes("attributes"),
        weight_above_g=row.maybe_whole("weight_above_g", 0, MOST_G),
        longest_above_mm=row.maybe_whole("longest_above_mm", 0, MOST_MM),
        second_above_mm=row.maybe_whole("second_above_mm", 0, MOST_MM),
        sides_above_mm=row.maybe_whole("sides_above_mm", 0, 3 * MOST_MM),
        girth_above_mm=row.maybe_whole("girth_above_mm", 0, 5 * MOST_MM),
        value_above_minor=row.money("value_above", value_currency) if row.has("value_above") and value_currency else None,
        value_currency=value_currency,
        residential=row.boolean("residential", False),
        countries=row.countries("countries") if row.has("countries") else None,
        zones=tuple(row.texts("zones")) if row.has("zones") else None,
        places=places,
    )


def charged_twice(card: Fields, surcharges: Sequence[Surcharge]) -> None:
    """A surcharge may stand several times, with other days or conditions; the same one on the same days is a slip of the pen."""
    seen: dict[Surcharge, list[tuple[int, Span]]] = {}
    for n, extra in enumerate(surcharges, 1):
        span = extra.span or Span(date.min, None)
        same = seen.setdefault(_apart_from_price(extra), [])
        if first := next((row for row, other in same if extra.group is None and span.meets(other)), None):
            card.fault(f"surcharges[{n}]", "charged_twice", value=extra.code, first=f"surcharges[{first}]")
        same.append((n, span))


def _apart_from_price(extra: Surcharge) -> Surcharge:
    """Its code, form of price and conditions: "2 % and 5" is two surcharges of one code that are both meant."""
    fixed, part, per_kg = (None if price is None else 0 for price in (extra.fixed_minor, extra.ppm, extra.per_kg_minor))
    plain = replace(extra, name_zh="", name_en="", least_minor=None, most_minor=None, span=None)
    return replace(plain, fixed_minor=fixed, ppm=part, per_kg_minor=per_kg)


def read_insurance(card: Fields, currency: str) -> Insurance | None:
    """The insurance that the card offers, if it does."""
    if not card.has("insurance"):
        return None
    row = Fields(card.row["insurance"], f"{card.place}.insurance", INSURANCE_FIELDS, card.faults)
    return Insurance(
        ppm=row.percent("percent"),
        least_minor=row.money("least", currency) if row.has("least") else 0,
        cap_minor=row.money("cap", currency) if row.has("cap") else None,
        included_minor=row.money("included", currency) if row.has("included") else 0,
    )
