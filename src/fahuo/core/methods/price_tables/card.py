"""A service's card in the open format, from the entries of its tables and the rules of its notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fahuo.core.methods.price_tables.amounts import currency_in, says_none
from fahuo.core.methods.price_tables.band_holes import empty_brackets
from fahuo.core.methods.price_tables.band_parts import Default, price_of
from fahuo.core.methods.price_tables.bands import Bands, Builder
from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.entry import Entry
from fahuo.core.methods.price_tables.fees import fill_blanks, noted_fees, settle_fees
from fahuo.core.methods.price_tables.headings import PRICES, Role
from fahuo.core.methods.price_tables.moments import Transit, calendar_days, read_transit
from fahuo.core.methods.price_tables.note_surcharges import ONE_COUNTRY
from fahuo.core.methods.price_tables.notes import Notes, sentences
from fahuo.core.methods.price_tables.places import REST, Where
from fahuo.core.methods.price_tables.rules import ALL, Line, Rules
from fahuo.core.methods.price_tables.said import Choice, Desk
from fahuo.core.methods.price_tables.weights import weight_g
from fahuo.core.methods.price_tables.zones import Area, Resolver, read_countries, zone_codes
from fahuo.core.words import minor_units

_MONEY = ("per_kg", "per_parcel", "first", "step", "flat")


@dataclass(frozen=True)
class Part:
    """What belongs to one service: its prices, what else its tables say of places, and its rules."""

    name: str
    entries: list[Entry]
    rules: Rules


class CardMaker:
    """Makes the card of one service."""

    def __init__(self, part: Part, resolver: Resolver, desk: Desk) -> None:
        self.part, self.resolver, self.desk, self.rules = part, resolver, desk, part.rules
        self.not_served: list[str] = []

    def make(self) -> dict[str, Any] | None:
        """The card without its days; None where nothing could be read, or something was asked on which its prices hang."""
        prices = [e for e in self.part.entries if e.role in PRICES and e.value is not None]
        if not prices:  # they are asked, and with them their currency
            return None
        currency = self._currency()
        if (paid := self.rules.price_percent) is not None:
            prices = [replace(e, value=e.value * paid / 100) for e in prices if e.value is not None]
        prices = fill_blanks(settle_fees(prices, self.desk), self.desk)
        prices += noted_fees(self.rules.fees, prices, self.desk)
        placed, anywhere = [e for e in prices if _placed(e)], [e for e in prices if not _placed(e)]
        if not placed:
            self._nowhere(anywhere)
            return None
        words = [e for e in self.part.entries if e.role not in PRICES]
        areas = self.resolver.areas(placed)
        zones = []
        everywhere = [(n, e) for n, e in enumerate(words) if not (e.heading.where or e.heading.where.unknown)]
        by_where: dict[Where, list[tuple[int, Entry]]] = {}
        for n, entry in enumerate(words):
            if entry.heading.where or entry.heading.where.unknown:
                by_where.setdefault(entry.heading.where, []).append((n, entry))
        for area, code in zip(areas, zone_codes(areas), strict=True):
            wheres = dict.fromkeys((area.where, *(e.heading.where for e in area.entries[:1])))
            own = [e for _, e in sorted((*everywhere, *(w for where in wheres for w in by_where.get(where, []))), key=lambda w: w[0])]
            zones.append(self._zone(area, code, own, [*area.entries, *anywhere]))
        if currency is None or not any(zones) or any(zone is None for zone in zones):
            return None
        card = self._card(currency, [zone for zone in zones if zone])
        return card if self._whole(card, currency, prices) else None

    def _nowhere(self, entries: list[Entry]) -> None:
        """Prices without a country: one is asked for all of them."""
        if entries:
            self.desk.ask("place", self.part.name, [entries[0].place], lambda a: None, (), "countries", lasting=True, text=self.part.name)

    def _card(self, currency: str, zones: list[dict[str, Any]]) -> dict[str, Any]:
        card: dict[str, Any] = {"currency": currency}
        if self.rules.min_g:
            card["min_g"] = self.rules.min_g
        if self.rules.step_g and self.rules.step_g > 1:
            card["step_g"] = self.rules.step_g
        if self.rules.least is not None:
            card["least"] = self.rules.least
        volumetric = volumetric_of(self.rules)
        if volumetric:
            card["volumetric"] = volumetric
        if self.rules.tiered:
            card["tiered"] = True
        if self.rules.limits:
            card["limits"] = dict(self.rules.limits)
        surcharges = list(self.rules.surcharges)
        for zone in zones:
            surcharges.extend({**extra, "zones": [zone["code"]]} for extra in zone.pop("surcharges", []))
        surcharges = [self._with_country(extra, zones) for extra in surcharges]
        if surcharges:
            card["surcharges"] = _coded(surcharges)
        if self.not_served and any(REST in zone.get("countries", ()) for zone in zones):
            card["not_served"] = sorted(set(self.not_served))
        card["zones"] = zones
        return card

    def _with_country(self, extra: dict[str, Any], zones: list[dict[str, Any]]) -> dict[str, Any]:
        """A surcharge whose postcodes are of the table's one country; of which, is asked where it has several."""
        codes = extra.get("postcodes", {}).get(ONE_COUNTRY)
        if codes is None:
            return extra
        countries = {c for zone in zones for c in (*zone.get("countries", []), *zone.get("postcodes", {}))}
        if len(countries) == 1:
            return {**extra, "postcodes": {countries.pop(): codes}}
        read = lambda a: found[0] if (found := read_countries(a, self.resolver.gazetteer)) and len(found) == 1 else None  # noqa: E731
        country = self.desk.ask("remote_where", ", ".join(codes), [], read, (), "countries", lasting=True, text=", ".join(codes))
        return {**extra, "postcodes": {country or "XX": codes}}

    def _currency(self) -> str | None:
        """The currency that headings, cells and notes name; asked where they name none, or two."""
        said: dict[str, list[Place]] = {}
        for entry in self.part.entries:
            if (entry.role in PRICES and (named := _currency_of(entry))) or (
                entry.role == Role.CURRENCY and (named := currency_in(entry.text))
            ):
                said.setdefault(named, []).append(entry.place)
        if not said and self.rules.currency:
            return self.rules.currency
        if len(said) == 1:
            currency, places = next(iter(said.items()))
            self.desk.tell("currency", places[:1], 95, currency=currency, text=self.part.name)
            return currency
        read = lambda a: currency_in(a) if len(a) == 3 else None  # noqa: E731
        chinese = not said and bool(re.search(r"[一-鿿]", "".join(e.heading.text for e in self.part.entries)))
        choices = [Choice(c, c, c, chinese and c == "CNY") for c in (said or ("CNY", "USD", "EUR", "GBP"))]
        code, values = ("mixed_currency", {"text": ", ".join(said)}) if said else ("currency", {})
        places = [places[0] for places in said.values()] or [e.place for e in self.part.entries[:1]]
        return self.desk.ask(code, self.part.name, places, read, choices, "currency", values=values)

    # zones

    def _zone(self, area: Area, code: str, words: list[Entry], prices: list[Entry]) -> dict[str, Any] | None:
        rules = self._own_rules(words)
        if self._stopped(area, rules):
            return {}
        both = rules.over(self.rules)
        limit = self._smallest(words, Role.MOST_G) or both.limits.get("weight_g")
        least = self._least(area, words)
        default = Default(both.first_g, both.more_g, least if least is not None else both.min_g, limit, both.from_g)
        bands = Builder(self.part.name, area.text, self.desk, default, empty_brackets(words)).build(
            [e for e in prices if e.role != Role.LEAST]
        )
        if bands is not None and not bands.rows:
            self.not_served += area.countries  # not by "all other countries" either
            return {}
        days = self._days(area, words, both)
        step = self._rounding(area, words)
        if bands is None or days is None:
            return None
        zone: dict[str, Any] = {"code": code}
        if area.countries:
            zone["countries"] = list(area.countries)
        if area.postcodes:
            zone["postcodes"] = area.postcodes
        zone |= {"days_p50": days[0], "days_p90": days[1]}
        self._weights(zone, bands, least, step, rules)
        limits = dict(rules.limits)
        if self._smallest(words, Role.MOST_G):
            limits["weight_g"] = limit
        if area.refused:
            limits["postcodes_refused"] = area.refused
        if bands.refused_below_g:
            limits["weight_least_g"] = bands.refused_below_g
        if limits:
            zone["limits"] = limits
        if rules.volumetric or rules.size_counts is False:
            zone["volumetric"] = volumetric_of(rules.over(replace(self.rules, size_counts=None))) or {"divisor": 0}
        lowest = [e.value for e in prices if e.role == Role.LEAST and e.value is not None]
        if lowest or rules.least is not None:
            zone["least"] = lowest[0] if lowest else rules.least
        zone["surcharges"] = rules.surcharges
        zone["bands"] = bands.rows
        return zone

    def _stopped(self, area: Area, rules: Rules) -> bool:
        """Whether a note says that the place is not taken for the time being; of several countries those that it names."""
        stopped = rules.stopped or self.rules.stopped
        gone = [c for c in area.countries if ALL in rules.stopped or c in stopped]
        self.not_served += gone
        area.countries = tuple(c for c in area.countries if c not in gone)
        for country in [c for c in area.postcodes if ALL in rules.stopped or c in stopped]:
            area.postcodes.pop(country)
        return not (area.countries or area.postcodes)

    def _weights(self, zone: dict[str, Any], bands: Bands, least: int | None, step: int | None, rules: Rules) -> None:
        smallest = max(least or 0, bands.least_g or 0, rules.min_g or 0)
        if smallest and smallest != self.rules.min_g:
            zone["min_g"] = smallest
        rounding = step or rules.step_g
        if rounding and rounding != (self.rules.step_g or 1):
            zone["step_g"] = rounding

    def _own_rules(self, words: list[Entry]) -> Rules:
        """What the notes in a place's own rows say."""
        notes = Notes(self.desk)
        seen = set()
        for entry in words:
            if entry.role == Role.NOTE and entry.place not in seen:
                seen.add(entry.place)
                for sentence in sentences(entry.text):
                    notes.read(Line(sentence, entry.place))
        return notes.rules

    def _grams(self, entry: Entry) -> int | None:
        """The weight in a cell; 0 where it says that there is none. Asked where nobody can read it."""
        if says_none(entry.text) or entry.text.strip() == "0":
            self.desk.tell("no_weight", [entry.place], 90, text=entry.text, heading=entry.column or entry.heading.text)
            return 0
        grams = weight_g(entry.text, entry.heading.unit)
        if grams is not None:
            return grams
        read = lambda a: 0 if a == "0" else weight_g(a, Decimal(1))  # noqa: E731
        choices = (Choice("0", "没有", "there is none"),)
        return self.desk.ask(
            "grams", f"{entry.place} {entry.text}", [entry.place], read, choices, "grams", text=entry.text, heading=entry.column
        )

    def _smallest(self, words: list[Entry], role: Role) -> int | None:
        """The weight of the lightest band's row (minimum weights), or the smallest (limits)."""
        return min((g for e in words if e.role == role and (g := self._grams(e)) is not None), default=None)

    def _least(self, area: Area, words: list[Entry]) -> int | None:
        """The minimum weight: that of the lightest band's row. Asked where that is blank."""
        mine = [e for e in words if e.role == Role.MIN_G]
        first = min(mine, key=lambda e: e.heading.span.up_to_g or 0 if e.heading.span else 0, default=None)
        if first is not None and first.text:
            return self._grams(first)
        choices = (Choice("0", "没有最低计费重", "no minimum weight"),)
        return self._blank("blank_min", Role.MIN_G, area, [e for e in mine if not e.text], choices)

    def _blank(self, code: str, role: Role, area: Area, cells: list[Entry], choices: tuple[Choice, ...]) -> int | None:
        """What other places have in a column, and this one has not."""
        if not any(e.role == role and e.text for e in self.part.entries):
            return None
        read = lambda a: 0 if a == "0" else weight_g(a, Decimal(1))  # noqa: E731
        at = [e.place for e in cells] or area.places
        return self.desk.ask(code, area.text, at, read, choices, "grams", where=area.text)

    def _rounding(self, area: Area, words: list[Entry]) -> int | None:
        mine = [e for e in words if e.role == Role.ROUND_G]
        found = {g: e for e in mine if e.text and (g := self._grams(e)) is not None}
        if not found:
            return self._blank("blank_step", Role.ROUND_G, area, mine, (Choice("0", "不进位", "no rounding"),))
        if len(found) < 2:
            return next(iter(found))
        choices = [Choice(str(g), f"{g} g", f"{g} g") for g in sorted(found)]
        read = lambda a: int(a) if a.isdigit() and int(a) in found else None  # noqa: E731
        text = ", ".join(f"{g} g" for g in sorted(found))
        return self.desk.ask("rounding_varies", area.text, [e.place for e in found.values()], read, choices, where=area.text, text=text)

    def _days(self, area: Area, words: list[Entry], rules: Rules) -> tuple[int, int] | None:
        cells = {e.place: e for e in words if e.role == Role.DAYS}
        found: list[tuple[int, int]] = []
        for place, entry in cells.items():
            transit = self._transit(entry, area)
            if transit is None:
                return None
            found.append(calendar_days(transit))
            self.desk.tell("days", [place], 85, text=entry.text, p50=found[-1][0], p90=found[-1][1])
        apart = self._days_apart(words)
        if apart:
            return apart
        if found:
            return max(found, key=lambda d: (d[1], d[0]))
        if rules.days:
            return rules.days

        days = [self.resolver.days[c] for c in area.countries if c in self.resolver.days]

        def read(answer: str) -> tuple[int, int] | None:
            if answer == "in_force":
                return days[0] if days else None
            transit = read_transit(answer)
            return calendar_days(transit) if transit else None

        choices = [Choice("in_force", "同现行价卡", "as in the card in force", True)] if self.resolver.days else []
        subject = area.text if any(e.role == Role.DAYS for e in self.part.entries) else self.part.name
        return self.desk.ask("days", subject, area.places, read, choices, "days", lasting=True, where=subject)

    def _days_apart(self, words: list[Entry]) -> tuple[int, int] | None:
        """Days in two columns, the least and the most."""
        least, most = (
            [e for e in words if e.role == role and e.value is not None and e.value == int(e.value)]
            for role in (Role.DAYS_LEAST, Role.DAYS_MOST)
        )
        if not least or not most:
            return None
        low, high = int(max(e.value or 0 for e in least)), int(max(e.value or 0 for e in most))
        if not low <= high <= 365:
            return None
        heading = most[0].heading.text
        days = calendar_days(Transit(low, high, "工作日" in heading or "working" in heading.lower()))
        self.desk.tell("days", [least[0].place, most[0].place], 85, text=f"{low}-{high}", p50=days[0], p90=days[1])
        return days

    def _transit(self, entry: Entry, area: Area) -> Transit | None:
        text = entry.text.replace("个工作日", "工作日")
        found = read_transit(text)
        if found:
            return replace(found, working=found.working or "工作日" in entry.heading.text or "working" in entry.heading.text.lower())
        return self.desk.ask("transit", entry.text, [entry.place], read_transit, (), "days", lasting=True, text=entry.text, where=area.text)

    # the whole card

    def _whole(self, card: dict[str, Any], currency: str, prices: list[Entry]) -> bool:
        """Prices get as many decimals as the currency has, or it is asked what to do. False where it was asked."""
        places = minor_units(currency)
        unit = Decimal(1).scaleb(-places)
        rows = [band for zone in card["zones"] for band in zone["bands"]]
        holders = [*rows, *card.get("surcharges", []), *card["zones"], card]
        names = (*_MONEY, "least", "fixed")
        fine = [(h, n) for h in holders for n in names if n in h and Decimal(h[n]) != Decimal(h[n]).quantize(unit)]
        if fine:
            shown = sorted({f"{Decimal(h[n]).normalize():f}" for h, n in fine})
            at = [e.place for e in prices if e.value is not None and price_of(e) != price_of(e).quantize(unit)][:5]
            choices = (Choice("half_up", "四舍五入", "round half up", True),)
            read = lambda a: a if a == "half_up" else None  # noqa: E731
            subject = f"{self.part.name} {currency}"
            values = {"count": len(fine), "currency": currency, "places": places, "text": ", ".join(shown[:5])}
            if self.desk.ask("decimals", subject, at, read, choices, values=values) is None:
                return False
        for holder in holders:
            for name in names:
                if name in holder:
                    holder[name] = f"{Decimal(holder[name]).quantize(unit, ROUND_HALF_UP):f}"
        return True


def volumetric_of(rules: Rules) -> dict[str, Any] | None:
    """The rule of volumetric weight; without a divisor there is none to write."""
    return dict(rules.volumetric) if rules.volumetric.get("divisor") else None


def _currency_of(entry: Entry) -> str | None:
    """The currency of a price: the cell's where it names one clearly ("€61"), else the heading's, else a sign that several have ("¥")."""
    own, above = currency_in(entry.text), entry.heading.currency
    clear = own and not re.search(r"[¥$]|(?<![美欧日港澳加])元", entry.text)
    return own if clear or not above else above


def _placed(entry: Entry) -> bool:
    return bool(entry.heading.where) or bool(entry.heading.where.unknown)


def _coded(surcharges: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Surcharges with a code each; one that several zones have is written once."""
    found: list[dict[str, Any]] = []
    for extra in surcharges:
        plain = {k: v for k, v in extra.items() if k not in ("code", "zones")}
        same = next((f for f in found if {k: v for k, v in f.items() if k not in ("code", "zones")} == plain), None)
        if same is not None:
            if "zones" in same and "zones" in extra:
                same["zones"] = list(dict.fromkeys((*same["zones"], *extra["zones"])))
            else:
                same.pop("zones", None)
            continue
        taken = {rule["code"] for rule in found}
        code = str(extra.get("code", "extra"))
        found.append({**extra, "code": next(c for c in (code, *(f"{code}-{n}" for n in range(2, 999))) if c not in taken)})
    return found
