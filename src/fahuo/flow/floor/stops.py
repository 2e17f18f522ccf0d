"""What is at one stop of a list, and which stop is next."""

from __future__ import annotations

from dataclasses import dataclass

from fahuo.records.models import Bin, Lot, Merchant, Product
from fahuo.steps.goods.models import ListedParcel, Pick, PickList


@dataclass(frozen=True)
class Share:
    """How many of a stop's pieces go where."""

    pick: Pick
    slot: int | None  # null: the parcel was taken off the list
    tote: str


@dataclass(frozen=True)
class Stop:
    """A bin, a product and a lot on a list, with the pieces of all its parcels."""

    bin: Bin
    product: Product
    lot: Lot | None
    shares: tuple[Share, ...]

    @property
    def key(self) -> tuple[int, int, int]:
        """bin, product, lot (0: pieces of no lot)."""
        return self.bin.pk, self.product.pk, self.lot.pk if self.lot else 0

    @property
    def quantity(self) -> int:
        return sum(share.pick.quantity for share in self.shares)

    @property
    def found(self) -> int:
        return sum(share.pick.found or 0 for share in self.shares)

    @property
    def open(self) -> bool:
        return any(share.pick.found is None for share in self.shares)

    @property
    def short(self) -> bool:
        return any(share.pick.found is not None and share.pick.found < share.pick.quantity for share in self.shares)

    @property
    def seq(self) -> int:
        return min(share.pick.seq for share in self.shares)


def stops_of(row: PickList) -> list[Stop]:
    """The stops of a list in the order of the walk; what was dropped is left out."""
    picks = Pick.objects.filter(list=row, dropped_at=None).select_related("bin", "product", "lot").order_by("seq")
    places = {p.parcel_id: p for p in ListedParcel.objects.filter(wave_id=row.wave_id, group_no=row.group_no).select_related("tote")}
    found: dict[tuple[int, int, int, bool], list[Share]] = {}
    for pick in picks:
        place = places.get(pick.parcel_id)
        share = Share(pick, place.slot if place else None, place.tote.code if place and place.tote else "")
        # what is done and what a short pick added later at the same bin are two stops
        found.setdefault((pick.bin_id, pick.product_id, pick.lot_id or 0, pick.found is None), []).append(share)
    stops = (Stop(s[0].pick.bin, s[0].pick.product, s[0].pick.lot, tuple(s)) for s in found.values())
    return sorted(stops, key=lambda stop: stop.seq)


def find_list(merchant: Merchant, list_id: int) -> PickList | None:
    """A list of the merchant's."""
    return PickList.objects.filter(merchant=merchant, pk=list_id).select_related("wave__warehouse").first()


def next_stop(stops: list[Stop], after: int = 0) -> Stop | None:
    """The first stop behind this line where nobody has been yet; behind the last one begin anew."""
    open_ones = [stop for stop in stops if stop.open]
    return next((stop for stop in open_ones if stop.seq > after), open_ones[0] if open_ones else None)


def last_stop(stops: list[Stop]) -> Stop | None:
    """The stop that was done last."""
    done = [stop for stop in stops if not stop.open]
    return max(done, key=lambda stop: max(share.pick.at for share in stop.shares if share.pick.at), default=None)
