"""Quick quotes over the API: what every service asks for a parcel that is only thought of."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from fahuo.api import shop_front
from fahuo.core.methods.market import Market
from fahuo.core.methods.quote import Asked, Quoted, by_selling_price, refusal, selling_fields
from fahuo.flow import quoting
from fahuo.records.clock import today

router = Router()
_FIGURES = (
    *("total_minor", "currency", "home_minor", "freight_minor", "fuel_minor", "surcharge_minor", "volumetric_g", "chargeable_g"),
    *("card", "zone", "band_up_to_g", "days_p50", "days_p90"),
)


@router.get("", summary="Every service's price for a parcel, without an address or an order")
def quote(
    request: HttpRequest,
    country: str = Query(max_length=10),
    weight_g: str = Query(max_length=12),
    postcode: str = Query("", max_length=20),
    city: str = Query("", max_length=100),
    company: str = Query("", max_length=100),
    size: str = Query("", max_length=30),
    goods: str = Query("", max_length=200),
    pieces: str = Query("1", max_length=10),
    value_minor: str = Query("", max_length=18),
    currency: str = Query("", max_length=3),
    warehouse: str = Query("", max_length=40),
    shop: str = Query("", max_length=100),
    on: date | None = None,
    price: Literal["cost", "sell"] = "cost",
) -> dict[str, Any]:
    merchant = request.auth  # type: ignore[attr-defined]
    fields = {
        "country": country, "weight_g": weight_g, "postcode": postcode, "city": city, "company": company, "size": size, "goods": goods,
        "pieces": pieces, "value_minor": value_minor, "currency": currency, "warehouse": warehouse, "shop": shop,
    }  # fmt: skip
    asked = quoting.read_asked(merchant, fields)
    found, world = quoting.quotes(merchant, asked, on or today())
    if price == "sell" or shop_front.only(request):
        return _selling(found, asked, world)
    return {
        "on": world.rates.on,
        "home_currency": world.currency,
        "offers": [_offer(q) for q in found if q.row["reason"] is None],
        "refusals": [
            {"service": q.service, "code": q.row["reason"], "en": refusal(q, asked, world), "zh": refusal(q, asked, world, "zh")}
            for q in found
            if q.row["reason"] is not None
        ],
    }


def _offer(quoted: Quoted) -> dict[str, Any]:
    said = {"derivation": [s.en for s in quoted.steps], "derivation_zh": [s.zh for s in quoted.steps]}
    cover = quoted.cover
    insured = {"insurance": {"premium_minor": cover.premium_minor, "covered_minor": cover.covered_minor}} if cover else {}
    return (
        _names(quoted)
        | {name: quoted.row[name] for name in _FIGURES}
        | {"chosen": quoted.row["chosen"]}
        | said
        | selling_fields(quoted)
        | insured
    )


def _names(quoted: Quoted) -> dict[str, Any]:
    return {"service": quoted.service, "name": quoted.name_en, "name_zh": quoted.name_zh, "class": quoted.service_class.value}


def _selling(found: list[Quoted], asked: Asked, world: Market) -> dict[str, Any]:
    """What may be shown to those who pay the selling price: no cost, and nothing that it could be worked out from."""
    unsaid = {"code": "no_selling_price", "en": "no selling price is said for it", "zh": "没有售价"}
    offers = [
        _names(q)
        | {name: q.sold.row[name] for name in ("sell_minor", "sell_currency") if q.sold}
        | {name: q.row[name] for name in ("chargeable_g", "days_p50", "days_p90")}
        for q in by_selling_price(found)
    ]
    refusals = [
        {"service": q.service}
        | ({"code": q.row["reason"], "en": refusal(q, asked, world), "zh": refusal(q, asked, world, "zh")} if q.row["reason"] else unsaid)
        for q in found
        if q.sell_minor is None
    ]
    return {"on": world.rates.on, "offers": offers, "refusals": refusals}
