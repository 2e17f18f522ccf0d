"""The peer: what a usual Django program does, an object and a query for every row; and one order at a time through our own API."""

from __future__ import annotations

import json
import os
import time
from statistics import median, quantiles
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahuo.config.settings")

import django

django.setup()

import polars as pl  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402

from fahuo.cli import django as database  # noqa: E402
from fahuo.flow import seed  # noqa: E402
from fahuo.flow.measure import empty_database  # noqa: E402
from fahuo.flow.prepare import prepare_batch  # noqa: E402
from fahuo.records import clock, keys  # noqa: E402
from fahuo.records.models import Merchant  # noqa: E402
from fahuo.sample.goods import sample_products  # noqa: E402
from fahuo.sample.orders import generate_orders  # noqa: E402
from fahuo.sample.rows import as_rows  # noqa: E402
from fahuo.steps.orders.models import Order, OrderLine  # noqa: E402

COUNT = 300
CALLS = 60


def main() -> None:
    """Print one JSON object."""
    with empty_database(f"fahuo_peer_{os.getpid()}"):
        database.migrate()
        merchant = seed.sample_merchant(lambda text: None)
        now = clock.now()
        orders, lines = generate_orders(COUNT, 9, now, sample_products())
        _store(merchant, *generate_orders(50, 10, now, sample_products(), start=50_000))  # warm
        begun = time.perf_counter()
        _store(merchant, orders, lines)
        ours = lines.height / (time.perf_counter() - begun)
        answer = {"orm_lines_per_s": _orm(merchant, orders, lines), "ours_lines_per_s": ours, **_api(merchant)}
    print(json.dumps(answer))


def _store(merchant: Merchant, orders: pl.DataFrame, lines: pl.DataFrame) -> None:
    at = clock.now()
    prepare_batch(merchant, orders, lines, on=clock.today(at), now=at, actor="bench")


def _orm(merchant: Merchant, orders: pl.DataFrame, lines: pl.DataFrame) -> float:
    """Orders and lines alone, an object a row and a transaction an order."""
    of_order: dict[int, list[dict[str, Any]]] = {}
    for line in lines.to_dicts():
        of_order.setdefault(line.pop("order_id"), []).append(line)
    begun = time.perf_counter()
    for row in orders.to_dicts():
        with transaction.atomic():
            own = of_order[row.pop("order_id")]
            row["number"] += "-orm"
            order = Order.objects.create(merchant=merchant, created_at=clock.now(), **row)
            for line in own:
                OrderLine.objects.create(order=order, **line)
    return lines.height / (time.perf_counter() - begun)


def _api(merchant: Merchant) -> dict[str, float]:
    """Orders one by one, as a shop sends them: from the request's text to the answer's, authentication and all."""
    caller, head = Client(SERVER_NAME="127.0.0.1"), {"Authorization": f"Bearer {keys.make(merchant, 'bench')}"}
    rows = as_rows(*generate_orders(CALLS + 5, 11, clock.now(), sample_products(), start=90_000)).to_dicts()
    bodies: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = {"sku": row.pop("sku"), "name": row.pop("line_name"), "quantity": row.pop("quantity"), "price": str(row.pop("price"))}
        body = {name: None if value is None else str(value) for name, value in row.items()}
        bodies.setdefault(row["number"], body | {"lines": []})["lines"].append(line)
    took = []
    for body in bodies.values():
        begun = time.perf_counter()
        answer = caller.post("/api/orders", json.dumps({"orders": [body]}), content_type="application/json", headers=head)
        took.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200 or len(answer.json()["stored"]) != 1:
            raise RuntimeError(answer.content.decode())
    warm = took[5:]
    return {"api_ms_p50": median(warm), "api_ms_p90": quantiles(warm, n=10)[-1]}


main()
