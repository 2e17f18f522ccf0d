"""fahuo bench prepare: steps 1 to 4 from file to committed rows, beside the bare COPY of the same rows."""

from __future__ import annotations

import argparse
import json
import os
import resource
from pathlib import Path
from typing import Any

from fahuo.cli import django
from fahuo.cli.faults import stop_without_columns
from fahuo.cli.main import Problem
from fahuo.cli.numbers import above_zero
from fahuo.core.goods.catalog import read_catalog
from fahuo.plugins.marketplaces.files.client import read_pieces, read_table
from fahuo.plugins.reading.faults import Told


def configure(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    sub = kinds.add_parser("prepare", help="import, plan and store a file of orders in an empty database")
    sub.add_argument("--orders", required=True, type=Path, metavar="FILE")
    sub.add_argument("--catalog", required=True, type=Path, metavar="FILE")
    sub.add_argument("--mapping", metavar="NAME")
    sub.add_argument("--repeat", type=above_zero, default=1, metavar="N", help="so many times over, under new order numbers")
    sub.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    for path in (args.orders, args.catalog):
        if not path.is_file():
            raise Problem(f"there is no file {path}")
    django.start()
    from fahuo.flow.measure import empty_database, measure_copy, measure_prepare

    try:
        # both files are looked at before a database is made for them
        stop_without_columns(str(args.catalog), read_catalog(read_table(args.catalog))[1])
        next(iter(read_pieces(args.orders)))
        with empty_database(f"fahuo_bench_{os.getpid()}"):
            django.migrate()
            answer: dict[str, Any] = measure_prepare(args.orders, args.catalog, args.mapping, args.repeat)
            answer["copy_seconds"] = measure_copy(answer)
    except Told as problem:
        raise Problem(problem.en) from None
    answer["ratio"] = round(answer["seconds"] / answer["copy_seconds"], 2) if answer["copy_seconds"] else None
    answer["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(answer, ensure_ascii=False) if args.json else "\n".join(f"{k:>16} {v}" for k, v in answer.items()))
    return 0
