"""A small stage for the tests of methods: orders, parcels and contents from short descriptions, and a world to plan in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.plan import MethodsPlan, plan_methods
from fahuo.core.methods.read import read_service
from fahuo.core.methods.service import Service
from fahuo.core.words import Aim

ON = date(2026, 11, 23)
EXCHANGE = {"CNY": 1.0, "EUR": 7.8, "USD": 7.1234, "GBP": 9.0005, "JPY": 0.0475, "KWD": 23.2}
COUNTRY_OF = {1: "CN", 2: "DE"}  # warehouses


def exchange(rates: Mapping[str, float] = EXCHANGE) -> pl.DataFrame:
    """A frame of Exchange."""
    return pl.DataFrame({"currency": list(rates), "rate": list(rates.values()), "source": ["test"] * len(rates)})


@dataclass
class Stage:
    """What plan_methods asks of a World."""

    rates: Rates
    currency: str = "CNY"
    aim: Aim = Aim.COST
    day_worth_minor: int = 0
    keep_ppm: int = 900_000
    choice_rules: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.ChoiceRules))
    lanes: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Lanes))
    mark_ups: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.MarkUpRules))
    cover_rules: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.CoverRules))
    own_covers: pl.DataFrame | None = None
    exchange: pl.DataFrame = field(default_factory=exchange)
    warehouses: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame({"warehouse_id": list(COUNTRY_OF), "country": list(COUNTRY_OF.values())})
    )


def stage(services: Sequence[Service | dict[str, Any]], on: date = ON, rates: Mapping[str, float] = EXCHANGE, **world: Any) -> Stage:
    """A world with these services (or their documents)."""
    files = world.pop("files", None)
    read = [s if isinstance(s, Service) else read_service(s, files) for s in services]
    ids = world.pop("service_ids", None)
    return Stage(Rates.build(read, on, exchange(rates), ids), exchange=exchange(rates), **world)


def rows(*parcels: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Orders, parcels and contents: one order a parcel unless `order_id` says otherwise."""
    orders: dict[int, dict[str, Any]] = {}
    packed, contents = [], []
    for n, given in enumerate(parcels):
        order_id = given.get("order_id", n)
        parcel_id = given.get("parcel_id", n)
        orders[order_id] = {
            "order_id": order_id,
            **{name: given.get(name, default) for name, default in _ORDER.items()},
        }
        length, width, height = given.get("size", (200, 150, 50))
        packed.append(
            {
                **{"parcel_id": parcel_id, "order_id": order_id, "warehouse_id": given.get("warehouse_id", 1), "box_id": None},
                **{"length_mm": length, "width_mm": width, "height_mm": height, "weight_g": given.get("weight_g", 480)},
                "pieces": given.get("pieces", 1),
                "attributes": int(given.get("attributes", 0)),
            }
        )
        halves = divmod(given.get("value_minor", 4000), 2)
        for line_no, value in enumerate((halves[0], sum(halves)), 1):
            keys = {"parcel_id": parcel_id, "line_no": line_no, "order_id": order_id, "product_id": line_no}
            contents.append({**keys, "quantity": 1, "value_minor": value})
    return _frame(frames.Orders, list(orders.values())), _frame(frames.Parcels, packed), _frame(frames.Contents, contents)


_ORDER = {"currency": "EUR", "country": "DE", "postcode": "10115", "city": None, "company": None, "service": None, "promised_on": None}
_ORDER["shop"] = None

_RULE: dict[str, Any] = dict.fromkeys(frames.ChoiceRules.columns())


def choice_rules(*found: dict[str, Any]) -> pl.DataFrame:
    """Rules of choice, by position in the order in which they are given; what is not said is no condition."""
    said = [{**_RULE, "rule_id": 100 + n, "position": n, "name": f"rule {n}", "effect": "prefer"} | rule for n, rule in enumerate(found)]
    return _frame(frames.ChoiceRules, said)


_MARK_UP: dict[str, Any] = dict.fromkeys(frames.MarkUpRules.columns())
_MARK_UP |= {"base": "cost", "percent_ppm": 0, "fixed_minor": 0, "per_kg_minor": 0, "ending_minor": 0}


def mark_ups(*found: dict[str, Any]) -> pl.DataFrame:
    """Rules of mark-up, by position in the order in which they are given; what is not said is no condition, and adds nothing."""
    said = [{**_MARK_UP, "rule_id": 200 + n, "position": n, "name": f"mark-up {n}"} | rule for n, rule in enumerate(found)]
    return _frame(frames.MarkUpRules, said)


_COVER_RULE: dict[str, Any] = dict.fromkeys(frames.CoverRules.columns())


def cover_rules(*found: dict[str, Any]) -> pl.DataFrame:
    """Rules of cover, by position in the order in which they are given; what is not said is no condition."""
    said = [{**_COVER_RULE, "rule_id": 200 + n, "position": n, "name": f"cover {n}", "covers": True} | rule for n, rule in enumerate(found)]
    return _frame(frames.CoverRules, said)


def own_covers(*found: tuple[int, int, bool, int | None]) -> pl.DataFrame:
    """What a person said: order, part, covered or not, the value."""
    return pl.DataFrame(list(found), schema=frames.empty(frames.OwnCovers).schema, orient="row")


def _frame(schema: type, found: list[dict[str, Any]]) -> pl.DataFrame:
    types = {name: column.dtype for name, column in schema.columns().items()}
    return pl.DataFrame(found, schema=types, orient="row")


def plan(parcels: Sequence[dict[str, Any]], world: Stage, on: date = ON) -> MethodsPlan:
    """The plan of these parcels."""
    return plan_methods(*rows(*parcels), world, on)


def service(code: str = "S", **changes: Any) -> dict[str, Any]:
    """A plain service's document: 10.00 a kg and 5.00 a parcel up to 30 kg, CN to DE and US in 8 to 12 days.

    `card` and `zone` change theirs, everything else changes the service.
    """
    zone = {"code": "1", "countries": ["DE", "US"], "days_p50": 8, "days_p90": 12}
    zone["bands"] = [{"over_g": 0, "up_to_g": 30000, "per_kg": 10, "per_parcel": 5}]
    zone |= changes.pop("zone", {})
    card = {"valid_from": "2020-01-01", "currency": "CNY", "zones": [zone], **changes.pop("card", {})}
    document = {"code": code, "name_zh": "测试", "name_en": "test", "class": "line", "carrier": "nobody", "origins": ["CN"]}
    return {**document, "invented": True, "source": "invented for a test", "cards": [card], **changes}
