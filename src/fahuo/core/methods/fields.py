"""Reads one table of a document field by field, and notes every fault instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from fahuo.core.methods.codes import COUNTRIES, CURRENCIES
from fahuo.core.methods.faults import Fault
from fahuo.core.methods.places import Places, plain_city, postcodes_of
from fahuo.core.methods.postcodes import doubtful
from fahuo.core.methods.regions import REGIONS, entries_of
from fahuo.core.methods.weights import NANO, weight_of
from fahuo.core.words import Attribute, attributes_of, minor_units

_COUNTRIES = frozenset(COUNTRIES)
MOST_MONEY = 9 * 10**9  # minor units: keeps price x weight inside 64 bits
MOST_G = 10**8
MOST_MM = 10**6
PPM_DECIMALS = 4  # of a percentage


class Fields:
    """A table at a place. Each reader returns a value that fits its type, also where it noted a fault."""

    def __init__(self, row: object, place: str, known: Iterable[str], faults: list[Fault]) -> None:
        self.place = place
        self.faults = faults
        # JSON's null says the same as leaving the field out
        self.row: Mapping[str, object] = {str(k): v for k, v in row.items() if v is not None} if isinstance(row, Mapping) else {}
        self.readable = isinstance(row, Mapping)
        names = tuple(known)
        if not self.readable:
            self.fault("", "not_a_table", value=row)
        for name in self.row:
            if name not in names:
                self._unknown(str(name), names)

    def _unknown(self, name: str, names: tuple[str, ...]) -> None:
        meant = get_close_matches(name.lower(), names, 1)
        if meant:
            self.fault(name, "misspelt", meant=meant[0], known=", ".join(names))
        else:
            self.fault(name, "unknown_field", known=", ".join(names))

    def fault(self, name: str, code: str, **values: object) -> None:
        """Note a fault of a field."""
        place = f"{self.place}.{name}" if self.place and name else self.place or name
        shown = {k: f'"{v}"' if isinstance(v, str) and k == "value" else str(v) for k, v in values.items()}
        self.faults.append(Fault(place or "document", code, tuple(shown.items())))

    def has(self, name: str) -> bool:
        """Whether the field is written."""
        return name in self.row

    def given(self, *names: str) -> list[str]:
        """Those of the names that are written."""
        return [name for name in names if name in self.row]

    def _get(self, name: str) -> object:
        value = self.row.get(name)
        if value is None and self.readable:
            self.fault(name, "missing")
        return value

    def text(self, name: str, most: int = 200) -> str:
        """Text that is not empty, of at most `most` characters."""
        value = self._get(name)
        if isinstance(value, str) and len(value) > most:
            self.fault(name, "too_long_text", value=value, most=most)
            return ""
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is not None:
            self.fault(name, "missing" if isinstance(value, str) else "not_text", value=value)
        return ""

    def boolean(self, name: str, default: bool) -> bool:
        """true or false; the default where it is not written."""
        value = self.row.get(name, default)
        if not isinstance(value, bool):
            self.fault(name, "not_boolean", value=value)
            return default
        return value

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number from least to most."""
        value = self._get(name)
        if value is None:
            return least
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(name, "not_whole", value=value)
        elif value < 0:
            self.fault(name, "negative", value=value)
        elif value < least:
            self.fault(name, "below", value=value, least=least)
        elif value > most:
            self.fault(name, "above", value=value, most=most)
        else:
            return value
        return least

    def maybe_whole(self, name: str, least: int, most: int) -> int | None:
        """A whole number, or None where it is not written."""
        return self.whole(name, least, most) if self.has(name) else None

    def weight(self, name: str, least_g: int = 0) -> int:
        """Whole grams or text with a unit ("1 lb"), as billionths of a gram."""
        value = self._get(name)
        if isinstance(value, str):
            try:
                nano = weight_of(value)
            except ValueError:
                self.fault(name, "not_weight", value=value)
                return least_g * NANO
            if nano < least_g * NANO or nano > MOST_G * NANO:
                self.fault(name, "below" if nano < least_g * NANO else "above", value=value, least=f"{least_g} g", most=f"{MOST_G} g")
                return least_g * NANO
            return nano
        return self.whole(name, least_g, MOST_G) * NANO

    def _decimal(self, name: str) -> Decimal | None:
        value = self._get(name)
        if value is None:
            return None
        number: Decimal | None = None
        if isinstance(value, int | float | str | Decimal) and not isinstance(value, bool):
            try:
                number = Decimal(str(value).strip())  # a float is taken as it was written
            except InvalidOperation:
                number = None
        if number is None or not number.is_finite():
            self.fault(name, "not_number", value=value)
            return None
        if number < 0:
            self.fault(name, "negative", value=number)
            return None
        return number

    def _scaled(self, name: str, places: int, most: int) -> int:
        number = self._decimal(name)
        if number is None:
            return 0
        if number > Decimal(most).scaleb(-places):
            self.fault(name, "above", value=number, most=f"{Decimal(most).scaleb(-places).normalize():f}")
            return 0
        if number != number.quantize(Decimal(1).scaleb(-places)):
            self.fault(name, "decimals", value=number, places=places)
            return 0
        return int(number.scaleb(places))

    def money(self, name: str, currency: str) -> int:
        """An amount in major units (12.50), as minor units of the currency."""
        return self._scaled(name, minor_units(currency), MOST_MONEY)

    def percent(self, name: str, most: int = 1000) -> int:
        """A percentage (14.5) of at most so many percent, as parts per million."""
        return self._scaled(name, PPM_DECIMALS, most * 10**PPM_DECIMALS)

    def day(self, name: str) -> date:
        """A date, or its text 2026-07-01."""
        value = self._get(name)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        if value is not None:
            self.fault(name, "not_date", value=value)
        return date.min

    def days(self, always: bool = True) -> tuple[date, date | None]:
        """valid_from and valid_to; the first day may be left out where it is not asked for always."""
        begin = self.day("valid_from") if always or self.has("valid_from") else date.min
        end = self.day("valid_to") if self.has("valid_to") else None
        if end is not None and date.min < end <= begin:
            self.fault("valid_to", "ends_before", value=end, start=begin)
        return begin, end

    def entries(self, name: str, must: bool = True) -> list[object]:
        """A list; empty where it may be missing."""
        value = self._get(name) if must else self.row.get(name, [])
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.fault(name, "not_a_list", value=value)
            return []
        if must and not value:
            self.fault(name, "empty")
        return list(value)

    def currency(self, name: str) -> str:
        """An ISO 4217 code."""
        value = self.text(name)
        if value and value not in CURRENCIES:
            self.fault(name, "unknown_currency", value=value)
        return value

    def countries(self, name: str, must: bool = True, star: bool = False) -> tuple[str, ...]:
        """A list of ISO alpha-2 codes, each once; with `star`, "*" may stand for all others."""
        found: list[str] = []
        for value in self.entries(name, must):
            if isinstance(value, str) and value in found:
                self.fault(name, "twice", value=value, first=name)
            elif isinstance(value, str) and (value in _COUNTRIES or (star and value == "*")):
                found.append(value)
            else:
                self.fault(name, "unknown_country", value=value)
        return tuple(found)

    def attributes(self, name: str) -> Attribute:
        """A list of names of goods attributes, in either language."""
        found = Attribute(0)
        for value in self.entries(name, must=False):
            try:
                found |= attributes_of([str(value) or "?"])
            except ValueError:
                self.fault(name, "unknown_attribute", value=value, known=", ".join(str(a.name).lower() for a in Attribute))
        return found

    def texts(self, name: str) -> list[str]:
        """A list of texts, none of them empty."""
        found = [value.strip() for value in self.entries(name, must=False) if isinstance(value, str) and value.strip()]
        for value in self.entries(name, must=False):
            if not isinstance(value, str):
                self.fault(name, "not_text", value=value)
            elif not value.strip():
                self.fault(name, "empty")
        return found

    def sides(self, name: str) -> tuple[int, int, int]:
        """Three sides in mm, longest first."""
        values = self.entries(name)
        if len(values) != 3 or any(isinstance(v, bool) or not isinstance(v, int) or not 0 <= v <= MOST_MM for v in values):
            self.fault(name, "three_sides")
            return 0, 0, 0
        c, b, a = sorted(int(str(v)) for v in values)
        return a, b, c

    def places(self, postcodes: str, cities: str, regions: str) -> Places:
        """Postcodes, cities and states by country, from the three fields."""
        spans, names = [], []
        for country, value, field in self._by_country(postcodes):
            try:
                spans.append((country, *postcodes_of(country, value)))
            except ValueError:
                field.fault(country, "range_mark" if doubtful(country, value) else "unlike", value=value)
        for country, value, field in self._by_country(cities):
            if plain_city(value):
                names.append((country, plain_city(value)))
            else:
                field.fault(country, "not_text", value=value)
        for country, value, field in self._by_country(regions):
            if value in REGIONS.get(country, ()):
                spans.extend((country, *postcodes_of(country, text)) for text in entries_of(country, value))
            elif country in REGIONS:
                field.fault(country, "unknown_region", value=value, country=country, known=", ".join(REGIONS[country]))
            elif country in _COUNTRIES:
                field.fault(country, "region_postcodes", value=value, known=", ".join(sorted(REGIONS)))
        return Places.of(spans, names)

    def _by_country(self, name: str) -> list[tuple[str, str, Fields]]:
        """Every text of a table whose keys are countries."""
        written = self.row.get(name)
        if written is None:
            return []
        field = Fields(
            written, f"{self.place}.{name}" if self.place else name, written if isinstance(written, Mapping) else (), self.faults
        )
        found = []
        for country in field.row:
            if country not in _COUNTRIES:
                field.fault("", "unknown_country", value=country)
            for value in field.entries(country):
                if isinstance(value, str) and any(c.isalnum() for c in value):
                    found.append((country, value, field))
                elif isinstance(value, str):
                    field.fault(country, "empty")
                else:
                    field.fault(country, "not_text", value=value)
        return found
