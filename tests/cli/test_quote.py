"""fahuo quote: every service answers, with a price that can be followed or a reason; what was written wrong is named."""

from __future__ import annotations

import pytest

from fahuo.cli.quote import INVENTED
from fahuo.sample.services import services
from tests.cli.desk import Desk
from tests.scene import sample_merchant

PARCEL = (
    "quote",
    "--to",
    "DE",
    "--postcode",
    "10115",
    "--weight-g",
    480,
    "--size",
    "200x150x50",
    "--on",
    "2026-11-23",
    "--world",
    "sample",
)


def test_offers_by_cost_and_refusals_with_reasons(desk: Desk) -> None:
    answer = desk.call(*PARCEL, "--json").answer
    offers, refusals = answer["offers"], answer["refusals"]
    assert sorted(row["service"] for row in (*offers, *refusals)) == [service.code for service in services()]
    assert [row["home_minor"] for row in offers] == sorted(row["home_minor"] for row in offers)
    for row in offers:
        assert row["class"] in ("express", "line", "post") and row["total_minor"] > 0 and row["days_p50"] <= row["days_p90"]
        assert row["total_minor"] == row["freight_minor"] + row["fuel_minor"] + row["surcharge_minor"]
        assert row["derivation"][0] == "actual weight 480 g" and row["derivation"][-1].startswith(("total: ", "in CNY: "))
        assert len(row["derivation"]) == len(row["derivation_zh"])
    assert {row["service"]: row["reason"] for row in refusals}["DE-POST"].startswith(
        "the service does not pick up in the warehouse's country; "
    )
    assert all("；" in row["reason_zh"] and ";" not in row["reason_zh"] for row in refusals)
    line = next(row for row in offers if row["service"] == "CN-LINE-EU")
    assert (line["total_minor"], line["currency"], line["chargeable_g"]) == (5349, "CNY", 480)


def test_goods_value_and_day(desk: Desk) -> None:
    plain = desk.call(*PARCEL, "--json").answer
    charged = desk.call(*PARCEL, "--goods", "带电,liquid", "--value-minor", 4000, "--currency", "eur", "--json").answer
    assert len(charged["offers"]) < len(plain["offers"])
    why = {row["service"]: row["reason"] for row in charged["refusals"]}
    assert why["CN-LINE-EU"].startswith("the service takes no goods of this kind: liquid, battery; ")
    dear = desk.call(*PARCEL, "--value-minor", 15001, "--currency", "EUR", "--json").answer
    assert "goods value 150.01 EUR is above the limit 150.00 EUR" in {r["service"]: r["reason"] for r in dear["refusals"]}["CN-LINE-EU"]
    early = desk.call(*PARCEL, "--on", "2009-01-01", "--json").findings
    assert not early["offers"] and {row["code"] for row in early["refusals"]} == {"no_card_on_day", "not_from_here"}


def test_a_currency_without_a_rate_is_named(desk: Desk) -> None:
    answer = desk.call(*PARCEL, "--value-minor", 4000, "--currency", "MMK", "--json").answer
    said = {row["service"]: row["reason"] for row in answer["refusals"]}
    assert "MMK has no exchange rate on 2026-11-23" in said["CN-LINE-EU"] and "load the day's exchange rate" in said["CN-LINE-EU"]


def test_without_a_size_nothing_is_too_large_and_it_says_so(desk: Desk) -> None:
    said = desk.call("quote", "--to", "US", "--weight-g", 480, "--on", "2026-11-23", "--world", "sample")
    assert said.code == 0 and "note: no size was given" in said.out and "volumetric: no size is given, it does not count" in said.out


def test_another_warehouse(desk: Desk) -> None:
    answer = desk.call(*PARCEL, "--from", "LEJ", "--json")
    assert {row["service"] for row in answer.answer["offers"]} <= {s.code for s in services() if "DE" in s.origins}
    assert "there is no warehouse 'X'; there are: " in desk.call(*PARCEL, "--from", "X").fault


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--to", "UK", "--weight-g", 1), "'UK' is no country: use a two-letter code such as GB or DE; the United Kingdom is GB"),
        (("--to", "DE", "--weight-g", "-5"), "'-5' is no whole number above zero"),
        (("--to", "DE", "--weight-g", 0), "'0' is no whole number above zero"),
        (("--to", "DE", "--weight-g", 10**12), "give the weight in grams"),
        (("--to", "DE", "--weight-g", 1, "--size", "3x4"), "'3x4' is no size: write three sides in whole mm"),
        (("--to", "DE", "--weight-g", 1, "--size", "3x4x-1"), "'3x4x-1' is no size: write three sides in whole mm"),
        (
            ("--to", "DE", "--weight-g", 1, "--size", "10.5x4x3"),
            "'10.5x4x3' is no size: write three sides in whole mm, such as 300x200x100",
        ),
        (("--to", "DE", "--weight-g", 1, "--size", "0x4x3"), "'0x4x3' is no size"),
        (("--to", "DE", "--weight-g", 1, "--size", "30x4x3cm"), "'30x4x3cm' is no size: write three sides in whole mm"),
        (("--to", "DE", "--weight-g", 1, "--value-minor", "-4", "--currency", "EUR"), "'-4' is no whole number, zero or more"),
        (("--to", "DE", "--weight-g", 1, "--world", "sample", "--merchant", "X"), "give --world or --merchant, not both"),
        (("--to", "DE", "--weight-g", 1, "--goods", "nice"), "unknown goods attribute 'nice'; known: fragile"),
        (("--to", "DE", "--weight-g", 1, "--value-minor", 4), "give --value-minor and --currency together"),
        (("--to", "DE", "--weight-g", 1, "--value-minor", 4, "--currency", "RMB"), "'RMB' is no currency"),
        (("--to", "DE", "--weight-g", 1, "--on", "1.2.2026"), "'1.2.2026' is no day: write it as 2026-01-31"),
        (("--weight-g", 1), "the following arguments are required: --to"),
    ],
)
def test_what_is_written_wrong_is_named(desk: Desk, words: tuple[object, ...], sentence: str) -> None:
    assert sentence in " ".join(desk.call("quote", *words).fault.split())


@pytest.mark.parametrize("size", ["200×150×50", "200*150*50", "200 X 150 X 50", "50x200x150mm", "200 x 150 x 50 mm"])
def test_a_size_is_read_as_people_write_it(desk: Desk, size: str) -> None:
    assert desk.call(*PARCEL, "--size", size, "--json").answer == desk.call(*PARCEL, "--json").answer


def test_without_a_database_the_sample_world_answers_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("FAHUO_HOME", str(desk.folder / "nothing"))
    answer = desk.call(*PARCEL[:-2], "--json").answer
    assert answer["notes"] == [INVENTED] and answer["offers"] == desk.call(*PARCEL, "--json").answer["offers"]
    assert not (desk.folder / "nothing").exists(), "a question makes no database"
    assert "there is no merchant 'X': there is no database yet" in desk.call(*PARCEL[:-2], "--merchant", "X").fault


@pytest.mark.django_db
def test_with_a_merchant_of_ones_own_it_is_his_services_that_answer(desk: Desk) -> None:
    assert desk.call(*PARCEL[:-2], "--json").answer["notes"] == [INVENTED], "a database with nobody in it"
    merchant = sample_merchant()
    card = desk.file("card.toml", CARD)
    assert desk.call("rates", "import", card, "--json").answer["stored"]
    answer = desk.call(*PARCEL[:-2], "--merchant", merchant.code, "--json").answer
    offers = {row["service"]: row for row in answer["offers"]}
    assert answer["notes"] == [] and offers["OWN"]["total_minor"] == 1234 and offers["OWN"]["home_minor"] > 5 * 1234
    costs = [row["home_minor"] for row in answer["offers"]]
    assert costs == sorted(costs), "prices in euros stand among those in yuan by what they cost"
    asked = desk.call("quote", "--to", "DE", "--weight-g", 480, "--merchant", "NOBODY").fault
    assert f"name a merchant with --merchant; there are: {merchant.code}" in asked


CARD = """
code = "OWN"
name_zh = "自家专线"
name_en = "Own line"
class = "line"
carrier = "Own (invented)"
origins = ["CN"]
source = "invented for this test"
[[cards]]
valid_from = 2026-01-01
currency = "EUR"
[[cards.zones]]
code = "1"
countries = ["DE"]
days_p50 = 8
days_p90 = 12
bands = [{ up_to_g = 2000, flat = 12.34 }]
"""
