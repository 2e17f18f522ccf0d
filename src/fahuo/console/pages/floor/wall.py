"""The put wall: scan a piece, see its slot light up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fahuo.console import finding
from fahuo.console.access import for_merchant, mine
from fahuo.console.pages.floor.answers import Answer, answered, once
from fahuo.console.pages.floor.lists import found
from fahuo.flow.floor import walls
from fahuo.flow.floor.scans import product_of
from fahuo.records.clock import today
from fahuo.steps.goods.models import PickList
from fahuo.steps.goods.numbers import PICK_LIST, number_of


@for_merchant
def wall(request: HttpRequest, list_id: int) -> HttpResponse:
    """The slots of a list's wall, and where the piece in the hand goes."""
    row = found(request, list_id)
    answer = once(request, lambda: _scanned(request, row)) if request.method == "POST" else Answer()
    slots = walls.slots_of(row)
    context: dict[str, object] = {
        "list": row,
        "number": number_of(row.pk, PICK_LIST),
        "slots": slots,
        "full": sum(slot.full for slot in slots),
        "answer": answer,
        "idle": _("Scan a piece"),
        "keys": [("F2", _("take the last piece out again"), "out"), ("F3", _("mute"), "")],
    }
    return answered(request, "wall", context)


def _scanned(request: HttpRequest, row: PickList) -> Answer:
    merchant = mine(request)
    if request.POST.get("do") == "out":
        slot = finding.whole(request.POST.get("last_slot", "")) or 0
        product = product_of(merchant, request.POST.get("last_sku", ""), today())
        walls.take_out(merchant, row, slot, product)
        return Answer(_("Taken out of slot %(slot)s: %(sku)s") % {"slot": slot, "sku": product.sku}, "ask")
    product = product_of(merchant, request.POST.get("text", ""), today())
    put = walls.put(merchant, row, product)
    said = product.sku if put.left else _("%(sku)s: slot %(slot)s is complete") % {"sku": product.sku, "slot": put.slot}
    return Answer(said, "ok" if put.left else "done", slot=put.slot, named=product.sku)
