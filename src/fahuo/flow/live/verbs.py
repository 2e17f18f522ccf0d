"""What a person or a program can do about live prices: ask about a parcel that is only thought of, or about one that is packed."""

from __future__ import annotations

from datetime import datetime

from fahuo.core.methods.live import WORTH_ASKING
from fahuo.core.methods.quote import Asked
from fahuo.flow import quoting
from fahuo.flow.live import asking
from fahuo.flow.live.beside import Beside, beside, of_offers, of_quoted
from fahuo.flow.live.shipment import Shipment, of_parcel, of_quote
from fahuo.flow.said import NotPossible
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import queries


def ask_quote(merchant: Merchant, asked: Asked, by: str, now: datetime) -> tuple[Shipment, int | None]:
    """Store the question for a parcel that is thought of; asking.work makes the calls. None where every answer stands."""
    found, market = quoting.quotes(merchant, asked, today(now))
    shipment = of_quote(asked, market)
    worth = [q.row["service_id"] for q in found if q.row["reason"] in WORTH_ASKING]
    return shipment, asking.start(merchant, shipment, worth, by, now)


def ask_parcel(merchant: Merchant, parcel: Parcel, by: str, now: datetime) -> tuple[Shipment, int | None]:
    """The same for a parcel (with its order and warehouse), until its label is asked for: then its price is agreed."""
    if queries.labels([parcel.pk]):
        raise NotPossible(
            "a label was asked for already: its price is agreed, carriers are not asked any more",
            "已请求面单，运费已定，不再询价",
        )
    shipment = of_parcel(parcel)
    if not shipment.country:
        raise NotPossible("the order has no country: mend its address first", "订单没有国家：请先补全地址")
    worth = [offer.service_id for offer in queries.offers(parcel.pk) if offer.reason in WORTH_ASKING]
    return shipment, asking.start(merchant, shipment, worth, by, now, parcel.pk)


def quote_beside(merchant: Merchant, asked: Asked, now: datetime) -> list[Beside]:
    """The cards and what carriers told of a parcel that is thought of. Nobody is asked."""
    found, market = quoting.quotes(merchant, asked, today(now))
    return beside(merchant, of_quote(asked, market).digest, of_quoted(found), now)


def parcel_beside(merchant: Merchant, parcel: Parcel, now: datetime) -> list[Beside]:
    """The stored offers of a parcel and what carriers told of it. Nobody is asked."""
    return beside(merchant, of_parcel(parcel).digest, of_offers(queries.offers(parcel.pk)), now)
