"""Reads the lines around a table sentence by sentence. What a sentence says beyond what is understood is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from fahuo.core.methods.price_tables import note_patterns as say
from fahuo.core.methods.price_tables.amounts import currency_in, number, read_price
from fahuo.core.methods.price_tables.goods import attributes_in
from fahuo.core.methods.price_tables.moments import calendar_days, days_in, read_transit
from fahuo.core.methods.price_tables.note_days import Days
from fahuo.core.methods.price_tables.note_sizes import read_sizes, read_weight
from fahuo.core.methods.price_tables.note_surcharges import Surcharges
from fahuo.core.methods.price_tables.note_weights import Weights
from fahuo.core.methods.price_tables.places import zone_name
from fahuo.core.methods.price_tables.rules import ALL, Fee, Line, Rules, settled, shown
from fahuo.core.methods.price_tables.said import IGNORE, LEAVE_OUT, Choice, Desk

Match = re.Match[str]
_MOST_G = 10**7
Countries = Callable[[str], tuple[str, ...] | None]
NONE = Choice(IGNORE, "不影响价格", "it does not change a price")


def sentences(text: str) -> list[str]:
    """A cell's text sentence by sentence, without their numbers.

    >>> sentences("1、带电+8/kg；2、材积除8000。 3. 不接纯电")
    ['带电+8/kg', '材积除8000', '不接纯电']
    """
    parts = re.split(r"[\n;；。]|\.\s+(?=[A-Z])|(?<![0-9A-Za-z.、,])[0-9]{1,2}[、.)](?=\s*[^0-9\s])|[①-⑳]", text)
    return [p.strip(" ,，、*·•:：-") for p in parts if p and p.strip(" ,，、*·•:：-")]


class Notes:
    """Reads notes into rules."""

    def __init__(self, desk: Desk, on: date | None = None, countries: Countries | None = None) -> None:
        """`on`: the day on which the file came, for proposals. `countries` reads names of countries; without it the notes are those of a
        place's own row.
        """
        self.desk, self.rules, self._countries = desk, Rules(), countries
        self._weights, self._surcharges = Weights(self.rules, desk), Surcharges(self.rules, desk)
        self._days = Days(self.rules, desk, on)

    def read(self, line: Line, quiet: bool = False) -> None:
        """Take down what the sentence says. `quiet`: it is a title, what else it says is a name."""
        text = line.text
        rest = re.sub(r",(?=[0-9])(?![0-9]{3}(?![0-9]))", ", ", text)  # "除8000,2KG" are two numbers
        for pattern, take in self._forms(line):
            rest = _taken(rest, pattern, take)
        if quiet:
            self._days.take(rest, line, title=True)
            return
        rest = self._days.take(rest, line) if not say.PEAK.search(text) else _without_days(rest)
        if say.STOPS.search(rest) and not re.search(r"\d", rest):
            self._stopped(line)
            return
        adds = say.ADDS.search(text) and re.search(r"\d", rest)
        if say.CONTACT.search(rest) and not adds:
            self.desk.tell("not_price", [line.place], 90, text=text)
            return
        rest = re.sub(
            r"^(?:备注|说明|计费(?:说明|规则|标准|重量?)|收费(?:说明|标准)|温馨提示|体积重?|注意?|注意事项|附加费|尺寸限制|重量限制|计费方式|notes?|remarks?|请注意|surcharges?|limits?)\s*[:,]?",
            "",
            rest.strip(" ,，、:()"),
            flags=re.IGNORECASE,
        )
        rest = rest.strip(" ,，、:()+")
        if not rest or not say.TELLING.search(rest):
            if rest and len(rest) * 3 > len(text) * 2:
                self.desk.tell("not_price", [line.place], 80, text=text)
            return
        if say.NO_PRICE.search(rest) and not adds:
            self.desk.tell("not_price", [line.place], 85, text=text)
            return
        self._ask(rest, line)

    def _forms(self, line: Line) -> list[tuple[re.Pattern[str], Callable[[Match], bool]]]:
        size = lambda m: read_sizes(m, self.rules, self.desk, line)  # noqa: E731
        weight = lambda m: read_weight(m, self.rules, self.desk, line)  # noqa: E731
        return [
            (say.ZONE_POSTCODES, lambda m: self._zone_postcodes(m, line)),
            (say.REMOTE_POSTCODES, lambda m: self._surcharges.remote(m, line)),
            (say.SUMMED, self._summed),
            (say.SIZE_EXCEEDS, lambda m: self._weights.exceeds(m, line)),
            (say.SIZE_AT, lambda m: self._weights.exceeds(m, line)),
            (say.SIZE_LONG, lambda m: read_sizes(m, self.rules, self.desk, line, as_weight=True)),
            (say.NO_SIZE_BELOW, lambda m: self._weights.below(m, line)),
            (say.DIVISOR, lambda m: self._weights.volumetric(line, divisor=int(m["divisor"]))),
            (say.HALF, lambda m: self._weights.volumetric(line, share_percent=50)),
            (say.NO_SIZE, lambda m: self._weights.no_size(line)),
            (say.GREATER, lambda m: True),
            (say.PEAK, lambda m: self._surcharges.peak(m, line)),
            (say.SIZE_SURCHARGE, lambda m: self._surcharges.add(m, line, *self._surcharges.by_size(m))),
            (say.WEIGHT_SURCHARGE, lambda m: self._surcharges.by_weight(m, line)),
            (say.GOODS_SURCHARGE, lambda m: self._surcharges.goods(m, line)),
            (say.OTHER_SURCHARGE, lambda m: self._surcharges.other_goods(m, line)),
            (say.SIZE_REFUSED, size),
            (say.WEIGHT_REFUSED, weight),
            (say.REFUSED_GOODS, lambda m: self._limit(line, attributes_refused=attributes_in(m["goods"] or m["goods2"]))),
            (say.ONLY_GENERAL, lambda m: self._limit(line, attributes_allowed=[])),
            (say.ACCEPTED, lambda m: True),
            (say.BOX_LIMIT, size),
            (say.SIZE_LIMIT, size),
            (say.WEIGHT_LIMIT, weight),
            (say.VALUE, lambda m: self._value(m, line)),
            (say.DISCOUNT, lambda m: self._discount(m, line)),
            (say.TIERED, lambda m: self._tiered(line)),
            (say.FORMULA, lambda m: True),
            (say.WITH_FUEL, lambda m: self._fuel(line, Decimal(0))),
            (say.FUEL, lambda m: self._fuel(line, number(m["percent"]))),
            (say.WITHOUT_FUEL, lambda m: self._ask_fuel(line)),
            (say.PER_KG_FROM, lambda m: self._weights.per_kg_from(m, line)),
            (say.FIRST_WEIGHT, lambda m: self._weights.first_and_step(m)),
            (say.MIN_WEIGHT, lambda m: self._weights.least_weight(m, line)),
            (say.SHORT, lambda m: self._weights.short(m, line)),
            (say.LIGHTEST, lambda m: self._weights.lightest(m, line)),
            (say.STEP, lambda m: self._weights.step(m, line)),
            (say.LEAST, lambda m: self._weights.least(m, line)),
            (say.PARCEL_FEE, lambda m: self._fee(m, line)),
            (say.TRANSIT, lambda m: self._transit(m, line)),
            (say.BASIS, lambda m: self._basis(m)),
        ]

    def _zone_postcodes(self, m: Match, line: Line) -> bool:
        label = zone_name(m["zone"]) or m["zone"]
        codes = re.findall(r"[0-9A-Z]+(?:-[0-9A-Z]+)?", m["codes"], re.IGNORECASE)
        self.rules.postcodes.setdefault(label, []).extend(codes)
        self.desk.tell("postcodes", [line.place], 95, text=m["zone"], codes=", ".join(codes))
        return True

    def _summed(self, m: Match) -> bool:
        self.rules.summed = "fee" if m["fee"] else "step"
        self.rules.currency = currency_in(m[0]) or self.rules.currency
        return True

    def _limit(self, line: Line, **rule: Any) -> bool:
        for name, value in rule.items():
            known = self.rules.limits.get(name, [])
            self.rules.limits[name] = [*known, *(v for v in value if v not in known)] if isinstance(value, list) else value
        if "attributes_allowed" in self.rules.limits:
            self.rules.limits.pop("attributes_refused", None)
        self.desk.tell("limit", [line.place], 95, rule=shown(rule), text=line.text)
        return True

    def _value(self, m: Match, line: Line) -> bool:
        currency = currency_in(f"{m['sign'] or ''} {m['sign2'] or ''}")
        return bool(currency) and self._limit(line, value=str(number(m["amount"])), value_currency=currency)

    def _fuel(self, line: Line, percent: Decimal) -> bool:
        percent = self.rules.fuel = settled(self.desk, line, "fuel", self.rules.fuel, percent)
        if percent:
            self.desk.tell("fuel", [line.place], 95, percent=percent, text=line.text)
        else:
            self.desk.tell("no_fuel", [line.place], 95, text=line.text)
        return True

    def _ask_fuel(self, line: Line) -> bool:
        if self.rules.fuel is not None:
            return True
        choices = (Choice("0", "没有燃油附加费", "no fuel surcharge"),)
        self.rules.fuel = self.desk.ask("fuel", line.text, [line.place], read_percent, choices, "percent", text=line.text)
        return True

    def _discount(self, m: Match, line: Line) -> bool:
        """Prices of which less is paid ("按5.5折结算"): asked, for some lists say so of prices that have it already."""
        percent = (
            number(m["tenths"]) * (1 if len(m["tenths"].replace(".", "")) > 1 and "." not in m["tenths"] else 10)
            if m["tenths"]
            else 100 - number(m["off"])
        )
        choices = (
            Choice(
                f"{percent.normalize():f}",
                f"按表中价格的 {percent.normalize():f}% 计",
                f"{percent.normalize():f} % of the prices in the table",
            ),
            Choice("100", "表中已是折后价", "the prices in the table have it already"),
        )
        read = lambda a: p if (p := read_percent(a)) and 0 < p <= 100 else None  # noqa: E731
        answer = self.desk.ask("discount", line.text, [line.place], read, choices, "percent", text=line.text)
        self.rules.price_percent = answer if answer != 100 else None
        return True

    def _tiered(self, line: Line) -> bool:
        """ "超过21KG的部分": every part of the weight at its own price, or the whole at one: asked."""
        choices = (
            Choice("tiered", "分段累计：各段重量按各段价格", "tiered: each part of the weight at its band's price"),
            Choice("whole", "全部重量按所在档的价格", "the whole weight at its band's price"),
        )
        answer = self.desk.ask(
            "tiered", line.text, [line.place], lambda a: a if a in ("tiered", "whole") else None, choices, text=line.text
        )
        self.rules.tiered = answer == "tiered" or None
        return True

    def _fee(self, m: Match, line: Line) -> bool:
        self.rules.fees.append(Fee(number(m["amount"]), line))
        self.desk.tell("fee_note", [line.place], 90, amount=m["amount"], text=line.text)
        return True

    def _transit(self, m: Match, line: Line) -> bool:
        found = read_transit(m["days"])
        if found:
            self.rules.days = calendar_days(found)
            self.desk.tell("days", [line.place], 85, text=m["days"], p50=self.rules.days[0], p90=self.rules.days[1])
        return bool(found)

    def _basis(self, m: Match) -> bool:
        if m["each"]:
            self.rules.basis_g = 0 if m["each"][1:] in ("票", "件") else 1000
            return True
        self.rules.currency = currency_in(m["sign"]) or self.rules.currency
        if m["per"]:
            self.rules.basis_g = 1000 if m["per"].lower() in ("kg", "公斤", "千克") else 0
        return True

    def _stopped(self, line: Line) -> None:
        """ "暂停收寄": which countries are not served is asked."""
        choices: tuple[Choice, ...] = (Choice(LEAVE_OUT, "不服务", "not served", True), NONE)
        if self._countries is not None:
            named = self._countries(say.STOPS.sub(" ", line.text).strip(" ,，:()")) or ()
            choices = (*(Choice(code, code, code, True) for code in [",".join(named)] if code), NONE)

        def read(answer: str) -> tuple[str, ...] | None:
            if answer == IGNORE:
                return ()
            if self._countries is None:
                return (ALL,) if answer == LEAVE_OUT else None
            return self._countries(answer)

        free = "" if self._countries is None else "countries"
        subject = line.text if self._countries is not None else f"{line.place} {line.text}"
        self.rules.stopped += self.desk.ask("stopped", subject, [line.place], read, choices, free, text=line.text) or ()

    def _ask(self, rest: str, line: Line) -> None:
        remote = bool(say.REMOTE.search(rest))
        code = "remote" if remote else "note"
        rule = self.desk.ask(code, line.text, [line.place], read_rule, (NONE,), "rule", lasting=True, text=line.text)
        if rule:
            self.rules.surcharges.extend(rule.get("surcharges", []))
            self.rules.limits |= rule.get("limits", {})
            self.rules.volumetric |= rule.get("volumetric", {})
            self.rules.min_g = rule.get("min_g", self.rules.min_g)
            self.rules.step_g = rule.get("step_g", self.rules.step_g)
            self.rules.least = Decimal(rule["least"]) if "least" in rule else self.rules.least


def read_rule(answer: str) -> dict[str, Any] | None:
    """An answer to a note: IGNORE, or a part of a card as JSON: {"surcharges": [...], "limits": {...}, "volumetric": {...},
    "min_g": 500, "step_g": 100, "least": "50"}.
    """
    if answer == IGNORE:
        return {}
    try:
        rule = json.loads(answer)
    except ValueError:
        return None
    known: dict[str, Callable[[Any], bool]] = {
        "surcharges": lambda part: isinstance(part, list),
        **dict.fromkeys(("limits", "volumetric"), lambda part: isinstance(part, dict)),
        **dict.fromkeys(("min_g", "step_g"), lambda part: type(part) is int and 0 < part <= _MOST_G),
        "least": lambda part: isinstance(part, str) and (said := read_price(part)) is not None and said.value > 0 and said.currency is None,
    }
    fits = isinstance(rule, dict) and rule and all(name in known and known[name](part) for name, part in rule.items())
    return rule if fits else None


def percent_of(text: str) -> Decimal | None:
    """The percentage of a cell: percent_of("15%") == 15; a spreadsheet keeps it as 0.15."""
    found = read_percent(text)
    return found * 100 if found is not None and "%" not in text and found < 1 else found


def read_percent(answer: str) -> Decimal | None:
    """ "15" or "15 %"; None where it is no percentage."""
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]{1,4})?)\s*%?\s*", answer)
    return Decimal(found[1]) if found else None


def _taken(text: str, pattern: re.Pattern[str], take: Callable[[Match], bool]) -> str:
    """The text without what the pattern finds in it and `take` can use."""
    rest, begin = "", 0
    for match in pattern.finditer(text):
        if match[0].strip() and take(match):
            rest += text[begin : match.start()] + " "
            begin = match.end()
    return rest + text[begin:]


def _without_days(text: str) -> str:
    """The text without the days of a surcharge, which were read with it."""
    for day in reversed(days_in(text)):
        text = text[: day.begin] + text[day.end :]
    return re.sub(r"\s*(?:-|~|至|到|to|from|from)\s*", " ", text)
