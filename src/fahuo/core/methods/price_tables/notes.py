"""Reads the lines around a table sentence by sentence. What a sentence says beyond what is understood is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from fahuo.core.methods.price_tables import note_patterns as say
from fahuo.core.methods.price_tables.amounts import currency_in, number
from fahuo.core.methods.price_tables.goods import attributes_in
from fahuo.core.methods.price_tables.moments import Found, calendar_days, day_after, days_in, is_about_days, read_transit
from fahuo.core.methods.price_tables.note_sizes import read_sizes, read_weight, whole_g
from fahuo.core.methods.price_tables.rules import Fee, Line, Rules, shown
from fahuo.core.methods.price_tables.said import IGNORE, Choice, Desk

Match = re.Match[str]
_NAMES = {
    "battery": ("带电附加费", "battery surcharge"),
    "battery_only": ("纯电附加费", "surcharge for batteries alone"),
    "liquid": ("液体附加费", "surcharge for liquids"),
    "powder": ("粉末附加费", "surcharge for powders"),
    "magnetic": ("带磁附加费", "surcharge for magnets"),
    "brand": ("品牌附加费", "surcharge for brands"),
    "food": ("食品附加费", "surcharge for food"),
}
NONE = Choice(IGNORE, "不影响价格", "it does not change a price")


def sentences(text: str) -> list[str]:
    """A cell's text sentence by sentence, without their numbers.

    >>> sentences("1、带电+8/kg；2、材积除8000。 3. 不接纯电")
    ['带电+8/kg', '材积除8000', '不接纯电']
    """
    parts = re.split(r"[\n;；。]|\.\s+(?=[A-Z])|(?<![0-9a-z.])[0-9]{1,2}[、.)](?=\s*[^0-9\s])|[①-⑳]", text)
    return [p.strip(" ,，、*·•:：-") for p in parts if p and p.strip(" ,，、*·•:：-")]


class Notes:
    """Reads notes into rules."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.rules = Rules()

    def read(self, line: Line, quiet: bool = False) -> None:
        """Take down what the sentence says. `quiet`: it is a title, what else it says is a name."""
        text = line.text
        rest = re.sub(r",(?=[0-9])(?![0-9]{3}(?![0-9]))", ", ", text)  # "除8000,2KG" are two numbers
        for pattern, take in self._forms(line):
            rest = _taken(rest, pattern, take)
        if quiet:
            self._days(rest, line, title=True)
            return
        rest = self._days(rest, line) if not say.PEAK.search(text) else _without_days(rest)
        if say.CONTACT.search(rest):
            self.desk.tell("not_price", [line.place], 90, text=text)
            return
        rest = re.sub(
            r"^(?:备注|说明|注意?|注意事项|附加费|尺寸限制|重量限制|计费方式|notes?|remarks?|请注意|surcharges?|limits?)\s*[:,]?",
            "",
            rest.strip(" ,，、:()"),
            flags=re.IGNORECASE,
        )
        rest = rest.strip(" ,，、:()+")
        if not rest or not say.TELLING.search(rest):
            if rest and rest in text:
                self.desk.tell("not_price", [line.place], 80, text=text)
            return
        if say.NO_PRICE.search(rest):
            self.desk.tell("not_price", [line.place], 85, text=text)
            return
        self._ask(rest, line)

    def _forms(self, line: Line) -> list[tuple[re.Pattern[str], Callable[[Match], bool]]]:
        size = lambda m: read_sizes(m, self.rules, self.desk, line)  # noqa: E731
        weight = lambda m: read_weight(m, self.rules, self.desk, line)  # noqa: E731
        return [
            (say.SIZE_EXCEEDS, lambda m: self._exceeds(m, line)),
            (say.SIZE_LONG, size),
            (say.NO_SIZE_BELOW, lambda m: self._below(m, line)),
            (say.DIVISOR, lambda m: self._volumetric(line, divisor=int(m["divisor"]))),
            (say.HALF, lambda m: self._volumetric(line, share_percent=50)),
            (say.NO_SIZE, lambda m: self._no_size(line)),
            (say.GREATER, lambda m: True),
            (say.PEAK, lambda m: self._peak(m, line)),
            (say.SIZE_SURCHARGE, lambda m: self._surcharge(m, line, *self._size_condition(m))),
            (
                say.WEIGHT_SURCHARGE,
                lambda m: self._surcharge(m, line, "overweight", ("超重附加费", "overweight surcharge"), {"weight_above_g": _above(m)}),
            ),
            (say.GOODS_SURCHARGE, lambda m: self._goods(m, line)),
            (say.OTHER_SURCHARGE, lambda m: self._other_goods(m, line)),
            (say.SIZE_REFUSED, size),
            (say.WEIGHT_REFUSED, weight),
            (say.REFUSED_GOODS, lambda m: self._limit(line, attributes_refused=attributes_in(m["goods"] or m["goods2"]))),
            (say.ONLY_GENERAL, lambda m: self._limit(line, attributes_allowed=[])),
            (say.ACCEPTED, lambda m: True),
            (say.BOX_LIMIT, size),
            (say.SIZE_LIMIT, size),
            (say.WEIGHT_LIMIT, weight),
            (say.VALUE, lambda m: self._value(m, line)),
            (say.WITH_FUEL, lambda m: self._fuel(line, Decimal(0))),
            (say.FUEL, lambda m: self._fuel(line, number(m["percent"]))),
            (say.WITHOUT_FUEL, lambda m: self._ask_fuel(line)),
            (say.FIRST_WEIGHT, lambda m: self._first(m)),
            (say.MIN_WEIGHT, lambda m: self._rounding(line, min_g=whole_g(m["size"], m["unit"]))),
            (say.SHORT, lambda m: self._short(m, line)),
            (say.STEP, lambda m: self._step(m, line)),
            (say.LEAST, lambda m: self._least(m, line)),
            (say.PARCEL_FEE, lambda m: self._fee(m, line)),
            (say.TRANSIT, lambda m: self._transit(m, line)),
            (say.BASIS, lambda m: self._basis(m)),
        ]

    # size as weight

    def _volumetric(self, line: Line, **rule: Any) -> bool:
        self.rules.volumetric |= rule
        if "divisor" in rule:
            self.rules.size_counts = True
            self.desk.tell("volumetric", [line.place], 95, divisor=rule["divisor"], text=line.text)
        else:
            self.desk.tell("volumetric_rule", [line.place], 90, rule=shown(rule), text=line.text)
        return True

    def _below(self, m: Match, line: Line) -> bool:
        return self._volumetric(line, weight_above_g=whole_g(m["size"] or m["size2"], m["unit"] or m["unit2"]))

    def _exceeds(self, m: Match, line: Line) -> bool:
        much = number(m["much"])
        percent = (much - 1) * 100 if m["unit"].lower() in ("倍", "times", "x") else much - 100 if much >= 100 else much
        if percent < 0:
            return False
        return self._volumetric(line, exceeds_percent=_tidy(percent))

    def _no_size(self, line: Line) -> bool:
        if self.rules.size_counts is None:
            self.rules.size_counts = False
            self.desk.tell("no_volumetric", [line.place], 95, text=line.text)
        return True

    # surcharges

    def _size_condition(self, m: Match) -> tuple[str, tuple[str, str], dict[str, Any]]:
        side = next(name for name in ("longest", "second", "sides", "girth") if m[name])
        above = whole_mm(m["size"], m["unit"]) - (m["sign"] in (">=", "=>", "≥", "大于等于", "达到"))
        return "oversize", ("超尺寸附加费", "oversize surcharge"), {f"{side}_above_mm": above}

    def _goods(self, m: Match, line: Line) -> bool:
        found = attributes_in(m["goods"])
        code = found[0] if len(found) == 1 else "goods"
        return self._surcharge(
            m, line, code, _NAMES[found[0]] if len(found) == 1 else ("货物附加费", "goods surcharge"), {"attributes": found}
        )

    def _other_goods(self, m: Match, line: Line) -> bool:
        def read(answer: str) -> list[str] | None:
            return attributes_in(answer.replace(",", " ").replace("_", " ")) or None

        choices = (
            Choice("liquid,powder,magnetic", "液体、粉末、磁性", "liquid, powder, magnetic"),
            Choice("battery,magnetic", "带电、带磁", "battery, magnetic"),
        )
        found = self.desk.ask("goods", m["goods"], [line.place], read, choices, "text", lasting=True, text=m["goods"])
        return found is None or self._surcharge(m, line, "goods", ("货物附加费", "goods surcharge"), {"attributes": found})

    def _surcharge(self, m: Match, line: Line, code: str, names: tuple[str, str], when: dict[str, Any]) -> bool:
        amount = number(m["amount"])
        per = f"{m['before'] or ''}{m['per'] or ''}".lower()
        if m["percent"]:
            how = "percent"
        elif re.search(r"kg|公斤|千克", per) or re.search(r"每公斤|每kg", m[0], re.IGNORECASE):
            how = "per_kg"
        elif (
            per
            or re.search(r"每票|每件|每包裹", m[0])
            or code in ("oversize", "overweight")
            or re.search(r"元|rmb|¥|\$", m[0], re.IGNORECASE)
        ):
            how = "fixed"  # a sum in money without "每公斤" is for the parcel
        else:
            choices = (Choice("per_kg", "每公斤", "per kg"), Choice("fixed", "每件", "for the parcel"))
            said = self.desk.ask(
                "surcharge_basis", m[0], [line.place], lambda a: a if a in ("per_kg", "fixed") else None, choices, text=line.text
            )
            if said is None:
                return True
            how = said
        rule = {"code": self._code(code), "name_zh": names[0], "name_en": names[1], how: str(amount), **when}
        self.rules.surcharges.append(rule)
        self.desk.tell("surcharge", [line.place], 90, rule=shown(rule), text=line.text)
        return True

    def _code(self, code: str) -> str:
        taken = {rule["code"] for rule in self.rules.surcharges}
        return next(c for c in (code, *(f"{code}-{n}" for n in range(2, 99))) if c not in taken)

    def _peak(self, m: Match, line: Line) -> bool:
        days = days_in(line.text)
        begin = next((d.day for d in days if d.what == "from"), None)
        end = next((d.day for d in days if d.what == "until"), None)
        if begin is None:
            return False
        when: dict[str, Any] = {"valid_from": begin} | ({"valid_to": day_after(end)} if end else {})
        return self._surcharge(m, line, "peak", ("旺季附加费", "peak season surcharge"), when)

    # limits and the rest

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
        self.rules.fuel = percent
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

    def _first(self, m: Match) -> bool:
        if m["both"]:
            self.rules.first_g = self.rules.more_g = whole_g(m["both"], m["unit3"])
        else:
            self.rules.first_g, self.rules.more_g = whole_g(m["first"], m["unit"]), whole_g(m["more"], m["unit2"])
        return True

    def _rounding(self, line: Line, **rule: int) -> bool:
        for name, value in rule.items():
            setattr(self.rules, name, value)
        self.desk.tell("rounding", [line.place], 90, rule=shown(rule), text=line.text)
        return True

    def _short(self, m: Match, line: Line) -> bool:
        """ "不足50g按50g计": a minimum, or a step; after 续重, 进位 or 每 it is a step, beside a minimum of that weight it says it again."""
        grams = whole_g(m["size"], m["unit"])
        if grams != whole_g(m["size2"], m["unit2"]):
            return False
        if m["kind"] in ("续重", "每", "进位", "尾数"):
            return True if m["kind"] == "续重" else self._rounding(line, step_g=grams)
        if grams in (self.rules.min_g, self.rules.step_g, self.rules.first_g):
            return True
        choices = (Choice("min_g", "最低计费重", "the minimum weight", True), Choice("step_g", "进位单位", "the rounding step"))
        answer = self.desk.ask(
            "short_weight", m[0], [line.place], lambda a: a if a in ("min_g", "step_g") else None, choices, lasting=True, text=line.text
        )
        return answer is None or self._rounding(line, **{answer: grams})

    def _step(self, m: Match, line: Line) -> bool:
        for n in ("", "2", "3"):
            if m[f"size{n}"]:
                return self._rounding(line, step_g=whole_g(m[f"size{n}"], m[f"unit{n}"]))
        return self._rounding(line, step_g=1)

    def _least(self, m: Match, line: Line) -> bool:
        self.rules.least = number(m["amount"])
        self.desk.tell("rounding", [line.place], 90, rule=f"least = {m['amount']}", text=line.text)
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
        self.rules.currency = currency_in(m["sign"]) or self.rules.currency
        if m["per"]:
            self.rules.basis_g = 1000 if m["per"].lower() in ("kg", "公斤", "千克") else 0
        return True

    def _days(self, rest: str, line: Line, title: bool = False) -> str:
        """Effective dates; a day that no word calls one is left for the question."""
        found = days_in(rest)
        if not found or not (title or is_about_days(line.text) or len(rest.strip()) <= 30):
            return rest
        for day in reversed(found):
            rest = rest[: day.begin] + rest[day.end :]
            self._day(day, line)
        return re.sub(
            r"价格?(?:表)?(?:的)?|报价(?:表)?|生效(?:日期|时间)?|执行(?:日期|时间)?|有效期(?:至|自|从|为)?|起用?|开始|截止(?:日期)?|自|从|至|到|日期|更新(?:时间|日期)?"
            r"|effective(?: date| from)?|valid(?: from| to| until| till)?|from|until|prices?|rates?|date|as of|in force|[-~:]",
            "",
            rest,
            flags=re.IGNORECASE,
        )

    def _day(self, found: Found, line: Line) -> None:
        day = found.day
        if found.what in ("now", "half", "either"):
            choices = [
                Choice(d.isoformat(), d.isoformat(), d.isoformat()) for d in (found.day, found.other) if d and found.what == "either"
            ]
            day = self.desk.ask("which_day", f"{found.text}", [line.place], read_day, choices, "day", text=line.text)
        if day is None:
            return
        if found.what == "until":
            self.rules.valid_to = day_after(day)
            self.desk.tell("valid_to", [line.place], 95, day=day, text=line.text)
        elif self.rules.valid_from is None or day > self.rules.valid_from:
            self.rules.valid_from = day
            self.desk.tell("valid_from", [line.place], 95 if is_about_days(line.text) else 85, day=day, text=line.text)

    def _ask(self, rest: str, line: Line) -> None:
        remote = bool(say.REMOTE.search(rest))
        code = "remote" if remote else "note"
        rule = self.desk.ask(code, line.text, [line.place], read_rule, (NONE,), "rule", lasting=True, text=line.text)
        if rule:
            self.rules.surcharges.extend(rule.get("surcharges", []))
            self.rules.limits |= rule.get("limits", {})
            self.rules.volumetric |= rule.get("volumetric", {})


def read_rule(answer: str) -> dict[str, Any] | None:
    """An answer to a note: IGNORE, or a part of a card as JSON: {"surcharges": [...], "limits": {...}, "volumetric": {...}}."""
    if answer == IGNORE:
        return {}
    try:
        rule = json.loads(answer)
    except ValueError:
        return None
    known = {"surcharges": list, "limits": dict, "volumetric": dict}
    fits = isinstance(rule, dict) and rule and all(name in known and isinstance(part, known[name]) for name, part in rule.items())
    return rule if fits else None


def read_percent(answer: str) -> Decimal | None:
    """ "15" or "15 %"; None where it is no percentage."""
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]{1,4})?)\s*%?\s*", answer)
    return Decimal(found[1]) if found else None


def read_day(answer: str) -> Any:
    """A day as 2026-07-01, or None."""
    found = days_in(answer)
    return found[0].day if len(found) == 1 and found[0].what in ("from", "until") else None


def whole_mm(size: str, unit: str) -> int:
    """A length in mm."""
    factor = {"mm": 1, "毫米": 1, "m": 1000, "米": 1000}.get(unit.lower(), 10)
    return int(number(size) * factor)


def _above(m: Match) -> int:
    return whole_g(m["size"], m["unit"]) - (m["sign"] in (">=", "=>", "≥", "大于等于", "达到"))


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


def _tidy(value: Decimal) -> str:
    return f"{value.normalize():f}"
