"""Prices and other numbers as people type them: "￥62.00", "62元/KG", "1,250.00", "12,50 €", "RMB 62"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from fahuo.core.methods.codes import CURRENCIES

NUMBER = r"(?:[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[0-9]+,[0-9]{1,2}|\.[0-9]+)"
# signs and words -> ISO code; "¥" alone is the yuan in a Chinese table, the yen in a Japanese one
SIGNS: tuple[tuple[str, str], ...] = (
    *(("人民币", "CNY"), ("RMB", "CNY"), ("CNY", "CNY"), ("CNH", "CNY"), ("美元", "USD"), ("美金", "USD"), ("US$", "USD"), ("欧元", "EUR")),
    *(("€", "EUR"), ("英镑", "GBP"), ("£", "GBP"), ("港币", "HKD"), ("港元", "HKD"), ("HK$", "HKD"), ("日元", "JPY"), ("日币", "JPY")),
    *(("澳元", "AUD"), ("AU$", "AUD"), ("A$", "AUD"), ("加元", "CAD"), ("C$", "CAD"), ("新台币", "TWD"), ("NT$", "TWD"), ("韩元", "KRW")),
    *(
        ("₩", "KRW"),
        ("新加坡元", "SGD"),
        ("S$", "SGD"),
        ("卢布", "RUB"),
        ("₽", "RUB"),
        ("块", "CNY"),
        ("¥", "CNY"),
        ("元", "CNY"),
        ("$", "USD"),
    ),
)
_SIGN = "|".join(re.escape(sign) for sign, _ in SIGNS)
_CODE = re.compile(r"(?<![A-Z])(" + "|".join(sorted(CURRENCIES)) + r")(?![A-Z])")
_PER = r"(?:/|每|per\s*)\s*(?:kg|公斤|千克|g|克|票|件|个|包裹|包|单|pcs?|parcel|item|piece|shipment|article)"
_PRICE = re.compile(
    rf"(?:{_SIGN}|[A-Z]{{3}})?\s*(?P<minus>-)?\s*(?:{_SIGN})?\s*(?P<number>{NUMBER})\s*(?:{_SIGN}|[A-Z]{{3}})?\s*(?:{_PER})?", re.IGNORECASE
)
NONE = frozenset({"-", "--", "---", "/", "\\", "x", "×", "n/a", "na", "无", "不适用", "none"})  # there is no such thing
STOPPED = re.compile(  # there was, or is elsewhere, but nothing is taken here
    r"(?:暂(?:时|不)?|已)?(?:停(?:止|发|运|收|航|售)?|不(?:通|开通|接收?|收|派送?)|未开通|无服务)(?:服务|收寄|收货|接收|运营|发货|使用)?"
    r"|not available|no service|(?:temporarily )?suspended|closed",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number read from a cell, with the currency where one is written."""

    value: Decimal
    currency: str | None = None


def number(text: str) -> Decimal:
    """A number's text: a comma before three digits parts thousands, before one or two it is the decimal sign."""
    if re.fullmatch(r"[0-9]+,[0-9]{1,2}|0,[0-9]+", text):
        return Decimal(text.replace(",", "."))
    return Decimal(text.replace(",", ""))


@lru_cache(maxsize=1 << 16)
def read_price(text: str) -> Amount | None:
    """A price from a cell's text, or None where it is none. A negative one is read too; whoever asks refuses it.

    >>> read_price("¥62.00"), read_price("1,250.5元/KG").value, read_price("12,50 €").currency, read_price("面议")
    (Amount(value=Decimal('62.00'), currency='CNY'), Decimal('1250.5'), 'EUR', None)
    """
    found = _PRICE.fullmatch(text.strip())
    if not found:
        return None
    value = number(found["number"])
    return Amount(-value if found["minus"] else value, currency_in(text))


def read_sum(text: str) -> tuple[str, str] | None:
    """The two prices of a cell that has both: read_sum("68元/KG+20元/票") == ("68元/KG", "20元/票"); None where it has not."""
    if "+" not in text:
        return None
    parts = [part.strip() for part in text.split("+")]
    prices = [read_price(part) for part in parts]
    return (parts[0], parts[1]) if len(parts) == 2 and all(p is not None and p.value >= 0 for p in prices) else None


def says_none(text: str) -> bool:
    """Whether a cell says that there is no such thing: a dash, "无". Not what is blank: nobody said anything."""
    return text.strip().lower() in NONE


@lru_cache(maxsize=1 << 16)
def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no price: blank, a dash, "暂停".

    >>> [is_nothing(text) for text in ("", "-", "暂停收寄", "停运", "暂不接收", "面议", "停1")]
    [True, True, True, True, True, False, False]
    """
    return not text.strip() or says_none(text) or bool(STOPPED.fullmatch(text.strip()))


@lru_cache(maxsize=1 << 16)
def currency_in(text: str) -> str | None:
    """The currency that a text names, by its code first.

    >>> currency_in("运费(RMB/KG)"), currency_in("Price USD"), currency_in("单价(元)"), currency_in("重量")
    ('CNY', 'USD', 'CNY', None)
    """
    code = _CODE.search(text.upper())
    upper = text.upper()
    return next((currency for sign, currency in SIGNS if sign in upper and sign not in ("¥", "元", "$", "块")), None) or (
        code[1] if code else next((currency for sign, currency in SIGNS if sign in upper), None)
    )
