"""A new card among those of its service: the old one stays in force until the day on which the new one begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def install(document: Mapping[str, Any] | None, made: Mapping[str, Any]) -> dict[str, Any]:
    """The service's document with the card of `made`, a document of one card as read_book makes it.

    The card in force on the new one's first day ends there. One that begins on the same day gives way to it; one that begins later stays,
    and the new one ends where it begins. Fuel is another row of the service's where it is not what is in force on that day.
    """
    card = dict(made["cards"][0])
    begin = _day(card["valid_from"])
    if document is None:
        return dict(made)
    end = _day(card["valid_to"]) if card.get("valid_to") else None
    kept: list[dict[str, Any]] = []
    for old in document.get("cards", []):
        first, last = _day(old["valid_from"]), _day(old["valid_to"]) if old.get("valid_to") else None
        if first == begin or (last is not None and last <= first):
            continue
        if first < begin:
            kept.append(dict(old) | ({"valid_to": begin} if last is None or last > begin else {}))
        elif end is None or first < end:
            card["valid_to"] = end = first
            kept.append(dict(old))
        else:
            kept.append(dict(old))
    merged = {**document, "cards": sorted([*kept, card], key=lambda c: _day(c["valid_from"]))}
    fuel = _fuel(document, made, begin)
    if fuel:
        merged["fuel"] = fuel
    merged["source"] = made.get("source", document.get("source"))
    return merged


def _fuel(document: Mapping[str, Any], made: Mapping[str, Any], begin: date) -> list[dict[str, Any]]:
    """Rows of fuel: those of the service, and the new one where it changes something on its day."""
    rows = [dict(row) for row in document.get("fuel", [])]
    for new in made.get("fuel", []):
        in_force = [row for row in rows if _day(row["valid_from"]) <= begin]
        percent = float(in_force[-1]["percent"]) if in_force else 0.0
        if float(new["percent"]) != percent:
            rows = [row for row in rows if _day(row["valid_from"]) != begin] + [dict(new)]
    return sorted(rows, key=lambda row: _day(row["valid_from"]))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
