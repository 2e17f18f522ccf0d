"""What became of every line that came in: planned, refused with one reason, or not goods."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from fahuo.core.journey import Prepared
from fahuo.core.reasons import REASONS
from fahuo.core.words import Weight


@dataclass
class Tally:
    """Counts that add up: lines = planned_lines + refused_lines + not_goods_lines."""

    orders: int = 0
    lines: int = 0
    planned_lines: int = 0
    refused_lines: int = 0
    not_goods_lines: int = 0
    parcels: int = 0
    held_orders: int = 0
    refusals: dict[str, int] = field(default_factory=dict)  # reason -> lines
    waits: dict[str, int] = field(default_factory=dict)  # planned all the same, something is owed before a later step -> lines

    def add(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            **{name: getattr(self, name) + getattr(other, name) for name in COUNTS},
            refusals=_sum(self.refusals, other.refusals),
            waits=_sum(self.waits, other.waits),
        )


COUNTS = ("orders", "lines", "planned_lines", "refused_lines", "not_goods_lines", "parcels", "held_orders")


def _sum(a: dict[str, int], b: dict[str, int]) -> dict[str, int]:
    return {code: a.get(code, 0) + b.get(code, 0) for code in sorted({*a, *b})}


def count_codes(refusals: pl.DataFrame) -> dict[str, int]:
    """How often each code was said."""
    return dict(refusals.group_by("code").len().sort("code").iter_rows())


def tally_file(orders: int, lines: int, refusals: pl.DataFrame, not_goods: pl.DataFrame) -> Tally:
    """What intake already decided about a file; the goods lines are still to come."""
    return Tally(
        orders=orders, lines=lines, refused_lines=refusals.height, not_goods_lines=not_goods.height, refusals=count_codes(refusals)
    )


def tally_plan(lines: pl.DataFrame, prepared: Prepared) -> Tally:
    """What a plan decided about goods lines (frames.Lines). Orders and lines were counted by the file."""
    outcome = outcomes(lines, prepared)
    refused = outcome.filter(pl.col("code").is_not_null())
    waiting = prepared.refusals.filter(
        pl.col("code").is_in([c for c, r in REASONS.items() if r.weight == Weight.WAITS]), pl.col("line_no").is_not_null()
    )
    return Tally(
        planned_lines=outcome.height - refused.height,
        refused_lines=refused.height,
        parcels=prepared.parcels.height,
        held_orders=prepared.holds.height,
        refusals=count_codes(refused),
        waits=count_codes(waiting.unique(["order_id", "line_no", "code"])),
    )


def outcomes(lines: pl.DataFrame, prepared: Prepared) -> pl.DataFrame:
    """order_id, line_no, code: null where the line is planned, else the one reason that weighs first: its own, its order's, its parcel's."""
    final = prepared.refusals.filter(pl.col("code").is_in([c for c, r in REASONS.items() if r.weight == Weight.REFUSED]))
    key = ["order_id", "line_no"]
    own = final.filter(pl.col("line_no").is_not_null(), pl.col("parcel_id").is_null()).select(*key, "code")
    orders = final.filter(pl.col("line_no").is_null(), pl.col("parcel_id").is_null()).select("order_id", "code")
    parcels = final.filter(pl.col("parcel_id").is_not_null()).select("parcel_id", "code")
    of_order = lines.select(*key).join(orders, on="order_id")
    inside = prepared.placements.select("parcel_id", "line_no").join(prepared.parcels.select("parcel_id", "order_id"), on="parcel_id")
    of_parcel = inside.join(parcels, on="parcel_id").select(*key, "code") if parcels.height else own.clear()
    first = pl.concat([own, of_order.select(*key, "code"), of_parcel]).unique(key, keep="first", maintain_order=True)
    return lines.select(*key).join(first, on=key, how="left", maintain_order="left")
