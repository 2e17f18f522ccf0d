"""A parcel's story for its buyer: milestones, news with place and local time, and when it will come. Nothing of the merchant's business, no address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.core import get_global
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from fahuo.core.words import Happening
from fahuo.records.models import Event
from fahuo.steps.transport.models import Checkpoint, Leg
from fahuo.steps.transport.queries import place_name

H = Happening

MILESTONES = (
    (gettext_lazy("Ordered"), (H.IMPORTED, H.PLANNED, H.APPROVED)),
    (gettext_lazy("Packed"), (H.LABEL_BOUGHT, H.DECLARED, H.EXPORT_RELEASED, H.PICKED, H.PACKED)),
    (gettext_lazy("Sent"), (H.HANDED_OVER, H.DEPARTED)),
    (gettext_lazy("Arrived"), (H.ARRIVED, H.CUSTOMS_HELD, H.ENTRY_RELEASED)),
    (gettext_lazy("At the door"), (H.OUT_FOR_DELIVERY, H.ATTEMPT_FAILED)),
    (gettext_lazy("Delivered"), (H.DELIVERED,)),
)

# What a buyer reads. What is not here is the merchant's own business.
SAID = {
    H.IMPORTED: gettext_lazy("We have your order"),
    H.LABEL_BOUGHT: gettext_lazy("Your parcel is being packed"),
    H.HANDED_OVER: gettext_lazy("The carrier has your parcel"),
    H.EXPORT_RELEASED: gettext_lazy("Cleared for export"),
    H.DEPARTED: gettext_lazy("On its way to your country"),
    H.ARRIVED: gettext_lazy("Arrived in your country"),
    H.CUSTOMS_HELD: gettext_lazy("Customs is looking at your parcel"),
    H.ENTRY_RELEASED: gettext_lazy("Released by customs"),
    H.OUT_FOR_DELIVERY: gettext_lazy("Out for delivery today"),
    H.ATTEMPT_FAILED: gettext_lazy("The carrier could not deliver and will try again"),
    H.DELIVERED: gettext_lazy("Delivered"),
    H.DAMAGED: gettext_lazy("Damaged on the way: the shop has been told"),
    H.LOST: gettext_lazy("Your parcel cannot be found: the shop has been told"),
    H.RETURNING: gettext_lazy("On its way back to the shop"),
    H.RETURNED: gettext_lazy("Returned to the shop"),
    H.CANCELLED: gettext_lazy("The order was cancelled"),
}
TROUBLE = {H.CUSTOMS_HELD, H.ATTEMPT_FAILED, H.DAMAGED, H.LOST, H.RETURNING, H.RETURNED, H.CANCELLED}
ENDED = {H.DELIVERED, H.LOST, H.RETURNING, H.RETURNED, H.CANCELLED, H.DAMAGED}
ENDS_LEG = {"first_mile": H.DEPARTED, "line_haul": H.ARRIVED, "clearance": H.ENTRY_RELEASED, "last_mile": H.DELIVERED}
SETTLED = "settled"

# Countries with several time zones: the one where most people live.
_MAIN_ZONE = {
    "US": "America/New_York", "CA": "America/Toronto", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "MX": "America/Mexico_City", "RU": "Europe/Moscow",
    "ID": "Asia/Jakarta", "KZ": "Asia/Almaty", "CL": "America/Santiago", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "NZ": "Pacific/Auckland",
    "CN": "Asia/Shanghai", "AR": "America/Argentina/Buenos_Aires", "DE": "Europe/Berlin", "UA": "Europe/Kyiv", "MY": "Asia/Kuala_Lumpur", "EC": "America/Guayaquil",
}  # fmt: skip


@dataclass(frozen=True)
class Milestone:
    """One of six."""

    name: str
    done: bool
    bad: bool


@dataclass(frozen=True)
class News:
    """One line of the story."""

    at: datetime  # at the place's own time
    text: str
    place: str
    bad: bool

    @property
    def shown(self) -> str:
        """Date and time as the place's own clock showed it."""
        return f"{self.at:%m-%d %H:%M}"


@dataclass(frozen=True)
class Expected:
    """When it will come, and why that moved."""

    first: date
    last: date
    why: list[str]


def zone_of(country: str | None, browser: str = "") -> ZoneInfo:
    """A country's time zone; the browser's own where it is one of the country's several."""
    zones = get_global("territory_zones").get(country or "", [])
    if browser in zones:
        return ZoneInfo(browser)
    name = _MAIN_ZONE.get(country or "") or (zones[0] if zones else "UTC")
    return ZoneInfo(name)


def milestones(kinds: set[str], state: str) -> list[Milestone]:
    """The six milestones; the furthest that was reached and all before it are done."""
    reached = max((i for i, (_name, marks) in enumerate(MILESTONES) if kinds & {m.value for m in marks}), default=0)
    return [Milestone(str(name), i <= reached, i == reached and state in TROUBLE) for i, (name, _marks) in enumerate(MILESTONES)]


def news(events: Sequence[Event], checkpoints: Sequence[Checkpoint], origin: str, destination: str | None, browser: str = "") -> list[News]:
    """What happened, the newest first, each at its place's own time."""
    places = {(c.kind, c.at): c.place for c in checkpoints}
    arrived = min((e.at for e in events if e.kind in (H.ARRIVED, H.ENTRY_RELEASED, H.OUT_FOR_DELIVERY)), default=None)
    there, here = zone_of(destination, browser), zone_of(origin)
    told: dict[tuple[str, datetime], News] = {}
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    for event in events:
        if event.kind in SAID:
            place = places.get((event.kind, event.at)) or str((event.data or {}).get("place") or "")
            zone = there if arrived and event.at >= arrived else here
            told[event.kind, event.at] = News(
                event.at.astimezone(zone), str(SAID[H(event.kind)]), place_name(place[:80], language), event.kind in TROUBLE
            )
    return sorted(told.values(), key=lambda n: n.at, reverse=True)


def expected(legs: Sequence[Leg], events: Sequence[Event], state: str, now: datetime) -> Expected | None:
    """The range of days in which it will come: the plan, moved by how much the last finished leg was late. None where nothing more will come."""
    if not legs or state in ENDED or state == SETTLED:
        return None
    last = legs[-1]
    moved, why = timedelta(), []
    for leg in legs:
        ended = max((e.at for e in events if e.kind == ENDS_LEG.get(leg.kind)), default=None)
        if ended:
            moved = max(timedelta(), ended - leg.planned_arrive_at)
            why = [_leg_late(leg.kind, moved.days)] if moved >= timedelta(days=1) else []
    if state == H.CUSTOMS_HELD:
        why.append(_("Customs is looking at the parcel; it goes on as soon as it is released."))
    if state == H.ATTEMPT_FAILED:
        why.append(_("The carrier could not deliver and tries again on one of the next days."))
    first, latest = (last.planned_arrive_at + moved).date(), (last.latest_arrive_at + moved).date()
    today = now.date()
    if latest < today:
        why.append(_("It is later than planned. The shop has been told and is asking the carrier."))
        return Expected(today, today + timedelta(days=max(2, (last.latest_arrive_at - last.planned_arrive_at).days)), why)
    return Expected(max(first, today), latest, why)


def _leg_late(kind: str, days: int) -> str:
    texts = {
        "first_mile": ngettext("It left %(n)s day later than planned.", "It left %(n)s days later than planned.", days),
        "line_haul": ngettext(
            "It arrived in your country %(n)s day later than planned.", "It arrived in your country %(n)s days later than planned.", days
        ),
        "clearance": ngettext("Customs took %(n)s day longer than planned.", "Customs took %(n)s days longer than planned.", days),
    }
    return texts.get(kind, ngettext("It is %(n)s day later than planned.", "It is %(n)s days later than planned.", days)) % {"n": days}
