"""Where the bands of a place begin and end: without gap and without overlap, each beginning where the one before it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from fahuo.core.methods.price_tables.band_holes import Empty, Waiting, ends_of
from fahuo.core.methods.price_tables.band_parts import Default, Parts
from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.said import LEAVE_OUT, Choice, Desk
from fahuo.core.methods.price_tables.weights import Span, weight_g

MOST_G = 10**7
_TENS = (1, 10, 100, 1000)  # other grains are ounces and pounds, whose multiples are no whole grams
NOTHING_ABOVE = -1  # an answer to a gap: what is heavier is not served


class Edges:
    """Finds the edges of one place's bands."""

    def __init__(self, service: str, where: str, desk: Desk, default: Default, holes: Empty) -> None:
        """`service`: what is asked of one place is asked once for the service, and holds for the others that ask the same.
        `holes`: brackets of the table that have no price here.
        """
        self.service, self.where, self.desk, self.default, self.holes = service, where, desk, default, holes
        self.empty_below = False  # the lightest bracket has no price

    def bands(self, by_span: Mapping[Span | None, Parts]) -> list[tuple[Span, Span]] | None:
        """Bands in their order, each beginning where the one before it ends, beside what was written. None where something was asked.

        Brackets without a price keep their place among them, so that no other takes over their weights.
        """
        written = dict.fromkeys(s for s in by_span if s is not None)
        ends = ends_of(written, self.holes)
        ordered = sorted(ends, key=lambda s: _place_of(s, ends[s], s in written))
        found: list[tuple[Span, Span]] = []
        waiting = Waiting()
        for n, span in enumerate(ordered):
            if span not in written:
                waiting.add(self._begin(span, waiting, ordered[:n]), ends[span] or MOST_G)
                continue
            parts = by_span[span]
            places, text = [e.place for e in parts.entries], self._text(parts)
            end = ends[span]
            up_to = end if end is not None else self._heaviest(places, max(waiting.until, span.over_g or 0))
            if up_to is None:
                return None
            if up_to == waiting.until and span.part_g and n:  # 15.99 oz and 1 lb are within one gram, and a parcel's weight is whole grams
                self.desk.tell("within_gram", places, 95, text=text, over=up_to)
                continue
            waiting.give_way(span.over_g, up_to)
            over = self._begin(span, waiting, ordered[:n])
            if up_to <= over:
                self.desk.ask("empty_band", text, places, lambda a: None, free="text", text=text)
                return None
            if not found:
                over = over if over > min(10, up_to // 10) else 0
                self.empty_below = bool(waiting.brackets)
            elif over != waiting.last:
                joined = self._joined(over, waiting.last, places, text)
                if joined is None:
                    return None
                if joined == NOTHING_ABOVE:
                    return found
                over = joined
                found[-1] = (replace(found[-1][0], up_to_g=over), found[-1][1])
            elif found and span.over_g not in (None, over):
                self.desk.tell("snapped", places, 90, text=text, over=over)
            found.append((replace(span, over_g=over, up_to_g=up_to), span))
            waiting.priced(over, up_to)
        if waiting.brackets:
            self._tell_empty(waiting.last)
        return found

    def _tell_empty(self, over: int) -> None:
        """Brackets above the last price: what is heavier is not taken."""
        places = [p for span, cells in self.holes.items() if (span.up_to_g or MOST_G) > over for p in cells]
        self.desk.tell("empty_above", places, 90, where=self.where, over=over)

    def _begin(self, span: Span, waiting: Waiting, lighter: list[Span]) -> int:
        """Where a bracket begins: as it is written; a point ("1.5") where the one below it ends, and so one that follows that all the same."""
        if span.over_g is None or (lighter and self._follows(span.over_g, span, lighter[-1], waiting)):
            return waiting.until
        return span.over_g

    def _follows(self, over: int, span: Span, before: Span, waiting: Waiting) -> bool:
        """Whether a bracket that begins higher follows all the same: by one unit of what is written ("21-50" after 20), or by the step of
        the brackets below it ("21-44" after 20 and 20.5).
        """
        until, step = waiting.until, waiting.width
        gap = over - until
        unit = before.grain_g  # of what is written below
        fits = (
            until % span.grain_g == 0 or span.grain_g not in _TENS or (before.point and gap == step) or (gap <= unit and until % unit == 0)
        )
        return gap == 1 or (0 < gap <= span.grain_g and fits)

    def _joined(self, over: int, until: int, places: list[Place], text: str) -> int | None:
        """Where a band begins that does not begin where the one before it ends; it is asked."""
        if over > until:
            choices: tuple[Choice, ...] = (
                Choice("upper", f"按 {text} 的价格，从 {until} g 起", f"the price of {text}, from {until} g on"),
                Choice("lower", f"按前一档的价格，到 {over} g", f"the price of the band before, up to {over} g"),
                Choice("end", f"只服务到 {until} g，更重的不收", f"served up to {until} g only, nothing heavier"),
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
        if answer == "end":
            return NOTHING_ABOVE
        upper_from = until if over > until else over
        return upper_from if answer == "upper" else max(over, until)

    def start(self, spans: list[tuple[Span, Span]], by_span: Mapping[Span | None, Parts]) -> tuple[int | str | None, int | None]:
        """What lighter parcels than the first band's pay: the minimum weight of the notes, or it is asked."""
        begin = spans[0][0].over_g or 0
        over = max(begin, self.default.from_g or 0)
        # "12-20KG" and "12KG+" begin with 12 kg, "12<W" with a gram more, and so does what is above an empty "0-12KG"
        least = over + (over == begin and (spans[0][0].signed or self.empty_below))
        charged = self.default.least_g or 0
        if over and charged >= (least if self.empty_below else over):  # lighter ones weigh as much as the first band's lightest
            spans[0] = (replace(spans[0][0], over_g=0), spans[0][1])
            return None, None
        if over == 0:
            return None, None
        places = [e.place for e in by_span.get(spans[0][1], Parts()).entries]
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

    def _heaviest(self, places: list[Place], over: int) -> int | None:
        """Where an open band ends: at the limit of weight, which is asked where nobody says it."""
        if self.default.most_g and self.default.most_g > over:
            return self.default.most_g
        choices = [Choice(str(g), f"{g // 1000} kg", f"{g // 1000} kg") for g in (2000, 20000, 30000, 50000, 70000) if g > over]

        def read(answer: str) -> int | None:
            grams = int(answer) if answer.strip().isdigit() else weight_g(answer)
            return grams if grams and over < grams <= MOST_G else None

        return self.desk.ask("heaviest", self.service, places, read, choices, "grams", where=self.where)

    def one_band(self, whole: Parts) -> list[tuple[Span, Span]] | None:
        """A place without bands: one price up to the limit."""
        up_to = self._heaviest([e.place for e in whole.entries], 0)
        return None if up_to is None else [(Span(0, up_to), Span(0, up_to))]

    def _pick(self, code: str, subject: str, places: Iterable[Place], choices: tuple[Choice, ...], **values: object) -> str | None:
        known: Callable[[str], str | None] = lambda a: a if a in {c.value for c in choices} else None  # noqa: E731
        return self.desk.ask(code, subject, places, known, choices, values={"where": self.where, **values})

    def _text(self, parts: Parts) -> str:
        return next((e.heading.text for e in parts.entries if e.heading.text), self.where)


def _place_of(span: Span, end: int | None, written: bool) -> tuple[int, Decimal, int, bool]:
    """Its place among the others: by its end, then by its beginning; of two that are alike, that without a price comes first."""
    return MOST_G if end is None else end, span.part_g, (span.up_to_g or 0) if span.over_g is None else span.over_g, written
