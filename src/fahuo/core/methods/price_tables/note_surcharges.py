"""Surcharges in notes: "带电+8/kg", "单边超过120cm加收80元/票", "旺季附加费3元/kg（10月1日-12月31日）", "偏远邮编BT、IM加收25元"."""

from __future__ import annotations

import re
from typing import Any

from fahuo.core.methods.price_tables.amounts import number
from fahuo.core.methods.price_tables.goods import attributes_in
from fahuo.core.methods.price_tables.moments import day_after, days_in
from fahuo.core.methods.price_tables.note_sizes import whole_g
from fahuo.core.methods.price_tables.rules import Line, Rules, shown
from fahuo.core.methods.price_tables.said import Choice, Desk

Match = re.Match[str]
ONE_COUNTRY = "?"  # of postcodes in a note that names no country: that of the table
_NAMES = {
    "battery": ("带电附加费", "battery surcharge"),
    "battery_only": ("纯电附加费", "surcharge for batteries alone"),
    "liquid": ("液体附加费", "surcharge for liquids"),
    "powder": ("粉末附加费", "surcharge for powders"),
    "magnetic": ("带磁附加费", "surcharge for magnets"),
    "brand": ("品牌附加费", "surcharge for brands"),
    "food": ("食品附加费", "surcharge for food"),
}


class Surcharges:
    """Takes surcharges down as rules."""

    def __init__(self, rules: Rules, desk: Desk) -> None:
        self.rules, self.desk = rules, desk

    def by_size(self, m: Match) -> tuple[str, tuple[str, str], dict[str, Any]]:
        """Code, names and condition of one for long or large parcels."""
        side = next(name for name in ("longest", "second", "sides", "girth") if m[name])
        above = whole_mm(m["size"], m["unit"]) - (m["sign"] in (">=", "=>", "≥", "大于等于", "达到"))
        return "oversize", ("超尺寸附加费", "oversize surcharge"), {f"{side}_above_mm": above}

    def goods(self, m: Match, line: Line) -> bool:
        """One for goods whose attribute is known."""
        found = attributes_in(m["goods"])
        code = found[0] if len(found) == 1 else "goods"
        return self.add(m, line, code, _NAMES[found[0]] if len(found) == 1 else ("货物附加费", "goods surcharge"), {"attributes": found})

    def other_goods(self, m: Match, line: Line) -> bool:
        """One for goods that are no attribute of ours (敏感货): which those are is asked."""

        def read(answer: str) -> list[str] | None:
            return attributes_in(answer.replace(",", " ").replace("_", " ")) or None

        choices = (
            Choice("liquid,powder,magnetic", "液体、粉末、磁性", "liquid, powder, magnetic"),
            Choice("battery,magnetic", "带电、带磁", "battery, magnetic"),
        )
        found = self.desk.ask("goods", m["goods"], [line.place], read, choices, "text", lasting=True, text=m["goods"])
        return found is None or self.add(m, line, "goods", ("货物附加费", "goods surcharge"), {"attributes": found})

    def add(self, m: Match, line: Line, code: str, names: tuple[str, str], when: dict[str, Any]) -> bool:
        """Take a surcharge down; whether it is for the kilogram or the parcel is asked where nothing says it."""
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
        rule = {"code": self._free_code(code), "name_zh": names[0], "name_en": names[1], how: str(amount), **when}
        self.rules.surcharges.append(rule)
        self.desk.tell("surcharge", [line.place], 90, rule=shown(rule), text=line.text)
        return True

    def _free_code(self, code: str) -> str:
        taken = {rule["code"] for rule in self.rules.surcharges}
        return next(c for c in (code, *(f"{code}-{n}" for n in range(2, 99))) if c not in taken)

    def peak(self, m: Match, line: Line) -> bool:
        """One with its days."""
        days = days_in(line.text)
        begin = next((d.day for d in days if d.what == "from"), None)
        end = next((d.day for d in days if d.what == "until"), None)
        if begin is None:
            return False
        when: dict[str, Any] = {"valid_from": begin} | ({"valid_to": day_after(end)} if end else {})
        return self.add(m, line, "peak", ("旺季附加费", "peak season surcharge"), when)

    def remote(self, m: Match, line: Line) -> bool:
        """Postcodes that cost more: of the one country of the table, which the card's maker puts in."""
        codes = re.findall(r"[0-9A-Z]+(?:-[0-9A-Z]+)?", m["codes"].upper())
        return self.add(m, line, "remote", ("偏远附加费", "remote area surcharge"), {"postcodes": {ONE_COUNTRY: codes}})

    def by_weight(self, m: Match, line: Line) -> bool:
        """One for parcels above a weight."""
        above = whole_g(m["size"], m["unit"]) - (m["sign"] in (">=", "=>", "≥", "大于等于", "达到"))
        return self.add(m, line, "overweight", ("超重附加费", "overweight surcharge"), {"weight_above_g": above})


def whole_mm(size: str, unit: str) -> int:
    """A length in mm."""
    factor = {"mm": 1, "毫米": 1, "m": 1000, "米": 1000}.get(unit.lower(), 10)
    return int(number(size) * factor)
