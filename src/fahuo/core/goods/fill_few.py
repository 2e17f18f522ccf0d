"""A group of few pieces: the cheapest box that takes all, else the cheapest team of boxes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fahuo.core.goods.fill import (
    BLOCK_COLUMNS,
    BOX_COLUMNS,
    COST,
    DX,
    DY,
    DZ,
    ENDLESS,
    FLOOR,
    FORMS,
    INNER,
    KIND,
    MAX_PIECES,
    NX,
    NY,
    NZ,
    RATE,
    ROOM,
    SOFT,
    TARE,
    TEAM,
    Ints,
    X,
    Y,
    Z,
    burden,
    copy,
    copy_blocks,
    open_box,
)
from fahuo.core.goods.fill_blocks import FIT_RULES, SHRINK_TRIES, fill_most, fill_whole, may_take_all
from fahuo.core.goods.fill_bound import hopeless, refuted
from fahuo.core.goods.fill_cache import kernel
from fahuo.core.goods.fill_exact import EXACT_PIECES, carve
from fahuo.core.goods.fill_floor import AT_X, AT_Y, AT_Z, IN, IS_X, IS_Y, IS_Z, OF, Desk, learn_turns
from fahuo.core.goods.fill_search import search_carried

# Units of work, of about 8 ns each (measured), that a search may take for one group.
QUICK, THOROUGH = 10_000, 1_500_000
EXACT_PART = 2  # carving one box takes at most this part of them,
TIGHT_PART = 5  # and is only tried where at most this part of the box stays empty,
SEARCH_PART = 3  # the search of one box or team this part,
SAVING_PART = 3  # all teams that save no box, only volume or money, this part
TRIES_ONE = 200  # packings tried of one box
TRIES_TEAM = 500  # and one team
MAX_TEAMS = 256  # teams that are looked at, the cheapest first
MOST_WAYS = 4_000  # of choosing boxes for a team; larger teams are not listed


class Plan(NamedTuple):
    """Parcels of one group of few pieces."""

    box: Ints  # of each parcel
    block_count: Ints  # of each parcel
    blocks: Ints  # of all parcels, one parcel after the other
    size: Ints  # parcels, blocks, cost


@kernel
def make_plan() -> Plan:
    """An empty plan."""
    return Plan(
        np.zeros(MAX_PIECES, np.int64), np.zeros(MAX_PIECES, np.int64), np.zeros((MAX_PIECES, BLOCK_COLUMNS), np.int64),
        np.zeros(3, np.int64),
    )  # fmt: skip


@kernel
def parcel_cost(boxes: Ints, b: int, goods_g: int) -> int:
    """What a parcel in box b costs to the caller's aim."""
    cost: int = boxes[b, COST] + boxes[b, RATE] * max(boxes[b, FLOOR], boxes[b, TARE] + goods_g)
    return cost


@kernel
def add_parcel(plan: Plan, kinds: Ints, boxes: Ints, b: int, blocks: Ints, count: int) -> None:
    """A parcel more in the plan."""
    goods_g, at = 0, plan.size[1]
    for i in range(count):
        for column in range(BLOCK_COLUMNS):
            plan.blocks[at + i, column] = blocks[i, column]
        goods_g += blocks[i, NX] * blocks[i, NY] * blocks[i, NZ] * kinds[blocks[i, KIND], 3]
    plan.box[plan.size[0]], plan.block_count[plan.size[0]] = b, count
    plan.size[0] += 1
    plan.size[1] += count
    plan.size[2] += parcel_cost(boxes, b, goods_g)


@kernel
def write_stood(desk: Desk, stood: int, q: int, blocks: Ints) -> int:
    """The pieces that stand in box q of the team as blocks of one; how many."""
    count = 0
    for i in range(stood):
        if desk.stood[i, IN] == q and desk.stood[i, OF] >= 0:
            block = blocks[count]
            block[KIND] = desk.stood[i, OF]
            block[X], block[Y], block[Z] = desk.stood[i, AT_X], desk.stood[i, AT_Y], desk.stood[i, AT_Z]
            block[DX], block[DY], block[DZ] = desk.stood[i, IS_X], desk.stood[i, IS_Y], desk.stood[i, IS_Z]
            block[NX], block[NY], block[NZ] = 1, 1, 1
            count += 1
    return count


@kernel
def search_within(kinds: Ints, counts: Ints, count: int, team: int, support: int, tries: int, desk: Desk) -> bool:
    """`search_carried` with its part of the work that is allowed."""
    allowed = desk.work[1]
    desk.work[1] = min(allowed, desk.work[0] + allowed // SEARCH_PART)
    found = search_carried(kinds, counts, count, team, support, tries, desk)
    desk.work[1] = allowed
    return found


@kernel
def into_box(
    kinds: Ints,
    counts: Ints,
    count: int,
    boxes: Ints,
    b: int,
    support: int,
    tries: int,
    desk: Desk,
    trial: Ints,
    spaces: Ints,
    blocks: Ints,
) -> int:
    """All of `counts` into box b, by rule, by search, by carving: the number of blocks, 0 when no way is found."""
    if not may_take_all(kinds, counts, boxes, b):
        return 0
    box, volume = np.empty(BOX_COLUMNS, np.int64), burden(kinds, counts)[0]
    for form in range(FORMS if boxes[b, SOFT] else 1):
        if not open_box(kinds, counts, boxes, b, form, box) or box[INNER] < volume:
            continue
        placed = fill_whole(kinds, counts, box, len(FIT_RULES) if tries > 0 else SHRINK_TRIES, trial, spaces, blocks)
        if placed > 0:
            return placed
        if tries == 0:
            continue
        copy(box, desk.inside[0], 4)
        if hopeless(volume, count, box[INNER]) or refuted(kinds, counts, 1, desk):
            continue
        if search_within(kinds, counts, count, 1, support, tries, desk):
            return write_stood(desk, count, 0, blocks)
        if count <= EXACT_PIECES and (box[INNER] - volume) * TIGHT_PART <= box[INNER]:
            allowed = desk.work[1]
            desk.work[1] = min(allowed, desk.work[0] + allowed // EXACT_PART)
            copy(counts, trial, len(counts))
            stood = carve(kinds, trial, count, box[INNER] - volume, support, desk)
            desk.work[1] = allowed
            if stood > 0:
                return write_stood(desk, stood, 0, blocks)
    return 0


@kernel
def by_cost(boxes: Ints, goods_g: int, order: Ints) -> None:
    """Box numbers by what they would cost for such a weight, the cheapest first, of equals the first."""
    for b in range(boxes.shape[0]):
        at, mine = b, parcel_cost(boxes, b, goods_g)
        while at > 0 and parcel_cost(boxes, order[at - 1], goods_g) > mine:
            order[at] = order[at - 1]
            at -= 1
        order[at] = b


@kernel
def greedy(kinds: Ints, counts: Ints, boxes: Ints, support: int, desk: Desk, trial: Ints, spaces: Ints, blocks: Ints, plan: Plan) -> None:
    """Box after box, each with as much as goes in, then the cheapest one that takes the same: a plan to start from."""
    left, used, best = counts.copy(), np.zeros(len(counts), np.int64), np.empty((MAX_PIECES, BLOCK_COLUMNS), np.int64)
    order = np.zeros(boxes.shape[0], np.int64)
    plan.size[0], plan.size[1], plan.size[2] = 0, 0, 0
    while burden(kinds, left)[0] > 0:
        b, count = fill_most(kinds, left, boxes, trial, used, spaces, blocks, best)
        pieces = 0
        for k in range(len(left)):
            left[k] -= used[k]
            pieces += used[k]
        goods_g = burden(kinds, used)[1]
        by_cost(boxes, goods_g, order)
        for i in range(len(order)):
            other: int = order[i]
            if parcel_cost(boxes, other, goods_g) >= parcel_cost(boxes, b, goods_g):
                break
            placed = into_box(kinds, used, pieces, boxes, other, support, 0, desk, trial, spaces, blocks)
            if placed > 0:
                b, count = other, placed
                copy_blocks(blocks, best, placed)
                break
        add_parcel(plan, kinds, boxes, b, best, count)


@kernel
def plan_few(
    kinds: Ints, counts: Ints, boxes: Ints, support: int, work: int, desk: Desk, trial: Ints, spaces: Ints, blocks: Ints, plan: Plan
) -> None:
    """Write a plan for at most MAX_PIECES pieces."""
    count, goods_g = 0, burden(kinds, counts)[1]
    for k in range(len(counts)):
        count += counts[k]
    learn_turns(kinds, desk)
    desk.work[0], desk.work[1] = 0, work
    plan.size[0], plan.size[1], plan.size[2] = 0, 0, 0
    order = np.zeros(boxes.shape[0], np.int64)
    by_cost(boxes, goods_g, order)
    for i in range(len(order)):
        b: int = order[i]
        placed = into_box(kinds, counts, count, boxes, b, support, TRIES_ONE, desk, trial, spaces, blocks)
        if placed > 0:
            add_parcel(plan, kinds, boxes, b, blocks, placed)
            break
    if plan.size[0] == 0:
        greedy(kinds, counts, boxes, support, desk, trial, spaces, blocks, plan)
    better_team(kinds, counts, count, boxes, support, desk, blocks, plan)


@kernel
def list_teams(kinds: Ints, counts: Ints, boxes: Ints, size: int, below: int, teams: Ints, found: int) -> int:
    """Add the teams of so many boxes that cost less than `below` and have room by volume and weight: (least cost, size, boxes ...)."""
    volume, weight = burden(kinds, counts)
    pick = np.zeros(TEAM, np.int64)
    while True:
        inner, room, fixed, floor, gross = 0, 0, 0, 0, weight
        for q in range(size):
            b = pick[q]
            inner += boxes[b, INNER]
            room += boxes[b, ROOM]
            fixed += boxes[b, COST]
            floor += boxes[b, FLOOR]
            gross += boxes[b, TARE]
        least = fixed + boxes[0, RATE] * max(floor, gross)
        if least < below and inner >= volume and room >= weight and found < MAX_TEAMS:
            at = found
            while at > 0 and teams[at - 1, 0] > least:
                for column in range(TEAM + 2):
                    teams[at, column] = teams[at - 1, column]
                at -= 1
            teams[at, 0], teams[at, 1] = least, size
            for q in range(size):
                teams[at, 2 + q] = pick[q]
            found += 1
        q = size - 1
        while q >= 0 and pick[q] == boxes.shape[0] - 1:
            q -= 1
        if q < 0:
            return found
        next_box = pick[q] + 1
        for i in range(q, size):
            pick[i] = next_box


@kernel
def better_team(kinds: Ints, counts: Ints, count: int, boxes: Ints, support: int, desk: Desk, blocks: Ints, plan: Plan) -> None:
    """Replace the plan where a cheaper team of boxes is found to take all."""
    teams, found, size, ways, least = np.zeros((MAX_TEAMS, TEAM + 2), np.int64), 0, 1, boxes.shape[0], ENDLESS
    for b in range(boxes.shape[0]):
        least = min(least, parcel_cost(boxes, b, 0))
    most = min(TEAM, plan.size[0] + 1)
    while size < most and (size + 1) * least < plan.size[2]:
        size += 1
        ways = ways * (boxes.shape[0] + size - 1) // size
        desk.work[0] += ways * size // 4
        if ways > MOST_WAYS or desk.work[0] > desk.work[1]:
            break
        found = list_teams(kinds, counts, boxes, size, plan.size[2], teams, found)
    box, last = np.empty(BOX_COLUMNS, np.int64), False
    for i in range(found):
        if teams[i, 0] >= plan.size[2] or desk.work[0] > desk.work[1]:
            break
        size, usable, inner = teams[i, 1], True, 0
        if size >= plan.size[0] and not last:
            last = True
            desk.work[1] = min(desk.work[1], desk.work[0] + desk.work[1] // SAVING_PART)
        for q in range(size):
            b = teams[i, 2 + q]
            usable &= open_box(kinds, counts, boxes, b, 2 if boxes[b, SOFT] else 0, box)
            copy(box, desk.inside[q], 4)
            inner += box[INNER]
        if not usable or hopeless(burden(kinds, counts)[0], count, inner) or refuted(kinds, counts, size, desk):
            continue
        if search_within(kinds, counts, count, size, support, TRIES_TEAM, desk):
            take_team(kinds, boxes, teams[i], count, desk, blocks, plan)


@kernel
def take_team(kinds: Ints, boxes: Ints, team: Ints, count: int, desk: Desk, blocks: Ints, plan: Plan) -> None:
    """What stands on the desk becomes the plan, if it costs less."""
    cost = 0
    for q in range(team[1]):
        goods_g, pieces = 0, 0
        for i in range(count):
            if desk.stood[i, IN] == q:
                goods_g += kinds[desk.stood[i, OF], 3]
                pieces += 1
        if pieces > 0:
            cost += parcel_cost(boxes, team[2 + q], goods_g)
    if cost >= plan.size[2]:
        return
    plan.size[0], plan.size[1], plan.size[2] = 0, 0, 0
    for q in range(team[1]):
        pieces = write_stood(desk, count, q, blocks)
        if pieces > 0:
            add_parcel(plan, kinds, boxes, team[2 + q], blocks, pieces)
