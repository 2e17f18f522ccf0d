"""What a scanned or typed code names: one resolver for the search box, the pack bench and programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from fahuo.core.goods.scans import Scanned, forms, read_scan
from fahuo.records.models import Bin, Merchant, Product
from fahuo.steps.goods.models import Box, Parcel
from fahuo.steps.goods.numbers import id_of, number_of
from fahuo.steps.methods.models import Label
from fahuo.steps.orders.models import Order

LONGEST = 300  # characters of a scan
FEW = 20  # rows that one code may name


@dataclass(frozen=True)
class Found:
    """A row that a code names."""

    kind: str  # parcel, order, product, bin, box
    id: int
    name: str
    by: str  # what of it the code is: number, tracking, sku, gtin, code


Finder = Callable[[int, Scanned], list[Found]]


def resolve(merchant: Merchant, text: str, on: date) -> list[Found]:
    """All rows of the merchant's that a code names, the likeliest kind first; empty where it names none. `on` is the day, for two-digit years.

    Kinds are asked in the order of FINDERS, and the first that knows the code answers: our own numbers carry a check digit, a carrier's
    number is longer than any product code; a bin or a box that is called like a product comes after it.
    """
    scan = clean(text, on)
    if not scan.text:
        return []
    for find in FINDERS:
        if found := find(merchant.pk, scan):
            return found[:FEW]
    return []


def clean(text: str, on: date) -> Scanned:
    """A scan without what PostgreSQL cannot hold."""
    return read_scan(text.replace("\x00", "")[:LONGEST], on)


def parcels(merchant_id: int, scan: Scanned) -> list[Found]:
    """Our own parcel number."""
    own = id_of(scan.text)
    rows = Parcel.objects.filter(merchant_id=merchant_id, pk=own) if own is not None and own < 2**63 else Parcel.objects.none()
    return [Found("parcel", row.pk, number_of(row.pk), "number") for row in rows]


def tracked(merchant_id: int, scan: Scanned) -> list[Found]:
    """A carrier's number. Two carriers may use the same one."""
    text = "".join(scan.text.split())
    rows = Label.objects.filter(Q(tracking_number=text) | Q(tracking_number=text.upper()), merchant_id=merchant_id)
    return [Found("parcel", pk, number_of(pk), "tracking") for pk in rows.order_by("-parcel_id").values_list("parcel_id", flat=True)[:FEW]]


def ordered(merchant_id: int, scan: Scanned) -> list[Found]:
    """An order's number. Two shops may use the same one."""
    rows = Order.objects.filter(merchant_id=merchant_id, number=scan.text).order_by("-pk").values_list("pk", "number")
    return [Found("order", pk, number, "number") for pk, number in rows[:FEW]]


def products(merchant_id: int, scan: Scanned) -> list[Found]:
    """A product code as it is written, else a GTIN in any of its lengths, else the code in any case."""
    rows = Product.objects.filter(merchant_id=merchant_id)
    exact = rows.filter(sku=scan.text)[:1]
    if exact:
        return [Found("product", row.pk, row.sku, "sku") for row in exact]
    lengths = [form for gtin in scan.gtins for form in forms(gtin)]
    found = [Found("product", row.pk, row.sku, "gtin") for row in (rows.filter(gtin__in=lengths).order_by("sku")[:FEW] if lengths else [])]
    # a code that nobody made a GTIN for may still be printed without its case
    return found or [Found("product", row.pk, row.sku, "sku") for row in rows.filter(sku__iexact=scan.text).order_by("sku")[:FEW]]


def bins(merchant_id: int, scan: Scanned) -> list[Found]:
    """A bin's code. Two warehouses may use the same one."""
    rows = Bin.objects.filter(merchant_id=merchant_id, code=scan.text).order_by("-active", "pk")[:FEW]
    return [Found("bin", row.pk, row.code, "code") for row in rows]


def boxes(merchant_id: int, scan: Scanned) -> list[Found]:
    """A box's code."""
    return [Found("box", row.pk, row.code, "code") for row in Box.objects.filter(merchant_id=merchant_id, code=scan.text)[:1]]


FINDERS: tuple[Finder, ...] = (parcels, tracked, ordered, products, bins, boxes)
