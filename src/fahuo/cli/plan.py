"""fahuo plan: steps 1 to 4 for a file of orders, with the sample world's warehouses, boxes, services and rules."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from fahuo.cli.main import Problem
from fahuo.core.frames import Refusals, empty
from fahuo.core.goods.catalog import read_catalog
from fahuo.core.goods.stock import read_stock
from fahuo.core.journey import Prepared, prepare
from fahuo.core.reasons import say
from fahuo.core.tally import Tally, tally_file, tally_plan
from fahuo.plugins.marketplaces.files.client import UnreadableFile, read_table
from fahuo.plugins.marketplaces.files.mapping import MappingWrong, known_mappings
from fahuo.plugins.marketplaces.files.orders import read_orders
from fahuo.sample.world import sample_world

BATCH = 10_000  # orders at once: bounds the memory whatever the size of the file


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--orders", required=True, metavar="FILE", help="orders as CSV or XLSX, .gz too; see docs/orders-from-files.md")
    parser.add_argument("--mapping", metavar="NAME", help=f"column mapping: {', '.join(known_mappings())}, or a .json file; left out: recognised by the header")
    parser.add_argument("--catalog", required=True, metavar="FILE", help="products: sku, name, length_mm, width_mm, height_mm, weight_g, ...")
    parser.add_argument("--stock", metavar="FILE", help="limit stock: sku, warehouse, quantity; left out: every product is there")
    parser.add_argument("--on", type=date.fromisoformat, default=None, metavar="DATE", help="plan as of this day (2026-01-31); left out: today")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write parcels, offers and refusals as Parquet into this folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    begun = time.perf_counter()
    on = args.on or datetime.now(UTC).date()
    try:
        products, wrong = read_catalog(read_table(Path(args.catalog), args.catalog))
        stock, wrong_stock = None, empty(Refusals)
        world = sample_world(on, products)
        if args.stock:
            stock, wrong_stock = read_stock(read_table(Path(args.stock), args.stock), products, world.warehouses)
            world = sample_world(on, products, stock)
        read = read_orders(Path(args.orders), args.orders, args.mapping)
    except (UnreadableFile, MappingWrong) as problem:
        raise Problem(str(problem)) from None
    tally, plans = _plan(read, world, on)
    if args.out:
        _write(args.out, read, plans)
    notes = pl.concat([wrong, wrong_stock])
    answer = asdict(tally) | {"seconds": round(time.perf_counter() - begun, 3), "on": on.isoformat(), "faults": _faults(notes)}
    print(json.dumps(answer, ensure_ascii=False)) if args.json else _show(answer)
    return 0


def _plan(read: Any, world: Any, on: date) -> tuple[Tally, list[tuple[pl.DataFrame, Prepared]]]:
    tally = tally_file(read.orders_in_file, read.lines_in_file, read.refusals, read.not_goods)
    orders = read.orders.sort("placed_at", "shop", "number")
    plans = []
    for begin in range(0, orders.height, BATCH):
        batch = orders.slice(begin, BATCH)
        lines = read.lines.join(batch.select("order_id"), on="order_id", how="semi", maintain_order="left")
        prepared = prepare(batch, lines, world, on)
        tally = tally.add(tally_plan(lines, prepared))
        plans.append((batch, prepared))
    return tally, plans


def _write(folder: Path, read: Any, plans: list[tuple[pl.DataFrame, Prepared]]) -> None:
    """Parcels, offers and refusals, each with the order's number; parcel ids run through the whole file."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = read.orders.select("order_id", "number")
    parcels, offers, refusals, first = [], [], [read.refusals, read.not_goods], 0
    for _, p in plans:
        shift = pl.col("parcel_id") + first
        parcels.append(p.parcels.with_columns(shift))
        offers.append(p.offers.with_columns(shift))
        refusals.append(p.refusals.with_columns(shift))
        first += p.parcels.height
    for name, parts in (("parcels", parcels), ("offers", offers), ("refusals", refusals)):
        frame = pl.concat(parts) if parts else pl.DataFrame()
        if "order_id" in frame.columns:
            frame = frame.join(numbers, on="order_id", how="left", maintain_order="left")
        if name == "refusals":
            frame = frame.with_columns(
                pl.struct("code", "values").map_elements(lambda r: say(r["code"], r["values"]), return_dtype=pl.String).alias("sentence")
            )
        frame.write_parquet(folder / f"{name}.parquet")


def _faults(notes: pl.DataFrame) -> list[str]:
    return [say(code, values) for code, values in notes.head(20).select("code", "values").iter_rows()] + (
        [f"... and {notes.height - 20} more"] if notes.height > 20 else []
    )


def _show(answer: dict[str, Any]) -> None:
    for name in ("orders", "lines", "planned_lines", "refused_lines", "not_goods_lines", "parcels", "held_orders"):
        print(f"{name:>16} {answer[name]:>12,}")
    for title in ("refusals", "waits"):
        for code, count in sorted(answer[title].items(), key=lambda item: -item[1]):
            print(f"{title[:-1]:>16} {count:>12,}  {code}")
    for fault in answer["faults"]:
        print(f"{'note':>16} {fault}")
    print(f"{'seconds':>16} {answer['seconds']:>12}")
