"""Papers of parcels, made from what is stored. They are made when somebody asks: the same rows give the same paper.

Each function takes many parcels and reads a table once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fahuo.core.words import Paper
from fahuo.flow.parties import recipient, sender, shipper
from fahuo.records.clock import today
from fahuo.steps.export.models import Declaration, DeclaredLine
from fahuo.steps.export.papers.invoice import InvoiceData, InvoiceLine
from fahuo.steps.export.queries import declared_lines
from fahuo.steps.goods.labels.customs import Customs, CustomsLine
from fahuo.steps.goods.labels.label import LabelData
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods import links
from fahuo.steps.methods.models import Label, Offer, Service


def parcels(merchant_id: int, parcel_ids: Iterable[int]) -> dict[int, Parcel]:
    """The merchant's own among these, with all that papers name."""
    rows = Parcel.objects.filter(merchant_id=merchant_id, pk__in=list(parcel_ids))
    return {row.pk: row for row in rows.select_related("order", "merchant", "warehouse", "box").prefetch_related("order__carries__guest")}


def numbers(parcel_ids: list[int]) -> dict[int, str]:
    """What each parcel's label shows: the newest linked number, else the carrier's, else our own."""
    linked = links.standing(parcel_ids)
    bought = dict(Label.objects.filter(parcel__in=parcel_ids).values_list("parcel_id", "tracking_number"))
    return {p: linked[p].number if p in linked else bought.get(p) or number_of(p) for p in parcel_ids}


def services(parcel_ids: list[int]) -> dict[int, Service]:
    """The service that was chosen for each parcel."""
    rows = Offer.objects.filter(parcel__in=parcel_ids, chosen=True).select_related("service")
    return {row.parcel_id: row.service for row in rows}


def labels(rows: dict[int, Parcel], on: date) -> dict[int, LabelData]:
    """The shipping label of each parcel, signed on the day where it has a customs part."""
    ids = list(rows)
    shown, chosen, nth = numbers(ids), services(ids), places(rows)
    declared = {d.parcel_id: d for d in Declaration.objects.filter(parcel__in=ids)}
    goods = declared_lines([p for p, d in declared.items() if Paper.CN22 in d.papers])
    made = {}
    for parcel_id, parcel in rows.items():
        service, declaration = chosen.get(parcel_id), declared.get(parcel_id)
        made[parcel_id] = LabelData(
            parcel_number=shown[parcel_id],
            order_number=parcel.order.numbers,
            service=(service.name_zh or service.name) if service else "—",
            service_code=service.code if service else "—",
            sender=sender(parcel),
            recipient=recipient(parcel.order),
            weight_g=parcel.weight_g,
            attributes=parcel.attributes,
            part=nth[parcel_id][0],
            parts=nth[parcel_id][1],
            qr=number_of(parcel_id),
            service_class=service.kind if service else None,
            incoterm=declaration.incoterm if declaration else None,
            customs=_customs(parcel, service, declaration, goods.get(parcel_id, []), on) if declaration else None,
        )
    return made


def invoices(rows: dict[int, Parcel]) -> dict[int, InvoiceData]:
    """The commercial invoice of each parcel of which something is declared."""
    ids = list(rows)
    chosen, waybills, goods = services(ids), numbers(ids), declared_lines(ids)
    made = {}
    for declaration in Declaration.objects.filter(parcel__in=ids):
        parcel = rows[declaration.parcel_id]
        service, number = chosen.get(parcel.pk), number_of(parcel.pk)
        made[parcel.pk] = InvoiceData(
            number=number,
            issued_on=today(parcel.created_at),
            order_number=parcel.order.numbers,
            parcel_number=number,
            shipper=shipper(parcel.merchant),
            consignee=recipient(parcel.order),
            currency=declaration.currency,
            incoterm=declaration.incoterm,
            lines=tuple(InvoiceLine(**_line(row)) for row in goods.get(parcel.pk, [])),  # type: ignore[arg-type]
            gross_g=declaration.gross_g,
            waybill=waybills[parcel.pk] if waybills[parcel.pk] != number else None,
            service=service.name if service else None,
            freight_minor=parcel.order.freight_minor,
            discount_minor=parcel.order.discount_minor,
            draft=declaration.waits,
        )
    return made


def _customs(parcel: Parcel, service: Service | None, declaration: Declaration, goods: list[DeclaredLine], on: date) -> Customs | None:
    """The CN22, where the declaration asks for one and has goods."""
    if Paper.CN22 not in declaration.papers or not goods:
        return None
    lines = tuple(CustomsLine(**_line(row)) for row in goods)  # type: ignore[arg-type]
    return Customs(service.carrier if service else "", declaration.currency, lines, parcel.merchant.name, on)


def _line(row: DeclaredLine) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("name", "quantity", "net_g", "value_minor", "hs_code", "origin")}


def places(rows: dict[int, Parcel]) -> dict[int, tuple[int, int]]:
    """Each parcel's place among those of its order, and how many they are."""
    found: dict[int, list[int]] = {}
    orders = {row.order_id for row in rows.values()}
    for order_id, parcel_id in Parcel.objects.filter(order__in=orders).order_by("pk").values_list("order_id", "pk"):
        found.setdefault(order_id, []).append(parcel_id)
    return {p: (n, len(ids)) for ids in found.values() for n, p in enumerate(ids, start=1)}
