"""kill -9 between a question to the carrier and its answer: the booking is there once, at the carrier and here."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import time as clock_time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from fahuo.flow.collecting import asking, calls, standing
from fahuo.ports.answers import Refused
from fahuo.ports.collection import CollectionRequest
from fahuo.records.clock import now
from fahuo.records.models import Account, Merchant, Warehouse
from fahuo.steps.methods.models import Service
from fahuo.steps.transport.models import STANDS, Collection, CollectionAct
from tests.scene import sample_merchant
from tests.world.running import KEY, WorldProcess

pytestmark = pytest.mark.django_db(transaction=True)
DIES = """
import django; django.setup()
import os, signal
from fahuo.flow.collecting import booking, calls
from fahuo.records.clock import now
from fahuo.records.models import Merchant, Warehouse
calls.settle = lambda *asked: os.kill(os.getpid(), signal.SIGKILL)  # the answer is here, and nobody writes it down
merchant = Merchant.objects.get()
booking.book_next(merchant, Warehouse.objects.get(code="SZX").pk, "Brightway Express (invented)", "zhou", now)
"""


def _environment() -> dict[str, str]:
    own = connection.settings_dict
    url = f"postgresql://{own['USER']}@/{own['NAME']}?host={own['HOST']}"
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "fahuo.config.settings", "FAHUO_SECRET_WORLD": KEY}


@pytest.fixture
def merchant(monkeypatch: pytest.MonkeyPatch) -> Merchant:
    # the queue's tables are not Django's own: what other tests left there would be worked off first
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    monkeypatch.setenv("FAHUO_SECRET_WORLD", KEY)
    return sample_merchant()


def _booked_at(world: WorldProcess, merchant: Merchant) -> int:
    """How many bookings the carriers have: their numbers count, so the next one says it."""
    house = Warehouse.objects.get(merchant=merchant, code="SZX")
    place, day = asking.pickup(merchant, house), asking.local_day(house, now()) + timedelta(days=9)
    for n in range(60):
        try:
            slots = world.client.slots(f"Probe {n}", place, day)
        except Refused:
            continue
        if free := next((slot for slot in slots if slot.left), None):
            request = CollectionRequest(f"probe-{time.monotonic_ns()}", f"Probe {n}", "probe", place, free.id, day, 1, 1)
            return int(world.client.book_collection(request).reference[8:14]) - 1
    raise AssertionError("nobody comes")


def test_a_process_that_dies_with_the_answer_in_its_hand_loses_and_doubles_nothing(merchant: Merchant, tmp_path: Path) -> None:
    with WorldProcess(tmp_path, ("--speed", "1", "--start", now().isoformat())) as world:
        Account.objects.create(merchant=merchant, plugin="carriers/world", url=world.url, secret_name="WORLD")
        died = subprocess.run([sys.executable, "-c", DIES], env=_environment(), capture_output=True, timeout=60)
        assert died.returncode == -signal.SIGKILL, died.stderr.decode()
        row = Collection.objects.get()
        assert row.state == "asked" and CollectionAct.objects.get().answered_at is None
        assert _booked_at(world, merchant) == 1, "the carrier has it already"
        worker = subprocess.run(
            [sys.executable, "-m", "fahuo.cli", "worker", "--once"], env=_environment(), capture_output=True, timeout=120
        )
        assert worker.returncode == 0, worker.stderr.decode()
        row.refresh_from_db()
        assert row.state == "booked" and world.client.collection(row.carrier, row.reference).weight_g == row.weight_g
        assert _booked_at(world, merchant) == 2, "only our own probe came between"


def test_a_worker_killed_at_random_moments_books_each_standing_day_once(merchant: Merchant, tmp_path: Path) -> None:
    random.seed(5)
    with WorldProcess(tmp_path, ("--speed", "1", "--start", now().isoformat())) as world:
        Account.objects.create(merchant=merchant, plugin="carriers/world", url=world.url, secret_name="WORLD")
        houses = list(Warehouse.objects.filter(merchant=merchant, kind="own"))
        for carrier in sorted(set(Service.objects.filter(merchant=merchant).values_list("carrier", flat=True)))[:6]:
            for house in houses:
                dates = (asking.local_day(house, now()) + timedelta(days=1), None)
                hours = (clock_time(9), clock_time(20))
                standing.set_up(merchant, house.pk, carrier, [0, 1, 2, 3, 4, 5, 6], hours, dates, "zhou", now(), days_ahead=5)
        seen = []
        for _ in range(6):
            worker = subprocess.Popen(
                [sys.executable, "-m", "fahuo.cli", "worker", "--once"],
                env=_environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            before, until = Collection.objects.count(), time.monotonic() + 60
            while time.monotonic() < until and worker.poll() is None and Collection.objects.count() < before + 3:
                time.sleep(0.002)
            time.sleep(random.random() * 0.1)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            seen.append(Collection.objects.count())
        assert len(set(seen)) > 2, f"the kills did not fall into the work: {seen}"
        standing.run(merchant.pk, now)
        rows = Collection.objects.all()
        assert calls.owed(merchant.pk) == []
        assert rows.values("standing", "standing_on").distinct().count() == rows.count()
        booked = rows.filter(STANDS)
        assert booked.exclude(booked_at=None).count() == booked.count() == _booked_at(world, merchant)
        assert len({row.reference for row in booked}) == booked.count()
        standing.run(merchant.pk, now)
        assert Collection.objects.count() == rows.count()
