"""Two orders of one buyer: a better way is found, taken with one press, seen on both orders, and taken back."""

from __future__ import annotations

import polars as pl
import pytest

from fahuo.core.words import Happening
from fahuo.flow import joint, verbs
from fahuo.flow.said import NotPossible
from fahuo.records import ledger
from fahuo.records.models import Merchant, OrderStanding, Stock
from fahuo.steps.export.models import Declaration
from fahuo.steps.goods.models import Parcel, Placement
from fahuo.steps.methods import queries as methods
from fahuo.steps.methods.models import Label, Offer, Suggestion
from fahuo.steps.orders.models import Allocation, Joining, Order, OrderLine, OwnSending
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
    assert joint.look_all(merchant, NOON) == 1
    kept = Suggestion.objects.get()
    assert kept.orders == ids and kept.saves_minor == kept.today["total_minor"] - kept.ways[0]["total_minor"] > 0
    merged = next(n for n, way in enumerate(kept.ways) if len(way["sendings"]) == 1)
    [host] = joint.accept(merchant, kept.pk, merged, "mei", NOON)

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
        joint.take_apart(merchant, guest, "mei", NOON)

    Label.objects.all().delete()
    assert joint.take_apart(merchant, guest, "mei", NOON) == ids
    assert list(OrderLine.objects.order_by("order_id", "line_no").values_list("order_id", "line_no", "sku")) == lines
    assert {o.pk: o.goods_minor + o.freight_minor - o.discount_minor for o in Order.objects.filter(pk__in=ids)} == paid
    assert promised(merchant) == before and not OwnSending.objects.exists()
    assert set(Parcel.objects.filter(order_id__in=ids).values_list("order_id", flat=True)) == set(ids)


def test_joined_orders_are_changed_together_or_not_at_all(merchant: Merchant) -> None:
    ids = pair(merchant)
    joint.look_all(merchant, NOON)
    kept = Suggestion.objects.get()
    merged = next(n for n, way in enumerate(kept.ways) if len(way["sendings"]) == 1)
    joint.accept(merchant, kept.pk, merged, "mei", NOON)
    for order_id in ids:
        with pytest.raises(NotPossible, match="take them apart"):
            verbs.cancel(merchant, [order_id], "mei", NOON)
        with pytest.raises(NotPossible, match="take them apart"):
            verbs.edit_address(merchant, order_id, {"city": "Elsewhere"}, "mei", NOON)
    assert verbs.plan_again(merchant, ids, "mei", NOON) == 1, "the guest is planned with its host"
    assert Parcel.objects.filter(order_id=ids[1]).count() == 0
    assert joint.look_all(merchant, NOON) == 0
    with pytest.raises(NotPossible):
        joint.accept(merchant, kept.pk, merged, "mei", NOON)


def test_what_has_changed_is_not_accepted(merchant: Merchant) -> None:
    ids = pair(merchant)
    joint.look_all(merchant, NOON)
    kept = Suggestion.objects.get()
    Allocation.objects.filter(order_id=ids[0]).update(quantity=7)
    with pytest.raises(NotPossible, match="look again"):
        joint.accept(merchant, kept.pk, 0, "mei", NOON)
    assert not Joining.objects.exists()


def test_strangers_have_no_suggestions(merchant: Merchant) -> None:
    from tests.scene import stranger

    ids = pair(merchant)
    other = stranger()
    with pytest.raises(NotPossible):
        joint.look(other, ids, NOON)
    kept = joint.look(merchant, ids, NOON)
    assert kept is not None
    with pytest.raises(NotPossible):
        joint.accept(other, kept.pk, 0, "x", NOON)
