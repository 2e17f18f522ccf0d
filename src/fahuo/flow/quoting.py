"""A quick quote by a merchant's own services, rules and learnt days: no address, no order, nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from fahuo.core.amounts import amount_of
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.codes import COUNTRIES, CURRENCIES
from fahuo.core.methods.fields import MOST_G, MOST_MM
from fahuo.core.methods.quote import Asked, Quoted, quote
from fahuo.core.words import ATTRIBUTE_NAMES, Aim, Attribute, attributes_of
from fahuo.flow.said import NotPossible
from fahuo.records import frames as records
from fahuo.records.models import Merchant, Shop, Warehouse
from fahuo.steps.methods import frames as methods
from fahuo.steps.methods import selling

MOST_VALUE = 10**12


@dataclass(frozen=True)
class OwnMarket:
    """What pricing asks of a world, of one merchant on a day."""

    currency: str
    warehouses: pl.DataFrame
    exchange: pl.DataFrame
    rates: Rates
    aim: Aim
    day_worth_minor: int
    keep_ppm: int
    choice_rules: pl.DataFrame
    lanes: pl.DataFrame
    mark_ups: pl.DataFrame
    cover_rules: pl.DataFrame
    own_covers: pl.DataFrame | None = None  # nobody said anything of a parcel that is only thought of


def market(merchant: Merchant, on: date) -> OwnMarket:
    """The merchant's services, rates, rules and lanes of a day."""
    exchange = records.exchange(merchant.pk, merchant.currency, on)
    return OwnMarket(
        currency=merchant.currency,
        warehouses=records.warehouses(merchant.pk),
        exchange=exchange,
        rates=methods.rates(merchant.pk, on, exchange),
        aim=Aim(merchant.aim),
        day_worth_minor=merchant.day_worth_minor,
        keep_ppm=int(merchant.keep_percent * 10_000),
        choice_rules=methods.choice_rules(merchant.pk),
        lanes=methods.lanes(merchant.pk, on),
        mark_ups=selling.mark_ups(merchant.pk),
        cover_rules=methods.cover_rules(merchant.pk),
    )


def quotes(merchant: Merchant, asked: Asked, on: date) -> tuple[list[Quoted], OwnMarket]:
    """What every service of the merchant's asks for the parcel."""
    world = market(merchant, on)
    if not world.warehouses.height:
        raise NotPossible("there is no warehouse that a parcel could leave from: add one in the set-up", "没有发货仓库：请先在设置中添加")
    return quote(asked, world), world


def read_asked(merchant: Merchant, fields: Mapping[str, str]) -> Asked:
    """A parcel from texts: country, postcode, city, company, weight_g, size ("300x200x100" mm), goods ("battery,liquid"), pieces,
    value_minor with currency, warehouse and shop (their codes). Raises NotPossible with the field, its value and how it should be."""
    texts = {name: str(value).replace("\0", "").strip() for name, value in fields.items()}
    given = {name: text for name, text in texts.items() if text}
    currency = _code(given.get("currency"), CURRENCIES, "currency", "币种", "EUR")
    if ("value_minor" in given) != (currency is not None):
        raise NotPossible("give value and currency together, or neither", "货值和币种要么都填，要么都不填")
    return Asked(
        country=_code(given.get("country") or "?", COUNTRIES, "country", "国家", "DE") or "",
        weight_g=_whole(given.get("weight_g", ""), "weight", "重量", 1, MOST_G),
        postcode=given.get("postcode"),
        city=given.get("city"),
        company=given.get("company"),
        size_mm=_size(given["size"]) if "size" in given else None,
        attributes=_goods(given.get("goods", "")),
        pieces=_whole(given.get("pieces", "1"), "pieces", "件数", 1, 10**6),
        value_minor=_whole(given["value_minor"], "value", "货值", 0, MOST_VALUE) if "value_minor" in given else 0,
        currency=currency,
        warehouse_id=_warehouse(merchant, given["warehouse"]) if "warehouse" in given else None,
        shop=_shop(merchant, given["shop"]) if "shop" in given else None,
    )


def minor_text(text: str, currency: str) -> str:
    """An amount as a person writes it, in minor units: "12.50", "EUR" -> "1250"."""
    amount = amount_of(text, currency)
    if amount is None or not 0 <= amount <= MOST_VALUE:
        raise NotPossible(f"value: {text!r} is no amount of {currency}", f"货值：“{text}”不是 {currency} 金额")
    return str(amount)


def _code(text: str | None, known: tuple[str, ...] | frozenset[str], name: str, name_zh: str, such: str) -> str | None:
    if text is None:
        return None
    code = text.upper()
    if code not in known:
        raise NotPossible(f"{name}: {text!r} is not known; write a code such as {such}", f"{name_zh}：不认识“{text}”，请填代码，如 {such}")
    return code


def _whole(text: str, name: str, name_zh: str, least: int, most: int) -> int:
    if not text:
        raise NotPossible(
            f"{name} is not given: write a whole number from {least:,} to {most:,}", f"没有填{name_zh}：请填 {least:,} 到 {most:,} 的整数"
        )
    if not text.isascii() or not text.isdigit() or len(text) > 18 or not least <= int(text) <= most:
        raise NotPossible(
            f"{name}: {text!r} is no whole number from {least:,} to {most:,}", f"{name_zh}：“{text}”不是 {least:,} 到 {most:,} 的整数"
        )
    return int(text)


def _size(text: str) -> tuple[int, int, int]:
    parts = text.lower().removesuffix("mm").replace("×", "x").replace("*", "x").split("x")
    if len(parts) != 3:
        raise NotPossible(
            f"size: {text!r} is no size; write three sides in mm, such as 300x200x100",
            f"尺寸：“{text}”无法识别，请按 300x200x100（毫米）填写",
        )
    a, b, c = (_whole(part.strip(), "size", "尺寸", 1, MOST_MM) for part in parts)
    return a, b, c


def _goods(text: str) -> Attribute:
    names = [name.strip() for name in text.replace("，", ",").replace("、", ",").split(",") if name.strip() not in ("", "普货")]
    try:
        return attributes_of(names)
    except ValueError as fault:
        known = "、".join(zh for zh, _ in ATTRIBUTE_NAMES.values())
        raise NotPossible(str(fault), f"商品属性：{'、'.join(names)} 中有不认识的；可用：{known}") from None


def _warehouse(merchant: Merchant, code: str) -> int:
    found = Warehouse.objects.filter(merchant=merchant, code=code).values_list("pk", flat=True).first()
    if found is None:
        raise NotPossible(f"warehouse: there is no {code!r}", f"仓库：没有“{code}”")
    return int(found)


def _shop(merchant: Merchant, code: str) -> str:
    if not Shop.objects.filter(merchant=merchant, code=code).exists():
        raise NotPossible(f"shop: there is no {code!r}", f"店铺：没有“{code}”")
    return code
