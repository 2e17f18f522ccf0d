"""What was seen of every lane -> what is learnt of it (frames.Lanes). A lane is a service, the country it leaves and the one it goes to."""

from __future__ import annotations

import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.layout import split_key
from fahuo.core.methods.learn import Seen, learn
from fahuo.core.methods.transit import of_card


def learn_lanes(seen: pl.DataFrame, rates: Rates) -> pl.DataFrame:
    """seen: service_id, origin, country, days, delivered (in the day `days`, or else not yet after so many days), parcels.

    Lanes with too few delivered parcels, and those that no card of the day serves, are left out: the card's own days hold there.
    """
    rows = []
    for (service_id, origin, country), lane in sorted(seen.group_by("service_id", "origin", "country"), key=lambda pair: str(pair[0])):
        days = card_days(rates, int(str(service_id)), str(country))
        if days is None:
            continue
        parcels = [Seen(*row) for row in lane.select("days", "parcels", "delivered").sort("delivered", "days").iter_rows()]
        learnt = learn(parcels, *of_card(*days))
        if learnt is not None:
            rows.append((service_id, origin, country, learnt.mean, learnt.deviation, learnt.delivered, learnt.under_way))
    return pl.DataFrame(rows, schema=frames.empty(frames.Lanes).schema, orient="row")


def card_days(rates: Rates, service_id: int, country: str) -> tuple[int, int] | None:
    """p50 and p90 of the card for the country: of the zone that most of it belongs to; None where it is not served."""
    if service_id not in rates.service_ids or country not in COUNTRIES:
        return None
    zone = int(rates.layout.zone_of[rates.row(service_id), COUNTRIES.index(country)])
    if zone < -1:  # served in parts
        split = rates.layout.splits[split_key(zone)]
        zone = int(split["zone"])
        if zone < 0 and split["span_from"] < split["span_to"]:
            zone = int(rates.layout.split_spans[split["span_from"]]["zone"])
        if zone < 0 and split["city_from"] < split["city_to"]:
            zone = int(rates.layout.split_cities[split["city_from"]]["zone"])
    return (int(rates.zones[zone]["days_p50"]), int(rates.zones[zone]["days_p90"])) if zone >= 0 else None
