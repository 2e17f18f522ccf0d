"""What a new card changes: prices by country and band, and terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from fahuo.core.methods.service import Band, Card, Surcharge, Volumetric, Zone
from fahuo.core.methods.shown import money, names, percent
from fahuo.core.methods.weights import NANO, weight_said


@dataclass(frozen=True, slots=True)
class Change:
    """Weights above over_g up to up_to_g that cost something else, or that are served no more, or newly. Prices at the band's end, minor units."""

    countries: tuple[str, ...]
    over_g: int
    up_to_g: int
    before_minor: int | None
    after_minor: int | None
    before: str  # the form in short: "62.00/kg + 16.00"
    after: str

    @property
    def percent(self) -> Decimal | None:
        """How much dearer, in percent; None where there is nothing to compare."""
        if not self.before_minor or self.after_minor is None:
            return None
        return (Decimal(self.after_minor - self.before_minor) * 100 / self.before_minor).quantize(Decimal("0.1"), ROUND_HALF_UP)


Both = tuple[str, str]  # the same in Chinese and in English


@dataclass(frozen=True, slots=True)
class Term:
    """A term that changed: what it is, and what stood and stands there."""

    name: str  # its field in the open format
    title: Both
    countries: tuple[str, ...]  # empty: all
    before: Both
    after: Both

    def say(self, language: str = "en") -> str:
        """The term as a line: "minimum weight: 0 g → 50 g"."""
        at = 0 if language.startswith("zh") else 1
        where = f" ({', '.join(self.countries)})" if self.countries else ""
        return f"{self.title[at]}{where}: {self.before[at]} → {self.after[at]}"


@dataclass(frozen=True)
class Difference:
    """Two cards side by side."""

    changes: tuple[Change, ...]
    terms: tuple[Term, ...]
    same: int  # bands of countries that cost what they did
    gained: tuple[str, ...]  # countries
    lost: tuple[str, ...]


def compare(before: Card | None, after: Card) -> Difference:
    """What differs between the card in force and the new one. Countries with the same changes stand together."""
    old, new = _by_country(before), _by_country(after)
    lost, gained = tuple(sorted(old.keys() - new.keys())), tuple(sorted(new.keys() - old.keys()))
    found: dict[tuple[tuple[object, ...], ...], list[str]] = {}
    terms: dict[TermKey, list[str]] = {}
    same = 0
    currencies = (before.currency if before else after.currency, after.currency)
    for country in sorted(old.keys() & new.keys()):
        rows = tuple(_segments(old[country], new[country], currencies))
        changed = tuple(row for row in rows if row[2:4] != row[4:6])
        same += len(rows) - len(changed)
        if changed:
            found.setdefault(changed, []).append(country)
        for term in _zone_terms(old[country], new[country], currencies):
            terms.setdefault(term, []).append(country)
    changes = [Change(tuple(c), r[0], r[1], r[2], r[4], r[3], r[5]) for rows, c in found.items() for r in rows]  # type: ignore[arg-type]
    every = old.keys() & new.keys()
    zones = [Term(name, title, () if set(c) == every else tuple(c), was, now) for (name, title, was, now), c in terms.items()]
    return Difference(tuple(changes), (*(_card_terms(before, after) if before else ()), *zones), same, gained, lost)


def _by_country(card: Card | None) -> dict[str, Zone]:
    return {country: zone for zone in card.zones for country in zone.countries} if card else {}


def _segments(old: Zone, new: Zone, currencies: tuple[str, str]) -> Iterator[tuple[int, int, int | None, str, int | None, str]]:
    edges = sorted({0, *(e for zone in (old, new) for b in zone.bands for e in (b.over_g, b.up_to_g))})
    for over, up_to in pairwise(edges):
        was, now = _band(old.bands, up_to), _band(new.bands, up_to)
        if was or now:
            yield over, up_to, _price(was, up_to), form(was, currencies[0]), _price(now, up_to), form(now, currencies[1])


def _band(bands: Iterable[Band], grams: int) -> Band | None:
    return next((b for b in bands if b.over_g < grams <= b.up_to_g), None)


def _price(band: Band | None, grams: int) -> int | None:
    if band is None:
        return None
    return band.freight(grams * NANO)


def form(band: Band | None, currency: str = "CNY") -> str:
    """A band's price in short: "62.00/kg + 16.00", "90.00 + 22.50/500 g", "31.00"."""
    if band is None:
        return "—"
    fee = f" - {percent(10**6 - band.keep_ppm)}" if band.keep_ppm < 10**6 else ""
    fee += f" + {money(band.fee_minor, currency)}" if band.fee_minor else ""
    fixed = money(band.fixed_minor - band.fee_minor, currency)
    if band.form == "per_kg":
        return f"{money(band.per_kg_minor, currency)}/kg{fee}"
    if band.form in ("first", "step"):
        return f"{fixed} + {money(band.step_minor, currency)}/{weight_said(band.step_nano)}{fee}"
    return f"{fixed}{fee}"


# field -> its name in both languages, and the unit of its figure
_ZONE: dict[str, tuple[str, str, str]] = {
    "min_g": ("最低计费重", "minimum weight", "g"),
    "step_g": ("进位", "rounding step", "g"),
    "least_minor": ("最低运费", "minimum freight", "money"),
    "days_p50": ("一半送达天数", "days for half the parcels", ""),
    "days_p90": ("九成送达天数", "days for nine in ten", ""),
}
_LIMITS: dict[str, tuple[str, str, str]] = {
    "weight_g": ("限重", "weight at most", "g"),
    "weight_least_g": ("最轻", "weight at least", "g"),
    "longest_mm": ("最长边", "longest side", "mm"),
    "sides_mm": ("三边之和", "sum of the sides", "mm"),
    "girth_mm": ("围长", "girth", "mm"),
    "fits_mm": ("最大尺寸", "largest size", "sides"),
    "value_minor": ("货值上限", "value at most", "value"),
    "refused": ("拒收货物", "goods refused", "goods"),
}
TermKey = tuple[str, Both, Both, Both]


def _zone_terms(old: Zone, new: Zone, currencies: tuple[str, str]) -> Iterator[TermKey]:
    for name, (zh, en, kind) in _ZONE.items():
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield name, (zh, en), _shown(was, kind, currencies[0]), _shown(now, kind, currencies[1])
    if old.volumetric != new.volumetric:
        yield "volumetric", ("体积重", "volumetric weight"), _rule(old.volumetric), _rule(new.volumetric)
    for name, (zh, en, kind) in _LIMITS.items():
        was, now = getattr(old.limits, name), getattr(new.limits, name)
        if was != now:
            sides = (old.limits.value_currency or "", new.limits.value_currency or "") if kind == "value" else currencies
            yield f"limits.{name}", (zh, en), _shown(was, kind, sides[0]), _shown(now, kind, sides[1])


def _card_terms(old: Card, new: Card) -> Iterator[Term]:
    if old.currency != new.currency:
        yield Term("currency", ("币种", "currency"), (), _same(old.currency), _same(new.currency))
    was, now = {s.code: s for s in old.surcharges}, {s.code: s for s in new.surcharges}
    for code in sorted(was.keys() | now.keys()):
        if was.get(code) != now.get(code):
            one = now.get(code) or was[code]
            before, after = _extra(was.get(code), old.currency), _extra(now.get(code), new.currency)
            yield Term(f"surcharges.{code}", (one.name_zh, one.name_en), (), before, after)


def _shown(value: object, kind: str, currency: str) -> Both:
    """A figure with its unit."""
    if value is None:
        return _same("—")
    if kind == "goods":
        return names(int(value), "zh") or "—", names(int(value), "en") or "—"  # type: ignore[call-overload]
    if kind in ("money", "value"):
        return _same(money(int(value), currency, True))  # type: ignore[call-overload]
    if kind == "sides":
        return _same(" × ".join(f"{side:,}" for side in value) + " mm")  # type: ignore[attr-defined]
    return _same(f"{value:,} {kind}".strip())


def _same(text: str) -> Both:
    return text, text


def _extra(extra: Surcharge | None, currency: str) -> Both:
    if extra is None:
        return _same("—")
    if extra.fixed_minor is not None:
        return _same(money(extra.fixed_minor, currency, True))
    if extra.per_kg_minor is not None:
        return _same(f"{money(extra.per_kg_minor, currency, True)}/kg")
    if extra.step_minor is not None:
        return _same(f"{money(extra.step_minor, currency, True)}/{weight_said(extra.step_nano)}")
    if extra.per_piece_minor is not None:
        each = money(extra.per_piece_minor, currency, True)
        return f"每件 {each}", f"{each} a piece"
    return _same(percent(extra.ppm or 0))


def _rule(rule: Volumetric | None) -> Both:
    """When size counts: "÷ 8000, above 2,000 g"."""
    if rule is None or not rule.divisor:
        return "不计", "does not count"
    zh, en = [f"÷ {rule.divisor}"], [f"÷ {rule.divisor}"]
    if rule.weight_above_g is not None:
        zh.append(f"实重超过 {rule.weight_above_g:,} g")
        en.append(f"above {rule.weight_above_g:,} g")
    if rule.longest_above_mm is not None:
        zh.append(f"最长边超过 {rule.longest_above_mm:,} mm")
        en.append(f"a side above {rule.longest_above_mm:,} mm")
    if rule.sides_above_mm is not None:
        zh.append(f"三边之和超过 {rule.sides_above_mm:,} mm")
        en.append(f"sides above {rule.sides_above_mm:,} mm")
    if rule.volume_above_cm3 is not None:
        zh.append(f"体积超过 {rule.volume_above_cm3:,} cm³")
        en.append(f"a volume above {rule.volume_above_cm3:,} cm³")
    if rule.exceeds_ppm is not None:
        zh.append(f"超过实重 {percent(rule.exceeds_ppm)}")
        en.append(f"when it exceeds the weight by {percent(rule.exceeds_ppm)}")
    if rule.share_ppm != 10**6:
        zh.append(f"计差额的 {percent(rule.share_ppm)}")
        en.append(f"{percent(rule.share_ppm)} of the difference")
    return "，".join(zh), ", ".join(en)
