"""Hypothesis strategies: any services, any parcels."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from fahuo.core.words import Aim, Attribute
from tests.core.methods.scene import ON

COUNTRIES = ["DE", "US", "JP", "GB", "CN", "LB"]
CURRENCIES = ["CNY", "EUR", "EUR", "USD", "USD", "JPY", "JPY", "KWD", "THB"]  # THB has no rate
NAMES = [str(a.name).lower() for a in Attribute]
PERCENT = st.decimals(0, 100, places=4).map(str)
MONEY = st.one_of(st.integers(0, 200), st.decimals(0, 300, places=0).map(str))
POUNDS = st.sampled_from(["1 lb", "8 oz", "2.5 lb", "0.5 kg", "9 OZ"])
DAYS = st.dates(date(2026, 10, 1), date(2027, 1, 31))
attributes = st.lists(st.sampled_from(NAMES), max_size=3, unique=True)


def maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of the fields, or none."""
    return st.fixed_dictionaries({}, optional=fields)


POSTCODES = {
    "DE": ["1", "10", "101", "10115", "0..1", "10000..10115", "2"],
    "US": ["1", "100..199", "9", "99999"],
    "JP": ["100", "1"],
    "GB": ["BT", "bt1 ", "BT1", "B", "BT1 5", "BT2..BT15", "W1A"],
    "CN": ["1"],
    "LB": ["1"],
}
CITIES = {"DE": ["Köln", "Berlin"], "GB": ["Saint Helens"], "US": ["Nome"]}


@st.composite
def somewhere(draw: st.DrawFn, postcodes: str = "postcodes", cities: str = "cities") -> dict[str, Any]:
    """Postcodes and cities by country, some of each or none."""
    found: dict[str, Any] = {}
    if draw(st.booleans()):
        countries = draw(st.lists(st.sampled_from(sorted(POSTCODES)), min_size=1, max_size=3, unique=True))
        found[postcodes] = {c: draw(st.lists(st.sampled_from(POSTCODES[c]), min_size=1, max_size=3)) for c in countries}
    if draw(st.booleans()):
        countries = draw(st.lists(st.sampled_from(sorted(CITIES)), min_size=1, max_size=2, unique=True))
        found[cities] = {c: draw(st.lists(st.sampled_from(CITIES[c]), min_size=1, unique=True)) for c in countries}
    if draw(st.integers(0, 3)) == 0:
        found[cities.replace("cities", "regions")] = {"US": draw(st.lists(st.sampled_from(["NY", "CT", "AK"]), min_size=1, unique=True))}
    return found


@st.composite
def bands(draw: st.DrawFn, tiered: bool = False) -> list[dict[str, Any]]:
    ends = sorted({*draw(st.sets(st.integers(1, 4000), max_size=3)), draw(st.sampled_from([2000, 6000, 20_000]))})
    first = st.fixed_dictionaries({"first_g": st.integers(1, 1500) | POUNDS, "first": MONEY, "step_g": st.integers(1, 700), "step": MONEY})
    forms = [
        st.fixed_dictionaries({"per_kg": MONEY}),
        st.fixed_dictionaries({"flat": MONEY}),
        st.fixed_dictionaries({"step_g": st.integers(1, 700) | POUNDS, "step": MONEY}),
    ]
    found = []
    for end in ends:
        form = st.one_of(*forms, first) if not tiered or not found else st.one_of(*forms)
        found.append(
            {"up_to_g": end, **draw(form), **draw(maybe(per_parcel=MONEY) if tiered else maybe(per_parcel=MONEY, discount_percent=PERCENT))}
        )
    return found


SIDES = st.lists(st.integers(1, 700), min_size=3, max_size=3)
CLOSED = st.lists(
    st.one_of(
        st.sampled_from([ON, ON + timedelta(1), ON.isoformat()]),
        st.integers(-3, 3).map(lambda n: {"valid_from": ON + timedelta(n), "valid_to": ON + timedelta(n + 2)}),
    ),
    max_size=2,
)


@st.composite
def limits(draw: st.DrawFn) -> dict[str, Any]:
    found = draw(
        maybe(
            weight_g=st.integers(1, 6000) | st.sampled_from(["70 lb", "5 lb", "9 oz"]),
            longest_mm=st.integers(200, 700),
            sides_mm=st.integers(300, 2000),
            girth_mm=st.integers(300, 3000),
        )
    )
    if draw(st.integers(0, 3)) == 0:  # what refuses much, seldom
        found |= draw(
            maybe(
                weight_least_g=st.integers(1, 2000),
                fits_mm=SIDES,
                least_mm=st.lists(st.integers(0, 300), min_size=3, max_size=3),
                pieces=st.integers(1, 3),
                currencies=st.lists(st.sampled_from(sorted(set(CURRENCIES))), unique=True, min_size=1),
                weekdays_refused=st.lists(st.sampled_from(["monday", "Tuesday", "sunday"]), unique=True, max_size=2),
                days_refused=CLOSED,
                places_refused=st.just(["far"]),
            )
        )
        found = in_order(found, "weight_least_g", "weight_g")
        if "fits_mm" in found and "least_mm" in found:
            sides = zip(sorted(found["least_mm"]), sorted(found["fits_mm"]), strict=True)
            found["least_mm"] = [min(pair) for pair in sides]
        found |= draw(somewhere("postcodes_refused", "cities_refused"))
    if draw(st.booleans()):
        found |= {"value": draw(MONEY), "value_currency": draw(st.sampled_from(CURRENCIES))}
    return found | draw(st.one_of(maybe(attributes_refused=attributes), maybe(attributes_allowed=attributes)))


SIZES = st.lists(
    maybe(fits_mm=SIDES, weight_g=st.integers(1, 3000), longest_mm=st.integers(100, 700), sides_mm=st.integers(300, 2000)),
    min_size=2,
    max_size=3,
).map(lambda found: [{"code": f"size{n}", **row} for n, row in enumerate(found)])


def in_order(row: dict[str, Any], least: str, most: str) -> dict[str, Any]:
    """What is at least so much, not above what is at most so much."""
    if isinstance(row.get(most), str) and row[most][-1].isalpha():
        return {name: value for name, value in row.items() if name != least}
    if least in row and most in row:
        low, high = sorted((row[least], row[most]), key=Decimal)
        return row | {least: low, most: high}
    return row


@st.composite
def priced(draw: st.DrawFn, sizes: list[dict[str, Any]]) -> dict[str, Any]:
    """Bands and how they add up, of one size or of several."""
    tiered = draw(st.booleans())
    found: dict[str, Any] = {"tiered": True} if tiered else {}
    if sizes and draw(st.booleans()):
        codes = draw(st.lists(st.sampled_from([row["code"] for row in sizes]), min_size=1, unique=True))
        return found | {"bands": [{"size": code, **band} for code in codes for band in draw(bands(tiered))]}
    return found | {"bands": draw(bands(tiered))}


@st.composite
def zones(draw: st.DrawFn, sizes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    split = draw(st.lists(st.sampled_from([0, 1, 2]), min_size=6, max_size=6))
    groups = [[c for c, n in zip(COUNTRIES, split, strict=True) if n == k] for k in (0, 1)]
    lists = [g for g in groups if g] or [["DE"]]
    if draw(st.booleans()):
        lists[-1] = [*lists[-1], "*"]
    where: list[dict[str, Any]] = [{"countries": countries} for countries in lists]
    if draw(st.booleans()):  # parts of countries, apart or one inside the other
        where.append({"postcodes": {"DE": ["1"], "GB": ["BT1..BT20"], "US": ["0..1"]}, "cities": {"DE": ["KOELN", "Köln"][:1]}})
        where.append({"postcodes": {"DE": ["101", "2..3"], "GB": ["BT1"]}, "cities": {"DE": ["köln "]}})
    found = []
    for n, place in enumerate(where):
        p50 = draw(st.integers(0, 30))
        zone = {"code": f"Z{n}", **place, "days_p50": p50, "days_p90": p50 + draw(st.integers(0, 20)), **draw(priced(sizes))}
        more = maybe(**OWN, limits=limits())
        found.append(zone | draw(more))
    return found


VOLUMETRIC = st.builds(
    lambda divisor, conditions: {"divisor": divisor, **conditions},
    st.sampled_from([5000, 6000, 8000, 4999, 0]),
    maybe(
        longest_above_mm=st.integers(0, 600),
        sides_above_mm=st.integers(0, 1500),
        volume_above_cm3=st.integers(0, 30_000),
        weight_above_g=st.integers(0, 2000),
        exceeds_percent=st.sampled_from([0, "12.5", 30, 100]),
        less_percent=st.sampled_from([30, "0.05"]),
        share_percent=st.sampled_from([50, "33.3333", 100, 0]),
    ),
)


OWN = {
    **{"min_g": st.integers(0, 600) | POUNDS, "step_g": st.integers(1, 600) | POUNDS, "volumetric": VOLUMETRIC, "least": MONEY},
    "discount_percent": PERCENT,
}
OF = st.lists(st.sampled_from(["freight", "fuel", "value", "X0", "X1", "X2"]), min_size=1, max_size=4, unique=True)


@st.composite
def surcharges(draw: st.DrawFn, zones: list[str]) -> dict[str, Any]:
    """When it is asked for, and how much."""
    price = st.one_of(
        st.fixed_dictionaries({"fixed": MONEY}),
        st.fixed_dictionaries({"per_kg": MONEY}, optional={"free_g": st.integers(0, 2000)}),
        st.fixed_dictionaries({"step_g": st.integers(1, 700) | POUNDS, "step": MONEY}, optional={"free_g": st.integers(0, 2000)}),
        st.fixed_dictionaries({"per_piece": MONEY}),
        st.fixed_dictionaries({"percent": st.decimals(0, 60, places=3).map(str)}, optional={"of": st.sampled_from(["freight", "value"])}),
        st.fixed_dictionaries({"percent": st.decimals(0, 60, places=3).map(str), "of": OF}),
    )
    found = in_order(draw(price) | draw(maybe(least=MONEY, most=MONEY, group=st.sampled_from(["g", "h"]))), "least", "most")
    found |= draw(
        maybe(
            attributes=attributes,
            longest_above_mm=st.integers(0, 600),
            residential=st.booleans(),
            zones=st.lists(st.sampled_from(zones), unique=True),
        )
    )
    for name in draw(st.sets(st.sampled_from(["weight", "chargeable"]))):
        below, above = f"{name}_above_g", f"{name}_up_to_g"
        drawn = draw(maybe(**{below: st.integers(0, 2000), above: st.integers(1, 5000)}))
        found |= drawn if max(drawn.get(below, -1), found.get("free_g", 0)) < drawn.get(above, 9999) else {}
    if draw(st.integers(0, 2)) == 0:
        above = st.integers(0, 1500)
        found |= draw(
            maybe(second_above_mm=st.integers(0, 500), sides_above_mm=above, girth_above_mm=above, volume_above_cm3=st.integers(0, 30_000))
        )
        found |= draw(maybe(countries=st.lists(st.sampled_from(COUNTRIES), unique=True, min_size=1), places=st.just(["far"])))
        found |= draw(somewhere())
        if draw(st.booleans()):
            found |= {"value_above": draw(MONEY), "value_currency": draw(st.sampled_from(CURRENCIES))}
    if draw(st.booleans()):
        begin = ON + timedelta(draw(st.integers(-3, 1)))
        found |= {"valid_from": begin} | draw(maybe(valid_to=st.integers(1, 5).map(lambda n: begin + timedelta(n))))
    return found


@st.composite
def cards(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One or two cards, mostly in force on the day."""
    change = draw(st.one_of(st.none(), DAYS))
    spans: list[dict[str, Any]] = [{"valid_from": "2020-01-01"}]
    if change:
        spans = [{"valid_from": "2020-01-01", "valid_to": change}, {"valid_from": change + timedelta(draw(st.sampled_from([0, 0, 0, 20])))}]
    found = []
    for span in spans:
        sizes = draw(st.one_of(st.just([]), SIZES))
        card = {**span, "currency": draw(st.sampled_from(CURRENCIES)), "zones": draw(zones(sizes)), "sizes": sizes}
        card |= draw(maybe(**OWN, limits=limits()))
        served = {c for zone in card["zones"] for c in zone.get("countries", [])}
        card["not_served"] = [c for c in draw(st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=1)) if c not in served]
        extras = draw(st.lists(surcharges([zone["code"] for zone in card["zones"]]), max_size=4))
        card["surcharges"] = [{"code": f"X{n}", "name_zh": "附加", "name_en": "extra", **extra} for n, extra in enumerate(extras)]
        for n, extra in enumerate(card["surcharges"]):
            if isinstance(extra.get("of"), list):  # of those above it, which no group makes a circle of
                extra["of"] = [name for name in extra["of"] if name[0] != "X" or int(name[1:]) < n] or ["freight"]
                extra.pop("group", None)
        found.append(card)
    return found


FAR = {"postcodes": {"DE": ["10"], "GB": ["BT1..BT9"]}, "cities": {"US": ["nome"]}}


@st.composite
def services(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Documents of up to four services."""
    found = []
    for code in draw(st.lists(st.sampled_from("ABCDEF"), min_size=1, max_size=4, unique=True)):
        fuel = draw(st.dictionaries(DAYS, st.decimals(0, 40, places=2).map(str), max_size=3))
        made = draw(cards())
        known = {extra["code"] for card in made for extra in card["surcharges"]}
        of = draw(st.lists(st.sampled_from(["freight", *sorted(known)]), unique=True))
        document = {
            "places": [{"code": "far", **FAR}],
            **{"code": code, "name_zh": "随机", "name_en": "random", "class": "line", "carrier": "nobody", "source": "drawn at random"},
            **{"origins": draw(st.sampled_from([["CN"], ["CN"], ["CN", "DE"], ["DE"]])), "cards": made},
            "fuel": [{"valid_from": day, "percent": percent, "of": of} for day, percent in fuel.items()],
        }
        found.append(without_circles(document))
    return found


def without_circles(document: dict[str, Any]) -> dict[str, Any]:
    """Fuel is of the freight alone where a surcharge of any card is taken of fuel."""
    extras = [extra for card in [*document["cards"], *document.get("selling", [])] for extra in card["surcharges"]]
    if not any("fuel" in extra.get("of", "") for extra in extras):
        return document
    return document | {"fuel": [row | {"of": ["freight"]} for row in document["fuel"]]}


PARCEL = st.fixed_dictionaries(
    {
        "weight_g": st.integers(1, 5000),
        "size": st.tuples(*[st.integers(1, 700)] * 3),
        "value_minor": st.integers(0, 40_000),
        "attributes": attributes.map(lambda names: sum(Attribute[n.upper()] for n in names)),
        "warehouse_id": st.sampled_from([1, 1, 1, 1, 2]),
        "country": st.sampled_from(["DE", "DE", "US", *COUNTRIES, "FR", None]),
        "postcode": st.sampled_from(
            ["10115", "10115", "10200", "BT1 5GS", "bt15gs", "BT15 5GS", "B1 1AA", "06390", "99501", "1", "2", "99999", "", None]
        ),
        "city": st.sampled_from([None, "KÖLN", "Nome", "St. Helens", "saint-helens", ""]),
        "company": st.sampled_from([None, "", " ", "Ltd"]),
        "pieces": st.integers(1, 4),
        "currency": st.sampled_from(CURRENCIES),
        "service": st.sampled_from([None] * 6 + ["A", "B", "Z", ""]),
        "promised_on": st.one_of(st.none(), st.integers(-3, 40).map(lambda n: ON + timedelta(n))),
    }
)
PARCELS = st.lists(PARCEL, min_size=1, max_size=6)
AIMS = st.tuples(st.sampled_from(list(Aim)), st.integers(0, 3000))
