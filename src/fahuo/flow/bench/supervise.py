"""A supervisor lets go what the bench refused, a weight outside the tolerance or a box that does not fit, and says why. It is written down with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fahuo.flow.bench.answers import Answer, refused
from fahuo.flow.bench.boxes import take_box
from fahuo.flow.bench.finish import follow
from fahuo.flow.bench.fits import OVERRULED
from fahuo.flow.bench.notes import Hand, write
from fahuo.flow.bench.state import at_station, read_state
from fahuo.records import ledger
from fahuo.records.models import Merchant, User
from fahuo.steps.goods.models import Packing, Scan, Station


@transaction.atomic
def override(merchant: Merchant, station: Station, supervisor: str, reason: str, now: datetime) -> Answer:
    """Take the weight or the box that was refused last as the parcel's. Who calls this has made sure that `supervisor` may."""
    hand = Hand(station, supervisor, now, reason)
    if not reason.strip():
        return refused(("no_override_reason", {}))
    packing = at_station(station)
    if packing is None:
        return refused(("bench_empty", {}))
    ledger.lock([packing.parcel.order_id])
    packing = Packing.objects.select_for_update().get(pk=packing.pk)
    state = read_state(packing)
    last = (
        Scan.objects.filter(packing=packing, kind__in=(Scan.WEIGHT, Scan.BOX), undone_at=None).order_by("-pk").select_related("box").first()
    )
    reason = reason.strip()[:200]
    if last is not None and last.refused in OVERRULED and last.box is not None:
        return follow(merchant, hand, state, take_box(merchant, state, last.box, hand, reason))
    if last is not None and last.refused == "weight_outside" and last.weight_g is not None and not state.left:
        write(hand, packing, Scan.WEIGHT, weight_g=last.weight_g, reason=reason)
        return follow(merchant, hand, state, Answer("ok", "weighed", {"weight_g": last.weight_g}))
    return refused(("nothing_to_override", {}))


def is_supervisor(user: User | None, merchant: Merchant) -> bool:
    """Whoever may change the merchant's set-up may let a parcel go."""
    return user is not None and user.is_active and user.is_staff and user.merchant_id == merchant.pk
