"""A worker killed at random moments, with no chance to tidy up: what it stored is whole, and the next one goes on where it ended."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import Sum

from fahuo.flow import imports, verbs
from fahuo.records.models import Event, OrderStanding, Refusal, Stock
from fahuo.sample.rows import as_rows
from fahuo.steps.goods.models import Parcel, Placement
from fahuo.steps.methods.models import Offer
from fahuo.steps.orders.models import Allocation, Import, Order, OrderLine
from tests.scene import sample_merchant, sample_orders

ORDERS = 600
KILLS = 4
pytestmark = pytest.mark.django_db(transaction=True)


def _worker() -> subprocess.Popen[bytes]:
    """A worker process over the test database, with batches so small that a kill falls into one."""
    own = connection.settings_dict
    url = f"postgresql://{own['USER']}@/{own['NAME']}?host={own['HOST']}"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "fahuo.config.settings", "FAHUO_IMPORT_BATCH": "20"}
    return subprocess.Popen(
        [sys.executable, "-m", "fahuo.cli", "worker", "--once"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def test_kill_minus_nine_of_the_worker_loses_and_doubles_nothing() -> None:
    # the queue's tables are not Django's own: what other tests left there would be worked off first
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    merchant = sample_merchant()
    orders, lines = sample_orders(ORDERS, flawed=0.1)
    content = as_rows(orders, lines).write_csv().encode()
    task = verbs.start_import(merchant, "orders.csv", content, "fahuo", "file", "test", datetime.now(UTC))
    random.seed(3)
    done = []
    for _ in range(KILLS):
        worker = _worker()
        until = time.monotonic() + 90  # a busy machine takes long to start a process
        before = Import.objects.values_list("batches_done", flat=True).get(pk=task.pk)
        # kill it somewhere inside its work: after it has stored a batch or two more, and a random moment later
        while time.monotonic() < until and worker.poll() is None:
            if Import.objects.values_list("batches_done", flat=True).get(pk=task.pk) > before + random.randrange(2):
                break
            time.sleep(0.002)
        time.sleep(random.random() * 0.15)
        worker.send_signal(signal.SIGKILL)
        _, said = worker.communicate()
        done.append(Import.objects.values_list("batches_done", flat=True).get(pk=task.pk))
        _whole(merchant.pk)
    assert len(set(done)) > 2, f"the kills did not fall into the work: batches done after each were {done}; {said.decode()}"
    last = _worker()
    _, said = last.communicate(timeout=120)
    assert last.returncode == 0, said.decode()
    task.refresh_from_db()
    assert task.finished_at is not None
    _whole(merchant.pk)
    tally = task.tally
    assert tally["orders"] == ORDERS and tally["lines"] == lines.height
    assert tally["planned_lines"] + tally["refused_lines"] + tally["not_goods_lines"] == lines.height
    assert tally["known_orders"] == 0
    assert tally["parcels"] == Parcel.objects.count()
    rows_refused = Refusal.objects.filter(import_id=task.pk, order_id=None).count()
    assert OrderLine.objects.count() + rows_refused == lines.height, "each row of the file is an order line or a refused row"
    imports.run(task.pk, lambda: datetime.now(UTC))  # once more changes nothing
    assert OrderLine.objects.count() + rows_refused == lines.height


def _whole(merchant_id: int) -> None:
    """Nothing half done: every order has its lines, events and standing; every parcel its contents and offers; stock is what is promised."""
    count = Order.objects.filter(merchant_id=merchant_id).count()
    assert Order.objects.filter(lines__isnull=True).count() == 0
    assert OrderStanding.objects.count() == count
    assert (
        Event.objects.filter(kind="imported").count()
        == Event.objects.filter(kind="imported").values("order_id").distinct().count()
        == count
    )
    parcels = set(Parcel.objects.values_list("pk", flat=True))
    assert set(Placement.objects.values_list("parcel_id", flat=True)) == set(Offer.objects.values_list("parcel_id", flat=True)) == parcels
    promised = Allocation.objects.aggregate(n=Sum("quantity"))["n"] or 0
    assert Stock.objects.aggregate(n=Sum("reserved"))["n"] == promised
