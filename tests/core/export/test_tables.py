"""The room's dated rules: each row says where it is from and how sure it is, and begins and ends on its day."""

from __future__ import annotations

import csv
from datetime import date
from importlib import resources

import pytest

from fahuo.core.export.tables import Table, rows_on
from fahuo.core.words import Paper, ServiceClass, attributes_of

TABLES: tuple[Table, ...] = ("terms", "departure", "unions")


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


def test_words_in_the_tables_are_known() -> None:
    on = date(2026, 11, 23)
    classes = {str(kind) for kind in ServiceClass} | {""}
    assert {row["service_class"] for row in (*rows_on("terms", on), *rows_on("departure", on))} <= classes
    assert {row["paper"] for row in rows_on("departure", on)} <= {str(paper) for paper in Paper}
    for row in rows_on("departure", on):
        attributes_of([row["attribute"]])


def test_britain_leaves_the_customs_union_on_its_day() -> None:
    def inside(on: date) -> set[str]:
        return {row["country"] for row in rows_on("unions", on)}

    assert "GB" in inside(date(2020, 12, 31)) and "GB" not in inside(date(2021, 1, 1))
    assert len(inside(date(2026, 11, 23))) == 28  # the 27 and Monaco
