"""Which bins a count looks into."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import Max

from fahuo.core.goods.counting import classes, oldest
from fahuo.records import stock
from fahuo.records.models import Holding, Merchant, Product, Stock, Warehouse
from fahuo.steps.goods.models import CountRound


def bins_with(own: Any, product_ids: Collection[int]) -> list[tuple[int, int | None]]:
    """The bins in which these products lie, each with its product, in the order of the walk."""
    rows = Holding.objects.filter(bin__in=own, product__in=product_ids, quantity__gt=0)
    return list(rows.order_by("bin__walk", "bin__code", "product").values_list("bin_id", "product_id").distinct())


def bins_of_class(merchant: Merchant, house: Warehouse, name: str, since: datetime, until: datetime) -> list[int]:
    """Products of a class: by the value of what left this warehouse in parcels; without a price a piece counts as one. Of which nothing left is C."""
    left = stock.shipped(merchant.pk, since, until).filter(pl.col("warehouse_id") == house.pk)
    prices = dict(Product.objects.filter(pk__in=left["product_id"].to_list()).values_list("pk", "price_minor"))
    valued = left.select(
        "product_id",
        value=pl.col("quantity") * pl.col("product_id").replace_strict(prices, default=None, return_dtype=pl.Int64).fill_null(1),
    )
    ranked = classes(valued)
    of_class = ranked.filter(pl.col("class") == name)["product_id"].to_list()
    if name != "C":
        return of_class
    there = Stock.objects.filter(warehouse=house, on_hand__gt=0).values_list("product_id", flat=True)
    return sorted({*of_class, *(set(there) - set(ranked["product_id"]))})


def oldest_bins(own: Any, most: int) -> list[int]:
    """Bins that were not counted for the longest time."""
    counted = dict(CountRound.objects.filter(bin__in=own, done_at__isnull=False).values_list("bin_id").annotate(last=Max("done_at")))
    rows = [(b.pk, b.walk, b.code, counted.get(b.pk)) for b in own]
    schema = {"bin_id": pl.Int64, "walk": pl.Int64, "code": pl.String, "counted_at": pl.Datetime("us", "UTC")}
    return oldest(pl.DataFrame(rows, schema=schema, orient="row"), most)
