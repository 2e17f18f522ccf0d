"""The sample's shelves: every row is of something known, numbers pass their checks, and all of it says that it is invented."""

from __future__ import annotations

import polars as pl
from stdnum import ean

from fahuo.core.orders.kits import explode_kits
from fahuo.core.words import BinKind, Removal, Tracks
from fahuo.sample.goods import sample_boxes, sample_paddings, sample_products
from fahuo.sample.shelves import sample_bins, sample_components, sample_kits, sample_materials, sample_shelves, sample_traits
from fahuo.sample.tables import table

SKUS = set(sample_products()["sku"])


def test_gtins_are_valid_nobodys_and_each_once() -> None:
    numbers = sample_traits()["gtin"].to_list()
    given = [number for number in numbers if number]
    assert 40 <= len(given) < len(numbers) and len(set(given)) == len(given)
    assert all(ean.is_valid(number) and number.startswith("20") for number in given)


def test_some_products_are_tracked_by_lot_and_some_by_serial_number() -> None:
    traits = sample_traits()
    assert {Tracks.LOT, Tracks.SERIAL} <= {Tracks(value) for value in traits["tracks"]}
    assert {Removal(value) for value in traits["removal"] if value} == {Removal.FEFO}


def test_every_own_warehouse_has_its_bins_and_every_piece_its_place() -> None:
    bins = sample_bins()
    own = table("warehouses").filter(pl.col("kind") == "own")["code"].to_list()
    for house in own:
        kinds = bins.filter(pl.col("warehouse") == house)["kind"].to_list()
        assert [kinds.count(kind) for kind in (BinKind.RECEIVING, BinKind.PACKING, BinKind.QUARANTINE)] == [1, 1, 1]
    lying = sample_shelves()
    assert set(lying["sku"]) <= SKUS
    at_home = lying.filter(pl.col("warehouse").is_in(own))
    assert at_home.join(
        bins.filter(pl.col("kind") == "storage"), left_on=["warehouse", "bin"], right_on=["warehouse", "code"], how="anti"
    ).is_empty()
    lots = lying.filter(pl.col("lot").is_not_null())
    assert lots.height >= 10 and (lots["expires_in_days"] > 30).all()
    assert set(lots["sku"]) <= set(sample_traits().filter(pl.col("tracks") == "lot")["sku"])


def test_kits_open_down_to_products() -> None:
    parts, kits = sample_components(), sample_kits()
    assert set(parts["kit"]) == set(kits["sku"]) and set(parts["part"]) <= SKUS | set(kits["sku"])
    ids = {sku: n for n, sku in enumerate([*sorted(SKUS), *kits["sku"]])}
    rows = parts.select(
        kit_id=pl.col("kit").replace_strict(ids), part_id=pl.col("part").replace_strict(ids), quantity="quantity",
        price_minor=pl.lit(None, pl.Int64),
    )  # fmt: skip
    opened = explode_kits(rows, pl.DataFrame({"product_id": list(ids.values()), "weight_g": [1] * len(ids)}))
    assert opened.endless.is_empty() and opened.too_deep.is_empty()
    assert opened.parts["kit_id"].n_unique() == kits.height and (opened.parts["part_id"] < len(SKUS)).all()


def test_every_box_and_padding_is_packing_material() -> None:
    rows = sample_materials()
    assert set(rows.filter(pl.col("of") == "box")["code"]) == set(sample_boxes()["code"])
    assert set(rows.filter(pl.col("of") == "padding")["code"]) == set(sample_paddings()["code"])
    assert rows["sku"].is_unique().all() and (rows["reorder_to"] > rows["reorder_at"]).all()


def test_what_is_invented_says_so() -> None:
    for name in ("kits", "materials"):
        assert set(table(name)["source"]) == {"invented"}
