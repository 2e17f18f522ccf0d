"""python -m bench methods: offers a second, beside a plain Python loop of the same rules and beside karrio's rate sheets over the same table."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench import plain_rates
from bench.rate_table import PARCELS, REMOTE, SERVICES, ZONES, mark_ups, market, parcels
from fahuo.core.methods.loads import load_parcels
from fahuo.core.methods.market import OneService
from fahuo.core.methods.plan import plan_methods, warm_up
from fahuo.core.methods.price_loads import price_loads
from fahuo.core.methods.quote import Asked, quote
from fahuo.core.methods.sell import sell

KARRIO = "karrio==2026.1.32"
SOME = 200  # parcels for the slow ones
TIMES = 7


def main() -> None:
    """Measure and print; takes about two minutes, a part of it for karrio to be installed in an environment that is thrown away."""
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start; {PARCELS:,} parcels, {SERVICES} services of {ZONES} zones\n"
    )
    warm_up()
    rich, given = market(rich=True), parcels()
    on, offers = rich.rates.on, PARCELS * SERVICES
    loads, currencies = load_parcels(*given, rich, on)
    kernel, whole = _least(lambda: price_loads(loads, currencies, rich)), _least(lambda: plan_methods(*given, rich, on))
    made = plan_methods(*given, rich, on).offers
    accepted = made["reason"].null_count() / offers
    rules = mark_ups()
    sold = _least(lambda: sell(*given, made, replace(rich, mark_ups=rules), on))
    unsold = _least(lambda: sell(*given, made, rich, on))
    few = [frame.filter(pl.col("order_id") < SOME) for frame in given]
    loop = _plain(few, rich, made)
    asked = Asked("DE", 1240, "10115", size_mm=(300, 200, 150), value_minor=4000, currency="EUR")
    quick = _least(lambda: quote(asked, rich), 200)
    flat = market(rich=False)
    plain = _least(lambda: plan_methods(*given, flat, on))
    peer = _karrio(few, flat, plan_methods(*few, flat, on).offers)
    rows = [
        ("every form of price, fuel, surcharges, limits: the kernel", kernel.rate(offers), f"{kernel.said}; {accepted:.0%} accepted"),
        ("the same as a frame of offers, one chosen for each parcel", whole.rate(offers), f"{whole.said}; goal 3,000,000"),
        (
            f"selling prices of these offers by {len(rules)} rules of mark-up, on top",
            sold.rate(offers),
            f"{sold.said}; without a rule or a card of selling prices {unsold.wall * 1000:.1f} ms",
        ),
        (
            "a plain Python loop of the same rules, the same totals",
            f"{loop:,.0f} offers/s",
            f"{offers / whole.wall / loop:,.0f} times slower",
        ),
        (f"a quick quote: one parcel against {SERVICES} services, sorted", f"{quick.wall * 1000:.1f} ms", "goal 5 ms"),
        (f"is a postcode one of {REMOTE:,} remote ones", f"{_look_up(rich):.2f} µs", "any postcode, one after the other; goal 1 µs"),
        ("flat prices by weight and country: ours", plain.rate(offers), plain.said),
        (
            f"the same table as rate sheets of {KARRIO.replace('==', ' ')}, the same totals",
            f"{peer:,.0f} offers/s",
            f"{offers / plain.wall / peer:,.0f} times slower",
        ),
    ]
    print("| what | measured | beside |\n| --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


@dataclass(frozen=True)
class Took:
    """The least seconds of some runs: by the clock, and of all cores together at work."""

    wall: float
    cpu: float

    def rate(self, offers: int) -> str:
        """Offers a second by the clock."""
        return f"{offers / self.wall:,.0f} offers/s"

    @property
    def said(self) -> str:
        """Both times: on a busy machine the clock runs on while others are at work."""
        return f"{self.wall:.2f} s by the clock, {self.cpu:.2f} s of a core"


def _least(work: Callable[[], Any], times: int = TIMES) -> Took:
    walls, cpus = [], []
    for _ in range(times):
        begun, busy = time.perf_counter(), time.process_time()
        work()
        cpus.append(time.process_time() - busy)
        walls.append(time.perf_counter() - begun)
    return Took(min(walls), min(cpus))


def _plain(few: list[pl.DataFrame], world: OneService, made: pl.DataFrame) -> float:
    """Offers a second of the plain loop; its totals are those of the kernel, or nothing was measured."""
    orders, packed, contents = few
    rows = (
        packed.join(orders.select("order_id", "country", "postcode", "city", "currency"), on="order_id")
        .join(contents.select("order_id", "value_minor"), on="order_id")
        .to_dicts()
    )
    begun = time.perf_counter()
    found = list(plain_rates.price(rows, world.rates, world.currency))
    took = time.perf_counter() - begun
    ours = made.head(len(found)).select("home_minor", "reason").rows()
    wrong = [(a, b) for a, b in zip(found, ours, strict=True) if a != (b[0] if b[1] is None else b[1])]
    if wrong:
        raise SystemExit(f"the plain loop and the kernel differ: {wrong[:3]}")
    return len(found) / took


def _look_up(world: OneService) -> float:
    """Microseconds for one look-up in the list of remote places, least of some runs."""
    from fahuo.core.methods.price_lookup import count_inside

    at = world.rates.layout
    country = int(np.flatnonzero(at.places[0]["span_to"] > at.places[0]["span_from"])[0])
    codes = np.random.default_rng(3).choice(at.spans["low"], 200_000)
    count_inside(codes[:1], 0, country, at.places, at.spans)
    return _least(lambda: count_inside(codes, 0, country, at.places, at.spans)).wall / len(codes) * 1e6


def _karrio(few: list[pl.DataFrame], world: OneService, ours: pl.DataFrame) -> float:
    """Offers a second of karrio's SDK over the same flat table."""
    orders, packed, _ = few
    services = [
        {
            "code": service.code,
            "zones": [
                {
                    "label": zone.code,
                    "countries": list(zone.countries),
                    "over_g": b.over_g,
                    "up_to_g": b.up_to_g,
                    "rate": b.fixed_minor / 100,
                }
                for zone in service.cards[0].zones
                for b in zone.bands
            ],
        }
        for service in world.rates.services
    ]
    asked = (
        packed.join(orders.select("order_id", "country", "postcode"), on="order_id").select("country", "postcode", "weight_g").to_dicts()
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        subprocess.run([sys.executable, "-m", "venv", str(home / "venv")], check=True)
        python = str(home / "venv" / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", KARRIO], check=True, capture_output=True)
        (home / "table.json").write_text(json.dumps({"services": services, "parcels": asked}))
        script = str(Path(__file__).with_name("karrio_rates.py"))
        done = subprocess.run([python, "-I", script, str(home / "table.json")], check=True, capture_output=True, text=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    codes = dict(zip(world.rates.service_ids.tolist(), (s.code for s in world.rates.services), strict=True))
    mine = sorted(
        [p, codes[s], t] for p, s, t in ours.filter(pl.col("reason").is_null()).select("parcel_id", "service_id", "total_minor").iter_rows()
    )
    if mine != sorted(answer["totals"]):
        raise SystemExit("karrio's totals and ours differ")
    return len(ours) / float(answer["seconds"])


if __name__ == "__main__":
    main()
