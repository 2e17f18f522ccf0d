"""Times as carriers write them, with or without an offset, read into UTC."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

UTC = pl.Datetime("us", "UTC")
SHAPE = (
    r"^\s*(?<y>\d{4})[-/.]?(?<mo>\d{2})[-/.]?(?<d>\d{2})(?:[T\s]*(?<h>\d{2}):?(?<mi>\d{2})(?::?(?<s>\d{2})(?:[.,](?<f>\d{1,9}))?)?)?"
    r"\s*(?<zone>[Zz]|UTC|GMT|(?<sign>[+-])(?<oh>\d{2}):?(?<om>\d{2})?)?\s*$"
)
COUNTRY_AT_END = r"(?:^|[\s,(/-])([A-Z]{2})\)?\s*$"


@cache
def _zones() -> dict[str, str]:
    rows = pl.read_csv(files("fahuo.core.transport").joinpath("data", "zones.csv").read_bytes(), comment_prefix="#", null_values=["-"])
    return dict(rows.select("country", "zone").iter_rows())


def zone_of(country: str) -> str:
    """The time zone of a country, of one with several the one where most people live; UTC where we know none."""
    return _zones().get(country, "UTC")


def country_of(place: pl.Expr) -> pl.Expr:
    """The country that a place names at its end: "Frankfurt, DE" or "FRANKFURT DE" or "CN"; null where it names none that we know."""
    code = place.str.extract(COUNTRY_AT_END)
    return pl.when(code.is_in(list(_zones()))).then(code)


def read_times(rows: pl.DataFrame, default_zone: str = "UTC") -> pl.DataFrame:
    """Add `utc` and `zone_assumed` to rows with `at` (text) and place; utc is null where the time cannot be read.

    A time with an offset is what it says. One without is local to the country that the place names, else to `default_zone`. An hour
    that the clock skipped in spring counts as the hour after it; of an hour that came twice the first is meant. A date alone is noon.
    """
    parts = rows.select(pl.col("at").str.extract_groups(SHAPE).alias("p"), country=country_of(pl.col("place"))).unnest("p")
    fraction = pl.col("f").fill_null("").str.pad_end(6, "0").str.slice(0, 6)
    text = pl.concat_str(
        "y", pl.lit("-"), "mo", pl.lit("-"), "d", pl.lit("T"), pl.col("h").fill_null("12"), pl.lit(":"), pl.col("mi").fill_null("00")
    )
    text = pl.concat_str(text, pl.lit(":"), pl.col("s").fill_null("00"), pl.lit("."), fraction)
    minutes = pl.col("oh").cast(pl.Int64) * 60 + pl.col("om").cast(pl.Int64).fill_null(0)
    shift = pl.when(pl.col("sign") == "-").then(-minutes).otherwise(minutes).fill_null(0)
    parts = parts.with_columns(
        local=text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.6f", time_unit="us", strict=False),
        shift=pl.duration(minutes=shift),
        told=pl.col("zone").is_not_null(),
        zone=pl.col("country").replace_strict(_zones(), default=default_zone, return_dtype=pl.String),
    ).select("local", "told", "zone", utc=(pl.col("local") - pl.col("shift")).dt.replace_time_zone("UTC"))
    if not parts["told"].all():
        parts = parts.with_columns(utc=pl.when("told").then("utc").otherwise(_from_local(parts)))
    return rows.with_columns(parts["utc"].cast(UTC), zone_assumed=~parts["told"] & parts["utc"].is_not_null())


def _from_local(parts: pl.DataFrame) -> pl.Series:
    """Local times of several zones in UTC, one zone at a time."""
    out = pl.Series("utc", [None], dtype=UTC).new_from_index(0, parts.height)
    for zone in parts.filter(~pl.col("told"))["zone"].unique().sort():
        here = pl.col("local").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        later = pl.col("local").dt.offset_by("1h").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        read = parts.select(pl.coalesce(here, later).dt.convert_time_zone("UTC").cast(UTC)).to_series()
        out = read.zip_with(parts["zone"] == zone, out)
    return out
