"""Duty and tax by small invented rules, and by all built-in ones with check.py as the judge."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core.clearance.check import check_clearance
from fahuo.core.clearance.plan import ClearancePlan, Entries, EntryLines, plan_clearance
from fahuo.core.clearance.rules import Charge, Rules, Scheme, rules_of
from fahuo.core.frames import Refusals
from fahuo.core.reasons import REASONS
from fahuo.countries.customs import with_tariff

from .baskets import EXCHANGE, HELD, TARIFF_ROWS, baskets, line, lines_of, parcel, parcels_of, tariff_of

DAY = date(2026, 11, 23)
ROW = {"valid_from": date(2026, 1, 1), "source": "invented", "retrieved_on": date(2026, 1, 1), "confidence": "high"}
BUILT_IN = with_tariff(tariff_of(TARIFF_ROWS))
DAYS = st.sampled_from(
    [date(2021, 7, 1), date(2025, 5, 1), date(2025, 8, 28), date(2025, 8, 29), date(2026, 2, 24), date(2026, 6, 30), date(2026, 7, 1)]
) | st.dates(date(2020, 1, 1), date(2029, 1, 1))


def scheme(rule_id: str = "s", position: int = 1, **more: object) -> Scheme:
    return Scheme(**({"rule_id": rule_id, "country": "FR", "position": position, "currency": "EUR", **ROW} | more))  # type: ignore[arg-type]


def charge(rule_id: str, how: str, **more: object) -> Charge:
    return Charge(**({"rule_id": rule_id, "schemes": ("s",), "layer": rule_id, "how": how, **ROW} | more))  # type: ignore[arg-type]


def plan(rules: Rules, parcels: list[dict], lines: list[dict], held: frozenset[str] = frozenset(), on: date = DAY) -> ClearancePlan:  # type: ignore[type-arg]
    made = plan_clearance(parcels_of(parcels), lines_of(lines), rules, EXCHANGE, on, held)
    assert check_clearance(made, parcels_of(parcels), lines_of(lines), rules, EXCHANGE, on, held) == []
    return made


def codes(made: ClearancePlan) -> list[str]:
    return made.refusals["code"].to_list()


def test_carriage_inside_the_values_is_left_out_of_the_limit_and_kept_in_the_base() -> None:
    rules = rules_of(
        [scheme(up_to_minor=10_000, limit_currency="EUR", tax_name="VAT", tax_ppm=200_000)], [charge("d", "rate", rate_ppm=100_000)]
    )
    made = plan(rules, [parcel(0, "FR", freight_included_minor=1_000)], [line(0, 1, "610910", 6_600), line(0, 2, "392690", 4_400)])
    entry = made.entries.row(0, named=True)
    assert (entry["value_minor"], entry["freight_minor"]) == (10_000, 1_000)
    assert (entry["duty_minor"], entry["tax_minor"], entry["total_minor"]) == (1_100, 2_420, 3_520)
    assert made.entry_lines["base_minor"].to_list() == [6_600, 4_400, 12_100]


def test_a_limit_is_all_or_nothing_to_the_cent() -> None:
    rules = rules_of(
        [scheme("s", 1, up_to_minor=15_000, limit_currency="EUR"), scheme("t", 2, above_minor=15_000, limit_currency="EUR")], []
    )
    made = plan(rules, [parcel(0, "FR"), parcel(1, "FR")], [line(0, 1, "610910", 15_000), line(1, 1, "610910", 15_001)])
    assert made.entries["rule_id"].to_list() == ["s", "t"]


def test_each_distinct_code_is_charged_once_whatever_the_lines() -> None:
    rules = rules_of([scheme()], [charge("d", "per_code", amount_minor=300, currency="EUR")])
    lines = [line(0, 1, "610910", 100), line(0, 2, "6109100090", 100, origin="VN"), line(0, 3, "392690", 100)]
    assert plan(rules, [parcel(0, "FR")], lines).entries["duty_minor"].to_list() == [600]


def test_the_row_that_names_the_origin_goes_before_the_one_that_names_none() -> None:
    rules = rules_of(
        [scheme()], [charge("a", "rate", layer="x", rate_ppm=100_000), charge("b", "rate", layer="x", origin="CN", rate_ppm=50_000)]
    )
    made = plan(rules, [parcel(0, "FR")], [line(0, 1, "610910", 1_000), line(0, 2, "610910", 1_000, origin="VN")])
    assert made.entry_lines.select("rule_id", "amount_minor").rows() == [("b", 50), ("a", 100)]


def test_a_line_without_origin_leaves_a_layer_unknown_that_depends_on_it() -> None:
    rules = rules_of([scheme()], [charge("b", "rate", layer="x", origin="CN", rate_ppm=50_000)])
    made = plan(rules, [parcel(0, "FR")], [line(0, 1, "610910", 1_000, origin=None)])
    assert made.entries["duty_minor"].to_list() == [None]
    assert codes(made) == ["origin_missing_for_entry"]


def test_the_longest_prefix_wins_and_a_code_without_a_rate_says_so() -> None:
    rules = rules_of([scheme()], [charge("d", "tariff", tariff="EU", listed="ordinary")])
    tariff = tariff_of([("EU", "ordinary", "61", 120_000), ("EU", "ordinary", "610910", 100_000)])
    rules = Rules(rules.schemes, rules.charges, with_tariff(tariff).tariff, {})
    made = plan(
        rules, [parcel(0, "FR"), parcel(1, "FR")], [line(0, 1, "610910", 1_000), line(0, 2, "611020", 1_000), line(1, 1, "950300", 900)]
    )
    assert made.entries["duty_minor"].to_list() == [220, None]
    assert json.loads(made.refusals["values"][0]) == {"country": "FR", "hs_code": "950300", "origin": "CN", "layer": "d"}
    assert made.entries["total_minor"].to_list() == [220, None]


def test_a_top_up_fills_what_the_ordinary_rate_lacks() -> None:
    rules = rules_of([scheme()], [charge("d", "top_up", tariff="EU", listed="ordinary", rate_ppm=100_000)])
    tariff = tariff_of([("EU", "ordinary", "61", 120_000), ("EU", "ordinary", "39", 65_000)])
    rules = Rules(rules.schemes, rules.charges, with_tariff(tariff).tariff, {})
    made = plan(rules, [parcel(0, "FR")], [line(0, 1, "610910", 10_000), line(0, 2, "392690", 10_000)])
    assert made.entry_lines["amount_minor"].to_list() == [0, 350]


def test_what_is_taken_off_never_makes_a_duty_negative() -> None:
    rules = rules_of([scheme()], [charge("d", "rate", rate_ppm=600_000), charge("l", "less", amount_minor=3_000, currency="EUR")])
    made = plan(rules, [parcel(0, "FR"), parcel(1, "FR")], [line(0, 1, "610910", 4_000), line(1, 1, "610910", 10_000)])
    assert made.entries["duty_minor"].to_list() == [0, 3_000]


def test_a_fee_that_is_not_set_counts_nothing_and_is_named() -> None:
    rules = rules_of([scheme()], [charge("f", "per_parcel", figure="fee", layer="a fee", currency="EUR")])
    made = plan(rules, [parcel(0, "FR")], [line(0, 1, "610910", 4_000)])
    assert made.entries["fees_minor"].to_list() == [0]
    assert codes(made) == ["fee_unconfirmed"]


def test_a_fee_in_a_currency_without_a_rate_is_unknown() -> None:
    rules = rules_of([scheme()], [charge("f", "per_parcel", figure="fee", amount_minor=2_500, currency="RON")])
    made = plan(rules, [parcel(0, "FR")], [line(0, 1, "610910", 4_000)])
    assert made.entries.select("fees_minor", "total_minor").row(0) == (None, None)
    assert codes(made) == ["exchange_missing"]


def test_a_parcel_inside_the_union_crosses_no_border() -> None:
    made = plan(BUILT_IN, [parcel(0, "FR", from_country="DE")], [line(0, 1, None, 4_000)])
    assert made.entries.select("rule_id", "total_minor").row(0) == ("inside", 0)
    assert codes(made) == []


def test_no_rules_no_lines_no_rate_are_named_and_nothing_vanishes() -> None:
    parcels = [parcel(0, "AR"), parcel(1, "FR"), parcel(2, "FR", currency="XYZ"), parcel(3, "FR")]
    made = plan(BUILT_IN, parcels, [line(0, 1, "610910", 100), line(2, 1, "610910", 100), line(3, 1, "610910", 100)], frozenset({"IOSS"}))
    by_parcel = dict(made.refusals.filter(pl.col("parcel_id") < 3).select("parcel_id", "code").rows())
    assert by_parcel == {0: "no_duty_rules", 1: "nothing_declared", 2: "exchange_missing"}
    assert made.entries["parcel_id"].to_list() == [3]


def test_who_pays_and_what_the_seller_must_hold() -> None:
    lines = [line(0, 1, "610910", 5_000), line(1, 1, "610910", 5_000)]
    with_ioss = plan(BUILT_IN, [parcel(0, "FR"), parcel(1, "GB")], lines, frozenset({"IOSS"}))
    assert with_ioss.entries.select("rule_id", "tax_collector", "duty_collector").rows() == [
        ("eu.ioss", "seller", "carrier"), ("gb.low", "seller", None),
    ]  # fmt: skip
    assert with_ioss.refusals.filter(parcel_id=1)["code"].to_list() == ["registration_missing"]
    assert plan(BUILT_IN, [parcel(0, "FR")], lines[:1]).entries["tax_collector"].to_list() == ["carrier"]


def test_missing_and_short_codes_are_listed_with_what_is_asked() -> None:
    made = plan(BUILT_IN, [parcel(0, "US", currency="USD")], [line(0, 1, "610910", 5_000), line(0, 2, None, 100), line(0, 3, "61", 100)])
    wanted = {"hs_too_short_for_entry": 1, "hs_missing_for_entry": 2}
    found = made.refusals.group_by("code").len().rows()
    assert {code: n for code, n in found if code in wanted} == wanted
    assert json.loads(made.refusals.filter(code="hs_too_short_for_entry")["values"][0])["digits"] == 10


def test_no_parcels_make_an_empty_plan() -> None:
    made = plan(BUILT_IN, [], [])
    assert made.entries.is_empty()
    assert made.entry_lines.is_empty()
    assert made.refusals.is_empty()


@settings(max_examples=60, deadline=None)
@given(baskets(), HELD, DAYS)
def test_any_basket_is_judged_sound_and_its_order_never_matters(
    basket: tuple[pl.DataFrame, pl.DataFrame], held: frozenset[str], on: date
) -> None:
    parcels, lines = basket
    made = plan_clearance(parcels, lines, BUILT_IN, EXCHANGE, on, held)
    assert check_clearance(made, parcels, lines, BUILT_IN, EXCHANGE, on, held) == []
    Entries.validate(made.entries)
    EntryLines.validate(made.entry_lines)
    Refusals.validate(made.refusals)
    assert set(made.refusals["code"].to_list()) <= set(REASONS)
    turned = plan_clearance(parcels.reverse(), lines.reverse(), BUILT_IN, EXCHANGE, on, held)
    assert_frame_equal(turned.entries, made.entries)
    assert_frame_equal(turned.entry_lines, made.entry_lines)
    assert_frame_equal(turned.refusals, made.refusals)


@settings(max_examples=30, deadline=None)
@given(baskets(), HELD, DAYS)
def test_a_plan_for_some_parcels_alone_is_the_same_plan(basket: tuple[pl.DataFrame, pl.DataFrame], held: frozenset[str], on: date) -> None:
    parcels, lines = basket
    whole = plan_clearance(parcels, lines, BUILT_IN, EXCHANGE, on, held)
    some = parcels.filter(pl.col("parcel_id") % 2 == 0)
    part = plan_clearance(some, lines.filter(pl.col("parcel_id") % 2 == 0), BUILT_IN, EXCHANGE, on, held)
    assert_frame_equal(part.entries, whole.entries.filter(pl.col("parcel_id") % 2 == 0))
    assert_frame_equal(part.entry_lines, whole.entry_lines.filter(pl.col("parcel_id") % 2 == 0))
