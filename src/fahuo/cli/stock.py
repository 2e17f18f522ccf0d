"""fahuo stock audit: balances computed again from the ledger of moves, and where they differ from what is kept."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from fahuo.cli import django

KINDS = {
    "holding": "pieces in the bin",
    "since": "since when",
    "on_hand": "on hand",
    "reserved": "promised",
    "below_zero": "least that ever was",
    "place": "warehouse of the bin",
}
SHOWN = 200  # differences on a screen; --json gives all


def configure(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="WHAT")
    audit = kinds.add_parser("audit", help="compute every balance again from the moves, and list the differences")
    audit.add_argument("--merchant", metavar="CODE", help="one merchant's stock; left out: everybody's")
    audit.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    django.start()
    django.migrate()
    from fahuo.flow.stock_audit import audit_stock

    found = audit_stock(django.merchant(args.merchant).pk if args.merchant else None)
    if args.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        print("\n".join(_said(asdict(found))))
    return 1 if found.differences else 0


def _said(found: dict[str, Any]) -> list[str]:
    told = [
        f"{found['moves']:,} moves, {found['holdings']:,} holdings, {found['products']:,} products, "
        f"{found['merchants']:,} merchants: {len(found['differences']):,} differences ({found['seconds']:.2f} s)"
    ]
    for row in found["differences"][:SHOWN]:
        place = " ".join(filter(None, (row["warehouse"], row["bin"], row["lot"] and f"lot {row['lot']}")))
        told.append(
            f"{row['merchant']} {row['product']} {place}: {KINDS[row['kind']]} {row['recorded']}, by the ledger {row['recomputed']}"
        )
    if len(found["differences"]) > SHOWN:
        told.append(f"... and {len(found['differences']) - SHOWN:,} more; --json lists all")
    return told
