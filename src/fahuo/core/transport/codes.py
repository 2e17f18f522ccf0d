"""What outside codes mean: the public vocabularies, and a merchant's own rows before them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl


@cache
def public_codes() -> pl.DataFrame:
    """vocabulary, code, kind (words.Happening), reason, how_sure: what is known of public vocabularies."""
    return pl.read_csv(files("fahuo.core.transport").joinpath("data", "codes.csv").read_bytes(), comment_prefix="#", null_values=[""])


@cache
def _public_kinds() -> dict[str, str]:
    return dict(public_codes().select(pl.col("code").str.to_lowercase(), "kind").iter_rows())


def translate(rows: pl.DataFrame, own: pl.DataFrame | None = None) -> pl.DataFrame:
    """Add `kind` to rows with carrier and code; null where nobody knows the code. Upper and lower case are the same.

    own: carrier (null: every carrier), code, kind; a row for the carrier wins over one for all, and both over the public ones.
    """
    code = pl.col("code").fill_null("").str.strip_chars().str.to_lowercase()
    known = code.replace_strict(_public_kinds(), default=None, return_dtype=pl.String)
    if own is None or not own.height:
        return rows.with_columns(kind=known)
    mine = own.select("carrier", pl.col("code").str.strip_chars().str.to_lowercase().alias("_code"), "kind").sort("kind")
    of_carrier = mine.filter(pl.col("carrier").is_not_null()).unique(["carrier", "_code"], keep="first", maintain_order=True)
    of_all = mine.filter(pl.col("carrier").is_null()).unique("_code", keep="first", maintain_order=True).drop("carrier")
    found = rows.with_columns(code.alias("_code")).join(of_carrier, on=["carrier", "_code"], how="left", maintain_order="left")
    found = found.join(of_all.rename({"kind": "_all"}), on="_code", how="left", maintain_order="left")
    return found.with_columns(kind=pl.coalesce("kind", "_all", known)).drop("_code", "_all")
