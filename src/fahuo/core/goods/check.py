"""An independent judge of any packing plan, however made: it shares no code with plan.py, only the figures of carton.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fahuo.core import frames
from fahuo.core.goods import carton
from fahuo.core.goods.check_materials import judge_materials, left_over
from fahuo.core.goods.check_parcels import carton_g, judge_parcels
from fahuo.core.goods.check_space import judge_space
from fahuo.core.words import Attribute

if TYPE_CHECKING:
    from fahuo.core.goods.plan import GoodsPlan
    from fahuo.core.journey import World

SHOWN = 20  # sentences about one kind of fault
LINE = ["order_id", "line_no"]


def check_goods(lines: pl.DataFrame, allocations: pl.DataFrame, world: World, plan: GoodsPlan, support_percent: int = 100) -> list[str]:
    """Every rule that the plan breaks, as sentences (at most 20 of a kind); empty when all is well.

    Takes what `plan_goods` took and gave. `support_percent` of each block's footprint must rest on the floor or on blocks below it
    that were packed earlier; `plan_goods` gives 100.
    """
    wrong = _schemas(plan)
    if wrong:
        return wrong
    products = padded(world)
    parcels = plan.parcels.join(
        world.boxes.select(
            "box_id", *[pl.col(f"{side}_{axis}_mm") for side in ("inner", "outer") for axis in ("length", "width", "height")], "limit_g",
            "kind", "double_wall", "material_id", "price_minor", tare_g="weight_g",
        ),
        on="box_id",
        how="left",
        maintain_order="left",
    )  # fmt: skip
    blocks = plan.placements.join(products, on="product_id", how="left", maintain_order="left").with_columns(
        count=pl.col("nx").cast(pl.Int64) * pl.col("ny") * pl.col("nz"), top_mm=pl.col("z_mm") + pl.col("dz_mm") * pl.col("nz")
    )
    return [
        *_accounts(lines, allocations, plan),
        *_refusals(allocations, world, plan, products),
        *_ids(plan),
        *_pieces(plan, blocks),
        *judge_parcels(parcels, blocks, world, _say),
        *judge_materials(parcels, blocks, world, plan, _say),
        *judge_space(parcels, blocks, support_percent, _say),
    ]


def padded(world: World) -> pl.DataFrame:
    """product_id, attributes, a_mm, b_mm, c_mm (length, width, height with padding) and piece_g (with padding), null where not known;
    walled: it asks for a double wall; around_minor: what its paddings cost."""
    around = (
        world.products.lazy()
        .select("product_id", "attributes")
        .join(world.paddings.lazy().select(pl.exclude("material_id")), how="cross")
        .filter(pl.col("attributes") & pl.col("attribute") != 0)
        .group_by("product_id", "code")
        .agg(pl.col("thickness_mm", "weight_g", "price_minor").cast(pl.Int64).max(), pl.col("double_wall").any())  # one layer a code
        .group_by("product_id")
        .agg(
            around_mm=2 * pl.col("thickness_mm").sum(),
            around_g=pl.col("weight_g").sum(),
            around_minor=pl.col("price_minor").sum(),
            walled=pl.col("double_wall").any(),
        )
    )
    around_mm, around_g = (pl.col(name).fill_null(0) for name in ("around_mm", "around_g"))
    sides = {"a_mm": "length_mm", "b_mm": "width_mm", "c_mm": "height_mm"}
    return (
        world.products.lazy()
        .join(around, on="product_id", how="left")
        .select(
            "product_id",
            "attributes",
            *[(pl.when(pl.col(side) > 0).then(pl.col(side).cast(pl.Int64)) + around_mm).alias(name) for name, side in sides.items()],
            pl.col("walled").fill_null(False),
            pl.col("around_minor").fill_null(0),
            piece_g=pl.when(pl.col("weight_g") > 0).then(pl.col("weight_g").cast(pl.Int64)) + around_g,
        )
        .collect()
    )


def _say(found: pl.DataFrame, sentence: str) -> list[str]:
    """One sentence for each row, its {columns} filled in; after the first twenty only how many more there are."""
    said = [sentence.format(**row) for row in found.head(SHOWN).iter_rows(named=True)]
    return said + ([f"... and {found.height - SHOWN} more of these"] if found.height > SHOWN else [])


def _schemas(plan: GoodsPlan) -> list[str]:
    parts = {
        "allocations": (frames.Allocations, plan.allocations),
        "parcels": (frames.Parcels, plan.parcels),
        "placements": (frames.Placements, plan.placements),
        "refusals": (frames.Refusals, plan.refusals),
        "choices": (frames.Choices, plan.choices),
        "needs": (frames.Needs, plan.needs),
    }
    return [f"{name} are not of their schema" for name, (schema, frame) in parts.items() if not schema.is_valid(frame)]


def _accounts(lines: pl.DataFrame, allocations: pl.DataFrame, plan: GoodsPlan) -> list[str]:
    """What came in is kept or refused, and what is kept is placed, once."""
    columns = list(frames.Allocations.columns())
    key = ["order_id", "line_no", "warehouse_id"]
    placed = (
        plan.placements.join(plan.parcels.select("parcel_id", "order_id", "warehouse_id"), on="parcel_id")
        .group_by(*key, "product_id")
        .agg(placed=(pl.col("nx").cast(pl.Int64) * pl.col("ny") * pl.col("nz")).sum())
    )
    compared = plan.allocations.join(placed, on=[*key, "product_id"], how="full", coalesce=True).with_columns(
        pl.col("quantity", "placed").fill_null(0)
    )
    dropped = allocations.join(plan.allocations, on=columns, how="anti")
    refused = plan.refusals.select(*LINE, "code")
    what = "order {order_id} line {line_no}"
    return [
        *_say(plan.allocations.join(allocations, on=columns, how="anti"), what + ": an allocation that did not come in"),
        *_say(dropped.join(refused, on=LINE, how="anti"), what + ": neither packed nor refused"),
        *_say(refused.join(dropped, on=LINE, how="anti"), what + ": refused ({code}) although nothing of it was dropped"),
        *_say(plan.allocations.join(refused, on=LINE, how="semi"), what + ": packed and refused"),
        *_say(refused.filter(pl.struct(LINE).is_duplicated()), what + ": refused twice"),
        *_say(refused.join(lines.select(LINE), on=LINE, how="anti"), what + ": refused, but no such line"),
        *_say(
            compared.filter(pl.col("quantity") != pl.col("placed")),
            what + " warehouse {warehouse_id} product {product_id}: {quantity} allocated, {placed} placed",
        ),
    ]


def _refusals(allocations: pl.DataFrame, world: World, plan: GoodsPlan, products: pl.DataFrame) -> list[str]:
    """A line is refused for the reason that is true of it, and for no other."""
    refused = plan.refusals.join(allocations.select(*LINE, "product_id", "warehouse_id", "quantity"), on=LINE, how="left").join(
        products, on="product_id", how="left"
    )
    a, b, c = (pl.col(name) for name in ("a_mm", "b_mm", "c_mm"))
    length, width, height = (pl.col(f"inner_{axis}_mm") for axis in ("length", "width", "height"))

    def lies(low: pl.Expr, one: pl.Expr, other: pl.Expr) -> pl.Expr:
        return (low <= height) & (((one <= length) & (other <= width)) | ((other <= length) & (one <= width)))

    bits, low = pl.col("attributes").fill_null(0), pl.min_horizontal(a, b, c)
    upright, flat = (bits & int(Attribute.UPRIGHT)) != 0, (bits & int(Attribute.FLAT)) != 0
    faces = ((c, a, b), (b, a, c), (a, b, c))  # what stands, and what it lies on
    lying = pl.any_horizontal(lies(*face) & (~flat | upright | (face[0] == low)) & (~upright | (face[0] is c)) for face in faces)
    boxes = world.boxes.select(
        pl.col("^inner_.*$"), "material_id", strong="double_wall", room_g=pl.col("limit_g").cast(pl.Int64) - pl.col("weight_g")
    )
    takes = refused.join(boxes, how="cross").filter(
        lying & (pl.col("piece_g") <= pl.col("room_g")) & (pl.col("strong") | ~pl.col("walled"))
    )
    refused = refused.join(takes.select(LINE).unique().with_columns(boxed=True), on=LINE, how="left")
    refused = refused.join(_there(takes, world, plan).with_columns(there=True), on=LINE, how="left")
    own_g = pl.col("piece_g") + carton_g(*[pl.col(name) + 2 * carton.WALL_MM for name in ("a_mm", "b_mm", "c_mm")])
    true = (
        pl.when(pl.any_horizontal(side.is_null() for side in (a, b, c)))
        .then(pl.lit("size_missing"))
        .when(pl.col("piece_g").is_null())
        .then(pl.lit("weight_missing"))
        .when(pl.col("quantity").max().over(LINE) > carton.LINE_PIECES)
        .then(pl.lit("too_many_pieces"))
        .when(pl.col("boxed"))
        .then(pl.when("there").then(pl.lit("nothing")).otherwise(pl.lit("boxes_used_up")))
        .when(pl.max_horizontal(a, b, c) + 2 * carton.WALL_MM > carton.LONGEST_MM)
        .then(pl.lit("piece_too_large"))
        .when(own_g > carton.LIMIT_G)
        .then(pl.lit("piece_too_heavy"))
        .otherwise(pl.lit("nothing"))
    )
    # of a line of a kit it need be true of one part
    said = refused.with_columns(true=true).with_columns(told=(pl.col("code") == pl.col("true")).any().over(LINE))
    wrong = said.filter(~pl.col("told")).unique(LINE, maintain_order=True)
    return [
        *_say(wrong, "order {order_id} line {line_no}: refused as {code}, but {true} is true of it"),
        *_say(plan.refusals.filter(pl.col("step") != "goods"), "order {order_id} line {line_no}: refused in the name of {step}"),
    ]


def _there(takes: pl.DataFrame, world: World, plan: GoodsPlan) -> pl.DataFrame:
    """Lines (with one row for each box that takes them) for which boxes are left at all their warehouses: not counted, or, after the plan,
    at least as many as the refused lines of their order have pieces there."""
    left = left_over(world, plan)
    place = ["order_id", "warehouse_id"]
    pieces = takes.unique([*LINE, "warehouse_id"]).group_by(place).agg(pieces=pl.col("quantity").sum())
    have = (
        takes.join(pieces, on=place)
        .join(left, left_on=["material_id", "warehouse_id"], right_on=["product_id", "warehouse_id"], how="left")
        .with_columns(enough=pl.col("left").is_null() | (pl.col("left") >= pl.col("pieces")))
    )
    everywhere = have.group_by(*LINE, "warehouse_id").agg(pl.col("enough").any()).group_by(LINE).agg(pl.col("enough").all())
    return everywhere.filter("enough").select(LINE)


def _ids(plan: GoodsPlan) -> list[str]:
    """Parcels are numbered from 0 in the order of order_id and warehouse_id; each has placements, numbered from 0."""
    place = pl.struct("order_id", "warehouse_id")
    numbered = plan.parcels.sort("parcel_id").with_columns(no=pl.int_range(pl.len()))
    ordered = plan.parcels.sort("order_id", "warehouse_id", "parcel_id").with_columns(no=pl.int_range(pl.len()))
    seqs = plan.placements.with_columns(no=pl.col("seq").rank("ordinal").over("parcel_id").cast(pl.Int64) - 1)
    return [
        *_say(numbered.filter(pl.col("parcel_id") != pl.col("no")), "parcel {parcel_id}: numbers do not count from 0"),
        *_say(ordered.filter(pl.col("parcel_id") != pl.col("no")), "parcel {parcel_id}: not in the order of order and warehouse"),
        *_say(seqs.filter(pl.col("seq") != pl.col("no")), "parcel {parcel_id} block {seq}: blocks do not count from 0"),
        *_say(plan.parcels.join(plan.placements, on="parcel_id", how="anti"), "parcel {parcel_id}: empty"),
        *_say(plan.placements.join(plan.parcels, on="parcel_id", how="anti"), "parcel {parcel_id} block {seq}: no such parcel"),
        *_say(plan.parcels.filter(place.is_null()), "parcel {parcel_id}: of no order"),
    ]


def _pieces(plan: GoodsPlan, blocks: pl.DataFrame) -> list[str]:
    """Every piece has its padded size, turned only as it may be."""
    lying = pl.concat_list(pl.col("dx_mm", "dy_mm", "dz_mm").cast(pl.Int64)).list.sort()
    size = pl.concat_list("a_mm", "b_mm", "c_mm").list.sort()
    upright, flat = ((pl.col("attributes").fill_null(0) & int(bit)) != 0 for bit in (Attribute.UPRIGHT, Attribute.FLAT))
    what = "parcel {parcel_id} block {seq}: {dx_mm} x {dy_mm} x {dz_mm} mm "
    return [
        *_say(blocks.filter((lying != size).fill_null(True)), what + "is not the padded size {a_mm} x {b_mm} x {c_mm}"),
        *_say(blocks.filter(upright & (pl.col("dz_mm") != pl.col("c_mm"))), what + "lies, but must stay upright ({c_mm} high)"),
        *_say(
            blocks.filter(flat & ~upright & (pl.col("dz_mm") != pl.min_horizontal("a_mm", "b_mm", "c_mm"))),
            what + "does not lie on its largest face",
        ),
    ]
