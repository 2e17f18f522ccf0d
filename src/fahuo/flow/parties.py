"""Who sends and who receives, as papers name them."""

from __future__ import annotations

from fahuo.records.models import Merchant
from fahuo.steps.goods.labels.party import Party
from fahuo.steps.goods.models import Parcel
from fahuo.steps.orders.models import Order


def recipient(order: Order) -> Party:
    """The buyer as papers name him."""
    return Party(
        name=order.name or "—",
        company=order.company,
        street=order.street or "—",
        city=order.city or "—",
        region=order.region,
        postcode=order.postcode,
        country=order.country or "",
        phone=order.phone,
        email=order.email,
        ids=(("Tax ID", order.tax_id),) if order.tax_id else (),
    )


def shipper(merchant: Merchant) -> Party:
    """The merchant, with the numbers that customs know."""
    ids = (("USCC", merchant.uscc), ("EORI", merchant.eori), ("VAT", merchant.vat), ("IOSS", merchant.ioss))
    return Party(
        name=merchant.name,
        street=merchant.street,
        city=merchant.city,
        region=merchant.region or None,
        postcode=merchant.postcode or None,
        country=merchant.country,
        phone=merchant.phone or None,
        email=merchant.email or None,
        ids=tuple((name, value) for name, value in ids if value),
    )


def sender(parcel: Parcel) -> Party:
    """Where a parcel leaves from: an undeliverable one comes back there."""
    place = parcel.warehouse
    return Party(
        name=parcel.merchant.name_zh or parcel.merchant.name,
        street=place.street or place.name,
        city=place.city,
        region=place.region or None,
        postcode=place.postcode or None,
        country=place.country,
        phone=parcel.merchant.phone or None,
    )
