"""python -m bench: print the tables of bench/README.md, measured now on this machine. python -m bench NAME: that of bench/NAME.py."""

from __future__ import annotations

import json
import os
import platform
import runpy
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data" / "orders"
PARTS = ("pack", "methods", "joint", "labels")
FAHUO = [sys.executable, "-m", "fahuo.cli.main"]


def main() -> None:
    """Measure everything; takes about ten minutes."""
    with tempfile.TemporaryDirectory() as folder:
        orders, catalog, what = _files(Path(folder))
        print(f"orders: {what}; {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start\n")
        plan = _fahuo("plan", "--orders", orders, "--catalog", catalog)  # also lets numba load what it has compiled
        plan = _fahuo("plan", "--orders", orders, "--catalog", catalog)
        once = _fahuo("bench", "prepare", "--orders", orders, "--catalog", catalog)
        many = _fahuo("bench", "prepare", "--orders", orders, "--catalog", catalog, "--repeat", "16")
        peer = json.loads(subprocess.run([sys.executable, "-m", "bench.peer"], cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    _table(plan, once, many, peer)
    for part in PARTS:
        print(f"\n## {part}\n", flush=True)
        runpy.run_module(f"bench.{part}", run_name="__main__")


def _files(folder: Path) -> tuple[Path, Path, str]:
    """The real exporter's orders where they are there, else orders of the sample world."""
    real = SHARED / "online_retail_2010-12_2011-03.csv.gz"
    if real.is_file():
        return real, SHARED / "catalog.csv", "four months of a real exporter (../shared/data/orders)"
    from fahuo.sample.goods import sample_products
    from fahuo.sample.orders import generate_orders
    from fahuo.sample.rows import as_rows

    as_rows(*generate_orders(10_000, 1, datetime.now(UTC), sample_products())).write_csv(folder / "orders.csv")
    sample_products().write_csv(folder / "catalog.csv")
    return folder / "orders.csv", folder / "catalog.csv", "10,000 orders of the sample world (../shared/data is absent)"


def _fahuo(*arguments: str | Path) -> dict[str, Any]:
    done = subprocess.run([*FAHUO, *map(str, arguments), "--json"], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _table(plan: dict[str, Any], once: dict[str, Any], many: dict[str, Any], peer: dict[str, Any]) -> None:
    per = {name: row["seconds"] / row["orders"] * 1000 for name, row in (("once", once), ("many", many))}
    rows = [
        ("plan alone, from file to decisions (no database)", f"{plan['lines'] / plan['seconds']:,.0f} lines/s", f"{plan['seconds']:.1f} s"),
        ("steps 1-4, from file to committed rows", f"{once['lines_per_s']:,.0f} lines/s", f"{once['seconds']:.1f} s"),
        ("limit: bare COPY of the same rows", f"{once['rows'] / once['copy_seconds']:,.0f} rows/s", f"{once['copy_seconds']:.1f} s"),
        ("ratio to the limit", f"{once['ratio']:.2f}", "at most 4, goal 2"),
        ("the same 16 times over: ratio", f"{many['ratio']:.2f}", f"{many['rows']:,} rows"),
        ("cost of an order, 16 times over against once", f"{per['many'] / per['once']:.2f}", "at most 1.2"),
        ("peak memory, 16 times over", f"{many['peak_mb']:,} MB", "under 2,000 MB"),
        (
            "peer: the same orders and lines by Django's ORM, one order a transaction",
            f"{peer['orm_lines_per_s']:,.0f} lines/s",
            "stored only, nothing decided",
        ),
        ("ours beside it, the same orders in one batch", f"{peer['ours_lines_per_s']:,.0f} lines/s", "decided and stored"),
        ("one order through the API: planned and stored", f"{peer['api_ms_p50']:.0f} ms", f"p90 {peer['api_ms_p90']:.0f} ms; under 100 ms"),
    ]
    print("| what | measured | beside |\n| --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    runpy.run_module(f"bench.{sys.argv[1]}", run_name="__main__") if len(sys.argv) > 1 else main()
