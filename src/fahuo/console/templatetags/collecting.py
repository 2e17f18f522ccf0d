"""Collections as pages say them: hours by the warehouse's clock, states, why the carrier does not come."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from fahuo.console.templatetags.shown import headline, remedy, sentence
from fahuo.core.transport.collecting import Offered, why_not
from fahuo.flow.collecting import again, asking, board
from fahuo.flow.collecting.acts import told
from fahuo.flow.collecting.changing import values_of
from fahuo.records.models import Warehouse
from fahuo.steps.goods.numbers import COLLECTION, number_of
from fahuo.steps.transport.models import Collection, CollectionAct

register = template.Library()
STATES = {
    "asked": _("waits for the carrier"),
    "booked": _("booked"),
    "refused": _("not booked"),
    "cancelled": _("cancelled"),
    "missed": _("did not come"),
    "collected": _("collected"),
}
MAYBE_MISSED = _("missed?")
MOODS = {"asked": "wait", "booked": "blue", "refused": "need", "missed": "need", "collected": "go"}
ACTS = {
    "book": _("asked to come"),
    "change": _("change asked for"),
    "cancel": _("asked not to come"),
    "missed": _("did not come"),
    "collected": _("came"),
    "given_up": _("given up: not asked for again"),
    "scanned": _("came: the carrier scanned a parcel"),
}


@register.filter
def collection_number(row: Collection | int) -> str:
    """The number that the carrier gave, or ours where it gave none."""
    if isinstance(row, Collection):
        return row.reference or number_of(row.pk, COLLECTION)
    return number_of(row, COLLECTION)


@register.filter
def own_number(row: Collection) -> str:
    """Our own number of it."""
    return number_of(row.pk, COLLECTION)


@register.filter
def hours_there(row: Collection) -> str:
    """From when until when, by the warehouse's clock."""
    return asking.when(row.warehouse, row.begins_at, row.ends_at)


@register.simple_tag
def slot_hours(slot: Offered, house: Warehouse) -> str:
    return asking.when(house, slot.begins_at, slot.ends_at)


@register.simple_tag
def clock_there(at: datetime | None, house: Warehouse, on: date | None = None) -> str:
    """A moment by the warehouse's clock; the day is said where it is another than `on`."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(asking.zone(house)))
    return f"{local:%H:%M}" if local.date() == on else f"{local:%m-%d %H:%M}"


@register.simple_tag
def wall(at: datetime, house: Warehouse) -> str:
    """The time of day at a warehouse, for a form."""
    return f"{at.astimezone(ZoneInfo(asking.zone(house))):%H:%M}"


@register.filter
def kilograms(grams: int) -> str:
    """Grams for a form: 12500 -> "12.5", 9000 -> "9"."""
    return f"{grams / 1000:.3f}".rstrip("0").rstrip(".")


@register.simple_tag
def slot_fault(slot: Offered, house: Warehouse, carrier: str, on: date, weight_g: int, now: datetime) -> dict[str, str]:
    """Why a slot cannot be booked, in a few words and whole; empty where it can."""
    code = why_not(slot, weight_g, now)
    return {"brief": headline(code), "said": sentence(code, told(house, carrier, on, slot, weight_g=weight_g))} if code else {}


@register.simple_tag
def offers_fault(offers: asking.Offers, house: Warehouse, carrier: str) -> dict[str, str]:
    """Why a carrier has no slots on a day, and what to do."""
    values = told(house, carrier, offers.on, said=offers.said)
    return {"said": sentence(offers.code, values), "mend": remedy(offers.code, values)}


@register.simple_tag
def no_way(carrier: str) -> str:
    """Nobody can be asked: what to do instead."""
    values = {"carrier": carrier}
    return f"{sentence('collection_no_way', values)} · {remedy('collection_no_way', values)}"


@register.filter
def collection_state(row: Collection, now: datetime | None = None) -> str:
    """Its state; `now`: where its slot is over and nobody said whether the carrier came, that is asked."""
    return str(MAYBE_MISSED if now and unsaid(row, now) else STATES[row.state])


@register.filter
def unsaid(row: Collection, now: datetime) -> bool:
    """Its slot is over, and neither a scan nor a person says whether the carrier came."""
    return not row.over and row.ends_at <= now


@register.filter
def collection_mood(row: Collection, now: datetime | None = None) -> str:
    return "wait" if now and unsaid(row, now) else MOODS.get(row.state, "")


@register.filter
def act_name(act: CollectionAct) -> str:
    return str(ACTS.get(act.kind, act.kind))


@register.simple_tag
def act_fault(act: CollectionAct, row: Collection) -> dict[str, str]:
    """What the carrier said no with, and what to do."""
    if not act.code:
        return {}
    values = values_of(row, act)
    return {"said": sentence(act.code, values), "mend": remedy(act.code, values)}


@register.simple_tag
def refusal(row: Collection) -> dict[str, str]:
    """Why a collection was not booked."""
    act = next((a for a in reversed(list(row.acts.all())) if a.code and a.kind == "book"), None)
    return act_fault(act, row) if act else {}


@register.filter
def next_try(row: Collection) -> datetime | None:
    """When a refused day is asked for again."""
    return again.next_try_at(row)


@register.filter
def tries(row: Collection) -> int:
    """How often it was asked for."""
    return len(again.tries(row))


@register.filter
def open_question(row: Collection) -> str:
    return board.open_question(row)


@register.filter
def weekday(on: date) -> str:
    return str(WEEKDAYS_ABBR[on.weekday()])


@register.filter
def weekday_names(days: list[int]) -> str:
    """Days that follow each other in threes and more are said by their first and last."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = [
        [f"{WEEKDAYS_ABBR[run[0]]}–{WEEKDAYS_ABBR[run[-1]]}"] if len(run) > 2 else [str(WEEKDAYS_ABBR[day]) for day in run] for run in runs
    ]
    return " ".join(text for run in said for text in run)


@register.simple_tag
def day_fault(code: str, row: object) -> str:
    """Why a standing booking leaves a day out."""
    house, carrier = row.warehouse, row.carrier  # type: ignore[attr-defined]
    return sentence(code, {"warehouse": house.code, "carrier": carrier, "on": "", "reference": "", "slot": ""}) if code else ""


@register.simple_tag
def comes(coming: dict[tuple[int, str], Collection], due: object, service: object) -> Collection | None:
    """The collection that comes next for what is due of a service at a warehouse."""
    return coming.get((due.warehouse_id, service.carrier)) if service else None  # type: ignore[attr-defined]
