"""What the scale of a station says, and the weight of the open parcel."""

from __future__ import annotations

from datetime import UTC, datetime

from fahuo.core.goods.bench import Stage
from fahuo.core.goods.weighing import Reading, Unreadable, is_within, read_line
from fahuo.flow.bench.answers import OK, Answer
from fahuo.flow.bench.notes import Hand, turn_down, write
from fahuo.flow.bench.state import State, rules_of
from fahuo.steps.goods.models import Scan, Station

FRESH_S = 5.0  # an older reading may be of another parcel


def hear(station: Station, line: str) -> Reading:
    """Take a line that a scale sent; the page of the station shows it. Raises Unreadable."""
    reading = read_line(line)
    Station.objects.filter(pk=station.pk).update(scale_g=reading.weight_g, scale_stable=reading.stable, scale_at=datetime.now(UTC))
    return reading


def from_scale(state: State, hand: Hand) -> Answer:
    """Take what the scale shows as the parcel's weight."""
    row = Station.objects.get(pk=hand.station.pk)
    if row.scale_g is None or row.scale_at is None or (datetime.now(UTC) - row.scale_at).total_seconds() > FRESH_S:
        return turn_down(hand, state.packing, ("weight_none", {}))
    if not row.scale_stable:
        return turn_down(hand, state.packing, ("weight_moving", {"weight_g": row.scale_g}))
    return weigh(state, row.scale_g, hand)


def typed(text: str) -> int | None:
    """A weight that was typed or sent as a scale's line; None where the text says none."""
    try:
        return read_line(text).weight_g
    except Unreadable:
        return None


def weigh(state: State, weight_g: int, hand: Hand) -> Answer:
    """Note the parcel's weight; one outside the tolerance is noted and stops it."""
    if state.stage == Stage.ITEMS:
        return turn_down(hand, state.packing, ("not_all_scanned", {"left": state.left}), Scan.WEIGHT, weight_g=weight_g)
    rules = rules_of(state.packing.merchant_id)
    if not is_within(weight_g, state.expected_g, rules["percent"], rules["grams"]):  # type: ignore[arg-type]
        values = {"weight_g": weight_g, "expected_g": state.expected_g, "allowed_g": state.allowed_g}
        return turn_down(hand, state.packing, ("weight_outside", values), Scan.WEIGHT, weight_g=weight_g)
    write(hand, state.packing, Scan.WEIGHT, weight_g=weight_g)
    return Answer(OK, "weighed", {"weight_g": weight_g})
