"""Whether prices without a unit are for a kilogram or for the parcel: by the notes, by the figures, or by a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from fahuo.core.methods.price_tables.entry import Entry
from fahuo.core.methods.price_tables.headings import Role
from fahuo.core.methods.price_tables.places import Where
from fahuo.core.methods.price_tables.pounds import EXACT, POUND
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
    waiting: set[tuple[str, int]] = set()  # rows with a price that is asked, or left out: a fee beside it is no mistake
    for entry in entries:
        if entry.role not in (Role.PRICE, Role.FEE) or entry.value is None:
            found.append(entry)
            continue
        basis = entry.heading.basis_g
        if basis not in (None, KG, PARCEL):
            settled = _of_pounds(entry, desk) if basis in EXACT else _of_grams(entry, desk)
        else:
            if basis is None and entry.role == Role.PRICE:
                basis = _said(entry, basis_g, per_kg_from_g)
                basis = _by_figures(entry, id(entry) in parcel_sized, entries, desk) if basis is None else basis
            settled = [replace(entry, heading=replace(entry.heading, basis_g=basis))] if basis is not None or entry.role == Role.FEE else []
        found += settled
        if not settled:
            waiting.add((entry.place.sheet, entry.row))
    return [replace(e, dashed=True) if e.role == Role.FEE and (e.place.sheet, e.row) in waiting else e for e in found]


def _said(entry: Entry, basis_g: int | None, per_kg_from_g: int | None) -> int | None:
    """What the notes say that prices are for: `basis_g`, or the parcel below a weight and the kilogram above it."""
    if basis_g is None and per_kg_from_g and entry.heading.span:
        return KG if _reaches(entry.heading.span, per_kg_from_g) else PARCEL
    return basis_g


def _reaches(span: Span, grams: int) -> bool:
    """Whether a band is at or above a weight: "21-44" and "21KG+" are above 21 kg, the bracket "20.5" is not."""
    return (span.up_to_g or 0) >= grams if span.over_g is None else span.over_g >= grams - span.grain_g


def _of_grams(entry: Entry, desk: Desk) -> list[Entry]:
    """A price for 100 g: in proportion; or for each 100 g begun, which is 首重 and 续重 of 100 g at the same price. Nothing while it is asked."""
    grams, is_price = entry.heading.basis_g or 0, entry.role == Role.PRICE
    if grams == 1:  # weights are whole grams: both readings are one
        return [_by_kg(entry, Decimal(KG))]
    text = _text(entry)
    choices = [Choice("share", "按克折算", "in proportion"), Choice("step", f"每 {grams} g 进位", f"every {grams} g begun")]
    known = {choice.value for choice in choices[: 1 + is_price]}  # a fee that is added to other prices has no steps of its own
    answer = desk.ask(
        "per_grams", text, [entry.place], lambda a: a if a in known else None, choices[: 1 + is_price], lasting=True, text=text, grams=grams
    )
    if answer == "step":
        begun = replace(entry.heading, basis_g=None, amount_g=grams)
        return [replace(entry, heading=replace(begun, role=role)) for role in (Role.FIRST, Role.STEP)]
    return [_by_kg(entry, Decimal(KG) / grams)] if answer else []


def _of_pounds(entry: Entry, desk: Desk) -> list[Entry]:
    """A price for a pound: for each pound begun, as the trade counts; or in proportion, by the kilogram. Nothing while it is asked."""
    grams, text = entry.heading.basis_g or 0, _text(entry)
    zh, en = ("磅", "pound") if grams == POUND else ("盎司", "ounce")
    choices = [
        Choice("share", "按重量折算成公斤价", "in proportion, as a price per kg"),
        Choice(LEAVE_OUT, "不读这些价格", "leave these prices out"),
    ]
    if entry.role == Role.PRICE:
        choices.insert(0, Choice("step", f"不足一{zh}按一{zh}", f"every {en} begun", True))
    known = {choice.value for choice in choices}
    answer = desk.ask("pound", text, [entry.place], lambda a: a if a in known else None, choices, lasting=True, text=text, zh=zh, en=en)
    if answer == "step":
        return [entry]
    return [_by_kg(entry, Decimal(KG) / EXACT[grams])] if answer == "share" else []


def _by_kg(entry: Entry, times: Decimal) -> Entry:
    assert entry.value is not None
    return replace(entry, value=entry.value * times, heading=replace(entry.heading, basis_g=KG))


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
