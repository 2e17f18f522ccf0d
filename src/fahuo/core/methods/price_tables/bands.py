"""The prices of one place, put together into bands without gap and without overlap. What cannot be put together is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from fahuo.core.methods.price_tables.amounts import read_price
from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.entries import Entry
from fahuo.core.methods.price_tables.headings import Role
from fahuo.core.methods.price_tables.said import LEAVE_OUT, Choice, Desk
from fahuo.core.methods.price_tables.weights import Span, weight_g

_MOST_G = 10**7
_KG = Decimal(1000)
_NAMES = {
    "first": ("首重价", "price of the first weight"),
    "step": ("续重价", "price of continuation weight"),
}


@dataclass
class Parts:
    """The parts of a band's price that were found, each with its cells."""

    per_kg: list[Entry] = field(default_factory=list)
    flat: list[Entry] = field(default_factory=list)
    fee: list[Entry] = field(default_factory=list)
    first: list[Entry] = field(default_factory=list)
    step: list[Entry] = field(default_factory=list)

    def join(self, other: Parts) -> Parts:
        """These parts, and those of the whole place where these say nothing."""
        return Parts(*(getattr(self, name) or getattr(other, name) for name in ("per_kg", "flat", "fee", "first", "step")))

    @property
    def priced(self) -> bool:
        """Whether there is a price, not only a fee: a country whose price is "-" is not served, whatever stands beside."""
        return bool(self.flat or self.first or self.step or any(e.role != Role.FEE for e in self.per_kg))

    @property
    def entries(self) -> list[Entry]:
        """All of them."""
        return [*self.per_kg, *self.flat, *self.fee, *self.first, *self.step]


@dataclass
class Default:
    """What the notes say where a table leaves it open."""

    first_g: int | None = None
    step_g: int | None = None
    least_g: int | None = None  # minimum chargeable weight
    most_g: int | None = None  # limit of weight
    from_g: int | None = None  # lighter parcels than this are charged as that, or refused: nobody said which


@dataclass
class Bands:
    """A place's bands, as a document has them, and the lightest weight that is taken where it is not the first band's business."""

    rows: list[dict[str, Any]]
    least_g: int | None = None  # charged at least
    refused_below_g: int | None = None


class Builder:
    """Builds the bands of one place."""

    def __init__(self, service: str, where: str, desk: Desk, default: Default) -> None:
        """`service`: what is asked of one place is asked once for the service, and holds for the others that ask the same."""
        self.service, self.where, self.desk, self.default = service, where, desk, default

    def build(self, entries: list[Entry]) -> Bands | None:
        """The bands, or None where something was asked."""
        by_span: dict[Span | None, Parts] = {}
        for entry in entries:
            parts = by_span.setdefault(entry.heading.span, Parts())
            getattr(parts, part_of(entry)).append(entry)
        whole = by_span.pop(None, Parts())
        by_span = {span: parts for span, parts in by_span.items() if parts.join(whole).priced}
        if not by_span and not whole.priced:
            self.desk.tell("not_served", [e.place for e in entries], 90, text=self.where)
            return Bands([])
        if by_span and (whole.first or whole.step) and not any(p.first or p.step for p in by_span.values()):
            whole = self._below(by_span, whole) if whole.first else self._above(by_span, whole)
        spans = self._spans([s for s in by_span if s is not None], by_span) if by_span else self._no_span(whole)
        if spans is None:
            return None
        least, refused_below = self._start(spans, by_span)
        if least == LEAVE_OUT:
            return None
        rows: list[dict[str, Any]] = []
        done = True
        below: dict[str, Any] | None = None
        for span, written in spans:
            parts = by_span[written].join(whole) if written in by_span else whole
            row = self._row(span, parts, below)
            done = done and row is not None
            if row is not None:
                rows.append(row)
                below = row
        return Bands(rows, least if isinstance(least, int) else None, refused_below) if done else None

    def _below(self, by_span: dict[Span | None, Parts], whole: Parts) -> Parts:
        """首重 and 续重 without a band beside bands that begin higher: they are for what is lighter."""
        lowest = min((s for s in by_span if s is not None), key=lambda s: s.over_g or 0)
        over = lowest.over_g or 0
        if not over:
            return whole
        step = next((e.heading.amount_g for e in whole.step if e.heading.amount_g), self.default.step_g) or lowest.grain_g
        last = min(lowest.grain_g, step)  # "11KG以上" beside steps of 0.5 kg: they end with 10.5 kg
        until = over - (last if over > last and not lowest.signed else 0)
        by_span[Span(0, until)] = Parts(first=whole.first, step=whole.step)
        return replace(whole, first=[], step=[])

    def _above(self, by_span: dict[Span | None, Parts], whole: Parts) -> Parts:
        """Continuation weight without a first one ("每增加 0.5 kg") goes on above the heaviest band."""
        last = max((s.up_to_g or 0) for s in by_span if s is not None)
        by_span[Span(last, None)] = Parts(step=whole.step)
        return replace(whole, step=[])

    # weights

    def _spans(self, written: list[Span], by_span: dict[Span | None, Parts]) -> list[tuple[Span, Span]] | None:
        """Bands in their order, each beginning where the one before it ends, beside what was written."""
        ordered = sorted(written, key=lambda s: (s.up_to_g if s.up_to_g is not None else _MOST_G, s.over_g or 0))
        found: list[tuple[Span, Span]] = []
        until = 0
        for span, end in zip(ordered, _ends(ordered), strict=True):
            places = [e.place for e in by_span[span].entries]
            text = self._text(by_span[span])
            up_to = end if end is not None else self._heaviest(places, max(until, span.over_g or 0))
            if up_to is None:
                return None
            over = until if span.over_g is None else span.over_g
            if up_to == until and span.part_g and found:  # 15.99 oz and 1 lb are within one gram, and a parcel's weight is whole grams
                self.desk.tell("within_gram", places, 95, text=text, over=until)
                continue
            if up_to <= over:
                self.desk.ask("empty_band", text, places, lambda a: None, free="text", text=text)
                return None
            if not found:
                over = over if over > min(10, up_to // 10) else 0
            elif over != until:
                joined = self._joined(over, until, span, places, text)
                if joined is None:
                    return None
                over = joined
                if over < until or over > until:  # the upper band begins earlier
                    found[-1] = (replace(found[-1][0], up_to_g=over), found[-1][1])
            found.append((replace(span, over_g=over, up_to_g=up_to), span))
            until = up_to
        return found

    def _joined(self, over: int, until: int, span: Span, places: list[Place], text: str) -> int | None:
        """Where a band begins that does not begin where the one before it ends."""
        if 0 < over - until <= span.grain_g:
            self.desk.tell("snapped", places, 90, text=text, over=until)
            return until
        if over > until:
            choices = (
                Choice("upper", f"按 {text} 的价格，从 {until} g 起", f"the price of {text}, from {until} g on"),
                Choice("lower", f"按前一档的价格，到 {over} g", f"the price of the band before, up to {over} g"),
            )
            answer = self._pick("gap", f"{self.service} {until}-{over}", places, choices, over=until, up_to=over)
        else:
            choices = (
                Choice("upper", f"从 {over} g 起按 {text}", f"from {over} g on the price of {text}"),
                Choice("lower", f"到 {until} g 为止按前一档", f"up to {until} g the price of the band before"),
            )
            answer = self._pick("overlap", f"{self.service} {over}-{until}", places, choices, text=text)
        if answer is None:
            return None
        upper_from = until if over > until else over
        return upper_from if answer == "upper" else max(over, until)

    def _start(self, spans: list[tuple[Span, Span]], by_span: dict[Span | None, Parts]) -> tuple[int | str | None, int | None]:
        """What lighter parcels than the first band's pay: the minimum weight of the notes, or it is asked."""
        begin = spans[0][0].over_g or 0
        over = max(begin, self.default.from_g or 0)
        if over and (self.default.least_g or 0) >= over:  # lighter ones weigh as much as the first band's lightest
            spans[0] = (replace(spans[0][0], over_g=0), spans[0][1])
        if over == 0 or (self.default.least_g or 0) >= over:
            return None, None
        places = [e.place for e in by_span.get(spans[0][1], Parts()).entries]
        least = over + (spans[0][0].signed and over == begin)  # "12-20KG" and "12KG+" begin with 12 kg, "12<W" with a gram more
        choices = (
            Choice("charge", f"按 {least} g 计费", f"charge them as {least} g", True),
            Choice("from_zero", "第一档从 0 开始", "the first band begins at 0"),
            Choice("refuse", "不收", "refuse them"),
        )
        answer = self._pick("starts", f"{self.service} {over}", places, choices, over=over)
        if answer is None:
            return LEAVE_OUT, None
        if answer == "charge":
            spans[0] = (replace(spans[0][0], over_g=least - 1 if begin else 0), spans[0][1])
            return least, None
        spans[0] = (replace(spans[0][0], over_g=0), spans[0][1])
        return None, least if answer == "refuse" else None

    def _no_span(self, whole: Parts) -> list[tuple[Span, Span]] | None:
        """A place without bands: one price up to the limit."""
        up_to = self._heaviest([e.place for e in whole.entries], 0)
        return None if up_to is None else [(Span(0, up_to), Span(0, up_to))]

    def _heaviest(self, places: list[Place], over: int) -> int | None:
        """Where an open band ends: at the limit of weight, which is asked where nobody says it."""
        if self.default.most_g and self.default.most_g > over:
            return self.default.most_g
        choices = [Choice(str(g), f"{g // 1000} kg", f"{g // 1000} kg") for g in (2000, 20000, 30000, 50000, 70000) if g > over]

        def read(answer: str) -> int | None:
            grams = int(answer) if answer.strip().isdigit() else weight_g(answer)
            return grams if grams and over < grams <= _MOST_G else None

        return self.desk.ask("heaviest", self.service, places, read, choices, "grams", where=self.where)

    # prices

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
            return grams if grams and grams <= _MOST_G else None

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
        values = list(dict.fromkeys(price_of(e) for e in entries))
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

    def _pick(self, code: str, subject: str, places: Iterable[Place], choices: tuple[Choice, ...], **values: object) -> str | None:
        known: Callable[[str], str | None] = lambda a: a if a in {c.value for c in choices} else None  # noqa: E731
        return self.desk.ask(code, subject, places, known, choices, values={"where": self.where, **values})

    def _text(self, parts: Parts) -> str:
        return next((e.heading.text for e in parts.entries if e.heading.text), self.where)


def _ends(ordered: list[Span]) -> list[int | None]:
    """Where each band ends as it is written; an open one ("12KG+") ends where the next ("21KG+", which has 21 kg itself) begins."""
    found: list[int | None] = []
    for n, span in enumerate(ordered):
        after = ordered[n + 1].over_g if n + 1 < len(ordered) else None
        open_end = None if after is None else after - (not ordered[n + 1].signed)
        found.append(span.up_to_g if span.up_to_g is not None else open_end)
    return found


def part_of(entry: Entry) -> str:
    """Which part of a band's price an entry is."""
    if entry.role == Role.FIRST:
        return "first"
    if entry.role == Role.STEP:
        return "step"
    if entry.role == Role.FEE:
        return "per_kg" if entry.heading.basis_g == 1000 else "fee"
    return "flat" if entry.heading.basis_g == 0 else "per_kg"


def price_of(entry: Entry) -> Decimal:
    """The price, for a kilogram where it is written for other grams."""
    assert entry.value is not None
    basis = entry.heading.basis_g
    return entry.value * _KG / Decimal(basis) if basis and basis != 1000 and entry.role in (Role.PRICE, Role.FEE) else entry.value


def read_amount(answer: str) -> Decimal | None:
    """A price that was given as an answer."""
    found = read_price(answer)
    return found.value if found and found.value >= 0 else None


def _column(entry: Entry) -> str:
    return "".join(c for c in entry.place.cell if c.isalpha())


def _at_end(band: dict[str, Any]) -> Decimal:
    """What a band asks at its end."""
    if "flat" in band:
        return Decimal(band["flat"])
    steps = -(-(band["up_to_g"] - band["first_g"]) // band["step_g"])
    price: Decimal = Decimal(band["first"]) + max(0, steps) * Decimal(band["step"])
    return price
