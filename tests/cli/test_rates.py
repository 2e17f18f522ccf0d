"""fahuo rates: a card in a file is priced or taken in; whatever is wrong with a file is named, and the old card stays in force."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
import xlsxwriter

from fahuo.records.models import ExchangeRate
from fahuo.steps.methods.models import FormerCard, PlaceList, Service
from tests.cli.desk import Desk
from tests.scene import sample_merchant

PAGE = (Path(__file__).parents[2] / "docs" / "rate-cards.md").read_text(encoding="utf-8")
LINE, EXPRESS, POST, *_ = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
PARCEL = ("--to", "DE", "--postcode", "10115", "--weight-g", 1240, "--size", "300x200x150", "--on", "2026-01-15")


def price(desk: Desk, text: str | bytes, *words: object):
    return desk.call("rates", "price", "--card", desk.file("card.toml", text), *(words or PARCEL), "--json")


def test_the_page_s_first_row(desk: Desk) -> None:
    offer = price(desk, LINE).answer["offers"][0]
    assert (offer["total_minor"], offer["currency"], offer["chargeable_g"]) == (12710, "CNY", 1500)
    assert offer["derivation"][4] == "freight: 1.5 kg × 62.00 + fee 18.00 = 111.00 CNY"
    said = desk.call("rates", "price", "--card", desk.file("card.toml", LINE), *PARCEL)
    assert said.code == 0 and "127.10 CNY" in said.out


def test_a_refusal_is_a_finding(desk: Desk) -> None:
    said = price(desk, LINE, "--to", "DE", "--weight-g", 2001, "--on", "2026-01-15").findings
    assert said["refusals"][0]["code"] == "too_heavy"
    assert said["refusals"][0]["reason"] == "weight 2,001 g is above the limit 2,000 g; split it into more parcels"


def test_insurance_is_offered_beside_the_price(desk: Desk) -> None:
    words = ("--to", "GB", "--postcode", "M1 1AA", "--weight-g", 1600, "--on", "2026-11-03", "--currency", "EUR", "--rate", "EUR=7.8")
    for value, cover in ((8000, (0, 62400)), (50000, (1600, 390000)), (900_000, (9650, 2_000_000))):
        offer = price(desk, EXPRESS, *words, "--value-minor", value).answer["offers"][0]
        assert (offer["insurance"]["premium_minor"], offer["insurance"]["covered_minor"]) == cover


def test_a_value_without_an_exchange_rate_is_named(desk: Desk) -> None:
    words = (*PARCEL, "--value-minor", 4000, "--currency", "GBP")
    assert "GBP has no exchange rate on 2026-01-15" in price(desk, LINE, *words).findings["refusals"][0]["reason"]
    assert price(desk, LINE, *words, "--rate", "GBP=9", "--rate", "EUR=7.8").answer["offers"]
    assert "'GBP' is no exchange rate: write it as EUR=7.80" in desk.call("rates", "price", "--card", "x", *words, "--rate", "GBP").fault


def test_places_in_a_file_beside_the_card(desk: Desk) -> None:
    text = EXPRESS.replace('postcodes = { GB = ["IV1..IV28", "HS"], US = ["995..999"] }\ncities = { GB = ["Lerwick"] }', 'file = "far.csv"')
    assert "file" in text
    words = ("--to", "GB", "--postcode", "IV2 1AA", "--weight-g", 1600, "--size", "300x200x100", "--on", "2026-11-03")
    missing = json.loads(price(desk, text, *words).out)
    assert missing["faults"][0]["said"] == 'places[1].file: there is no file "far.csv"; give it together with the card'
    desk.file("far.csv", "country,postcode_from,postcode_to,city\nGB,IV1,IV28,\n")
    assert price(desk, text, *words).answer["offers"][0]["surcharge_minor"] == 9500
    desk.file("far.csv", "country,postcode_from\nUK,IV1\n")
    assert 'far.csv[2].country: country "UK" does not exist' in json.loads(price(desk, text, *words).out)["faults"][0]["said"]
    outside = price(desk, text.replace("far.csv", "../far.csv"), *words)
    assert outside.code == 2 and 'there is no file "../far.csv"' in json.loads(outside.out)["faults"][0]["said"]


SLIPS = [
    ("over_g = 1000, up_to_g = 2000, per_kg", "over_g = 1200, up_to_g = 2000, per_kg", "cards[1].zones[1].bands[2].over_g", "1200"),
    ("over_g = 1000, up_to_g = 2000, per_kg", "over_g = 900, up_to_g = 2000, per_kg", "cards[1].zones[1].bands[2].over_g", "900"),
    ('code = "3"\n', 'code = "1"\n', "cards[1].zones[1, row 3]", "1"),
    ("valid_to = 2026-07-01", "valid_to = 2024-07-01", "cards[1].valid_to", "2024-07-01"),
    ("weight_g = 2000\n", "weight_g = -2000\n", "cards[1].limits.weight_g", "-2000"),
    ('countries = ["JP"]', 'countries = ["FR"]', "cards[1].zones[3].countries", "FR"),
]


@pytest.mark.parametrize(("right", "wrong", "place", "value"), SLIPS)
def test_what_is_wrong_is_named_with_place_value_and_mend(desk: Desk, right: str, wrong: str, place: str, value: str) -> None:
    said = price(desk, LINE.replace(right, wrong, 1))
    fault = json.loads(said.out)["faults"][0]
    assert said.code == 2 and (fault["place"], fault["value"]) == (place, value) and ";" in fault["said"] and "；" in fault["said_zh"]
    assert place in desk.call("rates", "import", desk.file("card.toml", LINE.replace(right, wrong, 1)), "--dry-run").fault


def workbook() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet().write(0, 0, "首重")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
            "is protected by a password",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "is a broken workbook"),
        (workbook()[:900], "is a broken workbook"),
        (workbook(), "is a workbook, not a card in the open format"),
    ],
)
def test_workbooks_are_told_apart(desk: Desk, data: bytes, sentence: str) -> None:
    assert sentence in desk.call("rates", "price", "--card", desk.file("card.xlsx", data), *PARCEL).fault


@pytest.mark.parametrize("data", ["code = ", "{", b"\xff\x00\x01", b"\x00" * 50, "", '"x"'])
def test_what_is_no_card_is_a_sentence(desk: Desk, data: str | bytes) -> None:
    said = price(desk, data)
    assert said.code == 2 and json.loads(said.out)["faults"]
    assert "there is no file" in desk.call("rates", "price", "--card", desk.folder / "none.toml", *PARCEL).fault


def test_a_dry_run_says_what_was_understood(desk: Desk) -> None:
    answer = desk.call("rates", "import", desk.file("card.toml", EXPRESS), "--dry-run", "--json").answer
    assert (answer["service"], answer["stored"], answer["became"]) == ("EX-EXPRESS", False, "dry run")
    assert answer["cards"][0]["zones"] == 3 and answer["cards"][0]["surcharges"][0] == "remote" and answer["fuel"][0]["percent"] == 20


@pytest.mark.django_db
def test_a_card_is_taken_in_once_and_the_old_text_kept(desk: Desk) -> None:
    sample_merchant()
    assert desk.call("rates", "import", desk.file("card.toml", LINE), "--json").answer["became"] == "new"
    assert desk.call("rates", "import", desk.file("card.toml", LINE), "--json").answer["became"] == "unchanged"
    bad = desk.call("rates", "import", desk.file("card.toml", LINE.replace("step_g = 10", "step_g = -10", 1)), "--json")
    assert bad.code == 2 and Service.objects.get(code="EX-LINE").card == LINE
    changed = LINE.replace("per_kg = 66", "per_kg = 67")
    assert "EX-LINE  Example line" in desk.call("rates", "import", desk.file("card.toml", changed)).out
    assert FormerCard.objects.get(service__code="EX-LINE").card == LINE and not PlaceList.objects.exists()


@pytest.mark.django_db
def test_a_card_in_a_currency_without_a_rate_leaves_the_old_one_in_force(desk: Desk) -> None:
    merchant = sample_merchant()
    desk.call("rates", "import", desk.file("card.toml", LINE))
    exotic = LINE.replace('currency = "CNY"', 'currency = "MMK"')
    said = desk.call("rates", "import", desk.file("card.toml", exotic), "--json")
    faults = json.loads(said.out)["faults"]
    assert said.code == 2 and [(f["place"], f["value"]) for f in faults] == [("cards[2].currency", "MMK")], "the first card is over"
    assert "has no exchange rate into CNY on " in faults[0]["said"] and "请先录入汇率" in faults[0]["said_zh"]
    assert Service.objects.get(code="EX-LINE").card == LINE and not FormerCard.objects.exists()
    ExchangeRate.objects.create(merchant=merchant, currency="MMK", into="CNY", rate="0.0034", valid_from="2026-01-01", source="test")
    assert desk.call("rates", "import", desk.file("card.toml", exotic), "--json").answer["became"] == "changed"


def test_a_folder_is_no_file(desk: Desk) -> None:
    assert "is a folder: name the file in it" in desk.call("rates", "import", desk.folder).fault
