"""Cover asked for by many at once, bought while it is given back, and a worker killed in between. The control shows that the race is one."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event

import pytest
from django.db import connection, connections

from fahuo.flow import calls, cover_calls, covers, verbs
from fahuo.flow.said import NotPossible
from fahuo.records.models import Account, Merchant
from fahuo.records.models import Event as Told
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import covers as rows
from fahuo.steps.methods.models import Cover, Label, Policy
from tests.flow.test_covers import Desk, clock, notes
from tests.scene import NOON, bring, sample_merchant, sample_orders
from tests.world.running import KEY, START, WorldProcess

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, KILLS = 6, 5


class Slow(Desk):
    """A carrier that takes its time, so that callers meet."""

    def buy_cover(self, request):  # type: ignore[no-untyped-def]
        time.sleep(0.05)
        return super().buy_cover(request)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Slow:
    found = Slow()
    monkeypatch.setattr(calls, "connect", lambda merchant: found)
    return found


def covered(merchant: Merchant, count: int) -> list[Parcel]:
    """Parcels that are to be covered, with their labels bought and their policies owed."""
    bring(merchant, *sample_orders(count))
    found = Cover.objects.filter(chosen=True, reason=None, parcel__order__hold_note=None).order_by("parcel_id")
    return [row.parcel for row in found.select_related("parcel__merchant")]


def at_once(*verbs_: Callable[[], object]) -> list[object]:
    """Each in its own thread, all at the same moment; exceptions come back."""
    barrier = Barrier(len(verbs_))

    def run(verb: Callable[[], object]) -> object:
        try:
            barrier.wait(30)
            return verb()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs_)) as pool:
        return list(pool.map(run, verbs_))


def labelled(merchant: Merchant) -> Parcel:
    parcel = covered(merchant, 40)[0]
    verbs.ask_labels(merchant, [parcel.pk], "mei", NOON)
    calls.buy_labels(merchant.pk, clock)
    return parcel


def test_many_workers_buy_one_policy_and_tell_of_it_once(desk: Slow) -> None:
    merchant = sample_merchant()
    parcel = labelled(merchant)
    found = at_once(*[lambda: cover_calls.buy_covers(merchant.pk, clock)] * WORKERS)
    assert sorted(found) == [0] * (WORKERS - 1) + [1], found  # type: ignore[type-var]
    assert len(desk.policies) == 1 and notes(parcel) == ["bought"]


def test_control_without_the_settling_condition_it_is_told_more_than_once(desk: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = sample_merchant()
    parcel = labelled(merchant)
    monkeypatch.setattr(
        rows,
        "answer",
        lambda row, bought, failure, now: bool(Policy.objects.filter(pk=row.pk).update(number=bought.number, answered_at=now)),
    )
    at_once(*[lambda: cover_calls.buy_covers(merchant.pk, clock)] * WORKERS)
    assert notes(parcel).count("bought") > 1


def test_bought_while_it_is_given_back_it_is_both_and_never_kept_by_mistake(desk: Slow) -> None:
    merchant = sample_merchant()
    parcel = labelled(merchant)
    at_once(
        lambda: cover_calls.buy_covers(merchant.pk, clock),
        lambda: covers.give_back(merchant, [parcel.pk], "mei", NOON),
        lambda: cover_calls.buy_covers(merchant.pk, clock),
    )
    cover_calls.buy_covers(merchant.pk, clock)  # the job that the wish has woken
    row = Policy.objects.get(parcel=parcel)
    assert row.number and row.refunded_minor == row.charged_minor
    assert len(desk.policies) == len(desk.refunds) == 1


def _two_give_back(desk: Slow) -> None:
    merchant = sample_merchant()
    parcel = labelled(merchant)
    cover_calls.buy_covers(merchant.pk, clock)
    found = at_once(*[lambda: covers.give_back(merchant, [parcel.pk], "mei", NOON)] * 2)
    assert sorted(type(f).__name__ for f in found) == ["NotPossible", "int"], found
    assert isinstance(next(f for f in found if not isinstance(f, int)), NotPossible)
    cover_calls.buy_covers(merchant.pk, clock)
    assert len(desk.refunds) == 1 and notes(parcel).count("return_asked") == 1


def test_of_two_who_give_back_one_is_told_that_it_is_being_asked(desk: Slow) -> None:
    _two_give_back(desk)


def test_control_without_the_locks_both_are_told_that_they_asked(desk: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    joined, meet = rows.Concat, Barrier(2)

    def slow(*parts: object) -> object:
        with suppress(BrokenBarrierError):
            meet.wait(5)  # between looking and writing
        return joined(*parts)

    monkeypatch.setattr(rows, "Concat", slow)
    monkeypatch.setattr(rows.Policy.objects, "select_for_update", rows.Policy.objects.all)
    monkeypatch.setattr(covers.ledger, "lock", lambda orders: None)
    with pytest.raises(AssertionError):
        _two_give_back(desk)


def _said_while_asked(desk: Slow, merchant: Merchant, looked: Event | None = None) -> None:
    """Either the word came first, and the label is bought without cover; or the label did, and the word is refused."""
    parcel = covered(merchant, 40)[0]

    def asked() -> int:
        if looked:
            looked.wait(10)
        return verbs.ask_labels(merchant, [parcel.pk], "li", NOON)

    said, _ = at_once(lambda: covers.say_cover(merchant, parcel.pk, False, None, "mei", NOON), asked)
    verbs.ask_labels(merchant, [parcel.pk], "li", NOON)
    calls.buy_labels(merchant.pk, clock)
    cover_calls.buy_covers(merchant.pk, clock)
    label, planned = Label.objects.get(parcel=parcel), Cover.objects.filter(parcel=parcel, chosen=True).first()
    assert Policy.objects.filter(parcel=parcel).exists() == isinstance(said, NotPossible) == (planned is not None)
    assert planned is None or planned.service_id == label.service_id


def test_said_while_the_label_is_asked_for_the_cover_is_that_of_the_label(desk: Slow) -> None:
    _said_while_asked(desk, sample_merchant())


def test_control_without_the_orders_lock_a_word_is_taken_that_comes_too_late(desk: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    told, looked = covers.methods.labelled, Event()

    def slow(orders: list[int]) -> object:
        found = told(orders)
        looked.set()
        time.sleep(0.8)  # between looking whether there is a label and writing the word down
        return found

    monkeypatch.setattr(covers.ledger, "lock", lambda orders: None)
    monkeypatch.setattr(covers.methods, "labelled", slow)
    with pytest.raises(AssertionError):
        _said_while_asked(desk, sample_merchant(), looked)


WORKER = """
import sys, django
django.setup()
from fahuo.flow import calls, cover_calls
from fahuo.records import clock
calls.BATCH = 3  # so small that a kill falls between two
print("ready", flush=True)
cover_calls.buy_covers(int(sys.argv[1]), clock.now)
"""


def _worker(merchant: Merchant) -> subprocess.Popen[bytes]:
    """A process over the test database that buys what is owed, three at a time."""
    own = connection.settings_dict
    url = f"postgresql://{own['USER']}@/{own['NAME']}?host={own['HOST']}"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "fahuo.config.settings", "FAHUO_SECRET_WORLD": KEY}
    command = [sys.executable, "-c", WORKER, str(merchant.pk)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _owed() -> int:
    return Policy.objects.filter(answered_at=None).count()


def test_kill_minus_nine_between_call_and_answer_buys_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = sample_merchant()
    monkeypatch.setenv("FAHUO_SECRET_WORLD", KEY)
    with WorldProcess(tmp_path, ("--speed", "0", "--start", START)) as world:
        Account.objects.create(merchant=merchant, plugin="carriers/world", url=world.url, secret_name="WORLD")
        parcels = covered(merchant, 500)
        verbs.ask_labels(merchant, [p.pk for p in parcels], "mei", NOON)
        calls.buy_labels(merchant.pk, clock)
        owed = Policy.objects.count()
        assert owed > 15
        random.seed(5)
        left = [owed]
        for _ in range(KILLS):
            worker = _worker(merchant)
            assert worker.stdout and worker.stdout.readline(), worker.stderr and worker.stderr.read()
            until = time.monotonic() + 60  # a busy machine takes long to start a process
            while time.monotonic() < until and worker.poll() is None and _owed() >= left[-1]:
                time.sleep(0.001)
            time.sleep(random.random() * 0.03)  # somewhere in the next three
            worker.send_signal(signal.SIGKILL)
            worker.communicate()
            left.append(_owed())
        assert len(set(left)) > 2 and left[-1] > 0, f"the kills did not fall into the work: owed after each were {left}"
        cover_calls.buy_covers(merchant.pk, clock)
    with sqlite3.connect(tmp_path / "world.sqlite3") as sold:
        policies = dict(sold.execute("SELECT key, policy FROM cover").fetchall())
    settled = dict(Policy.objects.exclude(number=None).values_list("key", "number"))
    assert settled == policies and Policy.objects.filter(answered_at=None).count() == 0
    told = Told.objects.filter(kind="noted", data__cover="bought")
    assert told.count() == len(settled) and Policy.objects.count() == owed
