"""Hypothesis strategies: any services, any parcels."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from fahuo.core.words import Aim, Attribute
from tests.core.methods.scene import ON

COUNTRIES = ["DE", "US", "JP", "GB", "CN", "LB"]
CURRENCIES = ["CNY", "EUR", "EUR", "USD", "USD", "JPY", "JPY", "KWD", "THB"]  # THB has no rate
NAMES = [str(a.name).lower() for a in Attribute]
MONEY = st.one_of(st.integers(0, 200), st.decimals(0, 300, places=0).map(str))
DAYS = st.dates(date(2026, 10, 1), date(2027, 1, 31))
attributes = st.lists(st.sampled_from(NAMES), max_size=3, unique=True)


def maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of the fields, or none."""
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def bands(draw: st.DrawFn) -> list[dict[str, Any]]:
    ends = sorted({*draw(st.sets(st.integers(1, 4000), max_size=3)), draw(st.sampled_from([2000, 6000, 20_000]))})
    forms = st.one_of(
        st.fixed_dictionaries({"per_kg": MONEY}),
        st.fixed_dictionaries({"flat": MONEY}),
        st.fixed_dictionaries({"first_g": st.integers(1, 1500), "first": MONEY, "step_g": st.integers(1, 700), "step": MONEY}),
    )
    return [{"up_to_g": end, **draw(forms), **draw(maybe(per_parcel=MONEY))} for end in ends]


@st.composite
def limits(draw: st.DrawFn) -> dict[str, Any]:
    found = draw(
        maybe(
            weight_g=st.integers(1, 6000),
            longest_mm=st.integers(200, 700),
            sides_mm=st.integers(300, 2000),
            girth_mm=st.integers(300, 3000),
        )
    )
    if draw(st.booleans()):
        found |= {"value": draw(MONEY), "value_currency": draw(st.sampled_from(CURRENCIES))}
    return found | draw(st.one_of(maybe(attributes_refused=attributes), maybe(attributes_allowed=attributes)))


@st.composite
def zones(draw: st.DrawFn) -> list[dict[str, Any]]:
    split = draw(st.lists(st.sampled_from([0, 1, 2]), min_size=6, max_size=6))
    groups = [[c for c, n in zip(COUNTRIES, split, strict=True) if n == k] for k in (0, 1)]
    lists = [g for g in groups if g] or [["DE"]]
    if draw(st.booleans()):
        lists[-1] = [*lists[-1], "*"]
    found = []
    for n, countries in enumerate(lists):
        p50 = draw(st.integers(0, 30))
        zone = {
            "code": f"Z{n}",
            "countries": countries,
            "days_p50": p50,
            "days_p90": p50 + draw(st.integers(0, 20)),
            "bands": draw(bands()),
        }
        found.append(zone | draw(maybe(limits=limits(), min_g=st.integers(0, 600), step_g=st.integers(1, 600))))
    return found


SURCHARGE = st.one_of(
    maybe(attributes=attributes, weight_above_g=st.integers(0, 3000), longest_above_mm=st.integers(0, 600)),
    st.fixed_dictionaries(
        {"postcodes": st.dictionaries(st.sampled_from(COUNTRIES), st.lists(st.sampled_from(["1", "10", "BT", "bt1 "]), min_size=1))}
    ),
)
PRICE = st.one_of(st.fixed_dictionaries({"fixed": MONEY}), st.fixed_dictionaries({"percent": st.decimals(0, 60, places=3).map(str)}))
VOLUMETRIC = st.builds(
    lambda divisor, conditions: {"divisor": divisor, **conditions},
    st.sampled_from([5000, 6000, 8000, 4999]),
    maybe(longest_above_mm=st.integers(0, 600), weight_above_g=st.integers(0, 2000), exceeds_percent=st.sampled_from([0, "12.5", 30, 100])),
)


@st.composite
def cards(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One or two cards, mostly in force on the day."""
    change = draw(st.one_of(st.none(), DAYS))
    spans: list[dict[str, Any]] = [{"valid_from": "2020-01-01"}]
    if change:
        spans = [{"valid_from": "2020-01-01", "valid_to": change}, {"valid_from": change + timedelta(draw(st.sampled_from([0, 0, 0, 20])))}]
    found = []
    for span in spans:
        card = {**span, "currency": draw(st.sampled_from(CURRENCIES)), "zones": draw(zones())}
        card |= draw(maybe(limits=limits(), min_g=st.integers(0, 600), step_g=st.integers(1, 600), volumetric=VOLUMETRIC))
        served = {c for zone in card["zones"] for c in zone["countries"]}
        card["not_served"] = [c for c in draw(st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=1)) if c not in served]
        extras = draw(st.lists(st.tuples(SURCHARGE, PRICE), max_size=3))
        card["surcharges"] = [
            {"code": f"X{n}", "name_zh": "附加", "name_en": "extra", **when, **price} for n, (when, price) in enumerate(extras)
        ]
        found.append(card)
    return found


@st.composite
def services(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Documents of up to four services."""
    found = []
    for code in draw(st.lists(st.sampled_from("ABCDEF"), min_size=1, max_size=4, unique=True)):
        fuel = draw(st.dictionaries(DAYS, st.decimals(0, 40, places=2).map(str), max_size=3))
        found.append(
            {
                **{"code": code, "name_zh": "随机", "name_en": "random", "class": "line", "carrier": "nobody", "source": "drawn at random"},
                **{"origins": draw(st.sampled_from([["CN"], ["CN"], ["CN", "DE"], ["DE"]])), "cards": draw(cards())},
                "fuel": [{"valid_from": day, "percent": percent} for day, percent in fuel.items()],
            }
        )
    return found


PARCEL = st.fixed_dictionaries(
    {
        "weight_g": st.integers(1, 5000),
        "size": st.tuples(*[st.integers(1, 700)] * 3),
        "value_minor": st.integers(0, 40_000),
        "attributes": attributes.map(lambda names: sum(Attribute[n.upper()] for n in names)),
        "warehouse_id": st.sampled_from([1, 1, 1, 1, 2]),
        "country": st.sampled_from(["DE", "DE", "US", *COUNTRIES, "FR", None]),
        "postcode": st.sampled_from(["10115", "BT1 5GS", "bt15gs", "1", None]),
        "currency": st.sampled_from(CURRENCIES),
        "service": st.sampled_from([None] * 6 + ["A", "B", "Z", ""]),
        "promised_on": st.one_of(st.none(), st.integers(-3, 40).map(lambda n: ON + timedelta(n))),
    }
)
PARCELS = st.lists(PARCEL, min_size=1, max_size=6)
AIMS = st.tuples(st.sampled_from(list(Aim)), st.integers(0, 3000))
