"""Fees for the parcel beside prices: which column is one, and rows where one is blank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from fahuo.core.methods.price_tables.amounts import currency_in
from fahuo.core.methods.price_tables.band_parts import part_of, read_amount
from fahuo.core.methods.price_tables.entry import Entry
from fahuo.core.methods.price_tables.headings import Heading, Role
from fahuo.core.methods.price_tables.places import Where
from fahuo.core.methods.price_tables.rules import Fee
from fahuo.core.methods.price_tables.said import Choice, Desk

Column = tuple[str, int, str]  # sheet, first row of the table's header, letters


def settle_fees(entries: list[Entry], desk: Desk) -> list[Entry]:
    """A price for the parcel beside one for the kilogram is the fee (挂号费), and so is all of its column, also where the other is a dash."""
    bands: dict[object, set[str]] = {}
    for entry in entries:
        if entry.role == Role.PRICE:
            bands.setdefault((entry.heading.where, entry.heading.span), set()).add(part_of(entry))
    both = {band for band, parts in bands.items() if {"per_kg", "flat"} <= parts}
    flats = [e for e in entries if e.role == Role.PRICE and part_of(e) == "flat"]
    columns = {column_of(e) for e in flats if (e.heading.where, e.heading.span) in both}
    found = []
    for entry in entries:
        if entry.role == Role.PRICE and part_of(entry) == "flat" and column_of(entry) in columns:
            entry = replace(entry, heading=replace(entry.heading, role=Role.FEE))
            desk.tell("column", [entry.place], 85, text=entry.column or entry.heading.text, zh="每件费用", en="fees for the parcel")
        found.append(entry)
    return found


def fill_blanks(entries: list[Entry], desk: Desk) -> list[Entry]:
    """The entries, with what a person says of fees that are blank in some rows of their column. Blank may be none, or as above: it is asked."""
    columns: dict[Column, list[Entry]] = {}
    priced: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        if entry.role in (Role.FEE, Role.LEAST) and entry.row >= 0:
            columns.setdefault(column_of(entry), []).append(entry)
        elif entry.role in (Role.PRICE, Role.FIRST):
            priced.setdefault(column_of(entry)[:2], []).append(entry)
    more: list[Entry] = []
    for column, fees in columns.items():
        lacking = _lacking(fees, priced.get(column[:2], []))
        if lacking:
            more += _filled(fees, lacking, desk)
    return [*entries, *more]


def _lacking(fees: list[Entry], prices: Iterable[Entry]) -> list[Entry]:
    """One price of each row in which the fee is blank. A fee under a country's own heading is for that country's prices."""
    rows = {e.row for e in fees}
    wheres = {e.heading.where for e in fees}
    own: Where | None = next(iter(wheres)) if len(wheres) == 1 and len(rows) > 1 else None
    found: dict[int, Entry] = {}
    for entry in prices:
        if entry.row not in rows and not entry.dashed and (own is None or entry.heading.where == own):
            found.setdefault(entry.row, entry)
    return list(found.values())


def _filled(fees: list[Entry], lacking: list[Entry], desk: Desk) -> list[Entry]:
    text = fees[0].column or fees[0].heading.text
    choices = (Choice("above", "与上一行相同", "as in the row above"), Choice("0", "没有这项费用", "there is none"))
    read = lambda a: a if a == "above" else read_amount(a)  # noqa: E731
    places = [e.place for e in lacking]
    answer = desk.ask("blank_fee", f"{fees[0].place.sheet} {text}", places, read, choices, "amount", text=text, count=len(lacking))
    if answer is None:
        return []
    found = []
    for entry in lacking:
        above = next((f.value for f in sorted(fees, key=lambda f: -f.row) if f.row < entry.row and f.value is not None), Decimal(0))
        value = answer if isinstance(answer, Decimal) else above
        heading = replace(entry.heading, role=fees[0].role, basis_g=fees[0].heading.basis_g, currency=fees[0].heading.currency)
        found.append(replace(entry, heading=heading, value=value, text=f"{value:f}", column=text))
    return found


def noted_fees(fees: Iterable[Fee], prices: Iterable[Entry], desk: Desk) -> list[Entry]:
    """Fees that only notes name. Beside a column of fees: whether a note says the same again, or one more, is asked."""
    written = any(e.role == Role.FEE and e.heading.basis_g != 1000 for e in prices)
    choices = (Choice("more", "另外再收", "charged besides"), Choice("same", "就是表里的费用", "it is the fee in the table"))
    read = lambda a: a if a in ("more", "same") else None  # noqa: E731
    found = []
    for fee in fees:
        text, place = fee.line.text, fee.line.place
        if written and desk.ask("fee_beside", text, [place], read, choices, lasting=True, text=text) != "more":
            continue
        heading = Heading(text=text, role=Role.FEE, basis_g=0, currency=currency_in(text))
        found.append(Entry(heading, text, fee.amount, place, -1))
    return found


def column_of(entry: Entry) -> Column:
    """Which column of which table an entry stands in."""
    return entry.place.sheet, entry.table, "".join(c for c in entry.place.cell if c.isalpha())
