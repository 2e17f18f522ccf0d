"""A choice made again from what was kept of it: the stored offers and the row that says why. No card, rule or lane is read.

The pages show what each offer was compared by; the choice made again must be the one that was stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fahuo.core.words import Aim, Effect

Row = Mapping[str, Any]
MILLION = 1_000_000


@dataclass(frozen=True)
class Compared:
    """An offer as it stood among the others."""

    service_id: int
    preferred: bool  # a rule put it before all others
    own: bool  # a person had the parcel's way chosen among services of which it is one
    late: int  # 0: keeps the promised day nine times in ten; 1: every other time; 2: not even that
    short_ppm: int  # how much surer it would have to be, for the aim of the promise
    worth_minor: int  # of its days
    duty_minor: int
    cover_minor: int  # premium, where the parcel is to be covered
    lacks_cover: bool  # it is to be covered, and the service cannot
    total_minor: (
        int  # price + premium + worth of its days + duty: what the aim adds up; without duty where `own`: it was weighed with the whole way
    )
    key: tuple[object, ...]  # the least is chosen


def compare(
    offers: Sequence[Row],
    selection: Row,
    services: Mapping[int, tuple[str, str]],
    wish: str | None,
    covers: Mapping[int, Row] | None = None,
) -> list[Compared]:
    """The offers that were open, the chosen one first.

    `offers` and `selection` are rows of frames.Offers and Selections; `services` gives code and class of each; `wish` is the service that
    the buyer asked for; `covers` are rows of frames.Covers by service, where the parcel is to be covered.
    """
    named = set((selection["services"] or "").replace(",", " ").split())
    own = set((selection.get("own_services") or "").split())
    prefers = selection["effect"] == Effect.PREFER
    found = []
    for offer in offers:
        code, kind = services[offer["service_id"]]
        if offer["reason"] is None and (not selection["asked"] or code == (wish or "").strip()):
            cover = (covers or {}).get(offer["service_id"])
            found.append(_compared(offer, selection, code, (prefers and bool({code, kind} & named), bool({code, kind} & own)), cover))
    return sorted(found, key=lambda c: c.key)


def _compared(offer: Row, selection: Row, code: str, first: tuple[bool, bool], cover: Row | None) -> Compared:
    aim, p50, p90 = Aim(selection["aim"]), offer["days_p50"], offer["days_p90"]
    premium, lacks = (cover["home_minor"] or 0, cover["reason"] is not None) if cover else (0, False)
    home = offer["home_minor"] + premium
    on, day = selection["planned_on"], selection["promised_on"]
    late = 0 if day is None or on + timedelta(p90) <= day else 1 if on + timedelta(p50) <= day else 2
    kept, least = offer["keep_ppm"], selection["least_ppm"]
    short = 0 if day is None or least is None or kept is None or kept >= least else MILLION + 1 - kept
    worth = p50 * (selection["day_worth_minor"] or 0)
    duty = (offer["duty_minor"] or 0) if aim == Aim.LANDED else 0
    total = home + worth + (0 if first[1] else duty)
    if aim == Aim.PROMISE:
        order: tuple[int, ...] = (short, home, p90, p50)
    elif aim == Aim.TIME:
        order = (late, p50, p90, home)
    else:
        order = (late, total, p90, p50)
    preferred, own = first
    key = (not preferred, not own, lacks, *order, code)
    return Compared(offer["service_id"], preferred, own, late, short, worth, duty, premium, lacks, total, key)
