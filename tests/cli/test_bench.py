"""fahuo bench prepare: in a database of its own, which is gone afterwards."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from fahuo.steps.orders.models import Order
from tests.cli.desk import CATALOG, Desk, row

pytestmark = pytest.mark.django_db(transaction=True)


def own_databases() -> list[str]:
    """Of this process alone: other tests run beside it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname = %s", [f"fahuo_bench_{os.getpid()}"])
        return [name for (name,) in cursor.fetchall()]


def bench(desk: Desk, orders: str, *more: str, catalog: str = CATALOG) -> list[object]:
    return ["bench", "prepare", "--orders", desk.file("o.csv", orders), "--catalog", desk.file("c.csv", catalog), *more, "--json"]


def test_it_measures_in_a_database_of_its_own(desk: Desk) -> None:
    orders = desk.orders(row(1), row(1, "HEART"), row(2, "LAMP"), row("C3"), row(4, "POST")).read_text()
    answer = desk.call(*bench(desk, orders, "--repeat", "2")).answer
    assert (answer["orders"], answer["lines"], answer["planned_lines"], answer["repeat"]) == (8, 10, 6, 2)
    assert answer["parcels"] % 2 == 0
    names = {"seconds", "orders_per_s", "lines_per_s", "copy_seconds", "ratio", "peak_mb", "rows", "parcels"}
    assert names <= set(answer) and all(answer[name] > 0 for name in names)
    assert Order.objects.count() == 0 and own_databases() == []


@pytest.mark.parametrize(("orders", "catalog", "words"), [("", CATALOG, "is empty"), (row(), "name\nMug\n", "no column sku")])
def test_odd_files_are_told_and_leave_nothing_behind(desk: Desk, orders: str, catalog: str, words: str) -> None:
    assert words in desk.call(*bench(desk, orders, catalog=catalog)).fault
    assert own_databases() == []
