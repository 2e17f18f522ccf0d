"""The aims of packing: what several packings of the same goods are compared by, and which one is chosen.

Fewest boxes ask nobody. The other two aims price every candidate and take the cheapest: boxes and paddings and freight, and for the aim
of duty what is owed at the destination too. A packing that leaves a parcel without a service, or makes it later than another one,
is never cheaper. See docs/boxes.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core import frames
from fahuo.core.goods.candidates import for_duty, for_freight
from fahuo.core.goods.fill import COUNT, Ints
from fahuo.core.goods.groups import Groups
from fahuo.core.goods.packings import Packing, join, pack_fewest, take, winners
from fahuo.core.goods.pieces import Pieces
from fahuo.core.goods.shelf import Mask, Shelf
from fahuo.core.words import PackAim

UNKNOWN = -1


@dataclass(frozen=True)
class Quotes:
    """What carrying each parcel would cost, in the order of the parcels."""

    minor: Ints  # by the service that would be chosen, in the merchant's currency; UNKNOWN where no service takes the parcel
    late: Ints  # how late that is: less is better whatever it costs; 0 where nothing was promised
    worth: Ints  # what its days are worth beside the price, where the merchant weighs days


class Freight(Protocol):
    """Prices parcels that may be packed."""

    @property
    def caps_g(self) -> Sequence[int]:
        """Weights above which services refuse a parcel, the lowest first."""
        ...

    def quote(self, parcels: pl.DataFrame, placements: pl.DataFrame) -> Quotes:
        """frames.Parcels and Placements (those with order_id) -> Quotes. Several packings of the same goods may stand side by side."""
        ...


class DutyRule(Protocol):
    """What is owed at the destination."""

    def owed(self, parcels: pl.DataFrame, placements: pl.DataFrame) -> Ints:
        """What each parcel would owe, in the merchant's currency; UNKNOWN where the rule, a code or a rate is missing."""
        ...

    def below(self, order_ids: Ints) -> Ints:
        """For each order the value of a parcel above which more is owed, in the merchant's currency, where the law counts each parcel by
        itself; 0 where there is no such limit, or where the parcels of one buyer are counted together: then splitting gains nothing."""
        ...

    def value(self, order_ids: Ints, line_nos: Ints) -> Ints:
        """What one piece of each line counts at the border, in the merchant's currency."""
        ...


@dataclass(frozen=True)
class Question:
    """What is to be packed, with what, and who is asked for prices."""

    pieces: Pieces
    shelf: Shelf
    groups: Groups
    aims: npt.NDArray[np.object_]  # PackAim of each group
    frame: Callable[[Packing], tuple[pl.DataFrame, pl.DataFrame]]  # Parcels and Placements of a packing
    freight: Freight | None = None
    duty: DutyRule | None = None
    code: Ints | None = None  # a number for each row's customs code


@dataclass(frozen=True)
class Weighed:
    """What was compared for each group, one row a candidate. Groups that were not weighed have `tried` 0."""

    tried: Ints
    materials: Ints
    freight: Ints  # UNKNOWN: no service takes all parcels
    duty: Ints
    other_total: Ints  # UNKNOWN: there is no other packing that serves as well
    other_boxes: list[str | None]
    fewest_total: Ints  # UNKNOWN: the fewest boxes were taken, or have no price
    fewest_boxes: list[str | None]


def updated(before: Weighed | None, now: Weighed | None, which: Ints) -> Weighed | None:
    """What was weighed so far, and anew for the groups `which`."""
    if before is None or now is None:
        return now if before is None else before
    anew = np.isin(np.arange(len(before.tried)), which)

    def figures(name: str) -> Ints:
        return np.asarray(np.where(anew, getattr(now, name), getattr(before, name)))

    def texts(name: str) -> list[str | None]:
        return [n if is_new else b for is_new, n, b in zip(anew.tolist(), getattr(now, name), getattr(before, name), strict=True)]

    return Weighed(
        tried=figures("tried"),
        materials=figures("materials"),
        freight=figures("freight"),
        duty=figures("duty"),
        other_total=figures("other_total"),
        other_boxes=texts("other_boxes"),
        fewest_total=figures("fewest_total"),
        fewest_boxes=texts("fewest_boxes"),
    )


def pack_for_aims(asked: Question, which: Ints, allowed: Mask) -> tuple[Packing, Weighed | None]:
    """Pack the groups `which` (ascending), each for its aim, with the boxes it may have."""
    base = pack_fewest(asked.pieces, asked.shelf, asked.groups, which, allowed)
    weighing = which[(asked.aims[which] != PackAim.BOXES) & ~asked.groups.own[which] & np.isin(which, base.group)]
    if (asked.freight is None and asked.duty is None) or not len(weighing) or not len(asked.shelf):
        return base, None
    candidates = [base.pick(np.flatnonzero(np.isin(base.group, weighing)))]
    caps = asked.freight.caps_g if asked.freight else ()
    candidates += for_freight(asked.pieces, asked.shelf, asked.groups, base, weighing, allowed, caps)
    if asked.duty is not None and asked.code is not None:
        dutiable = weighing[asked.aims[weighing] == PackAim.DUTY]
        value, below = _of_rows(asked, asked.duty)
        candidates += for_duty(asked.pieces, asked.shelf, asked.groups, base, dutiable, allowed, asked.code, value, below)
    candidates = [c for c in candidates if len(c.group)]
    rest = base.pick(np.flatnonzero(~np.isin(base.group, weighing)))
    chosen, weighed = _choose(asked, candidates, weighing)
    return join(chosen, rest), weighed


def _of_rows(asked: Question, duty: DutyRule) -> tuple[Ints, Ints]:
    return duty.value(asked.pieces.order_id, asked.pieces.line_no.astype(np.int64)), duty.below(asked.pieces.order_id)


@dataclass(frozen=True)
class _Bill:
    """One row a candidate, one column a group."""

    unserved: Ints
    late: Ints
    materials: Ints
    freight: Ints
    duty: Ints  # 0 where it is not asked, or some candidate's is not known
    worth: Ints
    there: Mask
    duty_known: Mask  # of groups


def _choose(asked: Question, candidates: list[Packing], weighing: Ints) -> tuple[Packing, Weighed]:
    bill = _bill(asked, candidates)
    total = bill.materials + bill.freight + bill.duty
    absent = np.where(bill.there, 0, 1)
    keys = [np.stack(row) for row in zip(absent, bill.unserved, bill.late, total + bill.worth, strict=True)]
    winner = winners(keys)
    groups = np.arange(len(winner))
    boxes = [_signatures(asked.shelf, c, len(asked.groups)) for c in candidates]
    serves = bill.there & (bill.unserved == bill.unserved[winner, groups]) & (bill.late == bill.late[winner, groups])
    tried, other_total = np.zeros(len(winner), dtype=np.int64), np.full(len(winner), UNKNOWN)
    fewest_total = np.full(len(winner), UNKNOWN)
    other_boxes: list[str | None] = [None] * len(winner)
    fewest_boxes: list[str | None] = [None] * len(winner)
    for g in weighing.tolist():
        mine = boxes[winner[g]][g]
        tried[g] = len({boxes[n][g] for n in range(len(candidates)) if bill.there[n, g]})
        rivals = [n for n in range(len(candidates)) if serves[n, g] and boxes[n][g] != mine]
        if rivals and not bill.unserved[winner[g], g]:
            second = min(rivals, key=lambda n: int(total[n, g] + bill.worth[n, g]))
            other_total[g], other_boxes[g] = total[second, g], boxes[second][g]
        if boxes[0][g] != mine:
            fewest_boxes[g] = boxes[0][g]
            fewest_total[g] = UNKNOWN if bill.unserved[0, g] else total[0, g]
    of_winner = [getattr(bill, name)[winner, groups] for name in ("materials", "freight", "duty", "unserved")]
    served = of_winner[3] == 0
    dutied = bill.duty_known & (asked.aims == PackAim.DUTY)
    weighed = Weighed(
        tried, of_winner[0], np.where(served, of_winner[1], UNKNOWN), np.where(dutied, of_winner[2], UNKNOWN), other_total, other_boxes,
        fewest_total, fewest_boxes,
    )  # fmt: skip
    return take(candidates, winner), weighed


def _bill(asked: Question, candidates: list[Packing]) -> _Bill:
    """Price all parcels of all candidates in one batch, and sum them up by candidate and group."""
    size = len(asked.groups)
    number = np.repeat(np.arange(len(candidates)), [len(c.group) for c in candidates])
    group = np.concatenate([c.group for c in candidates])
    cell = number * size + group

    def summed(values: Ints) -> Ints:
        total = np.zeros(len(candidates) * size, dtype=np.int64)
        np.add.at(total, cell, values)
        return total.reshape(len(candidates), size)

    box = np.concatenate([c.box for c in candidates])
    materials = summed(np.where(box >= 0, asked.shelf.price_minor[box], 0))
    materials += _padding(asked)[None, :]
    zero = np.zeros(len(group), dtype=np.int64)
    quotes, owed = Quotes(zero, zero, zero), zero
    parcels, placements = _side_by_side([asked.frame(c) for c in candidates])
    if asked.freight is not None:
        quotes = asked.freight.quote(parcels, placements)
    if asked.duty is not None and (asked.aims == PackAim.DUTY).any():
        owed = np.where(asked.aims[group] == PackAim.DUTY, asked.duty.owed(parcels, placements), 0)
    late = np.zeros(len(candidates) * size, dtype=np.int64)
    np.maximum.at(late, cell, np.where(quotes.minor == UNKNOWN, 0, quotes.late))
    known = summed((owed == UNKNOWN).astype(np.int64)).sum(axis=0) == 0
    return _Bill(
        unserved=summed((quotes.minor == UNKNOWN).astype(np.int64)),
        late=late.reshape(len(candidates), size),
        materials=materials,
        freight=summed(np.maximum(quotes.minor, 0)),
        duty=summed(np.maximum(owed, 0)) * known[None, :],
        worth=summed(quotes.worth),
        there=summed(np.ones(len(group), dtype=np.int64)) > 0,
        duty_known=known,
    )


def _padding(asked: Question) -> Ints:
    """What the paddings of each group cost: the same in every packing of it."""
    rows, total = asked.groups.rows, np.zeros(len(asked.groups), dtype=np.int64)
    np.add.at(total, asked.groups.of_rows(), asked.pieces.padding_minor[rows] * asked.pieces.kinds[rows, COUNT])
    return total


def _side_by_side(framed: list[tuple[pl.DataFrame, pl.DataFrame]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The frames of several packings as one, parcels numbered on."""
    before = np.cumsum([0, *(parcels.height for parcels, _ in framed)])
    moved = [
        [frame.with_columns(pl.col("parcel_id") + int(shift)) for frame in pair] for pair, shift in zip(framed, before[:-1], strict=True)
    ]
    return pl.concat([pair[0] for pair in moved]), pl.concat([pair[1] for pair in moved])


def _signatures(shelf: Shelf, packing: Packing, size: int) -> list[str]:
    """The boxes of each group as one text, "2 × C1 + C4"; empty where it has no parcel."""
    boxes: list[dict[int, int]] = [{} for _ in range(size)]
    for group, box in zip(packing.group.tolist(), packing.box.tolist(), strict=True):
        boxes[group][box] = boxes[group].get(box, 0) + 1
    return [" + ".join(f"{n} × {shelf.codes[b]}" if n > 1 else shelf.codes[b] for b, n in sorted(of.items())) for of in boxes]


def choices_frame(weighed: Weighed | None, aims: npt.NDArray[np.object_], group: Ints) -> pl.DataFrame:
    """frames.Choices for parcels numbered from 0, whose groups are `group` (ascending)."""
    if weighed is None or not len(group):
        return frames.empty(frames.Choices)
    first = np.searchsorted(group, group)
    rows = pl.DataFrame(
        {
            "parcel_id": np.arange(len(group), dtype=np.int64),
            "together": first.astype(np.int64),
            "aim": [str(aim) for aim in aims[group]],
            "tried": weighed.tried[group].astype(np.int32),
            "materials_minor": weighed.materials[group],
            "freight_minor": weighed.freight[group],
            "duty_minor": weighed.duty[group],
            "other_boxes": pl.Series([weighed.other_boxes[g] for g in group.tolist()], dtype=pl.String),
            "other_minor": weighed.other_total[group],
            "fewest_boxes": pl.Series([weighed.fewest_boxes[g] for g in group.tolist()], dtype=pl.String),
            "fewest_minor": weighed.fewest_total[group],
        }
    )
    unknown = ["freight_minor", "duty_minor", "other_minor", "fewest_minor"]
    known = rows.with_columns(pl.when(pl.col(name) != UNKNOWN).then(pl.col(name)).alias(name) for name in unknown)
    return known.filter(pl.col("tried") > 0)
