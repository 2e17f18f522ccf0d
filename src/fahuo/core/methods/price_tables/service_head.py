"""What a service is: its code, names, class, carrier, origins, and the days of its card. Of one in force as it stands there, else by name, else asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fahuo.core.methods.price_tables import names
from fahuo.core.methods.price_tables.cells import Book, Place
from fahuo.core.methods.price_tables.entry import Entry
from fahuo.core.methods.price_tables.note_days import read_day
from fahuo.core.methods.price_tables.places import Gazetteer
from fahuo.core.methods.price_tables.rules import Rules
from fahuo.core.methods.price_tables.said import LEAVE_OUT, Choice, Desk
from fahuo.core.methods.price_tables.zones import read_countries
from fahuo.core.words import ServiceClass

LEAVE_SERVICE_OUT = Choice(LEAVE_OUT, "不读这个渠道", "leave this service out")
_CLASS_NAMES = {"express": "国际快递", "line": "国际专线", "post": "邮政小包"}


def _choice(value: str) -> tuple[Choice, ...]:
    return (Choice(value, value, value, True),) if value else ()


class Heads:
    """Names the services of a book."""

    def __init__(self, book: Book, desk: Desk, gazetteer: Gazetteer, origins: tuple[str, ...], on: date | None) -> None:
        """`origins`: where a new service picks up, where it is known; `on`: the day on which the file came."""
        self.book, self.desk, self.gazetteer, self.origins, self.on = book, desk, gazetteer, origins, on
        self.codes: dict[str, str] = {}  # of a service: the code that a line above its table gives it
        self.titles: list[str] = []  # lines above the tables
        self.proposed: dict[str, str] = {}  # code -> the service that it was proposed for
        self.shared: set[str | None] = set()  # codes of several services: which is whose is asked

    def head(self, name: str, document: Mapping[str, Any] | None, rules: Rules) -> dict[str, Any] | None:
        """The service's own fields: those of the document in force, else what the name says, else what is answered."""
        if document is not None:
            kept = ("code", "name_zh", "name_en", "class", "carrier", "origins", "invented", "papers")
            return {k: document[k] for k in kept if k in document} | {"source": self._source()}
        sheet = [Place(self.book.sheets[0].name, "")] if self.book.sheets else []
        written = self.code_of(name)
        code = (written if written not in self.shared else None) or self.desk.ask(
            "code",
            name,
            sheet,
            lambda a: a.strip()[:40] or None,
            (*_choice(self._proposed_code(name)), LEAVE_SERVICE_OUT),
            "text",
            lasting=True,
            text=names.file_name_of(self.book.name),
        )
        kind = self._class(name)
        if kind is None:
            choices = [Choice(c.value, _CLASS_NAMES[c.value], c.value) for c in ServiceClass]
            kind = self.desk.ask("class", name, sheet, lambda a: a if a in list(ServiceClass) else None, choices, lasting=True, text=name)
        carrier = self._carrier(name) or self.desk.ask(
            "carrier", name, sheet, lambda a: a.strip()[:200] or None, _choice(name), "text", lasting=True, text=name
        )
        origins = self.origins or self.desk.ask(
            "origins",
            names.file_name_of(self.book.name),  # one answer for all services of the file
            sheet,
            lambda a: read_countries(a, self.gazetteer) or None,
            (Choice("CN", "中国", "China", True),),
            "countries",
            lasting=True,
            text=names.file_name_of(self.book.name),
        )
        if not code or not kind or not carrier or not origins:
            return None
        if self._class(name):
            self.desk.tell("class", sheet, 85, text=kind)
        if self._carrier(name):
            self.desk.tell("carrier", sheet, 85, text=carrier)
        self.desk.tell("service", sheet, 90, text=f"{code} {name}")
        return {
            "code": code,
            "name_zh": name,
            "name_en": name,
            "class": kind,
            "carrier": carrier,
            "origins": list(origins),
            "source": self._source(),
        }

    def _proposed_code(self, name: str) -> str:
        """A code to propose, another for each service of the file."""
        code = names.slug_of(name) or names.made_up_code(name)
        mine = next((known for known, of in self.proposed.items() if of == name), None)
        free = mine or next(c for c in (code, *(f"{code}-{n}" for n in range(2, 999))) if c not in self.proposed)
        self.proposed[free] = name
        return free

    def _class(self, name: str) -> str | None:
        """The class that a name has, or else all lines above the tables that have one."""
        around = {kind for text in self.titles if (kind := names.class_of(text))}
        return names.class_of(name) or (around.pop() if len(around) == 1 else None)

    def _carrier(self, name: str) -> str | None:
        """The carrier that a name has, or else the file's and its sheets'."""
        return next((c for text in (name, self.book.name, *(s.name for s in self.book.sheets)) if (c := names.carrier_of(text))), None)

    def code_of(self, name: str) -> str | None:
        """The code that a service's name has, or a line that names it."""
        return self.codes.get(name) or names.code_of(name)

    def _source(self) -> str:
        return self.book.name[:200]

    def days(self, name: str, rules: Rules, entries: list[Entry]) -> dict[str, date] | None:
        if rules.valid_from is None and rules.day_asked:
            return None  # which day it is, is asked where it stands
        today = _choice(self.on.isoformat()) if self.on else ()
        begin = rules.valid_from or self.desk.ask("valid_from", name, [e.place for e in entries[:1]], read_day, today, "day", text=name)
        if begin is None:
            return None
        return {"valid_from": begin} | ({"valid_to": rules.valid_to} if rules.valid_to else {})
