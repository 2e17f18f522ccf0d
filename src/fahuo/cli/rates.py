"""fahuo rates: a rate card in the open format of docs/rate-cards.md is priced by itself, or taken in as a merchant's service."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

from fahuo.cli import django, price_tables
from fahuo.cli.main import Problem
from fahuo.cli.parcel import add_parcel, asked_of, day_of
from fahuo.cli.quotes import show_quotes
from fahuo.cli.rate_files import CardFile, read_card_file
from fahuo.core.methods.codes import CURRENCIES
from fahuo.core.methods.faults import BadCard, Fault
from fahuo.core.methods.market import alone
from fahuo.core.methods.quote import quote
from fahuo.core.methods.service import Service


def configure(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="WHAT")
    price = kinds.add_parser("price", help="price a parcel with the card in a file: no database")
    price.add_argument("--card", required=True, type=Path, metavar="FILE", help="TOML or JSON, with its files of places beside it")
    add_parcel(price)
    price.add_argument(
        "--rate", action="append", type=_rate, default=[], metavar="CUR=N",
        help="what one CUR is worth in the card's currency, for limits on the value of goods; may be given again",
    )  # fmt: skip
    take = kinds.add_parser("import", help="take a service with its cards in; what is wrong is named, and the old card stays in force")
    take.add_argument(
        "file", type=Path, metavar="FILE", help="TOML or JSON, with its files of places beside it; a forwarder's XLSX, XLS or CSV"
    )
    take.add_argument("--dry-run", action="store_true", help="only read it and say what was understood: no database")
    take.add_argument("--merchant", metavar="CODE", help="whose service; may be left out where there is one merchant")
    take.add_argument("--json", action="store_true", help="print one JSON object")
    price_tables.configure(take)


def run(args: argparse.Namespace) -> int:
    path: Path = args.card if args.kind == "price" else args.file
    if path.is_dir():
        raise Problem(f"{path} is a folder: name the file in it")
    if not path.is_file():
        raise Problem(f"there is no file {path}")
    if args.kind == "import" and price_tables.is_table(path):
        return price_tables.run(args)
    try:
        file = read_card_file(path)
    except BadCard as wrong:
        return _wrong(path, wrong.faults, args.json)
    return _price(file, args) if args.kind == "price" else _import(file, args)


def _price(file: CardFile, args: argparse.Namespace) -> int:
    asked = asked_of(args)
    market = alone(file.service, day_of(args), dict(args.rate))
    return show_quotes(quote(asked, market), asked, market, args.json)


def _import(file: CardFile, args: argparse.Namespace) -> int:
    answer = understood(file.service) | {"lists": {name: rows.height for name, rows in file.lists.items()}, "faults": []}
    if args.dry_run:
        answer |= {"stored": False, "became": "dry run"}
    else:
        django.start()
        django.migrate()
        from fahuo.records.clock import now
        from fahuo.steps.methods.keep import put_service

        try:
            became = put_service(django.merchant(args.merchant).pk, file.text, file.lists, now(), "command line")
        except BadCard as wrong:
            return _wrong(args.file, wrong.faults, args.json)
        answer |= {"stored": became != "unchanged", "became": became}
    print(json.dumps(answer, ensure_ascii=False)) if args.json else _show(answer)
    return 0


def understood(service: Service) -> dict[str, Any]:
    """What a document says, for a person to compare with the paper."""
    return {
        "service": service.code,
        "name": service.name_en,
        "name_zh": service.name_zh,
        "class": service.service_class.value,
        "carrier": service.carrier,
        "cards": [
            {
                "valid_from": card.valid_from.isoformat(),
                "valid_to": card.valid_to.isoformat() if card.valid_to else None,
                "currency": card.currency,
                "zones": len(card.zones),
                "countries": len({c for zone in card.zones for c in (*zone.countries, *zone.places.countries)}),
                "bands": sum(len(zone.bands) for zone in card.zones),
                "surcharges": [extra.code for extra in card.surcharges],
            }
            for card in service.cards
        ],
        "fuel": [{"valid_from": row.valid_from.isoformat(), "percent": row.ppm / 10_000} for row in service.fuel],
    }


def _wrong(path: Path, faults: tuple[Fault, ...], as_json: bool) -> int:
    rows = [
        {"place": f.place, "code": f.code, "value": _bare(dict(f.values).get("value", "")), "said": f.say("en"), "said_zh": f.say("zh")}
        for f in faults
    ]
    if as_json:
        print(json.dumps({"stored": False, "faults": rows}, ensure_ascii=False))
        return 2
    raise Problem("\n".join([f"{path.name} cannot be used; the card that was in force stays in force", *(row["said"] for row in rows)]))


def _bare(value: str) -> str:
    """A value without the quotation marks that a sentence puts around it."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _show(answer: dict[str, Any]) -> None:
    print(f"{answer['service']}  {answer['name']}  {answer['name_zh']}  ({answer['class']}, {answer['carrier']}): {answer['became']}")
    for card in answer["cards"]:
        until = f" until {card['valid_to']}" if card["valid_to"] else ""
        extras = f", surcharges {', '.join(card['surcharges'])}" if card["surcharges"] else ""
        print(
            f"  from {card['valid_from']}{until}: {card['currency']}, {card['zones']} zones, {card['countries']} countries, "
            f"{card['bands']} bands{extras}"
        )
    for name, rows in answer["lists"].items():
        print(f"  {name}: {rows:,} places")


def _rate(text: str) -> tuple[str, float]:
    code, _, number = text.partition("=")
    try:
        rate = float(number)
    except ValueError:
        rate = math.nan
    if code.upper() not in CURRENCIES or not 0 < rate < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no exchange rate: write it as EUR=7.80")
    return code.upper(), rate
