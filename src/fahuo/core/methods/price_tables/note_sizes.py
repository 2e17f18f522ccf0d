"""Limits of size and weight in notes: "单边不超过60cm", "长+宽+高≤90cm", "超过2KG不收", "尺寸限制60*40*40cm"."""

from __future__ import annotations

import re

from fahuo.core.methods.price_tables.amounts import number
from fahuo.core.methods.price_tables.rules import Line, Rules, settled, shown
from fahuo.core.methods.price_tables.said import Desk
from fahuo.core.methods.price_tables.weights import UNITS

_FIELDS = {"longest": "longest_mm", "sides": "sides_mm", "girth": "girth_mm"}
_INCLUDED = (">=", "=>", "≥", "大于等于", "达到")


def whole_g(size: str, unit: str) -> int:
    """A weight in whole grams."""
    return int(number(size) * UNITS[unit.lower()])


def read_sizes(m: re.Match[str], rules: Rules, desk: Desk, line: Line, as_weight: bool = False) -> bool:
    """A limit of size, or (`as_weight`) the size from which volumetric weight counts. False where the format has no such limit."""
    groups = m.groupdict()
    if "a" in groups:
        factor = _mm(groups["unit"])
        sides = sorted((int(number(groups[side]) * factor) for side in "abc"), reverse=True)
        return _limit(rules, desk, line, "fits_mm", sides)
    side = next(name for name in ("longest", "second", "sides", "girth") if groups[name])
    size = int(number(groups["size"]) * _mm(groups["unit"])) - (groups.get("sign") in _INCLUDED)
    if as_weight:
        if side not in ("longest", "sides"):
            return False
        rules.volumetric[f"{side}_above_mm"] = size
        desk.tell("volumetric_rule", [line.place], 90, rule=f"{side}_above_mm = {size}", text=line.text)
        return True
    return side in _FIELDS and _limit(rules, desk, line, _FIELDS[side], size)


def read_weight(m: re.Match[str], rules: Rules, desk: Desk, line: Line) -> bool:
    """A limit of weight."""
    grams = whole_g(m["size"], m["unit"]) - (m.groupdict().get("sign") in _INCLUDED)
    return _limit(rules, desk, line, "weight_g", grams)


def _limit(rules: Rules, desk: Desk, line: Line, name: str, value: int | list[int]) -> bool:
    value = settled(desk, line, name, rules.limits.get(name), value)
    rules.limits[name] = value
    desk.tell("limit", [line.place], 95, rule=shown({name: value}), text=line.text)
    return True


def _mm(unit: str) -> int:
    return {"mm": 1, "毫米": 1, "m": 1000, "米": 1000}.get(unit.lower(), 10)
