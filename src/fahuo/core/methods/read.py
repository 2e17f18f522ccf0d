"""Reads a service's document (TOML or JSON, docs/rate-cards.md) and names everything that is wrong with it at once."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from fahuo.core.methods.faults import BadCard, Fault
from fahuo.core.methods.fields import Fields
from fahuo.core.methods.places import NOWHERE, Places
from fahuo.core.methods.read_card import CARD_FIELDS, CODE_LENGTH, SELLING_FIELDS, follow, read_card
from fahuo.core.methods.read_surcharge import no_circle
from fahuo.core.methods.service import Card, Fuel, Service
from fahuo.core.methods.syntax import once, syntax_fault
from fahuo.core.words import Paper, ServiceClass

SERVICE_FIELDS = (
    "code",
    "name_zh",
    "name_en",
    "class",
    "carrier",
    "origins",
    "invented",
    "source",
    "papers",
    "fuel",
    "places",
    "cards",
    "selling",
)
FUEL_FIELDS = ("valid_from", "valid_to", "percent", "of")
LIST_FIELDS = ("code", "file", "postcodes", "cities", "regions")
ONLY_NEW = ("charged_twice", "above_other", "range_mark", "only_with", "two_meanings")
Files = Mapping[str, Places]


def read_text(text: str) -> dict[str, object]:
    """A document's text, TOML or (where it begins with a brace) JSON, as a dict. BadCard where it is neither."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise BadCard([Fault("document", "empty", ())])
    try:
        if text.lstrip().startswith("{"):
            found = json.loads(text, parse_float=Decimal, object_pairs_hook=once)
        else:
            found = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadCard([syntax_fault(text, error)]) from None
    return dict(found)


def jsonable(document: Mapping[str, object]) -> dict[str, object]:
    """The document as JSON can hold it, with days and decimals as text. It reads as the same service."""
    return {name: _jsonable(value) for name, value in document.items()}


def _jsonable(value: object) -> object:
    if isinstance(value, Mapping):
        return jsonable(value)
    if isinstance(value, list | tuple):
        return [_jsonable(v) for v in value]
    return str(value) if isinstance(value, date | Decimal) else value


def files_of(document: Mapping[str, object]) -> list[str]:
    """The names of the files with places that a document refers to; whoever reads it gives them to `read_service`."""
    lists = document.get("places")
    entries = lists if isinstance(lists, list | tuple) else []
    names = [entry.get("file") for entry in entries if isinstance(entry, Mapping)]
    return sorted({name for name in names if isinstance(name, str)})


def read_service(document: Mapping[str, object], files: Files | None = None, taken_in: bool = False) -> Service:
    """A service with its cards. `files` are the lists of places by the names that the document has for them.

    BadCard lists every fault of the document with place, value and mend. A document that was `taken_in` before some slips were looked
    for has its prices still: those faults (ONLY_NEW) are for whoever writes a new one.
    """
    faults: list[Fault] = []
    row = Fields(document, "", SERVICE_FIELDS, faults)
    origins = row.countries("origins")
    lists = _lists(row, files or {})
    cards = [
        read_card(Fields(entry, f"cards[{n}]", CARD_FIELDS, faults), origins, lists) for n, entry in enumerate(row.entries("cards"), 1)
    ]
    selling = [
        read_card(Fields(entry, f"selling[{n}]", SELLING_FIELDS, faults), origins, lists, selling=True)
        for n, entry in enumerate(row.entries("selling", must=False), 1)
    ]
    fuel = _fuel(row, [*cards, *selling])
    for name, side in (("cards", cards), ("selling", selling)):
        for n, card in enumerate(side, 1):
            no_circle(card, f"{name}[{n}]", fuel, faults)
        side.sort(key=lambda card: card.valid_from)
        follow(row, name, side)
    service = Service(
        code=row.text("code", CODE_LENGTH),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        service_class=_service_class(row),
        carrier=row.text("carrier"),
        origins=origins,
        invented=row.boolean("invented", False),
        source=row.text("source"),
        papers=_papers(row),
        fuel=fuel,
        cards=tuple(cards),
        document=document,
        lists=lists,
        selling=tuple(selling),
    )
    if any(fault.code not in ONLY_NEW for fault in faults) if taken_in else faults:
        raise BadCard(faults)
    return service


def _lists(service: Fields, files: Files) -> dict[str, Places]:
    found: dict[str, Places] = {}
    for n, entry in enumerate(service.entries("places", must=False), 1):
        row = Fields(entry, f"places[{n}]", LIST_FIELDS, service.faults)
        code = row.text("code")
        if code in found:
            row.fault("code", "twice", value=code, first="places")
        if not row.given("file", "postcodes", "cities", "regions"):
            row.fault("", "nothing_of", fields="file, postcodes, cities, regions")
        file = row.text("file") if row.has("file") else None
        if file and file not in files:
            row.fault("file", "no_file", value=file)
        found[code] = row.places("postcodes", "cities", "regions").join(files.get(file or "", NOWHERE))
    return found


def _service_class(row: Fields) -> ServiceClass:
    value = row.text("class")
    if value in list(ServiceClass):
        return ServiceClass(value)
    if value:
        row.fault("class", "unknown_class", value=value, known=", ".join(ServiceClass))
    return ServiceClass.LINE


def _papers(row: Fields) -> tuple[Paper, ...]:
    found: list[Paper] = []
    for value in row.entries("papers", must=False):
        if value not in list(Paper):
            row.fault("papers", "unknown_paper", value=value, known=", ".join(Paper))
        else:
            found.append(Paper(str(value)))
    return tuple(found)


def _fuel(row: Fields, cards: list[Card]) -> tuple[Fuel, ...]:
    found: dict[date, Fuel] = {}
    codes = list(dict.fromkeys(extra.code for card in cards for extra in card.surcharges))
    for n, entry in enumerate(row.entries("fuel", must=False), 1):
        fields = Fields(entry, f"fuel[{n}]", FUEL_FIELDS, row.faults)
        begin, end = fields.days()
        for code in fields.texts("of"):
            if code not in ("freight", *codes):
                fields.fault("of", "unknown_name", value=code, known=", ".join(["freight", *codes]))
        fuel = Fuel(begin, fields.percent("percent"), end, tuple(c for c in fields.texts("of") if c != "freight"))
        if fuel.valid_from in found and fuel.valid_from > date.min:
            fields.fault("valid_from", "twice", value=fuel.valid_from, first="fuel")
        found[fuel.valid_from] = fuel
    return tuple(found[day] for day in sorted(found))
