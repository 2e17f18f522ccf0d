"""fahuo key: a key with which a program may use the API."""

from __future__ import annotations

import argparse
import json

from fahuo.cli import django


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="what the key is for, such as the program's name")
    parser.add_argument("--merchant", metavar="CODE", help="whose key; may be left out where there is one merchant")
    parser.add_argument("--sell", action="store_true", help="for a shop front: it quotes and buys at selling prices and never sees a cost")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    django.start()
    from fahuo.records import keys

    key = keys.make(django.merchant(args.merchant), args.name, sells_only=args.sell)
    print(json.dumps({"key": key}) if args.json else f"{key}\n(shown once: only its digest is kept)")
    return 0
