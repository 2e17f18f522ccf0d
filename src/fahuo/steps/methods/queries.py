"""What the pages read of services, offers and labels. Every query takes the merchant's id, or rows that were read with it."""

from __future__ import annotations

import polars as pl
from django.db.models import Count, F

from fahuo.records.copy import fetch
from fahuo.steps.methods import links
from fahuo.steps.methods.models import Label, Offer, Pricing, Selection, Service


def services(merchant_id: int) -> list[Service]:
    """The merchant's services by class."""
    return list(Service.objects.filter(merchant_id=merchant_id).order_by("kind", "code"))


def service(merchant_id: int, service_id: int) -> Service | None:
    """One service of the merchant's."""
    return Service.objects.filter(merchant_id=merchant_id, pk=service_id).first()


def chosen_counts(merchant_id: int) -> dict[int, int]:
    """How many parcels each service was chosen for."""
    rows = Offer.objects.filter(service__merchant_id=merchant_id, chosen=True).values("service_id").annotate(parcels=Count("parcel_id"))
    return {r["service_id"]: r["parcels"] for r in rows}


def offers(parcel_id: int) -> list[Offer]:
    """Every service for a parcel: the chosen one, then by cost, then those that refuse."""
    rows = Offer.objects.filter(parcel_id=parcel_id).select_related("service")
    return list(rows.order_by(F("chosen").desc(), F("reason").asc(nulls_first=True), F("home_minor").asc(nulls_last=True), "service_id"))


def offer(parcel_id: int, service_id: int) -> Offer | None:
    """One service's offer for a parcel."""
    return Offer.objects.filter(parcel_id=parcel_id, service_id=service_id).select_related("service").first()


def pricing(parcel_id: int) -> Pricing | None:
    """What a parcel's offers were worked out from; None where it was priced before that was kept."""
    return Pricing.objects.filter(parcel_id=parcel_id).first()


def selections(parcel_ids: list[int]) -> dict[int, Selection]:
    """Why each of these parcels has its service."""
    return {row.parcel_id: row for row in Selection.objects.filter(parcel_id__in=parcel_ids).select_related("service")}


def chosen(parcel_ids: list[int]) -> dict[int, Offer]:
    """The chosen offer of each of these parcels."""
    return {o.parcel_id: o for o in Offer.objects.filter(parcel_id__in=parcel_ids, chosen=True).select_related("service")}


def labels(parcel_ids: list[int]) -> dict[int, Label]:
    """The label of each of these parcels, where one was asked for."""
    return {row.parcel_id: row for row in Label.objects.filter(parcel_id__in=parcel_ids).select_related("service")}


def parcels_by_tracking(merchant_id: int, number: str) -> list[tuple[int, int]]:
    """(parcel, order) of a tracking number, a label's or a linked one: the same number may be two carriers'."""
    rows = links.owners(merchant_id, [number, number.upper()])
    return list(dict.fromkeys(rows.select("parcel_id", "order_id").iter_rows()))[:20]


def tracking_of_orders(order_ids: list[int]) -> dict[int, list[str]]:
    """The tracking numbers of each of these orders, those of its labels and those linked later. Of orders that travel together each has those
    of the parcels in which its own lines are."""
    rows = fetch(
        f"""WITH mine AS (SELECT id AS order_id, id AS of_id, NULL::int AS shift, NULL::int AS lines FROM unnest(%(ids)s::bigint[]) AS asked (id)
              UNION ALL SELECT host_id, guest_id, shift, lines FROM orders_joining WHERE guest_id = ANY(%(ids)s) AND undone_at IS NULL),
            carried AS (SELECT host_id, shift, lines FROM orders_joining WHERE host_id IN (SELECT order_id FROM mine) AND undone_at IS NULL)
            SELECT m.of_id, n.number FROM ({links.NUMBERS}) n JOIN goods_parcel p ON p.id = n.parcel_id JOIN mine m ON m.order_id = p.order_id
            WHERE CASE WHEN m.shift IS NOT NULL THEN EXISTS
                    (SELECT 1 FROM goods_placement i WHERE i.parcel_id = p.id AND i.line_no > m.shift AND i.line_no <= m.shift + m.lines)
                  WHEN m.order_id IN (SELECT host_id FROM carried) THEN EXISTS
                    (SELECT 1 FROM goods_placement i WHERE i.parcel_id = p.id AND NOT EXISTS (SELECT 1 FROM carried c
                      WHERE c.host_id = p.order_id AND i.line_no > c.shift AND i.line_no <= c.shift + c.lines))
                  ELSE true END
            ORDER BY p.id, n.place""",
        {"ids": order_ids},
        {"order_id": pl.Int64, "number": pl.String},
    )
    found: dict[int, list[str]] = {}
    for order_id, number in rows.iter_rows():
        found.setdefault(order_id, []).append(number)
    return found


def chosen_of_orders(order_ids: list[int]) -> dict[int, Offer]:
    """One chosen offer of each of these orders: that of its first parcel."""
    rows = (
        Offer.objects.filter(parcel__order_id__in=order_ids, chosen=True).select_related("service").annotate(order_id=F("parcel__order_id"))
    )
    return {o.order_id: o for o in rows.order_by("-parcel_id")}
