"""Two orders of one buyer in one parcel, in prose: joined, thought better of, joined again, shipped; then one of them comes back, and the other stays as it is."""

from __future__ import annotations

import polars as pl
import pytest
from django.test import Client

from fahuo.core.words import Happening
from fahuo.flow import returns, verbs, watch
from fahuo.flow.audit import orphans
from fahuo.flow.joint import accept, look
from fahuo.flow.leave import leave
from fahuo.flow.said import NotPossible
from fahuo.flow.stock_audit import audit_stock
from fahuo.records import keys, ledger
from fahuo.records.models import Merchant, OrderStanding, Stock, User
from fahuo.steps.aftersales.models import Case
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Label, Offer, Suggestion
from fahuo.steps.orders.models import Joining, Order, OrderLine
from tests.console.text import read
from tests.flow.test_joint import pair, promised
from tests.scene import NOON, sample_merchant

pytestmark = pytest.mark.django_db


class Story:
    """A mug-sized order and another, a minute later, by the same buyer to the same door."""

    def __init__(self) -> None:
        self.merchant: Merchant = sample_merchant()
        self.first, self.second = pair(self.merchant)
        self.paid = {o.pk: o.goods_minor + o.freight_minor - o.discount_minor for o in Order.objects.all()}
        self.product = dict(OrderLine.objects.values_list("order_id", "product_id"))
        self.number = dict(Order.objects.values_list("pk", "number"))
        self.browser = Client(headers={"accept-language": "en"})
        self.browser.force_login(User.objects.get(merchant=self.merchant, username="operator"))
        self.browser.post("/language/", {"language": "en"})

    def join(self) -> Parcel:
        """The operator sees that one parcel is cheaper, and takes it."""
        kept = look.look(self.merchant, [self.first, self.second], NOON)
        assert kept is not None
        merged = next(n for n, way in enumerate(kept.ways) if len(way["sendings"]) == 1)
        accept.accept(self.merchant, kept.pk, merged, "mei", NOON)
        return Parcel.objects.get(order_id=self.first)

    def happens(self, parcel: Parcel, *kinds: Happening) -> None:
        subject = pl.DataFrame({"order_id": [parcel.order_id], "parcel_id": [parcel.pk]})
        for kind in kinds:
            ledger.record(ledger.events(self.merchant.pk, subject, kind, NOON, "carrier"))
        watch.open_cases(self.merchant, NOON)

    def labelled(self, parcel: Parcel) -> None:
        service = Offer.objects.get(parcel=parcel, chosen=True).service
        Label.objects.create(
            parcel=parcel, merchant=self.merchant, service=service, key="k", asked_at=NOON, answered_at=NOON, tracking_number="TR1"
        )
        self.happens(parcel, Happening.LABEL_BOUGHT)

    def on_hand(self, parcel: Parcel) -> dict[int, int]:
        """Pieces of each order's product where the parcel left from."""
        rows = Stock.objects.filter(warehouse=parcel.warehouse, product__in=self.product.values())
        return dict(rows.values_list("product_id", "on_hand"))

    def page(self, path: str) -> str:
        return read(self.browser.get(path))

    def states(self) -> set[str]:
        return set(OrderStanding.objects.filter(order_id__in=self.paid).values_list("state", flat=True))


@pytest.fixture
def story() -> Story:
    return Story()


def test_one_of_two_orders_comes_back_and_the_other_stays_as_it_is(story: Story) -> None:
    merchant, first, second = story.merchant, story.first, story.second
    # Joined, and taken apart again: each is planned as it was, down to the last promised piece.
    before = promised(merchant)
    story.join()
    assert "Take apart" in story.page(f"/orders/{second}/")
    accept.take_apart(merchant, second, "mei", NOON)
    assert promised(merchant) == before and not Joining.objects.filter(undone_at=None).exists()
    assert {p.order_id for p in Parcel.objects.all()} == {first, second} and Suggestion.objects.get().undone_at == NOON
    # Joined once more. Once the label is bought it stays so, and the operator is told why.
    parcel = story.join()
    story.labelled(parcel)
    with pytest.raises(NotPossible, match="label was asked for") as told:
        accept.take_apart(merchant, second, "mei", NOON)
    assert "面单" in told.value.zh and "Take apart" not in story.page(f"/orders/{second}/")
    # It leaves, with the goods of both, and arrives.
    full = story.on_hand(parcel)
    leave(merchant, [parcel.pk], NOON, "carrier")
    story.happens(parcel, Happening.DEPARTED, Happening.ARRIVED, Happening.DELIVERED)
    shipped = story.on_hand(parcel)
    assert {product: full[product] - n for product, n in shipped.items()} == dict.fromkeys(story.product.values(), 1)
    assert story.states() == {"delivered"}

    # The buyer keeps the first order and sends the second one back. There is one case, and both orders' pages have it.
    story.happens(parcel, Happening.RETURNED)
    case = Case.objects.get(kind="returned")
    said = story.page(f"/cases/{case.pk}/")
    assert all(number in said for number in story.number.values())
    assert all(f"{minor / 100:,.2f}" in said for minor in story.paid.values()), "what was paid for each"
    for order_id in (first, second):
        assert f"/cases/{case.pk}/" in story.browser.get(f"/orders/{order_id}/").content.decode()
    assert all(number in story.page("/cases/") for number in story.number.values())
    api = Client(headers={"authorization": f"Bearer {keys.make(merchant, 'test')}"})
    assert [o["number"] for o in api.get("/api/cases").json()[0]["orders"]] == list(story.number.values())
    # The piece of the second order is there and good; that of the first was never sent back.
    sku = {line.product_id: line.sku for line in OrderLine.objects.all()}
    found = [
        {"sku": sku[story.product[second]], "quantity": 1, "condition": "good"},
        {"sku": sku[story.product[first]], "quantity": 1, "condition": "missing"},
    ]
    assert returns.inspect(merchant, case.pk, found, "li", NOON).left == 0
    assert story.on_hand(parcel) == shipped | {story.product[second]: shipped[story.product[second]] + 1}
    # The money of the second is paid back; more than both paid cannot be.
    with pytest.raises(NotPossible):
        verbs.settle_case(merchant, case.pk, "refund", sum(story.paid.values()) + 1, "", "mei", NOON)
    verbs.settle_case(merchant, case.pk, "refund", story.paid[second], "the second order came back", "mei", NOON)
    case.refresh_from_db()
    assert case.amount_minor == story.paid[second] < sum(story.paid.values())
    # The first order stays as it is: its line, its piece at the buyer's, its money; and the books are right.
    carried = Order.objects.get(pk=first)
    assert carried.goods_minor + carried.freight_minor - carried.discount_minor == sum(story.paid.values())
    assert OrderLine.objects.filter(order_id=first).count() == 2 and Joining.objects.filter(undone_at=None).count() == 1
    assert audit_stock().differences == [] and not any(orphans().values())


def test_a_lost_parcel_of_two_orders_is_sent_again_in_the_name_of_both(story: Story) -> None:
    parcel = story.join()
    story.labelled(parcel)
    leave(story.merchant, [parcel.pk], NOON, "carrier")
    story.happens(parcel, Happening.DEPARTED, Happening.LOST)
    case = Case.objects.get(kind="lost")
    verbs.settle_case(story.merchant, case.pk, "reship", None, "", "mei", NOON)
    case.refresh_from_db()
    again = case.reship_order
    assert again is not None and again.number == "+".join(story.number.values()) + "-R1"
    assert set(OrderLine.objects.filter(order=again).values_list("product_id", flat=True)) == set(story.product.values())
    assert again.goods_minor > 0 and again.freight_minor == 0
    assert Parcel.objects.filter(order=again).count() == 1, "planned like any other"
    assert again.number in story.page(f"/cases/{case.pk}/") and again.number in story.page(f"/orders/?q={story.number[story.first]}")
    for order_id in story.number:
        assert f"/cases/{case.pk}/" in story.browser.get(f"/orders/{order_id}/").content.decode(), "and from either order's page"
