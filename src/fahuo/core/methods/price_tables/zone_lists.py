"""Tables of zones: "英国 | 1区", "1区 | 英国、法国", countries below each zone, and the postcodes of zones."""

from __future__ import annotations

import re
from dataclasses import replace

from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.entry import Reading
from fahuo.core.methods.price_tables.headings import Heading, Role
from fahuo.core.methods.price_tables.places import Gazetteer, Where


class ZoneLists:
    """Takes the rows of a table of zones down."""

    def __init__(self, found: Reading, columns: dict[int, Heading], gazetteer: Gazetteer, around: Heading) -> None:
        self.found, self.grid, self.columns, self.gazetteer, self.around = found, found.table.grid, columns, gazetteer, around

    def take(self, row: int, key: Heading) -> None:
        """ "英国 | 1区", "1区 | 英国、法国", or a list of countries under each zone."""
        codes = [(c, h) for c, h in self.columns.items() if h.role == Role.POSTCODE]
        if key.where.zones and codes:
            for column, _ in codes:
                country = (key.where.countries or self.around.where.countries or ("",))[0]
                place = self.grid.place(row, column)
                found = [
                    (country, code.strip(), place) for code in re.split(r"[,，、;；\s]+", self.grid.texts[row][column]) if code.strip()
                ]
                self.found.postcodes.setdefault(key.where.zones[0], []).extend(found)
            return
        if key.where.zones and (key.where.countries or key.where.rest or key.where.unknown):
            at = next(c for c, h in self.columns.items() if h.role in (Role.COUNTRY, Role.CODE, Role.ZONE) and self.grid.texts[row][c])
            self._explain(key.where.zones, replace(key.where, zones=()), self.grid.place(row, at))
            return
        for column, heading in self.columns.items():
            text = self.grid.texts[row][column]
            zones = heading.where.zones or key.where.zones
            if text and zones and heading.role not in (Role.ZONE, Role.NUMBER, Role.DAYS, Role.NOTE):
                where = self.gazetteer.read(text)
                if where or where.unknown:
                    self._explain(zones, where, self.grid.place(row, column))

    def _explain(self, zones: tuple[str, ...], where: Where, place: Place) -> None:
        for zone in zones:
            self.found.zones.setdefault(zone, []).append((where, place))
