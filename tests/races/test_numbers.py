"""Numbers drawn by many at once, on real PostgreSQL. The control shows that the race is one: without the lock a number is issued twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction

from fahuo.core.goods.identifiers import is_s10
from fahuo.records.models import Merchant
from fahuo.steps.goods import issuing
from fahuo.steps.goods.models import IssuedNumber, NumberRange
from tests.scene import NOON, stranger

WORKERS, TURNS, EACH = 8, 20, 7
pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)


class Undone(Exception):
    """A caller whose transaction does not commit."""


def _ranges(merchant: Merchant) -> None:
    for first, last in ((0, 499), (500, 99_999)):
        NumberRange.objects.create(merchant=merchant, kind="s10", prefix="LX", suffix="CN", next=first, last=last)


def _draw(merchant: Merchant, worker: int, barrier: Barrier) -> list[str]:
    """One worker draws in turns; every fifth draw is rolled back and its numbers are thrown away."""
    found: list[str] = []
    try:
        barrier.wait(30)
        for turn in range(TURNS):
            try:
                with transaction.atomic():
                    numbers = issuing.draw(merchant.pk, "s10", EACH, f"worker {worker}", NOON)
                    if (turn + worker) % 5 == 0:
                        raise Undone
                found += numbers
            except Undone:
                continue
            except IntegrityError as error:
                found.append(f"refused by the database: {error}")
        return found
    finally:
        connections.close_all()


def _race(merchant: Merchant) -> list[str]:
    barrier = Barrier(WORKERS)
    with ThreadPoolExecutor(WORKERS) as pool:
        return [number for found in pool.map(lambda w: _draw(merchant, w, barrier), range(WORKERS)) for number in found]


def test_no_number_is_issued_twice_and_none_that_was_rolled_back_is_lost() -> None:
    merchant = stranger()
    _ranges(merchant)
    found = _race(merchant)
    committed = WORKERS * (TURNS - TURNS // 5) * EACH
    assert len(found) == len(set(found)) == committed
    assert all(is_s10(number) for number in found)
    assert set(found) == set(IssuedNumber.objects.values_list("number", flat=True))
    # what was rolled back came again: the serials are without a gap
    assert sorted(int(number[2:10]) for number in found) == list(range(committed))


def test_control_without_the_lock_numbers_are_issued_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = stranger()
    _ranges(merchant)
    monkeypatch.setattr(issuing, "LOCK", "")
    with connection.cursor() as cursor:  # and without the last word of the database
        cursor.execute("ALTER TABLE goods_issuednumber DROP CONSTRAINT number_issued_once")
    try:
        found = _race(merchant)
        assert len(set(found)) < len(found), "without the lock nothing went wrong: the race test proves nothing"
    finally:
        IssuedNumber.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE goods_issuednumber ADD CONSTRAINT number_issued_once UNIQUE (merchant_id, number)")


def test_a_connection_that_dies_before_its_commit_issued_nothing() -> None:
    merchant = stranger()
    _ranges(merchant)

    def die() -> list[str]:
        connection.set_autocommit(False)
        numbers = issuing.draw(merchant.pk, "s10", 3, "victim", NOON)
        connection.connection.close()  # as the kernel does for a killed process
        connection.connection = None
        return numbers

    with ThreadPoolExecutor(1) as pool:
        lost = pool.submit(die).result(30)
    with transaction.atomic():
        assert issuing.draw(merchant.pk, "s10", 3, "heir", NOON) == lost
    assert IssuedNumber.objects.count() == 3
