"""OR-Library's containers, thpack1 to thpack3: 100 instances each of 3, 5 and 8 kinds of cargo, of which more comes than goes in."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import fmean

import numpy as np

from fahuo.core.goods import fill
from fahuo.core.goods.fill import Ints
from fahuo.core.goods.pack import fill_container

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "cartons" / "or-library"
FILES = (1, 2, 3)
WIDTHS = (1, 8, 64)
# Mean use of the volume in per cent as the papers give it, and how they load. Written down from knowledge of the papers: we found no copy of
# their tables to compare with, so read them as a scale, not as a proof.
KNOWN: dict[str, tuple[str, dict[int, float]]] = {
    "Bischoff, Janetz and Ratcliff 1995": ("constructive, supported", {1: 81.76, 2: 81.70, 3: 82.98}),
    "Bischoff and Ratcliff 1995": ("constructive, supported", {1: 83.37, 2: 83.57, 3: 83.59}),
    "Gehring and Bortfeldt 1997": ("genetic, supported", {1: 86.77, 2: 88.12, 3: 88.87}),
    "Bortfeldt and Gehring 2001": ("genetic, supported", {1: 87.81, 2: 89.40, 3: 90.48}),
    "Eley 2002": ("constructive with tree search, supported", {1: 88.0, 2: 88.5, 3: 89.5}),
    "Lim, Rodrigues and Wang 2003": ("constructive, not supported", {1: 87.4, 2: 88.7, 3: 89.3}),
    "Moura and Oliveira 2005": ("GRASP, supported", {1: 89.07, 2: 90.43, 3: 90.86}),
    "Parreno and others 2008": ("GRASP over maximal spaces, 5,000 tries, not supported", {1: 93.85, 2: 94.22, 3: 94.25}),
    "Fanslau and Bortfeldt 2010": ("tree search, minutes, supported", {1: 94.51, 2: 94.73, 3: 94.74}),
}
Row = tuple[int, ...]  # number, length, may stand, width, may stand, height, may stand, pieces


def read(number: int) -> list[tuple[tuple[int, ...], list[Row]]]:
    """Container (length, width, height) and cargo of each instance of one file."""
    words = iter(map(int, (FOLDER / f"thpack{number}.txt").read_text().split()))

    def take(count: int) -> tuple[int, ...]:
        return tuple(next(words) for _ in range(count))

    found = []
    for _ in range(next(words)):
        take(2)  # its number, the seed
        box = take(3)
        found.append((box, [take(8) for _ in range(next(words))]))
    return found


def kinds_of(rows: list[Row]) -> Ints:
    """The cargo as the kernels want it, the biggest piece first. A side marked 0 must not be vertical."""
    kinds = np.zeros((len(rows), fill.KIND_COLUMNS), dtype=np.int64)
    for kind, (_, length, stands, width, turns, height, tips, count) in zip(kinds, rows, strict=True):
        flags = sum(fill.LYING << i for i, may in enumerate((stands, turns, tips)) if not may)
        kind[:] = length, width, height, 1, count, flags
    return kinds[np.argsort(-kinds[:, :3].prod(axis=1), kind="stable")]


def used(blocks: Ints) -> int:
    """Volume of the blocks."""
    return int(blocks[:, [fill.DX, fill.DY, fill.DZ, fill.NX, fill.NY, fill.NZ]].prod(axis=1).sum())


def measure(width: int) -> dict[int, tuple[float, float]]:
    """For each file the mean use of the volume in per cent, and the milliseconds that a container takes."""
    found = {}
    for number in FILES:
        shares, took = [], []
        for box, rows in read(number):
            room = np.zeros(fill.BOX_COLUMNS, dtype=np.int64)
            room[:3], room[fill.ROOM] = box, 10**9
            kinds = kinds_of(rows)
            fill_container(kinds, room, 1)  # compiled and loaded
            begun = time.thread_time()
            shares.append(used(fill_container(kinds, room, width)) / int(np.prod(box)) * 100)
            took.append((time.thread_time() - begun) * 1e3)
        found[number] = (fmean(shares), fmean(took))
    return found


def main() -> None:
    """Print the table."""
    if not FOLDER.is_dir():
        print("thpack: ../shared/data/cartons/or-library is absent, nothing measured")
        return
    print("| one container, volume used | thpack1 | thpack2 | thpack3 |\n| --- | --- | --- | --- |")
    for name, (how, row) in KNOWN.items():
        print(f"| {name}: {how} (not looked up) | " + " | ".join(f"{row[number]:.2f} %" for number in FILES) + " |")
    for width in WIDTHS:
        ours = measure(width)
        print(
            f"| ours, all of each footprint carried, beam of {width} | "
            + " | ".join(f"{ours[n][0]:.2f} %, {ours[n][1]:.1f} ms" for n in FILES)
            + " |"
        )


if __name__ == "__main__":
    main()
