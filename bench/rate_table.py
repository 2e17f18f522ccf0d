"""What the bench of methods prices: 150 services of 40 zones, drawn from a seed, and parcels. All of it invented."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.market import OneService
from fahuo.core.methods.places import Places
from fahuo.core.methods.postcodes import span
from fahuo.core.methods.read import read_service

SERVICES, ZONES, PARCELS, REMOTE = 150, 40, 10_000, 50_000
ON = date(2026, 11, 25)
RATES = {"CNY": 1.0, "EUR": 7.8, "USD": 7.1}
ENDS = (100, 250, 500, 1000, 2000, 5000, 10_000, 30_000)
BUSY = ["US", "GB", "DE", "FR", "ES", "IT", "CA", "AU", "JP", "BR", "MX", "NL", "PL", "SE", "KR", "AE", "SA", "CL", "CH", "PT"]


def market(rich: bool, seed: int = 1) -> OneService:
    """All services. `rich`: every form of price, fuel and surcharges, a list of 50,000 remote places; else flat prices by weight alone."""
    draw = random.Random(seed)
    remote = {"remote.csv": Places.of([("US", *span(f"{n:05}")) for n in draw.sample(range(100_000), REMOTE)])}
    services = [read_service(_service(n, draw, rich), remote) for n in range(SERVICES)]
    exchange = pl.DataFrame({"currency": list(RATES), "rate": list(RATES.values()), "source": ["bench"] * len(RATES)})
    warehouses = pl.DataFrame({"warehouse_id": [1], "country": ["CN"], "priority": [1]})
    return OneService("CNY", warehouses, exchange, Rates.build(services, ON, exchange))


def mark_ups() -> pl.DataFrame:
    """Ten rules of mark-up, each of its own countries and weights; the last takes what is left."""
    none: dict[str, object] = dict.fromkeys(frames.MarkUpRules.columns())
    terms = {"base": "cost", "percent_ppm": 180_000, "fixed_minor": 200, "per_kg_minor": 100, "least_margin_minor": 300}
    terms |= {"currency": "EUR", "step_minor": 10, "ending_minor": 9}
    rules = [{"countries": " ".join(BUSY[2 * n : 2 * n + 3]), "min_weight_g": 100 * n} for n in range(9)]
    found = [none | terms | {"rule_id": n, "position": n, "name": f"rule {n}"} | rule for n, rule in enumerate([*rules, {}])]
    return pl.DataFrame(found, schema=frames.empty(frames.MarkUpRules).schema, orient="row")


def parcels(count: int = PARCELS, seed: int = 2) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Orders, parcels and contents: nine in ten to twenty countries, one to any, from 20 g to 12 kg."""
    draw = random.Random(seed)
    to = [draw.choice(BUSY) if draw.random() < 0.9 else draw.choice(COUNTRIES) for _ in range(count)]
    weight = [min(12_000, max(20, round(draw.lognormvariate(6.2, 0.9)))) for _ in range(count)]
    sides = [sorted((draw.randint(60, 420), draw.randint(50, 300), draw.randint(10, 200)), reverse=True) for _ in range(count)]
    ids = list(range(count))
    orders = _frame(
        frames.Orders,
        {
            "order_id": ids,
            "currency": ["EUR"] * count,
            "country": to,
            "postcode": [f"{draw.randrange(100_000):05}" for _ in ids],
            "city": [None] * count,
        },
    )
    packed = _frame(
        frames.Parcels,
        {
            **{"parcel_id": ids, "order_id": ids, "warehouse_id": [1] * count, "weight_g": weight, "pieces": [1] * count},
            **{"length_mm": [s[0] for s in sides], "width_mm": [s[1] for s in sides], "height_mm": [s[2] for s in sides]},
            "attributes": [draw.choice((0, 0, 0, 16, 2)) for _ in ids],
        },
    )
    contents = _frame(
        frames.Contents,
        {
            **{"parcel_id": ids, "line_no": [1] * count, "order_id": ids, "product_id": [1] * count, "quantity": [1] * count},
            "value_minor": [draw.randint(500, 20_000) for _ in ids],
        },
    )
    return orders, packed, contents


def _frame(schema: Any, columns: dict[str, list[Any]]) -> pl.DataFrame:
    types = frames.empty(schema).schema
    given = pl.DataFrame(columns, schema={name: types[name] for name in columns})
    return given.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in types.items() if name not in columns)


def _service(n: int, draw: random.Random, rich: bool) -> dict[str, Any]:
    countries = [c for c in COUNTRIES if c != "CN"]
    draw.shuffle(countries)
    form = n % 4 if rich else 2
    zones = [
        {"code": f"Z{z}", "countries": countries[z::ZONES], "days_p50": 4 + z % 9, "days_p90": 13 + z % 13, "bands": _bands(form, draw)}
        for z in range(ZONES)
    ]
    card: dict[str, Any] = {"valid_from": "2026-01-01", "currency": "CNY" if n % 3 else "USD", "zones": zones}
    more: dict[str, Any] = {}
    if rich:
        card |= {
            "min_g": 50,
            "step_g": (1, 10, 100, 500)[n % 4],
            "tiered": form == 3,
            "limits": {"weight_g": draw.choice((2000, 20_000, 30_000)), "longest_mm": 600},
        }
        card["limits"] |= {"attributes_refused": ["liquid"]} if n % 2 else {"value": 150, "value_currency": "EUR"}
        if n % 3:
            card["volumetric"] = {"divisor": (5000, 6000, 8000)[n % 3]} | ({"share_percent": 50} if n % 5 == 0 else {})
        card["surcharges"] = [
            {"code": "battery", "name_zh": "带电", "name_en": "battery", "fixed": 5, "attributes": ["battery"]},
            {"code": "remote", "name_zh": "偏远", "name_en": "remote", "fixed": 30, "places": ["remote"]},
            {"code": "oversize", "name_zh": "超长", "name_en": "oversize", "percent": 10, "longest_above_mm": 400},
            {"code": "peak", "name_zh": "旺季", "name_en": "peak", "per_kg": 3, "valid_from": "2026-11-01", "valid_to": "2027-01-15"},
        ]
        more = {
            "fuel": [{"valid_from": "2026-01-01", "percent": 14.5, "of": ["remote"]}],
            "places": [{"code": "remote", "file": "remote.csv"}],
        }
    document = {
        "code": f"S{n:03}",
        "name_zh": "测速",
        "name_en": "bench",
        "class": "line",
        "carrier": "nobody",
        "origins": ["CN"],
        "invented": True,
    }
    return {**document, **more, "source": "drawn at random", "cards": [card]}


def _bands(form: int, draw: random.Random) -> list[dict[str, Any]]:
    if form == 0:
        return [{"up_to_g": end, "per_kg": draw.randint(30, 99), "per_parcel": draw.randint(5, 25)} for end in ENDS]
    if form == 1:
        return [{"up_to_g": 30_000, "first_g": 500, "first": draw.randint(60, 120), "step_g": 500, "step": draw.randint(10, 30)}]
    if form == 2:
        return [{"up_to_g": end, "flat": round(8 + end * draw.uniform(0.04, 0.07))} for end in ENDS]
    return [
        {"up_to_g": 500, "flat": draw.randint(50, 99)},
        {"up_to_g": 5000, "step_g": 500, "step": draw.randint(9, 25)},
        {"up_to_g": 30_000, "per_kg": draw.randint(25, 45)},
    ]
