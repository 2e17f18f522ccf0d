"""Catalogue files: what is read, what is left empty and said, and that no row vanishes."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core import frames
from fahuo.core.goods.catalog import read_catalog
from fahuo.core.reasons import mend, say
from fahuo.core.words import Attribute

GOOD = {"sku": "A1", "name": "Mug", "length_mm": "120", "width_mm": "90", "height_mm": "100", "weight_g": "350", "origin": "CN"}


def catalog(*rows: dict[str, str | None]) -> tuple[pl.DataFrame, pl.DataFrame]:
    header = list(dict.fromkeys(key for row in rows for key in row))
    products, refusals = read_catalog(
        pl.DataFrame([{k: row.get(k) for k in header} for row in rows], schema=dict.fromkeys(header, pl.String))
    )
    frames.Products.validate(products)
    frames.Refusals.validate(refusals)
    return products, refusals


def sentences(refusals: pl.DataFrame) -> list[str]:
    return [say(code, values) for code, values in refusals.select("code", "values").iter_rows()]


def test_a_good_row_is_read() -> None:
    products, refusals = catalog(
        GOOD | {"hs_code": "6912.00", "name_zh": "马克杯", "attributes": "fragile;battery only", "unit_price_gbp": "3.20"}
    )
    assert products.to_dicts() == [
        {
            "product_id": 1,
            "sku": "A1",
            "name": "Mug",
            "name_zh": "马克杯",
            "length_mm": 120,
            "width_mm": 90,
            "height_mm": 100,
            "weight_g": 350,
        }
        | {"hs_code": "691200", "origin": "CN", "attributes": Attribute.FRAGILE | Attribute.BATTERY_ONLY}
    ]
    assert refusals.is_empty()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("length_mm", "12cm", "catalog_number_unreadable"),
        ("width_mm", "1,200", "catalog_number_unreadable"),
        ("height_mm", "nan", "catalog_number_unreadable"),
        ("height_mm", "1e3", "catalog_number_unreadable"),
        ("weight_g", "-5", "catalog_not_above_zero"),
        ("weight_g", "0", "catalog_not_above_zero"),
        ("weight_g", "0.0", "catalog_not_above_zero"),
        ("length_mm", "9" * 400, "catalog_too_large"),
        ("hs_code", "8518", "catalog_hs_code_unreadable"),
        ("hs_code", "90210.0", "catalog_hs_code_unreadable"),  # 0902.10 after a spreadsheet took its zero
        ("origin", "China", "catalog_origin_unknown"),
        ("origin", "UK", "catalog_origin_unknown"),
    ],
)
def test_a_bad_cell_is_left_empty_and_said(field: str, value: str, code: str) -> None:
    products, refusals = catalog(GOOD, GOOD | {"sku": "B2", field: value})
    assert products.get_column(field).to_list() == [pl.Series([GOOD.get(field)]).cast(products.schema[field]).item(), None]
    assert refusals.get_column("code").to_list() == [code]
    assert refusals.get_column("source_row").to_list() == [3]
    (sentence,) = sentences(refusals)
    assert "row 3" in sentence and field in sentence and value in sentence
    assert mend(code, refusals.item(0, "values"))


@pytest.mark.parametrize(
    ("value", "mm"), [("297", 297), ("297.0", 297), ("29.1", 30), ("0.4", 1), ("+5", 5), ("１２", 12), (" 7 ", 7), ("", None), (None, None)]
)
def test_sizes_are_rounded_up_to_whole_millimetres_and_an_empty_cell_is_no_mistake(value: str | None, mm: int | None) -> None:
    products, refusals = catalog(GOOD | {"length_mm": value})
    assert products.get_column("length_mm").to_list() == [mm]
    assert refusals.is_empty()


@pytest.mark.parametrize(
    ("value", "code"), [("8518.30.20", "85183020"), ("851830.0", "851830"), ("8518 30", "851830"), ("0902100000", "0902100000")]
)
def test_hs_codes_lose_their_dots_only(value: str, code: str) -> None:
    assert catalog(GOOD | {"hs_code": value})[0].get_column("hs_code").to_list() == [code]


def test_an_unknown_attribute_is_named_and_the_others_are_taken() -> None:
    products, refusals = catalog(GOOD | {"attributes": "易碎、batery"})
    assert products.item(0, "attributes") == Attribute.FRAGILE
    assert "'batery'" in sentences(refusals)[0]


def test_the_first_of_two_rows_with_one_sku_is_kept() -> None:
    products, refusals = catalog(GOOD, GOOD | {"sku": "B2"}, GOOD | {"weight_g": "999"}, GOOD | {"sku": " A1 "})
    assert products.select("sku", "weight_g").rows() == [("A1", 350), ("B2", 350)]
    assert sentences(refusals) == [f"row {row}: product A1 already stands in row 2, which counts" for row in (4, 5)]


def test_missing_columns_are_said_and_without_sku_nothing_is_read() -> None:
    products, refusals = catalog({"sku": "A1", "name": "Mug"})
    assert products.select("sku", "name", "weight_g").rows() == [("A1", "Mug", None)]
    assert [json.loads(v)["field"] for v in refusals.get_column("values")] == ["length_mm", "width_mm", "height_mm", "weight_g"]
    products, refusals = catalog({"code": "A1"})
    assert products.is_empty()
    assert sentences(refusals) == ["the catalogue has no column sku"]


LETTERS = "AbC 1290.,;-+eE易，½１\u00a0\u3000\x00é'\"\\{}"
cells = st.one_of(st.none(), st.text(LETTERS, max_size=6), st.sampled_from(["A", "B", "12", "-3", "0", "851830", "CN", "fragile;liquid"]))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys([*GOOD, "hs_code", "attributes"], cells)), max_size=8))
def test_every_row_with_a_sku_is_a_product_or_refused_whatever_the_order(rows: list[dict[str, str | None]]) -> None:
    raw = pl.DataFrame(rows, schema=dict.fromkeys([*GOOD, "hs_code", "attributes"], pl.String)).with_row_index("source_row", offset=2)
    products, refusals = read_catalog(raw)
    frames.Products.validate(products)
    for code, values in refusals.select("code", "values").iter_rows():
        assert "—" not in say(code, values)
    filled = raw.filter(pl.any_horizontal(pl.col(pl.String).str.strip_chars().fill_null("") != "")).height
    whole_rows = refusals.filter(pl.col("code").is_in(["catalog_sku_missing", "catalog_sku_twice"])).height
    assert products.height + whole_rows == filled
    mixed = raw.sample(fraction=1, shuffle=True, seed=1)
    assert_frame_equal(read_catalog(mixed)[0], products)
    assert_frame_equal(read_catalog(mixed)[1].sort(pl.all()), refusals.sort(pl.all()))


@pytest.mark.shared
def test_the_exporters_catalogue_is_read_whole(shared: Path) -> None:
    raw = pl.read_csv(shared / "orders/catalog.csv", infer_schema=False)
    products, refusals = read_catalog(raw)
    frames.Products.validate(products)
    assert products.height == raw.height == 4070
    assert refusals.is_empty()
    assert products.null_count().select("length_mm", "width_mm", "height_mm", "weight_g", "origin").row(0) == (0, 0, 0, 0, 0)


def test_a_row_whose_cells_do_not_stand_under_their_headers_is_refused() -> None:
    products, refusals = catalog(GOOD | {"source_fault": None}, GOOD | {"sku": "B2", "source_fault": "cells 9 8"})
    assert products.get_column("sku").to_list() == ["A1"]
    assert sentences(refusals) == ["row 3 has 9 cells, the header has 8"]
