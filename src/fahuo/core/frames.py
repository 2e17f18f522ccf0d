"""The tables that travel between the rooms, as dataframely schemas. Every column says its unit.

Ids are those of the batch: `order_id` and `parcel_id` count from 0 within one call of a planner; whoever stores a plan
maps them to its own. `product_id`, `warehouse_id`, `box_id`, `service_id`, `rule_id` are the caller's and come back unchanged.
"""

from __future__ import annotations

from functools import cache

import dataframely as dy
import polars as pl

from fahuo.core.choosing_frames import ChoiceRules as ChoiceRules
from fahuo.core.choosing_frames import Lanes as Lanes
from fahuo.core.choosing_frames import Selections as Selections
from fahuo.core.choosing_frames import Sendings as Sendings
from fahuo.core.covering_frames import CoverRules as CoverRules
from fahuo.core.covering_frames import Covers as Covers
from fahuo.core.covering_frames import OwnCovers as OwnCovers
from fahuo.core.selling_frames import MarkUpRules as MarkUpRules
from fahuo.core.selling_frames import SellingPrices as SellingPrices

UTC = "UTC"


class Orders(dy.Schema):
    """One row an order, as the buyer asked for it."""

    order_id = dy.Int64(primary_key=True)
    number = dy.String()
    shop = dy.String()
    placed_at = dy.Datetime(time_unit="us", time_zone=UTC)
    currency = dy.String(regex=r"^[A-Z]{3}$")
    buyer = dy.String(nullable=True)  # the shop's own key of the buyer; null for a guest
    name = dy.String(nullable=True)  # recipient
    company = dy.String(nullable=True)
    street = dy.String(nullable=True)
    city = dy.String(nullable=True)
    region = dy.String(nullable=True)
    postcode = dy.String(nullable=True)
    country = dy.String(nullable=True)  # ISO 3166-1 alpha-2
    phone = dy.String(nullable=True)
    email = dy.String(nullable=True)
    tax_id = dy.String(nullable=True)
    freight_minor = dy.Int64(min=0)  # what the buyer paid for carriage
    discount_minor = dy.Int64(min=0)  # taken off the order as a whole
    service = dy.String(nullable=True)  # the service code that the buyer asked for
    promised_on = dy.Date(nullable=True)
    made_up = dy.String(nullable=True)  # names of the fields a mapping filled in by default: "street city postcode"


class Lines(dy.Schema):
    """One row an order line: goods only."""

    order_id = dy.Int64(primary_key=True)
    line_no = dy.Int32(primary_key=True)  # 1, 2, ... in the order of the source
    source_row = dy.Int64(nullable=True)  # row of the file, the header being row 1
    sku = dy.String()
    name = dy.String(nullable=True)
    quantity = dy.Int64()
    price_minor = dy.Int64()  # of one piece, in the order's currency


class Products(dy.Schema):
    """The catalogue. A size or weight that is missing is null: such a product cannot be packed, and says so."""

    product_id = dy.Int64(primary_key=True)
    sku = dy.String()
    name = dy.String()
    name_zh = dy.String(nullable=True)
    length_mm = dy.Int32(nullable=True)
    width_mm = dy.Int32(nullable=True)
    height_mm = dy.Int32(nullable=True)
    weight_g = dy.Int32(nullable=True)
    hs_code = dy.String(nullable=True)  # six digits or more, no dots
    origin = dy.String(nullable=True)  # ISO alpha-2, country of manufacture
    attributes = dy.UInt32()  # words.Attribute


class Warehouses(dy.Schema):
    """Places that goods leave from: the merchant's own and its suppliers'."""

    warehouse_id = dy.Int64(primary_key=True)
    code = dy.String()
    name = dy.String()
    kind = dy.String()  # own | supplier
    country = dy.String()
    city = dy.String()
    postcode = dy.String(nullable=True)
    latitude = dy.Float64()
    longitude = dy.Float64()
    priority = dy.Int32()  # 1 is asked first
    handling_minor = dy.Int64()  # cost of picking and packing one order, in the merchant's currency
    serves = dy.String(nullable=True)  # countries that it is meant for ("DE FR IT"); for others it is asked last. Null: all


class Stock(dy.Schema):
    """What may be promised now: on hand less reserved. A product without a row has none."""

    product_id = dy.Int64(primary_key=True)
    warehouse_id = dy.Int64(primary_key=True)
    available = dy.Int64(min=0)


class Components(dy.Schema):
    """So many pieces of a part in one kit. A kit has no stock of its own; a part may be a kit again."""

    kit_id = dy.Int64(primary_key=True)
    part_id = dy.Int64(primary_key=True)
    quantity = dy.Int64(min=1)
    price_minor = dy.Int64(nullable=True)  # of one piece of the part, in the merchant's currency


class Holdings(dy.Schema):
    """Pieces of a product in a bin, by lot, with what decides which of them are taken first."""

    product_id = dy.Int64()
    warehouse_id = dy.Int64()
    bin_id = dy.Int64()
    lot_id = dy.Int64(nullable=True)
    quantity = dy.Int64(min=0)
    since = dy.Datetime(time_unit="us", time_zone=UTC)  # its oldest piece came to the warehouse then
    kind = dy.String()  # words.BinKind
    walk = dy.Int32()  # the bin's place in the walk, then its code
    code = dy.String()
    expires_on = dy.Date(nullable=True)  # of the lot; from this day on its pieces are not taken


class Boxes(dy.Schema):
    """Empty boxes and mailers.

    A mailer is a bag of two sheets: inner length and width are those of the empty bag, inner height is the greatest thickness of its
    content. Content of thickness h has length - h by width - h to lie on, for the sheets go round it.
    """

    box_id = dy.Int64(primary_key=True)
    code = dy.String()
    kind = dy.String()  # words.BoxKind
    inner_length_mm = dy.Int32(min=1)
    inner_width_mm = dy.Int32(min=1)
    inner_height_mm = dy.Int32(min=1)
    outer_length_mm = dy.Int32(min=1)
    outer_width_mm = dy.Int32(min=1)
    outer_height_mm = dy.Int32(min=1)
    weight_g = dy.Int32(min=0)
    limit_g = dy.Int32(min=1)  # of the parcel, box included
    price_minor = dy.Int64(min=0)  # in the merchant's currency
    double_wall = dy.Bool()
    material_id = dy.Int64(nullable=True)  # the product whose stock it is; null: not counted


class Paddings(dy.Schema):
    """What goes around one piece of a product that has the attribute (any of its bits). An attribute may ask for several.

    Each code goes around a piece once, though two attributes ask for it (then the larger figures count). Different codes are layers
    around each other: their thicknesses, weights and prices add up.
    """

    attribute = dy.UInt32(primary_key=True)
    code = dy.String(primary_key=True)
    thickness_mm = dy.Int32(min=0)  # on every side
    weight_g = dy.Int32(min=0)  # for one piece
    price_minor = dy.Int64(min=0)  # for one piece, in the merchant's currency
    double_wall = dy.Bool()  # the piece must travel in a double-walled box
    material_id = dy.Int64(nullable=True)  # the product whose stock it is, one for each piece; null: not counted


class Apart(dy.Schema):
    """Goods that must not share a parcel: those of any attribute of `one` and those of any attribute of `other`."""

    one = dy.UInt32(primary_key=True)
    other = dy.UInt32(primary_key=True)


class ReviewRules(dy.Schema):
    """Operators' rules: every condition that is not null must hold; the first row by position wins; no row: approve."""

    rule_id = dy.Int64(primary_key=True)
    position = dy.Int32()
    country = dy.String(nullable=True)
    shop = dy.String(nullable=True)
    buyer = dy.String(nullable=True)
    attribute = dy.UInt32(nullable=True)  # any product of the order has any of these bits
    min_value_minor = dy.Int64(nullable=True)  # goods value of the order, in the rule's currency
    max_value_minor = dy.Int64(nullable=True)  # exclusive
    value_currency = dy.String(nullable=True)
    repeated_within_days = dy.Int32(nullable=True)  # same buyer or address bought the same content so shortly before
    outcome = dy.String()  # approve | hold
    note = dy.String()  # the reason, shown to the operator


class Exchange(dy.Schema):
    """One unit of `currency` in the merchant's currency, on the day of the plan (major units)."""

    currency = dy.String(primary_key=True)
    rate = dy.Float64(min=0)
    source = dy.String()


class Allocations(dy.Schema):
    """Which warehouse gives how many pieces of a line; of a line of a kit, how many of each part."""

    order_id = dy.Int64(primary_key=True)
    line_no = dy.Int32(primary_key=True)
    warehouse_id = dy.Int64(primary_key=True)
    product_id = dy.Int64(primary_key=True)
    quantity = dy.Int64(min=1)


class Holds(dy.Schema):
    """Orders that are planned but wait for a person."""

    order_id = dy.Int64(primary_key=True)
    rule_id = dy.Int64()
    note = dy.String()


class Parcels(dy.Schema):
    """Packed boxes. Outer sizes; `box_id` is null where the goods travel in their own carton."""

    parcel_id = dy.Int64(primary_key=True)
    order_id = dy.Int64()
    warehouse_id = dy.Int64()
    box_id = dy.Int64(nullable=True)
    length_mm = dy.Int32(min=1)
    width_mm = dy.Int32(min=1)
    height_mm = dy.Int32(min=1)
    weight_g = dy.Int64(min=1)  # gross: goods, padding and box
    pieces = dy.Int64(min=1)
    attributes = dy.UInt32()  # of all that is inside


class Placements(dy.Schema):
    """Blocks of equal pieces inside a parcel: nx x ny x nz pieces of dx x dy x dz mm (padding included) from corner x, y, z of the box's inside."""

    parcel_id = dy.Int64(primary_key=True)
    seq = dy.Int32(primary_key=True)  # packing order
    line_no = dy.Int32()
    product_id = dy.Int64()
    x_mm = dy.Int32(min=0)
    y_mm = dy.Int32(min=0)
    z_mm = dy.Int32(min=0)
    dx_mm = dy.Int32(min=1)
    dy_mm = dy.Int32(min=1)
    dz_mm = dy.Int32(min=1)
    nx = dy.Int32(min=1)
    ny = dy.Int32(min=1)
    nz = dy.Int32(min=1)


class Choices(dy.Schema):
    """Why a parcel is packed as it is, where an aim weighed several packings of its goods. Money is the merchant's currency, and of all
    parcels that were decided together."""

    parcel_id = dy.Int64(primary_key=True)
    together = dy.Int64()  # the first parcel of those that were decided together
    aim = dy.String()  # words.PackAim
    tried = dy.Int32(min=1)  # different packings that were weighed
    materials_minor = dy.Int64(min=0)  # boxes and paddings
    freight_minor = dy.Int64(nullable=True)  # null: no service takes them all
    duty_minor = dy.Int64(nullable=True)  # null: not asked, or not known
    other_boxes = dy.String(nullable=True)  # the next best packing: codes of its boxes, "C1 + C4"
    other_minor = dy.Int64(nullable=True)  # its total
    fewest_boxes = dy.String(nullable=True)  # what the aim of fewest boxes would have taken, where that is another packing
    fewest_minor = dy.Int64(nullable=True)


class Needs(dy.Schema):
    """Packing material that a planned parcel will consume."""

    parcel_id = dy.Int64(primary_key=True)
    product_id = dy.Int64(primary_key=True)
    warehouse_id = dy.Int64()
    quantity = dy.Int64(min=1)


class Contents(dy.Schema):
    """What is in a parcel, line by line (a kit's parts one by one), and the part of what the buyer paid that falls on it (discount and freight shared, to the cent)."""

    parcel_id = dy.Int64(primary_key=True)
    line_no = dy.Int32(primary_key=True)
    order_id = dy.Int64()
    product_id = dy.Int64(primary_key=True)
    quantity = dy.Int64(min=1)
    value_minor = dy.Int64(min=0)


class Offers(dy.Schema):
    """Every service for every parcel: a price with its derivation, or the reason of the refusal (`reason` not null)."""

    parcel_id = dy.Int64(primary_key=True)
    service_id = dy.Int64(primary_key=True)
    reason = dy.String(nullable=True)  # code in reasons.py
    limit = dy.Int64(nullable=True)  # what the refusing rule allows, in its unit
    actual = dy.Int64(nullable=True)  # what the parcel has
    card = dy.String(nullable=True)  # code of the rate card, its validity in it
    zone = dy.String(nullable=True)
    band_up_to_g = dy.Int64(nullable=True)  # upper end of the weight band that priced it
    volumetric_g = dy.Int64(nullable=True)
    chargeable_g = dy.Int64(nullable=True)  # after minimum and rounding
    freight_minor = dy.Int64(nullable=True)  # weight price and parcel fee, in `currency`
    fuel_minor = dy.Int64(nullable=True)
    surcharge_minor = dy.Int64(nullable=True)
    total_minor = dy.Int64(nullable=True)
    currency = dy.String(nullable=True)
    home_minor = dy.Int64(nullable=True)  # total in the merchant's currency, for comparing
    rate_nano = dy.Int64(
        nullable=True
    )  # one minor unit of `currency` in billionths of a minor unit of the merchant's: the day's exchange rate
    days_p50 = dy.Int32(nullable=True)
    days_p90 = dy.Int32(nullable=True)
    chosen = dy.Bool()
    keep_ppm = dy.Int32(nullable=True)  # how likely the promised day is kept, in millionths; null: nothing was promised, or no price
    duty_minor = dy.Int64(nullable=True)  # duty, tax and fees in the merchant's currency, where the aim weighs them and they are known


class Pricings(dy.Schema):
    """One row a parcel: what its offers were worked out from."""

    parcel_id = dy.Int64(primary_key=True)
    on = dy.Date()  # of the rate cards and exchange rates
    country = dy.String(nullable=True)
    postcode = dy.String(nullable=True)
    city = dy.String(nullable=True)
    company = dy.String(nullable=True)
    currency = dy.String()
    value_minor = dy.Int64(min=0)
    length_mm = dy.Int32(min=1)
    width_mm = dy.Int32(min=1)
    height_mm = dy.Int32(min=1)
    weight_g = dy.Int64(min=1)
    pieces = dy.Int64(min=1)
    attributes = dy.UInt32()


class Declarations(dy.Schema):
    """One row a parcel: what is declared at export, in the order's currency."""

    parcel_id = dy.Int64(primary_key=True)
    currency = dy.String()
    total_minor = dy.Int64(min=0)
    net_g = dy.Int64(min=0)
    gross_g = dy.Int64(min=0)
    incoterm = dy.String()
    papers = dy.List(dy.String())  # words.Paper, in the order in which they are printed
    waits = dy.Bool()  # a code or an origin is missing; the refusals say which


class DeclaredLines(dy.Schema):
    """Goods of a parcel by HS code and origin; goods without a code stay by product."""

    parcel_id = dy.Int64(primary_key=True)
    no = dy.Int32(primary_key=True)
    hs_code = dy.String(nullable=True)
    origin = dy.String(nullable=True)
    name = dy.String()
    quantity = dy.Int64(min=1)
    net_g = dy.Int64(min=0)
    value_minor = dy.Int64(min=0)


class Refusals(dy.Schema):
    """Every "why not", at the narrowest place that has it: a file's row, an order, a line, a parcel."""

    order_id = dy.Int64(nullable=True)
    line_no = dy.Int32(nullable=True)
    parcel_id = dy.Int64(nullable=True)
    source_row = dy.Int64(nullable=True)
    step = dy.String()
    code = dy.String()  # in reasons.py
    values = dy.String()  # JSON object: the values that caused it


@cache
def empty(schema: type[dy.Schema]) -> pl.DataFrame:
    """A frame of the schema's columns with no rows."""
    return pl.DataFrame(schema={name: column.dtype for name, column in schema.columns().items()})


def refuse(rows: pl.DataFrame, step: str, code: str | pl.Expr, values: dict[str, pl.Expr] | None = None) -> pl.DataFrame:
    """Turn rows (with any of order_id, line_no, parcel_id, source_row) into Refusals with one code and the values that caused it."""
    have = set(rows.columns)
    keys = {"order_id": pl.Int64, "line_no": pl.Int32, "parcel_id": pl.Int64, "source_row": pl.Int64}
    said = pl.struct([value.alias(name) for name, value in values.items()]).struct.json_encode() if values else pl.lit("{}")
    return rows.select(
        *[(pl.col(k) if k in have else pl.lit(None)).cast(t).alias(k) for k, t in keys.items()],
        pl.lit(step).alias("step"),
        (pl.lit(code) if isinstance(code, str) else code).alias("code"),
        said.alias("values"),
    )


def gather(*parts: pl.DataFrame) -> pl.DataFrame:
    """All refusals in one frame."""
    return pl.concat([empty(Refusals), *parts]) if parts else empty(Refusals)
