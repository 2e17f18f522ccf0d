"""The prices of one place, put together into bands without gap and without overlap. What cannot be put together is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from fahuo.core.methods.price_tables.band_edges import Edges
from fahuo.core.methods.price_tables.band_holes import Empty
from fahuo.core.methods.price_tables.band_parts import Default, Parts, part_of, read_amount
from fahuo.core.methods.price_tables.band_prices import Pricer
from fahuo.core.methods.price_tables.entry import Entry
from fahuo.core.methods.price_tables.headings import Role
from fahuo.core.methods.price_tables.said import LEAVE_OUT, Choice, Desk
from fahuo.core.methods.price_tables.weights import Span


@dataclass
class Bands:
    """A place's bands, as a document has them, and the lightest weight that is taken where it is not the first band's business."""

    rows: list[dict[str, Any]]
    least_g: int | None = None  # charged at least
    refused_below_g: int | None = None


class Builder:
    """Builds the bands of one place."""

    def __init__(self, service: str, where: str, desk: Desk, default: Default, holes: Empty) -> None:
        """As of `Edges`."""
        self.service, self.where, self.desk, self.default, self.holes = service, where, desk, default, holes
        self.pricer = Pricer(where, desk, default)

    def build(self, entries: list[Entry]) -> Bands | None:
        """The bands, or None where something was asked."""
        by_span: dict[Span | None, Parts] = {}
        for entry in entries:
            parts = by_span.setdefault(entry.heading.span, Parts())
            getattr(parts, part_of(entry)).append(entry)
        whole = by_span.pop(None, Parts())
        bare: dict[Span | None, Parts] = {None: whole} if not by_span else {}
        if not self._blank({**by_span, **bare}, Parts() if bare else whole):
            return None
        lacking = {s: [e.place for e in p.entries] for s, p in by_span.items() if s and not p.join(whole).priced}
        by_span = {span: parts for span, parts in by_span.items() if parts.join(whole).priced}
        empty = {s: at for s, at in {**self.holes, **lacking}.items() if s not in by_span}
        edges = Edges(self.service, self.where, self.desk, self.default, empty)
        if not by_span and not whole.priced:
            self.desk.tell("not_served", [e.place for e in entries], 90, text=self.where)
            return Bands([])
        if (by_span or empty) and not self._loose(whole):
            return None
        if (by_span or empty) and (whole.first or whole.step) and not any(p.first or p.step for p in by_span.values()):
            whole = self._below(by_span, empty, whole) if whole.first else self._above(by_span, empty, whole)
        if not by_span and not whole.priced:  # all that there was is left out
            return Bands([])
        spans = edges.bands(by_span) if by_span else edges.one_band(whole)
        if spans is None:
            return None
        least, refused_below = edges.start(spans, by_span)
        if least == LEAVE_OUT:
            return None
        rows: list[dict[str, Any]] = []
        done = True
        below: dict[str, Any] | None = None
        for span, written in spans:
            parts = by_span[written].join(whole) if written in by_span else whole
            added = self.pricer.rows(span, parts, below)
            done = done and added is not None
            if added:
                rows += added
                below = added[-1]
        return Bands(rows, least if isinstance(least, int) else None, refused_below) if done else None

    def _blank(self, by_span: dict[Span | None, Parts], whole: Parts) -> bool:
        """A fee beside a blank price is asked, not left: an error of a formula is blank too. False where it was asked."""
        done = True
        for span, parts in by_span.items():
            if parts.join(whole).priced or not parts.entries or any(e.dashed for e in parts.entries):
                continue
            fees = parts.entries
            band, text = f"{span.over_g or 0}-{span.up_to_g or ''} g" if span else "-", ", ".join(e.text for e in fees)[:60]
            choices = (Choice("no_price", "没有价格，不服务", "there is no price: not served"),)
            read = lambda a: a if a == "no_price" else read_amount(a)  # noqa: E731
            places = [e.place for e in fees]
            answer = self.desk.ask("blank", f"{places[0]} {band}", places, read, choices, "amount", where=self.where, band=band, text=text)
            done = done and answer is not None
            if isinstance(answer, Decimal):
                heading = replace(fees[0].heading, role=Role.PRICE, basis_g=1000)
                parts.per_kg.append(replace(fees[0], heading=heading, value=answer, text=f"{answer:f}"))
        return done

    def _loose(self, whole: Parts) -> bool:
        """Prices without a weight beside prices with one: whose they are, is asked. False where it was."""
        loose = [e for e in (*whole.flat, *whole.per_kg) if e.role != Role.FEE]
        if not loose:
            return True
        places, text = [e.place for e in loose], ", ".join(e.text for e in loose)[:60]
        choices = (Choice(LEAVE_OUT, "不读", "leave it out"),)
        read = lambda a: a if a == LEAVE_OUT else None  # noqa: E731
        answer = self.desk.ask("blank_band", f"{self.where} {places[0]}", places, read, choices, where=self.where, text=text)
        whole.flat = []
        whole.per_kg = [e for e in whole.per_kg if e.role == Role.FEE]
        return answer is not None

    def _below(self, by_span: dict[Span | None, Parts], empty: Empty, whole: Parts) -> Parts:
        """首重 and 续重 without a band beside bands that begin higher: they are for what is lighter."""
        lowest = min((s for s in (*by_span, *empty) if s is not None), key=lambda s: s.over_g or 0)
        over = lowest.over_g or 0
        if not over:
            return whole
        step = next((e.heading.amount_g for e in whole.step if e.heading.amount_g), self.default.step_g) or lowest.grain_g
        last = min(lowest.grain_g, step)  # "11KG以上" beside steps of 0.5 kg: they end with 10.5 kg
        until = over - (last if over > last and not lowest.signed else 0)
        by_span[Span(0, until, last)] = Parts(first=whole.first, step=whole.step)
        return replace(whole, first=[], step=[])

    def _above(self, by_span: dict[Span | None, Parts], empty: Empty, whole: Parts) -> Parts:
        """Continuation weight without a first one ("每增加 0.5 kg") goes on above the heaviest band."""
        last = max(s.up_to_g or 0 for s in (*by_span, *empty) if s is not None)
        by_span[Span(last, None)] = Parts(step=whole.step)
        return replace(whole, step=[])
