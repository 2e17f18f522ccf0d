"""The invented merchant and its shops."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

import polars as pl

from fahuo.sample.tables import table


@dataclass(frozen=True)
class Merchant:
    """A seller, as it stands on papers. The sample's numbers are invented; they pass their format and their check digits."""

    code: str
    name: str
    name_zh: str
    street: str
    city: str
    region: str
    postcode: str
    country: str
    phone: str
    email: str
    uscc: str  # 统一社会信用代码
    eori: str
    vat: str
    ioss: str
    currency: str
    invented: bool


def sample_merchant() -> Merchant:
    """The merchant in Shenzhen that sample/data/merchant.toml describes."""
    return Merchant(**tomllib.loads((files("fahuo.sample") / "data" / "merchant.toml").read_text("utf-8")))


def sample_shops() -> pl.DataFrame:
    """Where the sample orders come from: shop_id, code, name, name_zh, kind (own | marketplace), share of the orders."""
    return table("shops").select(pl.col("row").alias("shop_id"), "code", "name", "name_zh", "kind", pl.col("share").cast(pl.Float64))
