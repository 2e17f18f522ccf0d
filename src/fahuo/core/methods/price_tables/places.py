"""Where a price is for, as tables write it: "英国,法国", "美国(US)", "UK/英国", "1区", "Zone A", "其他国家", "欧洲其他"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

Resolve = Callable[[list[str]], dict[str, str | None]]  # countries.names.resolve: each name -> ISO alpha-2 or None

REST = "*"
NONE = "none"  # a place that a person has left out
_NUMERALS = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "十": "10"}
_ZONE = re.compile(
    r"(?:第?\s*([一二三四五六七八九十]{1,3}|[0-9]{1,3}(?:-[0-9]{1,3})?|[A-Z]{1,2}[0-9]{0,2})\s*(?:区|分区)"
    r"|(?:zone|分区|区域|区|z|area|group)\s*[-.:#]?\s*([0-9]{1,3}|[A-Z]{1,2}[0-9]{0,2}|[一二三四五六七八九十]{1,3}))",
    re.IGNORECASE,
)
_REST = re.compile(
    r"(?:其他|其它|其余|剩余|余下)(?:所有)?(?:国家|地区|国家/地区|国家和地区|国家及地区|可达国家|目的地|区域)?|rest of (?:the )?world|row|(?:all )?others?(?: countries"
    r"| destinations)?"
    r"|all other (?:countries|destinations)|remaining countries|世界其他地区|全球其他",
    re.IGNORECASE,
)
_REST_OF = re.compile(
    r"(.{1,8}?)\s*-?\s*(?:其他|其它|其余)(?:国家|地区|各国)?|(?:其他|其它|其余)\s*(.{1,8}?)(?:国家|地区|各国)?|(?:rest of|other)\s+(.{2,20})",
    re.IGNORECASE,
)
_EVERY = re.compile(r"全球|全世界|所有国家|worldwide|all countries|全部国家", re.IGNORECASE)
_SPLIT = re.compile(r"[,，、;；\n|]+|\s+/\s+|/|\s*&\s*|\s+and\s+|和(?=[一-鿿]{2})|及(?=[一-鿿]{2})")
_OUTER = re.compile(r"(.+?)\s*\((.+?)\)")
_PAIR = re.compile(r"([A-Z]{2,3})[\s:_-]*([一-鿿].*)|([一-鿿].*?)[\s:_-]*([A-Z]{2,3})")
_CODE = r"[0-9A-Z]{1,8}(?:-[0-9A-Z]{1,8})?"
POSTCODES = rf"{_CODE}(?:\s*[,，、/;和及 ]\s*{_CODE})*"
_BEGIN = r"(?:开头|打头|字头)(?:的)?(?:邮编)?(?:地区|区域)?"
_POSTCODES = re.compile(
    r"\s*[(,，:：]?\s*(?:(?:邮编|邮政编码|zip(?: ?codes?)?|post ?codes?)\s*(?:前缀|首位|开头|以|为|是|:|：|beginning with|starting with|prefix(?:es)?)*\s*"
    rf"(?P<codes>{POSTCODES})\s*(?:{_BEGIN}|段)?|(?P<begun>{POSTCODES})\s*{_BEGIN})\s*\)?",
    re.IGNORECASE,
)
_MAINLAND = re.compile(r"(.+?)\s*\(?(?:本土|大陆|mainland)\)?", re.IGNORECASE)
_SHORT = {"美": "US", "加": "CA", "澳": "AU"}
_SIDE = re.compile(r"(?P<country>[一-鿿]{1,5}?)(?:本土)?(?:东|西|中|南|北|东南|西南|东北|西北)(?:部|岸|海岸)?(?![一-鿿])")
_NO_CODE = frozenset({"KG", "CM", "MM", "NO", "PC", "TO", "ID", "IS", "AM", "PM", "TBD"})  # words of tables; as codes only beside a name


@dataclass(frozen=True, slots=True)
class Region:
    """A named group of countries: 欧盟, EU."""

    names: tuple[str, ...]
    countries: tuple[str, ...]
    loose: bool = False  # forwarders mean different sets by it: it is asked


@dataclass(frozen=True)
class Where:
    """Countries, zones of the table's own, or the rest; `unknown` are the parts that nobody knows."""

    countries: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    rest: str = ""  # "*": all others; a region's name: those of it that have no price of their own
    unknown: tuple[str, ...] = ()
    less: tuple[str, ...] = field(default=(), compare=False)  # "(不含夏威夷)": what the table says is left out
    postcodes: tuple[str, ...] = ()  # "美西(邮编8、9开头)": of the one country, where these begin the postcode

    def __bool__(self) -> bool:
        return bool(self.countries or self.zones or self.rest)

    @property
    def sure(self) -> bool:
        """Every part of the text is known."""
        return bool(self) and not self.unknown


def zone_name(text: str) -> str | None:
    """The label of a zone: zone_name("第一区") == zone_name("Zone 1") == "1"; None where the text is none."""
    found = _ZONE.fullmatch(text.strip())
    if not found:
        return None
    label = (found[1] or found[2]).upper()
    return _numeral(label)


def zone_line(text: str, gazetteer: Gazetteer) -> tuple[str, Where] | None:
    """A sentence that lists a zone's countries: "A区：日本、韩国"; None where it is none."""
    label, colon, listed = text.partition(":")
    zone = zone_name(label) if colon else None
    where = gazetteer.read(listed.strip()) if zone else Where()
    return (zone, where) if zone and where.countries and not where.postcodes else None


def _numeral(label: str) -> str:
    if label in _NUMERALS:
        return _NUMERALS[label]
    if label.startswith("十") and label[1:] in _NUMERALS:
        return f"1{_NUMERALS[label[1:]]}"
    return label.lstrip("0") or label if label.isalnum() else label


class Gazetteer:
    """Knows the names of places: countries by `resolve`, regions, and what a person has answered."""

    def __init__(self, resolve: Resolve, regions: Iterable[Region] = (), answered: dict[str, tuple[str, ...]] | None = None) -> None:
        self._resolve = resolve
        self._regions = {name.casefold(): region for region in regions for name in region.names}
        self._answered = {name.casefold(): codes for name, codes in (answered or {}).items()}
        self._known: dict[str, str | None] = {}
        self._read: dict[str, Where] = {}

    def country(self, name: str) -> str | None:
        """The code of one country's name or code."""
        name = name.strip(" .·*")
        if name not in self._known:
            letters = "".join(c for c in name if c.isalnum())
            short = letters.isascii() and len(letters) <= 3  # a code, and codes are written in capitals
            usable = len(letters) > 1 and not letters.isdigit() and (letters.isupper() and letters not in _NO_CODE if short else True)
            self._known[name] = self._resolve([name])[name] if usable else None
        return self._known[name]

    def code(self, text: str) -> Where:
        """What a cell of a column of countries says: there "NO" and "IS;ID" are countries."""
        parts = [part for part in re.split(r"[,，、;；/\s]+", text.strip()) if part]
        if parts and all(re.fullmatch(r"[A-Z]{2}", part) for part in parts):
            found = self._resolve(parts)
            return Where(tuple(c for part in parts if (c := found[part])), unknown=tuple(part for part in parts if not found[part]))
        return self.read(text)

    def region(self, name: str) -> Region | None:
        """The region of that name."""
        return self._regions.get(name.strip().casefold())

    def read(self, text: str) -> Where:
        """What a cell says about where. Empty where it says nothing that is known."""
        text = text.strip()
        if text not in self._read:
            self._read[text] = self._whole(text)
        return self._read[text]

    def _whole(self, text: str) -> Where:
        if not text or len(text) > 4000 or re.fullmatch(r"[0-9.,\s%-]+", text):
            return Where()
        one = self._one(text)
        if one is not None:
            return one
        inside = _OUTER.fullmatch(text)
        if inside and "(" not in inside[1]:
            before, within = self.read(inside[1]), self.read(inside[2])
            if before.sure and (within.sure or re.match(r"不含|除|excl", inside[2], re.IGNORECASE)):
                if re.match(r"不含|除|excl", inside[2], re.IGNORECASE):
                    return replace(before, less=(inside[2],)) if len(before.countries) == 1 else Where(unknown=(text,))
                if before.zones and within.countries:
                    return Where(within.countries, before.zones)
                return before if not within.countries or set(within.countries) == set(before.countries) else Where(unknown=(text,))
            if within.sure and within.countries and not before:
                return within
        parts = [part for part in _SPLIT.split(re.sub(r"(?<=[一-鿿]) (?=[一-鿿])", ",", text)) if part.strip()]
        if len(parts) < 2:
            return Where(unknown=(text,))
        return self._joined(parts)

    def _joined(self, parts: list[str]) -> Where:
        found = [self.read(part) for part in parts]
        countries = tuple(dict.fromkeys(c for w in found for c in w.countries))
        zones = tuple(dict.fromkeys(z for w in found for z in w.zones))
        rest = next((w.rest for w in found if w.rest and (w.rest != NONE or not countries)), "")
        return Where(countries, zones, rest, tuple(u for w in found for u in w.unknown))

    def _one(self, text: str) -> Where | None:
        answered = self._answered.get(text.casefold())
        if answered is not None:
            return Where(tuple(c for c in answered if c != REST), rest=REST if REST in answered else "" if answered else NONE)
        if (main := _MAINLAND.fullmatch(text)) and (code := self.country(main[1])):
            return Where((code,), less=("本土以外",))
        if _POSTCODES.search(text) and (part := self._part(text)):
            return part
        code = self.country(text)
        if code:
            return Where((code,))
        zone = zone_name(text)
        if zone:
            return Where(zones=(zone,))
        region = self.region(text)
        if region:
            return None if region.loose else Where(region.countries)
        if _REST.fullmatch(text) or _EVERY.fullmatch(text):
            return Where(rest=REST)
        if (of := _REST_OF.fullmatch(text)) and (region := self.region(next(g for g in of.groups() if g))):
            return Where(rest=region.names[0])
        return self._paired(text)

    def _paired(self, text: str) -> Where | None:
        """ "GB英国", "美国 US", and a country with a zone of its own: "美国1区"."""
        if (pair := _PAIR.fullmatch(text)) and len({code for part in pair.groups() if part and (code := self.country(part))}) == 1:
            return Where((next(code for part in pair.groups() if part and (code := self.country(part))),))
        split = re.fullmatch(
            r"(.+?)[\s-]*((?:第?(?:[一二三四五六七八九十0-9A-Z]{1,3}|[0-9]{1,3}-[0-9]{1,3})\s*分?区)|(?:zone\s*[0-9A-Z]{1,2}))",
            text,
            re.IGNORECASE,
        )
        if split and (code := self.country(split[1])) and (zone := zone_name(split[2])):
            return Where((code,), (zone,))
        for cut in re.finditer(
            r"[\s/:_-]+|(?<=[一-鿿])(?=[A-Za-z])|(?<=[A-Za-z.])(?=[一-鿿])", text
        ):  # "United Kingdom 英国", "US-United States"
            halves = self.country(text[: cut.start()]), self.country(text[cut.end() :])
            if halves[0] and halves[0] == halves[1]:
                return Where((halves[0],))
        return self._part(text)

    def _part(self, text: str) -> Where | None:
        """A part of a country: "美西", "加拿大东部", with or without "(邮编8、9开头)" or the warehouses that it is said to have."""
        codes = _POSTCODES.search(text)
        name = _POSTCODES.sub("", text).strip(" ()-:") if codes else text
        begun = tuple(re.findall(_CODE, codes["codes"] or codes["begun"])) if codes else ()
        if codes and (whole := self.read(name)) and len(whole.countries) == 1:
            return Where(whole.countries, whole.zones or (("、".join(begun),) if begun else ()), postcodes=begun)
        found = _SIDE.match(name)
        country = found and (_SHORT.get(found["country"]) or self.country(found["country"]))
        if not country:
            return None
        return Where((country,), (" ".join(name.split()),), postcodes=begun)


def where_text(where: Where) -> str:
    """A place in short: "GB, FR", "zone 1", "*"."""
    parts = [", ".join(where.countries), "/".join(f"zone {z}" for z in where.zones), where.rest, ", ".join(where.unknown)]
    return " ".join(part for part in parts if part)
