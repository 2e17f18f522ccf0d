"""Balances computed again from the moves: sound books agree, and each kind of fault, planted once, is found."""

from __future__ import annotations

import json
from datetime import timedelta

import polars as pl
import pytest
from django.db import connection
from django.db.models import F

from fahuo.cli.main import main
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import stock
from fahuo.records.models import Bin, Holding, Merchant, Move, Stock
from fahuo.steps.goods.models import Parcel
from fahuo.steps.transport import service as transport
from tests.scene import NOON, bring, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    """A merchant whose stock has been through a little of everything."""
    merchant = sample_merchant()
    bring(merchant, *sample_orders(12))
    row = Holding.objects.filter(quantity__gt=5).order_by("pk")[0]
    spare = Bin.objects.create(merchant=merchant, warehouse=row.bin.warehouse, code="Z-99")
    there = {"product_id": row.product_id, "warehouse_id": row.bin.warehouse_id}
    for n, (begin, end) in enumerate([(row.bin_id, spare.pk), (spare.pk, row.bin_id), (row.bin_id, spare.pk)]):
        step = pl.DataFrame([there | {"kind": "moved", "quantity": 3, "from_bin_id": begin, "to_bin_id": end}])
        stock.move(merchant.pk, step, NOON + timedelta(hours=n), "anna")
    stock.receive(merchant.pk, pl.DataFrame([there | {"quantity": 2, "bin_id": spare.pk}]), NOON - timedelta(days=3), "anna")
    return merchant


def test_sound_books_agree(merchant: Merchant) -> None:
    found = audit_stock()
    assert found.differences == [] and found.moves > 100 and found.holdings > 100 and found.merchants == 1


def test_each_fault_is_found(merchant: Merchant) -> None:
    held = Holding.objects.filter(quantity__gt=5).order_by("pk")[1]
    Holding.objects.filter(pk=held.pk).update(quantity=F("quantity") + 1)
    [found] = audit_stock().differences
    assert (found["kind"], found["product"], found["bin"]) == ("holding", held.product.sku, held.bin.code)
    assert (found["recorded"], found["recomputed"]) == (str(held.quantity + 1), str(held.quantity))
    Holding.objects.filter(pk=held.pk).update(quantity=F("quantity") - 1, since=NOON - timedelta(days=900))
    assert [d["kind"] for d in audit_stock().differences] == ["since"]
    Holding.objects.filter(pk=held.pk).update(since=held.since)
    with connection.cursor() as cursor:
        for column, kind in (("on_hand", "on_hand"), ("reserved", "reserved")):
            cursor.execute(
                f"UPDATE records_stock SET {column} = {column} + 1 WHERE on_hand > reserved AND product_id = %s", [held.product_id]
            )
            assert {d["kind"] for d in audit_stock(merchant.pk).differences} == {kind}
            cursor.execute(f"UPDATE records_stock SET {column} = {column} - 1 WHERE on_hand >= reserved AND {column} > 0 AND product_id = %s", [held.product_id])  # fmt: skip
    assert audit_stock().differences == []


def test_a_line_that_is_missing_from_the_ledger_is_found(merchant: Merchant) -> None:
    line = Move.objects.filter(kind="received").order_by("pk")[3]
    Move.objects.filter(pk=line.pk).delete()
    assert {d["kind"] for d in audit_stock().differences} == {"holding", "on_hand"}


def test_a_bin_that_had_less_than_nothing_is_found(merchant: Merchant) -> None:
    held = Holding.objects.filter(quantity__gt=5).order_by("pk")[1]
    own = {"merchant": merchant, "product": held.product, "warehouse": held.bin.warehouse, "at": NOON, "since": NOON, "quantity": 9999}
    Move.objects.create(**own, kind="adjusted", from_bin=held.bin)
    Move.objects.create(**own, kind="adjusted", to_bin=held.bin)
    kinds = {d["kind"] for d in audit_stock().differences}
    assert "below_zero" in kinds and "holding" not in kinds


def test_a_move_at_a_bin_of_another_warehouse_is_found(merchant: Merchant) -> None:
    line = Move.objects.filter(kind="received").order_by("pk")[3]
    elsewhere = Bin.objects.exclude(warehouse=line.warehouse)[0]
    Move.objects.filter(pk=line.pk).update(to_bin=elsewhere)
    assert "place" in {d["kind"] for d in audit_stock().differences}


def test_pieces_that_left_without_the_ledger_of_orders_are_a_promise_too_few(merchant: Merchant) -> None:
    parcel = Parcel.objects.order_by("pk")[0]
    stock.ship(merchant.pk, transport.pieces_of([parcel.pk]), NOON, "carrier")
    assert {d["kind"] for d in audit_stock().differences} == {"reserved"}


def test_the_command_says_it_and_its_exit_code_too(merchant: Merchant, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stock", "audit"]) == 0
    assert "0 differences" in capsys.readouterr().out
    Stock.objects.filter(reserved=0).update(reserved=F("on_hand"))
    assert main(["stock", "audit", "--json", "--merchant", merchant.code]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {"merchants", "products", "moves", "holdings", "differences", "seconds"} == found.keys()
    assert found["differences"][0].keys() >= {"product", "warehouse", "bin", "lot", "recorded", "recomputed"}
    assert main(["stock", "audit", "--merchant", "nobody"]) == 2
