"""Papers of a parcel, made from what is stored. They are made when somebody asks: the same rows give the same paper."""

from __future__ import annotations

from collections.abc import Sequence

from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.export.models import Declaration
from fahuo.steps.export.papers.invoice import InvoiceData, InvoiceLine, render_invoice
from fahuo.steps.goods.labels.label import LabelData, render_labels
from fahuo.steps.goods.labels.party import Party
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import Label, Offer
from fahuo.steps.orders.models import Order


def invoice_pdf(parcel: Parcel) -> bytes:
    """The commercial invoice. Raises glyphs.Unprintable where our fonts lack a character; DoesNotExist where nothing is declared."""
    declared = Declaration.objects.get(parcel=parcel)
    order, merchant = parcel.order, parcel.merchant
    offer = Offer.objects.filter(parcel=parcel, chosen=True).select_related("service").first()
    label = Label.objects.filter(parcel=parcel).first()
    lines = tuple(
        InvoiceLine(
            name=row.name, quantity=row.quantity, net_g=row.net_g, value_minor=row.value_minor, hs_code=row.hs_code, origin=row.origin
        )
        for row in declared.lines.order_by("no")
    )
    return render_invoice(
        InvoiceData(
            number=number_of(parcel.pk),
            issued_on=today(parcel.created_at),
            order_number=order.number,
            parcel_number=number_of(parcel.pk),
            shipper=_shipper(merchant),
            consignee=recipient(order),
            currency=declared.currency,
            incoterm=declared.incoterm,
            lines=lines,
            gross_g=declared.gross_g,
            waybill=label.tracking_number if label else None,
            service=offer.service.name if offer else None,
            freight_minor=order.freight_minor,
            discount_minor=order.discount_minor,
            draft=declared.waits,
        )
    )


def label_pdf(parcels: Sequence[Parcel]) -> bytes:
    """Shipping labels, a page each, in the order given; printing is counted. Raises glyphs.Unprintable."""
    chosen = {o.parcel_id: o.service for o in Offer.objects.filter(parcel__in=parcels, chosen=True).select_related("service")}
    bought = {row.parcel_id: row for row in Label.objects.filter(parcel__in=parcels)}
    siblings = _siblings(parcels)
    made = []
    for parcel in parcels:
        service, label = chosen.get(parcel.pk), bought.get(parcel.pk)
        made.append(
            LabelData(
                parcel_number=(label and label.tracking_number) or number_of(parcel.pk),
                order_number=parcel.order.number,
                service=(service.name_zh or service.name) if service else "—",
                service_code=service.code if service else "—",
                sender=_sender(parcel),
                recipient=recipient(parcel.order),
                weight_g=parcel.weight_g,
                attributes=parcel.attributes,
                part=siblings[parcel.order_id].index(parcel.pk) + 1,
                parts=len(siblings[parcel.order_id]),
                qr=number_of(parcel.pk),
            )
        )
    return render_labels(made)


def _siblings(parcels: Sequence[Parcel]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for order_id, pk in Parcel.objects.filter(order__in={p.order_id for p in parcels}).order_by("pk").values_list("order_id", "pk"):
        found.setdefault(order_id, []).append(pk)
    return found


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


def _shipper(merchant: Merchant) -> Party:
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


def _sender(parcel: Parcel) -> Party:
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
