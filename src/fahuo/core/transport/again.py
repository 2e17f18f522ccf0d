"""A day of a standing booking that was refused: when it is asked for again, which other slot will do, when to give up. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from fahuo.core.transport.collecting import Offered, why_not

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=10), timedelta(hours=3)
# what may be otherwise in an hour, or in another slot of the day; all else a carrier says stands
PASSING = ("collection_full", "collection_too_late", "collection_too_heavy", "collection_no_slot")


def next_try_at(tries: int, last_at: datetime) -> datetime:
    """When to ask again after so many tries (1 and more): after ten minutes, then twice as long each time, three hours at most."""
    return last_at + min(FIRST_WAIT * (1 << min(tries - 1, 10)), LONGEST_WAIT)


def other_slot(
    slots: Iterable[Offered], begins_at: datetime, ends_at: datetime, ready_at: datetime, weight_g: int, now: datetime
) -> Offered | str:
    """Of the slots that can be booked the one that is nearest to the wished hours, of equal ones the later; or the code of the reason.

    One that ends before the parcels are ready (`ready_at`: the cut-off) is not taken. The code is `collection_too_late` only where nothing
    of the day can be had any more, whoever gives a place back.
    """
    fit = [slot for slot in slots if slot.ends_at > ready_at]
    free = [slot for slot in fit if why_not(slot, weight_g, now) is None]
    if free:
        return min(free, key=lambda slot: (_apart(slot, begins_at, ends_at), -slot.begins_at.timestamp(), slot.id))
    codes = {why_not(slot, weight_g, now) if not _over(slot, now) else "collection_too_late" for slot in fit}
    return next(
        (code for code in PASSING if code in codes and code != "collection_too_late"),
        "collection_too_late" if codes else "collection_no_slot",
    )


def _over(slot: Offered, now: datetime) -> bool:
    """It is too late for this slot, full or not."""
    return slot.begins_at <= now or (slot.book_by_at is not None and now > slot.book_by_at)


def _apart(slot: Offered, begins_at: datetime, ends_at: datetime) -> timedelta:
    """How far a slot lies from the wished hours; below zero by as much as it shares with them."""
    return max(slot.begins_at, begins_at) - min(slot.ends_at, ends_at)


def hopeless(code: str, over_at: datetime, now: datetime) -> bool:
    """No use to ask again: the carrier's word stands, it is too late for all of the day, or the day is over (`over_at`)."""
    return code not in PASSING or code == "collection_too_late" or now >= over_at
