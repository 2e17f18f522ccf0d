"""fahuo import: files into the database, once each, and told in one JSON object or one sentence."""

from __future__ import annotations

from typing import Any

import pytest

from fahuo.flow import imports
from fahuo.records.models import Product
from fahuo.sample.rows import as_rows
from fahuo.steps.orders.models import Order, OrderLine
from tests.cli.desk import CATALOG, Desk, row
from tests.scene import sample_merchant, sample_orders, stranger

pytestmark = pytest.mark.django_db
ORDERS = 30


def sample_file(desk: Desk, name: str = "sample.csv") -> Any:
    orders, lines = sample_orders(ORDERS, flawed=0.3)
    return desk.file(name, as_rows(orders, lines).write_csv())


def adds_up(answer: dict[str, Any]) -> None:
    told = ("planned_lines", "refused_lines", "not_goods_lines", "known_lines")
    assert answer["lines"] == sum(answer[name] for name in told)
    assert sum(answer["refusals"].values()) == answer["refused_lines"]


def test_a_file_is_stored_once(desk: Desk) -> None:
    sample_merchant()
    path = sample_file(desk)
    first = desk.call("import", "orders", path, "--json").answer
    adds_up(first)
    assert first["orders"] == ORDERS and first["known_orders"] == 0 and first["planned_lines"] > 0 and first["refused_lines"] > 0
    stored = Order.objects.count(), OrderLine.objects.count()
    again = desk.call("import", "orders", path, "--json").answer
    adds_up(again)
    assert again["known_orders"] == stored[0] and again["planned_lines"] == again["parcels"] == 0
    assert (Order.objects.count(), OrderLine.objects.count()) == stored


def test_orders_and_numbers_are_a_merchants_own(desk: Desk) -> None:
    ours, theirs = sample_merchant(), stranger()
    path = sample_file(desk)
    assert "--merchant" in desk.call("import", "orders", path).fault
    assert "nobody" not in desk.call("import", "orders", path, "--merchant", "nobody").fault.split("there are:")[1]
    one = desk.call("import", "orders", path, "--merchant", ours.code, "--json").answer
    two = desk.call("import", "orders", path, "--merchant", theirs.code, "--json").answer
    assert one["known_orders"] == two["known_orders"] == 0
    assert Order.objects.filter(merchant=ours).count() == Order.objects.filter(merchant=theirs).count() > 0
    adds_up(two)
    assert two["planned_lines"] == 0 and "product_unknown" in two["refusals"]  # no products of their own, and no one else's


def test_a_worker_that_is_ahead_does_not_cut_the_answer_short(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sample_merchant()
    monkeypatch.setattr(imports, "BATCH", 10)
    store, turns = imports._one_batch, iter(range(1_000))

    def ahead(*batch: Any) -> bool:
        return store(*batch) and next(turns) != 1  # of the second batch: somebody else has just stored it

    monkeypatch.setattr(imports, "_one_batch", ahead)
    answer = desk.call("import", "orders", sample_file(desk), "--json").answer
    adds_up(answer)
    assert answer["orders"] == ORDERS and answer["known_orders"] == 0


@pytest.mark.parametrize("content", [b"", b"\n", bytes(range(256)), b"1,2,3\n", b"a,b\n1,2\n", b"PK\x03\x04junk"])
def test_what_is_no_file_of_orders_is_told(desk: Desk, content: bytes) -> None:
    sample_merchant()
    assert desk.call("import", "orders", desk.file("odd.csv", content), "--json").fault.startswith("fahuo import: ")
    assert Order.objects.count() == 0


def test_a_row_that_no_table_takes_does_not_stop_its_neighbours(desk: Desk) -> None:
    sample_merchant()
    orders = desk.orders(row("9" * 5_000, "HZ-BT01"), row(2, "S" * 5_000), row(3, "HZ-BT01", name="x" * 100_000, buyer="b" * 5_000))
    answer = desk.call("import", "orders", orders, "--json").answer
    adds_up(answer)
    assert answer["refusals"]["number_too_long"] == 1 and answer["refusals"]["product_unknown"] == 1
    assert sorted(Order.objects.values_list("number", flat=True)) == ["2", "3"]
    assert "40 at most" in desk.call("import", "orders", orders, "--shop", "s" * 500).fault


def test_files_and_mappings_that_are_not_there_are_named(desk: Desk) -> None:
    sample_merchant()
    assert "absent.csv" in desk.call("import", "orders", desk.folder / "absent.csv").fault
    assert "there is no mapping 'nope'" in desk.call("import", "orders", sample_file(desk), "--mapping", "nope").fault


def test_a_catalogue_is_stored_and_renewed(desk: Desk) -> None:
    merchant = stranger()
    answer = desk.call(
        "import", "catalog", desk.file("c.csv", CATALOG + "MUG,Twice,1,1,1,1,CN\n" + "S" * 300 + ",Long,1,1,1,1,CN\n"), "--json"
    ).findings
    assert answer["products"] == 4
    assert answer["faults"][1:] == ["catalog: row 6: product MUG already stands in row 2, which counts; take one of the two rows out"]
    assert desk.call("import", "catalog", desk.file("c.csv", "sku,weight_g\nMUG,350\n"), "--json").answer["products"] == 1
    mug = Product.objects.get(merchant=merchant, sku="MUG")
    assert (mug.weight_g, mug.length_mm, mug.origin, mug.name) == (350, 120, "CN", "Mug")


def test_what_a_catalogue_leaves_empty_stays_as_it_was(desk: Desk) -> None:
    merchant = stranger()
    desk.call("import", "catalog", desk.file("c.csv", "sku,name,name_zh,attributes,hs_code\nPACK,Power pack,充电宝,battery_only,850760\n"))
    for more in ("sku,weight_g\nPACK,350\n", "sku,name_zh\nPACK,移动电源\n", "sku,attributes\nPACK,\n"):
        assert desk.call("import", "catalog", desk.file("c.csv", more)).code == 0
    pack = Product.objects.get(merchant=merchant, sku="PACK")
    assert (pack.name, pack.name_zh, pack.attributes, pack.hs_code, pack.weight_g) == ("Power pack", "移动电源", 32, "850760", 350)


@pytest.mark.parametrize(("content", "words"), [("", "is empty"), ("name,length_mm\nMug,1\n", "no column sku"), ("\0\1\2\3" * 9, "binary")])
def test_what_is_no_catalogue_is_told(desk: Desk, content: str, words: str) -> None:
    stranger()
    assert words in desk.call("import", "catalog", desk.file("odd.csv", content), "--json").fault
    assert Product.objects.count() == 0


def test_the_table_for_people_says_the_same(desk: Desk) -> None:
    sample_merchant()
    said = desk.call("import", "orders", sample_file(desk))
    assert said.code == 0 and f"          orders {ORDERS:>12}" in said.out and "{" not in said.out
