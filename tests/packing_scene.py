"""A pack bench for tests: a station, and parcels that hold what a test wants."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from fahuo.core.goods.scans import check_digit
from fahuo.flow.bench import Answer, State, at_station, press, read_state
from fahuo.records.models import Lot, Merchant, Product, Warehouse
from fahuo.steps.goods.models import Parcel, Placement, Station
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import Label, Offer
from fahuo.steps.orders.models import Order
from tests import scene


@dataclass
class Bench:
    """One station and who works there."""

    merchant: Merchant
    station: Station
    by: str = "packer"

    def scan(self, text: str) -> Answer:
        return press(self.merchant, self.station, text, self.by, scene.NOON)

    def scans(self, *texts: str) -> list[str]:
        """Scan all of these; what was said to each: its tone and code."""
        return [f"{answer.tone} {answer.code}" for answer in map(self.scan, texts)]

    @property
    def state(self) -> State:
        packing = at_station(self.station)
        assert packing is not None
        return read_state(packing)


def bench(merchant: Merchant, code: str = "B1") -> Bench:
    """A station at the merchant's first own warehouse."""
    place = Warehouse.objects.filter(merchant=merchant, kind="own").order_by("priority", "pk").first()
    assert place is not None
    return Bench(merchant, Station.objects.create(merchant=merchant, warehouse=place, code=code))


def products(merchant: Merchant, count: int) -> list[Product]:
    """Products with GTINs, none of them tracked."""
    rows = list(Product.objects.filter(merchant=merchant).order_by("pk")[:count])
    for i, row in enumerate(rows):
        body = f"69{i:010d}"
        row.gtin, row.tracks = body + check_digit(body), ""
        row.save(update_fields=["gtin", "tracks"])
    return rows


def parcels(merchant: Merchant, warehouse: Warehouse, count: int = 1, *, labelled: bool = True) -> list[Parcel]:
    """Planned parcels of an order each, that a service takes; with labels, as if a carrier had sold them."""
    scene.bring(merchant, *scene.sample_orders(count * 4 + 8))
    alone = Order.objects.annotate(n=Count("parcels")).filter(n=1, hold_note=None)
    found = Parcel.objects.filter(merchant=merchant, offers__chosen=True, box__kind="box", order__in=alone)
    rows = list(found.select_related("order", "box").order_by("pk")[:count])
    assert len(rows) == count
    for row in rows:
        Parcel.objects.filter(pk=row.pk).update(warehouse=warehouse)
        row.warehouse = warehouse
        if labelled:
            label(row)
    return rows


def label(parcel: Parcel) -> None:
    """The carrier sold a label for it."""
    service = Offer.objects.get(parcel=parcel, chosen=True).service
    Label.objects.update_or_create(
        parcel=parcel,
        defaults={
            "merchant_id": parcel.merchant_id, "service": service, "key": f"k{parcel.pk}", "asked_at": scene.NOON, "answered_at": scene.NOON,
            "tracking_number": f"TRK{parcel.pk:08d}", "failure": None,
        },
    )  # fmt: skip


def fill(parcel: Parcel, *pieces: tuple[Product, int], weight_g: int = 1_000) -> str:
    """Put these pieces into a parcel instead of its own; its number."""
    Placement.objects.filter(parcel_id=parcel.pk).delete()
    Placement.objects.bulk_create(
        Placement(
            parcel=parcel, seq=i, line_no=i + 1, product=product, x_mm=0, y_mm=0, z_mm=i * 20, dx_mm=30, dy_mm=20, dz_mm=20, nx=quantity, ny=1, nz=1
        )
        for i, (product, quantity) in enumerate(pieces)
    )  # fmt: skip
    Parcel.objects.filter(pk=parcel.pk).update(weight_g=weight_g, pieces=sum(quantity for _, quantity in pieces))
    parcel.refresh_from_db()
    return number_of(parcel.pk)


def lot(product: Product, code: str, expires_on: str | None = None) -> Lot:
    """A lot in the books."""
    return Lot.objects.create(merchant_id=product.merchant_id, product=product, code=code, expires_on=expires_on)
