"""Judges a plan of methods, however it was made: every offer is worked out again from the card documents, in plain Python with fractions.

Shares no code with plan: it reads the documents itself (but for files of places, which are given as they were read). Slow; meant for tests
and for doubts. What an offer should be is in check_offer.py, where a parcel goes in check_places.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from fahuo.core.methods.check_choice import BY_RULE, names_service, rank, refused_by, rule_of
from fahuo.core.methods.check_covers import CODES, check_covers
from fahuo.core.methods.check_offer import expected_offer
from fahuo.core.methods.check_places import Lists

if TYPE_CHECKING:
    from fahuo.core.journey import World
    from fahuo.core.methods.plan import MethodsPlan

Row = Mapping[str, Any]


def check_methods(
    orders: pl.DataFrame, parcels: pl.DataFrame, contents: pl.DataFrame, world: World, on: date, plan: MethodsPlan
) -> list[str]:
    """What is wrong with the plan, one sentence a fault; empty where nothing is."""
    documents = {int(i): _written(s.document) for i, s in zip(world.rates.service_ids, world.rates.services, strict=True)}
    lists = {int(i): s.lists for i, s in zip(world.rates.service_ids, world.rates.services, strict=True)}
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
    covers: dict[int, dict[int, Row]] = {}
    for row in plan.covers.to_dicts():
        covers.setdefault(row["parcel_id"], {})[row["service_id"]] = row
    known = set(parcels["parcel_id"].to_list())
    faults = [f"parcel {p} is not among the parcels" for p in sorted((set(offers) | set(refusals)) - known)]
    parts: dict[int, int] = {}
    for parcel in parcels.sort("parcel_id").to_dicts():
        parts[parcel["order_id"]] = part = parts.get(parcel["order_id"], 0) + 1
        order = by_order.get(parcel["order_id"], {})
        asked = {**parcel, "from": countries.get(parcel["warehouse_id"]), "value_minor": values.get(parcel["parcel_id"], 0)}
        asked |= {
            name: order.get(name) for name in ("country", "postcode", "city", "company", "currency", "service", "promised_on", "shop")
        }
        mine = offers.get(parcel["parcel_id"], {})
        covered = covers.get(parcel["parcel_id"], {})
        found = [*_offers(asked, mine, documents, lists, world, on), *_choice(asked, mine, covered, documents, world, on, refusals)]
        found += check_covers(asked, part, mine, covered, documents, world, on)
        faults += [f"parcel {parcel['parcel_id']}: {fault}" for fault in found]
    return faults


def _written(value: Any) -> Any:
    """The document without JSON's nulls."""
    if isinstance(value, Mapping):
        return {name: _written(v) for name, v in value.items() if v is not None}
    return [_written(v) for v in value] if isinstance(value, list) else value


def _offers(
    parcel: Row, mine: Mapping[int, Row], documents: Mapping[int, Row], lists: Mapping[int, Lists], world: World, on: date
) -> Iterator[str]:
    if set(mine) != set(documents):
        yield f"offers of services {sorted(mine)} instead of {sorted(documents)}"
    for service_id, offer in mine.items():
        if service_id in documents and offer["reason"] not in BY_RULE:
            for name, value in expected_offer(parcel, documents[service_id], world, on, lists[service_id]).items():
                learnt = name in ("days_p50", "days_p90") and world.lanes.height
                if offer[name] != value and not learnt:
                    yield f"service {documents[service_id]['code']}: {name} is {offer[name]!r}, should be {value!r}"


def _choice(
    parcel: Row,
    mine: Mapping[int, Row],
    covers: Mapping[int, Row],
    documents: Mapping[int, Row],
    world: World,
    on: date,
    refusals: Mapping[int, list[Row]],
) -> Iterator[str]:
    chosen = [i for i, offer in mine.items() if offer["chosen"]]
    wish = (parcel["service"] or "").strip()
    known = {i: offer for i, offer in mine.items() if i in documents}
    able = [i for i, offer in known.items() if offer["reason"] is None and wish in ("", documents[i]["code"])]
    said = [row["code"] for row in refusals.get(parcel["parcel_id"], [])]
    lacks = [covers[i]["reason"] for i in chosen if i in covers and covers[i]["reason"]]
    if lacks != [code for code in said if code in CODES]:
        yield f"the chosen service cannot cover it ({lacks}), but the refusals are {said}"
    said = [code for code in said if code not in CODES]
    rule = rule_of(parcel, world, on)
    yield from _ruled(rule, known, documents)
    if not able:
        wished = "asked_service_refuses" if wish in [d["code"] for d in documents.values()] else "asked_service_unknown"
        left_none = not wish and any(offer["reason"] in BY_RULE for offer in known.values())
        if said != [wished if wish else "rule_leaves_none" if left_none else "no_service"] or chosen:
            yield f"no service can take it, but chosen are {chosen} and refusals {said}"
        return

    blank = [i for i in able if None in (mine[i]["days_p50"], mine[i]["days_p90"], mine[i]["home_minor"])]
    if blank:
        yield f"offers of services {blank} have neither a reason nor a price"
        return
    if rule and rule["effect"] == "prefer":
        able = [i for i in able if names_service(rule, documents[i])] or able
    own = [i for i in able if names_service({"services": parcel.get("own_services") or ""}, documents[i])]
    if own:  # what is owed was weighed for the whole way
        able, mine = own, {i: {**offer, "duty_minor": None} for i, offer in mine.items()}
    best = min(able, key=lambda i: (*_rank(mine[i], covers.get(i), parcel["promised_on"], world, on), documents[i]["code"]))
    if chosen != [best] or said:
        yield f"chosen are {chosen} and refusals {said}; best is {best}"


def _rank(offer: Row, cover: Row | None, day: date | None, world: World, on: date) -> tuple[int, ...]:
    """With the premium in the price; offers that cannot cover a parcel that is to be covered come last."""
    if cover is None:
        return (0, *rank(offer, day, world, on))
    return (
        int(cover["reason"] is not None),
        *rank({**offer, "home_minor": offer["home_minor"] + (cover["home_minor"] or 0)}, day, world, on),
    )


def _ruled(rule: Row | None, known: Mapping[int, Row], documents: Mapping[int, Row]) -> Iterator[str]:
    """Offers that a rule refuses, or should."""
    for i, offer in known.items():
        if offer["reason"] in (None, *BY_RULE):
            should = refused_by(rule, documents[i])
            if offer["reason"] != should or (should and rule and offer["limit"] != rule["rule_id"]):
                yield f"service {documents[i]['code']}: reason is {offer['reason']!r}, by the rules it should be {should!r}"
