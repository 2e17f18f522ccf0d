"""What the keys of a row say: where its prices are for, at which weight, and of which service."""

from __future__ import annotations

import re
from dataclasses import replace

from fahuo.core.methods.price_tables.amounts import is_nothing, read_price
from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.find import Table
from fahuo.core.methods.price_tables.headings import KEYS, PRICES, Heading, Role, read_heading
from fahuo.core.methods.price_tables.places import Gazetteer, Where, where_text, zone_name
from fahuo.core.methods.price_tables.said import LEAVE_OUT, Choice, Desk
from fahuo.core.methods.price_tables.weights import CUBIC_G, Span, read_span, weight_g

_FORM = re.compile(r"文件|包裹|非文件|货物|documents?|docs?|non-?docs?|parcels?|packages?|envelopes?", re.IGNORECASE)
_OTHERS = re.compile(r"其[他它余]|剩余|以外|all other|others?\b|rest\b|remaining", re.IGNORECASE)
_WHOLE = re.compile(r"全[境国部]|所有|不限|all|-|/|\*", re.IGNORECASE)
_CODE = re.compile(r"[0-9A-Z]{1,8}(?:-[0-9A-Z]{1,8})?\*?")
_LABEL = re.compile(r"[0-9]{1,3}|[A-Z]{1,2}[0-9]{0,2}|[一二三四五六七八九十]{1,3}")


class RowKeys:
    """Reads the keys of one table's rows."""

    def __init__(self, table: Table, columns: dict[int, Heading], gazetteer: Gazetteer, desk: Desk) -> None:
        self.table, self.grid, self.columns, self.gazetteer, self.desk = table, table.grid, columns, gazetteer, desk
        self.postcodes: dict[str, list[tuple[str, str, Place]]] = {}  # zone -> (country, postcode, cell), of rows that name no country
        self.keys: list[Place] = []  # cells that say where, or which band
        self.waits = False  # the band of the row is asked
        self._above: tuple[Where, Heading | None] | None = None  # the place of the row above that names one, and its section

    def row(self, row: int) -> Heading:
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
            elif heading.role == Role.GOODS:
                found = replace(found, variant=text)
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
        if self.table.priced:
            found = self._postcodes(found, row)
        self.keys.extend(self.grid.place(row, c) for c in self.columns if self._is_key(row, c))
        if low is not None and found.span is None:
            found = replace(found, span=Span(low, None, 1))
        section = self.table.sections.get(row)
        found = self._as_above(row, found, section)
        if not (found.span or found.role or (section and section.span)):
            found = self._without_band(row, found)
        return found.below(section) if section else found

    def _as_above(self, row: int, found: Heading, section: Heading | None) -> Heading:
        """A row with prices or a weight that leaves its place blank has the one above it: so it is where merged cells were taken apart, as in every CSV."""
        if found.where:
            self._above = found.where, section
            return found
        where, under = self._above or (None, None)
        keys = self.table.of(Role.COUNTRY, Role.CODE, Role.ZONE)
        across = any(heading.where for heading in self.columns.values())
        blank = keys and not any(self.grid.texts[row][column] for column in keys) and not (section and section.where)
        if where is None or under is not section or across or not blank or not (found.span or any(self._prices(row))):
            return found
        self.desk.tell("as_above", [self.grid.place(row, keys[0])], 85, where=where_text(where))
        return replace(found, where=where)

    def _prices(self, row: int) -> list[str]:
        """What the row has where prices stand."""
        return [self.grid.texts[row][c] for c, h in self.columns.items() if h.role in PRICES or (h.role is None and h.says)]

    def _is_key(self, row: int, column: int) -> bool:
        """Whether the cell says where, or at which weight, and is understood."""
        text, heading = self.grid.texts[row][column], self.columns[column]
        if not text or heading.role not in KEYS:
            return False
        if heading.role in (Role.COUNTRY, Role.CODE):
            return self.gazetteer.code(text).sure
        return heading.role in (Role.ZONE, Role.SERVICE, Role.GOODS, Role.POSTCODE) or read_span(text, heading.unit) is not None

    def _without_band(self, row: int, found: Heading) -> Heading:
        """A row whose weight is blank or a dash, with prices: for which weights they are, is asked."""
        weights = self.table.of(Role.WEIGHT)
        if len(weights) != 1 or self.waits or any(h.span for h in self.columns.values()):
            return found
        column, text = weights[0], self.grid.texts[row][weights[0]]
        amounts = [text for text in self._prices(row) if text and read_price(text)]
        if not is_nothing(text) or not amounts or not self._banded(column):
            return found
        place = self.grid.place(row, column)
        choices = (Choice(LEAVE_OUT, "不读这一行", "leave the row out"),)
        heading = self.columns[column]
        read = lambda a: a if a == LEAVE_OUT else read_span(a, heading.unit)  # noqa: E731
        where = where_text(found.where) or place.sheet
        answer = self.desk.ask("blank_band", str(place), [place], read, choices, "text", where=where, text=", ".join(amounts[:4]))
        self.waits = not isinstance(answer, Span)
        return replace(found, span=answer) if isinstance(answer, Span) else found

    def _banded(self, column: int) -> bool:
        """Whether other rows of the table have a weight there."""
        return any(read_span(self.grid.texts[r][column], self.columns[column].unit) for r in self.table.rows)

    def _grain(self, row: int, heading: Heading) -> int:
        texts = [self.grid.texts[row][c] for c in self.table.of(Role.WEIGHT_FROM, Role.WEIGHT_TO)]
        spans = [read_span(t, heading.unit) for t in texts]
        return min((s.grain_g for s in spans if s), default=1)

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

    def _postcodes(self, found: Heading, row: int) -> Heading:
        """Postcodes beside a price are the zone; "其他邮编" is what is left of the country."""
        for column in self.table.of(Role.POSTCODE):
            text, place = self.grid.texts[row][column], self.grid.place(row, column)
            codes = tuple(part.upper() for part in re.split(r"[,，、;；/\s]+", text) if part)
            rest = bool(_OTHERS.search(text))
            if not codes or _WHOLE.fullmatch(text):
                continue
            if not rest and not all(_CODE.fullmatch(code) for code in codes):
                if found.where.countries and not found.where.zones:  # "见附表": which those are is asked where the country has several
                    found = replace(found, where=replace(found.where, zones=(text,)))
                continue
            label = (found.where.zones or (text if rest else ",".join(codes)[:40],))[0]
            if not found.where.countries:
                self.postcodes.setdefault(label, []).extend(("", code, place) for code in (("*",) if rest else codes))
            elif rest:
                return found
            kept = codes if found.where.countries else ()
            if kept:
                self.desk.tell("postcodes", [place], 95, text=where_text(found.where), codes=", ".join(kept[:12]))
            found = replace(found, where=replace(found.where, zones=(label,), postcodes=kept), text=f"{found.text} {text}".strip())
        return found

    def _weight(self, found: Heading, text: str, heading: Heading, place: Place) -> Heading:
        """The band of a row; a row "续重0.5KG" says what kind of price it has. One that says neither is asked, and its prices wait."""
        said = f"{found.text} {text}".strip()
        span = read_span(text, heading.unit)
        if span:
            return replace(found, span=span, text=said, basis_g=CUBIC_G if span.cubic else found.basis_g)
        inner = read_heading(text, self.gazetteer, heading.unit)
        if inner.where and not found.where and not any(h.where for h in self.columns.values()):
            return replace(found, where=inner.where, text=text)
        if inner.says and not inner.where:
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
        self.waits = not isinstance(answer, Span)
        return replace(found, span=answer) if isinstance(answer, Span) else found
