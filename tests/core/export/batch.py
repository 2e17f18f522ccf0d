"""Small batches for the tests of this room: frames written as tuples, and a world with three services and a small book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, cast

import numpy as np
import polars as pl

from fahuo.core import frames
from fahuo.core.journey import World
from fahuo.core.methods.cards import Rates
from fahuo.core.methods.service import Service
from fahuo.core.words import Attribute, Paper, ServiceClass

ON = date(2026, 11, 23)


def _frame(schema: type, rows: Sequence[tuple[Any, ...]], names: Sequence[str], **fixed: Any) -> pl.DataFrame:
    """Rows of a travelling frame: the named columns from the tuples, the fixed ones, null for the rest."""
    kinds = {name: column.dtype for name, column in schema.columns().items()}
    made = pl.DataFrame(list(rows), schema={name: kinds[name] for name in names}, orient="row")
    return made.with_columns([pl.lit(fixed.get(name), kind).alias(name) for name, kind in kinds.items() if name not in names]).select(
        list(kinds)
    )


def orders_of(*rows: tuple[int, int, int], country: str = "DE", currency: str = "GBP") -> pl.DataFrame:
    """order_id, freight_minor, discount_minor."""
    return _frame(
        frames.Orders, rows, ["order_id", "freight_minor", "discount_minor"], number="N", shop="s", country=country, currency=currency
    )


def lines_of(*rows: tuple[int, int, int, int]) -> pl.DataFrame:
    """order_id, line_no, quantity, price_minor."""
    return _frame(frames.Lines, rows, ["order_id", "line_no", "quantity", "price_minor"], sku="A")


def parcels_of(*rows: tuple[int, int], warehouse_id: int = 1, weight_g: int = 1_000_000, attributes: int = 0) -> pl.DataFrame:
    """parcel_id, order_id."""
    fixed = {"warehouse_id": warehouse_id, "weight_g": weight_g, "attributes": attributes}
    return _frame(frames.Parcels, rows, ["parcel_id", "order_id"], length_mm=1, width_mm=1, height_mm=1, pieces=1, **fixed)


def placements_of(*rows: tuple[int, int, int, int]) -> pl.DataFrame:
    """parcel_id, line_no, product_id, pieces: each row one block."""
    blocks = [(parcel, seq, line, product, pieces) for seq, (parcel, line, product, pieces) in enumerate(rows)]
    names = ["parcel_id", "seq", "line_no", "product_id", "nx"]
    return _frame(frames.Placements, blocks, names, x_mm=0, y_mm=0, z_mm=0, dx_mm=1, dy_mm=1, dz_mm=1, ny=1, nz=1)


def contents_of(*rows: tuple[int, int, int, int, int, int]) -> pl.DataFrame:
    """parcel_id, line_no, order_id, product_id, quantity, value_minor."""
    return _frame(frames.Contents, rows, ["parcel_id", "line_no", "order_id", "product_id", "quantity", "value_minor"])


def offers_of(*rows: tuple[int, int]) -> pl.DataFrame:
    """parcel_id, service_id: chosen."""
    return _frame(frames.Offers, rows, ["parcel_id", "service_id"], chosen=True)


def products_of(*rows: tuple[int, str, int | None, str | None, str | None]) -> pl.DataFrame:
    """product_id, name, weight_g, hs_code, origin; the sku is the name in small letters."""
    made = _frame(frames.Products, rows, ["product_id", "name", "weight_g", "hs_code", "origin"], sku="", attributes=0)
    return made.with_columns(pl.col("name").str.to_lowercase().alias("sku"))


def warehouses() -> pl.DataFrame:
    """1 in Shenzhen, 2 in Cologne."""
    fixed = {"name": "W", "kind": "own", "city": "C", "latitude": 0.0, "longitude": 0.0, "priority": 1, "handling_minor": 0}
    return _frame(frames.Warehouses, [(1, "SZ", "CN"), (2, "CGN", "DE")], ["warehouse_id", "code", "country"], **fixed)


class SmallBook:
    """Demands a commercial invoice of what comes from abroad, twice over, an H7 of it for Germany, and a battery statement anywhere."""

    territories = MappingProxyType({"DE": "EU", "FR": "EU"})

    def check(self, orders: pl.DataFrame, on: date) -> pl.DataFrame:
        return frames.empty(frames.Refusals)

    def demands(self, parcels: pl.DataFrame, on: date) -> pl.DataFrame:
        kinds = dict.fromkeys(["country", "from_country", "service_class", "currency"], pl.String)
        assert parcels.schema == pl.Schema({"parcel_id": pl.Int64, **kinds, "value_minor": pl.Int64, "attributes": pl.UInt32})
        battery = parcels.filter((pl.col("attributes") & int(Attribute.BATTERY)) != 0)
        abroad = parcels.filter(pl.col("from_country") == "CN")
        europe = abroad.filter(pl.col("country") == "DE")
        papers = [
            (europe, Paper.EU_H7),
            (abroad, Paper.COMMERCIAL_INVOICE),
            (battery, Paper.BATTERY_STATEMENT),
            (abroad, Paper.COMMERCIAL_INVOICE),
        ]
        return pl.concat([rows.select("parcel_id", paper=pl.lit(str(paper)), why=pl.lit("x")) for rows, paper in papers])


def _service(code: str, kind: ServiceClass, *papers: Paper) -> Service:
    return Service(code, code, code, kind, "c", ("CN",), True, "invented for a test", papers, (), (), {})


LINE, POST, EXPRESS = 11, 22, 33  # service ids


def world_of(products: pl.DataFrame) -> World:
    """A world with these products; of the rest only what the export step reads."""
    services = (
        _service("LINE", ServiceClass.LINE),
        _service("POST", ServiceClass.POST, Paper.CN22),
        _service("XPRESS", ServiceClass.EXPRESS, Paper.PACKING_LIST),
    )
    rates = cast(Rates, type("ServicesAlone", (), {"services": services, "service_ids": np.array([LINE, POST, EXPRESS])})())
    nothing = pl.DataFrame()
    return World("CNY", products, warehouses(), nothing, nothing, nothing, nothing, rates, SmallBook())
