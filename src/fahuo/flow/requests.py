"""What we ask of carriers and customs, made from what is stored. One query for each kind of thing, however many parcels."""

from __future__ import annotations

from fahuo.ports.carrier import Content, LabelRequest, Recipient
from fahuo.ports.customs import Direction, EntryRequest
from fahuo.steps.clearance.models import Entry
from fahuo.steps.export.models import Declaration, DeclaredLine
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import Label, Offer
from fahuo.steps.orders.models import Order


def labels(owed: list[Label]) -> list[LabelRequest]:
    """A request for each label (with parcel, order, warehouse and service loaded)."""
    ids = [label.parcel_id for label in owed]
    offers = {o.parcel_id: o for o in Offer.objects.filter(parcel__in=ids, chosen=True)}
    declared = Declaration.objects.in_bulk(ids)
    contents = _contents(ids)
    return [_label(label, offers.get(label.parcel_id), declared.get(label.parcel_id), contents.get(label.parcel_id, ())) for label in owed]


def _label(label: Label, offer: Offer | None, declared: Declaration | None, contents: tuple[Content, ...]) -> LabelRequest:
    parcel = label.parcel
    return LabelRequest(
        key=label.key,
        service=label.service.code,
        carrier=label.service.carrier,
        service_class=label.service.kind,
        reference=number_of(parcel.pk),
        origin_country=parcel.warehouse.country,
        recipient=_recipient(parcel.order),
        weight_g=parcel.weight_g,
        length_mm=parcel.length_mm,
        width_mm=parcel.width_mm,
        height_mm=parcel.height_mm,
        days_p50=(offer.days_p50 or 0) if offer else 0,
        days_p90=(offer.days_p90 or 0) if offer else 0,
        currency=declared.currency if declared else "",
        value_minor=declared.total_minor if declared else 0,
        contents=contents,
    )


def entries(owed: list[Entry]) -> list[EntryRequest]:
    """A request for each entry (with parcel loaded)."""
    ids = [entry.parcel_id for entry in owed]
    numbers = dict(Label.objects.filter(parcel__in=ids).values_list("parcel_id", "tracking_number"))
    declared = Declaration.objects.in_bulk(ids)
    contents = _contents(ids)
    return [
        EntryRequest(
            key=entry.key,
            direction=Direction.IMPORT,
            country=entry.country,
            number=numbers.get(entry.parcel_id) or number_of(entry.parcel_id),
            currency=entry.currency,
            value_minor=entry.value_minor,
            duty_minor=entry.duty_minor or 0,
            tax_minor=entry.tax_minor or 0,
            papers=tuple(declared[entry.parcel_id].papers) if entry.parcel_id in declared else (),
            lines=contents.get(entry.parcel_id, ()),
        )
        for entry in owed
    ]


def _contents(parcel_ids: list[int]) -> dict[int, tuple[Content, ...]]:
    found: dict[int, list[Content]] = {}
    for row in DeclaredLine.objects.filter(declaration__in=parcel_ids).order_by("declaration", "no"):
        line = Content(
            name=row.name,
            quantity=row.quantity,
            net_g=row.net_g,
            value_minor=row.value_minor,
            hs_code=row.hs_code or "",
            origin=row.origin or "",
        )
        found.setdefault(row.declaration_id, []).append(line)
    return {parcel_id: tuple(lines) for parcel_id, lines in found.items()}


def _recipient(order: Order) -> Recipient:
    fields = ("name", "street", "city", "region", "postcode", "company", "phone", "email", "tax_id")
    return Recipient(country=order.country or "", **{f: getattr(order, f) or "" for f in fields})
