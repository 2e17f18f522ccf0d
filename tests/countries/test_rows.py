"""The rows of all countries: complete, without gaps, and right on the day before and the day of each change."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from fahuo.countries import br, ca, customs, eu, us
from fahuo.countries.examples import entry

RULES = customs.built_in()


def test_every_row_has_its_source_and_how_sure_it_is() -> None:
    for rows in (RULES.schemes, RULES.charges):
        assert rows["source"].str.len_chars().min() > 0
        assert set(rows["confidence"].to_list()) <= {"high", "medium", "low"}
        assert rows["retrieved_on"].null_count() == 0
        assert rows.filter(pl.col("valid_to") <= pl.col("valid_from")).is_empty()
    assert RULES.tariff["source"].str.len_chars().min() > 0


def test_rule_ids_are_of_their_country_and_charges_name_schemes_that_exist() -> None:
    schemes, charges = set(RULES.schemes["rule_id"].to_list()), set(RULES.charges["rule_id"].to_list())
    assert not schemes & charges
    assert set(RULES.charges["scheme"].to_list()) == {s for s in RULES.charges["scheme"].to_list() if s in schemes}
    files = {file.__name__.rsplit(".", 1)[1] for file in customs.FILES}
    assert {rule.partition(".")[0] for rule in schemes | charges} == files


@pytest.mark.parametrize("country", sorted(RULES.schemes["country"].unique().to_list()))
def test_no_value_falls_between_two_schemes_while_the_country_has_rules(country: str) -> None:
    """A registered and an unregistered seller, at every limit and one unit above, on every day a row begins."""
    rows = RULES.schemes.filter(country=country)
    currency = rows["limit_currency"].drop_nulls().to_list() or rows["currency"].to_list()
    limits = sorted({*rows["up_to_minor"].drop_nulls().to_list(), *rows["above_minor"].drop_nulls().to_list()})
    days = rows["valid_from"].unique().to_list()
    highest = {"BR": 300_000, "MX": 250_000}.get(country)  # above these no rule is written
    for on in (day for day in days if day >= min(days)):
        for limit in limits or [1_000]:
            for value in (limit, limit + 1):
                if highest is None or value <= highest:
                    found = entry(country, on.isoformat(), [("610910", value)], currency[0])
                    assert found.rule is not None, (on, value)


def test_the_eu_lists_its_27_members_and_their_rates_of_today() -> None:
    today = {c: steps[-1][1] for c, steps in eu.MEMBERS.items()}
    assert len(today) == 27
    assert (today["EE"], today["FI"], today["RO"], today["SK"], today["LU"], today["HU"]) == (
        240_000,
        255_000,
        210_000,
        230_000,
        170_000,
        270_000,
    )


@pytest.mark.parametrize(
    ("country", "day", "before", "after"),
    [
        ("RO", date(2025, 8, 1), 1_900, 2_100),
        ("EE", date(2025, 7, 1), 2_200, 2_400),
        ("SK", date(2025, 1, 1), 2_000, 2_300),
        ("FI", date(2024, 9, 1), 2_400, 2_550),
    ],
)
def test_vat_changes_on_its_day(country: str, day: date, before: int, after: int) -> None:
    lines = [("610910", 10_000)]
    assert entry(country, (day - timedelta(1)).isoformat(), lines, registrations={"IOSS"}).duty_tax == (0, before)
    assert entry(country, day.isoformat(), lines, registrations={"IOSS"}).duty_tax == (0, after)


def test_two_classifications_to_france_cost_six_euro_and_their_vat() -> None:
    before = entry("FR", "2026-06-30", [("610910", 1_000), ("392690", 1_000)], registrations={"IOSS"})
    after = entry("FR", "2026-07-01", [("610910", 1_000), ("392690", 1_000)], registrations={"IOSS"})
    assert before.duty_tax == (0, 400)
    assert after.duty_tax == (600, 520)  # EUR 7.20 more, as in the Commission's example


def test_the_national_fees_by_day() -> None:
    lines = [("610910", 1_000), ("392690", 1_000)]
    assert [entry("FR", day, lines).fees for day in ("2026-02-28", "2026-03-01")] == [0, 400]
    assert [entry("IT", day, lines).fees for day in ("2026-06-30", "2026-07-01")] == [0, 200]
    assert [entry("RO", day, lines).fees for day in ("2025-12-31", "2026-01-01")] == [0, 500]
    assert "fee_unconfirmed" in entry("DE", "2026-11-01", lines).refused
    assert "fee_unconfirmed" not in entry("DE", "2026-10-31", lines).refused


SHIRT, RATES = [("6109100012", 2_000)], [("US", "ordinary", "610910", 165_000), ("US", "s301_list", "610910", 75_000)]


@pytest.mark.parametrize(
    ("on", "duty"),
    [
        ("2025-05-01", 0),  # under the relief
        ("2025-05-14", 2_000 * 0.54),  # 16.5 + 7.5 + 20 + 10
        ("2025-11-09", 2_000 * 0.54),
        ("2025-11-10", 2_000 * 0.44),  # 16.5 + 7.5 + 10 + 10
        ("2026-02-23", 2_000 * 0.44),
        ("2026-02-24", 680),  # 16.5 + 7.5 + 10
        ("2026-03-15", 680),
        ("2026-07-23", 680),
        ("2026-07-24", 730),  # 16.5 + 7.5 + 12.5
        ("2026-11-23", 730),
    ],
)
def test_a_chinese_shirt_of_20_dollars_day_by_day(on: str, duty: int) -> None:
    assert entry("US", on, SHIRT, "USD", tariff=RATES).duty_tax == (int(duty), 0)


def test_american_layers_by_origin() -> None:
    def duty(origin: str, on: str = "2026-11-23") -> int | None:
        return entry("US", on, SHIRT, "USD", origin=origin, from_country=origin, tariff=RATES).duty_tax[0]

    assert duty("VN") == 2_000 * 29 // 100  # 16.5 + 12.5
    assert duty("IN") == 2_000 * 265 // 1_000
    assert duty("DE") == 330  # a ceiling of 10 % that 16.5 % passes
    assert duty("JP") == 330
    assert duty("BR", "2026-07-22") == 2_000 * 515 // 1_000  # 16.5 + 10 + 25
    assert duty("MA") is None  # its row is not held: unknown, not a guess
    assert duty("DE", "2025-08-28") == 0
    assert duty("DE", "2025-08-29") is None
    cheap = [("US", "ordinary", "610910", 20_000)]
    assert entry("US", "2026-11-23", SHIRT, "USD", origin="DE", tariff=cheap).duty_tax == (200, 0)  # 2 % and 8 % to the ceiling


def test_relief_ended_for_china_first() -> None:
    assert entry("US", "2025-05-02", SHIRT, "USD").rule == "us.informal"
    assert entry("US", "2025-05-02", SHIRT, "USD", origin="DE", from_country="DE").rule == "us.relief"
    assert date(2025, 8, 29) == us.NO_RELIEF


def test_provinces_and_states() -> None:
    rate = [("CA", "ordinary", "61", 0)]
    taxes = {
        p: entry("CA", "2026-01-01", [("6109100012", 10_000)], "CAD", region=p, tariff=rate).duty_tax[1] for p in ("ON", "NS", "QC", None)
    }
    assert taxes == {"ON": 1_300, "NS": 1_400, "QC": 500, None: 500}
    assert entry("CA", "2025-03-31", [("6109100012", 10_000)], "CAD", region="NS", tariff=rate).duty_tax[1] == 1_500
    assert len(ca.HST) == 6
    assert len(br.HIGHER_ICMS) == 10
