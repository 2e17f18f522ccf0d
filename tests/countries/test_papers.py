"""Which papers a destination asks for, from the table in the domain notes."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from fahuo.core.words import Attribute, Paper
from fahuo.countries import papers, tables
from fahuo.countries.book import Book
from fahuo.countries.examples import EXCHANGE

BOOK = Book(EXCHANGE)
DAY = date(2026, 11, 23)
SCHEMA = {
    "parcel_id": pl.Int64, "country": pl.String, "from_country": pl.String, "service_class": pl.String, "currency": pl.String,
    "value_minor": pl.Int64, "attributes": pl.UInt32,
}  # fmt: skip


def demanded(country: str, channel: str, value_minor: int, currency: str = "EUR", on: date = DAY, **more: Any) -> set[str]:
    row = {
        "parcel_id": 7,
        "country": country,
        "from_country": "CN",
        "service_class": channel,
        "currency": currency,
        "value_minor": value_minor,
    }
    found = BOOK.demands(pl.DataFrame([{**row, "attributes": 0, **more}], schema=SCHEMA), on)
    assert found["parcel_id"].to_list() == [7] * found.height
    return set(found["paper"].to_list())


@pytest.mark.parametrize(
    ("country", "channel", "value", "currency", "wanted"),
    [
        ("DE", "line", 15_000, "EUR", {"commercial_invoice", "eu_h7", "export_list"}),
        ("DE", "line", 15_001, "EUR", {"commercial_invoice", "eu_h1", "export_list"}),
        ("DE", "post", 15_000, "EUR", {"cn22", "eu_h7"}),
        ("DE", "post", 35_000, "EUR", {"cn22", "eu_h1"}),  # 300 SDR are about EUR 350
        ("DE", "post", 35_001, "EUR", {"cn23", "commercial_invoice", "eu_h1"}),
        ("US", "express", 100, "USD", {"commercial_invoice", "us_entry", "export_list"}),
        ("JP", "express", 100, "JPY", {"commercial_invoice", "import_entry", "export_list"}),
        ("DE", "line", 1, "XYZ", {"commercial_invoice", "eu_h1", "export_list"}),  # no rate: the fuller paper
    ],
)
def test_the_papers_of_a_parcel_from_china(country: str, channel: str, value: int, currency: str, wanted: set[str]) -> None:
    assert demanded(country, channel, value, currency) == wanted


def test_batteries_want_a_statement_even_inside_the_union() -> None:
    assert demanded("DE", "line", 1_000, from_country="FR", attributes=int(Attribute.BATTERY)) == {"battery_statement"}
    assert "battery_statement" in demanded("US", "post", 1_000, attributes=int(Attribute.BATTERY_ONLY | Attribute.FRAGILE))


def test_a_parcel_that_crosses_no_border_wants_nothing() -> None:
    assert demanded("DE", "line", 99_000, from_country="FR") == set()


def test_the_american_entry_by_day() -> None:
    assert "us_entry" in demanded("US", "line", 80_001, "USD", date(2025, 5, 1))
    assert "us_entry" not in demanded("US", "line", 80_000, "USD", date(2025, 5, 1))
    assert "us_entry" in demanded("US", "line", 1_000, "USD", date(2025, 5, 2))
    assert "us_entry" not in demanded("US", "line", 1_000, "USD", date(2025, 8, 28), from_country="DE")
    assert "us_entry" in demanded("US", "line", 1_000, "USD", date(2025, 8, 29), from_country="DE")


def test_a_rate_for_sdr_goes_before_the_estimate() -> None:
    rates = pl.concat([EXCHANGE, pl.DataFrame({"currency": ["XDR"], "rate": [1.2], "source": ["IMF"]})])
    row = {"parcel_id": 0, "country": "US", "service_class": "post", "currency": "EUR", "value_minor": 35_900, "attributes": 0}
    parcels = pl.DataFrame([row], schema={k: v for k, v in SCHEMA.items() if k != "from_country"})
    assert "cn22" in Book(rates).demands(parcels, DAY)["paper"]
    assert "cn23" in BOOK.demands(parcels, DAY)["paper"]


def test_every_row_names_a_paper_and_says_why_in_both_languages() -> None:
    for row in tables.rows("papers.csv"):
        assert row["paper"] in set(Paper)
        assert papers.explain(row["why"], "zh-hans") != papers.explain(row["why"], "en")
        assert row["source"]
        assert row["confidence"] in ("high", "medium", "low")
