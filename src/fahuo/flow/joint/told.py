"""Ways as they are kept in a suggestion: words and numbers that JSON has, and back into what the planner is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from fahuo.core import frames
from fahuo.core.joint.plan import Joint
from fahuo.core.joint.ways import Way, bits, services_of

Told = dict[str, Any]


def tell(found: Joint, way: Way) -> Told:
    """A way in words that JSON has."""
    told = []
    for sending in way.sendings:
        priced = found.sendings[sending]
        told.append(
            {
                "warehouse_id": sending[1],
                "services": services_of(sending[2]),  # empty: as rules and aim choose
                "items": [[i.order_id, i.line_no, i.warehouse_id, list(map(list, i.products))] for i in (found.items[n] for n in bits(sending[0]))],
                "boxes": [
                    [b.box_id, b.weight_g, b.service_id, b.freight_minor, b.days_p50, b.days_p90] for b in priced.boxes
                ],
                "inside": [list(map(list, b.inside)) for b in priced.boxes],  # of each box its blocks, for the picture
                "materials_minor": priced.materials_minor,
                "freight_minor": priced.freight_minor,
                "handling_minor": priced.handling_minor,
                "premium_minor": priced.premium_minor,
                "worth_minor": priced.worth_minor,
            }
        )  # fmt: skip
    return {"sendings": told, "duty_minor": way.duty_minor, "total_minor": way.total_minor, "saves_minor": found.saves_minor(way)}


def tell_today(found: Joint) -> Told:
    """Today's plan, with what keeps the duty of this or of other ways from being known."""
    lacks = [{"code": lack.code, "values": lack.values, "products": list(lack.products)} for lack in found.lacks]
    return tell(found, found.today) | {"lacks": lacks}


def linked(sendings: list[Told], ids: list[int]) -> list[list[int]]:
    """Orders that share a sending, directly or by others between; each list ascending."""
    leader = {i: i for i in ids}
    for sending in sendings:
        mine = sorted({leader[item[0]] for item in sending["items"]})
        leader = {i: mine[0] if of in mine else of for i, of in leader.items()}
    return [[i for i in ids if leader[i] == first] for first in sorted(set(leader.values()))]


Row = tuple[int, int, int, int, int, int, str]  # frames.Sendings


@dataclass(frozen=True)
class Going:
    """An order that carries goods of a way: its rows of frames.Sendings - none where it goes as it is planned anyway - and which of the way's
    sendings are its own, by part or by warehouse."""

    order_id: int
    rows: list[Row]
    by_part: list[int]
    by_warehouse: dict[int, int]
    shifts: dict[int, int]  # of each order whose lines it carries what was added to their numbers

    def line_of(self, line_no: int) -> tuple[int, int]:
        """Whose line this is, and its number there."""
        shift, order_id = max((shift, order_id) for order_id, shift in self.shifts.items() if shift < line_no)
        return order_id, line_no - shift

    def sending_of(self, line_no: int, warehouse_id: int, product_id: int) -> int:
        """Which sending these pieces are in; -1 where they are in none of the way's."""
        for row in self.rows:
            if row[1:4] == (line_no, warehouse_id, product_id):
                return self.by_part[row[5]]
        return self.by_warehouse.get(warehouse_id, -1) if not self.rows else -1


def going_as(sendings: list[Told], shifts: dict[int, int]) -> Going:
    """How the first of these orders goes with the others' lines, whose numbers are shifted so; without rows where it is one order, each of its
    warehouses one sending by any service."""
    host = min(shifts)
    mine = [n for n, s in enumerate(sendings) if s["items"][0][0] in shifts]
    by_warehouse = {sendings[n]["warehouse_id"]: n for n in mine}
    stays = all(item[2] == sendings[n]["warehouse_id"] for n in mine for item in sendings[n]["items"])
    if len(shifts) == 1 and len(by_warehouse) == len(mine) and stays and not any(sendings[n]["services"] for n in mine):
        return Going(host, [], mine, by_warehouse, shifts)
    rows = [
        (host, line_no + shifts[order_id], sendings[n]["warehouse_id"], product, pieces, part, sendings[n]["services"])
        for part, n in enumerate(mine)
        for order_id, line_no, _, products in sendings[n]["items"]
        for product, pieces in products
    ]
    return Going(host, rows, mine, by_warehouse, shifts)


def sendings_frame(found: list[Row]) -> pl.DataFrame:
    """frames.Sendings. Pieces of one line that come from one warehouse travel together."""
    columns = frames.empty(frames.Sendings).schema
    table = pl.DataFrame(found, schema=columns, orient="row")
    place = ["order_id", "line_no", "warehouse_id", "product_id"]
    one = table.group_by(place, maintain_order=True).agg(pl.col("quantity").sum(), pl.col("part", "services").first())
    return one.select(list(columns))
