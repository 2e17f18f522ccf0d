"""Made-up buyers: names as people of the destination write them, addresses that pass its rules, phone numbers, buyers' numbers."""

from __future__ import annotations

import numpy as np
import polars as pl

from fahuo.sample.draw import Draw, Floats, Integers
from fahuo.sample.tables import table
from fahuo.sample.taxids import tax_ids

BUSINESS_SHARE = 0.06


def buyers(person: Integers, draw: Draw) -> pl.DataFrame:
    """One row a person: country, currency, buyer (the shop's key), name, company (null for most), street, city, region, postcode, phone,
    email, tax_id. The same person number is always the same person. Cities and postcodes are real, streets and people are not."""
    lands = table("destinations")
    land = draw.choice("country", person, lands.get_column("weight").cast(pl.Float64))
    rows = lands.select("country", "currency", "names", "name_form", "company_form", "email_domain", tax_kind="tax_id")[land]
    place = _of_group("places", "country", rows.get_column("country"), draw.uniform("place", person))
    street = _of_group("streets", "country", rows.get_column("country"), draw.uniform("street", person))
    phone = _of_group("phones", "country", rows.get_column("country"), draw.uniform("phone", person))
    given = _of_group("names", "names", rows.get_column("names"), draw.uniform("given", person))
    family = _of_group("names", "names", rows.get_column("names"), draw.uniform("family", person))
    low, high = (phone.get_column(end).cast(pl.Int64).to_numpy() for end in ("first", "last"))
    rows = rows.with_columns(
        *place.select("region", "city", "area", "postcode").get_columns(),
        street.get_column("street"),
        phone.get_column("prefix").alias("phone_prefix"),
        phone.get_column("last").str.len_chars().alias("phone_width"),
        given.get_column("given"),
        family.get_column("family"),
        pl.Series("phone_end", draw.whole("phone end", person, low, high)),
        pl.Series("n", draw.whole("house", person, 1, 180)).cast(pl.String),
        pl.Series("m", draw.whole("flat", person, 1, 60)).cast(pl.String),
        pl.Series("c", draw.whole("floor", person, 1, 9)).cast(pl.String),
        pl.Series("business", draw.uniform("business", person) < BUSINESS_SHARE),
        pl.Series("key", person).cast(pl.String).str.zfill(6),
    )
    return rows.select(
        "country",
        "currency",
        buyer=pl.lit("B") + pl.col("key"),
        name=_filled("name_form", "given", "family"),
        company=pl.when("business").then(_filled("company_form", "family")),
        street=_filled("street", "area", "n", "m", "c"),
        city="city",
        region="region",
        postcode="postcode",
        phone=pl.col("phone_prefix") + pl.col("phone_end").cast(pl.String).str.zfill(pl.col("phone_width")),
        email=pl.lit("buyer") + pl.col("key") + pl.lit("@") + pl.col("email_domain"),
        tax_id=_tax_ids(rows.get_column("tax_kind"), person, draw),
    )


def _filled(form: str, *fields: str) -> pl.Expr:
    """The text in the column `form` with {field} replaced by what stands in the column of that name."""
    text = pl.col(form)
    for field in fields:
        text = text.str.replace_all("{" + field + "}", pl.col(field).fill_null(""), literal=True)
    return text


def _of_group(name: str, key: str, wanted: pl.Series, drawn: Floats) -> pl.DataFrame:
    """For each key in `wanted` one row of its group in the table, drawn evenly."""
    rows = table(name).sort(key, "row")
    groups = rows.group_by(key, maintain_order=True).len()
    size = groups.get_column("len").to_numpy().astype(np.int64)
    position = wanted.replace_strict(groups.get_column(key), pl.int_range(len(size), eager=True), return_dtype=pl.Int64).to_numpy()
    found: pl.DataFrame = rows[(np.cumsum(size) - size)[position] + (drawn * size[position]).astype(np.int64)]
    return found


def _tax_ids(kinds: pl.Series, person: Integers, draw: Draw) -> pl.Series:
    parts = []
    for kind in kinds.drop_nulls().unique().sort():
        rows = (kinds == kind).fill_null(value=False).arg_true()
        parts.append(pl.DataFrame({"row": rows.cast(pl.Int64), "tax_id": tax_ids(kind, person[rows.to_numpy()], draw)}))
    every = pl.DataFrame({"row": pl.int_range(len(kinds), eager=True, dtype=pl.Int64)})
    found = pl.concat(parts) if parts else pl.DataFrame(schema={"row": pl.Int64, "tax_id": pl.String})
    return every.join(found, on="row", how="left", maintain_order="left").get_column("tax_id")
