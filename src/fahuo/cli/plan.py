"""fahuo plan: steps 1 to 4 for a file of orders, with the sample world's warehouses, boxes, services and rules."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path

from fahuo.cli.faults import sentences, stop_without_columns
from fahuo.cli.main import Problem
from fahuo.cli.plan_out import Out
from fahuo.cli.table import show
from fahuo.core.frames import Refusals, empty
from fahuo.core.goods.catalog import read_catalog
from fahuo.core.goods.stock import read_stock
from fahuo.core.journey import World, prepare
from fahuo.core.orders.allocate import left_of
from fahuo.core.tally import Tally, tally_file, tally_plan
from fahuo.plugins.marketplaces.files.batches import Batches
from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.plugins.marketplaces.files.mapping import Mapping, builtin
from fahuo.plugins.marketplaces.files.take import take_in
from fahuo.plugins.reading.faults import Told
from fahuo.sample.world import sample_world

BATCH = 10_000  # orders at once: bounds the memory whatever the size of the file


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--orders", required=True, metavar="FILE", help="orders as CSV or XLSX, .gz too; see docs/orders-from-files.md")
    parser.add_argument(
        "--mapping", metavar="NAME", help=f"column mapping: {', '.join(builtin())}, or a .json file; left out: recognised by the header"
    )
    parser.add_argument(
        "--catalog", required=True, metavar="FILE", help="products: sku, name, length_mm, width_mm, height_mm, weight_g, ..."
    )
    parser.add_argument("--stock", metavar="FILE", help="limit stock: sku, warehouse, quantity; left out: every product is there")
    parser.add_argument("--on", type=_day, default=None, metavar="DATE", help="plan as of this day (2026-01-31); left out: today")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write parcels, offers and refusals as Parquet into this folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    begun = time.perf_counter()
    on = args.on or datetime.now(UTC).date()
    try:
        products, wrong = read_catalog(read_table(Path(args.catalog)))
        stop_without_columns(args.catalog, wrong)
        world, wrong_stock = sample_world(on, products), empty(Refusals)
        if args.stock:
            stock, wrong_stock = read_stock(read_table(Path(args.stock)), products, world.warehouses)
            stop_without_columns(args.stock, wrong_stock)
            world = sample_world(on, products, stock)
        out = Out(args.out, world) if args.out else None
        tally = _plan(Batches(Path(args.orders), mapping=_mapping(args.mapping), orders=BATCH), world, on, out)
    except Told as problem:
        raise Problem(problem.en) from None
    if out:
        out.write()
    faults = sentences("catalog", wrong) + sentences("stock", wrong_stock)
    answer = asdict(tally) | {"seconds": round(time.perf_counter() - begun, 3), "on": on.isoformat(), "faults": faults}
    print(json.dumps(answer, ensure_ascii=False)) if args.json else show(answer)
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2026-01-31") from None


def _mapping(name: str | None) -> Mapping | str | None:
    """A mapping by name, or from a JSON file of one's own."""
    if name is None or not name.endswith(".json"):
        return name
    try:
        return Mapping.from_dict(json.loads(Path(name).read_text("utf-8")))
    except Told as fault:
        raise Problem(f"{name}: {fault.en}") from None
    except OSError as fault:
        raise Problem(f"{name} cannot be opened ({fault.strerror}): check the path and the permissions") from None
    except ValueError as fault:
        raise Problem(f"{name} is no JSON ({fault}): correct it, or name one of {', '.join(builtin())}") from None


def _plan(file: Batches, world: World, on: date, out: Out | None) -> Tally:
    """Plan batch after batch; what one batch promises the next no longer finds."""
    tally = Tally()
    for raw in file:
        read = take_in(raw, file.mapping, currency=world.currency)
        prepared = prepare(read.orders, read.lines, world, on)
        tally = tally.add(tally_file(read.order_count, raw.height, read.refusals, read.not_goods)).add(tally_plan(read.lines, prepared))
        world = replace(world, stock=left_of(world.stock, prepared.allocations))
        if out:
            out.add(read, prepared)
    return tally
