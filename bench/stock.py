"""python -m bench stock: the race for the last 1,000 pieces of five products, 16 workers beside one, and the audit of a large ledger."""

from __future__ import annotations

import os
import platform

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahuo.config.settings")

import django

django.setup()

import polars as pl  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Sum  # noqa: E402
from tests.races.last_pieces import LAST, PRODUCTS, WORKERS, Outcome, last_pieces, race  # noqa: E402

from fahuo.cli import django as database  # noqa: E402
from fahuo.flow import seed  # noqa: E402
from fahuo.flow.measure import empty_database  # noqa: E402
from fahuo.flow.stock_audit import audit_stock  # noqa: E402
from fahuo.records import clock, stock  # noqa: E402
from fahuo.records.models import Holding, Stock  # noqa: E402

LEDGER = 1_000_000  # moves in the ledger that is audited
ROWS = 20_000  # of them at a time
RUNS = 3  # of each, the quickest counts


def main() -> None:
    """Print the table of bench/README.md; takes about three minutes."""
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start\n")
    many, left = min((_race(WORKERS) for _ in range(RUNS)), key=lambda run: run[0].seconds)
    alone, _ = min((_race(1) for _ in range(RUNS)), key=lambda run: run[0].seconds)
    seconds, audited, moves = _ledger()
    rows = [
        (f"{WORKERS} workers, the last {LAST:,} pieces of {PRODUCTS} products", f"{many.seconds:.2f} s", f"{many.orders / many.seconds:,.0f} orders/s"),
        ("pieces promised", f"{LAST - left:,} of {LAST:,}", f"{left} left: fewer than any refused line asked for"),
        ("promised twice, deadlocks, batches tried again", f"0, {many.deadlocks}, {sum(many.again.values())}", "0, 0, 0"),
        ("the same orders by one worker", f"{alone.seconds:.2f} s", f"{alone.orders / alone.seconds:,.0f} orders/s"),
        ("16 workers against one", f"{many.seconds / alone.seconds:.2f} times the time", "1 where locks cost nothing; workers are threads of one process here"),
        ("published: django-oscar, 8 workers", "105 to 107 of the last 100 sold", "oversold"),
        ("published: Tryton, 8 workers", "100 of the last 100 sold", "4 orders/s"),
        (f"moves written, {ROWS:,} at a time", f"{moves / seconds:,.0f} moves/s", f"{seconds:.1f} s for {moves:,}"),
        (f"audit of {moves:,} moves", f"{audited:.1f} s", f"{moves / audited:,.0f} moves/s"),
    ]  # fmt: skip
    print("| what | measured | beside |\n| --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def _race(workers: int) -> tuple[Outcome, int]:
    """One race in a database of its own; how many pieces were left."""
    with empty_database(f"fahuo_race_{os.getpid()}"):
        database.migrate()
        merchant = seed.sample_merchant(lambda text: None)
        products = last_pieces(merchant)
        found = race(merchant, products, workers)
        faults = audit_stock().differences
        if faults or found.said != ["done"] * workers:
            raise RuntimeError(f"the race was lost: {found.said} {faults}")
        sums = Stock.objects.filter(product__in=products).aggregate(on_hand=Sum("on_hand"), reserved=Sum("reserved"))
        return found, sums["on_hand"] - sums["reserved"]


def _ledger() -> tuple[float, float, int]:
    """A long ledger of moves in and out of bins, and its audit: seconds to write, seconds to audit, moves."""
    import time

    with empty_database(f"fahuo_ledger_{os.getpid()}"):
        database.migrate()
        merchant = seed.sample_merchant(lambda text: None)
        held = pl.DataFrame(
            list(Holding.objects.values_list("product_id", "bin__warehouse_id", "bin_id")),
            schema={"product_id": pl.Int64, "warehouse_id": pl.Int64, "bin": pl.Int64},
            orient="row",
        )
        half = pl.concat([held] * (ROWS // 2 // held.height + 1)).head(ROWS // 2).with_columns(quantity=pl.lit(1, pl.Int64))
        come = half.with_columns(kind=pl.lit("received"), to_bin_id=pl.col("bin"))
        go = half.with_columns(kind=pl.lit("adjusted"), from_bin_id=pl.col("bin"), to_bin_id=pl.lit(None, pl.Int64))
        begun = time.perf_counter()
        for _ in range(LEDGER // ROWS):
            for rows in (come, go):
                with transaction.atomic():
                    stock.move(merchant.pk, rows, clock.now(), "bench")
        seconds = time.perf_counter() - begun
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE records_move")
        found = audit_stock()
        if found.differences:
            raise RuntimeError(f"the audit found {found.differences[:3]}")
        return seconds, found.seconds, found.moves


if __name__ == "__main__":
    main()
