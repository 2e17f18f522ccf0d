"""A parcel on the command line: where it goes, its weight, size, goods and value, judged before any work."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

from fahuo.cli.main import Problem
from fahuo.cli.numbers import above_zero, from_zero
from fahuo.core.methods.codes import COUNTRIES, CURRENCIES
from fahuo.core.methods.fields import MOST_G, MOST_MM
from fahuo.core.methods.quote import Asked
from fahuo.core.words import Attribute, attributes_of

MOST_VALUE = 10**12


def add_parcel(parser: argparse.ArgumentParser) -> None:
    """The options that describe a parcel."""
    parser.add_argument("--to", required=True, type=_country, metavar="CC", help="country, ISO 3166-1 alpha-2")
    parser.add_argument("--postcode", metavar="P")
    parser.add_argument("--city", metavar="NAME", help="for zones and remote areas that go by city")
    parser.add_argument("--company", metavar="NAME", help="the company at the address; an address without one is a home")
    parser.add_argument("--weight-g", required=True, type=_weight, metavar="N", help="actual gross weight")
    parser.add_argument("--size", type=_size, metavar="LxWxH", help="outer sides in mm; left out: size counts nowhere")
    parser.add_argument("--goods", type=_goods, default=Attribute(0), metavar="ATTR,...", help="battery, liquid, ...; or 带电,液体")
    parser.add_argument("--pieces", type=above_zero, default=1, metavar="N")
    parser.add_argument("--value-minor", type=_value, metavar="N", help="value of the goods in minor units (cents), with --currency")
    parser.add_argument("--currency", type=_currency, metavar="CUR")
    parser.add_argument("--shop", metavar="CODE", help="whose parcel it is, for rules of mark-up; left out: no shop's")
    parser.add_argument("--on", type=day, metavar="DATE", help="price as of this day (2026-01-31); left out: today")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def asked_of(args: argparse.Namespace) -> Asked:
    """The parcel that was described. Raises Problem where value and currency are not given together."""
    if (args.value_minor is None) != (args.currency is None):
        raise Problem("give --value-minor and --currency together, or neither")
    return Asked(
        country=args.to,
        weight_g=args.weight_g,
        postcode=args.postcode,
        city=args.city,
        company=args.company,
        size_mm=args.size,
        attributes=args.goods,
        pieces=args.pieces,
        value_minor=args.value_minor or 0,
        currency=args.currency,
        shop=args.shop,
    )


def day_of(args: argparse.Namespace) -> date:
    """The day that was given, or today."""
    found: date = args.on or datetime.now(UTC).date()
    return found


def day(text: str) -> date:
    """A date as 2026-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2026-01-31") from None


def _country(text: str) -> str:
    code = text.strip().upper()
    if code not in COUNTRIES:
        more = "; the United Kingdom is GB" if code == "UK" else ""
        raise argparse.ArgumentTypeError(f"{text!r} is no country: use a two-letter code such as GB or DE{more}")
    return code


def _currency(text: str) -> str:
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise argparse.ArgumentTypeError(f"{text!r} is no currency: use an ISO 4217 code such as EUR")
    return code


def _weight(text: str) -> int:
    value = above_zero(text)
    if value > MOST_G:
        raise argparse.ArgumentTypeError(f"{text} g is over {MOST_G:,} g: give the weight in grams")
    return value


def _size(text: str) -> tuple[int, int, int]:
    parts = [part.strip() for part in text.lower().removesuffix("mm").replace("×", "x").replace("*", "x").split("x")]
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and int(part) for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no size: write three sides in whole mm, such as 300x200x100")
    sides = [int(part) for part in parts]
    if max(sides) > MOST_MM:
        raise argparse.ArgumentTypeError(f"{text!r} has a side of over a kilometre: give the sides in mm")
    return sides[0], sides[1], sides[2]


def _goods(text: str) -> Attribute:
    try:
        return attributes_of(name for name in text.replace("，", ",").replace("、", ",").split(",") if name.strip() not in ("", "普货"))
    except ValueError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None


def _value(text: str) -> int:
    value = from_zero(text)
    if value > MOST_VALUE:
        raise argparse.ArgumentTypeError(f"{text} is over {MOST_VALUE:,}: give the value in minor units, such as cents")
    return value
