"""Another box is used than was planned: it must take the goods; its size, weight and stock count from now on, and the freight is looked at again."""

from __future__ import annotations

from fahuo.flow.bench.answers import OK, Answer
from fahuo.flow.bench.aside import block, forget
from fahuo.flow.bench.fits import fault_of
from fahuo.flow.bench.notes import Hand, turn_down, write
from fahuo.flow.bench.state import State
from fahuo.flow.reprice import price_again
from fahuo.records import ledger
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Box, Need, Packing, Parcel, Scan


def change_box(merchant: Merchant, state: State, code: str, hand: Hand) -> Answer:
    """Use the box with this code, where it takes what the parcel holds. The box that was planned takes it: nobody asks again."""
    box = Box.objects.filter(merchant=merchant, code=code.strip()).first()
    if box is None:
        return turn_down(hand, state.packing, ("box_unknown", {"code": code[:40]}), Scan.BOX)
    if box.pk not in (state.parcel.box_id, state.packing.planned_box_id) and (fault := fault_of(state, box, today(hand.now))):
        Packing.objects.filter(pk=state.packing.pk).update(expects="")
        return turn_down(hand, state.packing, fault, Scan.BOX, box=box)
    return take_box(merchant, state, box, hand)


def take_box(merchant: Merchant, state: State, box: Box, hand: Hand, reason: str = "") -> Answer:
    """Use this box; `reason` says why a supervisor overruled what speaks against it."""
    before = state.parcel.box
    write(hand, state.packing, Scan.BOX, box=box, box_before=before, reason=reason)
    Packing.objects.filter(pk=state.packing.pk).update(expects="", times=1)
    if before is not None and before.pk == box.pk:
        return Answer(OK, "box_taken", {"box": box.code})
    return put_box(merchant, state, box, hand)


def put_box(merchant: Merchant, state: State, box: Box | None, hand: Hand) -> Answer:
    """The parcel has this box from now on; None: its own carton, whose size and weight are not known here and stay."""
    parcel = Parcel.objects.select_related("box").get(pk=state.parcel.pk)
    before = parcel.box
    if box is not None:
        parcel.length_mm, parcel.width_mm, parcel.height_mm = box.outer_length_mm, box.outer_width_mm, box.outer_height_mm
        parcel.weight_g += box.weight_g - (before.weight_g if before else 0)
    parcel.box = box
    parcel.save(update_fields=["box", "length_mm", "width_mm", "height_mm", "weight_g"])
    _swap_material(parcel, before, box)
    code = box.code if box else "–"
    planned = state.packing.planned_box
    if state.label is None:
        price_again(merchant, parcel.order_id, hand.now)
        return Answer(OK, "box_priced", {"box": code})
    if planned is not None and box is not None and planned.pk == box.pk:
        forget(parcel, "box_changed")
    else:
        block(merchant, parcel, "box_changed", {"planned": planned.code if planned else "–", "actual": code})
    ledger.project([parcel.order_id])
    return Answer(OK, "box_flagged", {"box": code})


def _swap_material(parcel: Parcel, before: Box | None, after: Box | None) -> None:
    """The box that is used leaves the stock of packing material, not the one that was planned."""
    for box, pieces in ((before, -1), (after, 1)):
        if box is None or box.material_id is None:
            continue
        place = {"parcel": parcel, "product_id": box.material_id}
        there = Need.objects.filter(**place).values_list("quantity", flat=True).first() or 0
        if there + pieces > 0:
            Need.objects.update_or_create(
                **place, defaults={"merchant_id": parcel.merchant_id, "warehouse_id": parcel.warehouse_id, "quantity": there + pieces}
            )
        else:
            Need.objects.filter(**place).delete()
