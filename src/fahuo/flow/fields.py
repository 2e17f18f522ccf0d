"""What a person writes into an address or a product: tidied, and judged before it is stored."""

from __future__ import annotations

from typing import Any

from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.reasons import say
from fahuo.core.words import Attribute
from fahuo.countries.names import resolve

ADDRESS = ("name", "company", "street", "city", "region", "postcode", "country", "phone", "email", "tax_id")
PRODUCT = ("name", "name_zh", "declared_name", "length_mm", "width_mm", "height_mm", "weight_g", "hs_code", "origin", "attributes")
MEASURES = ("length_mm", "width_mm", "height_mm", "weight_g")
ALL_ATTRIBUTES = sum(Attribute)
MOST_PIECES = 1_000_000_000  # received at once; more is a slip of the pen
Fault = tuple[str, str]  # English, Chinese


def address(fields: dict[str, str | None]) -> tuple[dict[str, str | None], Fault | None]:
    """The fields that are said, empty ones as None, the country as its code whatever name it was given; and what is wrong."""
    said = {name: _plain(text or "") or None for name, text in fields.items() if name in ADDRESS}
    country = said.get("country")
    if country is not None:
        said["country"] = resolve([country])[country]
        if said["country"] is None:
            shown = {"country": country[:80]}
            return said, (say("country_unknown", shown, "en"), say("country_unknown", shown, "zh"))
    return said, None


def product(fields: dict[str, Any]) -> tuple[dict[str, Any], Fault | None]:
    """The fields that are said, ready to be stored; and what is wrong."""
    said = {name: _plain(value) if isinstance(value, str) else value for name, value in fields.items() if name in PRODUCT}
    # the columns of texts know no null: nothing said is an empty text
    said |= {name: "" for name in ("name", "name_zh", "declared_name") if name in said and said[name] is None}
    if "attributes" in said:
        said["attributes"] = said["attributes"] or 0
    if said.get("origin") is not None:
        said["origin"] = said["origin"].upper() or None
    return said, next((fault for fault in (_measures(said), _code(said), _origin(said), _attributes(said)) if fault), None)


def _plain(text: str) -> str:
    return text.replace("\0", "").strip()


def _measures(said: dict[str, Any]) -> Fault | None:
    for name in MEASURES:
        value = said.get(name)
        if value is not None and not (isinstance(value, int) and 0 < value < 10_000_000):
            return f"{name} must be a whole number above zero, not {value!r}", f"{name} 必须是大于零的整数，而不是 {value!r}"
    return None


def _code(said: dict[str, Any]) -> Fault | None:
    code = said.get("hs_code")
    if code is None or (code.isascii() and code.isdigit() and 6 <= len(code) <= 13):
        return None
    return f"an HS code has 6 to 13 digits, {code[:40]!r} has not", f"HS 编码应为 6 至 13 位数字，“{code[:40]}”不是"


def _origin(said: dict[str, Any]) -> Fault | None:
    origin = said.get("origin")
    if origin is None or origin in COUNTRIES:
        return None
    return f"{origin[:40]!r} is no country code: write two letters such as CN", f"“{origin[:40]}”不是国家代码：请写两位字母，例如 CN"


def _attributes(said: dict[str, Any]) -> Fault | None:
    bits = said.get("attributes", 0)
    if isinstance(bits, int) and 0 <= bits <= ALL_ATTRIBUTES:
        return None
    return f"attributes must be a sum of known attributes, 0 to {ALL_ATTRIBUTES}, not {bits!r}", (
        f"attributes 必须是已知属性之和（0 至 {ALL_ATTRIBUTES}），而不是 {bits!r}"
    )
