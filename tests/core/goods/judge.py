"""A judge of what `fahuo pack` writes, in plain Python: it shares no code with the kernels, nor with core/goods/check.py.

Every piece of every box against every other, one after the other: slow, short, easy to believe.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

HEADER = "order,box_no,box,item,x_mm,y_mm,z_mm,dx_mm,dy_mm,dz_mm"


@dataclass(frozen=True)
class Judged:
    """What is wrong, in sentences; and of the pieces above the bottom: how many rest on less than all of their footprint, the least share."""

    faults: list[str]
    overhanging: int
    least_share: float
    boxes: int
    mm3: int


def judge_files(items: Path, boxes: Path, out: Path, lost: int = 0) -> Judged:
    """Items and boxes in the form of ../shared/data/cartons, free turning; `out` as `fahuo pack --out` writes it."""
    stock = {row[0]: [int(cell) for cell in row[1:9]] for row in csv.reader(boxes.read_text("utf-8").splitlines())}
    wanted: Counter[tuple[str, str, tuple[int, ...]]] = Counter()
    weight: dict[tuple[str, str, tuple[int, ...]], int] = {}
    for order, quantity, item, *sizes, grams in csv.reader(items.read_text("utf-8").splitlines()):
        key = (order, item, tuple(sorted(map(int, sizes))))
        wanted[key] += int(quantity)
        weight[key] = int(grams)
    with out.open() as file:
        assert file.readline().rstrip() == HEADER
        rows = [(r[0], int(r[1]), r[2], r[3], *map(int, r[4:])) for r in csv.reader(file)]
    got = Counter((r[0], r[3], tuple(sorted(r[7:10]))) for r in rows)
    faults = [
        f"{key}: {wanted[key]} asked, {got[key]} packed" for key in wanted.keys() | got.keys() if not lost and wanted[key] != got[key]
    ]
    if sum(wanted.values()) != sum(got.values()) + lost:
        faults.append(f"{sum(wanted.values())} pieces asked, {sum(got.values())} packed and {lost} refused")
    parcels = defaultdict(list)
    for row in rows:
        parcels[row[:3]].append(row)
    shares: list[float] = []
    for name, pieces in parcels.items():
        _, _, _, tare, *inner, limit = stock[name[2]]
        grams = sum(weight[(r[0], r[3], tuple(sorted(r[7:10])))] for r in pieces)
        if tare + grams > limit:
            faults.append(f"{name}: {tare + grams} g, limit {limit} g")
        found, carried = judge_box([r[4:] for r in pieces], inner)
        faults += [f"{name}: {fault}" for fault in found]
        shares += carried
    numbers = defaultdict(set)
    for order, number, _ in parcels:
        numbers[order].add(number)
    faults += [f"{order}: boxes are not numbered from 1" for order, said in numbers.items() if said != set(range(1, len(said) + 1))]
    volume = sum(stock[name[2]][0] * stock[name[2]][1] * stock[name[2]][2] for name in parcels)
    return Judged(faults, sum(share < 1 for share in shares), min(shares, default=1.0), len(parcels), volume)


def judge_box(pieces: list[tuple[int, ...]], inner: list[int]) -> tuple[list[str], list[float]]:
    """Pieces (x, y, z, dx, dy, dz) in packing order in a box: what is wrong, and how much of its footprint carries each that is not on the bottom."""
    faults, shares = [], []
    for i, (x, y, z, dx, dy, dz) in enumerate(pieces):
        if min(x, y, z) < 0 or min(dx, dy, dz) < 1 or x + dx > inner[0] or y + dy > inner[1] or z + dz > inner[2]:
            faults.append(f"piece {i} at {x},{y},{z} of {dx} x {dy} x {dz} is not inside {inner}")
        area = 0
        for j, (u, v, w, du, dv, dw) in enumerate(pieces):
            over_x, over_y = min(x + dx, u + du) - max(x, u), min(y + dy, v + dv) - max(y, v)
            if i == j or over_x <= 0 or over_y <= 0:
                continue
            if j < i and w < z + dz and z < w + dw:
                faults.append(f"pieces {j} and {i} are in one place")
            if w + dw == z and j < i:
                area += over_x * over_y
            if w >= z + dz and j < i:
                faults.append(f"piece {i} is put under piece {j}, which was there before")
        if z > 0:
            shares.append(area / (dx * dy))
            if area == 0:
                faults.append(f"piece {i} floats")
    return faults, shares
