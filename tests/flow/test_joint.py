"""Two orders of one buyer: a better way is found, taken with one press, seen on both orders, and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.db import transaction
from django.test import Client

from fahuo.console.offers import offers_shown, why_of
from fahuo.core.words import Happening, ServiceClass
from fahuo.flow import verbs
from fahuo.flow.joint import accept, look
from fahuo.flow.said import NotPossible
from fahuo.records import keys, ledger
from fahuo.records.models import Merchant, OrderStanding, Product, Stock, User, Warehouse
from fahuo.steps.export.models import Declaration
from fahuo.steps.goods.models import Box, Parcel, Placement
from fahuo.steps.methods import queries as methods
from fahuo.steps.methods import service as methods_service
from fahuo.steps.methods.models import Label, Offer, Selection, Service, Suggestion
from fahuo.steps.orders.models import Allocation, Joining, Order, OrderLine, OwnSending
from tests.console.text import read
from tests.scene import NOON, bring, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return sample_merchant()


def pair(merchant: Merchant, count: int = 2) -> list[int]:
    """Small orders of one buyer at one address, each planned by itself."""
    orders, lines = sample_orders(300)
    small = lines.group_by("order_id").len().filter(pl.col("len") <= 2)["order_id"]
    chosen = orders.filter((pl.col("country") == "US") & pl.col("order_id").is_in(small.implode())).head(count)
    first = chosen.head(1)
    own = ("order_id", "number", "placed_at", "freight_minor", "discount_minor")
    same = [pl.lit(first[name][0], kind).alias(name) for name, kind in chosen.schema.items() if name not in own]
    chosen = chosen.with_columns(same).with_columns(
        promised_on=pl.lit(None, pl.Date), service=pl.lit(None, pl.String), buyer=pl.lit("anna")
    )
    mine = lines.join(chosen.select("order_id"), on="order_id", how="semi").filter(pl.col("line_no") == 1)
    # small goods that lie in plenty, without anything special about them: what differs is who travels with whom
    plenty = Stock.objects.filter(merchant=merchant, product__attributes=0, product__material=False, warehouse__code="YIW")
    skus = list(plenty.filter(on_hand__gt=20).order_by("product__length_mm", "product_id").values_list("product__sku", flat=True)[:count])
    mine = mine.sort("order_id").with_columns(pl.Series("sku", skus), quantity=pl.lit(1, pl.Int64))
    stored = bring(merchant, chosen, mine)
    return sorted(stored.orders["order_id"].to_list())


def promised(merchant: Merchant) -> dict[tuple[int, int], int]:
    return {(s.product_id, s.warehouse_id): s.reserved for s in Stock.objects.filter(merchant=merchant, reserved__gt=0)}


def test_found_taken_shown_and_taken_back(merchant: Merchant) -> None:
    ids = pair(merchant)
    before = promised(merchant)
    paid = {o.pk: o.goods_minor + o.freight_minor - o.discount_minor for o in Order.objects.filter(pk__in=ids)}
    lines = list(OrderLine.objects.order_by("order_id", "line_no").values_list("order_id", "line_no", "sku"))
    assert look.look_all(merchant, NOON) == 1
    kept = Suggestion.objects.get()
    assert kept.orders == ids and kept.saves_minor == kept.today["total_minor"] - kept.ways[0]["total_minor"] > 0
    merged = next(n for n, way in enumerate(kept.ways) if len(way["sendings"]) == 1)
    [host] = accept.accept(merchant, kept.pk, merged, "mei", NOON)

    guest = ids[1]
    assert host == ids[0] and Joining.objects.get().guest_id == guest
    parcels = Parcel.objects.filter(order_id__in=ids)
    assert set(parcels.values_list("order_id", flat=True)) == {host}
    assert set(Placement.objects.filter(parcel__in=parcels).values_list("line_no", flat=True)) == set(range(1, len(lines) + 1))
    freight = sum(o.home_minor for o in Offer.objects.filter(parcel__in=parcels, chosen=True))
    assert freight == sum(s["freight_minor"] for s in kept.ways[merged]["sendings"]), "what was promised is what is planned"
    warehouses = set(Allocation.objects.filter(order_id=host).values_list("warehouse_id", flat=True))
    assert warehouses == {s["warehouse_id"] for s in kept.ways[merged]["sendings"]}
    declared = sum(Declaration.objects.filter(parcel__in=parcels).values_list("total_minor", flat=True))
    assert declared == sum(paid.values()), "both orders' money is declared, to the cent"
    states = OrderStanding.objects.in_bulk(ids)
    assert states[host].state == states[guest].state

    # news of the parcel is news of both orders; both show its number
    parcel = parcels.first()
    service = Offer.objects.get(parcel=parcel, chosen=True).service
    Label.objects.create(parcel=parcel, merchant=merchant, service=service, key="k", asked_at=NOON, tracking_number="TR1")
    subject = pl.DataFrame({"order_id": [host], "parcel_id": [parcel.pk]})
    ledger.record(ledger.events(merchant.pk, subject, Happening.LABEL_BOUGHT, NOON, "test"))
    assert OrderStanding.objects.get(pk=guest).state == OrderStanding.objects.get(pk=host).state == "label_bought"
    assert methods.tracking_of_orders(ids) == {host: ["TR1"], guest: ["TR1"]}
    with pytest.raises(NotPossible, match="label"):
        accept.take_apart(merchant, guest, "mei", NOON)

    Label.objects.all().delete()
    assert accept.take_apart(merchant, guest, "mei", NOON) == ids
    assert list(OrderLine.objects.order_by("order_id", "line_no").values_list("order_id", "line_no", "sku")) == lines
    assert {o.pk: o.goods_minor + o.freight_minor - o.discount_minor for o in Order.objects.filter(pk__in=ids)} == paid
    assert promised(merchant) == before and not OwnSending.objects.exists()
    assert set(Parcel.objects.filter(order_id__in=ids).values_list("order_id", flat=True)) == set(ids)


def test_joined_orders_are_changed_together_or_not_at_all(merchant: Merchant) -> None:
    ids = pair(merchant)
    look.look_all(merchant, NOON)
    kept = Suggestion.objects.get()
    merged = next(n for n, way in enumerate(kept.ways) if len(way["sendings"]) == 1)
    accept.accept(merchant, kept.pk, merged, "mei", NOON)
    for order_id in ids:
        with pytest.raises(NotPossible, match="take them apart"):
            verbs.cancel(merchant, [order_id], "mei", NOON)
        with pytest.raises(NotPossible, match="take them apart"):
            verbs.edit_address(merchant, order_id, {"city": "Elsewhere"}, "mei", NOON)
    assert verbs.plan_again(merchant, ids, "mei", NOON) == 1, "the guest is planned with its host"
    assert Parcel.objects.filter(order_id=ids[1]).count() == 0
    assert look.look_all(merchant, NOON) == 0
    with pytest.raises(NotPossible):
        accept.accept(merchant, kept.pk, merged, "mei", NOON)


def test_what_has_changed_is_not_accepted(merchant: Merchant) -> None:
    ids = pair(merchant)
    look.look_all(merchant, NOON)
    kept = Suggestion.objects.get()
    Allocation.objects.filter(order_id=ids[0]).update(quantity=7)
    with pytest.raises(NotPossible, match="look again"):
        accept.accept(merchant, kept.pk, 0, "mei", NOON)
    assert not Joining.objects.exists()


def test_strangers_have_no_suggestions(merchant: Merchant) -> None:
    from tests.scene import stranger

    ids = pair(merchant)
    other = stranger()
    with pytest.raises(NotPossible):
        look.look(other, ids, NOON)
    kept = look.look(merchant, ids, NOON)
    assert kept is not None
    with pytest.raises(NotPossible):
        accept.accept(other, kept.pk, 0, "x", NOON)


def test_a_person_does_it_on_the_page_and_a_program_by_the_api(merchant: Merchant) -> None:
    ids = pair(merchant)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(User.objects.filter(merchant=merchant).first())
    browser.post("/language/", {"language": "en"})
    browser.post("/together/do/", {"do": "look", "order": ids[1]})
    kept = Suggestion.objects.get()
    assert kept.orders == ids
    numbers = list(Order.objects.filter(pk__in=ids).values_list("number", flat=True))
    for page in ("/together/", f"/orders/{ids[0]}/", f"/orders/{ids[1]}/"):
        said = read(browser.get(page))
        assert all(number in said for number in numbers) and f"{kept.ways[0]['total_minor'] / 100:.2f}" in said
    assert not kept.duty_known and kept.today["lacks"], "the sample has no American rates for these goods"
    named = set(Product.objects.filter(pk__in=[i for lack in kept.today["lacks"] for i in lack["products"]]).values_list("sku", flat=True))
    said = read(browser.get("/together/"))
    assert "owes in United States is not known" in said and "load the rate" in said and all(sku in said for sku in named) and named
    assert f"{kept.saves_minor / 100:.2f}" in read(browser.get("/"))
    # every way is drawn: on the orders' pages all of them, in the list today's plan and the best
    drawn = [sum(len(s["boxes"]) for s in way["sendings"]) for way in (kept.today, *kept.ways)]
    for page, parcels in (("/together/", sum(drawn[:2])), (f"/together/{kept.pk}/", sum(drawn)), (f"/orders/{ids[1]}/", sum(drawn))):
        assert browser.get(page).content.decode().count("<figure") == parcels
    browser.post("/together/do/", {"do": "accept", "suggestion": kept.pk, "way": 0})
    assert browser.get(f"/together/{kept.pk}/").headers["location"] == "/together/", "it is decided"
    assert Joining.objects.filter(undone_at=None).count() == 1
    assert numbers[0] in read(browser.get(f"/orders/{ids[1]}/")) and numbers[1] in read(browser.get(f"/orders/{ids[0]}/"))
    browser.post("/together/do/", {"do": "apart", "order": ids[1]})
    assert not Joining.objects.filter(undone_at=None).exists()

    api = Client(headers={"authorization": f"Bearer {keys.make(merchant, 'test')}"})
    found = api.post("/api/together/look", {"ids": ids}, content_type="application/json").json()["suggestion"]
    assert [s["id"] for s in api.get("/api/together").json()["suggestions"]] == [found["id"]]
    assert api.post("/api/together/accept", {"suggestion": found["id"]}, content_type="application/json").json() == {"orders": ids[:1]}
    again = api.post("/api/together/accept", {"suggestion": found["id"]}, content_type="application/json")
    assert again.status_code == 409
    assert api.post("/api/together/apart", {"order_id": ids[0]}, content_type="application/json").json() == {"orders": ids}


def test_an_order_in_parts_of_ones_own(merchant: Merchant) -> None:
    """Two lines that would share a box are sent apart, as a person said; not where the pieces are gone."""
    ids = pair(merchant)
    look.look_all(merchant, NOON)
    accept.accept(merchant, Suggestion.objects.get().pk, 0, "mei", NOON)
    host = ids[0]
    assert Parcel.objects.filter(order_id=host).count() == 1
    OwnSending.objects.filter(order_id=host, line_no=2).update(part=1)
    verbs.plan_again(merchant, [host], "mei", NOON)
    assert Parcel.objects.filter(order_id=host).count() == 2
    OwnSending.objects.filter(order_id=host).update(quantity=99)
    verbs.plan_again(merchant, [host], "mei", NOON)
    assert Parcel.objects.filter(order_id=host).count() == 1


def test_the_earliest_promise_holds_for_both(merchant: Merchant) -> None:
    ids = pair(merchant)
    Order.objects.filter(pk=ids[1]).update(promised_on=NOON.date() + timedelta(20))
    verbs.plan_again(merchant, ids, "mei", NOON)
    kept = look.look(merchant, ids, NOON)
    assert kept is not None
    accept.accept(merchant, kept.pk, 0, "mei", NOON)
    chosen = Selection.objects.get(parcel__order_id=ids[0])
    assert (
        chosen.promised_on == NOON.date() + timedelta(20) and Offer.objects.get(parcel=chosen.parcel_id, chosen=True).keep_ppm is not None
    )


def test_a_service_of_ones_own_is_kept_with_the_way(merchant: Merchant) -> None:
    """The classes that a way leaves out are left out whenever it is planned; where nothing else takes a parcel, it goes as others do."""
    ids = pair(merchant)
    kept = look.look(merchant, ids, NOON)
    assert kept is not None
    usual = kept.ways[0]["sendings"][0]["boxes"][0][2]
    kind = Service.objects.get(pk=usual).kind
    other = next(c.value for c in ServiceClass if c.value != kind)
    kept.ways[0]["sendings"] = [s | {"services": other} for s in kept.ways[0]["sendings"]]
    kept.save()
    with pytest.raises(NotPossible, match="would cost"):  # it was shown by the usual service
        accept.accept(merchant, kept.pk, 0, "mei", NOON)
    assert not Joining.objects.exists() and not OwnSending.objects.exists()
    kept.refresh_from_db()
    [host] = accept.accept(merchant, kept.pk, 0, "mei", NOON)
    for again in (False, True):
        if again:
            verbs.plan_again(merchant, [host], "mei", NOON)
        chosen = Selection.objects.select_related("service").filter(parcel__order_id=host)
        assert {c.service.kind for c in chosen} == {other} and {c.own_services for c in chosen} == {other}
        freight = sum(o.home_minor for o in Offer.objects.filter(parcel__order_id=host, chosen=True))
        assert freight == sum(s["freight_minor"] for s in kept.ways[0]["sendings"]), "what was shown is what is planned"
        told = Client(headers={"authorization": f"Bearer {keys.make(merchant, f'again {again}')}"})
        for parcel in Parcel.objects.filter(order_id=host):
            assert told.get(f"/api/parcels/{parcel.pk}/choice").json()["own_services"] == other
            why = why_of(parcel, offers_shown(merchant, parcel))
            assert why is not None and why.same, "made again from what was kept the choice is the same"
    assert kept.saves_minor == kept.today["total_minor"] - kept.ways[0]["total_minor"]


def test_a_box_that_ran_out_is_said_before(merchant: Merchant) -> None:
    """Somebody else took the last box meanwhile: nothing is changed, the new money is shown, and accepted when a person wants it."""
    ids = pair(merchant)
    kept = look.look(merchant, ids, NOON)
    assert kept is not None
    [sending], shown = kept.ways[0]["sendings"], kept.ways[0]["total_minor"]
    [box] = sending["boxes"]
    box_row = Box.objects.get(pk=box[0])
    bag = Product.objects.filter(merchant=merchant, material=False).exclude(pk__in=OrderLine.objects.values("product_id")).first()
    Box.objects.filter(pk=box_row.pk).update(material=bag)
    Stock.objects.filter(product=bag).update(on_hand=0, reserved=0)
    Stock.objects.get_or_create(
        product=bag, warehouse_id=sending["warehouse_id"], defaults={"merchant": merchant, "on_hand": 0, "reserved": 0}
    )
    plans = set(Parcel.objects.filter(order_id__in=ids).values_list("pk", flat=True))
    with pytest.raises(NotPossible, match="accept again") as told:
        accept.accept(merchant, kept.pk, 0, "mei", NOON)
    assert set(Parcel.objects.filter(order_id__in=ids).values_list("pk", flat=True)) == plans, "nothing was changed"
    kept.refresh_from_db()
    [sending] = kept.ways[0]["sendings"]
    assert pieces_of(sending) == {(ids[0], 1): 1, (ids[1], 1): 1}, "drawn by the orders that the goods came with"
    now = kept.ways[0]["total_minor"]
    assert now != shown and f"{now / 100:,.2f}" in told.value.en and f"{now / 100:,.2f}" in told.value.zh
    [host] = accept.accept(merchant, kept.pk, 0, "mei", NOON)
    parcel = Parcel.objects.get(order_id=host)
    assert parcel.box_id != box_row.pk


def test_labels_wait_for_a_person_and_not_for_ever(merchant: Merchant) -> None:
    """Labels are bought by themselves; those of orders that had better travel together wait, until it is decided or the hours are over."""
    ids = pair(merchant)
    parcels = Parcel.objects.filter(order_id__in=ids).count()
    look.look(merchant, ids, NOON)
    wait, later = timedelta(hours=12), NOON + timedelta(hours=13)
    assert methods_service.ask(merchant.pk, None, NOON, wait) == 0
    with transaction.atomic():
        assert methods_service.ask(merchant.pk, None, later, wait) == parcels
        transaction.set_rollback(True)
    kept = Suggestion.objects.get()
    assert accept.decline(merchant, kept.pk, "mei", NOON) == ids
    assert look.look_all(merchant, NOON) == 0, "what was declined is not suggested again"
    with pytest.raises(NotPossible):
        accept.accept(merchant, kept.pk, 0, "mei", NOON)
    assert methods_service.ask(merchant.pk, None, NOON, wait) == parcels


def test_a_declined_suggestion_comes_again_when_the_orders_change(merchant: Merchant) -> None:
    ids = pair(merchant)
    kept = look.look(merchant, ids, NOON)
    assert kept is not None
    accept.decline(merchant, kept.pk, "mei", NOON)
    OrderLine.objects.filter(order_id=ids[0]).update(quantity=2)
    verbs.plan_again(merchant, ids, "mei", NOON)
    assert look.look_all(merchant, NOON) == 1


def test_a_parted_line_is_sent_from_both_warehouses(merchant: Merchant) -> None:
    """Two of three pieces come from another warehouse, the third travels with the other order; taken apart, all is as before."""
    ids = pair(merchant)
    OrderLine.objects.filter(order_id=ids[0]).update(quantity=3)
    verbs.plan_again(merchant, ids, "mei", NOON)
    before = promised(merchant)
    kept = look.look(merchant, ids, NOON)
    assert kept is not None
    [one, other] = Allocation.objects.filter(order_id__in=ids).order_by("order_id")
    house = Warehouse.objects.filter(merchant=merchant, code="SZX").get()
    assert one.warehouse_id == other.warehouse_id != house.pk
    Stock.objects.filter(product_id=one.product_id, warehouse=house).delete()
    Stock.objects.create(merchant=merchant, product_id=one.product_id, warehouse=house, on_hand=2, reserved=0)
    empty = {
        "services": "",
        "boxes": [],
        "materials_minor": 0,
        "freight_minor": 0,
        "handling_minor": 0,
        "premium_minor": 0,
        "worth_minor": 0,
    }
    lots = [[ids[0], 1, one.warehouse_id, [[one.product_id, n]]] for n in (2, 1)]
    rest = [lots[1], [ids[1], 1, other.warehouse_id, [[other.product_id, 1]]]]
    kept.ways = [
        kept.ways[0]
        | {"sendings": [empty | {"warehouse_id": house.pk, "items": lots[:1]}, empty | {"warehouse_id": one.warehouse_id, "items": rest}]}
    ]
    kept.save()
    with pytest.raises(NotPossible, match="would cost"):  # nothing was shown
        accept.accept(merchant, kept.pk, 0, "mei", NOON)
    [host] = accept.accept(merchant, kept.pk, 0, "mei", NOON)
    taken = {(a.line_no, a.warehouse_id): a.quantity for a in Allocation.objects.filter(order_id=host)}
    assert taken == {(1, house.pk): 2, (1, one.warehouse_id): 1, (2, one.warehouse_id): 1}
    pieces = {
        (p.parcel.warehouse_id, p.line_no): p.nx * p.ny * p.nz
        for p in Placement.objects.filter(parcel__order_id=host).select_related("parcel")
    }
    assert pieces == taken_by_parcel(taken)
    accept.take_apart(merchant, host, "mei", NOON)
    assert promised(merchant) == before


def pieces_of(sending: dict[str, Any]) -> dict[tuple[int, int], int]:
    """What is drawn of a sending: pieces by order and line."""
    found: dict[tuple[int, int], int] = {}
    for order_id, line_no, *_, nx, ny, nz in (block for blocks in sending["inside"] for block in blocks):
        found[order_id, line_no] = found.get((order_id, line_no), 0) + nx * ny * nz
    return found


def taken_by_parcel(taken: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """The same by warehouse and line."""
    return {(warehouse, line): n for (line, warehouse), n in taken.items()}
