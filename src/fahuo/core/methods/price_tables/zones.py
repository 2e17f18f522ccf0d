"""From what tables call a place to the countries and postcodes of a card's zones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.entry import Entry, Reading
from fahuo.core.methods.price_tables.places import NONE, REST, Gazetteer, Where, where_text
from fahuo.core.methods.price_tables.said import LEAVE_OUT, Choice, Desk

CODE_LENGTH = 40
_SIDED = re.compile(r"[东西南北中]")
_OUTLYING = {"US": ("995-999", "967-968")}  # Alaska, Hawaii: USPS publication 65, first three digits of the ZIP code
_SIDES = {
    "US 西": "8,9",
    "US 中": "4,5,6,7",
    "US 东": "0,1,2,3",
    "CA 西": "R,S,T,V",
    "CA 东": "A,B,C,E,G,H,J,K,L,M,N,P",
}


@dataclass
class Area:
    """One zone of the card to be: where it is, and its entries."""

    where: Where
    entries: list[Entry]
    countries: tuple[str, ...] = ()
    postcodes: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)  # postcodes of "美国(不含夏威夷)"

    @property
    def text(self) -> str:
        """The place for people."""
        return where_text(self.where)

    @property
    def places(self) -> list[Place]:
        """The cells that say where it is."""
        return list(dict.fromkeys(e.where_place or e.place for e in self.entries))[:3]


class Resolver:
    """Resolves the places of one service."""

    def __init__(self, readings: Iterable[Reading], gazetteer: Gazetteer, desk: Desk, in_force: Mapping[str, tuple[str, ...]]) -> None:
        """`in_force`: zone code -> countries of the card in force; it is what is proposed where a file does not explain its zones."""
        self.gazetteer, self.desk, self.in_force = gazetteer, desk, in_force
        self.maps: dict[str, list[tuple[Where, Place]]] = {}
        self.postcodes: dict[str, list[tuple[str, str, Place]]] = {}
        self.days: dict[str, tuple[int, int]] = {}  # country -> days of the card in force
        self.zips = False  # a list of postcodes calls them ZIP codes
        self._split: set[str] = set()  # countries with several zones of their own ("美国1区", "美国2区")
        for reading in readings:
            for label, rows in reading.zones.items():
                self.maps.setdefault(label, []).extend(rows)
            for label, found in reading.postcodes.items():
                self.postcodes.setdefault(label, []).extend(found)
                self.zips = self.zips or "zip" in " ".join(h.text for h in reading.table.columns.values()).lower()

    def areas(self, entries: list[Entry]) -> list[Area]:
        """The entries by place, each place with its countries. Places that were asked, or left out, are not among them."""
        by_where: dict[Where, list[Entry]] = {}
        for entry in entries:
            by_where.setdefault(entry.heading.where, []).append(entry)
        own: dict[str, set[str]] = {}
        for where in by_where:
            if len(where.countries) == 1 and where.zones:
                own.setdefault(where.countries[0], set()).add(where.zones[0])
        self._split = {country for country, labels in own.items() if len(labels) > 1}
        areas = [Area(where, found) for where, found in by_where.items()]
        found = [area for area in areas if self._resolved(area)]
        self._rest(found)
        return self._once([area for area in found if area.countries or area.postcodes])

    def _resolved(self, area: Area) -> bool:
        where = area.where
        if where.rest == NONE:
            return False
        for text in where.unknown:
            self._ask(text, area.places)
        if where.unknown:
            return False
        if where.less and not self._without(area):
            return False
        if where.countries and where.zones and not self._is_label(where):
            return self._parts(area)
        if where.countries:
            area.countries = where.countries
        elif where.zones:
            return self._mapped(area)
        return bool(where)

    def _is_label(self, where: Where) -> bool:
        """A zone beside its countries is only their name, unless one country has several zones."""
        return len(where.countries) > 1 or (
            not where.postcodes
            and not _SIDED.search(where.zones[0])
            and where.zones[0] not in self.postcodes
            and where.countries[0] not in self._split
        )

    def _parts(self, area: Area) -> bool:
        """A part of a country by postcodes."""
        country, label = area.where.countries[0], area.where.zones[0]
        codes = [*area.where.postcodes, *(code for land, code, _ in self.postcodes.get(label, []) if land in ("", country))]
        if codes:
            area.postcodes = {country: [_range(code) for code in codes]}
            cells = [place for land, _, place in self.postcodes.get(label, []) if land in ("", country) and place.cell]
            self.desk.tell("postcodes", [*area.places, *cells], 95, text=f"{country} {label}", codes=", ".join(codes[:12]))
            return True
        read = lambda a: [_range(c.strip()) for c in a.split(",") if c.strip()] or None  # noqa: E731
        usual = usual_postcodes(country, label)
        choices = [Choice(usual, usual, usual, True)] if usual else []
        choices.append(Choice(LEAVE_OUT, "不读这个区", "leave this zone out"))
        answer = self.desk.ask("postcodes", f"{country} {label}", area.places, read, choices, "text", text=f"{country} {label}")
        if answer is None or answer == [LEAVE_OUT]:
            return False
        area.postcodes = {country: answer}
        return True

    def _without(self, area: Area) -> bool:
        """ "(不含夏威夷)": the postcodes that are left out, or that the price is for the whole country after all."""
        country, less = area.where.countries[0], ", ".join(area.where.less)
        known = ",".join(_OUTLYING.get(country, ()))
        choices = [Choice(known, f"不收邮编 {known}", f"refuse postcodes {known}", True)] if known else []
        choices.append(Choice("whole", "按整个国家读", "the whole country", not known))
        read = lambda a: [] if a == "whole" else [_range(c.strip()) for c in a.split(",") if c.strip()] or None  # noqa: E731
        codes = self.desk.ask("less", f"{country} {less}", area.places, read, choices, "text", lasting=True, text=area.text, less=less)
        if codes is None:
            return False
        area.refused = {country: codes} if codes else {}
        return True

    def _of_postcodes(self, area: Area) -> bool:
        """A zone whose postcodes a list names; in which country they are, where the list does not say, is asked once for the service."""
        lands = {land for label in area.where.zones for land, _, _ in self.postcodes.get(label, [])}
        if lands == {""}:
            places = [place for label in area.where.zones for _, _, place in self.postcodes.get(label, [])]
            read = lambda a: found[0] if (found := self._codes(a)) and len(found) == 1 and found[0] in COUNTRIES else None  # noqa: E731
            zips = [Choice("US", "美国", "United States", True)] if self.zips else []
            country = self.desk.ask(
                "postcodes_where", places[0].sheet, places[:3], read, zips, "countries", lasting=True, text=places[0].sheet
            )
            lands = {country} if country else set()
        if len(lands) != 1:
            return False
        country = lands.pop()
        if any(code == "*" for label in area.where.zones for _, code, _ in self.postcodes.get(label, [])):  # "其他邮编"
            area.countries = (country,)
            return True
        area.where = replace(area.where, countries=(country,))
        return self._parts(area)

    def _mapped(self, area: Area) -> bool:
        rows = [row for label in area.where.zones for row in self.maps.get(label, [])]
        if not rows and any(label in self.postcodes for label in area.where.zones):
            return self._of_postcodes(area)
        if not rows:
            return self._ask_zone(area)
        countries: list[str] = []
        for where, place in rows:
            for text in where.unknown:
                self._ask(text, [place])
            if where.rest:
                area.where = Where(area.where.countries, area.where.zones, where.rest)
            countries.extend(where.countries)
        area.countries = tuple(dict.fromkeys(countries))
        self.desk.tell(
            "zone_map",
            [place for _, place in rows][:3],
            100,
            zone=area.where.zones[0],
            countries=", ".join(area.countries) or area.where.rest,
        )
        return True

    def _ask_zone(self, area: Area) -> bool:
        label = area.where.zones[0]
        known = self.in_force.get(label, ())
        choices = [Choice(",".join(known), ", ".join(known), ", ".join(known), True)] if known else []
        choices.append(Choice(LEAVE_OUT, "不读这个区", "leave this zone out"))
        answer = self.desk.ask("zone", label, area.places, self._codes, choices, "countries", lasting=True, text=label)
        if not answer:
            return False
        area.countries = tuple(c for c in answer if c != REST)
        if REST in answer:
            area.where = Where(zones=area.where.zones, rest=REST)
        return True

    def _ask(self, text: str, places: list[Place]) -> None:
        choices = [Choice(LEAVE_OUT, "不读", "leave it out")]
        region = self.gazetteer.region(text)
        if region:
            choices.insert(0, Choice(",".join(region.countries), ", ".join(region.countries), ", ".join(region.countries)))
        self.desk.ask("place", text, places, self._codes, choices, "countries", lasting=True, text=text)

    def _codes(self, answer: str) -> tuple[str, ...] | None:
        return read_countries(answer, self.gazetteer)

    def _rest(self, areas: list[Area]) -> None:
        """What "其他国家" and "欧盟其他" stand for, once it is known who has a price of his own."""
        named = {c for area in areas for c in area.countries if len(area.where.countries or area.countries) and not area.where.rest}
        for area in areas:
            rest = area.where.rest
            if not rest:
                continue
            if rest == REST:
                area.countries = (*area.countries, REST)
                continue
            region = self.gazetteer.region(rest)
            left = tuple(c for c in region.countries if c not in named) if region else ()
            if region and region.loose:
                choice = Choice(",".join(left), ", ".join(left), ", ".join(left), True)
                left = (
                    self.desk.ask("rest", area.text, area.places, self._codes, [choice], "countries", lasting=False, text=area.text) or ()
                )
            elif left:
                self.desk.tell("rest", area.places, 90, text=area.text, countries=", ".join(left))
            area.countries = (*area.countries, *left)

    def _once(self, areas: list[Area]) -> list[Area]:
        """A country may be in one zone only."""
        homes: dict[str, list[Area]] = {}
        for area in areas:
            for country in area.countries:
                homes.setdefault(country, []).append(area)
        for country, found in homes.items():
            if len(found) < 2:
                continue
            labels = [f"{area.text} ({area.places[0]})" for area in found]
            choices = [Choice(area.text, area.text, area.text) for area in found]
            read = lambda a, found=found: next((x for x in found if x.text == a), None)  # noqa: E731
            places = [p for area in found for p in area.places]
            home = self.desk.ask(
                "two_zones",
                f"{country} {' / '.join(a.text for a in found)}",
                places,
                read,
                choices,
                country=country,
                text=" / ".join(labels),
            )
            for area in found:
                if area is not home:
                    area.countries = tuple(c for c in area.countries if c != country)
        return [area for area in areas if area.countries or area.postcodes]


def read_countries(answer: str, gazetteer: Gazetteer) -> tuple[str, ...] | None:
    """Countries that were given as an answer: codes or names; LEAVE_OUT is none of them."""
    if answer.strip() == LEAVE_OUT:
        return ()
    if answer.strip() == REST:
        return (REST,)
    where = gazetteer.read(answer.strip())
    codes = tuple(dict.fromkeys((*where.countries, *((REST,) if where.rest == REST else ()))))
    return codes if where.sure and codes and all(c in COUNTRIES or c == REST for c in codes) else None


def zone_codes(areas: list[Area]) -> list[str]:
    """A code for each zone: the table's own label, or the countries."""
    found: list[str] = []
    for area in areas:
        if area.where.zones:
            code = "-".join((*(area.where.countries if area.postcodes else ()), *area.where.zones))
        elif area.where.rest:
            code = "REST" if area.where.rest == REST else f"{area.where.rest}-REST"
        else:
            code = "-".join(area.countries)
        code = code if len(code) <= CODE_LENGTH else f"{area.countries[0]}+{len(area.countries) - 1}"
        found.append(next(c for c in (code, *(f"{code}-{n}" for n in range(2, 999))) if c not in found))
    return found


def in_force_zones(document: Mapping[str, Any] | None) -> dict[str, tuple[str, ...]]:
    """Zone code -> countries of the newest card of a document."""
    cards = (document or {}).get("cards") or []
    zones = cards[-1].get("zones", []) if cards else []
    return {str(zone.get("code")): tuple(zone.get("countries", ())) for zone in zones}


def usual_postcodes(country: str, label: str) -> str:
    """What the trade means by a part of a country: "0-3区" are the first digits of the ZIP code, 美西 those that begin with 8 and 9. Proposed, never taken.

    >>> usual_postcodes("US", "0-3"), usual_postcodes("US", "美东"), usual_postcodes("GB", "1")
    ('0,1,2,3', '0,1,2,3', '')
    """
    if country == "US" and (digits := re.fullmatch(r"([0-9])(?:-([0-9]))?", label)):
        return ",".join(map(str, range(int(digits[1]), int(digits[2] or digits[1]) + 1)))
    side = re.fullmatch(r"(?:美|加)(?:国|拿大)?([东中西])(?:部|海?岸)?", label)
    return _SIDES.get(f"{country} {side[1]}", "") if side else ""


def _range(code: str) -> str:
    first, dash, last = code.partition("-")
    return f"{first}..{last}" if dash and len(first) == len(last) else code
