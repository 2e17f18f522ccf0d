"""Cost, selling price and margin as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms.models import model_to_dict

from fahuo.core.methods.derive import Working
from fahuo.core.methods.sell_steps import card_steps, selling_steps, sold_again
from fahuo.steps.methods.models import Offer, SellingPrice


@dataclass(frozen=True)
class SoldShown:
    """The selling price of an offer beside its cost."""

    price: SellingPrice
    offer: Offer
    premium_minor: int | None = None  # of the parcel's cover: a cost that the selling price knows nothing of

    @property
    def left_minor(self) -> int | None:
        """What is left of the margin once the premium is paid; None where there is none to pay."""
        margin = self.margin_minor
        return margin - self.premium_minor if margin is not None and self.premium_minor else None

    @property
    def margin_minor(self) -> int | None:
        """In the merchant's currency."""
        cost, sold = self.offer.home_minor, self.price.sell_home_minor
        return None if cost is None or sold is None else sold - cost

    @property
    def margin_ppm(self) -> int | None:
        """Of the selling price, to a tenth of a percent."""
        sold, margin = self.price.sell_home_minor, self.margin_minor
        return None if not sold or margin is None else round(margin * 1000 / sold) * 1000


@dataclass(frozen=True)
class SoldWorking:
    """How a selling price comes about, from what was kept of it."""

    steps: list[Working]
    card_steps: list[Working] = field(default_factory=list)
    same: bool = True  # made again from what was kept, the same comes out


@dataclass(frozen=True)
class Totals:
    """Of some parcels, in the merchant's currency. The selling price and the margin are of those that have one, with their cost."""

    cost_minor: int
    sold_minor: int
    margin_minor: int
    parcels: int
    sold: int
    premium_minor: int = 0  # of those that have a selling price

    @property
    def left_minor(self) -> int:
        """The margin less the premiums."""
        return self.margin_minor - self.premium_minor


def sold_working(price: SellingPrice, offer: Offer, parcel: Mapping[str, Any], rates: Any) -> SoldWorking:
    """The steps of a selling price; those of its card where the cards of the day are still known."""
    row, given = model_to_dict(price), model_to_dict(offer)
    try:
        of_card = card_steps(row, parcel, rates) if rates is not None else []
    except (ValueError, StopIteration):
        of_card = []
    return SoldWorking(selling_steps(row, given), of_card, sold_again(row, given) == price.sell_minor)


def totals(offers: Sequence[Offer], prices: Mapping[int, SellingPrice], premiums: Mapping[int, int]) -> Totals:
    """The sums of the chosen offers of some parcels, with their selling prices and the premiums of their cover by parcel."""
    pairs = [(o.home_minor or 0, prices[o.parcel_id].sell_home_minor) for o in offers if o.parcel_id in prices]
    sold = [(cost, price) for cost, price in pairs if price is not None]
    return Totals(
        cost_minor=sum(o.home_minor or 0 for o in offers),
        sold_minor=sum(price for _, price in sold),
        margin_minor=sum(price - cost for cost, price in sold),
        parcels=len(offers),
        sold=len(sold),
        premium_minor=sum(premiums.get(parcel, 0) for parcel, price in prices.items() if price.sell_home_minor is not None),
    )
