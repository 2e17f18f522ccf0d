"""The one door of the bench: whatever is scanned, typed or pressed comes here as a text, and is stored and answered in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fahuo.core.goods.bench import Control, Stage, reason_of_digit, times_of
from fahuo.flow.bench import scale
from fahuo.flow.bench.answers import ASK, DONE, Answer, refused
from fahuo.flow.bench.aside import set_aside
from fahuo.flow.bench.boxes import change_box
from fahuo.flow.bench.finish import ask_label, follow, pack, printed_again
from fahuo.flow.bench.items import answer_waiting, find_product, scan_item
from fahuo.flow.bench.notes import Hand, turn_down
from fahuo.flow.bench.opening import leave, may_go_on, named, open_named, take_over
from fahuo.flow.bench.state import State, at_station, read_state
from fahuo.flow.bench.undo import undo
from fahuo.flow.resolve import LONGEST, clean, resolve
from fahuo.records import ledger
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Box, Packing, Scan, Station
from fahuo.steps.goods.numbers import number_of


def press(merchant: Merchant, station: Station, text: str, by: str, now: datetime, key: str | None = None) -> Answer:
    """Take one scan at a station: a code, "5*", a weight, or a control word (core.goods.bench.Control). What does not count is stored too.

    `key` is the sender's own: a scan that is sent again because its answer was lost is answered and not counted again.
    """
    hand = Hand(station, by, now, text.replace("\x00", "").strip()[:LONGEST], key and key[:64])
    with transaction.atomic():
        packing = _locked(station)
        control, rest = _control(hand.text)
        if hand.key and (again := _heard(merchant, hand.key)):
            return again
        if packing is None:
            return _without_parcel(merchant, hand, control)
        if control == Control.LEAVE:
            return leave(packing)
        if fault := may_go_on(packing):
            leave(packing)
            return refused(fault)
        state = read_state(packing)
        if control:
            return _controlled(merchant, hand, state, control, rest)
        return _scanned(merchant, hand, state)


def _locked(station: Station) -> Packing | None:
    """The parcel that is open here, locked: two stations, or two hands at one, take turns. The ledger first, as everywhere."""
    packing = at_station(station)
    if packing is None:
        return None
    ledger.lock([packing.parcel.order_id])
    return (
        Packing.objects.select_for_update(of=("self",))
        .filter(pk=packing.pk, station=station, packed_at=None, aside_at=None)
        .select_related("station")
        .first()
    )


def _heard(merchant: Merchant, key: str) -> Answer | None:
    """What to say to a scan that was heard before; where it packed the parcel, its label is still to be printed."""
    before = Scan.objects.filter(merchant=merchant, key=key).select_related("packing").first()
    if before is None:
        return None
    if before.packing.packed_at and not before.undone_at:
        return Answer(DONE, "packed", {"parcel": number_of(before.packing_id)}, print_parcel=before.packing_id)
    return Answer(ASK, "heard", {"text": before.text})


def _control(text: str) -> tuple[Control | None, str]:
    """A control word and what follows it: FH.ASIDE.1 and a note."""
    upper = text.upper()
    for control in Control:
        if upper == control or upper.startswith((f"{control}.", f"{control} ")):
            return control, text[len(control) + 1 :].strip()
    return None, text


def _without_parcel(merchant: Merchant, hand: Hand, control: Control | None) -> Answer:
    if control == Control.TAKE:
        return take_over(merchant, hand)
    if control == Control.PRINT:
        last = Packing.objects.filter(station=hand.station).exclude(packed_at=None).order_by("-packed_at").first()
        return printed_again(read_state(last)) if last else refused(("bench_empty", {}))
    found = [] if control else named(merchant, hand.text, hand.now)
    if found:
        return open_named(merchant, hand, found)
    return refused(
        ("bench_empty", {})
        if control or not hand.text or resolve(merchant, hand.text, today(hand.now))
        else ("code_unknown", {"code": hand.text[:40]})
    )


def _controlled(merchant: Merchant, hand: Hand, state: State, control: Control, rest: str) -> Answer:
    packing = state.packing
    if control == Control.UNDO:
        return undo(merchant, hand, state)
    if control == Control.TAKE:
        return take_over(merchant, hand)
    if control == Control.PRINT:
        return printed_again(state)
    if control == Control.SCALE:
        return _after(merchant, hand, state, scale.from_scale(state, hand))
    if control == Control.BOX:
        return _expect(packing, "box")
    if control == Control.ASIDE:
        return _aside(merchant, hand, state, rest) if rest else _expect(packing, "aside")
    return _done(merchant, hand, state)


def _done(merchant: Merchant, hand: Hand, state: State) -> Answer:
    """FH.DONE: go on if something can; the page sends it while it waits for a label."""
    if state.stage == Stage.READY:
        return pack(merchant, hand, state)
    if state.stage == Stage.LABEL:
        return ask_label(merchant, hand, state, anew=True)
    if state.stage == Stage.ITEMS:
        return turn_down(hand, state.packing, ("not_all_scanned", {"left": state.left}))
    sku = state.waiting.product.sku if state.waiting and state.waiting.product else ""
    return Answer(ASK, state.stage.value, {"sku": sku})


def _scanned(merchant: Merchant, hand: Hand, state: State) -> Answer:
    if state.packing.expects == "box":
        return _after(merchant, hand, state, change_box(merchant, state, hand.text, hand))
    if state.packing.expects == "aside":
        return _aside(merchant, hand, state, hand.text)
    if not hand.text:
        return _done(merchant, hand, state)
    if state.waiting:
        return _after(merchant, hand, state, answer_waiting(state, state.waiting, hand))
    return _coded(merchant, hand, state)


def _coded(merchant: Merchant, hand: Hand, state: State) -> Answer:
    """A product, a weight, a box, or another parcel, in this order."""
    on = today(hand.now)
    times, code, product = 1, hand.text, find_product(state, clean(hand.text, on), hand)
    if product is None:
        times, code = times_of(hand.text)
        if not code:
            Packing.objects.filter(pk=state.packing.pk).update(times=times)
            return Answer(ASK, "times", {"times": times})
        product = find_product(state, clean(code, on), hand) if code != hand.text else None
    if isinstance(product, Answer):
        return product
    if product is not None:
        scan = clean(code, on)
        pieces = times * state.packing.times * (scan.count or 1)
        return _after(merchant, hand, state, scan_item(state, product, scan, pieces, hand))
    if state.stage in (Stage.WEIGHT, Stage.LABEL) and (weight_g := scale.typed(hand.text)) is not None:
        return _after(merchant, hand, state, scale.weigh(state, weight_g, hand))
    if found := named(merchant, hand.text, hand.now):
        return open_named(merchant, hand, found)
    if _is_box(merchant, hand.text):
        return _after(merchant, hand, state, change_box(merchant, state, hand.text, hand))
    fault = "weight_unreadable" if state.stage == Stage.WEIGHT else "code_unknown"
    return turn_down(hand, state.packing, (fault, {"line": hand.text[:40], "code": hand.text[:40]}))


def _is_box(merchant: Merchant, text: str) -> bool:
    return Box.objects.filter(merchant=merchant, code=text).exists()


def _aside(merchant: Merchant, hand: Hand, state: State, text: str) -> Answer:
    why = reason_of_digit(text[:1])
    if why is None:
        return turn_down(hand, state.packing, ("aside_reason", {}))
    return set_aside(merchant, hand, state, why, text[1:].strip()[:160])


def _expect(packing: Packing, what: str) -> Answer:
    Packing.objects.filter(pk=packing.pk).update(expects=what)
    return Answer(ASK, what)


def _after(merchant: Merchant, hand: Hand, state: State, said: Answer) -> Answer:
    """A scan that counted may have been the last one."""
    return said if said.tone in ("wrong", "ask") else follow(merchant, hand, state, said)
