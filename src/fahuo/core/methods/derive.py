"""An offer worked out step by step in words and figures, so that a person can check it with a pencil."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.postcodes import plain
from fahuo.core.methods.service import Band, Card, Service, Surcharge, Zone
from fahuo.core.reasons import say
from fahuo.core.words import ATTRIBUTE_NAMES, Attribute, minor_units

_GRAMS = {"too_heavy", "beyond_bands"}
_MM = {"too_long", "sides_too_large", "girth_too_large"}
_MONEY = {"value_too_high", "value_not_comparable"}


@dataclass(frozen=True, slots=True)
class Working:
    """One step: a sentence in both languages and the figure that it ends in."""

    code: str  # actual, volumetric, chargeable, band, freight, fuel, surcharge, total, home, refused
    zh: str
    en: str
    figure: int  # g, or minor units of the card's currency (home: of the merchant's); refused: 0

    def say(self, language: str = "en") -> str:
        """The sentence in the language."""
        return self.zh if language.startswith("zh") else self.en


def derivation(offer: Mapping[str, Any], parcel: Mapping[str, Any], rates: Rates, home: str) -> list[Working]:
    """The steps that lead to the offer's figures, or the one sentence of its refusal.

    `offer` is a row of frames.Offers; `parcel` a row of frames.Parcels with `country` and `postcode` of its order; `rates` those of the
    day of the offer; `home` the merchant's currency. Worked out again from the card: for an offer of these rates the last figures equal
    the stored ones. ValueError where the offer's card is not the service's.
    """
    service = rates.services[rates.row(offer["service_id"])]
    if offer["reason"] is not None:
        zh, en = (say(offer["reason"], refusal_values(offer, rates, language), language) for language in ("zh", "en"))
        return [Working("refused", zh, en, 0)]
    card = next((c for c in service.cards if service.card_code(c) == offer["card"]), None)
    if card is None:
        raise ValueError(f"service {service.code} has no card {offer['card']!r}; give the services as they were on the day of the offer")
    zone = next(z for z in card.zones if z.code == offer["zone"])
    return list(_steps(parcel, service, card, zone, rates, home))


def refusal_values(offer: Mapping[str, Any], rates: Rates, language: str = "en") -> dict[str, object]:
    """Limit and actual of a refused offer with their units, for reasons.say: {"limit": "2,000 g", "actual": "2,450 g"}."""
    reason, limit, actual = offer["reason"], offer["limit"], offer["actual"]
    if reason == "attribute_refused":
        return {"limit": _names(limit, language), "actual": _names(actual, language)}
    if reason in _MONEY:
        service = rates.services[rates.row(offer["service_id"])]
        card = service.card(rates.on)
        currency = next((z.limits.value_currency for z in card.zones if z.code == offer["zone"]), None) if card else None
        return {"limit": _money(limit, currency or "", True), "actual": _money(actual, currency or "", True)}
    unit = "g" if reason in _GRAMS else "mm"
    return {"limit": _unit(limit, unit), "actual": _unit(actual, unit)} if reason in _GRAMS | _MM else {}


def _steps(parcel: Mapping[str, Any], service: Service, card: Card, zone: Zone, rates: Rates, home: str) -> Iterator[Working]:
    weight = int(parcel["weight_g"])
    yield Working("actual", f"实重 {weight:,} g", f"actual weight {weight:,} g", weight)
    basis = weight
    if card.volumetric:
        size = _volumetric(parcel, card, weight)
        yield size[0]
        basis = max(weight, size[0].figure) if size[1] else weight
    least = max(basis, zone.min_g)
    chargeable = -(-least // zone.step_g) * zone.step_g
    zh = f"计费重：{basis:,} g" + (f"，最低 {zone.min_g:,} g" if zone.min_g else "") + f"，按 {zone.step_g:,} g 进位 = {chargeable:,} g"
    en = f"chargeable: {basis:,} g" + (f", at least {zone.min_g:,} g" if zone.min_g else "")
    yield Working("chargeable", zh, f"{en}, up to the next {zone.step_g:,} g = {chargeable:,} g", chargeable)
    band = next(b for b in zone.bands if chargeable <= b.up_to_g)
    name = f"{band.over_g:,} g < W ≤ {band.up_to_g:,} g"
    code = service.card_code(card)
    yield Working("band", f"价卡 {code}，分区 {zone.code}，{name}", f"card {code}, zone {zone.code}, {name}", band.up_to_g)
    freight = _freight(band, chargeable, card.currency)
    yield freight
    parts = [freight.figure]
    fuel = service.fuel_ppm(rates.on)
    if fuel:
        parts.append(_part(freight.figure, fuel))
        said = f"{_percent(fuel)} × {_money(freight.figure, card.currency)} = {_money(parts[-1], card.currency, True)}"
        yield Working("fuel", f"燃油附加费：{said}", f"fuel: {said}", parts[-1])
    for extra in card.surcharges:
        if _applies(extra, parcel):
            step = _surcharge(extra, freight.figure, card.currency)
            parts.append(step.figure)
            yield step
    total = sum(parts)
    said = " + ".join(_money(p, card.currency) for p in parts) + f" = {_money(total, card.currency, True)}"
    yield Working("total", f"合计：{said}", f"total: {said}", total)
    if card.currency != home:
        yield _home(total, card.currency, rates, home)


def _volumetric(parcel: Mapping[str, Any], card: Card, weight: int) -> tuple[Working, bool]:
    rule = card.volumetric
    assert rule is not None
    a, b, c = (int(parcel[name]) for name in ("length_mm", "width_mm", "height_mm"))
    volumetric = -(-a * b * c // rule.divisor)
    zh = f"体积重：{a} × {b} × {c} mm ÷ {rule.divisor} = {volumetric:,} g"
    en = f"volumetric: {a} x {b} x {c} mm / {rule.divisor} = {volumetric:,} g"
    why = ("", "")
    if rule.longest_above_mm is not None and max(a, b, c) <= rule.longest_above_mm:
        why = (f"最长边不超过 {rule.longest_above_mm:,} mm", f"no side is above {rule.longest_above_mm:,} mm")
    elif rule.weight_above_g is not None and weight <= rule.weight_above_g:
        why = (f"实重不超过 {rule.weight_above_g:,} g", f"the actual weight is not above {rule.weight_above_g:,} g")
    elif rule.exceeds_ppm is not None and volumetric * 10**6 <= weight * (10**6 + rule.exceeds_ppm):
        much = _percent(rule.exceeds_ppm)
        why = (f"未超过实重 {much}", f"it is not above the actual weight by more than {much}")
    if why[0]:
        zh, en = f"{zh}，不计（{why[0]}）", f"{en}, does not count ({why[1]})"
    return Working("volumetric", zh, en, volumetric), not why[0]


def _freight(band: Band, chargeable: int, currency: str) -> Working:
    fee_zh, fee_en = (
        (f" + 挂号费 {_money(band.fee_minor, currency)}", f" + fee {_money(band.fee_minor, currency)}") if band.fee_minor else ("", "")
    )
    base = _money(band.fixed_minor - band.fee_minor, currency)
    if band.form == "per_kg":
        freight = band.fee_minor + _half_up(Decimal(band.per_kg_minor) * chargeable / 1000)
        zh = en = f"{Decimal(chargeable) / 1000} kg × {_money(band.per_kg_minor, currency)}"
    elif band.form == "first":
        steps = max(0, -(-(chargeable - band.first_g) // band.step_g))
        freight = band.fixed_minor + steps * band.step_minor
        more = f"{steps} × {band.step_g:,} g × {_money(band.step_minor, currency)}"
        zh, en = f"首重 {band.first_g:,} g {base} + 续重 {more}", f"first {band.first_g:,} g {base} + {more}"
    else:
        freight = band.fixed_minor
        zh, en = f"每件 {base}", f"flat {base}"
    total = _money(freight, currency, True)
    return Working("freight", f"运费：{zh}{fee_zh} = {total}", f"freight: {en}{fee_en} = {total}", freight)


def _applies(extra: Surcharge, parcel: Mapping[str, Any]) -> bool:
    longest = max(parcel["length_mm"], parcel["width_mm"], parcel["height_mm"])
    postcode = plain(parcel["postcode"] or "")
    return (
        (not extra.attributes or bool(extra.attributes & parcel["attributes"]))
        and (extra.weight_above_g is None or parcel["weight_g"] > extra.weight_above_g)
        and (extra.longest_above_mm is None or longest > extra.longest_above_mm)
        and (not extra.postcodes or any(parcel["country"] == c and postcode.startswith(start) for c, start in extra.postcodes))
    )


def _surcharge(extra: Surcharge, freight: int, currency: str) -> Working:
    if extra.ppm is not None:
        amount = _part(freight, extra.ppm)
        said = f"{_percent(extra.ppm)} × {_money(freight, currency)} = {_money(amount, currency, True)}"
    else:
        amount = extra.fixed_minor or 0
        said = _money(amount, currency, True)
    return Working("surcharge", f"{extra.name_zh}：{said}", f"{extra.name_en}: {said}", amount)


def _home(total: int, currency: str, rates: Rates, home: str) -> Working:
    rate = Decimal(repr(rates.exchange[currency])) / Decimal(repr(rates.exchange.get(home, 1.0)))
    factor = rate.scaleb(minor_units(home) - minor_units(currency)).quantize(Decimal("1e-9"), ROUND_HALF_UP)
    amount = _half_up(total * factor)
    shown = f"{rate.quantize(Decimal('1e-9')).normalize():f}"
    said = f"{_money(total, currency, True)} × {shown} = {_money(amount, home, True)}"
    return Working("home", f"折合：{said}", f"in {home}: {said}", amount)


def _part(amount: int, ppm: int) -> int:
    return _half_up(Decimal(amount) * ppm / 10**6)


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _percent(ppm: int) -> str:
    return f"{(Decimal(ppm) / 10**4).normalize():f} %"


def _money(minor: int | None, currency: str, named: bool = False) -> str:
    if minor is None:
        return "—"
    places = minor_units(currency)
    return f"{Decimal(minor).scaleb(-places):,.{places}f}" + (f" {currency}" if named else "")


def _unit(value: int | None, unit: str) -> str:
    return "—" if value is None else f"{value:,} {unit}"


def _names(bits: int, language: str) -> str:
    zh = language.startswith("zh")
    return ("、" if zh else ", ").join(ATTRIBUTE_NAMES[a][0 if zh else 1] for a in Attribute if a & bits)
