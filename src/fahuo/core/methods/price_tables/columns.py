"""What stands in each column of a table: by its heading, or where that says nothing by its cells."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from fahuo.core.methods.price_tables.amounts import read_price
from fahuo.core.methods.price_tables.find import Table
from fahuo.core.methods.price_tables.headings import GOODS_LABEL, PRICES, Heading, Role, read_heading
from fahuo.core.methods.price_tables.moments import read_transit
from fahuo.core.methods.price_tables.places import Gazetteer
from fahuo.core.methods.price_tables.said import IGNORE, Choice, Desk
from fahuo.core.methods.price_tables.weights import in_tons, read_span, unit_in

COLUMN_CHOICES = (
    Choice("per_kg", "每公斤价格", "price per kg"),
    Choice("fee", "每件费用（挂号费）", "fee for the parcel"),
    Choice("fee_per_kg", "每公斤费用，另加在价格上", "fee per kg, on top of the price"),
    Choice("flat", "每件价格", "price for the parcel"),
    Choice("min_g", "最低计费重（g）", "minimum weight in g"),
    Choice(IGNORE, "与价格无关，不读", "nothing to do with the price; leave it"),
)
_COLUMN = {
    "per_kg": Heading(role=Role.PRICE, basis_g=1000),
    "fee": Heading(role=Role.FEE),
    "fee_per_kg": Heading(role=Role.FEE, basis_g=1000),
    "flat": Heading(role=Role.PRICE, basis_g=0),
    "min_g": Heading(role=Role.MIN_G, unit=Decimal(1)),
    IGNORE: Heading(role=Role.NUMBER),
}


class ColumnNamer:
    """Names the columns of one table."""

    def __init__(self, table: Table, gazetteer: Gazetteer, desk: Desk, around: Decimal | None) -> None:
        """`around`: grams of the unit that the title names."""
        self.table, self.grid, self.gazetteer, self.desk, self._around = table, table.grid, gazetteer, desk, around
        self.columns = dict(table.columns)
        self.unit = self._unit()

    def _unit(self) -> Decimal | None:
        """Grams of the table's weights: as a heading of weights says, a heading at all, the title, or the figures."""
        headings = self.table.columns.values()
        for heading in (*(h for h in headings if h.role in (Role.WEIGHT, Role.WEIGHT_FROM, Role.WEIGHT_TO)), *headings):
            if heading.unit:
                return heading.unit
        return self._around

    def name(self) -> None:
        """Give every column with cells its heading."""
        self._least_and_most()
        for column, heading in list(self.columns.items()):
            texts = [t for row in self.table.rows if (t := self.grid.texts[row][column])]
            if not texts:
                continue
            if not heading.says and not heading.variant:
                heading = self._by_content(heading, texts, column)
            if heading.role in (Role.WEIGHT, Role.WEIGHT_FROM, Role.WEIGHT_TO) and not heading.unit:
                heading = replace(heading, unit=self._unit_of(heading, texts, column))
            self.columns[column] = heading
            self._tell(column, heading)

    def _least_and_most(self) -> None:
        """ "min weight" and "max weight" are a place's limits, or the ends of bands that follow each other."""
        low, high = self.table.of(Role.MIN_G), self.table.of(Role.MOST_G)
        if len(low) != 1 or len(high) != 1 or self.table.of(Role.WEIGHT, Role.WEIGHT_FROM, Role.WEIGHT_TO):
            return
        ends = [[self.grid.texts[row][column] for row in self.table.rows] for column in (low[0], high[0])]
        if any(begin == end for begin, end in zip(ends[0][1:], ends[1], strict=False)):
            self.columns[low[0]] = replace(self.columns[low[0]], role=Role.WEIGHT_FROM)
            self.columns[high[0]] = replace(self.columns[high[0]], role=Role.WEIGHT_TO)
            self.table.columns = dict(self.columns)

    def _by_content(self, heading: Heading, texts: list[str], column: int) -> Heading:
        """What a column without a telling heading is, by what stands in it."""
        places = sum(bool(self.gazetteer.read(t)) for t in texts)
        spans = sum(read_span(t, self.unit) is not None and not re.fullmatch(r"[0-9.,]+", t) for t in texts)
        inner = sum(read_heading(t, self.gazetteer, self.unit).says for t in texts)
        numbers = sum(read_price(t) is not None for t in texts)
        half = len(texts) / 2
        if places > half:
            return replace(heading, role=Role.COUNTRY)
        if spans > half or (inner > half and column == min(self.columns)):
            return replace(heading, role=Role.WEIGHT)
        if all(GOODS_LABEL.fullmatch(t) for t in texts):
            return replace(heading, role=Role.GOODS)
        if sum(read_transit(t) is not None and not read_price(t) for t in texts) > half:
            return replace(heading, role=Role.DAYS)
        if numbers == len(texts) and column == min(self.columns) and any(h.where or h.role in PRICES for h in self.columns.values()):
            return replace(heading, role=Role.WEIGHT)
        if numbers:
            text = heading.text or self.grid.place(self.table.header[1], column).cell
            at = [self.grid.place(self.table.header[1], column)]
            answer = self.desk.ask("column", text, at, lambda a: _COLUMN.get(a), COLUMN_CHOICES, lasting=True, text=text)
            return (answer and replace(answer, text=heading.text)) or Heading(heading.text, Role.NUMBER)
        return replace(heading, role=Role.NOTE)

    def _unit_of(self, heading: Heading, texts: list[str], column: int) -> Decimal | None:
        if self.unit or any(unit_in(t) for t in texts):
            return self.unit or next(u for t in texts if (u := unit_in(t)))
        if all(in_tons(t) != t for t in texts):
            return None
        numbers = [Decimal(n) for t in texts for n in re.findall(r"[0-9]+(?:\.[0-9]+)?", t)]
        at = [self.grid.place(self.table.header[1], column)]
        text = heading.text or at[0].cell
        if not numbers:
            return None
        light = max(numbers) <= 100 and any(n != n.to_integral_value() for n in numbers)
        heavy = max(numbers) > 300 and all(n == n.to_integral_value() for n in numbers)
        if light or heavy:
            self.desk.tell("unit", at, 85, unit="kg" if light else "g", text=text)
            return Decimal(1000 if light else 1)
        choices = (Choice("kg", "公斤", "kg", max(numbers) <= 100), Choice("g", "克", "g", max(numbers) > 100))
        return self.desk.ask("unit", text, at, lambda a: {"kg": Decimal(1000), "g": Decimal(1)}.get(a), choices, lasting=True, text=text)

    def _tell(self, column: int, heading: Heading) -> None:
        name = _NAMES.get(heading.role) if heading.role else None
        if name and heading.text and heading.role != Role.NUMBER:
            self.desk.tell("column", [self.grid.place(self.table.header[1], column)], 100, text=heading.text, zh=name[0], en=name[1])


_NAMES: dict[Role, tuple[str, str]] = {
    Role.COUNTRY: ("国家", "countries"),
    Role.CODE: ("国家代码", "country codes"),
    Role.ZONE: ("分区", "zones"),
    Role.POSTCODE: ("邮编", "postcodes"),
    Role.WEIGHT: ("重量档", "weight bands"),
    Role.WEIGHT_FROM: ("重量起点", "where bands begin"),
    Role.WEIGHT_TO: ("重量终点", "where bands end"),
    Role.PRICE: ("价格", "prices"),
    Role.FEE: ("每件费用", "fees for the parcel"),
    Role.FIRST: ("首重价格", "prices of the first weight"),
    Role.STEP: ("续重价格", "prices of continuation weight"),
    Role.FIRST_G: ("首重重量", "first weights"),
    Role.STEP_G: ("续重单位", "steps of continuation weight"),
    Role.LEAST: ("最低运费", "minimum freight"),
    Role.MIN_G: ("最低计费重", "minimum weights"),
    Role.ROUND_G: ("进位单位", "rounding steps"),
    Role.MOST_G: ("限重", "limits of weight"),
    Role.DIVISOR: ("材积系数", "volumetric divisors"),
    Role.FUEL: ("燃油附加费", "fuel surcharges"),
    Role.DAYS: ("时效", "transit times"),
    Role.DAYS_LEAST: ("最短时效", "the least days"),
    Role.DAYS_MOST: ("最长时效", "the most days"),
    Role.CURRENCY: ("币种", "currencies"),
    Role.SERVICE: ("渠道", "services"),
    Role.GOODS: ("货物类型", "kinds of goods"),
    Role.NOTE: ("备注", "notes"),
    Role.OLD: ("原价或差价，不读", "old prices or differences, not read"),
}
