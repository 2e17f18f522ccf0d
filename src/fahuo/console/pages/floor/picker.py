"""The picker's page, for a scanner in the hand: one stop at a time; scan the bin, scan the product, give the number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fahuo.console import finding
from fahuo.console.access import by, for_merchant, mine
from fahuo.console.draw.piece import draw_piece
from fahuo.console.pages.floor.answers import Answer, answered, gone_to, once
from fahuo.console.pages.floor.lists import found, place_of
from fahuo.flow.floor import board, picks
from fahuo.flow.floor.scans import same_bin, same_product
from fahuo.flow.floor.stops import Stop, find_list, last_stop, next_stop, stops_of
from fahuo.records.clock import now, today
from fahuo.steps.goods.models import PickList
from fahuo.steps.goods.numbers import PICK_LIST, id_of, number_of

DIGITS = 5  # of a number of pieces that is typed; a longer one is a code


@for_merchant
def pick(request: HttpRequest, list_id: int) -> HttpResponse:
    """The stop that is next, and the answer to what was scanned at it."""
    row = found(request, list_id)
    if (other := _other_list(request, row)) is not None:
        return gone_to(request, other)
    undo = request.POST.get("do") == "undo"
    answer = once(request, lambda: _scanned(request, row), request.POST.get("scanned", "")[:9]) if request.method == "POST" else Answer()
    stops = stops_of(row)
    here = _at(stops, place_of(request, "last_" if undo else ""))
    stays = here is not None and here.open and not answer.later and (undo or answer.scanned or answer.tone == "wrong")
    stop = here if stays else next_stop(stops, here.seq if here else 0)
    progress = board.progress([row.pk]).get(row.pk)
    context: dict[str, object] = {
        "list": row,
        "number": number_of(row.pk, PICK_LIST),
        "stop": stop,
        "scanned": answer.scanned if stop is here else "",
        "picture": _picture(stop),
        "answer": answer,
        "idle": _("Go to the bin and scan it") if stop else _("The list is done. Enter: the next one"),
        "percent": progress.percent if progress else 100,
        "last": last_stop(stops),
        "left": sum(1 for s in stops if s.open),
        "keys": [
            ("F2", _("undo"), "undo"),
            ("F3", _("mute"), ""),
            ("F4", _("short: fewer lie here"), "short"),
            ("F8", _("later"), "later"),
        ],
    }
    return answered(request, "picker", context)


def _picture(stop: Stop | None) -> SafeString | None:
    """The piece that is looked for, where its size is known."""
    if stop is None or not (stop.product.length_mm and stop.product.width_mm and stop.product.height_mm):
        return None
    piece = stop.product
    return draw_piece(piece.length_mm, piece.width_mm, piece.height_mm, piece.pk, _("one piece, on a sheet of A4"))


def _other_list(request: HttpRequest, row: PickList) -> str | None:
    """Where the picker goes from here: to a list whose number was scanned; from one that is done, by Enter, to the next."""
    if request.method != "POST" or request.POST.get("do"):
        return None
    merchant, text = mine(request), request.POST.get("text", "")
    wanted = id_of(text, PICK_LIST)
    if wanted is not None and wanted != row.pk and find_list(merchant, wanted):
        return reverse("floor_pick", args=[wanted])
    if text.strip() or next_stop(stops_of(row)):
        return None
    free = (r.pk for r in board.lists(merchant.pk, "open") if r.started_by in ("", by(request)))
    following = next(free, None)
    return reverse("floor_pick", args=[following]) if following else reverse("floor_lists")


def _at(stops: list[Stop], place: picks.Place) -> Stop | None:
    """The stop at a place; of two there the one that is still to be done."""
    return max((s for s in stops if s.key == place), key=lambda s: s.open, default=None)


def _scanned(request: HttpRequest, row: PickList) -> Answer:
    """One scan, one number, or a key of the page."""
    merchant, text, verb = mine(request), request.POST.get("text", "").strip(), request.POST.get("do", "")
    if verb == "undo":
        picks.undo(merchant, row.pk, place_of(request, "last_"), by(request), now())
        return Answer(_("Undone: the pieces are back in their bin."), "ask")
    stop = _at(stops_of(row), place_of(request))
    if stop is None or not stop.open:  # somebody else has been at the stop that this page showed
        return Answer(_("This stop is done already; go on with the next one."), "ask")
    if verb == "later":
        return Answer(_("%(bin)s comes again at the end.") % {"bin": stop.bin.code}, "ask", later=True)
    before = request.POST.get("scanned", "")
    if verb == "short":
        return _short(request, row, stop, before, text)
    if before == "":
        same_bin(stop.bin, text)
        return Answer(stop.bin.code, "ok", scanned="bin")
    if before == "bin":
        same_product(merchant, stop.product, text, today())
        return _pieces(request, row, stop, 1)
    number = finding.whole(text or str(stop.quantity)) if len(text) <= DIGITS else None
    if number is not None:
        return _confirmed(request, row, stop, number)
    same_product(merchant, stop.product, text, today())
    return _pieces(request, row, stop, (finding.whole(before) or 0) + 1)


def _pieces(request: HttpRequest, row: PickList, stop: Stop, scanned: int) -> Answer:
    """So many pieces were scanned: the last one finishes the stop."""
    if scanned >= stop.quantity:
        return _confirmed(request, row, stop, stop.quantity)
    return Answer(f"{scanned} / {stop.quantity}", "ok", scanned=str(scanned))


def _short(request: HttpRequest, row: PickList, stop: Stop, before: str, text: str) -> Answer:
    """Fewer lie here than the list wants: said only at the bin, and with their number."""
    number = finding.whole(text) if text else finding.whole(before)
    if before == "":
        return Answer(_("Scan the bin first: %(bin)s") % {"bin": stop.bin.code}, "wrong")
    if number is None:
        return Answer(_("How many lie here? Type the number (0 for none), then F4."), "ask", scanned=before)
    return _confirmed(request, row, stop, number, short=True)


def _confirmed(request: HttpRequest, row: PickList, stop: Stop, number: int, *, short: bool = False) -> Answer:
    aside = picks.confirm(mine(request), row.pk, stop.key, number, by(request), now(), short=short)
    if aside:
        return Answer(_("Set aside, no other bin has it: %(parcels)s") % {"parcels": ", ".join(aside)}, "wrong")
    left, puts = number, []
    for share in stop.shares:  # in the order in which picks.confirm counts them
        took = min(left, share.pick.quantity)
        left -= took
        if took:
            puts.append((share.slot or 0, share.tote, took))
    if number < stop.quantity:
        return Answer(
            _("%(n)s × %(sku)s. The rest lies in another bin and comes on this list.") % {"n": number, "sku": stop.product.sku},
            "ask",
            puts=tuple(puts),
        )
    return Answer(f"{number} × {stop.product.sku}", "done", puts=tuple(puts))
