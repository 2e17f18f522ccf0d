"""fahuo import: files of orders, products and tracking events into the database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import polars as pl

from fahuo.cli import django
from fahuo.cli.faults import sentences, stop_without_columns
from fahuo.cli.main import Problem
from fahuo.cli.table import show
from fahuo.core.reasons import say
from fahuo.core.tally import COUNTS
from fahuo.plugins.reading.faults import Told


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
    checkpoints = kinds.add_parser("checkpoints", help="tracking events as CSV or XLSX: carrier, number, code, text, at, place")
    checkpoints.add_argument("file", type=Path, metavar="FILE")
    checkpoints.add_argument("--merchant", metavar="CODE")
    stock = kinds.add_parser("stock", help="pieces that have come in, as CSV or XLSX: sku, quantity; warehouse, bin, lot, expires")
    stock.add_argument("file", type=Path, metavar="FILE")
    stock.add_argument("--merchant", metavar="CODE")
    stock.add_argument("--again", action="store_true", help="add the pieces once more, though this file was taken in already")
    stock.add_argument("--create-bins", action="store_true", help="make bins that are not there yet; else their rows are refused")
    for sub in (orders, catalog, checkpoints, stock):
        sub.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    if not args.file.is_file():
        raise Problem(f"there is no file {args.file}")
    django.start()
    django.migrate()
    return {"orders": _orders, "catalog": _catalog, "checkpoints": _checkpoints, "stock": _stock}[args.kind](args)


def _orders(args: argparse.Namespace) -> int:
    from fahuo.flow import imports, verbs
    from fahuo.records.clock import now

    merchant = django.merchant(args.merchant)
    try:
        task = verbs.start_import(merchant, args.file.name, args.file.read_bytes(), args.mapping, args.shop, "command line", now())
    except verbs.NotPossible as problem:
        raise Problem(problem.en) from None
    while not task.finished_at:
        imports.run(task.pk, now)  # comes back early where a worker took the file up as well and is ahead
        task.refresh_from_db(fields=["finished_at", "failure", "tally"])
    if task.failure:
        raise Problem(json.loads(task.failure)["en"])
    answer = {name: task.tally[name] for name in (*COUNTS, "known_orders", "known_lines", "refusals", "waits")}
    print(json.dumps(answer, ensure_ascii=False)) if args.json else show(answer)
    return 0


def _checkpoints(args: argparse.Namespace) -> int:
    from fahuo.flow.tracking import read_file, take_checkpoints
    from fahuo.records.clock import now

    merchant = django.merchant(args.merchant)
    try:
        raw = read_file(args.file.read_bytes(), args.file.name)
    except Told as problem:
        raise Problem(problem.en) from None
    fresh, read = take_checkpoints(merchant, raw, now())
    answer = {
        "taken": read.checkpoints.height,
        "new": fresh,
        "unknown_codes": read.unknown.to_dicts(),
        "refused": [{"row": r["source_row"], "said": say(r["code"], r["values"])} for r in read.refusals.to_dicts()],
    }
    refused = [f"row {r['row']}: {r['said']}" for r in answer["refused"]]
    print(json.dumps(answer, ensure_ascii=False) if args.json else "\n".join([f"{answer['taken']} taken, {fresh} of them new", *refused]))
    return 1 if refused else 0


def _stock(args: argparse.Namespace) -> int:
    from fahuo.flow import stock_file
    from fahuo.records.clock import now

    merchant = django.merchant(args.merchant)
    try:
        taken = stock_file.receive(merchant, args.file.read_bytes(), args.file.name, "command line", now(), args.again, args.create_bins)
    except Told as problem:
        raise Problem(problem.en) from None
    stop_without_columns(str(args.file), taken.refusals)
    faults = sentences("stock", taken.refusals)
    answer = {"pieces": taken.pieces, "rows": taken.rows, "bins_made": taken.bins_made, "faults": faults, "taken_in_before": None}
    answer |= {"refused": taken.refusals.height, "known": taken.known}
    told = [f"{taken.pieces:,} pieces taken in"]
    if taken.before:
        answer["taken_in_before"] = {"at": taken.before.at.isoformat(), "by": taken.before.actor, "as": taken.before.reference}
        added = f"{taken.pieces:,} pieces of its other rows added" if taken.pieces else "nothing added"
        told = [
            f"{taken.known:,} rows of {args.file} were taken in on {taken.before.at:%Y-%m-%d %H:%M} UTC by {taken.before.actor} "
            f"as {taken.before.reference}; {added}; --again adds it once more"
        ]
    if taken.bins_made:
        told.append(f"bins made: {', '.join(taken.bins_made)}")
    print(json.dumps(answer, ensure_ascii=False) if args.json else "\n".join([*told, *faults]))
    return 1 if faults else 0


def _catalog(args: argparse.Namespace) -> int:
    from fahuo.flow import catalog

    merchant = django.merchant(args.merchant)
    try:
        stored, faults = catalog.store(merchant, args.file.read_bytes(), args.file.name)
    except Told as problem:
        raise Problem(problem.en) from None
    stop_without_columns(str(args.file), faults)
    refused = faults.filter(pl.col("code") != "catalog_column_missing").height  # a column that a file leaves out is told, and is no finding
    answer = {"products": stored, "refused": refused, "faults": sentences("catalog", faults)}
    print(json.dumps(answer, ensure_ascii=False) if args.json else "\n".join([f"{stored} products", *answer["faults"]]))
    return 1 if refused else 0
