"""Weight bands as tables write them: "0.1<W≤0.2", "0-100g", "≤2KG", "101-200", "0.5KG以下", "20KG+", "[0.1,0.5)"; weights "0.5KG", "500克"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache

from fahuo.core.methods.price_tables.amounts import NUMBER, number
from fahuo.core.methods.weights import NANO, OUNCE, POUND

UNITS = {
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "公斤", "千克"), Decimal(1000)),
    **dict.fromkeys(("g", "gm", "gms", "gr", "gram", "grams", "克"), Decimal(1)),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds", "磅"), Decimal(POUND) / NANO),
    **dict.fromkeys(("oz", "ounce", "ounces", "盎司"), Decimal(OUNCE) / NANO),
}
CUBIC_G = 1_000_000  # a cubic metre as a ton, until somebody says what it weighs
_CUBIC = r"(?:cbm|m³|m3|立方米?|方)(?![a-z0-9])"
UNIT = f"(?:{'|'.join(sorted(UNITS, key=len, reverse=True))})"
_N = rf"({NUMBER})\s*({UNIT})?"
_W = r"(?:w|x|weight|重量|计费重|实重|wt)"
_LESS, _MORE = r"(<=|=<|<|≤)", r"(>=|=>|>|≥)"
_I = re.IGNORECASE
_BETWEEN = re.compile(rf"{_N}\s*{_LESS}\s*{_W}?\s*{_LESS}\s*{_N}", _I)  # 0.1<W≤0.2
_TURNED = re.compile(rf"{_N}\s*{_MORE}\s*{_W}\s*{_MORE}\s*{_N}", _I)  # 0.2≥W>0.1
_AND = re.compile(rf"{_W}?\s*{_MORE}\s*{_N}\s*(?:且|,|，|and|&|、|\s)\s*{_W}?\s*{_LESS}\s*{_N}", _I)  # >0.1且≤0.2
_RANGE = re.compile(rf"{_W}?\s*:?\s*{_N}\s*(?:-|~|至|到|to|\.\.)\s*{_N}", _I)
_BRACKETS = re.compile(rf"([(\[])\s*{_N}\s*[,，~-]\s*{_N}\s*([)\]])\s*({UNIT})?", _I)
_AT_MOST = re.compile(rf"(?:{_W}\s*)?{_LESS}\s*{_N}", _I)
_AT_MOST_TURNED = re.compile(rf"{_N}\s*{_MORE}\s*{_W}", _I)
_BELOW = re.compile(
    rf"(?:up to|under|below|not over|to|至|不超过|max\.?)\s*{_N}|{_N}\s*(以下|以内|及以下|\(含\)以下|之内|内|or less|and under)(?:\(含\))?",
    _I,
)
_ABOVE = re.compile(
    rf"(?:over|above|from|more than|超过|超|大于)\s*{_N}|{_N}\s*(\+|以上|及以上|\(含\)以上|and above|and over|or more|起|up)(?:\(含\))?", _I
)
_MORE_THAN = re.compile(rf"(?:{_W}\s*)?{_MORE}\s*{_N}", _I)
_MORE_TURNED = re.compile(rf"{_N}\s*{_LESS}\s*{_W}", _I)
_POINT = re.compile(_N, _I)


@dataclass(frozen=True, slots=True)
class Span:
    """Weights of a band in whole grams: over_g not included, up_to_g included; None: no end is written.

    `grain_g` is the last place that was written, in grams: "101-200 g" has 1, "0.51-1.0 kg" has 10. A point ("0.5", "≤2KG")
    is the end of a band that begins where the one before it ends: its over_g is None.
    """

    over_g: int | None
    up_to_g: int | None
    grain_g: int = 1
    signed: bool = False  # written with < or ≤: nothing is left to convention
    cubic: bool = False  # cubic metres, each as a ton: see cubic.py
    part_g: Decimal = Decimal(0)  # what it reaches into the next gram: 1 lb

    @property
    def point(self) -> bool:
        """Whether only the end is known."""
        return self.over_g is None


@lru_cache(maxsize=1 << 16)
def unit_in(text: str) -> Decimal | None:
    """Grams of the weight unit that a heading names: unit_in("重量(KG)") == 1000. None where it names none, or two."""
    found = {UNITS[m.lower()] for m in re.findall(rf"(?<![a-z/每])({UNIT})(?![a-z])", text, _I)}
    return found.pop() if len(found) == 1 else None


def weight_g(text: str, unit: Decimal | None = None) -> int | None:
    """A single weight in grams: weight_g("0.5KG") == 500; None where it is none, or no unit is known.

    >>> weight_g("500克"), weight_g("0.5", Decimal(1000)), weight_g("0.5"), weight_g("x")
    (500, 500, None, None)
    """
    found = _POINT.fullmatch(text.strip())
    factor = _factor(found[2], unit) if found else None
    return _whole(number(found[1]), factor) if found and factor is not None else None


@lru_cache(maxsize=1 << 16)
def read_span(text: str, unit: Decimal | None = None) -> Span | None:
    """A weight band, or None where the text is none or its unit is unknown.

    >>> [(s.over_g, s.up_to_g) for t in ("0.1<W≤0.2", "0-100g", "≤2", "[0.1,0.5)") if (s := read_span(t, Decimal(1000)))]
    [(100, 200), (0, 100), (None, 2000), (99, 499)]
    >>> [(s.over_g, s.up_to_g, s.grain_g) for t in ("101-200g", "20KG+", "0.51-1 kg") if (s := read_span(t))]
    [(101, 200, 1), (20000, None, 1000), (510, 1000, 10)]
    """
    tons = in_tons(text)
    if tons != text:
        found = read_span(tons, unit)
        return None if found is None else replace(found, cubic=True)
    text = (
        text.strip().removeprefix("(").removesuffix(")")
        if text.count("(") == 1 and "," not in text and text.startswith("(")
        else text.strip()
    )
    for read in (_two_ends, _one_end):
        found = read(text, unit)
        if found is not None:
            return found
    at = _POINT.fullmatch(text)
    factor = _factor(at[2], unit) if at else None
    if at and factor is not None:
        end = number(at[1]) * factor
        return Span(None, _whole(number(at[1]), factor), _grain(at[1], factor), part_g=end % 1)
    return None


def in_tons(text: str) -> str:
    """Cubic metres written as tons, the text itself where there are none.

    >>> in_tons("1-3CBM"), in_tons("单价(元/立方)"), in_tons("5方以上"), in_tons("地方")
    ('1000kg-3000kg', '单价(元/1000kg)', '5000kg以上', '地方')
    """
    text = re.sub(rf"({NUMBER})(?=\s*[-~]\s*{NUMBER}\s*{_CUBIC})", lambda m: f"{number(m[1]) * 1000:f}kg", text, flags=_I)
    text = re.sub(rf"({NUMBER})\s*{_CUBIC}", lambda m: f"{number(m[1]) * 1000:f}kg", text, flags=_I)
    return re.sub(rf"(/|每|per\s+)\s*{_CUBIC}", r"\g<1>1000kg", text, flags=_I)


def _two_ends(text: str, unit: Decimal | None) -> Span | None:
    signed = True
    if m := _BETWEEN.fullmatch(text):
        low, low_unit, first, second, high, high_unit = m.groups()
        includes = ("=" in first or "≤" in first, "=" in second or "≤" in second)
    elif m := _TURNED.fullmatch(text):
        high, high_unit, second, first, low, low_unit = m.groups()
        includes = ("=" in first or "≥" in first, "=" in second or "≥" in second)
    elif m := _AND.fullmatch(text):
        first, low, low_unit, second, high, high_unit = m.groups()
        includes = ("=" in first or "≥" in first, "=" in second or "≤" in second)
    elif m := _BRACKETS.fullmatch(text):
        left, low, low_unit, high, high_unit, right, after = m.groups()
        high_unit = high_unit or after
        includes = (left == "[", right == "]")
    elif m := _RANGE.fullmatch(text):
        low, low_unit, high, high_unit = m.groups()
        includes, signed = (False, True), False  # of plain ranges the trade counts the upper end in
    else:
        return None
    upper = _factor(high_unit, _factor(low_unit, unit))
    lower = _factor(low_unit, upper)
    if upper is None or lower is None:
        return None
    over, up_to = _whole(number(low), lower), _whole(number(high), upper)
    grain = min(_grain(low, lower), _grain(high, upper))
    return Span(over - includes[0] if over else 0, up_to - (not includes[1]), grain, signed)


def _one_end(text: str, unit: Decimal | None) -> Span | None:
    if (m := _AT_MOST.fullmatch(text)) or (m := _AT_MOST_TURNED.fullmatch(text)):
        sign, amount, written = (m[1], m[2], m[3]) if m.re is _AT_MOST else (m[3], m[1], m[2])
        factor = _factor(written, unit)
        return None if factor is None else Span(None, _whole(number(amount), factor) - (sign in "<>"), _grain(amount, factor), True)
    if m := _BELOW.fullmatch(text):
        amount, written = m[1] or m[3], m[2] or m[4]
        factor = _factor(written, unit)
        return None if factor is None else Span(None, _whole(number(amount), factor), _grain(amount, factor))
    if (m := _MORE_THAN.fullmatch(text)) or (m := _MORE_TURNED.fullmatch(text)):
        sign, amount, written = (m[1], m[2], m[3]) if m.re is _MORE_THAN else (m[3], m[1], m[2])
        factor = _factor(written, unit)
        return None if factor is None else Span(_whole(number(amount), factor) - (sign not in "<>"), None, _grain(amount, factor), True)
    if m := _ABOVE.fullmatch(text):
        amount, written = m[1] or m[3], m[2] or m[4]
        factor = _factor(written, unit)
        return None if factor is None else Span(_whole(number(amount), factor), None, _grain(amount, factor))
    return None


def _factor(written: str | None, unit: Decimal | None) -> Decimal | None:
    return UNITS[written.lower()] if written else unit


def _whole(amount: Decimal, factor: Decimal) -> int:
    """Whole grams; of a pound that is none, the last that is not heavier."""
    return int((amount * factor).to_integral_value(ROUND_FLOOR))


def _grain(amount: str, factor: Decimal) -> int:
    value = number(amount)
    exponent = value.as_tuple().exponent
    return max(1, int(factor.scaleb(min(int(exponent), 0))))
