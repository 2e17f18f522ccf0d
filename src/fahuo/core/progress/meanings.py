"""What each happening says of a parcel, as data: the one table behind every state.

A parcel stands where the strongest of its happenings puts it: the highest level first; on one level the latest time; at one time
the later row here. That is the greatest element of a set, so neither the order of arrival nor a repetition can change it, and
a happening more can only raise it. Levels hold apart what a wrong clock must not mix up; happenings that take turns (departed
and arrived, held and released, out for delivery and failed) share a level.

The step is the furthest that any happening speaks of. It never goes back either: a parcel that was lost and then delivered
is delivered, and stays with after-sales.
"""

from __future__ import annotations

from dataclasses import dataclass

from fahuo.core.words import Happening, Step

H = Happening


@dataclass(frozen=True)
class Meaning:
    """What one kind of event says."""

    kind: Happening
    level: int  # 0: says nothing of where the parcel is
    step: Step
    ends: bool = False  # nothing more is expected from outside
    outside: bool = True  # told by a carrier or a customs office; such news breaks a silence


MEANINGS: tuple[Meaning, ...] = (
    Meaning(H.NOTED, 0, Step.ORDERS),
    Meaning(H.ENTRY_LODGED, 0, Step.ORDERS, outside=False),  # mostly lodged while the goods still travel: it says nothing of where they are
    Meaning(H.CASE_OPENED, 0, Step.ORDERS, outside=False),
    Meaning(H.CASE_SETTLED, 0, Step.ORDERS, outside=False),
    Meaning(H.IMPORTED, 1, Step.ORDERS, outside=False),
    Meaning(H.PLANNED, 2, Step.METHODS, outside=False),  # a label is to be bought
    Meaning(H.APPROVED, 3, Step.METHODS, outside=False),
    Meaning(H.LABEL_REFUSED, 4, Step.METHODS, outside=False),
    Meaning(H.LABEL_BOUGHT, 5, Step.EXPORT, outside=False),  # to be declared
    Meaning(H.DECLARED, 6, Step.EXPORT, outside=False),
    Meaning(H.EXPORT_REFUSED, 7, Step.EXPORT),
    Meaning(H.EXPORT_RELEASED, 7, Step.EXPORT),
    Meaning(H.PICKED, 8, Step.GOODS, outside=False),  # the step stays where it is: it is the furthest that anything speaks of
    Meaning(H.PACKED, 9, Step.GOODS, outside=False),
    Meaning(H.CANCELLED, 10, Step.ORDERS, ends=True, outside=False),
    Meaning(H.HANDED_OVER, 11, Step.TRANSPORT),
    Meaning(H.DEPARTED, 12, Step.TRANSPORT),
    Meaning(H.ARRIVED, 12, Step.TRANSPORT),
    Meaning(H.CUSTOMS_HELD, 13, Step.CLEARANCE),
    Meaning(H.ENTRY_RELEASED, 13, Step.CLEARANCE),
    Meaning(H.OUT_FOR_DELIVERY, 14, Step.DELIVERY),
    Meaning(H.ATTEMPT_FAILED, 14, Step.DELIVERY),
    Meaning(H.LOST, 15, Step.AFTERSALES, ends=True),
    Meaning(H.DELIVERED, 16, Step.DELIVERY, ends=True),  # a lost parcel that is delivered was not lost
    Meaning(H.DAMAGED, 17, Step.AFTERSALES),
    Meaning(H.RETURNING, 18, Step.AFTERSALES),  # "delivered" from now on means: to the sender
    Meaning(H.RETURNED, 19, Step.AFTERSALES, ends=True),
)


@dataclass(frozen=True)
class Trouble:
    """A happening that needs a person, and what says that it is over."""

    kind: Happening
    reason: str  # code in core.reasons; also the kind of the case that settles it
    cleared_by: tuple[Happening, ...]  # the same time or later
    from_level: int = 0  # only from this level on
    below_level: int = 99  # further than this the parcel could not be with the trouble still there
    settles: bool = False  # a settled case of this kind is its end: the state is "settled"


# In the order in which they are named where there are several.
TROUBLES: tuple[Trouble, ...] = (
    Trouble(H.RETURNED, "returned", (), settles=True),
    Trouble(H.DAMAGED, "damaged", (), settles=True),
    Trouble(H.LOST, "lost", (H.RETURNING, H.RETURNED), below_level=16, settles=True),
    Trouble(H.CUSTOMS_HELD, "customs_held", (H.ENTRY_RELEASED,), below_level=14),
    Trouble(H.EXPORT_REFUSED, "export_refused", (H.EXPORT_RELEASED, H.DECLARED), below_level=12),
    Trouble(H.CANCELLED, "moving_though_cancelled", (H.RETURNING, H.RETURNED), from_level=11),
    Trouble(H.LABEL_REFUSED, "label_refused", (H.LABEL_BOUGHT,), below_level=10),
)

SETTLED = "settled"  # the state of a parcel whose loss, damage or return was put right

# Up to which level a planner's "why not" stands in the way, by its step, and which happenings prove that it no longer does.
BLOCKED_UNTIL: dict[Step, tuple[int, tuple[Happening, ...]]] = {
    Step.ORDERS: (6, (H.LABEL_BOUGHT,)),
    Step.GOODS: (6, (H.LABEL_BOUGHT,)),
    Step.METHODS: (6, (H.LABEL_BOUGHT,)),
    Step.EXPORT: (10, (H.DECLARED, H.EXPORT_RELEASED)),
    Step.TRANSPORT: (13, (H.HANDED_OVER, H.DEPARTED)),
    Step.CLEARANCE: (13, (H.ENTRY_LODGED, H.ENTRY_RELEASED)),
    Step.DELIVERY: (16, (H.DELIVERED,)),
    Step.AFTERSALES: (20, ()),
}
