"""fahuo quote: what every service asks for a parcel, without an address: offers by cost with their working, and who refuses and why."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date

from fahuo.cli import django
from fahuo.cli.live import show_live
from fahuo.cli.main import Problem
from fahuo.cli.parcel import add_parcel, asked_of, day_of
from fahuo.cli.quotes import show_quotes
from fahuo.core.methods.market import Market
from fahuo.core.methods.quote import Asked, quote
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
    parser.add_argument("--live", action="store_true", help="ask the merchant's carriers what they want today, and put it beside the cards")


def run(args: argparse.Namespace) -> int:
    asked = asked_of(args)
    if args.live:
        return _live(args, asked)
    world, notes = _world(args, day_of(args))
    return show_quotes(quote(_leaving(args, asked, world), world), asked, world, args.json, notes)


def _live(args: argparse.Namespace, asked: Asked) -> int:
    if args.world or args.on:
        raise Problem("carriers tell their prices of today, and only to a merchant with an account: leave out --world and --on, or --live")
    merchant = django.kept_merchant(args.merchant)
    if merchant is None:
        raise Problem("there is no merchant yet who could have an account with a carrier: `fahuo demo` makes a sample one")
    from fahuo.flow import quoting
    from fahuo.records.clock import today

    return show_live(merchant, _leaving(args, asked, quoting.market(merchant, today())), args.json)


def _leaving(args: argparse.Namespace, asked: Asked, world: Market) -> Asked:
    """The parcel, from the warehouse that was named."""
    if not world.warehouses.height:
        raise Problem("there is no warehouse that a parcel could leave from: add one in the set-up")
    if args.warehouse is None:
        return asked
    codes = dict(world.warehouses.select("code", "warehouse_id").iter_rows())
    if args.warehouse not in codes:
        raise Problem(f"there is no warehouse {args.warehouse!r}; there are: {', '.join(codes)}")
    return replace(asked, warehouse_id=codes[args.warehouse])


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
