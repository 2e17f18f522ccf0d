"""At the pack bench: what a parcel still wants, and whether a scan may count. Pure; who scanned what is remembered elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from fahuo.core.words import Tracks


class Stage(StrEnum):
    """What a parcel at the bench waits for, in this order."""

    ITEMS = "items"  # pieces
    LOT = "lot"  # the lot of the piece that was scanned
    SERIAL = "serial"  # its serial number
    WEIGHT = "weight"
    LABEL = "label"  # the carrier's answer
    READY = "ready"  # nothing more: it is packed now
    PACKED = "packed"


class Control(StrEnum):
    """What a control barcode asks for. The barcodes are these words; keys of the page send them too."""

    DONE = "FH.DONE"
    UNDO = "FH.UNDO"
    ASIDE = "FH.ASIDE"
    PRINT = "FH.PRINT"
    BOX = "FH.BOX"
    SCALE = "FH.SCALE"
    LEAVE = "FH.LEAVE"
    TAKE = "FH.TAKE"


class Aside(StrEnum):
    """Why a parcel is put aside, by the digit that chooses it: FH.ASIDE.1 ..."""

    MISSING = "missing"
    DAMAGED = "damaged"
    WRONG_GOODS = "wrong_goods"
    NO_BOX = "no_box"
    OTHER = "other"


@dataclass(frozen=True)
class Wanted:
    """So many pieces of a product that a parcel shall hold, and how many are in."""

    product_id: int
    sku: str
    quantity: int
    scanned: int
    tracks: str = Tracks.NONE.value

    @property
    def left(self) -> int:
        return self.quantity - self.scanned


@dataclass(frozen=True)
class LotKnown:
    """A lot of a product as the books have it."""

    code: str
    expires_on: date | None = None


Refused = tuple[str, dict[str, Any]]  # a reason's code and its values

_TIMES = re.compile(r"^\s*(\d{1,4})\s*[*×xX]\s*(.*)$", re.S)


def times_of(text: str) -> tuple[int, str]:
    """A quantity before a code: "5*4006381333931". A product code that begins like one must be scanned, not typed.

    >>> times_of("5*ABC"), times_of("12 * "), times_of("ABC"), times_of("0*A")
    ((5, 'ABC'), (12, ''), (1, 'ABC'), (1, '0*A'))
    """
    found = _TIMES.match(text)
    return (int(found[1]), found[2].strip()) if found and int(found[1]) > 0 else (1, text)


def stage_of(wanted: Sequence[Wanted], waits: str, *, must_weigh: bool, weighed: bool, labelled: bool, packed: bool) -> Stage:
    """What the parcel waits for. `waits` is what an item that was scanned still lacks: lot, serial or nothing."""
    if packed:
        return Stage.PACKED
    if waits:
        return Stage(waits)
    if any(row.left > 0 for row in wanted):
        return Stage.ITEMS
    if must_weigh and not weighed:
        return Stage.WEIGHT
    return Stage.READY if labelled else Stage.LABEL


def count(wanted: Sequence[Wanted], product_id: int, sku: str, times: int) -> Refused | None:
    """Why so many pieces of a product do not belong into the parcel now; None where they do."""
    row = next((row for row in wanted if row.product_id == product_id), None)
    if row is None:
        return "wrong_item", {"sku": sku}
    if row.left <= 0:
        return "one_too_many", {"sku": sku, "quantity": row.quantity}
    if times > row.left:
        return "more_than_left", {"sku": sku, "asked": times, "left": row.left, "quantity": row.quantity}
    if row.tracks == Tracks.SERIAL and times > 1:
        return "serial_one_by_one", {"sku": sku, "asked": times}
    return None


def lot_faults(
    sku: str, code: str, known: LotKnown | None, said: date | None, on: date, picked: frozenset[str] = frozenset()
) -> Refused | None:
    """Why pieces of a lot may not go: it is not in the books, it is expired by the books or by its own barcode, or other lots were picked."""
    if known is None:
        return "lot_unknown", {"sku": sku, "lot": code}
    days = [day for day in (known.expires_on, said) if day is not None]
    if days and min(days) <= on:
        return "lot_expired", {"sku": sku, "lot": code, "expires_on": min(days).isoformat()}
    if picked and code not in picked:
        return "lot_not_picked", {"sku": sku, "lot": code, "picked": ", ".join(sorted(picked))}
    return None


def reason_of_digit(digit: str) -> Aside | None:
    """The reason that a digit chooses, from 1."""
    return list(Aside)[int(digit) - 1] if digit.isascii() and digit.isdigit() and 1 <= int(digit) <= len(Aside) else None
