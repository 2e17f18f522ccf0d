"""What notes say of weights: minimum, rounding, first and continuation weight, and when size counts as weight."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from fahuo.core.methods.price_tables.amounts import number
from fahuo.core.methods.price_tables.note_patterns import ADDS
from fahuo.core.methods.price_tables.note_sizes import whole_g
from fahuo.core.methods.price_tables.rules import Line, Rules, settled, shown
from fahuo.core.methods.price_tables.said import Choice, Desk

Match = re.Match[str]
_A_LITTLE = Decimal("0.0001")  # percent; less than a gram of any parcel
_NO_STEP_G = 2000  # nobody rounds by more


class Weights:
    """Takes rules of weight down."""

    def __init__(self, rules: Rules, desk: Desk) -> None:
        self.rules, self.desk = rules, desk
        self._begun = False  # the minimum weight was said by the word 首重

    def volumetric(self, line: Line, **rule: Any) -> bool:
        """A rule of volumetric weight."""
        if "divisor" in rule:
            rule["divisor"] = settled(self.desk, line, "divisor", self.rules.volumetric.get("divisor"), rule["divisor"])
        self.rules.volumetric |= rule
        if "divisor" in rule:
            self.rules.size_counts = True
            self.desk.tell("volumetric", [line.place], 95, divisor=rule["divisor"], text=line.text)
        else:
            self.desk.tell("volumetric_rule", [line.place], 90, rule=shown(rule), text=line.text)
        return True

    def below(self, m: Match, line: Line) -> bool:
        """ "2KG以下不计泡"."""
        return self.volumetric(line, weight_above_g=whole_g(m["size"] or m["size2"], m["unit"] or m["unit2"]))

    def exceeds(self, m: Match, line: Line) -> bool:
        """ "超过实重1.5倍", "低于2倍按实重"."""
        much = number(m["much"])
        percent = (much - 1) * 100 if m["unit"].lower() in ("倍", "times", "x") else much - 100 if much >= 100 else much
        if percent < 0:
            return False
        if (m["at"] or m["sign"]).startswith(("达到", "大于等于", "≥", ">=", "低于", "小于", "<")) and m["sign"] not in ("<=", "<≤"):
            percent -= _A_LITTLE  # "达到2倍": at that weight too
        return self.volumetric(line, exceeds_percent=_tidy(percent))

    def no_size(self, line: Line) -> bool:
        """ "不计泡"; a divisor beside it says otherwise."""
        if self.rules.size_counts is None:
            self.rules.size_counts = False
            self.desk.tell("no_volumetric", [line.place], 95, text=line.text)
        return True

    def first_and_step(self, m: Match) -> bool:
        """First and continuation weight, where the table has their prices without their weights."""
        if m["both"]:
            self.rules.first_g = self.rules.more_g = whole_g(m["both"], m["unit3"])
        else:
            self.rules.first_g, self.rules.more_g = whole_g(m["first"], m["unit"]), whole_g(m["more"], m["unit2"])
        return True

    def rounding(self, line: Line, **rule: int) -> bool:
        """Minimum weight, rounding step."""
        for name, value in rule.items():
            setattr(self.rules, name, settled(self.desk, line, name, getattr(self.rules, name), value))
        self.desk.tell("rounding", [line.place], 90, rule=shown(rule), text=line.text)
        return True

    def least_weight(self, m: Match, line: Line) -> bool:
        """The minimum weight; "首重1克" beside "最低计费重量50g" is only where reckoning begins."""
        grams = whole_g(m["size"], m["unit"])
        begin = "首重" in m[0]
        if begin and self.rules.min_g:
            return True
        if self._begun and not begin:
            self.rules.min_g = None
        self._begun = begin
        return self.rounding(line, min_g=grams)

    def short(self, m: Match, line: Line) -> bool:
        """ "不足50g按50g计": a minimum, or a step; after 续重, 进位 or 每 it is a step, beside a minimum of that weight it says it again."""
        grams = whole_g(m["size"], m["unit"])
        if grams != whole_g(m["size2"], m["unit2"]):
            return False
        if m["kind"] in ("续重", "每", "进位", "尾数"):
            return True if m["kind"] == "续重" else self.rounding(line, step_g=grams)
        if grams in (self.rules.min_g, self.rules.step_g, self.rules.first_g):
            return True
        if grams > _NO_STEP_G:
            return self.rounding(line, min_g=grams)
        choices = (Choice("min_g", "最低计费重", "the minimum weight", True), Choice("step_g", "进位单位", "the rounding step"))
        answer = self.desk.ask(
            "short_weight", m[0], [line.place], lambda a: a if a in ("min_g", "step_g") else None, choices, lasting=True, text=line.text
        )
        return answer is None or self.rounding(line, **{answer: grams})

    def step(self, m: Match, line: Line) -> bool:
        """The rounding step."""
        if re.search(r"(?:不足|低于|不满|未满|小于|少于)[^,;]*$", line.text[: line.text.find(m[0])] if m[0] in line.text else ""):
            return False  # half of a sentence that says two weights
        for n in ("", "2", "3"):
            if m[f"size{n}"]:
                return self.rounding(line, step_g=whole_g(m[f"size{n}"], m[f"unit{n}"]))
        return self.rounding(line, step_g=1)

    def lightest(self, m: Match, line: Line) -> bool:
        """ "12KG起收": lighter ones are charged as that much, or refused; a sentence "不足12KG按12KG计费" says which, else it is asked with the bands."""
        size, unit = next((m[f"size{n}"], m[f"unit{n}"]) for n in ("", "2", "3") if m[f"size{n}"])
        grams = whole_g(size, unit)
        self.rules.from_g = grams
        return True

    def least(self, m: Match, line: Line) -> bool:
        """The minimum freight; of a surcharge that the sentence names before it, it is not."""
        if ADDS.search(line.text[: line.text.find(m[0])] if m[0] in line.text else ""):
            return False
        self.rules.least = number(m["amount"])
        self.desk.tell("rounding", [line.place], 90, rule=f"least = {m['amount']}", text=line.text)
        return True

    def per_kg_from(self, m: Match, line: Line) -> bool:
        """ "21KG以上为每公斤单价"."""
        self.rules.per_kg_from_g = whole_g(m["size"] or m["size2"], m["unit"] or m["unit2"])
        self.desk.tell("basis_kg", [line.place], 95, text=line.text)
        return True


def _tidy(value: Decimal) -> str:
    return f"{value.normalize():f}"
