"""Which bins a count looks into."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from django.db.models import Max

from fahuo.core.goods.counting import classes, oldest, to_count
from fahuo.core.words import Telling
from fahuo.records import stock
from fahuo.records.models import Holding, Merchant, Product, Stock, Warehouse
from fahuo.records.queries import rows_of
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


_TODAY = """
    WITH last AS (SELECT r.bin_id, max(r.done_at) AS at FROM goods_countround r JOIN records_bin b ON b.id = r.bin_id
                  WHERE b.warehouse_id = %(house)s AND r.done_at IS NOT NULL GROUP BY 1),
    moved AS (SELECT e.bin_id, e.at FROM records_move m CROSS JOIN LATERAL (VALUES (m.from_bin_id, m.at), (m.to_bin_id, m.at)) AS e (bin_id, at)
              WHERE m.merchant_id = %(merchant)s AND m.warehouse_id = %(house)s AND m.at >= %(since)s AND e.bin_id IS NOT NULL),
    often AS (SELECT v.bin_id, count(*) AS n FROM moved v LEFT JOIN last ON last.bin_id = v.bin_id WHERE last.at IS NULL OR v.at > last.at GROUP BY 1)
    SELECT b.id, b.walk, b.code, last.at, COALESCE(often.n, 0)::bigint FROM records_bin b
    LEFT JOIN last ON last.bin_id = b.id LEFT JOIN often ON often.bin_id = b.id
    WHERE b.warehouse_id = %(house)s AND b.active AND b.kind = ANY(%(kinds)s)
      AND (EXISTS (SELECT 1 FROM records_holding h WHERE h.bin_id = b.id AND h.quantity > 0) OR often.n > 0)
      AND NOT EXISTS (SELECT 1 FROM goods_countround r WHERE r.bin_id = b.id AND r.done_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM goods_counttelling t WHERE t.count_id = r.count_id AND t.kind = ANY(%(over)s)))"""
BUSY_DAYS = 30  # moves of so many days are looked at


def for_today(merchant: Merchant, house: Warehouse, kinds: Collection[str], most: int, now: datetime) -> pl.DataFrame:
    """core.goods.counting.to_count over the bins of a warehouse in which something lies or moved, and that no open count looks into."""
    params = {
        "merchant": merchant.pk, "house": house.pk, "since": now - timedelta(days=BUSY_DAYS), "kinds": list(kinds),
        "over": [Telling.CLOSED.value, Telling.CANCELLED.value],
    }  # fmt: skip
    schema = {"bin_id": pl.Int64, "walk": pl.Int64, "code": pl.String, "counted_at": pl.Datetime("us", "UTC"), "moved": pl.Int64}
    return to_count(pl.DataFrame(rows_of(_TODAY, params), schema=schema, orient="row"), most)
