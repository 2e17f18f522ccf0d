"""The judge finds what is wrong: every single damage to a sound plan is a fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from fahuo.core.clearance.check import check_clearance
from fahuo.core.clearance.plan import ClearancePlan, plan_clearance
from fahuo.countries.customs import with_tariff

from .baskets import EXCHANGE, TARIFF_ROWS, line, lines_of, parcel, parcels_of, tariff_of

DAY = date(2026, 11, 23)
RULES = with_tariff(tariff_of(TARIFF_ROWS))
PARCELS = parcels_of(
    [parcel(0, "FR"), parcel(1, "US", currency="USD"), parcel(2, "BR", currency="USD"), parcel(3, "DE", from_country="FR")]
)
LINES = lines_of(
    [
        line(0, 1, "610910", 5_000),
        line(0, 2, "392690", 700),
        line(1, 1, "6109100012", 2_000),
        line(2, 1, "610910", 9_000),
        line(3, 1, None, 100),
    ]
)
SOUND = plan_clearance(PARCELS, LINES, RULES, EXCHANGE, DAY)


def test_the_plan_is_sound() -> None:
    assert judged(SOUND) == []


@pytest.mark.parametrize("parcel_id", [0, 1, 2])
@pytest.mark.parametrize("column", ["duty_minor", "tax_minor", "fees_minor", "total_minor", "value_minor"])
def test_a_wrong_total_is_found(parcel_id: int, column: str) -> None:
    there = pl.col("parcel_id") == parcel_id
    off = SOUND.entries.with_columns(pl.when(there).then(pl.col(column) + 2).otherwise(column).alias(column))
    assert judged(replace(SOUND, entries=off))


@pytest.mark.parametrize("row", range(SOUND.entry_lines.height))
def test_a_figure_that_is_off_or_gone_is_found(row: int) -> None:
    lines = SOUND.entry_lines.with_row_index()
    here = pl.col("index") == row
    for column in ("amount_minor", "base_minor", "rate_ppm", "each_minor"):
        off = lines.with_columns(pl.when(here).then(pl.col(column) + 2).otherwise(column).alias(column)).drop("index")
        if not off.equals(SOUND.entry_lines) and not (column == "each_minor" and lines[column][row] == 0):
            assert judged(replace(SOUND, entry_lines=off)), column
    assert judged(replace(SOUND, entry_lines=lines.filter(~here).drop("index")))


def test_the_wrong_scheme_a_lost_parcel_and_a_tax_at_home_are_found() -> None:
    other = SOUND.entries.with_columns(pl.col("rule_id").replace({"eu.special": "eu.standard"}))
    assert judged(replace(SOUND, entries=other))
    assert judged(replace(SOUND, entries=SOUND.entries.filter(pl.col("parcel_id") != 2)))
    assert judged(replace(SOUND, entries=pl.concat([SOUND.entries, SOUND.entries.head(1)])))
    taxed = SOUND.entries.with_columns(pl.when(pl.col("parcel_id") == 3).then(5).otherwise("total_minor").alias("total_minor"))
    assert judged(replace(SOUND, entries=taxed))


def test_a_reason_that_is_kept_back_is_found() -> None:
    assert SOUND.refusals["code"].is_in(["fee_unconfirmed"]).any()
    assert judged(replace(SOUND, refusals=SOUND.refusals.filter(pl.col("code") != "fee_unconfirmed")))


def judged(plan: ClearancePlan) -> list[str]:
    return check_clearance(plan, PARCELS, LINES, RULES, EXCHANGE, DAY)
