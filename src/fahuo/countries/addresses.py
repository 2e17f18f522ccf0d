"""Is the address complete and right by the destination's own rules (Google's address metadata and data/address_exceptions.csv)?

A country that Google says nothing about is asked for street and city alone. A required region counts as given when the postcode
says it (Spain, Italy, the US ...) or the city is one (Kingston). A region that is not required is not checked.
"""

from __future__ import annotations

from functools import cache, lru_cache

import polars as pl

from fahuo.core import frames
from fahuo.countries import metadata, postcodes, regions, tables

DEMANDED = {"A": "street", "C": "city", "S": "region", "Z": "postcode"}
_DEFAULT = "AC"
_NOTHING = ("null", "none", "n/a", "#n/a", "nan", "undefined")


def read(orders: pl.DataFrame) -> pl.DataFrame:
    """The checked columns of Orders with blanks, dashes and "null" as null, and the country's own rules beside them (`need_*`, patterns).

    Sorted by country: polars keeps only some tens of compiled expressions, so a pattern column must come in runs (20 times as fast).
    """
    texts = [pl.col(name).pipe(_said).alias(name) for name in ("street", "city", "region", "phone", "tax_id", "country")]
    seen = orders.select("order_id", *texts, postcodes.clean(pl.col("postcode")).pipe(_said).alias("postcode"))
    found = tuple(sorted(code for code in seen["country"].unique().to_list() if code))
    return seen.sort("country", "order_id").join(_rules(found), on="country", how="left", maintain_order="left")


def check(seen: pl.DataFrame) -> list[pl.DataFrame]:
    """Refusals (country_unknown, address_missing, postcode_invalid, region_unknown) for orders as `read` gives them."""
    lacks_region = pl.col("need_region") & pl.col("region").is_null()
    told = lacks_region & pl.col("postcode").str.contains(pl.col("region_postcodes")).fill_null(False)
    seen = seen.with_columns(
        (pl.col("need_street") & pl.col("street").is_null()).alias("no_street"),
        (pl.col("need_city") & pl.col("city").is_null()).alias("no_city"),
        (lacks_region & ~told).alias("no_region"),
        (pl.col("need_postcode") & pl.col("postcode").is_null()).alias("no_postcode"),
        (~pl.col("postcode").str.contains(pl.col("postcode_pattern"))).fill_null(False).alias("bad_postcode"),
        (pl.col("need_region") & pl.col("region").is_not_null()).fill_null(False).alias("says_region"),
    )
    seen = _city_is_region(seen)
    missing = pl.any_horizontal("no_street", "no_city", "no_region", "no_postcode")
    any_of = seen.select(
        pl.col("country").is_null().any().alias("country"),
        missing.any().alias("missing"),
        pl.col("bad_postcode").any().alias("postcode"),
        pl.col("says_region").any().alias("region"),
    ).row(0, named=True)
    refusals = []
    if any_of["country"]:
        refusals.append(
            frames.refuse(seen.filter(pl.col("country").is_null()), "orders", "country_unknown", {"country": pl.lit(None, pl.String)})
        )
    if any_of["missing"]:
        listed = pl.concat_str(*(pl.when(f"no_{f}").then(pl.lit(f)) for f in DEMANDED.values()), separator=", ", ignore_nulls=True)
        refusals.append(frames.refuse(seen.filter(missing), "orders", "address_missing", {"fields": listed}))
    if any_of["postcode"]:
        values = {"postcode": pl.col("postcode"), "country": pl.col("country"), "example": pl.col("postcode_example")}
        refusals.append(frames.refuse(seen.filter("bad_postcode"), "orders", "postcode_invalid", values))
    if any_of["region"]:
        refusals.extend(_check_regions(seen.filter("says_region")))
    return refusals


def _check_regions(seen: pl.DataFrame) -> list[pl.DataFrame]:
    """Regions that are none of the country's, and postcodes of another region than was said. One look-up for each unique region."""
    said = seen.select("country", "region").unique()
    keys = [regions.find(c, r) for c, r in said.iter_rows()]
    patterns = [regions.postcode_pattern(c, k) if k else None for c, k in zip(said["country"], keys, strict=True)]
    examples = [regions.postcode_example(c, k) if k else None for c, k in zip(said["country"], keys, strict=True)]
    table = said.with_columns(
        pl.Series("key", keys, pl.String), pl.Series("pattern", patterns, pl.String), pl.Series("example", examples, pl.String)
    )
    seen = seen.join(table, on=["country", "region"], how="left").sort("pattern", "order_id")
    elsewhere = ~pl.col("bad_postcode") & ~pl.col("postcode").str.contains(pl.col("pattern"))
    place = pl.concat_str(pl.col("country"), pl.lit(" ("), pl.col("region"), pl.lit(")"))
    return [
        frames.refuse(
            seen.filter(pl.col("key").is_null()), "orders", "region_unknown", {"region": pl.col("region"), "country": pl.col("country")}
        ),
        frames.refuse(
            seen.filter(elsewhere),
            "orders",
            "postcode_invalid",
            {"postcode": pl.col("postcode"), "country": place, "example": pl.col("example")},
        ),
    ]


def _city_is_region(seen: pl.DataFrame) -> pl.DataFrame:
    """A missing region is not missing where the city is one; asked only for the cities of orders that lack a region."""
    lacking = seen.filter(pl.col("no_region") & pl.col("city").is_not_null()).select("country", "city").unique()
    if lacking.is_empty():
        return seen
    is_one = [regions.find(country, city) is not None for country, city in lacking.iter_rows()]
    table = lacking.with_columns(pl.Series("is_region", is_one))
    joined = seen.join(table, on=["country", "city"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("no_region") & ~pl.col("is_region").fill_null(False))


def _said(text: pl.Expr) -> pl.Expr:
    """Null where a text has neither letter nor digit or is a program's word for nothing."""
    bare = text.str.strip_chars()
    return pl.when(bare.str.contains(r"[\p{L}\p{N}]") & ~bare.str.to_lowercase().is_in(_NOTHING)).then(bare)


@lru_cache(maxsize=256)
def _rules(countries: tuple[str, ...]) -> pl.DataFrame:
    """The address rules of these countries, one row each."""
    schema = dict.fromkeys(("country", "postcode_pattern", "postcode_example", "region_postcodes"), pl.String) | {
        f"need_{field}": pl.Boolean for field in DEMANDED.values()
    }
    return pl.DataFrame([_rule(country) for country in countries], schema=schema)


@cache
def _rule(country: str) -> dict[str, object]:
    record = metadata.record(country)
    demanded = _exceptions().get(country) or record.get("require", _DEFAULT)
    has_regions = bool(regions.aliases(country))
    return {
        "country": country,
        "postcode_pattern": postcodes.pattern(country),
        "postcode_example": postcodes.example(country),
        "region_postcodes": regions.any_postcode_pattern(country),
        **{f"need_{field}": sign in demanded and (sign != "S" or has_regions) for sign, field in DEMANDED.items()},
    }


@cache
def _exceptions() -> dict[str, str]:
    return {row["country"]: row["require"] for row in tables.rows("address_exceptions.csv")}
