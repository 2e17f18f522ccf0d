"""What was understood of a table as plain data that a database can keep, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from fahuo.core.methods.faults import Fault
from fahuo.core.methods.price_tables.cells import Book, Place, Sheet, Value
from fahuo.core.methods.price_tables.read import Found, Understood
from fahuo.core.methods.price_tables.said import Choice, Fact, Question
from fahuo.core.methods.read import jsonable

MOST_PLACES = 5_000  # of one fact or question: more nobody looks at


def to_plain(read: Understood) -> dict[str, Any]:
    """As JSON can hold it."""
    return {
        "found": [
            {
                "name": f.name,
                "document": jsonable(f.document) if f.document is not None else None,
                "faults": [[fault.place, fault.code, fault.values] for fault in f.faults],
            }
            for f in read.found
        ],
        "facts": [[f.code, f.values, _at(f.places), f.sure] for f in read.facts],
        "questions": [
            [q.key, q.code, q.values, _at(q.places), [[c.value, c.zh, c.en, c.proposed] for c in q.choices], q.free, q.lasting, q.refused]
            for q in read.questions
        ],
        "read": _by_sheet(read.read),
        "keys": _by_sheet(read.keys),
    }


def from_plain(plain: Mapping[str, Any]) -> Understood:
    """As it was."""
    found = tuple(
        Found(
            f["name"],
            with_days(f["document"]) if f["document"] is not None else None,
            tuple(Fault(place, code, _pairs(values)) for place, code, values in f["faults"]),
        )
        for f in plain["found"]
    )
    facts = tuple(Fact(code, _pairs(values), _places(at), sure) for code, values, at, sure in plain["facts"])
    questions = tuple(
        Question(key, code, _pairs(values), _places(at), tuple(Choice(*choice) for choice in choices), free, lasting, refused)
        for key, code, values, at, choices, free, lasting, refused in plain["questions"]
    )
    return Understood(found, facts, questions, _from_sheets(plain["read"]), _from_sheets(plain["keys"]))


def with_days(document: dict[str, Any]) -> dict[str, Any]:
    """A document out of JSON with its days as days."""
    return {
        name: date.fromisoformat(value) if name in ("valid_from", "valid_to") and isinstance(value, str) else _with_days(value)
        for name, value in document.items()
    }


def _with_days(value: Any) -> Any:
    if isinstance(value, dict):
        return with_days(value)
    return [_with_days(v) for v in value] if isinstance(value, list) else value


def book_to_plain(book: Book, most_rows: int, most_columns: int) -> list[dict[str, Any]]:
    """The beginning of every sheet, as a page shows it, with how many rows there are."""
    return [
        {
            "name": s.name,
            "rows": [[_value(v) for v in row[:most_columns]] for row in s.rows[:most_rows]],
            "merged": [list(r) for r in s.merged if r[0] < most_rows and r[1] < most_columns],
            "hidden": s.hidden,
            "hidden_columns": sorted(s.hidden_columns)[:most_columns],
            "hidden_rows": sorted(n for n in s.hidden_rows if n < most_rows),
            "height": len(s.rows),
        }
        for s in book.sheets
    ]


def book_from_plain(name: str, plain: Iterable[Mapping[str, Any]]) -> Book:
    """The sheets that were kept."""
    return Book(
        name,
        tuple(
            Sheet(
                s["name"],
                tuple(map(tuple, s["rows"])),
                tuple((top, left, min(bottom, len(s["rows"]) - 1), right) for top, left, bottom, right in s["merged"]),
                s["hidden"],
                frozenset(s["hidden_columns"]),
                frozenset(s["hidden_rows"]),
            )
            for s in plain
        ),
    )


def _value(value: Value) -> Value:
    return value.isoformat()[:10] if isinstance(value, date) else value


def _at(places: tuple[Place, ...]) -> list[list[str]]:
    return [[p.sheet, p.cell] for p in places[:MOST_PLACES]]


def _places(at: Iterable[Iterable[str]]) -> tuple[Place, ...]:
    return tuple(Place(*where) for where in at)


def _by_sheet(places: Iterable[Place]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place in places:
        found.setdefault(place.sheet, []).append(place.cell)
    return found


def _from_sheets(plain: Mapping[str, list[str]]) -> tuple[Place, ...]:
    return tuple(Place(sheet, cell) for sheet, cells in plain.items() for cell in cells)


def _pairs(values: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in values)
