"""Putting a parcel aside: a piece is missing or broken, the box is not there. It waits for a person under Today's work until somebody goes on with it."""

from __future__ import annotations

import polars as pl

from fahuo.core.goods.bench import Aside
from fahuo.core.words import Happening, Step
from fahuo.flow.bench.answers import OK, Answer
from fahuo.flow.bench.notes import Hand, write
from fahuo.flow.bench.state import State
from fahuo.records import ledger
from fahuo.records.models import Merchant, Refusal
from fahuo.steps.goods.models import Packing, Parcel, Scan

SET_ASIDE = tuple(f"aside_{why}" for why in Aside)


def set_aside(merchant: Merchant, hand: Hand, state: State, why: Aside, note: str) -> Answer:
    """Put the open parcel aside. What was scanned stays scanned."""
    write(hand, state.packing, Scan.OTHER, reason=f"{why}: {note}"[:200])
    Packing.objects.filter(pk=state.packing.pk).update(station=None, aside_at=hand.now, expects="", times=1)
    note = note or f"{state.scanned} / {state.scanned + state.left}"
    forget(state.parcel, *SET_ASIDE)
    block(merchant, state.parcel, f"aside_{why}", {"note": note})
    tell(merchant, state.parcel, hand, {"code": f"aside_{why}", "note": note, "station": hand.station.code})
    return Answer(OK, "set_aside", {"parcel": state.number})


def taken_up(merchant: Merchant, parcel: Parcel, hand: Hand) -> None:
    """Somebody goes on with a parcel that was put aside."""
    forget(parcel, *SET_ASIDE)
    ledger.project([parcel.order_id])


def block(merchant: Merchant, parcel: Parcel, code: str, values: dict[str, object]) -> None:
    """Remember what a person must look at before the parcel leaves. Such a reason stands until hand-over, so it is kept with that step."""
    forget(parcel, code)
    Refusal.objects.create(
        merchant=merchant, order_id=parcel.order_id, parcel_id=parcel.pk, step=Step.TRANSPORT.value, code=code, values=values
    )


def forget(parcel: Parcel, *codes: str) -> None:
    """What was put right needs nobody any more."""
    Refusal.objects.filter(parcel_id=parcel.pk, code__in=codes).delete()


def tell(merchant: Merchant, parcel: Parcel, hand: Hand, data: dict[str, object], kind: Happening = Happening.NOTED) -> None:
    """A line in the ledger about the parcel; where it stands is computed anew."""
    subject = pl.DataFrame({"order_id": [parcel.order_id], "parcel_id": [parcel.pk]})
    events = ledger.events(merchant.pk, subject, kind, hand.now, hand.by, data)
    if kind == Happening.PACKED:
        events = events.with_columns(key=pl.lit(f"packed:{parcel.pk}"))
    ledger.record(events)
