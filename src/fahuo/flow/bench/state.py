"""What stands at a station now, computed from the parcel and its scans."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from fahuo.core.goods.bench import Stage, Wanted, stage_of
from fahuo.core.goods.weighing import allowed_g
from fahuo.core.words import Tracks
from fahuo.records.models import Product
from fahuo.steps.goods.models import BenchRules, Box, Packing, Parcel, Placement, Scan, Station
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import Label

DEFAULT = {"weighs": True, "percent": Decimal(5), "grams": 30}


@dataclass(frozen=True)
class State:
    """A parcel at the bench."""

    packing: Packing
    parcel: Parcel
    wanted: tuple[Wanted, ...]
    products: dict[int, Product]
    waiting: Scan | None  # a piece whose lot or serial number is still to be scanned
    weighed: tuple[Scan, ...]  # weights and boxes that count, the oldest first
    stage: Stage
    weight_g: int | None
    allowed_g: int
    label: Label | None

    @property
    def number(self) -> str:
        return number_of(self.parcel.pk)

    @property
    def expected_g(self) -> int:
        return int(self.parcel.weight_g)

    @property
    def box(self) -> Box | None:
        return self.parcel.box

    @property
    def scanned(self) -> int:
        return sum(row.scanned for row in self.wanted)

    @property
    def left(self) -> int:
        return sum(row.left for row in self.wanted)


def at_station(station: Station) -> Packing | None:
    """The parcel that is open at a station."""
    return Packing.objects.filter(station=station, packed_at=None, aside_at=None).select_related("parcel").first()


def read_state(packing: Packing) -> State:
    """All that the bench knows of a parcel."""
    parcel = Parcel.objects.select_related("order", "box", "warehouse", "merchant").get(pk=packing.parcel_id)
    counting = Scan.objects.filter(packing=packing, undone_at=None, refused="")
    pieces = counting.filter(kind=Scan.ITEM).values_list("product_id").annotate(pieces=Sum("quantity")).order_by()
    wanted, products = wanted_of(parcel.pk, dict(pieces))
    weighed = tuple(counting.filter(kind__in=(Scan.WEIGHT, Scan.BOX)).order_by("pk"))
    rules = rules_of(parcel.merchant_id)
    label = Label.objects.filter(parcel=parcel).first()
    weight_g = _weight(weighed)
    waiting = counting.exclude(waits="").select_related("product").order_by("pk").first()
    stage = stage_of(
        wanted,
        waiting.waits if waiting else "",
        must_weigh=bool(rules["weighs"]),
        weighed=weight_g is not None,
        labelled=bool(label and label.tracking_number),
        packed=packing.packed_at is not None,
    )
    allowed = allowed_g(int(parcel.weight_g), Decimal(str(rules["percent"])), int(str(rules["grams"])))
    return State(packing, parcel, wanted, products, waiting, weighed, stage, weight_g, allowed, label)


def wanted_of(parcel_id: int, scanned: dict[int | None, int]) -> tuple[tuple[Wanted, ...], dict[int, Product]]:
    """What a parcel holds by product, in packing order, and how much of it was scanned; the products."""
    pieces: dict[int, int] = {}
    products: dict[int, Product] = {}
    for row in Placement.objects.filter(parcel_id=parcel_id).select_related("product").order_by("seq"):
        pieces[row.product_id] = pieces.get(row.product_id, 0) + row.nx * row.ny * row.nz
        products[row.product_id] = row.product
    wanted = tuple(Wanted(pk, products[pk].sku, n, scanned.get(pk, 0), products[pk].tracks or Tracks.NONE) for pk, n in pieces.items())
    return wanted, products


def rules_of(merchant_id: int) -> dict[str, object]:
    """The merchant's rules of the bench."""
    return BenchRules.objects.filter(merchant_id=merchant_id).values(*DEFAULT).first() or DEFAULT


def _weight(scans: tuple[Scan, ...]) -> int | None:
    """The weight that counts: what was weighed before the box was changed does not."""
    weight = None
    for scan in scans:
        if scan.kind == Scan.BOX:
            weight = None
        elif scan.kind == Scan.WEIGHT:
            weight = scan.weight_g
    return weight
