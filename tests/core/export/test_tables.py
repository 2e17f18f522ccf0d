"""The room's dated rules: each row says where it is from and how sure it is, and begins and ends on its day."""

from __future__ import annotations

import csv
from datetime import date
from importlib import resources

import pytest

from fahuo.core.export.tables import Table, rows_on
from fahuo.core.words import ServiceClass

TABLES: tuple[Table, ...] = ("terms",)


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_its_days_its_source_and_how_sure(table: Table) -> None:
    rows = list(csv.DictReader(resources.files("fahuo.core.export").joinpath(f"{table}.csv").read_text("utf-8").splitlines()))
    assert rows
    for row in rows:
        assert row["source"] and row["sure"] in {"high", "medium", "low"} and date.fromisoformat(row["retrieved_on"])
        days = [date.fromisoformat(row[name]) for name in ("valid_from", "valid_to") if row[name]]
        assert days == sorted(days)


def test_terms_always_end_in_a_row_for_everything() -> None:
    for on in (date(1900, 1, 1), date(2026, 11, 23)):
        last = rows_on("terms", on)[-1]
        assert not last["country"] and not last["service_class"]


def test_classes_in_the_table_are_known() -> None:
    assert {row["service_class"] for row in rows_on("terms", date(2026, 11, 23))} <= {str(kind) for kind in ServiceClass} | {""}
