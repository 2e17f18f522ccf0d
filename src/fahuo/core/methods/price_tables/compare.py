"""What a new card changes: prices by country and band, and terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from fahuo.core.methods.service import Band, Card, Volumetric, Zone
from fahuo.core.methods.shown import money


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


@dataclass(frozen=True, slots=True)
class Term:
    """A term that changed: its field in the open format, and what stood and stands there."""

    name: str
    countries: tuple[str, ...]  # empty: all
    before: str
    after: str


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
    terms: dict[tuple[str, str, str], list[str]] = {}
    same = 0
    currencies = (before.currency if before else after.currency, after.currency)
    for country in sorted(old.keys() & new.keys()):
        rows = tuple(_segments(old[country], new[country], currencies))
        changed = tuple(row for row in rows if row[2:4] != row[4:6])
        same += len(rows) - len(changed)
        if changed:
            found.setdefault(changed, []).append(country)
        for term in _zone_terms(old[country], new[country]):
            terms.setdefault(term, []).append(country)
    changes = [Change(tuple(c), r[0], r[1], r[2], r[4], r[3], r[5]) for rows, c in found.items() for r in rows]  # type: ignore[arg-type]
    every = old.keys() & new.keys()
    zones = [Term(name, () if set(c) == every else tuple(c), was, now) for (name, was, now), c in terms.items()]
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
    milli = Decimal(band.base_milli + band.milli(grams)) / 1000
    return int(milli.quantize(Decimal(1), ROUND_HALF_UP)) + band.fee_minor


def form(band: Band | None, currency: str = "CNY") -> str:
    """A band's price in short: "62.00/kg + 16.00", "90.00 + 22.50/500 g", "31.00"."""
    if band is None:
        return "—"
    fee = f" + {money(band.fee_minor, currency)}" if band.fee_minor else ""
    fixed = money(band.fixed_minor - band.fee_minor, currency)
    if band.form == "per_kg":
        return f"{money(band.per_kg_minor, currency)}/kg{fee}"
    if band.form in ("first", "step"):
        return f"{fixed} + {money(band.step_minor, currency)}/{band.step_g:,} g{fee}"
    return f"{fixed}{fee}"


def _zone_terms(old: Zone, new: Zone) -> Iterator[tuple[str, str, str]]:
    for name in ("min_g", "step_g", "least_minor", "days_p50", "days_p90"):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield name, str(was), str(now)
    if old.volumetric != new.volumetric:
        yield "volumetric", _rule(old.volumetric), _rule(new.volumetric)
    for name in ("weight_g", "longest_mm", "sides_mm", "girth_mm", "fits_mm", "value_minor", "refused"):
        was, now = getattr(old.limits, name), getattr(new.limits, name)
        if was != now:
            yield f"limits.{name}", _text(was), _text(now)


def _card_terms(old: Card, new: Card) -> Iterator[Term]:
    if old.currency != new.currency:
        yield Term("currency", (), old.currency, new.currency)
    was, now = {s.code: s for s in old.surcharges}, {s.code: s for s in new.surcharges}
    for code in sorted(was.keys() | now.keys()):
        if was.get(code) != now.get(code):
            yield Term(f"surcharge {code}", (), _extra(was.get(code)), _extra(now.get(code)))


def _extra(extra: object) -> str:
    if extra is None:
        return "—"
    shown = []
    for name, unit in (("fixed_minor", ""), ("per_kg_minor", "/kg"), ("ppm", " %")):
        value = getattr(extra, name)
        if value is not None:
            shown.append(f"{Decimal(value) / (10_000 if name == 'ppm' else 100):f}{unit}")
    return " ".join(shown)


def _rule(rule: Volumetric | None) -> str:
    if rule is None or not rule.divisor:
        return "—"
    more = [f"{n} {v}" for n in ("longest_above_mm", "weight_above_g", "exceeds_ppm") if (v := getattr(rule, n)) is not None]
    return " ".join([f"/ {rule.divisor}", *more, *([f"share {rule.share_ppm // 10_000} %"] if rule.share_ppm != 10**6 else [])])


def _text(value: object) -> str:
    return "—" if value is None else str(int(value)) if isinstance(value, int) else str(value)
