"""A selling price worked out step by step in words and figures, from what was kept of it alone: no rule, card or exchange rate is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from fahuo.core.methods.cards import Rates
from fahuo.core.methods.derive import Working, derivation
from fahuo.core.methods.price_rounding import NANO, convert, share
from fahuo.core.methods.reasons import SHORT
from fahuo.core.methods.shown import money, percent
from fahuo.core.words import MarkUpBase, minor_units

Row = Mapping[str, Any]
_STARTS = {True: ("售价卡", "card of selling prices"), False: ("成本", "cost")}
_PARTS = {
    MarkUpBase.COST: ("成本", "cost"),
    MarkUpBase.FREIGHT_FUEL: ("运费 + 燃油", "freight + fuel"),
    MarkUpBase.FREIGHT: ("运费", "freight"),
    MarkUpBase.CARD: ("售价卡", "card of selling prices"),
}


def selling_steps(sold: Row, offer: Row) -> list[Working]:
    """The steps that lead from an offer (a row of frames.Offers) to its selling price (a row of frames.SellingPrices), or why there is none.

    The figure of the step `selling` is sell_minor, that of the step `margin` what is left of it above cost, where that is known.
    """
    return list(_steps(sold, offer))


def card_steps(sold: Row, parcel: Row, rates: Rates) -> list[Working]:
    """How the card of selling prices comes to its price, step by step; empty where it has none for the parcel.

    `parcel` as derive.derivation takes it; `rates` those of the day of the price. ValueError where the card is not among them.
    """
    if sold["card"] is None:
        return []
    if rates.selling is None or sold["service_id"] not in rates.selling.service_ids:
        raise ValueError(f"there is no card {sold['card']!r}; give the services as they were on the day of the price")
    listed = {"service_id": sold["service_id"], "reason": None, "card": sold["card"], "zone": sold["card_zone"]}
    return derivation(listed, parcel, rates.selling, sold["card_currency"])


def _steps(sold: Row, offer: Row) -> Iterator[Working]:
    yield _rule(sold)
    if sold["reason"] is not None:
        zh, en = SHORT[sold["reason"]]
        yield Working("refused", f"没有售价：{zh}", f"no selling price: {en}", 0)
        return
    into, base = sold["sell_currency"], MarkUpBase(sold["base"])
    of_card = base == MarkUpBase.CARD
    currency = sold["card_currency"] if of_card else offer["currency"]
    total: int = sold["card_minor"] if of_card else offer["total_minor"]
    whole: dict[MarkUpBase, int] = {
        MarkUpBase.FREIGHT: offer["freight_minor"],
        MarkUpBase.FREIGHT_FUEL: offer["freight_minor"] + offer["fuel_minor"],
    }
    start = _converted("start", _STARTS[of_card], total, currency, sold["rate_nano"], into)
    yield start
    parts = [start.figure]
    for step in _added(sold, base, whole.get(base, total), currency, sold["card_chargeable_g"] if of_card else offer["chargeable_g"]):
        parts += [step.figure] if step.code != "part" else []
        yield step
    price = sum(parts)
    if len(parts) > 1:
        more = "".join(f" {'-' if part < 0 else '+'} {money(abs(part), into)}" for part in parts[1:])
        said = f"{money(parts[0], into)}{more} = {money(price, into, True)}"
        yield Working("sum", f"合计：{said}", f"sum: {said}", price)
    cost = convert(offer["total_minor"], *divmod(sold["cost_rate_nano"], NANO)) if sold["cost_rate_nano"] is not None else None
    yield from _bounded(sold, price, cost, of_card, offer)
    margin = sold["sell_minor"] - cost if cost is not None else None
    said = money(sold["sell_minor"], into, True)
    yield Working("selling", f"售价：{said}", f"selling price: {said}", sold["sell_minor"])
    if margin is not None:
        said = f"{money(sold['sell_minor'], into)} - {money(cost, into)} = {money(margin, into, True)}"
        yield Working("margin", f"毛利：{said}", f"margin: {said}", margin)


def _rule(sold: Row) -> Working:
    if sold["rule"] is None:
        return Working("rule", "没有加价规则适用：按售价卡", "no rule of mark-up matched: the card of selling prices stands", 0)
    zh, both, en = str(sold["rule"]).partition(" | ")  # a name may be written in both languages
    return Working("rule", f"加价规则“{zh}”", f"rule of mark-up {(en if both else zh)!r}", 0)


def _converted(code: str, words: tuple[str, str], amount: int, currency: str, nano: int, into: str) -> Working:
    """An amount in the selling price's currency, with the day's exchange rate where that is another."""
    found = int(convert(amount, *divmod(nano, NANO)))
    said = money(amount, currency, True)
    if currency != into:
        rate = Decimal(nano).scaleb(-9 + minor_units(currency) - minor_units(into)).normalize()
        said = f"{said} × {rate:f} = {money(found, into, True)}"
    return Working(code, f"{words[0]}：{said}", f"{words[1]}: {said}", found)


def _added(sold: Row, base: MarkUpBase, part: int, currency: str, chargeable: int) -> Iterator[Working]:
    """Percentage, price for a parcel and for each kg."""
    into, ppm = sold["sell_currency"], sold["percent_ppm"]
    if ppm:
        of = _converted("part", _PARTS[base], part, currency, sold["rate_nano"], into)
        if base in (MarkUpBase.FREIGHT, MarkUpBase.FREIGHT_FUEL):
            yield of
        amount = int(share(of.figure, ppm))
        said = f"{percent(ppm)} × {money(of.figure, into)} = {money(amount, into, True)}"
        yield Working("percent", f"加价：{said}", f"mark-up: {said}", amount)
    if sold["fixed_minor"]:
        said = money(sold["fixed_minor"], into, True)
        yield Working("fixed", f"每件：{said}", f"for the parcel: {said}", sold["fixed_minor"])
    if sold["per_kg_minor"]:
        amount = (sold["per_kg_minor"] * chargeable + 500) // 1000
        said = f"{Decimal(chargeable) / 1000} kg × {money(sold['per_kg_minor'], into)} = {money(amount, into, True)}"
        yield Working("per_kg", f"每公斤：{said}", f"per kg: {said}", amount)


def _bounded(sold: Row, price: int, cost: int | None, of_card: bool, offer: Row) -> Iterator[Working]:
    """The least margin, zero, and the rounding, each where it changes something."""
    into, margin = sold["sell_currency"], sold["least_margin_minor"]
    if margin is not None and cost is not None:
        if of_card or offer["currency"] != into:
            yield _converted("cost", _STARTS[False], offer["total_minor"], offer["currency"], sold["cost_rate_nano"], into)
        least = cost + margin
        said = f"{money(cost, into)} + {money(margin, into)} = {money(least, into, True)}"
        word = ("不低于成本 + 最低毛利", "at least cost + least margin")
        yield Working("least", f"{word[0]}：{said}", f"{word[1]}: {said}", least)
        price = max(price, least)
    if price < 0:
        yield Working("zero", "不低于零", "not below zero", 0)
        price = 0
    if sold["step_minor"]:
        step, ending = money(sold["step_minor"], into), money(sold["ending_minor"], into)
        zh, en = f"进位到 {step} 的整数倍", f"up to the next multiple of {step}"
        if sold["ending_minor"]:
            zh, en = f"{zh}加 {ending}", f"{en} and {ending} more"
        said = money(sold["sell_minor"], into, True)
        yield Working("rounded", f"{zh}：{said}", f"{en}: {said}", sold["sell_minor"])


def sold_again(sold: Row, offer: Row) -> int | None:
    """The selling price made again from what was kept: what the last step adds up to, not what is stored."""
    if sold["reason"] is not None:
        return None
    figures = {step.code: step.figure for step in selling_steps(sold, offer) if step.code not in ("selling", "margin", "rounded")}
    price = max(figures.get("sum", figures["start"]), figures.get("least", 0), 0)
    step, ending = sold["step_minor"] or 1, sold["ending_minor"]
    return int(ending - (ending - price) // step * step)
