"""Whether prices without a unit are for a kilogram or for the parcel: by the notes, by the figures, or by a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fahuo.core.methods.price_tables.entry import Entry
from fahuo.core.methods.price_tables.headings import Role
from fahuo.core.methods.price_tables.places import Where
from fahuo.core.methods.price_tables.said import LEAVE_OUT, Choice, Desk
from fahuo.core.methods.price_tables.weights import Span

KG, PARCEL = 1000, 0


def settle_basis(entries: list[Entry], basis_g: int | None, desk: Desk, per_kg_from_g: int | None = None) -> list[Entry]:
    """Entries whose prices say what they are for. Those that a question is about are left out."""
    parts = _columns(entries)
    rising = any(map(_rises, parts)) and not any(
        len(part) > 1 and part[0].value > part[-1].value for part in parts if part[0].value and part[-1].value
    )
    parcel_sized = {id(e) for part in parts if rising for e in part}
    found: list[Entry] = []
    for entry in entries:
        basis: int | None
        if entry.role != Role.PRICE or entry.value is None:
            basis = entry.heading.basis_g
        elif entry.heading.basis_g not in (None, KG, PARCEL):
            found += _of_grams(entry, desk)
            continue
        elif entry.heading.basis_g is not None:
            basis = entry.heading.basis_g
        elif basis_g is not None:
            basis = basis_g
        elif per_kg_from_g and entry.heading.span:
            basis = KG if _reaches(entry.heading.span, per_kg_from_g) else PARCEL
        else:
            basis = _by_figures(entry, id(entry) in parcel_sized, entries, desk)
        if basis is not None or entry.role != Role.PRICE:
            found.append(replace(entry, heading=replace(entry.heading, basis_g=basis)))
    return found


def _reaches(span: Span, grams: int) -> bool:
    """Whether a band is at or above a weight: "21-44" and "21KG+" are above 21 kg, the bracket "20.5" is not."""
    return (span.up_to_g or 0) >= grams if span.over_g is None else span.over_g >= grams - span.grain_g


def _of_grams(entry: Entry, desk: Desk) -> list[Entry]:
    """A price for 100 g: in proportion; or for each 100 g begun, which is 首重 and 续重 of 100 g at the same price. Nothing while it is asked."""
    grams = entry.heading.basis_g or 0
    if grams == 1:  # weights are whole grams: both readings are one
        return [entry]
    text = _text(entry)
    if grams in (453, 28):
        leave = (Choice(LEAVE_OUT, "不读这些价格", "leave these prices out"),)
        desk.ask("pound", text, [entry.place], lambda a: a if a == LEAVE_OUT else None, leave, text=text)
        return []
    choices = (Choice("share", "按克折算", "in proportion"), Choice("step", f"每 {grams} g 进位", f"every {grams} g begun"))
    known = {choice.value for choice in choices}
    answer = desk.ask("per_grams", text, [entry.place], lambda a: a if a in known else None, choices, lasting=True, text=text, grams=grams)
    if answer == "step":
        begun = replace(entry.heading, basis_g=None, amount_g=grams)
        return [replace(entry, heading=replace(begun, role=role)) for role in (Role.FIRST, Role.STEP)]
    return [entry] if answer else []


def _by_figures(entry: Entry, rises: bool, entries: list[Entry], desk: Desk) -> int | None:
    text = _text(entry)
    span = entry.heading.span
    if rises:
        desk.tell("basis_parcel", [entry.place], 90, text=text)
        return PARCEL
    points = [
        e for e in entries if e.heading.where == entry.heading.where and e.heading.span and e.heading.span.point and e.value is not None
    ]
    if (
        points
        and span
        and not span.point
        and entry.value is not None
        and entry.value < max(e.value for e in points if e.value is not None) / 2
    ):
        desk.tell("basis_kg", [entry.place], 85, text=text)  # far below the price of the last bracket: it cannot be the parcel's
        return KG
    falls = _falls(entries, entry.heading.where)
    choices = (Choice("kg", "每公斤", "per kg", falls), Choice("parcel", "每件", "for the parcel", not falls))
    return desk.ask("basis", text, [entry.place], lambda a: {"kg": KG, "parcel": PARCEL}.get(a), choices, lasting=True, text=text)


def _columns(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Prices by place whose weights are points ("0.5", "1.0"), by weight."""
    found: dict[Where, list[Entry]] = {}
    for entry in entries:
        span = entry.heading.span
        if entry.role == Role.PRICE and entry.heading.basis_g is None and entry.value is not None and span and span.point:
            found.setdefault(entry.heading.where, []).append(entry)
    return [sorted(part, key=lambda e: e.heading.span.up_to_g or 0 if e.heading.span else 0) for part in found.values()]


def _rises(part: list[Entry]) -> bool:
    """Prices of brackets rise with the weight; prices of a kilogram do not."""
    values = [e.value for e in part if e.value is not None]
    return len(values) >= 3 and values == sorted(values) and values[-1] > values[0] * 11 / 10


def _falls(entries: list[Entry], where: Where) -> bool:
    mine = [e for e in entries if e.heading.where == where and e.role == Role.PRICE and e.heading.span and e.value is not None]
    values = [
        e.value for e in sorted(mine, key=lambda e: (e.heading.span.up_to_g or 10**9) if e.heading.span else 0) if e.value is not None
    ]
    return len(values) < 2 or values[-1] <= values[0] * 12 / 10


def _text(entry: Entry) -> str:
    """The words that are asked about: the column's heading, or the sheet where that is only a place or a weight."""
    return entry.column if entry.named and entry.column else entry.place.sheet
