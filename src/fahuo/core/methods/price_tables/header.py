"""The header of a table: the heading of each column from the rows above it, and where two tables stand beside each other."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from fahuo.core.methods.price_tables.amounts import read_price
from fahuo.core.methods.price_tables.cells import Grid
from fahuo.core.methods.price_tables.headings import KEYS, PRICES, Heading, Role, join, read_heading
from fahuo.core.methods.price_tables.places import Gazetteer, Where, zone_name
from fahuo.core.methods.price_tables.weights import read_span, unit_in

_LABEL = re.compile(r"[0-9]{1,2}|[A-Z][0-9]?|[0-9][A-Z]|[一二三四五六七八九十]{1,2}")


class HeaderReader:
    """Reads headers of one sheet."""

    def __init__(self, grid: Grid, gazetteer: Gazetteer) -> None:
        self.grid, self.gazetteer = grid, gazetteer

    def heading(self, text: str) -> Heading:
        """What a cell says as a heading."""
        return read_heading(text, self.gazetteer)

    def columns(self, first: int, last: int) -> dict[int, Heading]:
        """The heading of each column; a bare number or letter is a zone or a weight, as the cells around it say."""
        found: dict[int, Heading] = {}
        zones = any(
            self.heading(self.grid.texts[r][c]).role == Role.ZONE for r in range(max(0, first - 1), last + 1) for c in self.grid.filled(r)
        )
        unit = next((u for r in range(first, last + 1) for c in self.grid.filled(r) if (u := unit_in(self.grid.texts[r][c]))), None)
        weights = self._first_is_place(last + 1)
        for column in range(self.grid.width):
            cells = dict.fromkeys(self.grid.origin(r, column) for r in range(first, last + 1))
            texts = [self.grid.texts[r][c] for r, c in cells if self.grid.texts[r][c]]
            if texts:
                found[column] = join(self._labelled(text, zones, weights, unit) for text in texts)
            elif any(self.grid.texts[r][column] for r in range(last + 1, min(last + 4, self.grid.height))):
                found[column] = Heading()
        return self._told_apart(found, first, last)

    def _told_apart(self, columns: dict[int, Heading], first: int, last: int) -> dict[int, Heading]:
        """Columns that say the same belong to different services, where a heading above them names these."""
        alike: dict[object, list[int]] = {}
        for column, heading in columns.items():
            if heading.role in PRICES or heading.basis_g is not None or heading.span or heading.where:
                alike.setdefault(
                    (heading.role, heading.basis_g, heading.amount_g, heading.span, heading.where, heading.variant), []
                ).append(column)
        for same in alike.values():
            if len(same) < 2:
                continue
            for column in same:
                unknown = [
                    t
                    for r in range(first, last + 1)
                    if (t := self.grid.texts[r][column]) and not self.heading(t).says and not self.heading(t).variant
                ]
                others = [{self.grid.texts[r][c] for r in range(first, last + 1)} for c in same if c != column]
                own = [t for t in unknown if not any(t in texts for texts in others)]
                if own:
                    columns[column] = replace(columns[column], service=own[0])
        return columns

    def _labelled(self, text: str, zones: bool, weights: bool, unit: Decimal | None) -> Heading:
        heading = read_heading(text, self.gazetteer, unit)
        if heading.says or (not _LABEL.fullmatch(text) and not read_price(text)):
            return heading
        if weights and not zones:
            span = read_span(text, unit)
            return Heading(text, span=span) if span else heading
        if _LABEL.fullmatch(text):
            return Heading(text, where=Where(zones=(zone_name(f"Zone {text}") or text,)))
        return heading

    def _first_is_place(self, row: int) -> bool:
        """Whether rows below begin with a place: then the numbers above are weights."""
        for r in range(row, min(row + 3, self.grid.height)):
            for c in self.grid.filled(r):
                if self.gazetteer.read(self.grid.texts[r][c]):
                    return True
                break
        return False

    def apart(self, columns: dict[int, Heading], first: int) -> list[dict[int, Heading]]:
        """Tables beside each other, each under a name of its own (小货 | 大货), are as many services."""
        parts = _side_by_side(columns)
        names = []
        for part in parts:
            above = {
                self.grid.texts[row][column]
                for row in (first, first - 1)
                if row >= 0
                for column in part
                if self._is_wide(row, column, part)
            }
            names.append(next((text for text in above if text and not self.heading(text).says), ""))
        if len(parts) < 2 or len(set(names)) < len(parts) or not all(names):
            return parts
        return [
            {c: replace(h, variant=h.variant or name, service="" if h.service == name else h.service) for c, h in part.items()}
            for part, name in zip(parts, names, strict=True)
        ]

    def _is_wide(self, row: int, column: int, part: dict[int, Heading]) -> bool:
        """Whether the cell reaches over all columns of a table, and over no other."""
        origin = self.grid.origin(row, column)
        over = {c for c in range(self.grid.width) if self.grid.origin(row, c) == origin}
        return len(over) > 1 and over == set(part)


def _side_by_side(columns: dict[int, Heading]) -> list[dict[int, Heading]]:
    """Tables beside each other: a new one begins where a key (国家, 重量) comes again after prices."""
    parts: list[dict[int, Heading]] = [{}]
    seen: set[Role] = set()
    priced = False
    for column, heading in columns.items():
        apart = column - 1 not in columns and len(seen) > 1  # an empty column between two lists of places
        if heading.role in KEYS and heading.role in seen and (priced or apart):
            parts.append({})
            seen, priced = set(), False
        if heading.role in KEYS:
            seen.add(heading.role)
        priced = priced or heading.role in PRICES or bool(heading.where or heading.span) or heading.basis_g is not None
        parts[-1][column] = heading
    return parts
