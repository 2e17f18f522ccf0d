"""What follows when the last piece is in: the label is asked for, the parcel is packed, its packing material is used up."""

from __future__ import annotations

from dataclasses import replace

from fahuo.core.goods.bench import Stage
from fahuo.core.words import Happening
from fahuo.flow import chain
from fahuo.flow.bench.answers import ASK, DONE, WRONG, Answer
from fahuo.flow.bench.aside import SET_ASIDE, forget, tell
from fahuo.flow.bench.lots import take_scanned
from fahuo.flow.bench.notes import Hand
from fahuo.flow.bench.state import State, read_state
from fahuo.flow.leave import use_up
from fahuo.records.models import Merchant
from fahuo.steps.goods import frames as goods
from fahuo.steps.goods.models import Packing
from fahuo.steps.methods import service as methods


def follow(merchant: Merchant, hand: Hand, state: State, said: Answer) -> Answer:
    """Go on from where the parcel stands after a scan that counted; what was said stands where nothing more is due."""
    fresh = read_state(Packing.objects.get(pk=state.packing.pk))
    if fresh.stage == Stage.READY:
        return pack(merchant, hand, fresh)
    if fresh.stage == Stage.LABEL:
        return ask_label(merchant, hand, fresh)
    if fresh.stage == Stage.WEIGHT and said.code == "counted":
        return Answer(ASK, "weight", said.values)
    return said


def ask_label(merchant: Merchant, hand: Hand, state: State, *, anew: bool = False) -> Answer:
    """The label is not there yet: it is asked for, where nobody did, and the bench waits. `anew` asks again where the carrier refused."""
    label = state.label
    if label is None or (anew and label.failure):
        if methods.ask(merchant.pk, [state.parcel.pk], hand.now):
            chain.wake_calls(merchant.pk)
            return Answer(ASK, "label", {})
        if label is None:
            return Answer(WRONG, "no_service", {})
    if label is not None and label.failure and not anew:
        return Answer(WRONG, "label_refused", {"said": label.failure})
    return Answer(ASK, "label", {})


def pack(merchant: Merchant, hand: Hand, state: State) -> Answer:
    """Nothing is wanted any more: the parcel is packed, once."""
    packing, parcel = state.packing, state.parcel
    if not Packing.objects.filter(pk=packing.pk, packed_at=None).update(packed_at=hand.now, packed_by=hand.by[:80], expects="", times=1):
        return Answer(WRONG, "bench_packed", {"parcel": state.number})
    needs = goods.needs_of([parcel.pk])
    take_scanned(merchant, state, hand, also=needs["product_id"].to_list())
    use_up(merchant, needs, hand.now, hand.by)
    forget(parcel, *SET_ASIDE)
    overridden = "; ".join(dict.fromkeys(scan.reason for scan in state.weighed if scan.reason))
    data = {"weight_g": state.weight_g, "box": state.box.code if state.box else None, "by": hand.by, "station": hand.station.code}
    tell(merchant, parcel, hand, data | ({"override": overridden} if overridden else {}), Happening.PACKED)
    return Answer(DONE, "packed", {"parcel": state.number}, print_parcel=parcel.pk)


def printed_again(state: State) -> Answer:
    """The label once more."""
    if not (state.label and state.label.tracking_number):
        return Answer(ASK, "label", {})
    return replace(Answer(DONE, "printed", {"parcel": state.number}), print_parcel=state.parcel.pk)
