"""Parts of countries, by postcode and by city: what a zone holds, a surcharge is for, a service does not reach. 50,000 of them are no trouble."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter

import polars as pl

from fahuo.core.methods.postcodes import RANGE, between, doubtful, number, plain, span

MOST_PLACES = 500_000


def plain_city(name: str) -> str:
    """A city's letters and digits in capitals, without accents: plain_city("Saint-Étienne") == "SAINTETIENNE"."""
    return "".join(c for c in unicodedata.normalize("NFKD", name).upper() if c.isalpha() or c.isdecimal())


def plain_cities(names: pl.Series) -> list[str]:
    """plain_city of each; "" where there is none."""
    known = {name: plain_city(name) for name in names.unique().drop_nulls()}
    return [known.get(name, "") for name in names.to_list()]


def postcodes_of(country: str, text: str) -> tuple[int, int]:
    """The postcodes that "20" or "1000..1999" stands for, as numbers, both ends included. ValueError where it stands for none."""
    first, dots, last = text.partition(RANGE)
    if doubtful(country, text):
        raise ValueError(text)
    if dots:
        return between(first, last, country)
    if not plain(first):
        raise ValueError(text)
    return span(first, country)


@dataclass(frozen=True)
class Places:
    """Postcodes as (country, lowest, highest) and cities as (country, plain_city), sorted."""

    spans: tuple[tuple[str, int, int], ...] = ()
    cities: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, spans: Iterable[tuple[str, int, int]], cities: Iterable[tuple[str, str]] = ()) -> Places:
        """Places in any order, some of them perhaps inside others."""
        return cls(tuple(_merged(sorted(spans))), tuple(sorted(set(cities))))

    def __bool__(self) -> bool:
        return bool(self.spans or self.cities)

    def __len__(self) -> int:
        return len(self.spans) + len(self.cities)

    @property
    def countries(self) -> set[str]:
        """The countries that they are parts of."""
        return {row[0] for row in self.spans} | {row[0] for row in self.cities}

    def join(self, other: Places) -> Places:
        """These and those."""
        return self if not other else other if not self else Places.of((*self.spans, *other.spans), (*self.cities, *other.cities))

    def by_country(self) -> Iterator[tuple[str, list[tuple[int, int]], list[str]]]:
        """Country by country its postcodes and its cities."""
        spans = {country: [(low, high) for _, low, high in rows] for country, rows in groupby(self.spans, itemgetter(0))}
        cities = {country: [name for _, name in rows] for country, rows in groupby(self.cities, itemgetter(0))}
        for country in sorted(self.countries):
            yield country, spans.get(country, []), cities.get(country, [])

    @cached_property
    def _spans(self) -> dict[str, tuple[list[int], list[int]]]:
        return {country: ([low for low, _ in spans], [high for _, high in spans]) for country, spans, _ in self.by_country()}

    @cached_property
    def _names(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.cities)

    def has(self, country: str | None, postcode: str | None, city: str | None) -> bool:
        """Whether an address lies in one of them."""
        lows, highs = self._spans.get(country or "", ([], []))
        found = number(country or "", postcode or "")
        row = bisect_right(lows, found) - 1
        if row >= 0 and found <= highs[row]:
            return True
        return bool(self._names) and (country or "", plain_city(city or "")) in self._names


def _merged(spans: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Spans without overlap; those that touch become one."""
    last: tuple[str, int, int] | None = None
    for country, low, high in spans:
        if last is not None and country == last[0] and low <= last[2] + 1:
            last = (country, last[1], max(last[2], high))
            continue
        if last is not None:
            yield last
        last = (country, low, high)
    if last is not None:
        yield last


NOWHERE = Places()
