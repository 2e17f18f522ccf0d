"""fahuo quote: what every service asks for a parcel, without an address: offers by cost with their working, and who refuses and why."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date

from fahuo.cli import django
from fahuo.cli.main import Problem
from fahuo.cli.parcel import add_parcel, asked_of, day_of
from fahuo.cli.quotes import show_quotes
from fahuo.core.methods.market import Market
from fahuo.core.methods.quote import quote
from fahuo.sample.world import sample_world

INVENTED = "there are no services of your own yet: these are the sample world's, with invented prices"


def configure(parser: argparse.ArgumentParser) -> None:
    add_parcel(parser)
    parser.add_argument("--from", dest="warehouse", metavar="CODE", help="warehouse that it leaves from; left out: the first by priority")
    parser.add_argument(
        "--world", choices=["sample"],
        help="whose services, rates and warehouses: the sample world's, no database; left out: a merchant's own, where there is one",
    )  # fmt: skip
    parser.add_argument("--merchant", metavar="CODE", help="whose services; may be left out where there is one merchant")


def run(args: argparse.Namespace) -> int:
    asked = asked_of(args)
    world, notes = _world(args, day_of(args))
    if not world.warehouses.height:
        raise Problem("there is no warehouse that a parcel could leave from: add one in the set-up")
    if args.warehouse is not None:
        codes = dict(world.warehouses.select("code", "warehouse_id").iter_rows())
        if args.warehouse not in codes:
            raise Problem(f"there is no warehouse {args.warehouse!r}; there are: {', '.join(codes)}")
        asked = replace(asked, warehouse_id=codes[args.warehouse])
    return show_quotes(quote(asked, world), asked, world, args.json, notes)


def _world(args: argparse.Namespace, on: date) -> tuple[Market, list[str]]:
    """Whose services are asked, and what has to be known of that."""
    if args.world == "sample":
        if args.merchant is not None:
            raise Problem("give --world or --merchant, not both")
        return sample_world(on), []
    merchant = django.kept_merchant(args.merchant)
    if merchant is None:
        return sample_world(on), [INVENTED]
    from fahuo.flow import quoting

    return quoting.market(merchant, on), []
