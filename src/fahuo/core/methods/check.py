"""Judges a plan of methods, however it was made: every offer is worked out again from the card documents, in plain Python with Decimal.

Shares no code with plan: it reads the documents itself. Slow; meant for tests and for doubts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.words import Aim, Attribute, attributes_of, minor_units

if TYPE_CHECKING:
    from fahuo.core.journey import World
    from fahuo.core.methods.plan import MethodsPlan

Row = Mapping[str, Any]
_CLASSES = attributes_of(["liquid", "powder", "magnetic", "battery", "battery_only", "brand", "food"])


def check_methods(
    orders: pl.DataFrame, parcels: pl.DataFrame, contents: pl.DataFrame, world: World, on: date, plan: MethodsPlan
) -> list[str]:
    """What is wrong with the plan, one sentence a fault; empty where nothing is."""
    documents = {int(i): _written(s.document) for i, s in zip(world.rates.service_ids, world.rates.services, strict=True)}
    by_order = {row["order_id"]: row for row in orders.to_dicts()}
    countries = dict(world.warehouses.select("warehouse_id", "country").iter_rows())
    values = dict(contents.group_by("parcel_id").agg(pl.col("value_minor").sum()).iter_rows())
    offers: dict[int, dict[int, Row]] = {}
    for offer in plan.offers.to_dicts():
        if offer["service_id"] in offers.setdefault(offer["parcel_id"], {}):
            return [f"parcel {offer['parcel_id']}: two offers of service {offer['service_id']}"]
        offers[offer["parcel_id"]][offer["service_id"]] = offer
    refusals: dict[int, list[Row]] = {}
    for row in plan.refusals.to_dicts():
        refusals.setdefault(row["parcel_id"], []).append(row)
    known = set(parcels["parcel_id"].to_list())
    faults = [f"parcel {p} is not among the parcels" for p in sorted((set(offers) | set(refusals)) - known)]
    for parcel in parcels.to_dicts():
        order = by_order.get(parcel["order_id"], {})
        asked = {**parcel, "from": countries.get(parcel["warehouse_id"]), "value_minor": values.get(parcel["parcel_id"], 0)}
        asked |= {name: order.get(name) for name in ("country", "postcode", "currency", "service", "promised_on")}
        mine = offers.get(parcel["parcel_id"], {})
        found = [*_offers(asked, mine, documents, world, on), *_choice(asked, mine, documents, world, on, refusals)]
        faults += [f"parcel {parcel['parcel_id']}: {fault}" for fault in found]
    return faults


def _written(value: Any) -> Any:
    """The document without JSON's nulls."""
    if isinstance(value, Mapping):
        return {name: _written(v) for name, v in value.items() if v is not None}
    return [_written(v) for v in value] if isinstance(value, list) else value


def _offers(parcel: Row, mine: Mapping[int, Row], documents: Mapping[int, Row], world: World, on: date) -> Iterator[str]:
    if set(mine) != set(documents):
        yield f"offers of services {sorted(mine)} instead of {sorted(documents)}"
    for service_id, offer in mine.items():
        if service_id in documents:
            for name, value in _expected(parcel, documents[service_id], world, on).items():
                if offer[name] != value:
                    yield f"service {documents[service_id]['code']}: {name} is {offer[name]!r}, should be {value!r}"


def _choice(
    parcel: Row, mine: Mapping[int, Row], documents: Mapping[int, Row], world: World, on: date, refusals: Mapping[int, list[Row]]
) -> Iterator[str]:
    chosen = [i for i, offer in mine.items() if offer["chosen"]]
    wish = (parcel["service"] or "").strip()
    able = [i for i, offer in mine.items() if offer["reason"] is None and i in documents and wish in ("", documents[i]["code"])]
    said = [row["code"] for row in refusals.get(parcel["parcel_id"], [])]
    if not able:
        wished = "asked_service_refuses" if wish in [d["code"] for d in documents.values()] else "asked_service_unknown"
        if said != [wished if wish else "no_service"] or chosen:
            yield f"no service can take it, but chosen are {chosen} and refusals {said}"
        return

    blank = [i for i in able if None in (mine[i]["days_p50"], mine[i]["days_p90"], mine[i]["home_minor"])]
    if blank:
        yield f"offers of services {blank} have neither a reason nor a price"
        return

    def rank(i: int) -> tuple[object, ...]:
        offer, worth = mine[i], world.day_worth_minor if world.aim == Aim.VALUE else 0
        p50, p90, home = offer["days_p50"], offer["days_p90"], offer["home_minor"]
        day = parcel["promised_on"]
        late = 0 if day is None or on + timedelta(p90) <= day else 1 if on + timedelta(p50) <= day else 2
        order = (p50, p90, home) if world.aim == Aim.TIME else (home + worth * p50, p90, p50)
        return late, *order, documents[i]["code"]

    best = min(able, key=rank)
    if chosen != [best] or said:
        yield f"chosen are {chosen} and refusals {said}; best is {best}"


def _expected(parcel: Row, document: Row, world: World, on: date) -> dict[str, object]:
    """The columns of the offer that matter, as they should be."""
    if parcel["from"] not in document["origins"]:
        return {"reason": "not_from_here"}
    card = next((c for c in document["cards"] if _day(c["valid_from"]) <= on and (not c.get("valid_to") or on < _day(c["valid_to"]))), None)
    if card is None:
        return {"reason": "no_card_on_day"}
    rate = _rate(world, card["currency"], world.currency)
    if rate is None:
        return {"reason": "currency_without_rate"}
    zone = _zone(card, document, parcel["country"])
    if zone is None:
        return {"reason": "country_not_served"}
    refusal = _limit(parcel, {**card.get("limits", {}), **_own(card, zone)}, world)
    if refusal:
        return {**refusal, "zone": zone["code"]}
    return _price(parcel, document, card, zone, rate, world, on)


def _price(parcel: Row, document: Row, card: Row, zone: Row, rate: Decimal, world: World, on: date) -> dict[str, object]:
    volumetric, chargeable = _weights(parcel, card, zone)
    band = next((b for b in zone["bands"] if chargeable <= b["up_to_g"]), None)
    if band is None:
        return {"reason": "beyond_bands", "limit": zone["bands"][-1]["up_to_g"], "actual": chargeable, "zone": zone["code"]}
    places = minor_units(card["currency"])
    freight = _half(_freight(band, chargeable), places)
    past = [f for f in document.get("fuel", []) if _day(f["valid_from"]) <= on]
    fuel = _half(freight * Decimal(str(max(past, key=lambda f: _day(f["valid_from"]))["percent"])) / 100, places) if past else Decimal(0)
    extra = sum((_half(_extra(s, freight), places) for s in card.get("surcharges", []) if _holds(s, parcel)), Decimal(0))
    total = freight + fuel + extra
    minor = {"freight_minor": freight, "fuel_minor": fuel, "surcharge_minor": extra, "total_minor": total}
    return {
        **{name: int(amount.scaleb(places)) for name, amount in minor.items()},
        **{"reason": None, "limit": None, "actual": None, "zone": zone["code"], "currency": card["currency"]},
        "card": f"{document['code']}@{_day(card['valid_from']).isoformat()}",
        "band_up_to_g": band["up_to_g"],
        "volumetric_g": volumetric,
        "chargeable_g": chargeable,
        "home_minor": int(_half(total.scaleb(places) * rate, 0)),
        "days_p50": zone["days_p50"],
        "days_p90": zone["days_p90"],
    }


def _zone(card: Row, document: Row, country: str | None) -> Row | None:
    rest = None
    for zone in card["zones"]:
        if country in zone["countries"]:
            return zone  # type: ignore[no-any-return]
        if "*" in zone["countries"]:
            rest = zone
    return None if country not in COUNTRIES or country in card.get("not_served", []) or country in document["origins"] else rest


def _own(card: Row, zone: Row) -> dict[str, object]:
    """The zone's own limits; its list of attributes takes the place of the card's, whichever way either is written."""
    own = dict(zone.get("limits", {}))
    if "attributes_allowed" in own or "attributes_refused" in own:
        own = {"attributes_allowed": None, "attributes_refused": None, **own}
    return own


def _limit(parcel: Row, limits: Row, world: World) -> dict[str, object] | None:
    """The first limit that the parcel breaks."""
    if limits.get("attributes_allowed") is not None:
        refused = _CLASSES & ~attributes_of(limits["attributes_allowed"])
    else:
        refused = attributes_of(limits.get("attributes_refused") or [])
    if int(refused) & parcel["attributes"]:
        return {"reason": "attribute_refused", "limit": int(refused), "actual": int(refused) & parcel["attributes"]}
    c, b, a = sorted((parcel["length_mm"], parcel["width_mm"], parcel["height_mm"]))
    measures = {"too_heavy": ("weight_g", parcel["weight_g"]), "too_long": ("longest_mm", a)}
    measures |= {"sides_too_large": ("sides_mm", a + b + c), "girth_too_large": ("girth_mm", a + 2 * (b + c))}
    for reason, (name, actual) in measures.items():
        if limits.get(name) is not None and actual > limits[name]:
            return {"reason": reason, "limit": limits[name], "actual": actual}
    if limits.get("value") is None:
        return None
    most = int(Decimal(str(limits["value"])).scaleb(minor_units(limits["value_currency"])))
    rate = _rate(world, parcel["currency"], limits["value_currency"])
    if rate is None:
        return {"reason": "value_not_comparable", "limit": most, "actual": None}
    value = int(_half(parcel["value_minor"] * rate, 0))
    return {"reason": "value_too_high", "limit": most, "actual": value} if value > most else None


def _weights(parcel: Row, card: Row, zone: Row) -> tuple[int | None, int]:
    weight, volumetric, rule = parcel["weight_g"], None, card.get("volumetric")
    if rule:
        sides = (parcel["length_mm"], parcel["width_mm"], parcel["height_mm"])
        volume = Decimal(sides[0]) * sides[1] * sides[2]
        volumetric = int((volume / rule["divisor"]).quantize(Decimal(1), ROUND_CEILING))
        counts = (
            max(sides) > rule.get("longest_above_mm", -1)
            and weight > rule.get("weight_above_g", -1)
            and ("exceeds_percent" not in rule or volumetric > weight * (1 + Decimal(str(rule["exceeds_percent"])) / 100))
        )
        weight = max(weight, volumetric) if counts else weight
    least, step = (zone.get(name, card.get(name, default)) for name, default in (("min_g", 0), ("step_g", 1)))
    weight = max(weight, least)
    return volumetric, weight + (-weight) % step


def _freight(band: Row, chargeable: int) -> Decimal:
    price = Decimal(str(band.get("per_parcel", 0))) + Decimal(str(band.get("flat", 0)))
    price += Decimal(str(band.get("per_kg", 0))) * chargeable / 1000
    if "first" in band:
        begun = (Decimal(max(0, chargeable - band["first_g"])) / band["step_g"]).quantize(Decimal(1), ROUND_CEILING)
        price += Decimal(str(band["first"])) + begun * Decimal(str(band["step"]))
    return price


def _extra(surcharge: Row, freight: Decimal) -> Decimal:
    return Decimal(str(surcharge["fixed"])) if "fixed" in surcharge else freight * Decimal(str(surcharge["percent"])) / 100


def _holds(surcharge: Row, parcel: Row) -> bool:
    wanted: Attribute = attributes_of(surcharge.get("attributes", []))
    starts = surcharge.get("postcodes", {})
    code = (parcel["postcode"] or "").upper()
    code = "".join(c for c in code if c.isascii() and c.isalnum())
    return (
        (not wanted or bool(int(wanted) & parcel["attributes"]))
        and parcel["weight_g"] > surcharge.get("weight_above_g", -1)
        and max(parcel["length_mm"], parcel["width_mm"], parcel["height_mm"]) > surcharge.get("longest_above_mm", -1)
        and (not starts or any(code.startswith(s.upper().replace(" ", "").replace("-", "")) for s in starts.get(parcel["country"], [])))
    )


def _rate(world: World, currency: str | None, into: str) -> Decimal | None:
    """One minor unit of a currency in minor units of the other, to nine decimals; None where a rate is missing."""
    rates = {c: r for c, r in world.exchange.select("currency", "rate").iter_rows() if r and 0 < r < float("inf")}
    rates.setdefault(world.currency, 1.0)
    if currency == into:
        return Decimal(1)
    if currency is None or currency not in rates or into not in rates:
        return None
    rate = Decimal(repr(rates[currency])) / Decimal(repr(rates[into]))
    return rate.scaleb(minor_units(into) - minor_units(currency)).quantize(Decimal("0.000000001"), ROUND_HALF_UP)


def _half(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
