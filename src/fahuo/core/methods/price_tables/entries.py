"""What a table's cells say, one by one: a price (or days, a minimum, a limit) with the place and the band that its headings give it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from fahuo.core.methods.price_tables.amounts import is_nothing, read_price, read_sum
from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.columns import ColumnNamer
from fahuo.core.methods.price_tables.entry import Entry, Reading
from fahuo.core.methods.price_tables.find import Table
from fahuo.core.methods.price_tables.headings import KEYS, PRICES, Heading, Role, basis_in
from fahuo.core.methods.price_tables.moments import read_transit
from fahuo.core.methods.price_tables.places import Gazetteer, Where, where_text
from fahuo.core.methods.price_tables.row_keys import RowKeys
from fahuo.core.methods.price_tables.said import Choice, Desk
from fahuo.core.methods.price_tables.weights import CUBIC_G, weight_g
from fahuo.core.methods.price_tables.zone_lists import ZoneLists

_THREE = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
_WITH_FEE = re.compile(r"(?:运费|公斤价?|单价|kg).{0,12}\+.{0,6}(?:挂号|处理|操作|票|件|fee)", re.IGNORECASE)
_WITH_STEP = re.compile(r"首重?.{0,10}\+.{0,4}续", re.IGNORECASE)
_WORDS = frozenset(
    {
        Role.DAYS,
        Role.NOTE,
        Role.CURRENCY,
        Role.MIN_G,
        Role.ROUND_G,
        Role.MOST_G,
        Role.DIVISOR,
        Role.FUEL,
        Role.FIRST_G,
        Role.STEP_G,
        Role.DAYS_LEAST,
        Role.DAYS_MOST,
    }
)


class Reader:
    """Reads one table."""

    def __init__(self, table: Table, gazetteer: Gazetteer, desk: Desk, around: Heading, summed: str | None = None) -> None:
        """`around`: what title and sheet say of all of it: a place, a unit, a basis. `summed`: what "68+20" is, where a note says it: fee, step."""
        self.table, self.grid, self.gazetteer, self.desk, self.around = table, table.grid, gazetteer, desk, around
        self.summed = summed
        self.found = Reading(table)
        namer = ColumnNamer(table, gazetteer, desk, around.unit)
        self.columns = namer.columns
        self._odd: set[tuple[int, int]] = set()  # cells whose price is asked, or is none by an answer
        self.keys = RowKeys(table, self.columns, gazetteer, desk)
        self._amounts: dict[Role, int | None] = {}  # of the row: its first weight and its step, where they have columns of their own
        self.found.unit = namer.unit
        namer.name()
        self._empty_fees()

    def read(self) -> Reading:
        """Every cell of the table."""
        prices = [c for c, h in self.columns.items() if h.role in PRICES or (h.role is None and h.says)]
        words = [c for c, h in self.columns.items() if h.role in _WORDS]
        is_map = not self.table.priced
        lists = ZoneLists(self.found, self.columns, self.gazetteer, self.around)
        for row in self.table.rows:
            self.keys.waits = False
            key = self.keys.row(row)
            if self.keys.waits:
                continue
            self._amounts = {role: self._grams(row, column) for role, column in ((Role.FIRST, Role.FIRST_G), (Role.STEP, Role.STEP_G))}
            if is_map:
                lists.take(row, key)
                continue
            before = len(self.found.entries)
            for column in (*prices, *words):
                self._cell(row, column, key)
            own = self.found.entries[before:]
            self.found.entries[before:] = [replace(e, dashed=self._dashed(row, e, prices, key), table=self.table.header[0]) for e in own]
        self.found.keys = self.keys.keys
        for label, codes in self.keys.postcodes.items():
            self.found.postcodes.setdefault(label, []).extend(dict.fromkeys(codes))
        return self.found

    def _dashed(self, row: int, entry: Entry, prices: list[int], key: Heading) -> bool:
        """Whether a price beside the entry, of its place, is a dash or is asked."""
        dashes = [
            c
            for c in prices
            if self.columns[c].role not in (Role.FEE, Role.LEAST)
            and ((row, c) in self._odd or ((text := self.grid.texts[row][c]) and is_nothing(text)))
        ]
        return any(self._joined(self.columns[c], key).where == entry.heading.where or not entry.heading.where for c in dashes)

    def _empty_fees(self) -> None:
        """A column that is called a fee and has nothing in it."""
        for column in self.table.of(Role.FEE):
            if not any(self.grid.texts[row][column] for row in self.table.rows):
                text = self.columns[column].text
                self.desk.tell("no_fee", [self.grid.place(self.table.header[1], column)], 80, text="", heading=text)

    def _grams(self, row: int, role: Role) -> int | None:
        return next(
            (g for c in self.table.of(role) if (g := weight_g(self.grid.texts[row][c], self.columns[c].unit or self.found.unit))), None
        )

    def _cell(self, row: int, column: int, key: Heading) -> None:
        text = self.grid.texts[row][column]
        heading = self._joined(self.columns[column], key)
        place = self.grid.place(row, column)
        if is_nothing(text) and heading.role in (Role.PRICE, Role.FIRST, Role.STEP, None):
            self._hole(heading, text, place, row)
        if not text:
            if heading.role in (Role.MIN_G, Role.ROUND_G):  # of a row in which nothing is written: see card.py
                self.found.entries.append(Entry(heading, text, None, place, row))
            return
        keys = [c for c, h in self.columns.items() if h.role in (Role.COUNTRY, Role.CODE, Role.ZONE) and self.grid.texts[row][c]]
        where_place = self.grid.place(row, keys[0]) if keys else None
        if heading.role not in _WORDS and (both := read_sum(text)):
            self._summed(row, column, both, heading, place, where_place)
            return
        amount = read_price(text)
        if amount and heading.role not in _WORDS and self._thousands(row, column):
            self._unreadable(row, column, text, heading, place, where_place, "price")
            return
        if amount and heading.role in (Role.PRICE, Role.FEE, None):
            based = self._based(heading, text, place)
            if based is None:
                return
            heading = based
        if amount is not None and amount.value == 0 and heading.role in (Role.PRICE, Role.FIRST, Role.STEP, None):
            self._unreadable(row, column, text, heading, place, where_place, "zero")
        elif heading.role in _WORDS or (amount and amount.value >= 0):
            if amount is not None and amount.value == 0 and heading.role in (Role.FEE, Role.LEAST):
                self.desk.tell("no_fee", [place], 95, text=text, heading=self.columns[column].text)
            self.found.entries.append(
                Entry(
                    heading,
                    text,
                    amount.value if amount else None,
                    place,
                    row,
                    where_place,
                    self.columns[column].text,
                    self.columns[column].role in PRICES,
                )
            )
        elif is_nothing(text) and heading.role in (Role.FEE, Role.LEAST):
            self.desk.tell("no_fee", [place], 90, text=text, heading=self.columns[column].text)
        elif is_nothing(text):
            self.desk.tell("no_price", [place], 90, text=text)
        elif not (heading.role is None and re.search(r"[天日]|day", text, re.IGNORECASE) and read_transit(text)):
            self._unreadable(row, column, text, heading, place, where_place, "negative" if amount else "price")

    def _thousands(self, row: int, column: int) -> bool:
        """Whether "1.250" may be a thousand: typed so, as text, beside whole numbers."""
        if not isinstance(self.grid.value(row, column), str) or not _THREE.fullmatch(self.grid.texts[row][column]):
            return False
        return any(re.fullmatch(r"[0-9]{1,3}", self.grid.texts[row][column]) for row in self.table.rows)

    def _based(self, heading: Heading, text: str, place: Place) -> Heading | None:
        """The heading with what the cell itself says that its price is for ("95元/KG"); asked where the heading says otherwise."""
        own = basis_in(text)
        if own is None or own == heading.basis_g:
            return heading
        if heading.basis_g is None:
            return replace(heading, basis_g=own)
        choices = (Choice("kg", "每公斤", "per kg"), Choice("parcel", "每件", "for the parcel"))
        answer = self.desk.ask(
            "cell_basis", f"{place} {text}", [place], lambda a: {"kg": 1000, "parcel": 0}.get(a), choices, text=text, heading=heading.text
        )
        return None if answer is None else replace(heading, basis_g=answer)

    def _summed(self, row: int, column: int, both: tuple[str, str], heading: Heading, place: Place, where_place: Place | None) -> None:
        """A cell with two prices, "68+20": for the kilogram and the parcel, or first and continuation weight."""
        bases = [basis_in(text) for text in both]
        if bases == [0, 1000]:  # "3.2/pc + 6.5/kg"
            both, bases = (both[1], both[0]), [1000, 0]
        text = self.columns[column].text or place.sheet
        how = self.summed or (
            "fee" if bases == [1000, 0] or _WITH_FEE.search(heading.text) else "step" if _WITH_STEP.search(heading.text) else None
        )
        if how is None:
            choices = (
                Choice("fee", "每公斤价格 + 每件费用", "per kg + fee for the parcel"),
                Choice("step", "首重 + 续重", "first + continuation weight"),
            )
            read = lambda a: a if a in ("fee", "step") else None  # noqa: E731
            how = self.desk.ask("sum", text, [place], read, choices, lasting=True, text=text, cell="+".join(both))
        if how is None:
            return
        roles = ((Role.PRICE, 1000), (Role.FEE, 0)) if how == "fee" else ((Role.FIRST, None), (Role.STEP, None))
        for (role, basis), part in zip(roles, both, strict=True):
            amount = read_price(part)
            assert amount is not None
            own = replace(heading, role=role, basis_g=basis)
            self.found.entries.append(Entry(own, part, amount.value, place, row, where_place, text, True))

    def _hole(self, heading: Heading, text: str, place: Place, row: int) -> None:
        """A bracket of the table that has no price here: no other one may take over its weights."""
        if heading.span:
            self.found.entries.append(Entry(replace(heading, role=Role.HOLE), text, None, place, row))

    def _unreadable(self, row: int, column: int, text: str, heading: Heading, place: Place, where_place: Place | None, code: str) -> None:
        choices = [Choice("no_price", "没有价格，不服务", "there is no price: not served", True)]
        if code == "zero":
            choices.append(Choice("0", "免费", "it is free"))
        self._odd.add((row, column))
        band = heading.text or "-"
        where = where_text(heading.where) or "-"

        def read(answer: str) -> Decimal | str | None:
            found = read_price(answer)
            return "no_price" if answer == "no_price" else found.value if found and found.value >= 0 else None

        answer = self.desk.ask(code, f"{place} {text}", [place], read, choices, "amount", text=text, where=where, band=band)
        if isinstance(answer, Decimal):
            self._odd.discard((row, column))
            self.found.entries.append(Entry(heading, text, answer, place, row, where_place, heading.text))
        elif answer is not None:
            self._hole(heading, text, place, row)

    def _joined(self, column: Heading, row: Heading) -> Heading:
        """A column's heading and a row's, and what the title says where both are silent. The more exact word holds."""
        role = column.role
        if row.role and (role is None or role == Role.PRICE) and row.role not in KEYS:
            role = row.role
        where = self._where(column.where, row.where)
        basis = row.basis_g if row.basis_g is not None else column.basis_g
        if row.basis_g == CUBIC_G and (column.basis_g is not None or role not in (Role.PRICE, None)):  # a bracket in cubic metres
            basis = column.basis_g
        if basis is None and role in (Role.PRICE, None):
            basis = self.around.basis_g
        return Heading(
            text=f"{row.text} {column.text}".strip(),
            role=role,
            basis_g=basis,
            unit=column.unit or row.unit or self.found.unit,
            currency=column.currency or row.currency or self.around.currency,
            amount_g=next((g for g in (column.amount_g, row.amount_g, self._amounts.get(role) if role else None) if g), None),
            span=column.span or row.span,
            where=where if where or where.unknown else self.around.where,
            variant=column.variant or row.variant or self.around.variant,
            service=column.service or row.service,
        )

    def _where(self, column: Where, row: Where) -> Where:
        if column.countries and row.countries and not set(column.countries) & set(row.countries):
            return Where(unknown=(f"{where_text(row)} / {where_text(column)}",))
        if column and row and column != row:  # a country down and its zone across, or the other way round
            return Where(
                column.countries or row.countries, column.zones or row.zones, column.rest or row.rest, (*column.unknown, *row.unknown)
            )
        return column if column else row

    # tables of zones
