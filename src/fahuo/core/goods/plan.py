"""Step 2, goods: which pieces go into which box, where. See docs/algorithms/packing.md and docs/boxes.md."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core import frames
from fahuo.core.goods.aims import DutyRule, Freight, Question, Weighed, choices_frame, pack_for_aims, updated
from fahuo.core.goods.apart import pairs_of
from fahuo.core.goods.fill import COUNT, DX, DY, DZ, KIND, NX, NY, NZ, Ints, X, Y, Z
from fahuo.core.goods.groups import Groups, divide
from fahuo.core.goods.materials import left_after, materials_of
from fahuo.core.goods.pack import warm_up
from fahuo.core.goods.packings import NO_BOX, Packing, measures
from fahuo.core.goods.pieces import USED_UP, Pieces, measure, with_their_line
from fahuo.core.goods.refused import refusals_frame
from fahuo.core.goods.shelf import Mask, Shelf, stand
from fahuo.core.goods.supply import allowed_at, hand_out, left_at, out_of_boxes
from fahuo.core.words import PackAim

if TYPE_CHECKING:
    from fahuo.core.journey import World

__all__ = ["GoodsPlan", "LinesPlan", "pack_lines", "plan_goods", "warm_up"]

_WHERE = {"x_mm": X, "y_mm": Y, "z_mm": Z, "dx_mm": DX, "dy_mm": DY, "dz_mm": DZ, "nx": NX, "ny": NY, "nz": NZ}


@dataclass(frozen=True)
class GoodsPlan:
    """What is packed and what is not. Every allocation that came in is in `allocations`, or its line is in `refusals`."""

    allocations: pl.DataFrame
    parcels: pl.DataFrame
    placements: pl.DataFrame
    refusals: pl.DataFrame
    choices: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Choices))  # where an aim weighed several packings
    needs: pl.DataFrame = field(default_factory=lambda: frames.empty(frames.Needs))  # packing material that is a product


@dataclass(frozen=True)
class LinesPlan(GoodsPlan):
    """The same of lines that share parcels by `group_id`, whatever their orders: `parcels` have it as a further column, and the order_id of
    the first line of their group; `placements` have the order_id of the goods."""


def plan_goods(
    lines: pl.DataFrame,
    allocations: pl.DataFrame,
    world: World,
    orders: pl.DataFrame | None = None,
    freight: Freight | None = None,
    duty: DutyRule | None = None,
) -> GoodsPlan:
    """Pack every allocation into parcels.

    Takes Lines (for what a refusal says), Allocations (with `part` where pieces of one order travel apart), and of the world its Products, Boxes,
    Paddings, Apart, materials and aims. The
    pieces of one order at one warehouse share parcels. `parcel_id` counts from 0 by order_id, warehouse_id, then packing order, whatever
    the order of the rows that came in; the parcels of an order do not depend on the other orders, but where boxes run out: then Orders say
    who is served first (placed_at, shop, number, order_id; without them order_id). `freight` and `duty` price what the aims of cost and
    duty compare; without them the fewest boxes are taken. Sizes in mm, weights in g.
    """
    first_served = ["placed_at", "shop", "number", "order_id"]
    turn = orders.sort(first_served).select("order_id", turn=pl.int_range(pl.len())) if orders is not None else None
    apart = ["part"] if "part" in allocations.columns else []  # of an order that a person had sent in parts
    wanted = allocations.with_columns(group_id=pl.struct("order_id", "warehouse_id", *apart).rank("dense").cast(pl.Int64))
    if turn is None:
        wanted = wanted.with_columns(turn=pl.col("group_id"))
    else:
        wanted = wanted.join(turn, on="order_id", how="left", maintain_order="left").with_columns(pl.col("turn").fill_null(turn.height))
    own = world.own_aims
    if own is not None and own.height:
        wanted = wanted.join(own, on="order_id", how="left", maintain_order="left")
    plan = pack_lines(lines, wanted, world, world.pack_aim, freight, duty)
    return GoodsPlan(
        plan.allocations, plan.parcels.drop("group_id"), plan.placements.drop("order_id"), plan.refusals, plan.choices, plan.needs
    )


def pack_lines(
    lines: pl.DataFrame, wanted: pl.DataFrame, world: World, aim: PackAim, freight: Freight | None = None, duty: DutyRule | None = None
) -> LinesPlan:
    """Pack lines that share parcels by `group_id`: those of one order, or of several orders of one buyer.

    `wanted` are Allocations with group_id, and where known turn (who is served first when boxes run out; else by group_id) and aim
    (words.PackAim of the group; null: the one given). All lines of a group lie at one warehouse.
    """
    shelf = stand(world.boxes)
    pieces = measure(wanted, world.products, world.paddings, shelf)
    pairs = pairs_of(world.apart)
    left = left_at(shelf, world.materials)
    while True:
        groups = divide(pieces, pairs)
        asked = Question(
            pieces=pieces,
            shelf=shelf,
            groups=groups,
            aims=_aims(wanted, pieces, groups, aim),
            frame=partial(_frames, pieces, shelf),
            freight=freight,
            duty=duty,
            code=_codes(pieces, world.products) if duty is not None else None,
        )
        packing, weighed, allowed = _packed(asked, _turns(wanted, pieces, groups), left)
        lost = out_of_boxes(pieces, shelf, groups, packing, allowed)
        if not lost.any():
            break
        why_not = np.where(lost, USED_UP, pieces.why_not)
        with_their_line(pieces.order_id, pieces.line_no, why_not)
        pieces = replace(pieces, why_not=why_not)
    parcels, placements = parcels_frame(pieces, shelf, packing), placements_frame(pieces, packing)
    needs = materials_of(parcels, placements, world.products, world.boxes, world.paddings)
    return LinesPlan(
        allocations=kept(pieces),
        parcels=parcels,
        placements=placements,
        refusals=refusals_frame(lines, world.products, world.warehouses, pieces, shelf, left_at(shelf, left_after(world.materials, needs))),
        choices=choices_frame(weighed, asked.aims, packing.group),
        needs=needs,
    )


def _frames(pieces: Pieces, shelf: Shelf, packing: Packing) -> tuple[pl.DataFrame, pl.DataFrame]:
    return parcels_frame(pieces, shelf, packing), placements_frame(pieces, packing)


def _packed(asked: Question, turn: Ints, left: dict[tuple[int, int], int]) -> tuple[Packing, Weighed | None, Mask]:
    """Every group for its aim, as far as boxes are left; what was weighed; and which boxes each group could have."""
    warehouse = asked.pieces.warehouse_id[asked.groups.rows[asked.groups.starts[:-1]]]
    allowed = allowed_at(asked.shelf, warehouse, left)
    so_far: list[Weighed | None] = [None]

    def pack(which: Ints, allowed: Mask) -> Packing:
        packing, weighed = pack_for_aims(asked, which, allowed)
        so_far[0] = updated(so_far[0], weighed, which)
        return packing

    packing = hand_out(pack, asked.shelf, warehouse, turn, left, allowed)
    return packing, so_far[0], allowed


def _aims(wanted: pl.DataFrame, pieces: Pieces, groups: Groups, aim: PackAim) -> npt.NDArray[np.object_]:
    aims = np.full(len(groups), aim, dtype=np.object_)
    if "aim" in wanted.columns:
        own = dict(wanted.drop_nulls("aim").select("group_id", "aim").iter_rows())
        for n, group in enumerate(pieces.group[groups.rows[groups.starts[:-1]]].tolist()):
            aims[n] = PackAim(own.get(group, aim))
    return aims


def _turns(wanted: pl.DataFrame, pieces: Pieces, groups: Groups) -> Ints:
    group = pieces.group[groups.rows[groups.starts[:-1]]]
    if "turn" not in wanted.columns or not len(group):
        return group
    ids, first = np.unique(wanted["group_id"].to_numpy(), return_index=True)
    return np.asarray(wanted["turn"].to_numpy().astype(np.int64)[first[np.searchsorted(ids, group)]])


def _codes(pieces: Pieces, products: pl.DataFrame) -> Ints:
    """A number for the six-digit customs code of each row; goods without a code are each of their own."""
    six = products["hs_code"].str.replace_all(r"[^0-9]", "").str.slice(0, 6).to_list()
    names = {product: code or f"product {product}" for product, code in zip(products["product_id"].to_list(), six, strict=True)}
    number = {name: n for n, name in enumerate(sorted(set(names.values())))}
    return np.array([number.get(names.get(product, ""), -1) for product in pieces.product_id.tolist()], dtype=np.int64)


def kept(pieces: Pieces) -> pl.DataFrame:
    """The allocations that are packed, in canonical order."""
    good = pieces.why_not == 0
    return pl.DataFrame(
        {
            "order_id": pieces.order_id[good],
            "line_no": pieces.line_no[good],
            "warehouse_id": pieces.warehouse_id[good],
            "product_id": pieces.product_id[good],
            "quantity": pieces.kinds[good, COUNT],
        }
    )


def parcels_frame(pieces: Pieces, shelf: Shelf, packing: Packing) -> pl.DataFrame:
    """Parcels with group_id, numbered from 0."""
    if not len(packing.box):
        return frames.empty(frames.Parcels).with_columns(group_id=pl.lit(None, pl.Int64))
    begins, kind = packing.begins(), packing.blocks[KIND]
    outer, weight = measures(packing, pieces, shelf)
    first, boxed = kind[begins], packing.box != NO_BOX
    # of all lines of the group the first order; pieces stand by group and order
    leader = np.searchsorted(pieces.group, pieces.group[first])
    box_id = np.zeros(len(boxed), dtype=np.int64)
    if boxed.any():
        box_id[boxed] = shelf.box_id[packing.box[boxed]]
    return pl.DataFrame(
        {
            "parcel_id": np.arange(len(boxed), dtype=np.int64),
            "order_id": pieces.order_id[leader],
            "warehouse_id": pieces.warehouse_id[first],
            "box_id": pl.Series(box_id).set(pl.Series(~boxed), None) if not boxed.all() else box_id,
            "length_mm": outer[:, 0].astype(np.int32),
            "width_mm": outer[:, 1].astype(np.int32),
            "height_mm": outer[:, 2].astype(np.int32),
            "weight_g": weight,
            "pieces": packing.pieces,
            "attributes": np.bitwise_or.reduceat(pieces.attributes[kind], begins).astype(np.uint32),
            "group_id": pieces.group[first],
        }
    )


def placements_frame(pieces: Pieces, packing: Packing) -> pl.DataFrame:
    """Placements with the order_id of the goods."""
    if not len(packing.box):
        return frames.empty(frames.Placements).with_columns(order_id=pl.lit(None, pl.Int64))
    kind = packing.blocks[KIND]
    parcel = np.repeat(np.arange(len(packing.box), dtype=np.int64), packing.blocks_of)
    return pl.DataFrame(
        {
            "parcel_id": parcel,
            "seq": (np.arange(len(kind)) - packing.begins()[parcel]).astype(np.int32),
            "line_no": pieces.line_no[kind],
            "product_id": pieces.product_id[kind],
            **{name: packing.blocks[column] for name, column in _WHERE.items()},
            "order_id": pieces.order_id[kind],
        }
    )
