"""What follows when the last piece is in: the label is asked for, the parcel is packed, its packing material is used up."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from fahuo.core.goods.bench import Stage
from fahuo.core.words import Happening
from fahuo.flow import chain
from fahuo.flow.bench.answers import ASK, DONE, WRONG, Answer
from fahuo.flow.bench.aside import SET_ASIDE, forget, tell
from fahuo.flow.bench.lots import take_scanned
from fahuo.flow.bench.notes import Hand
from fahuo.flow.bench.state import State, read_state
from fahuo.records import stock
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Need, Packing
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
    take_scanned(merchant, state, hand)
    _use_up(merchant, state, hand)
    forget(parcel, *SET_ASIDE)
    overridden = next((scan.reason for scan in reversed(state.weighed) if scan.reason), "")
    data = {"weight_g": state.weight_g, "box": state.box.code if state.box else None, "by": hand.by, "station": hand.station.code}
    tell(merchant, parcel, hand, data | ({"override": overridden} if overridden else {}), Happening.PACKED)
    return Answer(DONE, "packed", {"parcel": state.number}, print_parcel=parcel.pk)


def _use_up(merchant: Merchant, state: State, hand: Hand) -> None:
    """Box and padding leave the stock of packing material; what the books did not have is told, and stops nothing."""
    needs = list(Need.objects.filter(parcel=state.parcel).values_list("product_id", "warehouse_id", "quantity"))
    if not needs:
        return
    rows = pl.DataFrame(needs, schema={"product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64}, orient="row")
    keyed = rows.with_columns(
        parcel_id=pl.lit(state.parcel.pk, pl.Int64), key=pl.concat_str(pl.lit(f"packed:{state.parcel.pk}:"), pl.col("product_id"))
    )
    stock.consume(merchant.pk, keyed, hand.now, hand.by)
    Need.objects.filter(parcel=state.parcel).delete()


def printed_again(state: State) -> Answer:
    """The label once more."""
    if not (state.label and state.label.tracking_number):
        return Answer(ASK, "label", {})
    return replace(Answer(DONE, "printed", {"parcel": state.number}), print_parcel=state.parcel.pk)
