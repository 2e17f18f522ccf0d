"""The surcharges of a parcel and its fuel in words and figures: a part of derive.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.service import Card, Fuel, Surcharge, Zone
from fahuo.core.methods.shown import money, percent
from fahuo.core.methods.taken_of import FREIGHT, FUEL, HERE_FUEL, VALUE, in_order
from fahuo.core.methods.weights import kilograms, weight_said
from fahuo.core.words import minor_units

_NINE = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Extra:
    """A surcharge that is asked for, or the fuel, with its sentence in both languages."""

    row: int | None  # of the card's surcharges of the day; None: fuel
    zh: str
    en: str
    amount: int


@dataclass(frozen=True, slots=True)
class Sum:
    """What surcharges and fuel are added to."""

    parcel: Mapping[str, Any]
    card: Card
    zone: Zone
    rates: Rates
    freight: int
    chargeable: int  # billionths of a gram
    fuel: Fuel | None


def added(to: Sum) -> list[Extra]:
    """The fuel, if any, and those surcharges of the card that are asked for on the day, in its order; of a group the dearest alone."""
    on_day = [extra for extra in to.card.surcharges if extra.holds(to.rates.on)]
    names: dict[str, list[int]] = {FREIGHT: [to.freight]}
    if any(VALUE in extra.of for extra in on_day):
        names[VALUE] = [_value(to.parcel, to.card.currency, to.rates)]
    found: list[Extra] = []
    for rows in in_order(on_day, to.fuel.of if to.fuel else ()):
        if rows == HERE_FUEL:
            asked = [_fuel(to.fuel, to, names)] if to.fuel and to.fuel.ppm else []
        else:
            asked = [_extra(row, on_day[row], to, names) for row in rows if _applies(on_day[row], to)]
        if asked:
            dearest = max(asked, key=lambda extra: extra.amount)  # the first of equals
            names.setdefault(FUEL if dearest.row is None else on_day[dearest.row].code, []).append(dearest.amount)
            found.append(dearest)
    return sorted(found, key=lambda extra: -1 if extra.row is None else extra.row)


def _fuel(fuel: Fuel, to: Sum, names: Mapping[str, list[int]]) -> Extra:
    said, whole = _base((FREIGHT, *fuel.of), to, names)
    amount = _half_up(Decimal(whole) * fuel.ppm / 10**6)
    line = f"{percent(fuel.ppm)} × {said} = {money(amount, to.card.currency, True)}"
    return Extra(None, f"燃油附加费：{line}", f"fuel: {line}", amount)


def _base(of: Sequence[str], to: Sum, names: Mapping[str, list[int]]) -> tuple[str, int]:
    """What a percentage is taken of, as its parts and in all. A surcharge that is not asked for is no part."""
    parts = [amount for name in of for amount in names.get(name, [])] or [0]
    said = " + ".join(money(part, to.card.currency) for part in parts)
    return f"({said})" if len(parts) > 1 else said, sum(parts)


def _applies(extra: Surcharge, to: Sum) -> bool:
    parcel = to.parcel
    c, b, a = sorted(int(parcel[name]) for name in ("length_mm", "width_mm", "height_mm"))
    value = _value(parcel, extra.value_currency, to.rates) if extra.value_above_minor is not None else 0
    above = (
        (parcel["weight_g"], extra.weight_above_g),
        (to.chargeable, extra.chargeable_above_nano),
        (a, extra.longest_above_mm),
        (b, extra.second_above_mm),
        (a + b + c, extra.sides_above_mm),
        (a + 2 * (b + c), extra.girth_above_mm),
        (a * b * c, None if extra.volume_above_cm3 is None else extra.volume_above_cm3 * 1000),
        (value, extra.value_above_minor),
    )
    up_to = ((parcel["weight_g"], extra.weight_up_to_g), (to.chargeable, extra.chargeable_up_to_nano))
    return (
        all(limit is None or actual > limit for actual, limit in above)
        and all(limit is None or actual <= limit for actual, limit in up_to)
        and (extra.zones is None or to.zone.code in extra.zones)
        and (not extra.attributes or bool(extra.attributes & parcel["attributes"]))
        and not (extra.residential and (parcel.get("company") or "").strip())
        and (extra.countries is None or parcel["country"] in extra.countries)
        and (extra.places is None or extra.places.has(parcel["country"], parcel["postcode"], parcel.get("city")))
    )


def _extra(row: int, extra: Surcharge, to: Sum, names: Mapping[str, list[int]]) -> Extra:
    currency = to.card.currency
    (said_zh, said), amount = _asked(extra, to, names)
    bounded = max(amount, extra.least_minor or 0)
    if extra.most_minor is not None:
        bounded = min(bounded, extra.most_minor)
    figure = money(bounded, currency, True)
    zh, en = (f"{words} = {figure}" if words else figure for words in (said_zh, said))
    if bounded != amount:
        word_zh, word_en = ("最低", "at least") if bounded > amount else ("最高", "at most")
        plainly = [f"{words} = {money(amount, currency)}" if words else money(amount, currency) for words in (said_zh, said)]
        zh, en = f"{plainly[0]}，{word_zh} {figure}", f"{plainly[1]}, {word_en} {figure}"
    return Extra(row, f"{extra.name_zh}：{zh}", f"{extra.name_en}: {en}", bounded)


def _asked(extra: Surcharge, to: Sum, names: Mapping[str, list[int]]) -> tuple[tuple[str, str], int]:
    """How the amount is worked out, in both languages ("": it is written so), and the amount before it is bounded."""
    currency, above = to.card.currency, max(to.chargeable - extra.free_nano, 0)
    free = f"{weight_said(to.chargeable)} - {weight_said(extra.free_nano)}, " if extra.free_nano else ""
    if extra.ppm is not None:
        of, whole = _base(extra.of, to, names)
        said = f"{percent(extra.ppm)} × {of}"
        return (said, said), _half_up(Decimal(whole) * extra.ppm / 10**6)
    if extra.per_kg_minor is not None:
        said = f"{free}{kilograms(above)} kg × {money(extra.per_kg_minor, currency)}"
        return (said, said), _half_up(extra.per_kg_minor * kilograms(above))
    if extra.step_minor is not None:
        said = f"{free}{extra.steps(to.chargeable)} × {weight_said(extra.step_nano)} × {money(extra.step_minor, currency)}"
        return (said, said), extra.steps(to.chargeable) * extra.step_minor
    if extra.per_piece_minor is not None:
        pieces, each = int(to.parcel.get("pieces") or 0), money(extra.per_piece_minor, currency)
        return (f"{pieces} 件 × {each}", f"{pieces} × {each} a piece"), pieces * extra.per_piece_minor
    return ("", ""), extra.fixed_minor or 0


def _value(parcel: Mapping[str, Any], into: str | None, rates: Rates) -> int:
    """The goods' value in a currency."""
    currency, value = parcel.get("currency"), int(parcel.get("value_minor") or 0)
    if currency == into or not currency or not into:
        return value
    rate = Decimal(repr(rates.exchange.get(currency, 1.0))) / Decimal(repr(rates.exchange.get(into, 1.0)))
    return _half_up(value * rate.scaleb(minor_units(into) - minor_units(currency)).quantize(_NINE, ROUND_HALF_UP))


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
