"""fahuo import orders FILE: store a file of orders, planned, in the database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from fahuo.cli import django
from fahuo.cli.faults import sentences, stop_without_columns
from fahuo.cli.main import Problem
from fahuo.plugins.marketplaces.files.faults import Told


def configure(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    orders = kinds.add_parser("orders", help="orders as CSV or XLSX, .gz too")
    orders.add_argument("file", type=Path, metavar="FILE")
    orders.add_argument(
        "--mapping", metavar="NAME", help="column mapping, built-in or saved in the console; left out: recognised by the header"
    )
    orders.add_argument("--merchant", metavar="CODE", help="whose orders; may be left out where there is one merchant")
    orders.add_argument(
        "--shop", default="file", metavar="CODE", help="the shop they come from, where the file does not say (default: file)"
    )
    catalog = kinds.add_parser("catalog", help="products as CSV or XLSX")
    catalog.add_argument("file", type=Path, metavar="FILE")
    catalog.add_argument("--merchant", metavar="CODE")
    for sub in (orders, catalog):
        sub.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    if not args.file.is_file():
        raise Problem(f"there is no file {args.file}")
    django.start()
    django.migrate()
    return _catalog(args) if args.kind == "catalog" else _orders(args)


def _orders(args: argparse.Namespace) -> int:
    from fahuo.flow import imports, verbs
    from fahuo.records.clock import now

    merchant = django.merchant(args.merchant)
    try:
        task = verbs.start_import(merchant, args.file.name, args.file.read_bytes(), args.mapping, args.shop, "command line", now())
    except verbs.NotPossible as problem:
        raise Problem(problem.en) from None
    imports.run(task.pk, now)  # the job that was put in the queue will find nothing left to do
    task.refresh_from_db()
    if task.failure:
        raise Problem(json.loads(task.failure)["en"])
    print(json.dumps(task.tally, ensure_ascii=False) if args.json else "\n".join(f"{k:>16} {v}" for k, v in task.tally.items()))
    return 0


def _catalog(args: argparse.Namespace) -> int:
    from fahuo.flow import catalog

    merchant = django.merchant(args.merchant)
    try:
        stored, faults = catalog.store(merchant, args.file.read_bytes(), args.file.name)
    except Told as problem:
        raise Problem(problem.en) from None
    stop_without_columns(str(args.file), faults)
    answer = {"products": stored, "faults": sentences("catalog", faults)}
    print(json.dumps(answer, ensure_ascii=False) if args.json else "\n".join([f"{stored} products", *answer["faults"]]))
    return 0
