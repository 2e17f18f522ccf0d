"""Reads a card's surcharges and the insurance that it offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fahuo.core.methods.faults import Fault
from fahuo.core.methods.fields import MOST_MM, Fields
from fahuo.core.methods.read_limits import MOST_CM3, Lists, named_places
from fahuo.core.methods.service import Card, Fuel, Insurance, Span, Surcharge
from fahuo.core.methods.taken_of import FREIGHT, NAMED, Circle, in_order
from fahuo.core.methods.weights import NANO, weight_said

SURCHARGE_FIELDS = (
    *("code", "name_zh", "name_en", "fixed", "percent", "of", "per_kg", "step_g", "step", "free_g", "per_piece"),
    *("least", "most", "group", "valid_from", "valid_to"),
    *("attributes", "weight_above_g", "weight_up_to_g", "chargeable_above_g", "chargeable_up_to_g"),
    *("longest_above_mm", "second_above_mm", "sides_above_mm", "girth_above_mm", "volume_above_cm3"),
    *("value_above", "value_currency", "residential", "countries", "zones", "places", "postcodes", "cities", "regions"),
)
FORMS = ("fixed", "percent", "per_kg", "step", "per_piece")
WEIGHTS = ("weight_above_g", "weight_up_to_g", "chargeable_above_g", "chargeable_up_to_g")
INSURANCE_FIELDS = ("percent", "least", "cap", "included")


def read_surcharge(entry: object, card: Fields, n: int, currency: str, zones: list[str], lists: Lists) -> Surcharge:
    """One surcharge; `zones` are the codes of the card's zones."""
    row = Fields(entry, f"{card.place}.surcharges[{n}]", SURCHARGE_FIELDS, card.faults)
    if len(row.given(*FORMS)) != 1:
        row.fault("", "one_of", fields=", ".join(FORMS))
    if row.has("step_g") != row.has("step"):
        row.fault("", "together", fields="step_g, step")
    if row.has("free_g") and not row.given("per_kg", "step"):
        row.fault("free_g", "only_with", fields="per_kg, step")
    for code in row.texts("zones"):
        if code not in zones:
            row.fault("zones", "unknown_name", value=code, known=", ".join(zones))
    if row.has("value_above") != row.has("value_currency"):
        row.fault("", "together", fields="value_above, value_currency")
    value_currency = row.currency("value_currency") if row.has("value_currency") else None
    begin, end = row.days(always=False)
    weights = {name: row.weight(name) if row.has(name) else None for name in WEIGHTS}
    free = row.weight("free_g") if row.has("free_g") else 0
    if free:  # what is free is not asked for
        weights["chargeable_above_g"] = max(free, weights["chargeable_above_g"] or 0)
    for above, up_to in (WEIGHTS[:2], WEIGHTS[2:]):
        low, high = weights[above], weights[up_to]
        if low is not None and high is not None and low >= high:
            row.fault(
                above if row.has(above) else "free_g",
                "nothing_between",
                value=row.row.get(above, row.row.get("free_g")),
                at=weight_said(low),
                other=up_to,
                most=weight_said(high),
            )
    least = row.money("least", currency) if row.has("least") else None
    most = row.money("most", currency) if row.has("most") else None
    if least is not None and most is not None and least > most:
        row.fault("least", "above_other", value=row.row["least"], other="most", most=row.row["most"])
    where = row.given("places", "postcodes", "cities", "regions")
    places = row.places("postcodes", "cities", "regions").join(named_places(row, "places", lists)) if where else None
    return Surcharge(
        code=row.text("code"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        fixed_minor=row.money("fixed", currency) if row.has("fixed") else None,
        ppm=row.percent("percent") if row.has("percent") else None,
        per_kg_minor=row.money("per_kg", currency) if row.has("per_kg") else None,
        step_nano=row.weight("step_g", 1) if row.has("step_g") else NANO,
        step_minor=row.money("step", currency) if row.has("step") else None,
        free_nano=free,
        per_piece_minor=row.money("per_piece", currency) if row.has("per_piece") else None,
        of=_of(row),
        least_minor=least,
        most_minor=most,
        group=row.text("group") if row.has("group") else None,
        span=Span(begin, end) if begin > date.min or end else None,
        attributes=row.attributes("attributes"),
        weight_above_g=_grams(weights["weight_above_g"]),
        weight_up_to_g=_grams(weights["weight_up_to_g"]),
        chargeable_above_nano=weights["chargeable_above_g"],
        chargeable_up_to_nano=weights["chargeable_up_to_g"],
        longest_above_mm=row.maybe_whole("longest_above_mm", 0, MOST_MM),
        second_above_mm=row.maybe_whole("second_above_mm", 0, MOST_MM),
        sides_above_mm=row.maybe_whole("sides_above_mm", 0, 3 * MOST_MM),
        girth_above_mm=row.maybe_whole("girth_above_mm", 0, 5 * MOST_MM),
        volume_above_cm3=row.maybe_whole("volume_above_cm3", 0, MOST_CM3),
        value_above_minor=row.money("value_above", value_currency) if row.has("value_above") and value_currency else None,
        value_currency=value_currency,
        residential=row.boolean("residential", False),
        countries=row.countries("countries") if row.has("countries") else None,
        zones=tuple(row.texts("zones")) if row.has("zones") else None,
        places=places,
    )


def _grams(nano: int | None) -> int | None:
    """Whole grams, for what parcels weigh: above 1 lb is above 453 g."""
    return None if nano is None else nano // NANO


def _of(row: Fields) -> tuple[str, ...]:
    """What a part is taken of: one name or a list of them."""
    if not row.has("of"):
        return (FREIGHT,)
    if not row.has("percent"):
        row.fault("of", "only_with", fields="percent")
    of = [row.text("of")] if isinstance(row.row["of"], str) else row.texts("of")
    if row.row["of"] == []:
        row.fault("of", "empty")
    for name in {name for name in of if of.count(name) > 1}:
        row.fault("of", "twice", value=name, first="of")
    return tuple(dict.fromkeys(name for name in of if name)) or (FREIGHT,)


def taken_of_known(card: Fields, surcharges: Sequence[Surcharge]) -> None:
    """What a part is taken of is freight, fuel, the goods' value, or a surcharge of the card, and nobody has to ask which."""
    codes = dict.fromkeys(extra.code for extra in surcharges if extra.code)
    for n, extra in enumerate(surcharges, 1):
        for name in extra.of:
            if name not in NAMED and name not in codes:
                card.fault(f"surcharges[{n}].of", "unknown_name", value=name, known=", ".join([*NAMED, *codes]))
            elif name in NAMED and name in codes and extra.of != (FREIGHT,):
                card.fault(f"surcharges[{n}].of", "two_meanings", value=name)


def no_circle(card: Card, place: str, fuel: Sequence[Fuel], faults: list[Fault]) -> None:
    """On no day of the card are amounts taken of each other. Whatever holds together on a day does so on a day on which something begins."""
    begins = {row.valid_from for row in fuel} | {extra.span.valid_from for extra in card.surcharges if extra.span}
    for day in sorted({card.valid_from} | {day for day in begins if card.holds(day)}):
        last = next((row for row in reversed(fuel) if row.valid_from <= day), None)
        of = last.of if last and not card.fuel_included and (last.valid_to is None or day < last.valid_to) else ()
        try:
            in_order([extra for extra in card.surcharges if extra.holds(day)], of)
        except Circle as circle:
            faults.append(Fault(f"{place}.surcharges", "circle", (("value", " → ".join(circle.names)),)))
            return


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
    plain = replace(extra, name_zh="", name_en="", least_minor=None, most_minor=None, span=None, step_nano=NANO, free_nano=0)
    prices = (extra.fixed_minor, extra.ppm, extra.per_kg_minor, extra.step_minor, extra.per_piece_minor)
    fixed, part, per_kg, step, per_piece = (None if price is None else 0 for price in prices)
    return replace(plain, fixed_minor=fixed, ppm=part, per_kg_minor=per_kg, step_minor=step, per_piece_minor=per_piece)


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
