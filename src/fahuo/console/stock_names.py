"""The names of what stock counts in codes, in the user's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fahuo.core.goods.counting import CountState
from fahuo.core.goods.inbound import InboundState
from fahuo.core.goods.put_away import Why
from fahuo.core.words import BinKind, Condition, CountBy, MoveKind, Removal, Telling, Tracks

BINS = {
    BinKind.STORAGE: _("Storage"),
    BinKind.RECEIVING: _("Receiving"),
    BinKind.PACKING: _("Packing area"),
    BinKind.QUARANTINE: _("Quarantine"),
}

MOVES = {
    MoveKind.RECEIVED: _("Received"),
    MoveKind.PUT_AWAY: _("Put away"),
    MoveKind.MOVED: _("Moved"),
    MoveKind.PICKED: _("Picked"),
    MoveKind.SHIPPED: _("Shipped"),
    MoveKind.COUNTED: _("Counted"),
    MoveKind.ADJUSTED: _("Adjusted"),
    MoveKind.WRITTEN_OFF: _("Written off"),
    MoveKind.RETURNED: _("Returned"),
    MoveKind.CONSUMED: _("Consumed"),
    MoveKind.SENT: _("Sent to another warehouse"),
}

WRITE_OFFS = {
    "damaged": _("damaged"),
    "expired": _("expired"),
    "lost": _("lost"),
    "sample": _("given away as a sample"),
    "other": _("other reason"),
}

VERBS = {
    "receive": _("Receive"),
    "put_away": _("Put away"),
    "move": _("Move to another bin"),
    "quarantine": _("Into quarantine"),
    "release": _("Release from quarantine"),
    "add": _("Add (found)"),
    "remove": _("Take out (missing)"),
    "write_off": _("Write off"),
    "restock": _("Take back a return"),
}

CONDITIONS = {
    Condition.GOOD.value: _("good"),
    Condition.DAMAGED.value: _("damaged"),
    Condition.SCRAP.value: _("scrap"),
    Condition.MISSING.value: _("missing"),
}

WHYS = {
    Why.HOME: _("its home bin"),
    Why.SAME_LOT: _("the same lot lies there"),
    Why.SAME_PRODUCT: _("the product lies there"),
    Why.EMPTY_NEAR: _("empty, where it lay before"),
    Why.EMPTY: _("empty"),
}

COUNT_WHYS = {"moved": _("much moved"), "oldest": _("long not counted")}

INBOUNDS = {
    InboundState.PLANNED: _("Planned"),
    InboundState.DEPARTED: _("On its way"),
    InboundState.ARRIVED: _("At the warehouse"),
    InboundState.RECEIVING: _("Being received"),
    InboundState.WAITS: _("Waits for approval"),
    InboundState.CLOSED: _("Closed"),
    InboundState.CANCELLED: _("Cancelled"),
}

COUNTS = {
    CountState.OPEN: _("Being counted"),
    CountState.WAITS: _("Waits for approval"),
    CountState.CLOSED: _("Closed"),
    CountState.CANCELLED: _("Cancelled"),
}

COUNT_BY = {
    CountBy.BIN: _("Bins"),
    CountBy.PRODUCT: _("Products"),
    CountBy.ABC: _("ABC class"),
    CountBy.OLDEST: _("Longest not counted"),
}

TELLINGS = {
    Telling.DEPARTED: _("Departed"),
    Telling.ARRIVED: _("Arrived"),
    Telling.ASKED: _("Finished with differences"),
    Telling.APPROVED: _("Differences approved"),
    Telling.REJECTED: _("Sent back"),
    Telling.CLOSED: _("Closed"),
    Telling.CANCELLED: _("Cancelled"),
}

TRACKS = {Tracks.NONE: _("not tracked"), Tracks.LOT: _("by lot"), Tracks.SERIAL: _("by serial number")}

REMOVALS = {
    Removal.FIFO: _("first in, first out"),
    Removal.LIFO: _("last in, first out"),
    Removal.FEFO: _("first expired, first out"),
    Removal.NEAREST: _("nearest bin"),
}
