"""fahuo plan: steps 1 to 4 for a file of orders, with the sample world's warehouses, boxes, services and rules."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from fahuo.cli.main import Problem
from fahuo.core.frames import Refusals, empty
from fahuo.core.goods.catalog import read_catalog
from fahuo.core.goods.stock import read_stock
from fahuo.core.journey import Prepared, World, prepare
from fahuo.core.orders.allocate import left_of
from fahuo.core.orders.intake import Intake
from fahuo.core.reasons import say
from fahuo.core.tally import Tally, tally_file, tally_plan
from fahuo.plugins.marketplaces.files.batches import Batches
from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.plugins.marketplaces.files.faults import Told
from fahuo.plugins.marketplaces.files.mapping import Mapping, builtin
from fahuo.plugins.marketplaces.files.take import take_in
from fahuo.sample.world import sample_world

BATCH = 10_000  # orders at once: bounds the memory whatever the size of the file
FAULTS = 20  # faults of the catalogue and stock files that are shown
Part = tuple[Intake, Prepared]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--orders", required=True, metavar="FILE", help="orders as CSV or XLSX, .gz too; see docs/orders-from-files.md")
    parser.add_argument(
        "--mapping", metavar="NAME", help=f"column mapping: {', '.join(builtin())}, or a .json file; left out: recognised by the header"
    )
    parser.add_argument(
        "--catalog", required=True, metavar="FILE", help="products: sku, name, length_mm, width_mm, height_mm, weight_g, ..."
    )
    parser.add_argument("--stock", metavar="FILE", help="limit stock: sku, warehouse, quantity; left out: every product is there")
    parser.add_argument(
        "--on", type=date.fromisoformat, default=None, metavar="DATE", help="plan as of this day (2026-01-31); left out: today"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="write parcels, offers and refusals as Parquet into this folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    begun = time.perf_counter()
    on = args.on or datetime.now(UTC).date()
    try:
        products, wrong = read_catalog(read_table(Path(args.catalog)))
        world, wrong_stock = sample_world(on, products), empty(Refusals)
        if args.stock:
            stock, wrong_stock = read_stock(read_table(Path(args.stock)), products, world.warehouses)
            world = sample_world(on, products, stock)
        tally, parts = _plan(Batches(Path(args.orders), mapping=_mapping(args.mapping), orders=BATCH), world, on, keep=bool(args.out))
    except Told as problem:
        raise Problem(problem.en) from None
    if args.out:
        _write(args.out, parts)
    answer = asdict(tally) | {"seconds": round(time.perf_counter() - begun, 3), "on": on.isoformat(), "faults": _faults(wrong, wrong_stock)}
    print(json.dumps(answer, ensure_ascii=False)) if args.json else _show(answer)
    return 0


def _mapping(name: str | None) -> Mapping | str | None:
    """A mapping by name, or from a JSON file of one's own."""
    if name is None or not name.endswith(".json"):
        return name
    try:
        return Mapping.from_dict(json.loads(Path(name).read_text("utf-8")))
    except (OSError, ValueError) as fault:
        raise Problem(f"the mapping {name} cannot be read: {fault}") from None


def _plan(file: Batches, world: World, on: date, keep: bool) -> tuple[Tally, list[Part]]:
    """Plan batch after batch; what one batch promises the next no longer finds."""
    tally, parts = Tally(), []
    for raw in file:
        read = take_in(raw, file.mapping, currency=world.currency)
        prepared = prepare(read.orders, read.lines, world, on)
        tally = tally.add(tally_file(read.order_count, raw.height, read.refusals, read.not_goods)).add(tally_plan(read.lines, prepared))
        world = replace(world, stock=left_of(world.stock, prepared.allocations))
        if keep:
            parts.append((read, prepared))
    return tally, parts


def _write(folder: Path, parts: list[Part]) -> None:
    """Parcels, offers and refusals of the whole file; order and parcel ids run through it."""
    folder.mkdir(parents=True, exist_ok=True)
    frames: dict[str, list[pl.DataFrame]] = {"parcels": [], "offers": [], "refusals": []}
    orders = parcels = 0
    for read, plan in parts:
        at = {"order_id": pl.col("order_id") + orders, "parcel_id": pl.col("parcel_id") + parcels}
        numbers = read.orders.select("order_id", "number").with_columns(at["order_id"])
        said = (
            pl.concat([read.refusals, read.not_goods, plan.refusals])
            .with_columns(**at)
            .join(numbers, on="order_id", how="left", maintain_order="left")
        )
        frames["parcels"].append(plan.parcels.with_columns(**at).join(numbers, on="order_id", how="left", maintain_order="left"))
        frames["offers"].append(plan.offers.with_columns(at["parcel_id"]))
        frames["refusals"].append(said)
        orders, parcels = orders + read.orders.height, parcels + plan.parcels.height
    for name, rows in frames.items():
        frame = pl.concat(rows) if rows else pl.DataFrame()
        (_said(frame) if name == "refusals" and frame.height else frame).write_parquet(folder / f"{name}.parquet")


def _said(refusals: pl.DataFrame) -> pl.DataFrame:
    """Refusals with their sentence; each different one is said once."""
    distinct = refusals.select("code", "values").unique()
    sentences = pl.Series("sentence", [say(code, values) for code, values in distinct.iter_rows()], dtype=pl.String)
    return refusals.join(distinct.with_columns(sentences), on=["code", "values"], how="left", maintain_order="left")


def _faults(*notes: pl.DataFrame) -> list[str]:
    said = pl.concat(notes)
    more = [f"... and {said.height - FAULTS} more"] if said.height > FAULTS else []
    return [say(code, values) for code, values in said.head(FAULTS).select("code", "values").iter_rows()] + more


def _show(answer: dict[str, Any]) -> None:
    for name in ("orders", "lines", "planned_lines", "refused_lines", "not_goods_lines", "parcels", "held_orders"):
        print(f"{name:>16} {answer[name]:>12,}")
    for title in ("refusals", "waits"):
        for code, count in sorted(answer[title].items(), key=lambda item: -item[1]):
            print(f"{title[:-1]:>16} {count:>12,}  {code}")
    for fault in answer["faults"]:
        print(f"{'note':>16} {fault}")
    print(f"{'seconds':>16} {answer['seconds']:>12}")
