"""GTIN, tracking, removal, material and kits: from a catalogue file, and as typed."""

from __future__ import annotations

import json

import pytest

from fahuo.core.reasons import say
from fahuo.flow import catalog, verbs
from fahuo.flow.said import NotPossible
from fahuo.flow.shelves import goods, moves
from fahuo.records.models import Component, Product, Warehouse
from tests.scene import NOON, sample_merchant

pytestmark = pytest.mark.django_db
FILE = """sku,name,gtin,tracks,removal,material,parts
CUP,Cup,6291041500213,,,,
TEA,Tea,6291041500214,lot,fefo,,
BOX,Box,,批次,nearest,yes,
TWIN,Two cups,06291041500213,,,,CUP:2; TEA x1
ODD,Odd,,shelf,soon,perhaps,CUP
LOOP,Loop,,,,,LOOP:1
"""


def test_a_file_brings_them_and_bad_cells_cost_the_cell() -> None:
    merchant = sample_merchant()
    stored, refused = catalog.store(merchant, FILE.encode(), "x.csv")
    assert stored == 6
    rows = {p.sku: (p.gtin, p.tracks, p.removal, p.material) for p in Product.objects.filter(sku__in=["CUP", "TEA", "BOX", "TWIN", "ODD"])}
    assert rows == {
        "CUP": ("6291041500213", "", "", False),
        "TEA": ("", "lot", "fefo", False),
        "BOX": ("", "lot", "nearest", True),
        "TWIN": ("", "", "", False),
        "ODD": ("", "", "", False),
    }
    assert dict(Component.objects.filter(kit__sku="TWIN").values_list("part__sku", "quantity")) == {"CUP": 2, "TEA": 1}
    floor = refused.filter(~refused["code"].str.starts_with("catalog"))
    assert sorted(floor["code"]) == ["floor_parts", *["floor_word_unknown"] * 3, "gtin_taken", "gtin_wrong", "kit_not_made"]
    for code, values in floor.select("code", "values").rows():
        for language in ("en", "zh"):
            assert "{" not in say(code, values, language) and json.loads(values)
    assert {json.loads(v)["source_row"] for v in floor["values"]} == {3, 5, 6, 7}  # each names its row
    again, _ = catalog.store(merchant, b"sku,name\nCUP,Cup\n", "y.csv")
    assert again == 1 and Product.objects.get(sku="CUP").gtin == "6291041500213"  # what a file does not say stays


def test_a_gtin_is_tested_before_it_is_kept() -> None:
    merchant = sample_merchant()
    one, two = Product.objects.filter(merchant=merchant).order_by("pk")[:2]
    verbs.set_product(merchant, one.pk, {"gtin": "629104150021 3"}, "li", NOON)
    for gtin, match in (("6291041500214", "should be 3"), ("12345", "digits, not 8"), ("12A", "other signs"), ("06291041500213", one.sku)):
        with pytest.raises(NotPossible, match=match):
            verbs.set_product(merchant, two.pk, {"gtin": gtin}, "li", NOON)
    with pytest.raises(NotPossible, match="one of lot, serial"):
        verbs.set_product(merchant, two.pk, {"tracks": "shelf"}, "li", NOON)
    verbs.set_product(merchant, one.pk, {"gtin": None}, "li", NOON)
    assert Product.objects.get(pk=one.pk).gtin == ""


def test_a_kit_cannot_contain_itself_nor_have_stock() -> None:
    merchant = sample_merchant()
    a, b, c = (Product.objects.create(merchant=merchant, sku=sku, name=sku) for sku in "ABC")
    goods.set_parts(merchant, a.pk, {"B": 1})
    goods.set_parts(merchant, b.pk, {"C": 3})
    for parts, match in (({"A": 1}, "contain itself"), ({"NONE": 1}, "not in the catalogue"), ({"C": 0}, "not a whole number")):
        with pytest.raises(NotPossible, match=match):
            goods.set_parts(merchant, c.pk if "A" in parts else a.pk, parts)
    house = Warehouse.objects.filter(merchant=merchant).first()
    moves.one(merchant, {"verb": "receive", "sku": "C", "warehouse": house.code, "quantity": 2}, "li", NOON)
    with pytest.raises(NotPossible, match="2 pieces in stock"):
        goods.set_parts(merchant, c.pk, {"HZ-TEE1": 1})
    goods.set_parts(merchant, a.pk, {})
    assert not Component.objects.filter(kit=a).exists()


def test_a_gtin_that_moves_from_one_product_to_another_in_one_file_is_nobodys_twice() -> None:
    merchant = sample_merchant()
    catalog.store(merchant, b"sku,name,gtin\nONE,One,6291041500213\n", "x.csv")
    _, refused = catalog.store(merchant, b"sku,name,gtin\nTWO,Two,6291041500213\nONE,One,036000291452\n", "y.csv")
    assert "gtin_taken" not in refused["code"].to_list()
    assert dict(Product.objects.filter(sku__in=["ONE", "TWO"]).values_list("sku", "gtin")) == {
        "ONE": "036000291452",
        "TWO": "6291041500213",
    }
