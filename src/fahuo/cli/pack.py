"""fahuo pack: a file of orders into a file of boxes, with nothing else: no catalogue, no database. See docs/algorithms/packing.md."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import polars as pl

from fahuo.cli.main import Problem
from fahuo.cli.numbers import above_zero
from fahuo.cli.pack_files import read_columns
from fahuo.cli.table import show
from fahuo.core.goods import pack_rows
from fahuo.core.goods.cells import number
from fahuo.core.goods.fill import COUNT
from fahuo.core.goods.fill_floor import FULL, HALF, TOUCH
from fahuo.core.goods.memo import Memo, Packed
from fahuo.core.goods.pack import warm_up
from fahuo.core.goods.pack_orders import DIVISOR, Boxes, Orders, lay_out, pack_one, placed_pieces, shelve
from fahuo.core.reasons import mend, say

SUPPORT = {"full": FULL, "half": HALF, "touch": TOUCH}
SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--items", required=True, type=Path, metavar="FILE", help="order, quantity, item, width, length, depth (mm), weight (g) of a piece"
    )
    parser.add_argument(
        "--boxes", required=True, type=Path, metavar="FILE",
        help="name, outer width, length, depth, empty weight, inner width, length, depth, limit with the box; then, where known, price and soft",
    )  # fmt: skip
    parser.add_argument(
        "--aim", choices=["boxes", "cost"], default="boxes", help="fewest boxes and then least volume, or least cost of box and freight"
    )
    parser.add_argument(
        "--divisor", type=above_zero, default=DIVISOR, metavar="N", help=f"cm3 in a kg of volumetric weight, for --aim cost ({DIVISOR})"
    )
    parser.add_argument(
        "--per-kg", type=_price, metavar="PRICE", help="freight for a kg of chargeable weight, in the money of the boxes' prices"
    )
    parser.add_argument(
        "--support", choices=list(SUPPORT), default="half",
        help="how a piece is carried where its whole footprint would cost a larger box: in full all the same, half of it and its centre, or as long as something bears it",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="FILE", help="write where every piece lies, as CSV")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    raw = read_columns(args.items, pack_rows.ITEM_COLUMNS, pack_rows.ITEM_NEEDED)
    items, bad_items = pack_rows.read_items(raw)
    stock, bad_boxes = pack_rows.read_boxes(read_columns(args.boxes, pack_rows.BOX_COLUMNS, pack_rows.BOX_NEEDED))
    if not stock.height:
        why = "; ".join(_sentence(row) for row in bad_boxes.head(3).to_dicts())
        raise Problem(f"{args.boxes}: no box that can be used: {why}")
    boxes = shelve(stock, args.aim, args.divisor, args.per_kg)
    orders = lay_out(items, boxes)
    packed, took = _pack(orders, boxes, SUPPORT[args.support])
    if args.out:
        _write(placed_pieces(orders, boxes, packed), args.out)
    lost = _lost(raw, pl.concat([bad_items, orders.refused]))
    used = [box for parcels, _ in packed for box in parcels[1].tolist()]
    answer = {
        "orders": raw["order"].str.strip_chars().replace("", None).drop_nulls().n_unique(),
        "boxes": len(used),
        "volume_m3": round(sum(int(boxes.volume[box]) for box in used) / 1e9, 6),
        "unpacked": sum(row["pieces"] for row in lost),
        "ms_per_order": round(sum(took) / len(took), 4) if took else 0.0,
        "worst_ms": round(max(took, default=0.0), 4),
        "packed": int(orders.kinds[:, COUNT].sum()),
        "refused": lost,
        "boxes_refused": [{"row": row["source_row"], "code": row["code"], "reason": _sentence(row)} for row in bad_boxes.to_dicts()],
    }
    print(json.dumps(answer, ensure_ascii=False)) if args.json else _show(answer)
    return 1 if answer["refused"] or answer["boxes_refused"] else 0


def _pack(orders: Orders, boxes: Boxes, support: int) -> tuple[list[Packed], list[float]]:
    """Every order packed, and the milliseconds of a processor that each took, with compiled kernels, one after the other; equal orders once."""
    warm_up()
    if orders.names:
        pack_one(orders, 0, boxes, support)  # the first call of all pages the code in
    packed, took, memo = [], [], Memo()
    for i in range(len(orders.names)):
        begun = time.thread_time_ns()
        packed.append(pack_one(orders, i, boxes, support, memo=memo))
        took.append((time.thread_time_ns() - begun) / 1e6)
    return packed, took


def _sentence(row: dict[str, Any]) -> str:
    return f"{say(row['code'], row['values'])}; {mend(row['code'], row['values'])}"


def _lost(raw: pl.DataFrame, refused: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of items that are not packed, by row, with their pieces: 0 where the quantity cannot be read."""
    quantity = number("quantity")
    pieces = pl.when((quantity > 0) & (quantity <= pack_rows.MOST_PIECES)).then(quantity.floor()).otherwise(0).cast(pl.Int64)
    rows = refused.join(raw.select("source_row", "order", "item", pieces=pieces), on="source_row", how="left").sort("source_row")
    return [
        {"row": row["source_row"], "order": row["order"], "item": row["item"], "pieces": row["pieces"], "code": row["code"]}
        | {"reason": _sentence(row)}
        for row in rows.to_dicts()
    ]


def _write(pieces: pl.DataFrame, path: Path) -> None:
    try:
        pieces.write_csv(path)
    except OSError as fault:
        raise Problem(f"{path} cannot be written ({fault.strerror}): check the folder and the permissions") from None


def _show(answer: dict[str, Any]) -> None:
    told = [f"items: {row['reason']} ({row['pieces']:,} pieces)" for row in answer["refused"]]
    told += [f"boxes: {row['reason']}" for row in answer["boxes_refused"]]
    more = [f"... and {len(told) - SHOWN} more"] if len(told) > SHOWN else []
    show({name: value for name, value in answer.items() if not isinstance(value, list)} | {"notes": told[:SHOWN] + more})


def _price(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no price: give a number from 0 up")
    return value
