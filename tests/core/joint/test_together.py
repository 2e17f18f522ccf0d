"""Which orders may share a parcel."""

from __future__ import annotations

import polars as pl
import pytest

from fahuo.core.joint.together import may_travel_together, together_key
from tests.core.joint.scene import orders_of

ORDERS, _ = orders_of([(0, 1)], [(5, 1)])


def other(name: str, value: str | None) -> pl.DataFrame:
    """Two orders of which the second differs in one column."""
    return ORDERS.with_columns(pl.when(pl.col("order_id") == 1).then(pl.lit(value)).otherwise(pl.col(name)).alias(name))


def test_the_same_buyer_at_the_same_address() -> None:
    assert may_travel_together(ORDERS)
    assert may_travel_together(other("street", "LINDENSTRASSE 12".replace("SS", "ß")))
    assert may_travel_together(other("street", "Lindenstraße, 12."))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "Anton Weiß"), ("street", "Lindenstraße 13"), ("city", "Bern"), ("postcode", "10968"), ("country", "AT"), ("currency", "CHF"),
        ("tax_id", "DE1"), ("service", "CN-POST"), ("shop", "FR-WEB"), ("buyer", "anton"), ("buyer", None), ("company", "Weiß GmbH"),
    ],
)  # fmt: skip
def test_any_difference_keeps_them_apart(name: str, value: str | None) -> None:
    assert not may_travel_together(other(name, value))


@pytest.mark.parametrize(("name", "value"), [("street", None), ("country", None), ("made_up", "street city"), ("name", " ")])
def test_an_address_that_is_nobodys(name: str, value: str | None) -> None:
    both = ORDERS.with_columns(pl.lit(value).cast(pl.String).alias(name))
    assert together_key(both).null_count() == 2 and not may_travel_together(both)
