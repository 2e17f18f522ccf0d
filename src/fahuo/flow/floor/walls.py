"""The put wall: pieces of a batch or a wave are put into the slots of their parcels, one scan a piece; and totes on a cart."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from fahuo.core.words import Happening
from fahuo.flow.floor.queue import STATES
from fahuo.flow.said import not_possible
from fahuo.records.models import Merchant, ParcelStanding, Product
from fahuo.steps.goods.models import ListedParcel, Pick, PickList, Tote, Wave
from fahuo.steps.goods.numbers import number_of

# in these states a parcel may be in its tote; packed, cancelled, or on its way it is not
IN_TOTE = {*STATES, Happening.PICKED.value}


@dataclass(frozen=True)
class Put:
    """Where a piece goes, and how many its parcel still waits for."""

    slot: int
    parcel_id: int
    left: int


def lock_wall(merchant: Merchant, row: PickList) -> None:
    """Take the wall until the transaction ends: of two hands one waits, and sees what the other put."""
    Wave.objects.select_for_update().get(pk=row.wave_id, merchant=merchant)


@transaction.atomic
def put(merchant: Merchant, row: PickList, product: Product) -> Put:
    """A piece of this product is in somebody's hand: into which slot of the list's wall? It counts as put."""
    lock_wall(merchant, row)
    picks = _of_wall(row).filter(product=product, found__gt=F("sorted")).order_by("parcel__listed__slot", "seq")
    pick = picks.first()
    if pick is None:
        raise not_possible("wall_not_wanted", {"sku": product.sku})
    Pick.objects.filter(pk=pick.pk).update(sorted=F("sorted") + 1)
    slot = ListedParcel.objects.get(parcel=pick.parcel_id).slot
    return Put(slot, pick.parcel_id, sum(p.quantity - p.sorted for p in _of_wall(row).filter(parcel=pick.parcel_id)))


@transaction.atomic
def take_out(merchant: Merchant, row: PickList, slot: int, product: Product) -> None:
    """The last piece of this product that was put into a slot comes out again."""
    lock_wall(merchant, row)
    pick = _of_wall(row).filter(product=product, parcel__listed__slot=slot, sorted__gt=0).order_by("-seq").first()
    if pick is None:
        raise not_possible("wall_nothing")
    Pick.objects.filter(pk=pick.pk).update(sorted=F("sorted") - 1)


def _of_wall(row: PickList):  # type: ignore[no-untyped-def]
    """The picks of all lists that fill the same wall; parcels that were taken off have no slot."""
    return Pick.objects.filter(
        list__wave_id=row.wave_id, list__group_no=row.group_no, dropped_at=None, parcel__listed__wave_id=row.wave_id
    )  # fmt: skip


@dataclass(frozen=True)
class Slot:
    """A slot of the wall, or a place on the cart."""

    slot: int
    parcel_id: int
    number: str
    tote: str
    pieces: int
    found: int
    put: int

    @property
    def full(self) -> bool:
        return self.put >= self.pieces

    @property
    def picked(self) -> bool:
        return self.found >= self.pieces


def slots_of(row: PickList) -> list[Slot]:
    """The slots of a list's wall or cart."""
    places = ListedParcel.objects.filter(wave_id=row.wave_id, group_no=row.group_no).select_related("tote").order_by("slot")
    totals: dict[int, list[int]] = {}
    for pick in _of_wall(row):
        sums = totals.setdefault(pick.parcel_id, [0, 0, 0])
        # of a pick that was short only what was found counts: the rest is another line's
        sums[0] += pick.quantity if pick.found is None else pick.found
        sums[1] += pick.found or 0
        sums[2] += pick.sorted
    return [
        Slot(p.slot, p.parcel_id, number_of(p.parcel_id), p.tote.code if p.tote else "", *totals.get(p.parcel_id, [0, 0, 0]))
        for p in places
    ]


@transaction.atomic
def set_tote(merchant: Merchant, row: PickList, slot: int, code: str) -> None:
    """A tote stands at this place of the cart. It must be empty: what it carried last is packed or gone."""
    tote = Tote.objects.select_for_update().filter(merchant=merchant, warehouse=row.wave.warehouse_id, code=code, active=True).first()
    if tote is None:
        raise not_possible("tote_unknown", {"tote": code[:40]})
    place = ListedParcel.objects.filter(wave_id=row.wave_id, group_no=row.group_no, slot=slot).first()
    if place is None:
        raise not_possible("tote_unknown", {"tote": f"{slot}"})
    carried = ListedParcel.objects.filter(tote=tote).exclude(pk=place.pk).first()
    if carried is not None:
        state = ParcelStanding.objects.filter(parcel_id=carried.parcel_id).values_list("state", flat=True).first()
        if state is None or state in IN_TOTE:
            raise not_possible("tote_busy", {"tote": tote.code, "parcel": number_of(carried.parcel_id)})
        ListedParcel.objects.filter(pk=carried.pk).update(tote=None)
    ListedParcel.objects.filter(pk=place.pk).update(tote=tote)
