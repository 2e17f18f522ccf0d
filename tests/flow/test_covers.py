"""Cover from the rule to the refund, on PostgreSQL: planned and replayable, said by a person, bought with the label, given back."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest

from fahuo.core.methods.derive_cover import same_again
from fahuo.core.words import Happening
from fahuo.flow import calls, cover_calls, covers, verbs
from fahuo.flow.audit import orphans
from fahuo.flow.prepare import plan_again
from fahuo.flow.said import NotPossible
from fahuo.ports.answers import Denied
from fahuo.ports.doubles import CarrierInMemory, InsurerInMemory
from fahuo.records import ledger
from fahuo.records.models import Event, Merchant, OrderStanding, ParcelStanding, Refusal
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Cover, CoverRule, Label, Offer, OwnCover, Policy, Service
from tests.scene import NOON, bring, sample_merchant, sample_orders, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return sample_merchant()


@pytest.fixture
def covered(merchant: Merchant) -> Parcel:
    """A parcel of an order of its own that the rule covers, with a service that does."""
    bring(merchant, *sample_orders(40))
    rows = Cover.objects.filter(chosen=True, reason=None, premium_minor__gt=0, parcel__order__hold_note=None).order_by("parcel_id")
    waiting = Refusal.objects.values_list("order_id", flat=True)  # of something else
    rows = rows.exclude(parcel__order__in=waiting)
    return next(row.parcel for row in rows if Parcel.objects.filter(order_id=row.parcel.order_id).count() == 1)


@pytest.fixture
def bare(merchant: Merchant, covered: Parcel) -> Parcel:
    """One that is not covered, and could be."""
    found = Offer.objects.filter(chosen=True, service__card__contains="cards.insurance").exclude(parcel__in=Cover.objects.values("parcel"))
    return next(row.parcel for row in found.order_by("parcel_id") if Parcel.objects.filter(order_id=row.parcel.order_id).count() == 1)


class Desk(InsurerInMemory):
    """A carrier that sells cover, in a `with`."""

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None: ...


class Bare(CarrierInMemory):
    """A carrier whose plug-in knows nothing of cover."""

    def __enter__(self) -> Bare:
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    found = Desk()
    monkeypatch.setattr(calls, "connect", lambda merchant: found)
    yield found


def clock():  # type: ignore[no-untyped-def]
    return NOON


def buy(parcel: Parcel) -> Policy | None:
    """The label, then what is owed of its cover."""
    verbs.ask_labels(parcel.merchant, [parcel.pk], "mei", NOON)
    calls.buy_labels(parcel.merchant_id, clock)
    cover_calls.buy_covers(parcel.merchant_id, clock)
    return Policy.objects.filter(parcel=parcel).first()


def notes(parcel: Parcel) -> list[str]:
    rows = Event.objects.filter(order_id=parcel.order_id, kind="noted", data__has_key="cover").order_by("pk")
    return [row.data["cover"] for row in rows]


def row_of(cover: Cover) -> dict[str, object]:
    return {field.attname: getattr(cover, field.attname) for field in cover._meta.local_fields}


def test_what_a_rule_covers_is_kept_with_its_derivation(merchant: Merchant, covered: Parcel) -> None:
    rows = Cover.objects.filter(parcel=covered)
    offered = Offer.objects.filter(parcel=covered, reason=None)
    assert set(rows.values_list("service_id", flat=True)) == set(offered.values_list("service_id", flat=True))
    chosen = rows.get(chosen=True)
    assert chosen.service_id == offered.get(chosen=True).service_id
    assert same_again(row_of(chosen)) and "valuable" in chosen.rule
    # the cheapest with its premium, of those that cover
    cost = {o.service_id: o.home_minor for o in offered}
    able = {r.service_id: cost[r.service_id] + r.home_minor for r in rows if r.reason is None}
    late = {o.service_id for o in offered if covered.order.promised_on}
    assert late or able[chosen.service_id] == min(able.values())
    assert {r.reason for r in rows if r.reason} <= {"cover_not_offered"}


def test_a_rule_of_a_merchant_covers_nobody_else_and_none_covers_nothing(merchant: Merchant) -> None:
    CoverRule.objects.all().delete()
    bring(merchant, *sample_orders(20))
    assert not Cover.objects.exists()


def test_a_person_s_word_prices_the_parcel_again_and_is_kept_when_it_is_planned_again(merchant: Merchant, bare: Parcel) -> None:
    covers.say_cover(merchant, bare.pk, True, 50_000, "mei", NOON)
    row = Cover.objects.get(parcel=bare, chosen=True)
    assert (row.value_minor, row.value_currency, row.rule) == (50_000, bare.order.currency, None)
    plan_again(merchant, [bare.order_id], on=NOON.date(), now=NOON, actor="mei")
    (again,) = Parcel.objects.filter(order_id=bare.order_id)
    assert Cover.objects.get(parcel=again, chosen=True).value_minor == 50_000
    covers.say_cover(merchant, again.pk, None, None, "mei", NOON)
    assert not Cover.objects.filter(parcel=again).exists() and not OwnCover.objects.exists()
    assert notes(bare) == ["covered", "as_ruled"]


def test_a_person_leaves_a_valuable_parcel_uncovered(merchant: Merchant, covered: Parcel) -> None:
    covers.say_cover(merchant, covered.pk, False, None, "mei", NOON)
    assert not Cover.objects.filter(parcel=covered).exists()
    covers.say_cover(merchant, covered.pk, True, None, "mei", NOON)
    assert Cover.objects.filter(parcel=covered, chosen=True, rule=None).exists()


@pytest.mark.parametrize("value", [0, -5, 10**12 + 1])
def test_values_that_cannot_be_are_refused_in_a_sentence(merchant: Merchant, bare: Parcel, value: int) -> None:
    with pytest.raises(NotPossible, match="above zero"):
        covers.say_cover(merchant, bare.pk, True, value, "mei", NOON)


def test_a_service_that_offers_no_cover_is_said_and_the_parcel_goes_on(merchant: Merchant, covered: Parcel, desk: Desk) -> None:
    for service in Service.objects.filter(merchant=merchant):  # no card offers cover any more
        lines = service.card.split("[cards.insurance]")
        kept = [lines[0], *("[cards." + part.split("[cards.", 1)[1] if not part.lstrip().startswith("[[") else part for part in lines[1:])]
        Service.objects.filter(pk=service.pk).update(card="".join(kept))
    plan_again(merchant, [covered.order_id], on=NOON.date(), now=NOON, actor="mei")
    (parcel,) = Parcel.objects.filter(order_id=covered.order_id)
    said = Refusal.objects.get(parcel_id=parcel.pk, code="cover_not_offered")
    assert said.values["service"] and "valuable" in said.values["rule"]
    assert ParcelStanding.objects.get(parcel_id=parcel.pk).needs == "cover_not_offered"
    assert buy(parcel) is None and Label.objects.get(parcel=parcel).tracking_number
    assert ParcelStanding.objects.get(parcel_id=parcel.pk).needs is None


def test_cover_is_bought_with_the_label_and_a_dearer_premium_is_kept_beside_the_planned(
    merchant: Merchant, covered: Parcel, desk: Desk
) -> None:
    desk.dearer_minor = 33
    policy = buy(covered)
    planned = Cover.objects.get(parcel=covered, chosen=True)
    assert policy and policy.number == "POLICY1" and policy.service_id == planned.service_id
    assert (policy.value_minor, policy.premium_minor, policy.charged_minor) == (
        planned.covered_minor, planned.premium_minor, planned.premium_minor + 33,
    )  # fmt: skip
    assert notes(covered) == ["bought"]
    calls_before = desk.calls
    cover_calls.buy_covers(merchant.pk, clock)
    assert desk.calls == calls_before and sum(orphans().values()) == 0
    with pytest.raises(NotPossible, match="given back"):
        covers.say_cover(merchant, covered.pk, False, None, "mei", NOON)


def test_an_answer_that_was_lost_is_asked_again_under_the_same_key(merchant: Merchant, covered: Parcel, desk: Desk) -> None:
    verbs.ask_labels(merchant, [covered.pk], "mei", NOON)
    calls.buy_labels(merchant.pk, clock)
    desk.lost_answers = 2
    for _ in range(2):
        with pytest.raises(calls.TryLater):
            cover_calls.buy_covers(merchant.pk, clock)
        assert Policy.objects.get().answered_at is None
    cover_calls.buy_covers(merchant.pk, clock)
    assert len(desk.policies) == 1 and Policy.objects.get().number == "POLICY1"
    desk.lost_answers = 1
    covers.give_back(merchant, [covered.pk], "mei", NOON)
    with pytest.raises(calls.TryLater):
        cover_calls.buy_covers(merchant.pk, clock)
    cover_calls.buy_covers(merchant.pk, clock)
    assert len(desk.refunds) == 1 and Policy.objects.get().refunded_minor == Policy.objects.get().charged_minor


def test_a_carrier_that_refuses_cover_sells_the_label_and_a_person_is_told(merchant: Merchant, covered: Parcel, desk: Desk) -> None:
    desk.highest_minor = 1
    policy = buy(covered)
    assert policy and policy.number is None and "value_too_high" in (policy.failure or "")
    assert Label.objects.get(parcel=covered).tracking_number
    assert ParcelStanding.objects.get(parcel_id=covered.pk).needs == "cover_refused"
    assert OrderStanding.objects.get(order_id=covered.order_id).state == "declared"  # it goes on all the same
    desk.highest_minor = 10**9
    covers.ask_again(merchant, covered.pk, "mei", NOON)
    assert ParcelStanding.objects.get(parcel_id=covered.pk).needs is None
    cover_calls.buy_covers(merchant.pk, clock)
    assert Policy.objects.get().number == "POLICY1"
    assert notes(covered) == ["refused", "asked_again", "bought"]
    with pytest.raises(NotPossible, match="not refused"):
        covers.ask_again(merchant, covered.pk, "mei", NOON)


def test_a_refused_parcel_may_go_uncovered(merchant: Merchant, covered: Parcel, desk: Desk) -> None:
    desk.highest_minor = 1
    buy(covered)
    covers.let_go(merchant, covered.pk, "mei", NOON)
    assert ParcelStanding.objects.get(parcel_id=covered.pk).needs is None
    with pytest.raises(NotPossible, match="nothing waits"):
        covers.let_go(merchant, covered.pk, "mei", NOON)


def test_a_plug_in_that_knows_no_cover_says_so(merchant: Merchant, covered: Parcel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "connect", lambda merchant: Bare())
    policy = buy(covered)
    assert policy and "no_cover" in (policy.failure or "")


def test_the_account_is_denied_and_nothing_is_settled(
    merchant: Merchant, covered: Parcel, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    verbs.ask_labels(merchant, [covered.pk], "mei", NOON)
    calls.buy_labels(merchant.pk, clock)

    def denied(_: object) -> None:
        raise Denied("wrong key")

    monkeypatch.setattr(desk, "buy_cover", denied)
    with pytest.raises(calls.TryLater):
        cover_calls.buy_covers(merchant.pk, clock)
    assert Policy.objects.get().answered_at is None


def test_a_premium_is_paid_back_before_the_carrier_has_the_parcel(merchant: Merchant, covered: Parcel, desk: Desk) -> None:
    policy = buy(covered)
    assert covers.give_back(merchant, [covered.pk], "mei", NOON) == 1
    with pytest.raises(NotPossible, match="being asked back"):
        covers.give_back(merchant, [covered.pk], "li", NOON)
    cover_calls.buy_covers(merchant.pk, clock)
    row = Policy.objects.get()
    assert policy and (row.refunded_minor, row.return_by) == (policy.charged_minor, "mei")
    with pytest.raises(NotPossible, match="paid back already"):
        covers.give_back(merchant, [covered.pk], "mei", NOON)
    assert notes(covered) == ["bought", "return_asked", "refunded"]


def test_a_carrier_that_does_not_pay_back_is_kept_as_a_sentence_and_may_be_asked_again(
    merchant: Merchant, covered: Parcel, desk: Desk
) -> None:
    buy(covered)
    desk.moving.add("POLICY1")
    covers.give_back(merchant, [covered.pk], "mei", NOON)
    cover_calls.buy_covers(merchant.pk, clock)
    assert "already_moving" in (Policy.objects.get().return_failure or "")
    desk.moving.clear()
    assert covers.give_back(merchant, [covered.pk], "mei", NOON) == 1
    cover_calls.buy_covers(merchant.pk, clock)
    assert Policy.objects.get().return_failure is None and Policy.objects.get().refunded_minor is not None
    assert notes(covered) == ["bought", "return_asked", "return_refused", "return_asked", "refunded"]


def test_given_back_while_it_is_being_bought_it_is_bought_and_then_given_back(merchant: Merchant, covered: Parcel, desk: Desk) -> None:
    verbs.ask_labels(merchant, [covered.pk], "mei", NOON)
    calls.buy_labels(merchant.pk, clock)
    covers.give_back(merchant, [covered.pk], "mei", NOON)
    cover_calls.buy_covers(merchant.pk, clock)
    row = Policy.objects.get()
    assert row.number == "POLICY1" and row.refunded_minor == row.charged_minor


def test_what_has_left_is_given_back_no_more(merchant: Merchant, covered: Parcel, desk: Desk) -> None:
    buy(covered)
    left = pl.DataFrame({"order_id": [covered.order_id], "parcel_id": [covered.pk]})
    ledger.record(ledger.events(merchant.pk, left, Happening.HANDED_OVER, NOON, "test"))
    with pytest.raises(NotPossible, match="the carrier has"):
        covers.give_back(merchant, [covered.pk], "mei", NOON)


def test_a_stranger_s_parcel_is_not_there(covered: Parcel) -> None:
    other = stranger()
    for verb in (lambda: covers.say_cover(other, covered.pk, True, None, "x", NOON), lambda: covers.let_go(other, covered.pk, "x", NOON)):
        with pytest.raises(NotPossible, match="does not exist"):
            verb()
    with pytest.raises(NotPossible, match="not covered"):
        covers.give_back(other, [covered.pk], "x", NOON)
