"""Other packings that are worth a price: a bounded number for each group, each asked of the kernel for all groups at once.

The fewest boxes are one packing among others. Freight may prefer a split, so that no parcel is over a service's weight or volume; another
box, lighter, cheaper or of other sides; or mailers. Duty may prefer that goods of one code stay together, or that no parcel is over a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fahuo.core.goods.fill import COUNT, INNER, ROOM, WEIGHT, Ints, boxable
from fahuo.core.goods.groups import Groups
from fahuo.core.goods.packings import Packing, Shares, fill_shares, join, nothing, pack_fewest
from fahuo.core.goods.pieces import Pieces
from fahuo.core.goods.shelf import Mask, Shelf

OTHERS = 4  # other single boxes that are tried for a group that goes into one
CAPS = 3  # weight limits of services that are tried
MOST_PARTS = 4  # a group is not cut into more parcels than these for a weight limit
FULL_PERCENT = 85  # of the largest box, where goods are bundled before they are packed


Part = tuple[Ints, Ints | None]  # rows of Pieces, pieces of each (None: all)
Split = tuple[int, list[Part]]  # a group and its parts


def for_freight(
    pieces: Pieces, shelf: Shelf, groups: Groups, base: Packing, which: Ints, allowed: Mask, caps_g: Sequence[int]
) -> Iterator[Packing]:
    """Packings of the groups `which` beside `base`: smaller boxes, half as large, another box, mailers, lighter parcels."""
    which = which[~groups.own[which]]
    count, largest, heaviest = _of_groups(pieces, shelf, groups, base)
    place = np.arange(len(shelf))[None, :]

    def tried(some: Ints, mask: Mask, most_g: int | None = None) -> Packing:
        narrower = np.zeros_like(allowed)
        narrower[some] = mask & allowed[some]
        return pack_fewest(pieces, shelf, groups, some, narrower, most_g)

    below = which[largest[which] > 0]
    yield tried(below, place < largest[below, None])
    low = which[largest[which] > 3]
    yield tried(low, place <= largest[low, None] // 2)
    single = which[(count[which] == 1) & (largest[which] >= 0)]
    others = _others(shelf)
    for n in range(OTHERS):
        other = others[largest[single], n]
        have = other >= 0
        yield tried(single[have], place == other[have, None])
    if shelf.soft.any():
        stiff = which[~np.isin(which, base.group[shelf.soft[base.box] & (base.box >= 0)])]
        yield tried(stiff, np.broadcast_to(shelf.soft, (len(stiff), len(shelf))))
    total = np.zeros(len(groups), dtype=np.int64)
    np.add.at(total, groups.of_rows(), pieces.kinds[groups.rows, COUNT] * pieces.kinds[groups.rows, WEIGHT])
    for most_g in caps_g[:CAPS]:
        heavy = which[(heaviest[which] > most_g) & (total[which] <= MOST_PARTS * most_g)]
        yield tried(heavy, np.ones((len(heavy), len(shelf)), dtype=np.bool_), most_g)


def _of_groups(pieces: Pieces, shelf: Shelf, groups: Groups, base: Packing) -> tuple[Ints, Ints, Ints]:
    """Of each group: parcels, row of its largest box (-1: none), goods in its heaviest parcel with the box (g)."""
    count, largest = np.zeros(len(groups), dtype=np.int64), np.full(len(groups), -1, dtype=np.int64)
    heaviest = np.zeros(len(groups), dtype=np.int64)
    np.add.at(count, base.group, 1)
    np.maximum.at(largest, base.group, base.box)
    if len(base.group):
        goods = np.add.reduceat(base.counts() * pieces.kinds[base.blocks[0], WEIGHT], base.begins())
        tare = np.where(base.box >= 0, shelf.weight_g[base.box], 0) if len(shelf) else 0
        np.maximum.at(heaviest, base.group, goods + tare)
    return count, largest, heaviest


def _others(shelf: Shelf) -> Ints:
    """For each box the next larger ones that are better in something that costs: weight, price, longest side, sum of sides; -1 pads."""
    outer = np.sort(shelf.outer, axis=1) if len(shelf) else np.zeros((0, 3), dtype=np.int64)
    costs = np.column_stack([shelf.weight_g, shelf.price_minor, outer[:, 2], outer.sum(axis=1), -shelf.double_wall.astype(np.int64)])
    found = np.full((len(shelf), OTHERS), -1, dtype=np.int64)
    for box in range(len(shelf)):
        better = [j for j in range(box + 1, len(shelf)) if (costs[j] < costs[box]).any()][:OTHERS]
        found[box, : len(better)] = better
    return found


def for_duty(
    pieces: Pieces, shelf: Shelf, groups: Groups, base: Packing, which: Ints, allowed: Mask, code: Ints, value: Ints, below: Ints
) -> Iterator[Packing]:
    """Packings that duty may favour. Of each row of Pieces: `code` (goods of one customs code have one number), `value` of one piece, and
    `below`, the value that a parcel must not pass to be favoured (0: splitting gains nothing)."""
    count, _, _ = _of_groups(pieces, shelf, groups, base)
    coded, bundled, valued = list[Split](), list[Split](), list[Split]()
    for group in which[~groups.own[which]].tolist():
        rows = groups.rows[groups.starts[group] : groups.starts[group + 1]]
        if count[group] > 1 and len(codes := np.unique(code[rows])) > 1:
            coded.append((group, [(rows[code[rows] == one], None) for one in codes]))
            bundled.append((group, _bundles(pieces, shelf, rows, code, allowed[group])))
        limit = int(below[rows].max())
        if limit > 0 and (parts := _under(pieces, rows, value, limit)):
            valued.append((group, parts))
    for split in (coded, bundled, valued):
        if split:
            yield _split(pieces, shelf, split, allowed)


def _bundles(pieces: Pieces, shelf: Shelf, rows: Ints, code: Ints, allowed: Mask) -> list[Part]:
    """The rows by code, codes together as long as they may fill the largest box: first fit, the largest code first."""
    room = int(shelf.boxes[allowed, INNER].max(initial=0)) * FULL_PERCENT // 100
    strong = int(shelf.boxes[allowed, ROOM].max(initial=0))
    kinds = pieces.kinds[rows]
    volume, weight = kinds[:, :3].prod(axis=1) * kinds[:, COUNT], kinds[:, WEIGHT] * kinds[:, COUNT]
    codes = np.unique(code[rows])
    sizes = sorted((-int(volume[code[rows] == one].sum()), int(one)) for one in codes)
    bundles: list[tuple[int, int, list[int]]] = []
    for size, one in sizes:
        heavy = int(weight[code[rows] == one].sum())
        for n, (full, load, inside) in enumerate(bundles):
            if full - size <= room and load + heavy <= strong:
                bundles[n] = (full - size, load + heavy, [*inside, one])
                break
        else:
            bundles.append((-size, heavy, [one]))
    return [(rows[np.isin(code[rows], inside)], None) for _, _, inside in bundles]


def _under(pieces: Pieces, rows: Ints, value: Ints, limit: int) -> list[Part]:
    """The pieces in parts worth no more than the limit each, dearest piece first; empty where one part is enough or more than MOST_PARTS are
    needed, or where a piece alone is over it."""
    if int((value[rows] * pieces.kinds[rows, COUNT]).sum()) <= limit or int(value[rows].max()) > limit:
        return []
    parts: list[tuple[int, dict[int, int]]] = []
    for row in rows[np.argsort(-value[rows], kind="stable")].tolist():
        left, each = int(pieces.kinds[row, COUNT]), int(value[row])
        for n, (worth, inside) in enumerate(parts):
            fit = min(left, (limit - worth) // each if each else left)
            if fit:
                parts[n] = (worth + fit * each, {**inside, row: fit})
                left -= fit
        while left:
            if len(parts) == MOST_PARTS:
                return []
            fit = min(left, limit // each if each else left)
            parts.append((fit * each, {row: fit}))
            left -= fit
    return [
        (np.array([row for row in rows if row in inside]), np.array([inside[row] for row in rows if row in inside])) for _, inside in parts
    ]


def _split(pieces: Pieces, shelf: Shelf, split: list[Split], allowed: Mask) -> Packing:
    """The kernel's packing of groups cut into parts; pieces that ask for a double wall make all of their part ask for it. A group of which
    a piece then fits no box is left out."""
    calls: dict[bytes, list[tuple[int, Ints, Ints]]] = {}
    for group, parts in split:
        masks = [allowed[group] & shelf.double_wall if pieces.double_wall[rows].any() else allowed[group] for rows, _ in parts]
        if not all(boxable(pieces.kinds[rows], shelf.boxes[mask]).all() for (rows, _), mask in zip(parts, masks, strict=True)):
            continue
        for (rows, count), mask in zip(parts, masks, strict=True):
            calls.setdefault(mask.tobytes(), []).append((group, rows, pieces.kinds[rows, COUNT] if count is None else count))
    found = []
    for mask, shares in calls.items():
        starts = np.append(0, np.cumsum([len(rows) for _, rows, _ in shares])).astype(np.int64)
        asked = Shares(
            np.concatenate([rows for _, rows, _ in shares]), starts, np.array([group for group, _, _ in shares]),
            np.concatenate([count for _, _, count in shares]),
        )  # fmt: skip
        found.append(fill_shares(pieces, shelf, asked, np.frombuffer(mask, dtype=np.bool_)))
    return join(*found) if found else nothing()
