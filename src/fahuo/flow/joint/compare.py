"""What was planned after a way was taken, in the words in which it was shown: it is to be the same, to the box and the cent."""

from __future__ import annotations

from typing import Any

import polars as pl

from fahuo.core.words import Aim
from fahuo.flow.joint.told import Going, Told
from fahuo.records.copy import fetch
from fahuo.records.models import Merchant


def as_planned(merchant: Merchant, way: Told, going: list[Going]) -> Told:
    """The way with the parcels that its orders have now, and the figures that follow from them; duty is of goods, not of parcels."""
    of_sending: dict[int, list[dict[str, Any]]] = {}
    where = {host.order_id: host for host in going}
    inside = _inside(where)
    for row in _parcels(sorted(where)).iter_rows(named=True):
        of_sending.setdefault(where[row["order_id"]].sending_of(row["line_no"], row["warehouse_id"], row["product_id"]), []).append(row)
    day_worth = merchant.day_worth_minor if merchant.aim in (Aim.VALUE, Aim.LANDED) else 0
    sendings = []
    for n, sending in enumerate(way["sendings"]):
        rows = of_sending.get(n, [])
        sums = {
            "materials_minor": sum(row["price_minor"] or 0 for row in rows),
            "freight_minor": sum(row["home_minor"] or 0 for row in rows),
            "worth_minor": sum(row["days_p50"] or 0 for row in rows) * day_worth,
        }
        names = ("box_id", "weight_g", "service_id", "home_minor", "days_p50", "days_p90")
        sendings.append(
            sending
            | sums
            | {"boxes": [[row[name] if name in ("box_id", "service_id") else row[name] or 0 for name in names] for row in rows]}
            | {"inside": [inside[row["parcel_id"]] for row in rows]}
        )
    more = sum(_money(after) - _money(before) for after, before in zip(sendings, way["sendings"], strict=True))
    return way | {"sendings": sendings, "total_minor": way["total_minor"] + more, "saves_minor": way["saves_minor"] - more}


def same_parcels(shown: Told, planned: Told) -> bool:
    """Whether each sending has the boxes, weights, services and prices that were shown."""
    return all(
        sorted(map(_plain, a["boxes"])) == sorted(map(_plain, b["boxes"]))
        for a, b in zip(shown["sendings"], planned["sendings"], strict=True)
    )


def _plain(box: list[int | None]) -> list[int]:
    return [-1 if figure is None else figure for figure in box]


def _money(sending: Told) -> int:
    return int(sending["materials_minor"] + sending["freight_minor"] + sending["worth_minor"])


def _parcels(order_ids: list[int]) -> pl.DataFrame:
    """Parcels of orders with their box, the chosen offer and one of the lines inside."""
    return fetch(
        """SELECT DISTINCT ON (p.id) p.id AS parcel_id, p.order_id, p.warehouse_id, p.box_id, p.weight_g, i.line_no, i.product_id, b.price_minor, o.service_id,
               o.home_minor, o.days_p50, o.days_p90
           FROM goods_parcel p JOIN goods_placement i ON i.parcel_id = p.id LEFT JOIN goods_box b ON b.id = p.box_id
           LEFT JOIN methods_offer o ON o.parcel_id = p.id AND o.chosen
           WHERE p.order_id = ANY(%s) ORDER BY p.id, i.seq""",
        [order_ids],
        dict.fromkeys(("parcel_id", "order_id", "warehouse_id", "box_id", "weight_g"), pl.Int64)
        | {"line_no": pl.Int32}
        | dict.fromkeys(("product_id", "price_minor", "service_id", "home_minor", "days_p50", "days_p90"), pl.Int64),
    )


def _inside(hosts: dict[int, Going]) -> dict[int, list[list[int]]]:
    """Of each parcel of these orders its blocks as core.joint.ways.Block, by the orders that the goods came with."""
    rows = fetch(
        """SELECT i.parcel_id, p.order_id, i.line_no, i.product_id, x_mm, y_mm, z_mm, dx_mm, dy_mm, dz_mm, nx, ny, nz
           FROM goods_placement i JOIN goods_parcel p ON p.id = i.parcel_id WHERE p.order_id = ANY(%s) ORDER BY i.parcel_id, i.seq""",
        [sorted(hosts)],
        dict.fromkeys(("parcel_id", "order_id", "line_no", "product_id"), pl.Int64)
        | dict.fromkeys(("x_mm", "y_mm", "z_mm", "dx_mm", "dy_mm", "dz_mm", "nx", "ny", "nz"), pl.Int64),
    )
    found: dict[int, list[list[int]]] = {}
    for parcel_id, host, line_no, *block in rows.iter_rows():
        found.setdefault(parcel_id, []).append([*hosts[host].line_of(line_no), *block])
    return found
