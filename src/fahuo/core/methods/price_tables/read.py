"""A forwarder's workbook, read: services with cards in the open format, what was understood, and what has to be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from fahuo.core.methods.faults import BadCard, Fault
from fahuo.core.methods.price_tables import names
from fahuo.core.methods.price_tables.amounts import currency_in, is_nothing, read_price
from fahuo.core.methods.price_tables.basis import settle_basis
from fahuo.core.methods.price_tables.card import CardMaker, Part
from fahuo.core.methods.price_tables.cells import Book, Grid, Place
from fahuo.core.methods.price_tables.cubic import by_weight
from fahuo.core.methods.price_tables.entries import Reader
from fahuo.core.methods.price_tables.entry import Entry, Reading
from fahuo.core.methods.price_tables.find import Finder, Layout, Table
from fahuo.core.methods.price_tables.headings import FORM_LABEL, PRICES, Heading, Role, read_heading
from fahuo.core.methods.price_tables.notes import Notes, percent_of, sentences
from fahuo.core.methods.price_tables.places import Gazetteer, Resolve, Where, zone_line
from fahuo.core.methods.price_tables.regions import REGIONS
from fahuo.core.methods.price_tables.rules import Line, Rules
from fahuo.core.methods.price_tables.said import IGNORE, LEAVE_OUT, Choice, Desk, Fact, Question
from fahuo.core.methods.price_tables.scopes import clauses_of, labels_of
from fahuo.core.methods.price_tables.service_head import LEAVE_SERVICE_OUT, Heads
from fahuo.core.methods.price_tables.zones import Resolver, in_force_zones, read_countries
from fahuo.core.methods.read import read_service


def nothing_in_force(code: str, name: str) -> Mapping[str, Any] | None:
    """For a merchant without services."""
    return None


@dataclass(frozen=True)
class Given:
    """What is known beside the file."""

    in_force: Callable[[str, str], Mapping[str, Any] | None] = nothing_in_force  # a service's document by its code, or by its name
    origins: tuple[str, ...] = ()  # where a new service picks up: countries of the merchant's warehouses
    on: date | None = None  # the day on which the file came: proposed where a day is asked
    into: str = ""  # code of the service that the file is for, where a person says so


@dataclass(frozen=True)
class Found:
    """A service in the file."""

    name: str
    document: dict[str, Any] | None  # in the open format, with one card; None while something is asked on which it hangs
    faults: tuple[Fault, ...] = ()  # what the open format refuses


@dataclass(frozen=True)
class Understood:
    """A file as it was understood."""

    found: tuple[Found, ...]
    facts: tuple[Fact, ...]
    questions: tuple[Question, ...]
    read: tuple[Place, ...] = field(default=(), repr=False)  # cells whose prices are in a card
    keys: tuple[Place, ...] = field(default=(), repr=False)  # cells that say where these are for, and at which weight

    @property
    def complete(self) -> bool:
        """Every price is understood, nothing is asked."""
        return bool(self.found) and not self.questions and all(f.document is not None and not f.faults for f in self.found)


@dataclass
class _Page:
    """A sheet with what was read of it."""

    layout: Layout
    readings: list[tuple[str, Reading]]  # service -> table
    rules: Rules
    scoped: dict[str, Rules] = field(default_factory=dict)  # of a part of it, 小货 or 大货, whose name a sentence begins with


def nobody_looks(stage: str, done: int, total: int) -> None:
    """Where nobody wants to know how far it is."""


def read_book(
    book: Book,
    resolve: Resolve,
    answers: Mapping[str, str] | None = None,
    given: Given | None = None,
    progress: Callable[[str, int, int], None] = nobody_looks,
) -> Understood:
    """Read a workbook. `resolve` knows the names of countries (countries.names.resolve); `answers` are those that were given to questions.
    `progress` is told how many sheets are read, and how many services are put together.

    The same book with the same answers is understood in the same way. Nothing is raised: what cannot be read is a question.
    """
    return _Reading(book, resolve, answers or {}, given or Given()).all(progress)


class _Reading:
    def __init__(self, book: Book, resolve: Resolve, answers: Mapping[str, str], given: Given) -> None:
        self.book, self.given = book, given
        self.desk = Desk(answers)
        self.gazetteer = Gazetteer(resolve, REGIONS)
        told = {
            key.removeprefix("place:"): codes
            for key, a in answers.items()
            if key.startswith("place:") and (codes := read_countries(a, self.gazetteer)) is not None
        }
        self.gazetteer = Gazetteer(resolve, REGIONS, told)
        self.heads = Heads(book, self.desk, self.gazetteer, given.origins, given.on)

    def all(self, progress: Callable[[str, int, int], None]) -> Understood:
        pages = []
        for done, sheet in enumerate(self.book.sheets):
            progress("sheets", done, len(self.book.sheets))
            if page := self._page(Grid.of(sheet)):
                pages.append(page)
        everywhere = Rules()
        for page in pages:
            if not page.readings:
                everywhere = page.rules.over(everywhere)
        pages = [replace(page, readings=[part for name, reading in page.readings for part in _by_service(name, reading)]) for page in pages]
        services = dict.fromkeys(name for page in pages for name, _ in page.readings if _priced(page, name))
        codes = [self.heads.code_of(name or names.file_name_of(self.book.name)) for name in services]
        self.heads.shared = {code for code in codes if codes.count(code) > 1}  # of several services: which is whose is asked
        put = []
        for done, name in enumerate(services):
            progress("services", done, len(services))
            put.append(self._service(name, pages, everywhere))
        found = tuple(f for f in put if f is not None)
        if not self.desk.questions:
            for one in found:
                if one.document is None:  # never a dead end
                    self.desk.ask(
                        "nothing",
                        one.name,
                        [Place(pages[0].layout.grid.sheet.name, "")],
                        lambda a: None,
                        (LEAVE_SERVICE_OUT,),
                        text=one.name,
                    )
        read = tuple(e.place for page in pages for _, r in page.readings for e in r.entries if e.role in PRICES)
        keys = tuple(place for page in pages for _, r in page.readings for place in r.keys)
        return Understood(found, tuple(self.desk.facts), tuple(self.desk.questions.values()), read, keys)

    # sheets

    def _page(self, grid: Grid) -> _Page | None:
        sheet = grid.sheet
        layout = Finder(grid, self.gazetteer).layout()
        if sheet.hidden and any(t.priced for t in layout.tables):
            choices = (Choice("no", "不读", "leave it", True), Choice("yes", "读", "read it"))
            read = lambda a: a if a in ("yes", "no") else None  # noqa: E731
            if self.desk.ask("hidden_sheet", sheet.name, [Place(sheet.name, "")], read, choices, text=sheet.name) != "yes":
                return None
        for what, hidden in (("列", sheet.hidden_columns), ("行", sheet.hidden_rows)):
            if hidden and any(row for row in sheet.rows):
                self.desk.tell("hidden", [Place(sheet.name, "")], 90, what=f"{what} {sorted(n + 1 for n in hidden)[:8]}")
        titles = {cell for table in layout.tables for cell in table.titles}
        rules, scoped = self._rules(layout, titles)
        readings = self._readings(layout, rules.summed)
        return _Page(layout, readings, rules, scoped)

    def _rules(self, layout: Layout, titles: set[tuple[int, int]]) -> tuple[Rules, dict[str, Rules]]:
        labels = labels_of(layout)
        apart = {label: Notes(self.desk, self.given.on, self._countries) for label in ("", *labels)}
        numbers: list[Place] = []
        for row, column, text in layout.lines(layout.notes):
            place = layout.grid.place(row, column)
            if read_price(text):
                numbers.append(place)
                continue
            is_title = (row, column) in titles and names.title_of(text) is not None
            for sentence in sentences(text):
                if zoned := zone_line(sentence, self.gazetteer):
                    apart[""].rules.zones.setdefault(zoned[0], []).append((zoned[1], place))
                    continue
                for label, clause in clauses_of(sentence, labels) if not is_title else [("", sentence)]:
                    apart[label].read(Line(clause, place), quiet=is_title)
        if numbers and (layout.tables or len(numbers) > 1):
            name, choices = layout.grid.sheet.name, (Choice(IGNORE, "没有，不读", "no, leave them"),)
            self.desk.ask("unread", name, numbers, lambda a: a if a == IGNORE else None, choices, text=name, count=len(numbers))
        return apart[""].rules, {label: apart[label].rules for label in labels}

    def _countries(self, text: str) -> tuple[str, ...] | None:
        return read_countries(text, self.gazetteer)

    def _readings(self, layout: Layout, summed: str | None) -> list[tuple[str, Reading]]:
        readings: list[tuple[str, Reading]] = []
        service = names.sheet_name_of(layout.grid.sheet.name, self.gazetteer) or ""
        for table in layout.tables:
            titles = [text for _, _, text in layout.lines(table.titles)]
            self.heads.titles.extend(titles)
            service = next((t for text in reversed(titles) if (t := names.title_of(text))), service)
            named = next((c for text in titles if (c := names.code_named(text))), None)
            if named:
                self.heads.codes[service] = named
            around = self._around(table, titles)
            reading = Reader(table, self.gazetteer, self.desk, around, summed).read()
            readings.append((service, reading))
            for row in table.totals:
                self.desk.tell(
                    "total",
                    [layout.grid.place(row, next(iter(layout.grid.filled(row))))],
                    90,
                    text=layout.grid.texts[row][next(layout.grid.filled(row))],
                )
        return readings

    def _around(self, table: Table, titles: list[str]) -> Heading:
        """What titles and the sheet's name say of a whole table. A place only where the table itself has none."""
        found = Heading()
        for text in titles:
            heading = read_heading(text if len(text) <= 120 else "", self.gazetteer)
            if FORM_LABEL.fullmatch(text):
                heading = replace(heading, variant=text)
            found = replace(
                found,
                basis_g=heading.basis_g if heading.basis_g is not None and heading.currency else found.basis_g,
                unit=heading.unit or found.unit,
                currency=currency_in(text) or found.currency,
                variant=heading.variant or found.variant,
            )
        if any(h.where or h.role in (Role.COUNTRY, Role.CODE, Role.ZONE) for h in table.columns.values()) or any(
            s.where for s in table.sections.values()
        ):
            return found
        for text in (*reversed(titles), table.grid.sheet.name, names.file_name_of(self.book.name)):
            where = names.place_in(names.title_of(text) or text, self.gazetteer)
            if where and table.priced:
                self.desk.tell(
                    "where",
                    [Place(table.grid.sheet.name, "")],
                    90,
                    text=text,
                    countries=", ".join(where.countries) or "/".join(where.zones),
                )
                return replace(found, where=where)
        return found

    # services

    def _service(self, name: str, pages: list[_Page], everywhere: Rules) -> Found | None:
        """One service; None where a person has left it out."""
        shown = name or names.file_name_of(self.book.name)
        if LEAVE_OUT in (self.desk.answers.get(f"code:{shown}"), self.desk.answers.get(f"nothing:{shown}")):
            self.desk.tell("answered", [], 100, question=shown, answer=LEAVE_OUT)
            return None
        mine = [page for page in pages if any(n == name for n, _ in page.readings)]
        rules = Rules()
        for page in mine:
            for label, own in page.scoped.items():
                rules = rules.over(own) if label in name else rules
            rules = rules.over(page.rules)
        rules = rules.over(everywhere)
        entries = [e for page in mine for n, r in page.readings if n == name for e in r.entries]
        maps = [r for page in mine for _, r in page.readings if r.zones or r.postcodes] or [
            r for page in pages for _, r in page.readings if r.zones or r.postcodes
        ]
        document = self._in_force(shown)
        rules = self._whole_rules(rules, entries)
        entries, cubic = by_weight(entries, rules.volumetric.get("divisor"), self.desk)
        if cubic:
            rules = replace(rules, volumetric={**rules.volumetric, "divisor": cubic}, size_counts=True)
        entries = self._located(settle_basis(entries, rules.basis_g, self.desk, rules.per_kg_from_g), shown)
        resolver = Resolver(maps, self.gazetteer, self.desk, in_force_zones(document))
        resolver.days = _days_in_force(document)
        for label, listed in rules.zones.items():
            resolver.maps.setdefault(label, []).extend(listed)
        for label, codes in rules.postcodes.items():
            resolver.postcodes.setdefault(label, []).extend(("", code, Place(self.book.sheets[0].name, "")) for code in codes)
        card = CardMaker(Part(shown, entries, rules), resolver, self.desk).make()
        head = self.heads.head(shown, document, rules)
        days = self.heads.days(shown, rules, entries)
        if card is None or head is None or days is None:
            return Found(shown, None)
        if rules.fuel:
            head["fuel"] = [{"valid_from": days["valid_from"], "percent": f"{rules.fuel:f}"}]
        made = {**head, "cards": [{**days, **card}]}
        try:
            read_service(made)
        except BadCard as bad:
            return Found(shown, made, bad.faults)
        return Found(shown, made)

    def _whole_rules(self, rules: Rules, entries: list[Entry]) -> Rules:
        """Rules with what columns say of the whole card: fuel and divisor, where all rows say the same."""
        fuels = [e for e in entries if e.role == Role.FUEL and not is_nothing(e.text)]
        divisors = [e for e in entries if e.role == Role.DIVISOR and not is_nothing(e.text)]
        if fuels and rules.fuel is None:
            rules = replace(rules, fuel=self._same("fuel_varies", fuels, percent_of))
        if divisors and "divisor" not in rules.volumetric and (divisor := self._same("divisor_varies", divisors, divisor_of)):
            rules = replace(rules, volumetric={**rules.volumetric, "divisor": int(divisor)}, size_counts=True)
        return rules

    def _same(self, code: str, entries: list[Entry], read: Callable[[str], Decimal | None]) -> Decimal | None:
        """What all rows of a column say of the whole card; asked where they differ, or one of them cannot be read."""
        found = {read(e.text) for e in entries}
        if len(found) == 1 and (only := next(iter(found))) is not None:
            return only
        choices = [Choice(f"{v:f}", f"{v:f}", f"{v:f}") for v in sorted(v for v in found if v is not None)]
        texts = ", ".join(dict.fromkeys(e.text for e in entries))
        return self.desk.ask(code, texts[:200], [e.place for e in entries], read, choices, "percent", text=texts[:200])

    def _located(self, entries: list[Entry], name: str) -> list[Entry]:
        """Prices of a table that names no country, with the country that a person gave for the service."""
        answer = self.gazetteer.read(name) if f"place:{name}" in self.desk.answers else Where()
        if not answer:
            return entries
        return [e if e.heading.where or e.heading.where.unknown else replace(e, heading=replace(e.heading, where=answer)) for e in entries]

    def _in_force(self, name: str) -> Mapping[str, Any] | None:
        """The document in force of the service that the file is for: the one that was said, or one of that code or name."""
        return self.given.in_force(self.given.into or self.heads.code_of(name) or name, name)


def divisor_of(text: str) -> Decimal | None:
    """The divisor of a cell: "6000", "/6000"."""
    found = re.fullmatch(r"[/÷除以\s]*([4-9][0-9]{3}|1[0-9]{4})", text)
    return Decimal(found[1]) if found else None


def _by_service(name: str, reading: Reading) -> list[tuple[str, Reading]]:
    """A table's parts, where its columns or rows name services or goods with prices of their own. What is for all of them each has."""
    named: dict[str, list[Entry]] = {}
    common: list[Entry] = []
    for entry in reading.entries:
        heading = entry.heading
        if heading.service or heading.variant:
            named.setdefault(" ".join(filter(None, (heading.service or name, heading.variant))), []).append(entry)
        else:
            common.append(entry)
    if not named:
        return [(name, reading)]
    return [(own, replace(reading, entries=[*entries, *common])) for own, entries in named.items()]


def _priced(page: _Page, name: str) -> bool:
    return any(n == name and any(e.role in PRICES and isinstance(e.value, Decimal) for e in r.entries) for n, r in page.readings)


def _days_in_force(document: Mapping[str, Any] | None) -> dict[str, tuple[int, int]]:
    """Country -> days of the newest card in force: what is proposed where a table has none."""
    cards = (document or {}).get("cards") or []
    return {
        c: (zone["days_p50"], zone["days_p90"]) for zone in (cards[-1].get("zones", []) if cards else []) for c in zone.get("countries", ())
    }
