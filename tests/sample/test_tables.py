"""The sample's tables: whole, plausible, and by their own schemas."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import phonenumbers
import polars as pl
import pytest
from stdnum.cn import uscc
from stdnum.eu import oss, vat

from fahuo.core import frames
from fahuo.core.words import Attribute
from fahuo.sample.exchange import sample_exchange, sample_rates
from fahuo.sample.goods import sample_apart, sample_boxes, sample_catalogue, sample_paddings, sample_products, sample_stock
from fahuo.sample.merchant import sample_merchant, sample_shops
from fahuo.sample.tables import table


def test_tables_keep_their_schemas() -> None:
    frames.Products.validate(sample_products())
    frames.Stock.validate(sample_stock())
    frames.Boxes.validate(sample_boxes())
    frames.Paddings.validate(sample_paddings())
    frames.Apart.validate(sample_apart())
    frames.Exchange.validate(sample_exchange(date(2026, 11, 23)))


def test_sixty_products_named_in_both_languages_with_every_attribute_among_them() -> None:
    products = sample_catalogue()
    assert products.height == 60
    assert products.get_column("sku").n_unique() == 60
    assert products.get_column("product_id").to_list() == list(range(1, 61))
    told = products.drop("hs_code")
    assert sum(told.null_count().row(0)) == 0
    assert {a for a in Attribute if (products.get_column("attributes") & int(a) > 0).any()} == set(Attribute)
    chinese = pl.col("name_zh", "declared_name_zh", "material_zh", "use_zh").str.contains(r"\p{Han}")
    assert products.select(chinese.all()).row(0) == (True,) * 4
    assert products.select(pl.col("name", "declared_name", "material", "use").str.contains(r"^[ -~]+$").all()).row(0) == (True,) * 4


def test_declared_names_say_what_the_thing_is() -> None:
    """Customs reject names such as "gift" or "accessories" (ICS2 stop words)."""
    vague = {"gift", "gifts", "goods", "sample", "samples", "accessories", "parts", "product", "other", "stuff", "toys", "clothes"}
    names = sample_catalogue().get_column("declared_name").str.to_lowercase().to_list()
    assert [name for name in names if name in vague or len(name) < 5] == []


def test_a_few_products_wait_for_their_hs_code() -> None:
    codes = sample_products().get_column("hs_code")
    assert 2 <= codes.null_count() <= 6
    assert codes.drop_nulls().str.contains(r"^\d{6,10}$").all()


@pytest.mark.shared
def test_every_hs_code_is_in_the_nomenclature(shared: Path) -> None:
    known = pl.read_csv(shared / "hs/harmonized-system.csv", infer_schema=False).filter(pl.col("level") == "6").get_column("hscode")
    codes = sample_products().get_column("hs_code").drop_nulls()
    assert codes.filter(~codes.str.slice(0, 6).is_in(known.implode())).to_list() == []


def test_stock_is_of_known_products_some_scarce_some_out() -> None:
    stock = sample_stock()
    rows = table("stock").with_columns(pl.col("quantity").cast(pl.Int64))
    assert stock["available"].sum() == rows["quantity"].sum()  # every sku and warehouse is known
    assert stock.height == rows.select("sku", "warehouse").n_unique()
    pieces = sample_products().join(stock.group_by("product_id").agg(pl.col("available").sum()), on="product_id", how="left")
    assert pieces.filter(pl.col("available").fill_null(0) == 0).height >= 1
    assert pieces.filter(pl.col("available") < 30).height >= 2
    assert set(stock.get_column("warehouse_id")) == {1, 2, 3, 4}


def test_boxes_are_larger_outside_than_inside() -> None:
    boxes = sample_boxes()
    assert boxes.height == 14
    for side in ("length", "width", "height"):
        assert (boxes.get_column(f"outer_{side}_mm") > boxes.get_column(f"inner_{side}_mm")).all()


def test_the_merchants_numbers_pass_their_checks_and_say_that_they_are_invented() -> None:
    merchant = sample_merchant()
    assert merchant.invented and "invented" in merchant.name and "虚构" in merchant.name_zh
    assert uscc.is_valid(merchant.uscc)
    assert vat.is_valid(merchant.vat)
    assert oss.is_valid(merchant.ioss)
    assert merchant.eori[:2].isalpha() and merchant.eori[2:].isdigit() and len(merchant.eori) <= 17
    assert phonenumbers.is_valid_number(phonenumbers.parse(merchant.phone))


def test_shops_share_all_orders() -> None:
    shops = sample_shops()
    assert shops.get_column("kind").to_list() == ["own", "marketplace", "marketplace"]
    assert shops.get_column("share").sum() == pytest.approx(1)


def test_exchange_is_that_of_the_day() -> None:
    assert sample_rates().get_column("currency").n_unique() >= 35
    of_2012 = dict(sample_exchange(date(2012, 5, 1)).select("currency", "rate").iter_rows())
    of_2020 = dict(sample_exchange(date(2020, 5, 1)).select("currency", "rate").iter_rows())
    assert (of_2012["GBP"], of_2020["GBP"]) == (11.0, 9.55)
    assert of_2012["CNY"] == 1.0
    assert sample_exchange(date(2009, 12, 31)).is_empty()
    assert sample_rates().filter(pl.col("currency") != "CNY").get_column("source").str.contains("invented").all()
