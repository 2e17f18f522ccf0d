"""Orders that travel together, raced: two people accept, one accepts while another takes apart, cancels, or asks for the label."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from fahuo.flow import verbs
from fahuo.flow.joint import accept, look
from fahuo.flow.said import NotPossible
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import ledger
from fahuo.records.models import Merchant, OrderStanding, Stock
from fahuo.steps.goods.models import Parcel, Placement
from fahuo.steps.methods import service as methods
from fahuo.steps.methods.models import Label, Suggestion
from fahuo.steps.orders.models import Allocation, Joining, Order, OrderLine
from tests.flow.test_joint import pair
from tests.scene import NOON, sample_merchant

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """Everybody at the same time. What cannot be done is an answer; a database error is a fault."""
    barrier = Barrier(len(work))

    def one(verb: Callable[[], Any]) -> Any:
        try:
            barrier.wait(30)
            return verb()
        except NotPossible as reason:
            return reason
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(one, work))


def suggested() -> tuple[Merchant, list[int], Suggestion, int]:
    """Two orders, and the way that puts both into one sending."""
    merchant = sample_merchant()
    ids = pair(merchant)
    kept = look.look(merchant, ids, NOON)
    assert kept is not None
    return merchant, ids, kept, next(n for n, way in enumerate(kept.ways) if len(way["sendings"]) == 1)


def whole(merchant: Merchant, ids: list[int]) -> None:
    """Every line once, its money once, its pieces promised and packed once; what is joined is whole on both sides."""
    live = set(OrderStanding.objects.filter(order_id__in=ids).exclude(state="cancelled").values_list("order_id", flat=True))
    joined = list(Joining.objects.filter(undone_at=None))
    assert len(joined) <= 1
    assert OrderLine.objects.filter(order_id__in=ids).count() == 2
    if joined:
        assert live == set(ids), "nobody is cancelled while they travel together"
        assert OrderLine.objects.filter(order_id=joined[0].guest_id).count() == 0
        assert not Parcel.objects.filter(order_id=joined[0].guest_id).exists()
    for order in Order.objects.filter(pk__in=ids):
        goods = sum(line.quantity * line.price_minor for line in order.lines.all())
        carried = [j for j in joined if j.guest_id == order.pk]
        assert order.goods_minor == goods or carried
    asked = sum(OrderLine.objects.filter(order_id__in=live).values_list("quantity", flat=True))
    promised = sum(Allocation.objects.filter(order_id__in=ids).values_list("quantity", flat=True))
    packed = sum(p.nx * p.ny * p.nz for p in Placement.objects.filter(parcel__order_id__in=live))
    reserved = sum(Stock.objects.filter(merchant=merchant).values_list("reserved", flat=True))
    assert (asked, asked, asked) == (promised, packed, reserved), (
        joined,
        live,
        list(Placement.objects.filter(parcel__order_id__in=ids).values_list("parcel__order_id", "parcel_id", "line_no", "nx")),
        list(Label.objects.values_list("parcel_id")),
    )
    assert audit_stock(merchant.pk).differences == []


def two_accept() -> None:
    merchant, ids, kept, way = suggested()
    said = at_once(*(lambda by=by: accept.accept(merchant, kept.pk, way, by, NOON) for by in ("mei", "li", "wang", "zhao")))
    assert sum(not isinstance(s, NotPossible) for s in said) == 1
    assert Joining.objects.filter(undone_at=None).count() == 1
    whole(merchant, ids)


def test_a_suggestion_is_accepted_once() -> None:
    two_accept()


def test_control_without_locks_it_is_accepted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the row's lock, and the ledger's, and the orders' own, two people join the same lines."""

    class Unlocked:
        def __getattr__(self, name: str) -> Any:
            return getattr(Suggestion.objects, name)

        def select_for_update(self) -> Any:
            return Suggestion.objects.all()

    monkeypatch.setattr(accept, "Suggestion", type("Open", (), {"objects": Unlocked()}))
    monkeypatch.setattr(accept, "lock_open", lambda merchant, ids: list(ids))
    monkeypatch.setattr(ledger, "lock", lambda order_ids: None)
    with pytest.raises((AssertionError, DatabaseError)):
        for _ in range(ROUNDS):
            two_accept()


def test_accept_against_cancel() -> None:
    merchant, ids, kept, way = suggested()
    joined, cancelled = at_once(
        lambda: accept.accept(merchant, kept.pk, way, "mei", NOON), lambda: verbs.cancel(merchant, [ids[1]], "li", NOON)
    )
    assert isinstance(joined, NotPossible) != isinstance(cancelled, NotPossible), "one of them, not both"
    whole(merchant, ids)


def test_accept_against_the_label() -> None:
    """Labels are asked for by a job: the order that has one keeps its plan, and the label is of a parcel that is there."""
    merchant, ids, kept, way = suggested()
    Suggestion.objects.filter(pk=kept.pk).update(found_at=NOON)

    def label() -> int:
        with transaction.atomic():
            return methods.ask(merchant.pk, None, NOON)

    joined, asked = at_once(lambda: accept.accept(merchant, kept.pk, way, "mei", NOON), label)
    assert asked or not isinstance(joined, NotPossible), "one of them, not neither"
    assert Label.objects.count() == asked and not Label.objects.exclude(parcel_id__in=Parcel.objects.values("pk")).exists()
    assert bool(Joining.objects.filter(undone_at=None).exists()) != isinstance(joined, NotPossible)
    whole(merchant, ids)


def test_take_apart_against_the_label_and_another_who_does() -> None:
    merchant, ids, kept, way = suggested()
    accept.accept(merchant, kept.pk, way, "mei", NOON)

    def label() -> int:
        with transaction.atomic():
            return methods.ask(merchant.pk, None, NOON)

    said = at_once(lambda: accept.take_apart(merchant, ids[0], "mei", NOON), lambda: accept.take_apart(merchant, ids[1], "li", NOON), label)
    assert sum(not isinstance(s, NotPossible) for s in said[:2]) <= 1
    assert not Label.objects.exclude(parcel_id__in=Parcel.objects.values("pk")).exists()
    whole(merchant, ids)


def test_accept_against_accepting_another_pair_of_the_same_order() -> None:
    """Suggestions that overlap: one order travels with one other."""
    merchant, ids, kept, way = suggested()
    twin = Suggestion.objects.create(
        merchant=merchant, orders=ids, digest=kept.digest, found_at=NOON, saves_minor=1, exact=True, duty_known=False, priced=1, today=kept.today, ways=kept.ways
    )  # fmt: skip
    said = at_once(*(lambda pk=pk: accept.accept(merchant, pk, way, "mei", NOON) for pk in (kept.pk, twin.pk)))
    assert sum(not isinstance(s, NotPossible) for s in said) == 1
    whole(merchant, ids)


KILLED = """
import os, signal, sys
import django
django.setup()
from fahuo.flow.joint import accept
from fahuo.records.models import Merchant
from tests.scene import NOON

accept.as_planned = lambda *given: os.kill(os.getpid(), signal.SIGKILL)  # joined, planned, promised: all but committed
accept.accept(Merchant.objects.get(pk=int(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3]), "mei", NOON)
"""


def test_kill_minus_nine_in_the_middle_leaves_the_orders_as_they_were() -> None:
    merchant, ids, kept, way = suggested()
    before = set(Parcel.objects.filter(order_id__in=ids).values_list("pk", "order_id"))
    own = connection.settings_dict
    url = f"postgresql://{own['USER']}@/{own['NAME']}?host={own['HOST']}"
    root = str(Path(__file__).resolve().parents[2])
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "fahuo.config.settings"}
    environment["PYTHONPATH"] = os.pathsep.join([root, environment.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *map(str, (merchant.pk, kept.pk, way))], env=environment, capture_output=True, timeout=120
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert not Joining.objects.exists() and set(Parcel.objects.filter(order_id__in=ids).values_list("pk", "order_id")) == before
    whole(merchant, ids)
    assert accept.accept(merchant, kept.pk, way, "mei", NOON) == ids[:1]
    whole(merchant, ids)
