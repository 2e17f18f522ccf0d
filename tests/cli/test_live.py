"""fahuo quote --live: the cards of a merchant and what the carriers tell, for people and as JSON; what cannot be is a sentence."""

from __future__ import annotations

import pytest

from tests.cli.desk import Desk
from tests.flow.live_scene import TROUBLES, Teller, in_place
from tests.scene import sample_merchant

PARCEL = ("quote", "--live", "--to", "DE", "--weight-g", 480)


@pytest.mark.parametrize("more", [("--world", "sample"), ("--on", "2026-11-23")])
def test_carriers_tell_only_of_today_and_to_a_merchant(desk: Desk, more: tuple[str, ...]) -> None:
    assert "today" in desk.call(*PARCEL, *more).fault


@pytest.mark.django_db
def test_cards_and_carriers_side_by_side(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = sample_merchant()
    in_place(monkeypatch, Teller(refuses={"CN-POST-REG": "no parcels with bells"}, valid_until="2099-01-01T00:00:00Z"))
    wanted = (*PARCEL, "--merchant", merchant.code)
    answer = desk.call(*wanted, "--json").answer
    rows = {row["service"]: row for row in answer["services"]}
    line = rows["CN-LINE-EU"]
    assert line["live"]["home_minor"] == 580 and line["dearer_minor"] == 580 - line["card_home_minor"]
    assert rows["CN-POST-REG"]["code"] == "live_refused" and "bells" in rows["CN-POST-REG"]["reason"]
    said = desk.call(*wanted).out
    assert "CN-LINE-EU" in said and "the carrier does not take it: no parcels with bells" in said


@pytest.mark.django_db
def test_no_price_at_all_is_a_finding(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = sample_merchant()

    class Down(Teller):
        def prices(self, request):  # type: ignore[no-untyped-def]
            raise TROUBLES["unanswered"]

    in_place(monkeypatch, Down())
    found = desk.call(*PARCEL, "--merchant", merchant.code, "--json").findings
    assert {row["code"] for row in found["services"]} == {"live_unanswered"} and not any(row["live"] for row in found["services"])
