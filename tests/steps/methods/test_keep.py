"""Cards are kept: a changed card changes no price of the past, to the cent; a wrong one changes nothing at all."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from fahuo.core.methods.faults import BadCard
from fahuo.core.methods.market import OneService
from fahuo.core.methods.quote import Asked, quote
from fahuo.core.methods.read_places import read_rows
from fahuo.flow.workings import rates_of, working
from fahuo.records import frames as records
from fahuo.records.models import Merchant
from fahuo.sample.services import texts
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.frames import rates
from fahuo.steps.methods.keep import put_service
from fahuo.steps.methods.models import FormerCard, Offer, PlaceList, Pricing, Service
from fahuo.steps.orders.models import Order
from tests.scene import NOON, bring, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def merchant() -> Merchant:
    found = sample_merchant()
    bring(found, *sample_orders(8))
    return found


def dearer(text: str) -> str:
    """The same card with other prices."""
    return text.replace('per_kg = "', 'per_kg = "9').replace('flat = "', 'flat = "9').replace(' first = "', ' first = "9')


def told(merchant: Merchant) -> dict[tuple[int, int], list[str]]:
    """Every offer worked out again in words."""
    offers = Offer.objects.filter(parcel__merchant=merchant)
    parcels = {p.pk: p for p in Parcel.objects.filter(merchant=merchant)}
    return {(o.parcel_id, o.service_id): [s.en for s in working(merchant, parcels[o.parcel_id], o.service_id) or []] for o in offers}


def test_what_offers_were_worked_out_from_is_kept(merchant: Merchant) -> None:
    parcel = Parcel.objects.filter(merchant=merchant).first()
    pricing = Pricing.objects.get(parcel=parcel)
    assert (pricing.on, pricing.at, pricing.weight_g, pricing.country) == (NOON.date(), NOON, parcel.weight_g, parcel.order.country)
    for offer in Offer.objects.filter(parcel__merchant=merchant, reason=None):
        exact = offer.total_minor * offer.rate_nano
        assert offer.home_minor == (2 * exact + 10**9) // (2 * 10**9)
    assert not Offer.objects.exclude(reason=None).exclude(rate_nano=None).exists()


def test_a_changed_card_leaves_the_past_as_it_was(merchant: Merchant) -> None:
    before = told(merchant)
    assert before and all(before.values())
    for code, text in texts().items():
        assert put_service(merchant.pk, dearer(text), {}, LATER, "test") == "changed", code
    Order.objects.filter(merchant=merchant).update(
        country="BR", postcode="01310"
    )  # an order changed later changes no price of the past either
    assert told(merchant) == before
    parcel = Parcel.objects.filter(merchant=merchant, offers__chosen=True).first()
    then = rates_of(merchant, parcel)
    now = rates(merchant.pk, then.on, records.exchange(merchant.pk, merchant.currency, then.on))
    assert (then.layout.bands != now.layout.bands).any()


def test_the_same_card_again_changes_nothing(merchant: Merchant) -> None:
    for text in texts().values():
        assert put_service(merchant.pk, text, {}, LATER, "test") == "unchanged"
    assert not FormerCard.objects.exists()


def test_a_wrong_card_leaves_the_old_one_in_force(merchant: Merchant) -> None:
    row = Service.objects.get(merchant=merchant, code="CN-LINE-EU")
    with pytest.raises(BadCard, match="is negative; write zero or more"):
        put_service(merchant.pk, row.card.replace("step_g = 10", "step_g = -10", 1), {}, LATER, "test")
    assert Service.objects.get(pk=row.pk).card == row.card and not FormerCard.objects.exists()


def test_a_card_that_can_no_longer_be_read_takes_only_its_own_service_out(merchant: Merchant) -> None:
    exchange = records.exchange(merchant.pk, merchant.currency, NOON.date())
    before = rates(merchant.pk, NOON.date(), exchange)
    row = Service.objects.get(merchant=merchant, code="CN-LINE-EU")
    Service.objects.filter(pk=row.pk).update(card=row.card.replace("step_g = 10", "step_g = -10"))
    now = rates(merchant.pk, NOON.date(), exchange)
    assert [s.code for s in now.services] == [s.code for s in before.services]
    asked = Asked("DE", 480, "10115", size_mm=(200, 150, 50))
    was, found = (
        {q.service: q for q in quote(asked, OneService(merchant.currency, records.warehouses(merchant.pk), exchange, r))}
        for r in (before, now)
    )
    broken = found.pop("CN-LINE-EU")
    assert was.pop("CN-LINE-EU").row["reason"] is None and broken.row["reason"] == "card_unreadable"
    assert "cannot be read: cards[1].step_g: -10 is negative; write zero or more" in broken.steps[0].en
    assert "读不出来：cards[1].step_g：-10 为负；请写零或正数" in broken.steps[0].zh
    assert {code: q.row["home_minor"] for code, q in found.items()} == {code: q.row["home_minor"] for code, q in was.items()}
    sent = Parcel.objects.filter(merchant=merchant, offers__service=row, offers__reason=None).first()
    assert working(merchant, sent, row.pk) == [], "what it was priced by is not known any more"
    bring(merchant, *sample_orders(8, start=8))
    assert Offer.objects.filter(service=row, reason="card_unreadable").exists()
    assert not Offer.objects.filter(service=row, reason="card_unreadable", chosen=True).exists()


def test_lists_of_places_are_stored_as_rows_once(merchant: Merchant) -> None:
    text = texts()["CN-LINE-EU"].replace("[[cards]]", '[[places]]\ncode = "far"\nfile = "far.csv"\n\n[[cards]]', 1)
    text += '\n[[cards.surcharges]]\ncode = "far"\nname_zh = "偏远"\nname_en = "remote"\nfixed = 20\nplaces = ["far"]\n'
    with pytest.raises(BadCard, match=r'places\[2\].file: there is no file "far.csv"'):
        put_service(merchant.pk, text, {}, LATER, "test")
    rows = read_rows("country,postcode_from,postcode_to,city\nDE,10000,10999,\nFR,,,Ajaccio\n", "far.csv")
    assert put_service(merchant.pk, text, {"far.csv": rows}, LATER, "test") == "changed"
    assert put_service(merchant.pk, text, {}, LATER, "test") == "unchanged", "the file that was given stays"
    more = pl.concat([rows, rows.with_columns(country=pl.lit("IT"))])
    assert put_service(merchant.pk, text, {"far.csv": more}, LATER + timedelta(hours=1), "test") == "changed"
    assert sorted(PlaceList.objects.values_list("rows", flat=True)) == [2, 4]
    exchange = records.exchange(merchant.pk, merchant.currency, NOON.date())
    service = next(s for s in rates(merchant.pk, NOON.date(), exchange).services if s.code == "CN-LINE-EU")
    assert service.lists["far"].has("DE", "10115", None) and service.lists["far"].has("IT", None, "ajaccio")
