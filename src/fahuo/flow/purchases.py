"""Choose and buy in one call (选渠道并下单): an order's parcels get the services that the merchant's rules choose, and their labels, while somebody waits.

The choice is the plan's, nobody chooses a second time. The press is stored with its key in the transaction that asks for the labels; the calls are made
after it. Killed in between, the job buys what is owed under the same keys of labels; pressed again with the same key, it is the same press.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from fahuo.flow import calls, chain
from fahuo.flow.said import NotPossible
from fahuo.flow.weighed import Weighed, put_weight
from fahuo.records import ledger
from fahuo.records.models import Merchant
from fahuo.steps.goods import queries as goods
from fahuo.steps.methods import queries
from fahuo.steps.methods import service as methods
from fahuo.steps.methods.models import Label, Purchase
from fahuo.steps.orders import joining
from fahuo.steps.orders import service as orders

LIMIT_S = 10.0  # a person or a program waits no longer than this
LOST = timedelta(seconds=30)  # on the wall: whoever made the calls has been killed since
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Wish:
    """What a press asks for. `order_id` brings the order, where it is not stored yet, and gives its id; the same press gives the same order."""

    key: str
    digest: str  # of what was asked, so that a key is not taken for two things
    order_id: Callable[[], int]
    weighed: Weighed | None = None


@dataclass(frozen=True)
class Parcels:
    """Where an order's parcels stand: by their ids."""

    bought: list[int]
    asked: list[int]  # the carrier has not answered
    refused: list[int]  # the carrier said no
    waiting: list[int]  # not asked: something stands in the way, and the order's reasons say what

    @property
    def state(self) -> str:
        """bought: all of them; asked: some may still be; refused: nothing more will come of this press."""
        if self.asked:
            return "asked"
        return "bought" if self.bought and not self.refused and not self.waiting else "refused"


def choose_and_buy(merchant: Merchant, wish: Wish, by: str, clock: Clock, within_s: float = LIMIT_S) -> Purchase:
    """Do it once for a key, and come back when all is answered or the time is over.

    NotPossible where the key is missing or was used for something else, or the order is not there, is cancelled or travels with another.
    """
    if not wish.key:
        raise NotPossible("a purchase needs a key of its own, so that two presses are one", "下单需要一个键，以免重复下单")
    purchase = known(merchant, wish.key) or _store(merchant, wish, wish.order_id(), by, clock())
    if purchase.digest != wish.digest:
        raise NotPossible(
            f"the key {wish.key} was used for another purchase: give every purchase a key of its own",
            f"键 {wish.key} 已用于另一次下单：每次下单请使用新的键",
        )
    _finish(merchant, purchase, clock, within_s)
    return purchase


def known(merchant: Merchant, key: str) -> Purchase | None:
    """The press with this key."""
    return Purchase.objects.filter(merchant=merchant, key=key).select_related("order").first()


def stands(purchase: Purchase) -> Parcels:
    """What became of it until now: computed, nobody sets it."""
    ids = [parcel.pk for parcel in goods.of_order(purchase.merchant_id, purchase.order_id)]
    labels = queries.labels(ids)
    bought = [i for i in ids if i in labels and labels[i].tracking_number]
    refused = [i for i in ids if i in labels and labels[i].failure]
    asked = [i for i in ids if i in labels and labels[i].answered_at is None]
    return Parcels(bought, asked, refused, [i for i in ids if i not in labels])


@transaction.atomic
def _store(merchant: Merchant, wish: Wish, order_id: int, by: str, now: datetime) -> Purchase:
    """The press, and the labels asked for, together. Of two with one key the second waits here for the first, and finds it."""
    row, fresh = Purchase.objects.get_or_create(
        merchant=merchant, key=wish.key, defaults={"digest": wish.digest, "order_id": order_id, "at": now, "by": by}
    )
    if not fresh:
        return row
    ledger.lock([order_id])
    if not orders.lock(merchant.pk, [order_id]):
        raise NotPossible("this order does not exist or is cancelled", "该订单不存在或已取消")
    if joining.travelling([order_id]):
        raise NotPossible("this order travels with another one: buy that one's labels", "该订单已并入其他订单：请为主订单下单")
    if wish.weighed:
        put_weight(merchant, order_id, wish.weighed, by, now)
    if methods.ask(merchant.pk, [parcel.pk for parcel in goods.of_order(merchant.pk, order_id)], now):
        chain.wake_calls(merchant.pk)
    return row


def _finish(merchant: Merchant, purchase: Purchase, clock: Clock, within_s: float) -> None:
    """Make the calls, unless somebody makes them already; then wait for them."""
    until = time.monotonic() + within_s
    wall = datetime.now(UTC)
    asked = stands(purchase).asked
    free = Q(wall_at=None) | Q(wall_at__lt=wall - LOST)
    if asked and Purchase.objects.filter(free, pk=purchase.pk).update(wall_at=wall):
        calls.buy_now(merchant, asked, clock, within_s)
        return
    while Label.objects.filter(parcel_id__in=asked, answered_at=None).exists() and time.monotonic() < until:
        time.sleep(0.1)
