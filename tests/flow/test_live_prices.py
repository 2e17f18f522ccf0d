"""Live prices: asked once while they stand, each carrier by itself, kept as they came, and nobody's troubles are another's."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from fahuo.core.methods.live import STANDS
from fahuo.core.methods.quote import Asked, Quoted
from fahuo.flow import quoting
from fahuo.flow.live import asking, verbs
from fahuo.flow.said import NotPossible
from fahuo.flow.verbs import plan_again
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import live
from fahuo.steps.methods.models import Label, LiveAsk, LivePrice, Offer, Service
from tests.flow.live_scene import Mute, Teller, in_place
from tests.scene import NOON, bring, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db
GERMANY = Asked("DE", 480, postcode="10115", size_mm=(200, 150, 50))


@pytest.fixture
def merchant() -> Merchant:
    return sample_merchant()


@pytest.fixture
def teller(monkeypatch: pytest.MonkeyPatch) -> Teller:
    client = Teller()
    in_place(monkeypatch, client)
    return client


def clock():  # type: ignore[no-untyped-def]
    return NOON


def ask(merchant: Merchant, limit_s: float = 2.0, now=NOON) -> int | None:  # type: ignore[no-untyped-def]
    shipment, ask_id = verbs.ask_quote(merchant, GERMANY, "li", now)
    asking.finish(merchant, shipment, ask_id, lambda: now, limit_s)
    return ask_id


def offered(merchant: Merchant) -> list[Quoted]:
    return [q for q in quoting.quotes(merchant, GERMANY, NOON.date())[0] if q.row["reason"] is None]


def test_every_service_that_takes_the_parcel_is_asked_of_its_carrier_once(merchant: Merchant, teller: Teller) -> None:
    ask(merchant)
    rows = verbs.quote_beside(merchant, GERMANY, NOON)
    assert [r.card.service for r in rows] == [q.service for q in offered(merchant)], (
        "by the cards' cost; who refuses the parcel is not asked"
    )
    carriers = [request.carrier for request in teller.asked]
    assert len(carriers) == len(set(carriers)) > 3, "one call a carrier"
    assert {s.code for r in teller.asked for s in r.services} == {r.card.service for r in rows}
    assert all(r.state == "price" and r.live.amount_minor == 580 and r.live.home_minor == 580 for r in rows)
    assert all(r.dearer_minor == 580 - r.card.home_minor for r in rows if r.card.home_minor is not None)
    request = teller.asked[0]
    assert (request.origin_country, request.country, request.postcode, request.weight_g, request.length_mm) == (
        "CN",
        "DE",
        "10115",
        480,
        200,
    )


def test_pressed_again_nobody_is_asked_until_the_price_runs_out(merchant: Merchant, teller: Teller) -> None:
    ask(merchant)
    calls = len(teller.asked)
    assert ask(merchant) is None and len(teller.asked) == calls
    later = NOON + timedelta(hours=13)
    assert {r.state for r in verbs.quote_beside(merchant, GERMANY, later)} == {"past"}
    assert ask(merchant, now=later) is not None and len(teller.asked) == 2 * calls
    assert LiveAsk.objects.filter(merchant=merchant).count() == 2, "what was told before stays"


def test_a_carrier_in_trouble_hides_no_other(merchant: Merchant, teller: Teller) -> None:
    codes = [q.service for q in offered(merchant)]
    carriers = sorted(set(Service.objects.filter(merchant=merchant, code__in=codes).values_list("carrier", flat=True)))
    expected = dict(zip(("refused", "unanswered", "fault", "late"), carriers, strict=False))
    teller.moods = {carrier: mood for mood, carrier in expected.items()}
    begun = time.monotonic()
    ask(merchant, limit_s=0.6)
    assert time.monotonic() - begun < 2.5, "the late one is not waited for"
    rows = verbs.quote_beside(merchant, GERMANY, NOON)
    said = {row.live.service.carrier: row.live.code for row in rows}
    assert said == dict.fromkeys(carriers) | {
        expected["refused"]: "live_refused", expected["unanswered"]: "live_unanswered",
        expected["fault"]: "live_unanswered", expected["late"]: "live_late",
    }  # fmt: skip
    assert {row.state for row in rows} == {"price", "none"}
    # asked again, only those who said nothing that holds are asked
    teller.moods, teller.asked = {}, []
    ask(merchant)
    assert {r.carrier for r in teller.asked} == {expected[m] for m in ("unanswered", "fault", "late")}
    assert {row.live.code for row in verbs.quote_beside(merchant, GERMANY, NOON)} == {None, "live_refused"}
    # a refusal holds a quarter of an hour
    ask(merchant, now=NOON + STANDS)
    assert {row.state for row in verbs.quote_beside(merchant, GERMANY, NOON + STANDS)} == {"price"}


def test_what_cannot_be_a_price_is_not_believed(merchant: Merchant, teller: Teller) -> None:
    odd = Service.objects.get(merchant=merchant, code="CN-LINE-EU").carrier
    teller.moods = {odd: "odd"}
    ask(merchant)
    rows = [r for r in verbs.quote_beside(merchant, GERMANY, NOON) if r.live.service.carrier == odd]
    assert rows and all((r.state, r.live.code, r.live.values["field"]) == ("none", "live_unreadable", "amount_minor") for r in rows)


def test_one_service_refused_is_its_carriers_own_sentence(merchant: Merchant, teller: Teller) -> None:
    teller.refuses = {"CN-POST-REG": "no parcels with bells"}
    ask(merchant)
    row = next(r for r in verbs.quote_beside(merchant, GERMANY, NOON) if r.card.service == "CN-POST-REG")
    assert (row.live.code, row.live.values) == ("live_refused", {"said": "no parcels with bells", "code": "refused"})


def test_a_carrier_that_tells_no_prices_and_an_account_that_is_not_there(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch, teller: Teller
) -> None:
    in_place(monkeypatch, Mute())
    ask(merchant)
    assert {r.live.code for r in verbs.quote_beside(merchant, GERMANY, NOON)} == {"live_not_told"}
    assert ask(merchant) is None, "to ask again would be no use"
    monkeypatch.undo()
    monkeypatch.delenv("FAHUO_SECRET_WORLD", raising=False)
    later = NOON + STANDS
    ask(merchant, now=later)
    rows = verbs.quote_beside(merchant, GERMANY, later)
    assert {r.live.code for r in rows} == {"live_no_account"}
    assert "has no account" in rows[0].live.values["said"]


def test_a_question_is_worked_once_and_only_by_its_merchant(merchant: Merchant, teller: Teller) -> None:
    _, ask_id = verbs.ask_quote(merchant, GERMANY, "li", NOON)
    assert ask_id is not None
    stranger = Merchant.objects.create(code="stranger", name="x", currency="CNY")
    asking.work(stranger, ask_id, clock)
    assert not teller.asked
    assert verbs.ask_quote(merchant, GERMANY, "wang", NOON)[1] is None, "it is under way"
    for _ in range(2):
        asking.work(merchant, ask_id, clock)
    assert len(teller.asked) == len({r.carrier for r in teller.asked})


def test_a_question_that_was_left_lying_is_asked_again(merchant: Merchant, teller: Teller) -> None:
    _, ask_id = verbs.ask_quote(merchant, GERMANY, "li", NOON)
    assert {r.state for r in verbs.quote_beside(merchant, GERMANY, NOON)} == {"asking"}
    LiveAsk.objects.update(taken=True, wall_at=NOON - timedelta(days=9000))  # its process was killed long ago
    assert {r.state for r in verbs.quote_beside(merchant, GERMANY, NOON)} == {"none"}
    assert ask(merchant) not in (None, ask_id)
    assert {r.state for r in verbs.quote_beside(merchant, GERMANY, NOON)} == {"price"}


def test_a_parcel_keeps_who_asked_what_and_when(merchant: Merchant, teller: Teller) -> None:
    bring(merchant, *sample_orders(6))
    parcel = Parcel.objects.filter(offers__chosen=True).select_related("order", "warehouse").first()
    assert parcel is not None
    shipment, ask_id = verbs.ask_parcel(merchant, parcel, "li", NOON)
    asking.finish(merchant, shipment, ask_id, clock)
    (kept,) = live.asks(parcel.pk)
    assert (kept.by, kept.asked_at, kept.shipment["weight_g"]) == ("li", NOON, parcel.weight_g)
    rows = verbs.parcel_beside(merchant, parcel, NOON)
    assert {r.card.service for r in rows} <= {o.service.code for o in Offer.objects.filter(parcel=parcel).select_related("service")}
    # planned again it is another parcel: the answers are about its like, and stand beside it
    plan_again(merchant, [parcel.order_id], "li", NOON)
    after = Parcel.objects.select_related("order", "warehouse").get(order_id=parcel.order_id)
    assert after.pk != parcel.pk and len(verbs.parcel_beside(merchant, after, NOON)) == len(rows)
    assert not live.asks(after.pk) and not live.asks(parcel.pk)


def test_nobody_is_asked_once_the_label_was(merchant: Merchant, teller: Teller) -> None:
    bring(merchant, *sample_orders(6))
    offer = Offer.objects.filter(chosen=True).select_related("parcel__order", "parcel__warehouse").first()
    Label.objects.create(parcel=offer.parcel, merchant=merchant, service_id=offer.service_id, key="k", asked_at=NOON)
    with pytest.raises(NotPossible, match="label"):
        verbs.ask_parcel(merchant, offer.parcel, "li", NOON)
    assert not teller.asked


def test_an_import_asks_no_carrier(merchant: Merchant, teller: Teller) -> None:
    bring(merchant, *sample_orders(40))
    assert not teller.asked and not LiveAsk.objects.exists()


def test_what_was_only_thought_of_goes_after_a_month(merchant: Merchant, teller: Teller) -> None:
    ask(merchant)
    assert live.forget(NOON + timedelta(days=29)) == 0
    assert live.forget(NOON + timedelta(days=31)) == 1 and not LivePrice.objects.exists()
