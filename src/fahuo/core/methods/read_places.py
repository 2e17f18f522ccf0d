"""Reads lists of places: a file with a row for each postcode, range of postcodes or city. 50,000 rows are usual."""

from __future__ import annotations

import csv
import io

import polars as pl

from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.faults import BadCard, Fault
from fahuo.core.methods.places import MOST_PLACES, Places, plain_city, postcodes_of
from fahuo.core.methods.postcodes import RANGE, doubtful, plain

COLUMNS = ("country", "postcode_from", "postcode_to", "city")
_COUNTRIES = frozenset(COUNTRIES)
_MOST_FAULTS = 50


def read_rows(text: str, name: str) -> pl.DataFrame:
    """The rows of a list as text columns COLUMNS, blank where a cell is. BadCard where the first row does not name them, or a row cannot be read."""
    found = _cells(text.removeprefix("\ufeff"), name)
    header = [cell.strip().lower() for cell in found[0]] if found else []
    missing = [c for c in ("country",) if c not in header] or ([] if {"postcode_from", "city"} & set(header) else ["postcode_from"])
    if missing:
        raise BadCard([Fault(name, "columns", (("value", missing[0]), ("known", ", ".join(COLUMNS))))])
    if len(found) - 1 > MOST_PLACES:
        raise BadCard([Fault(name, "too_many", (("value", f"{len(found) - 1:,}"), ("most", f"{MOST_PLACES:,}")))])
    at = {column: header.index(column) if column in header else -1 for column in COLUMNS}
    cells = {c: [row[n].strip() if 0 <= n < len(row) else "" for row in found[1:]] for c, n in at.items()}
    return pl.DataFrame(cells, schema=dict.fromkeys(COLUMNS, pl.String))


def _cells(text: str, name: str) -> list[list[str]]:
    """Rows of cells, between commas, semicolons or tabs: what the first row has most of."""
    first = text.split("\n", 1)[0]
    lines = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter=max(",;\t", key=first.count), strict=True)
    found: list[list[str]] = []
    try:
        found.extend(lines)
    except csv.Error:
        written = text.splitlines()[len(found) : len(found) + 1] or [""]
        raise BadCard([Fault(f"{name}[{len(found) + 1}]", "row_unreadable", (("value", written[0][:40]),))]) from None
    return found


def read_list(rows: pl.DataFrame, name: str) -> Places:
    """Places of the rows; a row has a postcode, or two as a range, or a city. BadCard names the rows that have not; the first row is 2."""
    spans: list[tuple[str, int, int]] = []
    cities: list[tuple[str, str]] = []
    faults: list[Fault] = []
    for n, (country, first, last, city) in enumerate(rows.select(COLUMNS).iter_rows(), 2):
        if not (country or first or last or city):
            continue
        if country not in _COUNTRIES:
            faults.append(Fault(f"{name}[{n}].country", "unknown_country", (("value", f'"{country}"'),)))
        elif doubtful(country, first) or doubtful(country, last):
            faults.append(Fault(f"{name}[{n}].postcode_from", "range_mark", (("value", f'"{first}..{last}"' if last else f'"{first}"'),)))
        elif plain(first):
            try:
                spans.append((country, *postcodes_of(country, f"{first}{RANGE}{last}" if last and last != first else first)))
            except ValueError:
                faults.append(Fault(f"{name}[{n}].postcode_to", "unlike", (("value", f'"{first}..{last}"'),)))
        elif plain_city(city):
            cities.append((country, plain_city(city)))
        else:
            faults.append(Fault(f"{name}[{n}]", "nothing_of", (("fields", "postcode_from, city"),)))
        if len(faults) >= _MOST_FAULTS:
            break
    if not faults and not spans and not cities:
        faults.append(Fault(name, "empty", ()))
    if faults:
        raise BadCard(faults)
    return Places.of(spans, cities)
