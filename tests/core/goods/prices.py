"""Invented freight and duty for the tests of the aims: rules that fit on a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from fahuo.core.goods.aims import UNKNOWN, Quotes
from fahuo.core.goods.fill import Ints


@dataclass(frozen=True)
class FlatFreight:
    """`fixed` a parcel and `per_g` for each gram of the chargeable weight; `divisor` mm3 are a gram; nothing over `most_g` or `longest_mm`."""

    per_g: int = 1
    divisor: int = 6_000
    fixed: int = 0
    most_g: int = 1 << 40
    longest_mm: int = 1 << 40
    slow_over_g: int = 1 << 40  # heavier parcels are late

    @property
    def caps_g(self) -> Sequence[int]:
        return (self.most_g,)

    def quote(self, parcels: pl.DataFrame, placements: pl.DataFrame) -> Quotes:
        size, weight = parcels.select("length_mm", "width_mm", "height_mm").to_numpy().astype(np.int64), parcels["weight_g"].to_numpy()
        charged = np.maximum(weight, -(-size.prod(axis=1) // self.divisor))
        served = (weight <= self.most_g) & (size.max(axis=1) <= self.longest_mm)
        minor = np.where(served, self.fixed + charged * self.per_g, UNKNOWN)
        return Quotes(minor, (weight > self.slow_over_g).astype(np.int64), np.zeros(len(minor), dtype=np.int64))


@dataclass(frozen=True)
class LineDuty:
    """`per_code` for each code in each parcel, `per_parcel`, and `percent` of the value of a parcel above `limit`, where each counts by itself."""

    codes: dict[int, str]  # product -> code
    price: int = 0  # of one piece
    per_code: int = 0
    per_parcel: int = 0
    percent: int = 0
    limit: int = 0
    unknown: set[int] = field(default_factory=set)  # products of which nobody knows the duty

    def owed(self, parcels: pl.DataFrame, placements: pl.DataFrame) -> Ints:
        code = pl.col("product_id").replace_strict(self.codes, default="", return_dtype=pl.String)
        pieces = (pl.col("nx").cast(pl.Int64) * pl.col("ny") * pl.col("nz")).sum()
        inside = placements.group_by("parcel_id").agg(
            codes=code.n_unique().cast(pl.Int64), value=pieces * self.price, lost=pl.col("product_id").is_in(list(self.unknown)).any()
        )
        rows = parcels.join(inside, on="parcel_id", how="left", maintain_order="left")
        above = pl.when(pl.col("value") > self.limit).then(pl.col("value") * self.percent // 100).otherwise(0)
        owed = self.per_parcel + pl.col("codes") * self.per_code + above
        return rows.select(pl.when("lost").then(UNKNOWN).otherwise(owed)).to_series().to_numpy()

    def below(self, order_ids: Ints) -> Ints:
        return np.full(len(order_ids), self.limit, dtype=np.int64)

    def value(self, order_ids: Ints, line_nos: Ints) -> Ints:
        return np.full(len(order_ids), self.price, dtype=np.int64)
