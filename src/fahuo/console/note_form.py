"""What a person says in fields of a note that changes a price, as a part of a card in the open format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from django.utils.translation import gettext as _

from fahuo.core.methods.price_tables.places import Gazetteer
from fahuo.core.methods.price_tables.regions import REGIONS
from fahuo.core.methods.price_tables.zones import read_countries
from fahuo.core.words import Attribute
from fahuo.countries.names import resolve

KINDS = ("surcharge", "limit", "least")
BY = {"parcel": "fixed", "kg": "per_kg", "percent": "percent"}  # what an amount is for -> its field
GOODS = tuple(a for a in Attribute if a.value <= Attribute.FOOD.value)  # what forwarders' notes speak of
_MOST = Decimal(10**6)


class Posted(Protocol):
    """What a form sends."""

    def get(self, name: str, default: str, /) -> str: ...
    def getlist(self, name: str, /) -> Iterable[str]: ...


class Unclear(Exception):
    """A field that cannot be used, as a sentence."""


def rule_of(kind: str, posted: Posted, prefix: str, note: str) -> str:
    """The answer to a question about a note, as `read_rule` reads it. Raises Unclear."""
    said = {
        name: posted.get(f"{prefix}-{name}", "").strip()
        for name in ("amount", "by", "above_kg", "step_kg", "least", "longest_cm", "countries", "postcodes")
    }
    goods = [name for name in posted.getlist(f"{prefix}-goods") if name.upper() in Attribute.__members__]
    residential = bool(posted.get(f"{prefix}-residential", ""))
    if kind == "surcharge":
        rule: dict[str, Any] = {"surcharges": [_surcharge(said, goods, residential, note)]}
    else:
        rule = {"limits": _limits(said, goods)} if kind == "limit" else _least(said)
    return json.dumps(rule, ensure_ascii=False)


def _surcharge(said: Mapping[str, str], goods: list[str], residential: bool, note: str) -> dict[str, Any]:
    amount = _number(said["amount"], _("the amount"))
    if amount is None:
        raise Unclear(_("say how much is added"))
    name = note if len(note) <= 40 else f"{note[:39]}…"
    found: dict[str, Any] = {"code": "note", "name_zh": name, "name_en": name, BY.get(said["by"], "fixed"): f"{amount:f}"}
    if goods:
        found["attributes"] = goods
    if (above := _whole(said["above_kg"], 1000, _("the weight"))) is not None:
        found["weight_above_g"] = above
    if (longest := _whole(said["longest_cm"], 10, _("the longest side"))) is not None:
        found["longest_above_mm"] = longest
    if residential:
        found["residential"] = True
    countries, codes = _where(said)
    if codes:
        found["postcodes"] = {countries[0]: codes}
    elif countries:
        found["countries"] = countries
    return found


def _where(said: Mapping[str, str]) -> tuple[list[str], list[str]]:
    countries, codes = _countries(said["countries"]), _postcodes(said["postcodes"])
    if codes and len(countries) != 1:
        raise Unclear(_("postcodes are of one country: name it"))
    return countries, codes


def _limits(said: Mapping[str, str], goods: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if (heaviest := _whole(said["above_kg"], 1000, _("the weight"))) is not None:
        found["weight_g"] = heaviest
    if (longest := _whole(said["longest_cm"], 10, _("the longest side"))) is not None:
        found["longest_mm"] = longest
    if goods:
        found["attributes_refused"] = goods
    countries, codes = _where(said)
    if countries and not codes:
        raise Unclear(_("say which postcodes are refused"))
    if codes:
        found["postcodes_refused"] = {countries[0]: codes}
    if not found:
        raise Unclear(_("say what is refused"))
    return found


def _least(said: Mapping[str, str]) -> dict[str, Any]:
    """Minimum weight, rounding step, minimum freight."""
    found: dict[str, Any] = {}
    if (least_g := _whole(said["above_kg"], 1000, _("the weight"))) is not None:
        found["min_g"] = least_g
    if (step_g := _whole(said["step_kg"], 1000, _("the weight"))) is not None:
        found["step_g"] = step_g
    if (amount := _number(said["least"], _("the amount"))) is not None:
        found["least"] = f"{amount:f}"
    if not found:
        raise Unclear(_("say the minimum, or the rounding step"))
    return found


def _number(text: str, what: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 < value < _MOST:
        raise Unclear(_("%(what)s “%(text)s” is no number above 0") % {"what": what, "text": text})
    return value


def _whole(text: str, times: int, what: str) -> int | None:
    value = _number(text, what)
    if value is not None and value * times != int(value * times):
        raise Unclear(_("%(what)s “%(text)s” is no number above 0") % {"what": what, "text": text})
    return None if value is None else int(value * times)


def _countries(text: str) -> list[str]:
    if not text:
        return []
    found = read_countries(text, Gazetteer(resolve, REGIONS))
    if not found or "*" in found:
        raise Unclear(_("“%(text)s” names no countries") % {"text": text})
    return list(found)


def _postcodes(text: str) -> list[str]:
    codes = [code.strip().upper() for code in re.split(r"[,，、;；\n]", text) if code.strip()]
    return [
        f"{first}..{last}" if last and len(first) == len(last) else code for code in codes for first, _dash, last in [code.partition("-")]
    ]
