"""All that people do with stock, at once, on the same products: received, promised, picked, shipped, counted, written off, cancelled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import polars as pl
import pytest
from django.db import connection, connections, transaction
from django.db.models import F

from fahuo.core.words import BinKind, Happening
from fahuo.flow import verbs
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import ledger, stock
from fahuo.records.models import Bin, Merchant, Move, Product, Stock, Warehouse
from fahuo.steps.goods.models import Parcel
from fahuo.steps.orders.models import Order
from fahuo.steps.transport import service as transport
from tests.races.last_pieces import WORKERS, deadlocks, last_pieces, several_lines
from tests.scene import NOON, bring, sample_merchant

TURNS = 12
pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)


class Hand:
    """One worker. Orders whose id divides by three are cancelled now and then, the others shipped: a label would keep them apart."""

    def __init__(self, merchant: Merchant, products: list[Product], number: int) -> None:
        self.merchant, self.products, self.number = merchant, products, number
        self.chance = random.Random(number)
        self.house = Warehouse.objects.filter(merchant=merchant, kind="own").order_by("priority")[0]
        self.did: Counter[str] = Counter()

    def work(self, barrier: Barrier) -> Counter[str]:
        verbs_ = [self.receive, self.sell, self.pick, self.ship, self.count, self.write_off, self.cancel]
        try:
            barrier.wait(60)
            for turn in range(TURNS):
                verb = verbs_[(self.number + turn) % len(verbs_)]
                try:
                    with transaction.atomic():
                        self.did[verb.__name__] += bool(verb(turn))
                except stock.Short:
                    self.did["short"] += 1  # promised meanwhile: a sentence, and nothing has changed
            return self.did
        finally:
            connections.close_all()

    def _rows(self, **more: object) -> pl.DataFrame:
        some = self.chance.sample(self.products, 3)
        return pl.DataFrame(
            [{"product_id": p.pk, "warehouse_id": self.house.pk, "quantity": self.chance.randint(1, 4), **more} for p in some]
        )

    def _parcels(self, cancelled: bool) -> list[Parcel]:
        found = Parcel.objects.annotate(rest=F("order_id") % 3).filter(merchant=self.merchant)
        known = list((found.filter(rest=0) if cancelled else found.exclude(rest=0)).order_by("pk"))
        return self.chance.sample(known, min(3, len(known)))

    def receive(self, turn: int) -> int:
        code = f"R-{self.chance.randint(1, 4)}"
        place, _ = Bin.objects.get_or_create(merchant=self.merchant, warehouse=self.house, code=code)
        return stock.receive(self.merchant.pk, self._rows(bin_id=place.pk), NOON, "hand", reference="race")

    def sell(self, turn: int) -> int:
        return bring(self.merchant, *several_lines(self.products, 3, 1000 * self.number + 10 * turn)).parcels

    def pick(self, turn: int) -> int:
        wanted = transport.pieces_of([p.pk for p in self._parcels(self.chance.random() < 0.2)])
        if wanted.is_empty():
            return 0
        stock.lock(self.merchant.pk, wanted["product_id"].to_list())
        takes = stock.take(self.merchant.pk, wanted, NOON.date()).takes
        return stock.pick(self.merchant.pk, takes.rename({"bin_id": "from_bin_id"}), NOON, "hand")

    def ship(self, turn: int) -> int:
        parcels = self._parcels(cancelled=False)
        ledger.lock([p.order_id for p in parcels])
        gone = transport.first_seen([p.pk for p in parcels])
        moved = stock.ship(self.merchant.pk, transport.pieces_of(gone), NOON, "hand")
        subjects = pl.DataFrame(
            [(p.order_id, p.pk) for p in parcels if p.pk in gone], schema={"order_id": pl.Int64, "parcel_id": pl.Int64}, orient="row"
        )
        ledger.record(ledger.events(self.merchant.pk, subjects, Happening.HANDED_OVER, NOON, "hand"))
        return moved

    def _shelf(self) -> pl.DataFrame:
        product = self.chance.choice(self.products)
        stock.lock(self.merchant.pk, [product.pk])
        held = stock.holdings(self.merchant.pk, [product.pk]).filter(pl.col("kind") == BinKind.STORAGE.value)
        return held.sample(1, seed=self.chance.randint(0, 99)) if held.height else held

    def count(self, turn: int) -> int:
        end = self.chance.choice(["from_bin_id", "to_bin_id"])
        return self._one_piece(self._shelf(), end, "counted")

    def write_off(self, turn: int) -> int:
        return self._one_piece(self._shelf(), "from_bin_id", "written_off")

    def _one_piece(self, held: pl.DataFrame, end: str, kind: str) -> int:
        if held.is_empty():
            return 0
        rows = held.with_columns(kind=pl.lit(kind), reason=pl.lit("race"), quantity=pl.lit(1, pl.Int64)).rename({"bin_id": end})
        return stock.move(self.merchant.pk, rows, NOON, "hand")

    def cancel(self, turn: int) -> int:
        parcels = self._parcels(cancelled=True)[:1]
        done = verbs.cancel(self.merchant, [p.order_id for p in parcels], "hand", NOON)
        stock.put_back(self.merchant.pk, [p.pk for p in parcels], NOON, "hand")
        return done


def test_sixteen_hands_do_everything_at_once_and_the_books_agree() -> None:
    merchant = sample_merchant()
    products = last_pieces(merchant)
    bring(merchant, *several_lines(products, 30, 900_000))
    before, barrier = deadlocks(), Barrier(WORKERS)
    with ThreadPoolExecutor(WORKERS) as pool:
        did = list(pool.map(lambda number: Hand(merchant, products, number).work(barrier), range(WORKERS)))
    total = sum(did, Counter())
    assert deadlocks() == before
    assert all(total[verb] >= 5 for verb in ("receive", "sell", "pick", "ship", "count", "write_off", "cancel")), total
    assert not Stock.objects.filter(on_hand__lt=F("reserved")).exists()
    assert audit_stock().differences == []


WORK = """
import django; django.setup()
from datetime import datetime, timezone
from fahuo.flow import stock_file
from fahuo.records import stock
from fahuo.records.models import Merchant, Product, Warehouse
from fahuo.steps.goods.models import Parcel
from fahuo.steps.transport import service as transport
from tests.races.test_stock_mixed import hand_over
merchant, now = Merchant.objects.get(), datetime.now(timezone.utc)
skus = list(Product.objects.filter(material=False).values_list("sku", flat=True))[:50]
parcels = list(Parcel.objects.order_by("pk").values_list("order_id", "pk"))
print("ready", flush=True)
for turn in range(10_000):
    rows = "".join(f"{sku},{turn % 7 + 1},K-{n % 9}\\n" for n, sku in enumerate(skus))
    stock_file.receive(merchant, f"sku,quantity,bin\\n{rows}".encode(), "s.csv", "killed", now, again=True, create_bins=True)
    hand_over(merchant, parcels[turn * 3 : turn * 3 + 3])
"""


def hand_over(merchant: Merchant, parcels: list[tuple[int, int]]) -> None:
    """These parcels have gone: stock and ledger in one transaction."""
    with transaction.atomic():
        ledger.lock([order for order, _ in parcels])
        gone = transport.first_seen([parcel for _, parcel in parcels])
        stock.ship(merchant.pk, transport.pieces_of(gone), NOON, "killed")
        left = pl.DataFrame([p for p in parcels if p[1] in gone], schema={"order_id": pl.Int64, "parcel_id": pl.Int64}, orient="row")
        ledger.record(ledger.events(merchant.pk, left, Happening.HANDED_OVER, NOON, "killed"))


def test_kill_minus_nine_while_pieces_come_and_go_leaves_the_books_in_order() -> None:
    merchant = sample_merchant()
    bring(merchant, *several_lines(last_pieces(merchant), 120, 900_000))
    own = connection.settings_dict
    url = f"postgresql://{own['USER']}@/{own['NAME']}?host={own['HOST']}"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "fahuo.config.settings"}
    chance, grew = random.Random(5), []
    for _ in range(3):
        before = Move.objects.count()
        worker = subprocess.Popen([sys.executable, "-c", WORK], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert worker.stdout is not None and worker.stdout.readline() == b"ready\n"
        time.sleep(0.2 + chance.random() * 0.4)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        grew.append(Move.objects.count() - before)
        assert audit_stock().differences == []
    assert all(n > 0 for n in grew), f"the kills did not fall into the work: {grew}"
    assert Order.objects.count() == 120
