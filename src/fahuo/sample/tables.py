"""The tables of the sample world: CSV files in sample/data, every cell text."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import polars as pl

from fahuo.core.words import attributes_of


@lru_cache
def table(name: str) -> pl.DataFrame:
    """The rows of sample/data/<name>.csv as text, an empty cell as null, numbered from 1 in the column `row`."""
    content = (files("fahuo.sample") / "data" / f"{name}.csv").read_bytes()
    return pl.read_csv(content, infer_schema=False).with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))


def attribute_bits(names: pl.Series) -> pl.Series:
    """Texts such as "fragile;liquid" as bits of words.Attribute; null where there is no text."""
    bits = {text: int(attributes_of(text.split(";"))) for text in names.drop_nulls().unique().to_list()}
    return names.replace_strict(bits, default=None, return_dtype=pl.UInt32) if bits else names.cast(pl.UInt32)
