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
    called = desk.call("import", "stock", file, "--create-bins", "--json")
    first = called.findings  # two rows are refused
    assert (first["pieces"], first["rows"], first["bins_made"], len(first["faults"])) == (12, 3, ["B-07-1", "B-07-2"], 2)
    assert "rows 2 and 5 both give HZ-BT01 in SZX B-07-1 L1" in first["faults"][1]
    assert Lot.objects.get(code="L1").expires_on == date(2027, 1, 31)
    assert Holding.objects.get(bin__code="B-07-1").quantity == 7 and Bin.objects.get(code="B-07-1").kind == "storage"
    for words in (desk.call("import", "stock", file).out, desk.call("import", "stock", file).out):
        assert "nothing added; --again" in words and "by command line as file:" in words
    assert Stock.objects.get(product__sku="HZ-BT01", warehouse=house).on_hand == before + 12
    for turn in (2, 3):
        assert desk.call("import", "stock", file, "--again", "--create-bins", "--json").findings["pieces"] == 12
        assert Stock.objects.get(product__sku="HZ-BT01", warehouse=house).on_hand == before + 12 * turn
    assert Move.objects.filter(reference__startswith="file:").count() == 6
    assert desk.call("stock", "audit").code == 0


def test_a_file_without_a_column_takes_nothing_in(desk: Desk) -> None:
    sample_merchant()
    count = Move.objects.count()
    assert "no column quantity" in desk.call("import", "stock", desk.file("s.csv", "sku\nHZ-BT01\n")).fault
    assert desk.call("import", "stock", desk.file("s.csv", "sku,quantity\nNOPE,4\n"), "--json").findings["pieces"] == 0
    assert Move.objects.count() == count


def test_a_bin_that_is_not_there_is_named_and_its_row_comes_in_once_it_is_made(desk: Desk) -> None:
    merchant = sample_merchant()
    house = Warehouse.objects.get(merchant=merchant, code="SZX")
    Bin.objects.create(merchant=merchant, warehouse=house, code="PK-9", kind="packing")
    Bin.objects.create(merchant=merchant, warehouse=house, code="OLD-1", active=False)
    before = Stock.objects.get(product__sku="HZ-BT01", warehouse=house).on_hand
    rows = "HZ-BT01,3,B-07-1\nHZ-BT01,2,\nHZ-BT01,1,PK-9\nHZ-BT01,1,OLD-1\n"
    file = desk.file("s.csv", f"sku,quantity,bin\n{rows}")
    called = desk.call("import", "stock", file, "--json")
    assert called.code == 1 and (called.findings["pieces"], called.findings["refused"], called.findings["bins_made"]) == (2, 3, [])
    assert "row 2: warehouse SZX has no bin 'B-07-1'" in called.findings["faults"][0] and "--create-bins" in called.findings["faults"][0]
    assert "belongs to packing" in called.findings["faults"][1] and not Bin.objects.filter(code="B-07-1").exists()
    again = desk.call("import", "stock", file, "--create-bins", "--json").findings  # the row that is lacking, and nothing twice
    assert (again["pieces"], again["known"], again["bins_made"]) == (3, 1, ["B-07-1"])
    assert Stock.objects.get(product__sku="HZ-BT01", warehouse=house).on_hand == before + 5
    assert desk.call("import", "stock", file, "--json").findings["pieces"] == 0 and desk.call("stock", "audit").code == 0
    assert desk.call("import", "stock", desk.file("t.csv", "sku,quantity\nHZ-BT01,1\n")).code == 0


def test_a_catalogue_with_refused_rows_says_so_with_both_rows(desk: Desk) -> None:
    sample_merchant()
    columns = "sku,name,length_mm,width_mm,height_mm,weight_g,gtin,tracks,parts"
    file = desk.file(
        "c.csv", f"{columns}\nA-1,One,1,1,1,1,,,\nA-1,Two,1,1,1,1,,,\nB-1,B,1,1,1,1,123,shelf,A-1 twice\nK-1,K,1,1,1,1,,,K-1:1\n"
    )
    called = desk.call("import", "catalog", file, "--json")
    said = " ".join(called.findings["faults"])
    assert called.code == 1 and called.findings["products"] == 3 and called.findings["refused"] == 5
    assert "row 3" in said and "row 2" in said and "row 4: tracks: 'shelf'" in said and "row 5: the kit K-1 is not made" in said
    fine = desk.call("import", "catalog", desk.file("d.csv", f"{columns}\nA-1,One,1,1,1,1,,,\n"))
    assert fine.code == 0
