"""What a table's cells say, one by one: a price (or days, a minimum, a limit) with the place and the band that its headings give it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from fahuo.core.methods.price_tables.amounts import currency_in, is_nothing, read_price, read_sum
from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.columns import ColumnNamer
from fahuo.core.methods.price_tables.find import Table
from fahuo.core.methods.price_tables.headings import KEYS, PRICES, Heading, Role, basis_in, read_heading
from fahuo.core.methods.price_tables.moments import read_transit
from fahuo.core.methods.price_tables.places import Gazetteer, Where, zone_name
from fahuo.core.methods.price_tables.said import LEAVE_OUT, Choice, Desk
from fahuo.core.methods.price_tables.weights import Span, read_span, weight_g

_FORM = re.compile(r"文件|包裹|非文件|货物|documents?|docs?|non-?docs?|parcels?|packages?|envelopes?", re.IGNORECASE)
_LABEL = re.compile(r"[0-9]{1,3}|[A-Z]{1,2}[0-9]{0,2}|[一二三四五六七八九十]{1,3}")
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell's value with all that its headings say. `value` is the text of what is no number."""

    heading: Heading
    text: str
    value: Decimal | None
    place: Place
    row: int
    where_place: Place | None = None  # the cell that says where
    column: str = ""  # the text of its column's heading
    named: bool = False  # that heading says what kind of price it is
    dashed: bool = False  # a price beside it is a dash: not served

    @property
    def role(self) -> Role:
        """What it is; a number without a word is a price."""
        return self.heading.role or Role.PRICE


@dataclass
class Reading:
    """A table's entries, and the zones that it explains."""

    table: Table
    entries: list[Entry] = field(default_factory=list)
    zones: dict[str, list[tuple[Where, Place]]] = field(default_factory=dict)  # label -> countries
    postcodes: dict[str, list[tuple[str, str, Place]]] = field(default_factory=dict)  # label -> (country, postcode, cell)
    unit: Decimal | None = None
    keys: list[Place] = field(default_factory=list)  # cells that say where, or which band


class Reader:
    """Reads one table."""

    def __init__(self, table: Table, gazetteer: Gazetteer, desk: Desk, around: Heading, summed: str | None = None) -> None:
        """`around`: what title and sheet say of all of it: a place, a unit, a basis. `summed`: what "68+20" is, where a note says it: fee, step."""
        self.table, self.grid, self.gazetteer, self.desk, self.around = table, table.grid, gazetteer, desk, around
        self.summed = summed
        self.found = Reading(table)
        namer = ColumnNamer(table, gazetteer, desk, around.unit)
        self.columns = namer.columns
        self._odd: set[int] = set()  # rows with a price that is asked
        self._waits = False  # the band of the row is asked
        self._amounts: dict[Role, int | None] = {}  # of the row: its first weight and its step, where they have columns of their own
        self.found.unit = namer.unit
        namer.name()

    def read(self) -> Reading:
        """Every cell of the table."""
        prices = [c for c, h in self.columns.items() if h.role in PRICES or (h.role is None and h.says)]
        words = [c for c, h in self.columns.items() if h.role in _WORDS]
        is_map = not self.table.priced
        for row in self.table.rows:
            self._waits = False
            key = self._row(row)
            if self._waits:
                continue
            self._amounts = {role: self._grams(row, column) for role, column in ((Role.FIRST, Role.FIRST_G), (Role.STEP, Role.STEP_G))}
            if is_map:
                self._map(row, key)
                continue
            before = len(self.found.entries)
            for column in (*prices, *words):
                self._cell(row, column, key)
            if row in self._odd or any((text := self.grid.texts[row][c]) and is_nothing(text) for c in prices):
                self.found.entries[before:] = [replace(e, dashed=True) for e in self.found.entries[before:]]
        return self.found

    # rows

    def _row(self, row: int) -> Heading:
        """What the keys of a row say: where, which band, and what the row is."""
        found = Heading()
        low: int | None = None
        for column, heading in self.columns.items():
            text = self.grid.texts[row][column]
            if not text or heading.role not in KEYS:
                continue
            if heading.role in (Role.COUNTRY, Role.CODE):
                found = self._place(found, text, row, column, heading)
            elif heading.role == Role.ZONE:
                found = self._zone(found, text, row, column)
            elif heading.role == Role.SERVICE:
                found = replace(found, service=text)
            elif heading.role == Role.WEIGHT_FROM:
                low = weight_g(text, heading.unit)
            elif heading.role == Role.WEIGHT_TO:
                high = weight_g(text, heading.unit)
                if high is None or not self.table.of(Role.WEIGHT_FROM):  # "up to (kg)" alone: the ends of bands
                    found = self._weight(found, text, heading, self.grid.place(row, column))
                    continue
                found = replace(found, span=Span(low or 0, high, self._grain(row, heading)), text=f"{found.text} {text}".strip())
            elif heading.role == Role.WEIGHT:
                found = self._weight(found, text, heading, self.grid.place(row, column))
        self.found.keys.extend(self.grid.place(row, c) for c in self.columns if self._is_key(row, c))
        if low is not None and found.span is None:
            found = replace(found, span=Span(low, None, 1))
        section = self.table.sections.get(row)
        return found.below(section) if section else found

    def _is_key(self, row: int, column: int) -> bool:
        """Whether the cell says where, or at which weight, and is understood."""
        text, heading = self.grid.texts[row][column], self.columns[column]
        if not text or heading.role not in KEYS:
            return False
        if heading.role in (Role.COUNTRY, Role.CODE):
            return self.gazetteer.code(text).sure
        return heading.role in (Role.ZONE, Role.SERVICE, Role.POSTCODE) or read_span(text, heading.unit) is not None

    def _grain(self, row: int, heading: Heading) -> int:
        texts = [self.grid.texts[row][c] for c in self.table.of(Role.WEIGHT_FROM, Role.WEIGHT_TO)]
        spans = [read_span(t, heading.unit) for t in texts]
        return min((s.grain_g for s in spans if s), default=1)

    def _grams(self, row: int, role: Role) -> int | None:
        return next(
            (g for c in self.table.of(role) if (g := weight_g(self.grid.texts[row][c], self.columns[c].unit or self.found.unit))), None
        )

    def _place(self, found: Heading, text: str, row: int, column: int, heading: Heading) -> Heading:
        where = self.gazetteer.code(text)
        if where.sure and found.where.countries and heading.role != Role.CODE and where.countries == found.where.countries:
            return found
        if not where.sure and found.where.sure:
            return found  # a second name of the same country, in a language or a code that is not known
        if not where.sure and self._another_says(row, column):
            return found
        if found.where.sure and set(found.where.countries) == set(where.countries):
            return found
        return replace(found, where=replace(where, zones=where.zones or found.where.zones), text=f"{found.text} {text}".strip())

    def _another_says(self, row: int, column: int) -> bool:
        return any(
            c != column and h.role in (Role.COUNTRY, Role.CODE) and self.gazetteer.code(self.grid.texts[row][c]).sure
            for c, h in self.columns.items()
        )

    def _zone(self, found: Heading, text: str, row: int, column: int) -> Heading:
        label = zone_name(text) or (zone_name(f"Zone {text}") if _LABEL.fullmatch(text) else None)
        if label:
            return replace(found, where=replace(found.where, zones=(label,)), text=f"{found.text} {text}".strip())
        where = self.gazetteer.read(text)
        if where.sure:  # a column headed 区域 with countries in it
            return self._place(found, text, row, column, Heading(role=Role.COUNTRY))
        if read_heading(text, self.gazetteer).role or len(text) > 20:
            return found
        return replace(found, where=replace(found.where, zones=(text,)), text=f"{found.text} {text}".strip())

    def _weight(self, found: Heading, text: str, heading: Heading, place: Place) -> Heading:
        """The band of a row; a row "续重0.5KG" says what kind of price it has. One that says neither is asked, and its prices wait."""
        said = f"{found.text} {text}".strip()
        span = read_span(text, heading.unit)
        if span:
            return replace(found, span=span, text=said)
        inner = read_heading(text, self.gazetteer, heading.unit)
        if inner.where and not found.where:
            return replace(found, where=inner.where, text=text)
        if inner.says:
            return replace(inner, where=found.where, text=said)
        if (form := _FORM.match(text)) and (span := read_span(text[form.end() :].strip(" ():-"), heading.unit)):
            return replace(found, span=span, variant=form[0].strip(), text=said)
        if not is_nothing(text):
            found = self._asked_band(replace(found, text=said), text, heading, place)
        return found

    def _asked_band(self, found: Heading, text: str, heading: Heading, place: Place) -> Heading:
        choices = (Choice(LEAVE_OUT, "不读这一行", "leave the row out"),)
        read = lambda a: a if a == LEAVE_OUT else read_span(a, heading.unit)  # noqa: E731
        answer = self.desk.ask("band", text, [place], read, choices, "text", lasting=True, text=text)
        self._waits = not isinstance(answer, Span)
        return replace(found, span=answer) if isinstance(answer, Span) else found

    # cells

    def _cell(self, row: int, column: int, key: Heading) -> None:
        text = self.grid.texts[row][column]
        heading = self._joined(self.columns[column], key)
        place = self.grid.place(row, column)
        if is_nothing(text) and heading.span and heading.span.point and heading.role in (Role.PRICE, None):
            hole = replace(heading, role=Role.HOLE)  # the bracket above must not begin where the one below ends
            self.found.entries.append(Entry(hole, text, None, place, row))
        if not text:
            return
        keys = [c for c, h in self.columns.items() if h.role in (Role.COUNTRY, Role.CODE, Role.ZONE) and self.grid.texts[row][c]]
        where_place = self.grid.place(row, keys[0]) if keys else None
        if heading.role not in _WORDS and (both := read_sum(text)):
            self._summed(row, column, both, heading, place, where_place)
            return
        amount = read_price(text)
        if amount and heading.role not in _WORDS and self._thousands(row, column):
            self._unreadable(row, text, heading, place, where_place, "price")
            return
        if amount and heading.role in (Role.PRICE, Role.FEE, None):
            based = self._based(heading, text, place)
            if based is None:
                return
            heading = based
        free = amount is not None and amount.value == 0 and heading.role in (Role.PRICE, Role.FIRST, None)
        if free and heading.basis_g is not None:
            self._unreadable(row, text, heading, place, where_place, "zero")
        elif heading.role in _WORDS or (amount and amount.value >= 0):
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
        elif is_nothing(text):
            self.desk.tell("no_price", [place], 90, text=text)
        elif not (heading.role is None and read_transit(text)):
            self._unreadable(row, text, heading, place, where_place, "negative" if amount else "price")

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

    def _unreadable(self, row: int, text: str, heading: Heading, place: Place, where_place: Place | None, code: str) -> None:
        choices = [Choice("no_price", "没有价格，不服务", "there is no price: not served", True)]
        if code == "zero":
            choices.append(Choice("0", "免费", "it is free"))
        self._odd.add(row)
        band = heading.text or "-"
        where = where_text(heading.where) or "-"

        def read(answer: str) -> Decimal | str | None:
            found = read_price(answer)
            return "no_price" if answer == "no_price" else found.value if found and found.value >= 0 else None

        answer = self.desk.ask(code, f"{place} {text}", [place], read, choices, "amount", text=text, where=where, band=band)
        if isinstance(answer, Decimal):
            self.found.entries.append(Entry(heading, text, answer, place, row, where_place, heading.text))

    def _joined(self, column: Heading, row: Heading) -> Heading:
        """A column's heading and a row's, and what the title says where both are silent. The more exact word holds."""
        role = column.role
        if row.role and (role is None or role == Role.PRICE) and row.role not in KEYS:
            role = row.role
        where = self._where(column.where, row.where)
        basis = row.basis_g if row.basis_g is not None else column.basis_g
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
        if column and row and column != row:  # a country down and its zone across, or the other way round
            return Where(
                column.countries or row.countries, column.zones or row.zones, column.rest or row.rest, (*column.unknown, *row.unknown)
            )
        return column if column else row

    # tables of zones

    def _map(self, row: int, key: Heading) -> None:
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


def where_text(where: Where) -> str:
    """A place in short: "GB, FR", "zone 1", "*"."""
    parts = [", ".join(where.countries), "/".join(f"zone {z}" for z in where.zones), where.rest, ", ".join(where.unknown)]
    return " ".join(part for part in parts if part)


__all__ = ["Entry", "Reader", "Reading", "currency_in", "where_text"]
