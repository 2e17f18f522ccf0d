"""The price of one band from its parts: per kg, flat, first and continuation weight, with its fees."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fahuo.core.methods.price_tables.band_edges import MOST_G
from fahuo.core.methods.price_tables.band_parts import Default, Parts, read_amount
from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.entry import Entry
from fahuo.core.methods.price_tables.headings import Role
from fahuo.core.methods.price_tables.pounds import EXACT, MOST_ROWS, begun
from fahuo.core.methods.price_tables.said import Choice, Desk
from fahuo.core.methods.price_tables.weights import Span, weight_g

_NAMES = {
    "first": ("首重价", "price of the first weight"),
    "step": ("续重价", "price of continuation weight"),
}


class Pricer:
    """Prices the bands of one place."""

    def __init__(self, where: str, desk: Desk, default: Default) -> None:
        self.where, self.desk, self.default = where, desk, default

    def rows(self, span: Span, parts: Parts, below: dict[str, Any] | None) -> list[dict[str, Any]] | None:
        """The band, or one for every pound begun; None where something was asked."""
        if not any(e.heading.basis_g in EXACT for e in parts.per_kg):
            row = self._row(span, parts, below)
            return None if row is None else [row]
        band, over_g, up_to_g = f"{span.over_g}-{span.up_to_g} g", span.over_g or 0, span.up_to_g or 0
        pounds = [e for e in parts.per_kg if e.heading.basis_g in EXACT]
        basis_g, places = pounds[0].heading.basis_g or 0, [e.place for e in parts.per_kg]
        if len(pounds) < len(parts.per_kg) or parts.first or parts.step or up_to_g - over_g > MOST_ROWS * basis_g:
            self.desk.ask("pound_rows", f"{self.where} {band}", places, lambda a: None, where=self.where, band=band)
            return None
        price, fee = self._one(pounds, band), self._sum(parts.fee, band)
        if price is None or fee is None:
            return None
        return [{**row, **({"per_parcel": fee} if fee else {})} for row in begun(basis_g, over_g, up_to_g, price)]

    def _row(self, span: Span, parts: Parts, below: dict[str, Any] | None) -> dict[str, Any] | None:
        row: dict[str, Any] = {"over_g": span.over_g, "up_to_g": span.up_to_g}
        band = f"{span.over_g}-{span.up_to_g} g"
        fee = self._sum(parts.fee, band)
        if fee is None:
            return None
        if parts.first or parts.step:
            priced = self._first_and_step(row, parts, band, below)
        elif parts.per_kg:
            value = self._per_kg(parts.per_kg, band)
            priced = value is not None
            row["per_kg"] = value
        elif parts.flat:
            value = self._one(parts.flat, band)
            priced = value is not None
            row["flat"] = value
        else:
            return None
        if fee:
            row["per_parcel"] = fee
        return row if priced else None

    def _first_and_step(self, row: dict[str, Any], parts: Parts, band: str, below: dict[str, Any] | None) -> bool:
        """首重 + 续重. A step alone goes on from the price of the band below ("每增加 0.5 kg")."""
        continued = not parts.first and below is not None and ("flat" in below or "first" in below)
        places = [e.place for e in (*parts.first, *parts.step)]
        step_g = self._grams("step_g", parts.step, self.default.step_g)
        step = self._one(parts.step, band) if parts.step else self._lacking("step", places, band)
        if continued and below is not None:
            first_g, first = below["up_to_g"], _at_end(below)
        else:
            first_g = self._grams("first_g", parts.first, self.default.first_g or (step_g if not parts.first else None))
            asked = self._one(parts.first, band) if parts.first else self._lacking("first", places, band)
            if asked is None:
                return False
            first = asked
        if first_g is None or step_g is None or step is None:
            return False
        row.update(first_g=first_g, first=first, step_g=step_g, step=step)
        return True

    def _grams(self, code: str, entries: list[Entry], default: int | None) -> int | None:
        """How much the first weight is, or a step."""
        said = {e.heading.amount_g for e in entries if e.heading.amount_g}
        if len(said) == 1:
            return said.pop()
        if default:
            return default
        text = entries[0].heading.text if entries else self.where
        choices = [Choice(str(g), f"{g} g", f"{g} g", g == 500) for g in (100, 500, 1000)]

        def read(answer: str) -> int | None:
            grams = int(answer) if answer.strip().isdigit() else weight_g(answer)
            return grams if grams and grams <= MOST_G else None

        return self.desk.ask(code, text, [e.place for e in entries], read, choices, "grams", lasting=True, text=text)

    def _lacking(self, name: str, places: list[Place], band: str) -> Decimal | None:
        other = "first" if name == "step" else "step"
        (zh, en), (lack_zh, lack_en) = _NAMES[other], _NAMES[name]
        return self.desk.ask(
            "incomplete",
            f"{self.where} {band} {name}",
            places,
            read_amount,
            (),
            "amount",
            where=self.where,
            band=band,
            zh=zh,
            en=en,
            lack_zh=lack_zh,
            lack_en=lack_en,
        )

    def _one(self, entries: list[Entry], band: str) -> Decimal | None:
        """The one price; two different ones are asked."""
        values = list(dict.fromkeys(e.value for e in entries if e.value is not None))
        if len(values) == 1:
            return values[0]
        text = " / ".join(f"{e.text} ({e.place.cell})" for e in entries)
        choices = [Choice(f"{v:f}", f"{v:f}", f"{v:f}") for v in values]
        places = [e.place for e in entries]
        return self.desk.ask(
            "two_prices", f"{self.where} {band} {text}", places, read_amount, choices, "amount", where=self.where, band=band, text=text
        )

    def _per_kg(self, entries: list[Entry], band: str) -> Decimal | None:
        """The price, and fees that are asked by the kilogram as well."""
        fees = [e for e in entries if e.role == Role.FEE]
        prices = [e for e in entries if e.role != Role.FEE]
        more = self._sum(fees, band)
        price = self._one(prices, band) if prices else Decimal(0)
        return None if more is None or price is None else price + more

    def _sum(self, entries: list[Entry], band: str) -> Decimal | None:
        """Fees of different columns add up; two of one column are asked."""
        total = Decimal(0)
        by_column: dict[str, list[Entry]] = {}
        for entry in entries:
            by_column.setdefault(_column(entry), []).append(entry)
        for column in by_column.values():
            fee = self._one(column, band)
            if fee is None:
                return None
            total += fee
        return total


def _column(entry: Entry) -> str:
    """The letters of its column; a note is one of its own."""
    return entry.text if entry.row < 0 else "".join(c for c in entry.place.cell if c.isalpha())


def _at_end(band: dict[str, Any]) -> Decimal:
    """What a band asks at its end."""
    if "flat" in band:
        return Decimal(band["flat"])
    steps = -(-(band["up_to_g"] - band["first_g"]) // band["step_g"])
    price: Decimal = Decimal(band["first"]) + max(0, steps) * Decimal(band["step"])
    return price
