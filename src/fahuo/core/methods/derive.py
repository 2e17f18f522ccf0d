"""An offer worked out step by step in words and figures, so that a person can check it with a pencil."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.derive_extras import Sum, added
from fahuo.core.methods.service import Band, Card, Limits, Service, Table, Volumetric, Zone
from fahuo.core.methods.shown import money, names, percent, sides, unit
from fahuo.core.methods.weights import NANO, kilograms, weight_said
from fahuo.core.reasons import say
from fahuo.core.words import minor_units

_GRAMS = {"too_heavy", "too_light", "beyond_bands"}
_MM = {"too_long", "sides_too_large", "girth_too_large"}
_SIDES = {"does_not_fit", "too_small"}
_DATED = {"no_card_on_day", "currency_without_rate", "value_not_comparable"}
_RULES = {"forbidden_by_rule", "outside_forced"}


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

    `offer` is a row of frames.Offers; `parcel` a row of frames.Parcels with `country`, `postcode`, `city`, `company` and `currency` of its
    order and `value_minor` of its goods; `rates` those of the day of the offer; `home` the merchant's currency. Worked out again from the
    card: for an offer of these rates the last figures equal the stored ones. ValueError where the offer's card is not the service's.
    """
    service = rates.services[rates.row(offer["service_id"])]
    if offer["reason"] is not None:
        zh, en = (
            say(offer["reason"], refusal_values(offer, rates, language, parcel.get("currency")), language) for language in ("zh", "en")
        )
        return [Working("refused", zh, en, 0)]
    card = next((c for c in service.cards if service.card_code(c) == offer["card"]), None)
    if card is None:
        raise ValueError(f"service {service.code} has no card {offer['card']!r}; give the services as they were on the day of the offer")
    zone = next(z for z in card.zones if z.code == offer["zone"])
    return list(_steps(parcel, service, card, zone, rates, home))


def refusal_values(offer: Mapping[str, Any], rates: Rates, language: str = "en", currency: str | None = None) -> dict[str, object]:
    """Limit and actual of a refused offer with their units, for reasons.say: {"limit": "2,000 g", "actual": "2,450 g"}.

    `currency` is that of the order: a value that cannot be compared names the currencies that have no rate on the day.
    """
    reason, limit, actual = offer["reason"], offer["limit"], offer["actual"]
    if reason in _DATED:
        return {"on": rates.on.isoformat(), "currencies": _without_rate(offer, rates, currency)}
    if reason == "card_unreadable":
        faults = rates.services[rates.row(offer["service_id"])].unread
        return {"fault": faults[0].say(language) if faults else "—"}
    if reason == "attribute_refused":
        return {"limit": names(limit, language), "actual": names(actual, language)}
    if reason == "value_too_high":
        service = rates.services[rates.row(offer["service_id"])]
        card = service.card(rates.on)
        of = next((z.limits.value_currency for z in card.zones if z.code == offer["zone"]), None) if card else None
        return {"limit": money(limit, of or "", True), "actual": money(actual, of or "", True)}
    if reason == "pieces_above_limit":
        return {"limit": f"{limit:,}", "actual": f"{actual:,}"}
    if reason in _SIDES:
        return {"limit": sides(limit), "actual": sides(actual)}
    if reason in _RULES:
        return {"rule": f"#{limit}"}  # who knows the rule's name says it instead
    name = "g" if reason in _GRAMS else "mm"
    return {"limit": unit(limit, name), "actual": unit(actual, name)} if reason in _GRAMS | _MM else {}


def _without_rate(offer: Mapping[str, Any], rates: Rates, currency: str | None) -> str:
    """Those of the currencies in question that have no rate on the day."""
    card = rates.cards[rates.row(offer["service_id"])]
    if card is None:
        return "—"
    asked = {card.currency} if offer["reason"] == "currency_without_rate" else {currency, card.currency}
    if offer["reason"] == "value_not_comparable":
        asked |= {zone.limits.value_currency for zone in card.zones} | {extra.value_currency for extra in card.surcharges}
    return ", ".join(sorted(c for c in asked if c and c not in rates.exchange)) or currency or "—"


def _steps(parcel: Mapping[str, Any], service: Service, card: Card, zone: Zone, rates: Rates, home: str) -> Iterator[Working]:
    weight = int(parcel["weight_g"])
    yield Working("actual", f"实重 {weight:,} g", f"actual weight {weight:,} g", weight)
    basis = weight
    if zone.volumetric and zone.volumetric.divisor:
        size, basis = _volumetric(parcel, zone.volumetric, weight)
        yield size
    chargeable = zone.chargeable(basis)
    least, step, found = (weight_said(nano) for nano in (zone.min_nano, zone.step_nano, chargeable))
    zh = f"计费重：{basis:,} g" + (f"，最低 {least}" if zone.min_nano else "") + f"，按 {step} 进位 = {found}"
    en = f"chargeable: {basis:,} g" + (f", at least {least}" if zone.min_nano else "")
    yield Working("chargeable", zh, f"{en}, up to the next {step} = {found}", chargeable // NANO)
    table, band = _table(parcel, zone, chargeable)
    name = f"{weight_said(band.over_nano)} < W ≤ {weight_said(band.up_to_nano)}"
    code = service.card_code(card)
    size_zh, size_en = (f"，尺寸 {table.size.code}", f", size {table.size.code}") if table.size else ("", "")
    yield Working(
        "band", f"价卡 {code}，分区 {zone.code}{size_zh}，{name}", f"card {code}, zone {zone.code}{size_en}, {name}", band.up_to_g
    )
    freight = _freight(band, zone, chargeable, card.currency)
    yield freight
    parts = [freight.figure]
    for extra in added(Sum(parcel, card, zone, rates, freight.figure, chargeable, service.fuel_on(rates.on))):
        parts.append(extra.amount)
        yield Working("fuel" if extra.row is None else "surcharge", extra.zh, extra.en, extra.amount)
    total = sum(parts)
    sum_of = " + ".join(money(p, card.currency) for p in parts) + " = " if len(parts) > 1 else ""
    said = sum_of + money(total, card.currency, True)
    yield Working("total", f"合计：{said}", f"total: {said}", total)
    if card.currency != home:
        yield _home(total, card.currency, rates, home)


def _volumetric(parcel: Mapping[str, Any], rule: Volumetric, weight: int) -> tuple[Working, int]:
    """The step, and the weight that counts."""
    a, b, c = (int(parcel[name]) for name in ("length_mm", "width_mm", "height_mm"))
    if not a * b * c:
        return Working("volumetric", "体积重：未给尺寸，不计", "volumetric: no size is given, it does not count", 0), weight
    volumetric = -(-a * b * c // rule.divisor)
    zh = f"体积重：{a} × {b} × {c} mm ÷ {rule.divisor} = {volumetric:,} g"
    en = f"volumetric: {a} x {b} x {c} mm / {rule.divisor} = {volumetric:,} g"
    why = ("", "")
    if rule.longest_above_mm is not None and max(a, b, c) <= rule.longest_above_mm:
        why = (f"最长边不超过 {rule.longest_above_mm:,} mm", f"no side is above {rule.longest_above_mm:,} mm")
    elif rule.sides_above_mm is not None and a + b + c <= rule.sides_above_mm:
        why = (f"三边之和不超过 {rule.sides_above_mm:,} mm", f"the three sides are not above {rule.sides_above_mm:,} mm")
    elif rule.volume_above_cm3 is not None and a * b * c <= rule.volume_above_cm3 * 1000:
        why = (f"体积不超过 {rule.volume_above_cm3:,} cm³", f"the volume is not above {rule.volume_above_cm3:,} cm³")
    elif rule.weight_above_g is not None and weight <= rule.weight_above_g:
        why = (f"实重不超过 {rule.weight_above_g:,} g", f"the actual weight is not above {rule.weight_above_g:,} g")
    elif rule.exceeds_ppm is not None and volumetric * 10**6 <= weight * (10**6 + rule.exceeds_ppm):
        much = percent(rule.exceeds_ppm)
        why = (f"未超过实重 {much}", f"it is not above the actual weight by more than {much}")
    if why[0]:
        return Working("volumetric", f"{zh}，不计（{why[0]}）", f"{en}, does not count ({why[1]})", volumetric), weight
    size = volumetric - weight * rule.less_ppm // 10**6
    if rule.less_ppm:
        zh, en = (
            f"{said}{less} = {size:,} g"
            for said, less in ((zh, f"，减实重的 {percent(rule.less_ppm)}"), (en, f", less {percent(rule.less_ppm)} of the actual weight"))
        )
    counts = max(weight, size)
    if size > weight and rule.share_ppm < 10**6:
        counts = weight - (-(size - weight) * rule.share_ppm // 10**6)
        zh = f"{zh}，差额计 {percent(rule.share_ppm)} = {counts:,} g"
        en = f"{en}, of the difference {percent(rule.share_ppm)} counts = {counts:,} g"
    return Working("volumetric", zh, en, volumetric), counts


def _table(parcel: Mapping[str, Any], zone: Zone, chargeable: int) -> tuple[Table, Band]:
    """The first size that takes the parcel, and the band of its weight."""
    for table in zone.tables:
        if table.size is None or _fits(parcel, table.size.limits):
            band = next((b for b in table.bands if chargeable <= b.up_to_nano), None)
            if band is not None:
                return table, band
    raise ValueError(f"zone {zone.code} has no price for {weight_said(chargeable)}; give the services as they were on the day of the offer")


def _fits(parcel: Mapping[str, Any], most: Limits) -> bool:
    c, b, a = sorted(int(parcel[name]) for name in ("length_mm", "width_mm", "height_mm"))
    checks = ((parcel["weight_g"], most.weight_g), (a, most.longest_mm), (a + b + c, most.sides_mm), (a + 2 * (b + c), most.girth_mm))
    fits = most.fits_mm is None or all(side <= limit for side, limit in zip((a, b, c), most.fits_mm, strict=True))
    return fits and all(limit is None or actual <= limit for actual, limit in checks)


def _freight(band: Band, zone: Zone, chargeable: int, currency: str) -> Working:
    fee_zh, fee_en = (
        (f" + 挂号费 {money(band.fee_minor, currency)}", f" + fee {money(band.fee_minor, currency)}") if band.fee_minor else ("", "")
    )
    base = money(band.fixed_minor - band.fee_minor, currency)
    freight = band.freight(chargeable)
    steps = f"{band.steps(chargeable)} × {weight_said(band.step_nano)} × {money(band.step_minor, currency)}"
    if band.form == "per_kg":
        zh = en = f"{kilograms(chargeable - band.from_nano)} kg × {money(band.per_kg_minor, currency)}"
    elif band.form == "first":
        first = weight_said(band.first_nano)
        zh, en = f"首重 {first} {base} + 续重 {steps}", f"first {first} {base} + {steps}"
    elif band.form == "step":
        zh, en = f"续重 {steps}", steps
    else:
        zh, en = f"每件 {base}", f"flat {base}"
    if band.base_milli:
        below = f"{(Decimal(band.base_milli).scaleb(-3 - minor_units(currency))).normalize():,f}"
        over = weight_said(band.over_nano)
        zh, en = f"{over} 以内 {below} + {zh}", f"up to {over} {below} + {en}"
    if band.keep_ppm < 10**6:
        less = percent(10**6 - band.keep_ppm)
        zh, en = f"公布价（{zh}）减 {less}", f"list price ({en}) less {less}"
    if freight < zone.least_minor:
        least = money(zone.least_minor, currency, True)
        said = money(freight, currency)
        zh, en = f"运费：{zh}{fee_zh} = {said}，最低 {least}", f"freight: {en}{fee_en} = {said}, at least {least}"
        return Working("freight", zh, en, zone.least_minor)
    total = money(freight, currency, True)
    return Working("freight", f"运费：{zh}{fee_zh} = {total}", f"freight: {en}{fee_en} = {total}", freight)


def _home(total: int, currency: str, rates: Rates, home: str) -> Working:
    rate = Decimal(repr(rates.exchange[currency])) / Decimal(repr(rates.exchange.get(home, 1.0)))
    factor = rate.scaleb(minor_units(home) - minor_units(currency)).quantize(Decimal("1e-9"), ROUND_HALF_UP)
    amount = _half_up(total * factor)
    shown = f"{rate.quantize(Decimal('1e-9')).normalize():f}"
    said = f"{money(total, currency, True)} × {shown} = {money(amount, home, True)}"
    return Working("home", f"折合：{said}", f"in {home}: {said}", amount)


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
