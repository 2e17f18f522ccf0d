"""fahuo quote: what every service of the sample world asks for a parcel, without an address: offers by cost with their working, and who refuses and why."""

from __future__ import annotations

import argparse
from dataclasses import replace

from fahuo.cli.main import Problem
from fahuo.cli.parcel import add_parcel, asked_of, day_of
from fahuo.cli.quotes import show_quotes
from fahuo.core.methods.quote import quote
from fahuo.sample.world import sample_world


def configure(parser: argparse.ArgumentParser) -> None:
    add_parcel(parser)
    parser.add_argument("--from", dest="warehouse", metavar="CODE", help="warehouse that it leaves from; left out: the first by priority")
    parser.add_argument("--world", choices=["sample"], default="sample", help="whose services, rates and warehouses")


def run(args: argparse.Namespace) -> int:
    asked, world = asked_of(args), sample_world(day_of(args))
    if args.warehouse is not None:
        codes = dict(world.warehouses.select("code", "warehouse_id").iter_rows())
        if args.warehouse not in codes:
            raise Problem(f"there is no warehouse {args.warehouse!r}; there are: {', '.join(codes)}")
        asked = replace(asked, warehouse_id=codes[args.warehouse])
    return show_quotes(quote(asked, world), asked, world, args.json)
