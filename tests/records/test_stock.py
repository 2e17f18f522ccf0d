"""The ledger of stock: what each verb does to moves, holdings and totals, and what it refuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from django.db import connection

from fahuo.core.reasons import say
from fahuo.core.words import BinKind, MoveKind
from fahuo.records import stock
from fahuo.records.models import Bin, Holding, Lot, Merchant, Move, Product, Stock, Warehouse
from tests.scene import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


class Shop:
    """A merchant with two products and one warehouse; nothing lies there yet."""

    def __init__(self) -> None:
        self.merchant = Merchant.objects.create(code="shop", name="A shop")
        self.tea, self.cup = (Product.objects.create(merchant=self.merchant, sku=sku, name=sku) for sku in ("TEA", "CUP"))
        self.house = Warehouse.objects.create(merchant=self.merchant, code="W", name="W", city="X", country="CN", latitude=0, longitude=0)

    def bin(self, code: str, kind: BinKind = BinKind.STORAGE, walk: int = 0) -> Bin:
        return Bin.objects.create(merchant=self.merchant, warehouse=self.house, code=code, kind=kind, walk=walk)

    def lot(self, code: str, expires_on: date | None) -> Lot:
        return Lot.objects.create(merchant=self.merchant, product=self.tea, code=code, expires_on=expires_on)

    def rows(self, *pieces: tuple[Product, int], **more: object) -> pl.DataFrame:
        own = [{"product_id": p.pk, "warehouse_id": self.house.pk, "quantity": n, **more} for p, n in pieces]
        return pl.DataFrame(own)

    def receive(self, *pieces: tuple[Product, int], at: datetime = NOON, **more: object) -> int:
        return stock.receive(self.merchant.pk, self.rows(*pieces, **more), at, "anna")

    def free(self, product: Product, on: date = TODAY) -> int:
        return sum(stock.lock(self.merchant.pk, [product.pk], on)["available"])

    def lies(self, product: Product) -> dict[str, int]:
        return dict(Holding.objects.filter(product=product).order_by("bin__code").values_list("bin__code", "quantity"))


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_what_comes_in_makes_its_bin_and_its_line_in_the_ledger(shop: Shop) -> None:
    assert shop.receive((shop.tea, 5), (shop.cup, 2)) == 2
    assert shop.lies(shop.tea) == {"A-01": 5} and Stock.objects.get(product=shop.cup).on_hand == 2
    line = Move.objects.get(product=shop.tea)
    assert (line.kind, line.quantity, line.actor, line.from_bin, line.to_bin.code) == ("received", 5, "anna", None, "A-01")  # type: ignore[union-attr]


def test_with_a_receiving_bin_pieces_come_there_and_are_put_away(shop: Shop) -> None:
    into, shelf = shop.bin("IN", BinKind.RECEIVING), shop.bin("A-07")
    shop.receive((shop.tea, 5))
    away = shop.rows((shop.tea, 3), kind=MoveKind.PUT_AWAY, from_bin_id=into.pk, to_bin_id=shelf.pk)
    stock.move(shop.merchant.pk, away, NOON + timedelta(days=2), "ben")
    assert shop.lies(shop.tea) == {"IN": 2, "A-07": 3} and Stock.objects.get().on_hand == 5
    assert Holding.objects.get(bin=shelf).since == NOON, "a piece that is put away came when it came"


def test_the_same_key_is_the_same_move(shop: Shop) -> None:
    assert shop.receive((shop.tea, 5), key="box:1") == 1
    assert shop.receive((shop.tea, 5), key="box:1") == 0
    assert shop.receive((shop.tea, 1), (shop.tea, 1), key="box:2") == 1, "within one call too"
    assert Stock.objects.get().on_hand == 6


def test_rows_take_effect_one_after_the_other(shop: Shop) -> None:
    a, b, c = (shop.bin(code) for code in "ABC")
    shop.receive((shop.tea, 4), bin_id=a.pk)
    way = pl.concat(
        [
            shop.rows((shop.tea, 4), kind="moved", from_bin_id=a.pk, to_bin_id=b.pk),
            shop.rows((shop.tea, 4), kind="moved", from_bin_id=b.pk, to_bin_id=c.pk),
        ]
    )
    stock.move(shop.merchant.pk, way, NOON, "anna")
    assert shop.lies(shop.tea) == {"C": 4}
    with pytest.raises(stock.Short):
        stock.move(shop.merchant.pk, way.reverse(), NOON, "anna")
    stock.move(shop.merchant.pk, way.head(0), NOON, "anna")


def test_what_is_not_there_does_not_move_and_the_sentence_says_what_is(shop: Shop) -> None:
    shelf = shop.bin("A-07")
    shop.receive((shop.tea, 5), (shop.cup, 5), bin_id=shelf.pk)
    out = shop.rows((shop.cup, 1), (shop.tea, 6), kind="written_off", from_bin_id=shelf.pk)
    with pytest.raises(stock.Short) as short:
        stock.move(shop.merchant.pk, out, NOON, "anna")
    [(code, values)] = short.value.reasons
    assert "TEA: bin A-07 in W (lot -) has 5 pieces, 6 asked" in say(code, values, language="en")
    assert shop.lies(shop.cup) == {"A-07": 5}, "all or nothing"


def test_promised_pieces_cannot_be_written_off(shop: Shop) -> None:
    shelf = shop.bin("A-07")
    shop.receive((shop.tea, 5), bin_id=shelf.pk)
    stock.reserve(shop.rows((shop.tea, 4)))
    stock.move(shop.merchant.pk, shop.rows((shop.tea, 1), kind="written_off", from_bin_id=shelf.pk), NOON, "anna")
    with pytest.raises(stock.Short) as short:
        stock.move(shop.merchant.pk, shop.rows((shop.tea, 1), kind="written_off", from_bin_id=shelf.pk), NOON, "anna")
    assert [code for code, _ in short.value.reasons] == ["stock_is_promised"]
    assert shop.lies(shop.tea) == {"A-07": 4} and Move.objects.count() == 2, "what was begun is undone"


def test_quarantine_and_expired_lots_are_not_promised(shop: Shop) -> None:
    on = NOON.date()
    shop.receive((shop.tea, 10))
    shop.receive((shop.tea, 3), bin_id=shop.bin("HOLD", BinKind.QUARANTINE).pk)
    shop.receive((shop.tea, 2), lot_id=shop.lot("L1", on).pk)
    assert shop.free(shop.tea) == 10 and shop.free(shop.tea, on - timedelta(days=1)) == 12
    stock.reserve(shop.rows((shop.tea, 4)))
    assert shop.free(shop.tea) == 6


def test_picked_pieces_leave_with_their_own_parcel(shop: Shop) -> None:
    shelf = shop.bin("A-01")
    shop.receive((shop.tea, 10), bin_id=shelf.pk)
    stock.reserve(shop.rows((shop.tea, 6)))
    for parcel, n in ((1, 2), (2, 1)):
        stock.pick(shop.merchant.pk, shop.rows((shop.tea, n), from_bin_id=shelf.pk, parcel_id=parcel), NOON, "ben")
    assert shop.lies(shop.tea) == {"A-01": 7, "PACK": 3}
    stock.ship(shop.merchant.pk, shop.rows((shop.tea, 3), parcel_id=1), NOON, "carrier")  # 2 were picked for it, one was not
    assert shop.lies(shop.tea) == {"A-01": 6, "PACK": 1}
    row = Stock.objects.get()
    assert (row.on_hand, row.reserved) == (7, 3)
    assert stock.ship(shop.merchant.pk, shop.rows((shop.tea, 3), parcel_id=1), NOON, "carrier") == 0, "a parcel leaves once"
    stock.put_back(shop.merchant.pk, [2], NOON, "ben")
    assert shop.lies(shop.tea) == {"A-01": 7} and stock.in_packing([2]).is_empty()


def test_what_left_was_there_even_where_it_should_not_have_been_taken(shop: Shop) -> None:
    shop.receive((shop.tea, 2), lot_id=shop.lot("L1", NOON.date()).pk)
    stock.reserve(shop.rows((shop.tea, 2)))
    stock.ship(shop.merchant.pk, shop.rows((shop.tea, 2), parcel_id=1), NOON, "carrier")
    assert not Holding.objects.exists() and Stock.objects.get().on_hand == 0


def test_the_lot_that_expires_first_is_taken_first(shop: Shop) -> None:
    Product.objects.filter(pk=shop.tea.pk).update(removal="fefo")
    late, soon = (shop.lot(code, NOON.date() + timedelta(days=days)) for code, days in (("late", 90), ("soon", 9)))
    for lot in (late, soon):
        shop.receive((shop.tea, 2), lot_id=lot.pk)
    taken = stock.take(shop.merchant.pk, shop.rows((shop.tea, 3), parcel_id=5), NOON.date())
    assert taken.takes.select("lot_id", "quantity", "parcel_id").rows() == [(soon.pk, 2, 5), (late.pk, 1, 5)]
    spoken = taken.takes.select("bin_id", "product_id", "lot_id", "quantity")
    more = stock.take(shop.merchant.pk, shop.rows((shop.tea, 3), parcel_id=6), NOON.date(), spoken)
    assert more.takes["quantity"].to_list() == [1] and more.short.select("quantity", "parcel_id").rows() == [(2, 6)]


def test_material_that_the_books_do_not_have_stops_nothing(shop: Shop) -> None:
    shop.receive((shop.cup, 3))
    used = shop.rows((shop.cup, 2), parcel_id=1, key="box:1")
    assert stock.consume(shop.merchant.pk, used, NOON, "ben").is_empty()
    stock.consume(shop.merchant.pk, used, NOON, "ben")
    assert Stock.objects.get().on_hand == 1, "the same key once"
    lacking = stock.consume(shop.merchant.pk, shop.rows((shop.cup, 2), parcel_id=2), NOON, "ben")
    assert lacking["quantity"].to_list() == [1] and not Holding.objects.exists()


def test_cost_is_flat(shop: Shop) -> None:
    products = Product.objects.bulk_create(Product(merchant=shop.merchant, sku=f"P{n}", name="p") for n in range(300))
    few, many = ([(p, 3) for p in products[:n]] for n in (2, 300))
    shop.bin("A-01")
    counts = []
    for pieces in (few, many):
        before = len(connection.queries_log)
        connection.force_debug_cursor = True
        shop.receive(*pieces)
        counts.append(len(connection.queries_log) - before)
    connection.force_debug_cursor = False
    assert counts[1] <= counts[0]
