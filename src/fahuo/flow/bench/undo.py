"""The last scan that counted is taken back."""

from __future__ import annotations

from fahuo.flow.bench.answers import OK, Answer, refused
from fahuo.flow.bench.boxes import put_box
from fahuo.flow.bench.notes import Hand, write
from fahuo.flow.bench.state import State
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Packing, Scan


def undo(merchant: Merchant, hand: Hand, state: State) -> Answer:
    """Take the last piece, weight or box back; a prompt or a quantity that waits goes first."""
    packing = state.packing
    if packing.expects or packing.times > 1:
        Packing.objects.filter(pk=packing.pk).update(expects="", times=1)
        return Answer(OK, "undone", {"text": f"{packing.times} ×" if packing.times > 1 else packing.expects})
    counting = Scan.objects.filter(packing=packing, undone_at=None, refused="").exclude(kind=Scan.OTHER)
    last = counting.select_related("product", "box_before").order_by("-pk").first()
    if last is None:
        return refused(("nothing_to_undo", {}))
    Scan.objects.filter(pk=last.pk).update(undone_at=hand.now)
    write(hand, packing, Scan.OTHER)
    if last.kind == Scan.BOX:
        put_box(merchant, state, last.box_before, hand)
    said = {Scan.ITEM: last.product.sku if last.product else "", Scan.WEIGHT: f"{last.weight_g} g"}
    return Answer(OK, "undone", {"text": said.get(last.kind, last.text)})
