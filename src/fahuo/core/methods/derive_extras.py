"""The surcharges of a parcel in words and figures: a part of derive.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.service import Card, Surcharge, Zone
from fahuo.core.methods.shown import money, percent
from fahuo.core.words import minor_units

_NINE = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Extra:
    """A surcharge that is asked for, with its sentence in both languages."""

    code: str
    group: str | None
    zh: str
    en: str
    amount: int


def extras_of(parcel: Mapping[str, Any], card: Card, zone: Zone, freight: int, chargeable: int, rates: Rates) -> Iterator[Extra]:
    """Those surcharges of the card that are asked for on the day, in its order; of a group the dearest alone."""
    found = [
        _extra(extra, parcel, card, freight, chargeable, rates)
        for extra in card.surcharges
        if extra.holds(rates.on) and (extra.zones is None or zone.code in extra.zones) and _applies(extra, parcel, rates)
    ]
    dearest: dict[str, Extra] = {}
    for extra in found:
        if extra.group and (extra.group not in dearest or extra.amount > dearest[extra.group].amount):
            dearest[extra.group] = extra
    return (extra for extra in found if not extra.group or dearest[extra.group] is extra)


def _applies(extra: Surcharge, parcel: Mapping[str, Any], rates: Rates) -> bool:
    c, b, a = sorted(int(parcel[name]) for name in ("length_mm", "width_mm", "height_mm"))
    above = (
        (parcel["weight_g"], extra.weight_above_g),
        (a, extra.longest_above_mm),
        (b, extra.second_above_mm),
        (a + b + c, extra.sides_above_mm),
        (a + 2 * (b + c), extra.girth_above_mm),
        (_value(parcel, extra.value_currency, rates) if extra.value_above_minor is not None else 0, extra.value_above_minor),
    )
    return (
        all(limit is None or actual > limit for actual, limit in above)
        and (not extra.attributes or bool(extra.attributes & parcel["attributes"]))
        and not (extra.residential and (parcel.get("company") or "").strip())
        and (extra.countries is None or parcel["country"] in extra.countries)
        and (extra.places is None or extra.places.has(parcel["country"], parcel["postcode"], parcel.get("city")))
    )


def _extra(extra: Surcharge, parcel: Mapping[str, Any], card: Card, freight: int, chargeable: int, rates: Rates) -> Extra:
    if extra.ppm is not None:
        whole = _value(parcel, card.currency, rates) if extra.of_value else freight
        amount = _half_up(Decimal(whole) * extra.ppm / 10**6)
        said = f"{percent(extra.ppm)} × {money(whole, card.currency)}"
    elif extra.per_kg_minor is not None:
        amount = _half_up(Decimal(extra.per_kg_minor) * chargeable / 1000)
        said = f"{Decimal(chargeable) / 1000} kg × {money(extra.per_kg_minor, card.currency)}"
    else:
        amount, said = extra.fixed_minor or 0, ""
    bounded = max(amount, extra.least_minor or 0)
    if extra.most_minor is not None:
        bounded = min(bounded, extra.most_minor)
    figure = money(bounded, card.currency, True)
    zh = en = f"{said} = {figure}" if said else figure
    if bounded != amount:
        word_zh, word_en = ("最低", "at least") if bounded > amount else ("最高", "at most")
        plainly = f"{said} = {money(amount, card.currency)}" if said else money(amount, card.currency)
        zh, en = f"{plainly}，{word_zh} {figure}", f"{plainly}, {word_en} {figure}"
    return Extra(extra.code, extra.group, f"{extra.name_zh}：{zh}", f"{extra.name_en}: {en}", bounded)


def _value(parcel: Mapping[str, Any], into: str | None, rates: Rates) -> int:
    """The goods' value in a currency."""
    currency, value = parcel.get("currency"), int(parcel.get("value_minor") or 0)
    if currency == into or not currency or not into:
        return value
    rate = Decimal(repr(rates.exchange.get(currency, 1.0))) / Decimal(repr(rates.exchange.get(into, 1.0)))
    return _half_up(value * rate.scaleb(minor_units(into) - minor_units(currency)).quantize(_NINE, ROUND_HALF_UP))


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
