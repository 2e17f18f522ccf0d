"""fahuo import stock: good rows count, bad ones are listed, the same file counts once, and the books agree afterwards."""

from __future__ import annotations

from datetime import date

import pytest

from fahuo.records.models import Bin, Holding, Lot, Move, Stock, Warehouse
from tests.cli.desk import Desk
from tests.scene import sample_merchant

pytestmark = pytest.mark.django_db
FILE = """sku,quantity,warehouse,bin,lot,expires
HZ-BT01,7,SZX,B-07-1,L1,2027-01-31
HZ-BT01,5,SZX,B-07-2,,
NOPE,5,SZX,,,
HZ-BT01,9,SZX,B-07-1,L1,2027-01-31
HZ-PB10,0,SZX,,,
"""


def test_pieces_come_into_their_bins_and_lots_once(desk: Desk) -> None:
    merchant = sample_merchant()
    house = Warehouse.objects.get(merchant=merchant, code="SZX")
    before = Stock.objects.get(product__sku="HZ-BT01", warehouse=house).on_hand
    file = desk.file("s.csv", FILE)
    first = desk.call("import", "stock", file, "--json").answer
    assert (first["pieces"], first["rows"], first["bins_made"], len(first["faults"])) == (12, 3, ["B-07-1", "B-07-2"], 2)
    assert "rows 2 and 5 both give HZ-BT01 in SZX B-07-1 L1" in first["faults"][1]
    assert Lot.objects.get(code="L1").expires_on == date(2027, 1, 31)
    assert Holding.objects.get(bin__code="B-07-1").quantity == 7 and Bin.objects.get(code="B-07-1").kind == "storage"
    for words in (desk.call("import", "stock", file).out, desk.call("import", "stock", file).out):
        assert "nothing added; --again" in words and "by command line as file:" in words
    assert Stock.objects.get(product__sku="HZ-BT01", warehouse=house).on_hand == before + 12
    for turn in (2, 3):
        assert desk.call("import", "stock", file, "--again", "--json").answer["pieces"] == 12
        assert Stock.objects.get(product__sku="HZ-BT01", warehouse=house).on_hand == before + 12 * turn
    assert Move.objects.filter(reference__startswith="file:").count() == 6
    assert desk.call("stock", "audit").code == 0


def test_a_file_without_a_column_takes_nothing_in(desk: Desk) -> None:
    sample_merchant()
    count = Move.objects.count()
    assert "no column quantity" in desk.call("import", "stock", desk.file("s.csv", "sku\nHZ-BT01\n")).fault
    assert desk.call("import", "stock", desk.file("s.csv", "sku,quantity\nNOPE,4\n"), "--json").answer["pieces"] == 0
    assert Move.objects.count() == count
