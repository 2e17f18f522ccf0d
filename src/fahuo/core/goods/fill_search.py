"""A search for a packing of few pieces into given boxes: one after the other into the best place, and who finds none goes forward.

Constructive rules with several orders and several notions of the best place, each order amended after a failure ("squeaky wheel":
Joslin and Clements, J. Artificial Intelligence Research 10, 1999). Its limit is counted in units of work, not in time, so that
every machine finds the same.
"""

from __future__ import annotations

from fahuo.core.goods.fill import ENDLESS, FLAGS, HEIGHT, LENGTH, NO_STACK, ROOM, WEIGHT, WIDTH, Ints, burden
from fahuo.core.goods.fill_cache import kernel
from fahuo.core.goods.fill_floor import AT_X, AT_Y, AT_Z, FULL, HALF, IN, IS_X, IS_Y, IS_Z, OF, SEQUENCES, Desk, carried, clear_box, stand

PLACES = 6  # notions of the best place
BY_HEIGHT = (1, 2, 5)  # of these, those for which lower is better whatever else
SURE = 16  # so few pieces are tried to the end: it costs little
RULES = 2 * PLACES  # of places that are equally good the first, then the last
ORDERS = 5  # of pieces
ORDERS_ONE = 3  # of these, those that do not look at weight: for one box
STARTS = PLACES * ORDERS_ONE
MIXED_FROM = 60  # from this try on, every other one draws a rule for each piece by lot
BETTER = (FULL, 85, 70, HALF)  # per cent of its footprint that may carry a piece, where less has been found to do


@kernel
def price_of(place: int, z: int, dx: int, dy: int, dz: int, wide: int, deep: int, high: int) -> tuple[int, int]:
    """How bad a place is for a piece, by two figures: `wide`, `deep` and `high` are what it leaves of its space."""
    narrow = min(wide, deep)
    if place == 0:
        return z + dz, narrow
    if place == 1:
        return (z << 20) + narrow, z + dz
    if place == 2:
        return z, -dx * dy
    if place == 3:
        return min(narrow, high), z + dz
    if place == 4:
        return (z + dz) * dx * dy, narrow
    return (z << 20) - dz, narrow


@kernel
def move_onto(desk: Desk, count: int, q: int, slot: int, i: int, dx: int, dy: int, support: int) -> bool:
    """The corner of the rectangle does not carry the piece of `spot`: is it carried in the corner of something that ends at this level?"""
    x0, y0, x1, y1, z = desk.rects[slot, i, 0], desk.rects[slot, i, 1], desk.rects[slot, i, 2], desk.rects[slot, i, 3], desk.height[slot]
    for j in range(count):
        if desk.stood[j, IN] == q and desk.stood[j, AT_Z] + desk.stood[j, IS_Z] == z:
            x, y = min(max(desk.stood[j, AT_X], x0), x1 - dx), min(max(desk.stood[j, AT_Y], y0), y1 - dy)
            if carried(desk, count, q, x, y, z, dx, dy, support):
                desk.spot[AT_X], desk.spot[AT_Y] = x, y
                return True
    return False


@kernel
def find_spot(desk: Desk, count: int, q: int, k: int, rule: int, support: int) -> bool:
    """Write the best place for a piece of kind k in box q into `spot`."""
    first, second, found, high = ENDLESS, ENDLESS, False, desk.inside[q, 2]
    place, late = rule % PLACES, rule // PLACES
    best_x, best_y, best_z, best_turn = 0, 0, 0, 0
    for level in range(desk.level_count[q]):
        slot = desk.slots[q, level]
        z = desk.height[slot]
        if found and (place in BY_HEIGHT or (place == 0 and z >= first)):
            break
        for t in range(desk.turn_count[k]):
            dx, dy, dz = desk.turn[k, t, 0], desk.turn[k, t, 1], desk.turn[k, t, 2]
            if z + dz > high:
                continue
            desk.work[0] += desk.rect_count[slot]
            for i in range(desk.rect_count[slot]):
                x, y = desk.rects[slot, i, 0], desk.rects[slot, i, 1]
                wide, deep = desk.rects[slot, i, 2] - x - dx, desk.rects[slot, i, 3] - y - dy
                if wide < 0 or deep < 0:
                    continue
                one, two = price_of(place, z, dx, dy, dz, wide, deep, high - z - dz)
                if one > first or (one == first and two >= second + late):
                    continue
                if not carried(desk, count, q, x, y, z, dx, dy, support):
                    desk.work[0] += count
                    if not move_onto(desk, count, q, slot, i, dx, dy, support):
                        continue
                    x, y = desk.spot[AT_X], desk.spot[AT_Y]
                first, second, found = one, two, True
                best_x, best_y, best_z, best_turn = x, y, z, t
    if found:
        spot = desk.spot
        spot[IN], spot[AT_X], spot[AT_Y], spot[AT_Z], spot[OF] = q, best_x, best_y, best_z, k
        spot[IS_X], spot[IS_Y], spot[IS_Z] = desk.turn[k, best_turn, 0], desk.turn[k, best_turn, 1], desk.turn[k, best_turn, 2]
    return found


@kernel
def mixed(mix: int, i: int) -> int:
    """A rule for piece i in try number `mix`, drawn by lot, the same on every machine."""
    drawn = (mix * 1_103_515_245 + i * 12_345 + 40_503) & 0x7FFFFFFF
    drawn = (drawn * 1_664_525 + 1_013_904_223) & 0x7FFFFFFF
    return (drawn >> 12) % RULES


@kernel
def lay(kinds: Ints, sequence: Ints, count: int, team: int, rule: int, mix: int, support: int, desk: Desk) -> int:
    """Place the pieces of the sequence, each into the first box of the team that takes it (every other rule begins with the last
    box); how many stand before one finds no place."""
    for q in range(team):
        clear_box(desk, q)
        desk.free_g[q] = desk.inside[q, ROOM]
    for i in range(count):
        k, found = sequence[i], False
        if mix > 0:
            rule = mixed(mix, i)
        for turn in range(team):
            q = team - 1 - turn if rule & 1 else turn
            if kinds[k, WEIGHT] <= desk.free_g[q] and find_spot(desk, i, q, k, rule, support):
                found = True
                desk.free_g[q] -= kinds[k, WEIGHT]
                stand(kinds, desk, i)
                break
        if not found:
            return i
    return count


@kernel
def rank(kinds: Ints, k: int, order: int) -> int:
    """How early a piece of kind k comes: by volume, largest face, longest side, density, or the lightest for its size first."""
    a: int = kinds[k, LENGTH]
    b: int = kinds[k, WIDTH]
    c: int = kinds[k, HEIGHT]
    volume = a * b * c
    if kinds[k, FLAGS] & NO_STACK:
        return -ENDLESS + volume  # it closes what is above it
    if order == 0:
        return volume
    if order == 1:
        return volume // min(a, b, c)
    if order == 2:
        return (max(a, b, c) << 40) + volume
    dense: int = (kinds[k, WEIGHT] << 30) // volume
    return dense if order == 3 else -dense


@kernel
def arrange(kinds: Ints, counts: Ints, order: int, sequence: Ints) -> None:
    """Write the kinds of all pieces into the sequence, those of the highest rank first, of equals the first kind."""
    count = 0
    for k in range(kinds.shape[0]):
        mine = rank(kinds, k, order)
        at = count
        while at > 0 and rank(kinds, sequence[at - 1], order) < mine:
            at -= 1
        for i in range(count - 1, at - 1, -1):
            sequence[i + counts[k]] = sequence[i]
        for i in range(at, at + counts[k]):
            sequence[i] = k
        count += counts[k]


@kernel
def hoped(tries: int, orders: int) -> int:
    """Per cent of the volume that the best of so many tries must have placed, or the search is given up (measured; see packing.md)."""
    if tries == orders:
        return 65
    if tries == 2 * orders:
        return 75
    return 92 if tries == orders * PLACES else 0


@kernel
def search(kinds: Ints, counts: Ints, count: int, team: int, support: int, tries: int, desk: Desk) -> bool:
    """Pack all of `counts` (so many pieces) into the team's boxes, whose insides are in `desk.inside`; then they are in `desk.stood`."""
    orders = ORDERS_ONE if team == 1 else ORDERS
    starts = min(SEQUENCES, orders * RULES)
    best, whole = 0, burden(kinds, counts)[0]
    for t in range(tries):
        if desk.work[0] > desk.work[1] or (count > SURE and best * 100 < whole * hoped(t, orders)):
            return False
        sequence, start = desk.sequence[t % starts], t % starts
        if t < starts:
            arrange(kinds, counts, start % orders, sequence)
        stuck = lay(kinds, sequence, count, team, start // orders, t if t >= MIXED_FROM and t % 2 == 1 else 0, support, desk)
        if stuck == count:
            return True
        placed = 0
        for i in range(stuck):
            placed += kinds[sequence[i], LENGTH] * kinds[sequence[i], WIDTH] * kinds[sequence[i], HEIGHT]
        best = max(best, placed)
        k, ahead = sequence[stuck], stuck // 2
        for i in range(stuck, ahead, -1):
            sequence[i] = sequence[i - 1]
        sequence[ahead] = k
    return False


@kernel
def search_carried(kinds: Ints, counts: Ints, count: int, team: int, support: int, tries: int, desk: Desk) -> bool:
    """The same, the pieces carried as well as possible, but at least as `support` says."""
    if search(kinds, counts, count, team, FULL, tries if support >= FULL else min(tries, STARTS), desk):
        return True
    if support >= FULL or not search(kinds, counts, count, team, support, tries, desk):
        return False
    for i in range(count):
        for column in range(8):
            desk.kept[i, column] = desk.stood[i, column]
    for better in BETTER:
        if better > support and search(kinds, counts, count, team, better, tries, desk):
            return True
    for i in range(count):
        for column in range(8):
            desk.stood[i, column] = desk.kept[i, column]
    return True
