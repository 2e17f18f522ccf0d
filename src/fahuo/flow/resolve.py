"""What a scanned or typed code names: one resolver for the search box, the pack bench and programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from fahuo.core.goods.scans import Scanned, forms, read_scan
from fahuo.records.models import Bin, Merchant, Product
from fahuo.steps.goods.models import Box, Inbound, InboundBox, ListedParcel, Parcel, PickList, Tote
from fahuo.steps.goods.numbers import COLLECTION, MANIFEST, PICK_LIST, id_of, number_of
from fahuo.steps.methods import links
from fahuo.steps.orders.models import Order
from fahuo.steps.transport.models import Collection, Manifest

LONGEST = 300  # characters of a scan
FEW = 20  # rows that one code may name


@dataclass(frozen=True)
class Found:
    """A row that a code names."""

    kind: str  # parcel, order, pick_list, manifest, collection, tote, inbound, product, bin, box
    id: int
    name: str
    by: str  # what of it the code is: number, tracking, tote, mark, sscc, sku, gtin, code


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
    """A carrier's number, the label's or a linked one. Two carriers may use the same one."""
    text = "".join(scan.text.split())
    rows = links.owners(merchant_id, [text, text.upper()])["parcel_id"].unique().sort(descending=True).to_list()
    return [Found("parcel", pk, number_of(pk), "tracking") for pk in rows[:FEW]]


def ordered(merchant_id: int, scan: Scanned) -> list[Found]:
    """An order's number. Two shops may use the same one."""
    rows = Order.objects.filter(merchant_id=merchant_id, number=scan.text).order_by("-pk").values_list("pk", "number")
    return [Found("order", pk, number, "number") for pk, number in rows[:FEW]]


def lists(merchant_id: int, scan: Scanned) -> list[Found]:
    """A pick list's number."""
    own = id_of(scan.text, PICK_LIST)
    rows = PickList.objects.filter(merchant_id=merchant_id, pk=own) if own is not None and own < 2**63 else PickList.objects.none()
    return [Found("pick_list", row.pk, number_of(row.pk, PICK_LIST), "number") for row in rows]


def manifests(merchant_id: int, scan: Scanned) -> list[Found]:
    """A manifest's number."""
    own = id_of(scan.text, MANIFEST)
    rows = Manifest.objects.filter(merchant_id=merchant_id, pk=own) if own is not None and own < 2**63 else Manifest.objects.none()
    return [Found("manifest", row.pk, number_of(row.pk, MANIFEST), "number") for row in rows]


def collections(merchant_id: int, scan: Scanned) -> list[Found]:
    """A collection's number, or the one under which the carrier confirmed it."""
    own = id_of(scan.text, COLLECTION)
    rows = Collection.objects.filter(merchant_id=merchant_id)
    rows = rows.filter(pk=own) if own is not None and own < 2**63 else rows.filter(reference=scan.text).order_by("-pk")[:1]
    return [Found("collection", row.pk, row.reference or number_of(row.pk, COLLECTION), "number") for row in rows]


def totes(merchant_id: int, scan: Scanned) -> list[Found]:
    """A tote names the parcel that it carries; an empty one itself."""
    row = Tote.objects.filter(merchant_id=merchant_id, code=scan.text).first()
    if row is None:
        return []
    carried = ListedParcel.objects.filter(tote=row).values_list("parcel_id", flat=True).first()
    return [Found("parcel", carried, number_of(carried), "tote")] if carried else [Found("tote", row.pk, row.code, "code")]


def inbounds(merchant_id: int, scan: Scanned) -> list[Found]:
    """A plan of goods on their way: its number, the mark of one of its boxes, or that box's SSCC."""
    found = [Found("inbound", row.pk, row.number, "number") for row in Inbound.objects.filter(merchant_id=merchant_id, number=scan.text)]
    marks = Q(code=scan.text) | Q(sscc=scan.sscc) if scan.sscc else Q(code=scan.text)
    boxes_ = InboundBox.objects.filter(marks, inbound__merchant_id=merchant_id).select_related("inbound").order_by("-pk")[:FEW]
    return found or [Found("inbound", box.inbound_id, box.inbound.number, "mark" if box.code == scan.text else "sscc") for box in boxes_]


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


FINDERS: tuple[Finder, ...] = (parcels, lists, manifests, tracked, ordered, collections, totes, inbounds, products, bins, boxes)
