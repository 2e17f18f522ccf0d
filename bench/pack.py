"""python -m bench pack: real orders and others into boxes, beside packvium in the same run; one container of OR-Library beside what is published."""

from __future__ import annotations

import csv
import os
import tempfile
import time
from pathlib import Path

from bench import thpack
from bench.pack_bound import bounds, drawn_orders
from bench.peers import ask, environment
from fahuo.cli.pack_files import read_columns
from fahuo.core.goods import pack_rows
from fahuo.core.goods.fill_floor import FULL, HALF, TOUCH
from fahuo.core.goods.memo import Memo, Packed
from fahuo.core.goods.pack import warm_up
from fahuo.core.goods.pack_orders import Boxes, Orders, lay_out, pack_one, shelve

CARTONS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "cartons"
PACKVIUM = "packvium==1.8.0"
SUPPORTS = {
    "half of each footprint and its centre (what fahuo pack does)": HALF,
    "something bears each piece": TOUCH,
    "all of each footprint": FULL,
}
EIGHT = [
    (160, 110, 60),
    (200, 150, 100),
    (250, 200, 150),
    (300, 250, 200),
    (350, 300, 250),
    (400, 300, 300),
    (500, 400, 300),
    (600, 400, 400),
]
TIMES = 3  # the quickest of so many runs


def main() -> None:
    """Print the tables of bench/README.md."""
    warm_up()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; times are of a processor, the least of {TIMES} runs\n")
    with tempfile.TemporaryDirectory() as folder, environment(PACKVIUM) as peer:
        if CARTONS.is_dir():
            _table("300 real orders, four boxes", CARTONS / "items_300_orders.csv", CARTONS / "boxes.csv", peer)
            print("Published for these 300 orders: dvdoug/BoxPacker 325 boxes, 3.7 ms an order (written in PHP: not run here).\n")
        else:
            print("../shared/data/cartons is absent: the real orders are not measured\n")
        _table("60 orders drawn by lot, eight boxes", *_drawn(Path(folder)), peer)
    _large()
    print()
    thpack.main()


def _load(items: Path, boxes: Path) -> tuple[Orders, Boxes]:
    stock, _ = pack_rows.read_boxes(read_columns(boxes, pack_rows.BOX_COLUMNS, pack_rows.BOX_NEEDED))
    rows, _ = pack_rows.read_items(read_columns(items, pack_rows.ITEM_COLUMNS, pack_rows.ITEM_NEEDED))
    shelf = shelve(stock)
    return lay_out(rows, shelf), shelf


def _measure(orders: Orders, boxes: Boxes, support: int, memo: Memo | None = None) -> tuple[list[Packed], float, float]:
    """What is packed; the mean and the worst of the milliseconds that an order takes."""
    least = [float("inf")] * len(orders.names)
    for _ in range(TIMES):
        packed = []
        for i in range(len(orders.names)):
            begun = time.thread_time_ns()
            packed.append(pack_one(orders, i, boxes, support, memo=memo))
            least[i] = min(least[i], (time.thread_time_ns() - begun) / 1e6)
    return packed, sum(least) / len(least), max(least)


def _table(title: str, items: Path, shelf: Path, peer: Path | None) -> None:
    print(f"| {title} | boxes | outer volume, m3 | ms an order | worst ms |\n| --- | --- | --- | --- | --- |")
    orders, boxes = _load(items, shelf)
    proved = ""
    for name, support in SUPPORTS.items():
        packed, mean, worst = _measure(orders, boxes, support)
        used = [box for parcels, _ in packed for box in parcels[1].tolist()]
        print(f"| ours, {name} | {len(used)} | {boxes.volume[used].sum() / 1e9:.3f} | {mean:.3f} | {worst:.1f} |")
        least, fewest, smallest, volume = bounds(orders, boxes, packed)
        told = f"{fewest} orders surely have the fewest boxes, {smallest} the least volume too"
        proved = proved or f"| limit, proved by counting ({told}) | {least} | {volume / 1e9:.3f} | | |"
    memo = Memo()
    _measure(orders, boxes, HALF, memo)
    _, mean, worst = _measure(orders, boxes, HALF, memo)
    print(f"| ours, the same orders once more: remembered | | | {mean:.4f} | {worst:.2f} |")
    print(proved)
    for support in (0.0, 0.5) if peer else ():
        found = ask(peer, "packvium_peer.py", items, shelf, str(support)) if peer else {}
        rule = f"{support:.0%} of each footprint" if support else "no rule of support"
        left = f", {found['unpacked']} pieces left" if found["unpacked"] else ""
        told = f"{found['boxes']} | {found['volume_m3']:.3f} | {found['ms_per_order']:.1f} | {found['worst_ms']:.0f}"
        print(f"| {PACKVIUM.replace('==', ' ')} balanced, {rule}{left} | {told} |")
    print()


def _drawn(folder: Path) -> tuple[Path, Path]:
    """Files of orders that nobody ever tuned anything by."""
    items, boxes = folder / "items.csv", folder / "boxes.csv"
    with items.open("w", newline="") as file:
        csv.writer(file).writerows(drawn_orders(60, 2026))
    with boxes.open("w", newline="") as file:
        csv.writer(file).writerows((f"box {i}", a + 6, b + 6, c + 6, 100, a, b, c, 20_000) for i, (a, b, c) in enumerate(EIGHT))
    return items, boxes


def _large() -> None:
    """One order of ten thousand pieces."""
    import numpy as np

    print("| one order of ten thousand pieces, six boxes | boxes | by volume or weight at least | ms |\n| --- | --- | --- | --- |")
    for title, kinds, pieces, most in (
        ("10 kinds, 1,000 of each", 10, 1_000, 250), ("500 kinds, 20 of each", 500, 20, 250), ("10,000 different rows of 20 to 250 mm", 10_000, 1, 250),
        ("10,000 different rows of 20 to 80 mm", 10_000, 1, 80),
    ):  # fmt: skip
        draw = np.random.default_rng(1)
        rows = [(1, pieces, item, *draw.integers(20, most + 1, 3).tolist(), int(draw.integers(20, 600))) for item in range(kinds)]
        with tempfile.TemporaryDirectory() as folder:
            items, shelf = Path(folder) / "items.csv", Path(folder) / "boxes.csv"
            with items.open("w", newline="") as file:
                csv.writer(file).writerows(rows)
            with shelf.open("w", newline="") as file:
                csv.writer(file).writerows((f"box {i}", a, b, c, 100, a, b, c, 20_000) for i, (a, b, c) in enumerate(EIGHT[2:]))
            orders, boxes = _load(items, shelf)
        packed, mean, _ = _measure(orders, boxes, HALF)
        volume, weight = (orders.kinds[:, :3].prod(axis=1) * orders.kinds[:, 4]).sum(), (orders.kinds[:, 3] * orders.kinds[:, 4]).sum()
        least = max(volume / boxes.table[:, 4].max(), weight / boxes.table[:, 3].max())
        print(f"| {title} | {packed[0][0].shape[1]} | {int(np.ceil(least))} | {mean:.1f} |")


if __name__ == "__main__":
    main()
