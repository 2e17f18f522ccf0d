"""A forwarder's table from the file to the card in force, and back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from fahuo.core.methods.read import read_text
from fahuo.flow import price_changes, price_tables
from fahuo.flow.said import NotPossible
from fahuo.plugins.reading.faults import Told
from fahuo.records.models import Merchant
from fahuo.steps.methods.frames import cards_of
from fahuo.steps.methods.models import FormerCard, Offer, PriceTable, Service
from tests import scene
from tests.core.methods.price_tables.sheets import Page, workbook

pytestmark = pytest.mark.django_db
BEGIN = date(2026, 12, 1)
CODE = "CN-LINE-EU"


@pytest.fixture
def merchant() -> Merchant:
    return scene.sample_merchant()


def table(*rows: list[Any], begin: str = "2026-12-01") -> bytes:
    """A table of a few countries."""
    head = ["国家", "重量(KG)", "运费(RMB/KG)", "挂号费(RMB/票)", "时效"]
    return workbook(Page("Sheet1", [[f"欧洲专线价格表 {begin}起执行"], head, *rows]))


GERMANY: list[Any] = ["德国", "0-30", 10, 5, "8-12天"]


def start(merchant: Merchant, content: bytes, into: str = CODE, name: str = "欧洲专线2026-12.xlsx") -> PriceTable:
    return price_tables.start(merchant, name, content, into, "ann", scene.NOON)


def service(code: str = CODE) -> Service:
    return Service.objects.get(code=code)


def test_a_table_is_taken_in_and_the_old_card_holds_until_the_new_begins(merchant: Merchant) -> None:
    kept = start(merchant, table(GERMANY))
    assert price_tables.understood(kept).complete
    before = service().card
    taken = price_tables.accept(merchant, kept.pk, "ann", scene.NOON)
    assert [t["code"] for t in taken] == [CODE]
    cards = cards_of(service())
    old, new = cards.card(BEGIN - timedelta(1)), cards.card(BEGIN)
    assert old is not None and new is not None and old.valid_to == BEGIN
    assert [(z.countries, z.bands[0].per_kg_minor) for z in new.zones] == [(("DE",), 1000)]
    assert cards_of(service()).name_zh == read_text(before)["name_zh"]
    assert FormerCard.objects.get(service=service()).card == before


def test_undo_puts_back_what_stood_before_and_only_that(merchant: Merchant) -> None:
    before = service().card
    kept = start(merchant, table(GERMANY))
    price_tables.accept(merchant, kept.pk, "ann", scene.NOON)
    with pytest.raises(NotPossible, match="taken in already"):
        price_tables.accept(merchant, kept.pk, "ann", scene.NOON)
    price_tables.undo(merchant, kept.pk, "ann", scene.NOON)
    assert service().card == before
    with pytest.raises(NotPossible, match="nothing to undo"):
        price_tables.undo(merchant, kept.pk, "ann", scene.NOON)
    price_tables.accept(merchant, kept.pk, "ann", scene.NOON)
    Service.objects.filter(code=CODE).update(card=before)
    with pytest.raises(NotPossible, match="changed since"):
        price_tables.undo(merchant, kept.pk, "ann", scene.NOON)


def test_a_new_service_is_made_and_switched_off_by_undo(merchant: Merchant) -> None:
    kept = start(merchant, table(GERMANY), into="", name="飞燕专线 FY-1.xlsx")
    read = price_tables.understood(kept)
    answers = {q.key: q.proposed or {"code": "FY-1", "carrier": "飞燕", "origins": "CN"}[q.code] for q in read.questions}
    price_tables.answer(merchant, kept.pk, answers, scene.NOON)
    [taken] = price_tables.accept(merchant, kept.pk, "ann", scene.NOON)
    assert service(taken["code"]).active
    price_tables.undo(merchant, kept.pk, "ann", scene.NOON)
    assert not service(taken["code"]).active
    price_tables.accept(merchant, kept.pk, "ann", scene.NOON)
    assert service(taken["code"]).active


def test_nothing_is_taken_while_something_is_asked(merchant: Merchant) -> None:
    before = service().card
    kept = start(merchant, table(GERMANY, ["申根组", "0-30", 11, 5, "8-12天"]))
    with pytest.raises(NotPossible, match="still open"):
        price_tables.accept(merchant, kept.pk, "ann", scene.NOON)
    assert service().card == before
    price_tables.answer(merchant, kept.pk, {"place:申根组": "FR"}, scene.NOON)
    price_tables.accept(merchant, kept.pk, "ann", scene.NOON)


def test_answers_about_words_hold_for_the_next_file_of_the_name(merchant: Merchant) -> None:
    odd: list[Any] = ["申根组", "0-30", 11, 5, "8-12天"]
    first = start(merchant, table(GERMANY, odd))
    price_tables.answer(merchant, first.pk, {"place:申根组": "FR,BE", "place:nobody asked": "US"}, scene.NOON)
    again = start(merchant, table(GERMANY, odd, begin="2027-01-01"), name="欧洲专线2027-01.xlsx")
    assert again.answers == {"place:申根组": "FR,BE"}
    assert price_tables.understood(again).complete
    other = start(merchant, table(GERMANY, odd), name="美洲专线.xlsx")
    assert other.answers == {"place:申根组": "FR,BE"}  # the very same file, whatever its name
    fresh = start(merchant, table(GERMANY, odd, begin="2027-02-01"), name="美洲专线.xlsx")
    assert fresh.answers == {}


def test_what_it_changes_on_last_months_parcels(merchant: Merchant) -> None:
    stored = scene.bring(merchant, *scene.sample_orders(300))
    assert stored is not None
    chosen = Offer.objects.filter(chosen=True).select_related("service").first()
    assert chosen is not None
    zone = cards_of(chosen.service).card(scene.NOON.date())
    assert zone is not None
    kept = start(merchant, table(["全球", "0-100", 1, 1, "8-12天"]), into=chosen.service.code)
    [found] = price_tables.understood(kept).found
    change = price_changes.change_of(merchant, found, scene.NOON.date())
    mine = Offer.objects.filter(chosen=True, service=chosen.service)
    assert change.effect.parcels + change.effect.refused == mine.count() > 0
    assert change.effect.before_minor > change.effect.after_minor > 0
    assert change.difference is not None and change.difference.changes
    new = start(merchant, table(["全球", "0-100", 1, 1, "8-12天"]), into="", name="新专线 NEW-1 云途.xlsx")
    read = price_tables.understood(new)
    new = price_tables.answer(merchant, new.pk, {q.key: q.proposed or "NEW-1" for q in read.questions}, scene.NOON)
    [found] = price_tables.understood(new).found
    other = price_changes.change_of(merchant, found, scene.NOON.date())
    assert other.difference is None and other.service_id is None
    assert other.effect.parcels > 0 and other.effect.cheaper > 0


def test_a_file_that_cannot_be_read_is_told_and_not_kept(merchant: Merchant) -> None:
    with pytest.raises(Told):
        start(merchant, b"PK\x03\x04 nothing")
    with pytest.raises(NotPossible, match="no service"):
        start(merchant, table(GERMANY), into="NOBODY")
    assert not PriceTable.objects.exists()


def test_a_stranger_can_do_nothing_with_it(merchant: Merchant) -> None:
    kept = start(merchant, table(GERMANY))
    other = scene.stranger()
    for do in (price_tables.accept, price_tables.undo):
        with pytest.raises(NotPossible, match="does not exist"):
            do(other, kept.pk, "eve", scene.NOON)
    with pytest.raises(NotPossible, match="does not exist"):
        price_tables.answer(other, kept.pk, {}, scene.NOON)
