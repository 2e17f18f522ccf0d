"""Which papers a parcel needs: what its destination, its service and the place of departure demand, each paper once, in print order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from fahuo.core.book import CountryBook
from fahuo.core.export.tables import rows_on
from fahuo.core.methods.service import Service
from fahuo.core.words import Paper, attributes_of

# One bit a paper, so that the papers of a parcel are one integer and joining two lists is an "or".
PRINT_ORDER = tuple(Paper)
BITS = {str(paper): 1 << place for place, paper in enumerate(PRINT_ORDER)}


def service_papers(services: Iterable[Service], service_ids: Iterable[int]) -> pl.DataFrame:
    """service_id, service_class, service_bits: what each service is and demands."""
    rows = [(int(key), str(s.service_class), sum(BITS[p] for p in set(s.papers))) for key, s in zip(service_ids, services, strict=True)]
    return pl.DataFrame(rows, schema={"service_id": pl.Int64, "service_class": pl.String, "service_bits": pl.Int64}, orient="row")


@cache
def departure_bits(on: date) -> pl.Expr:
    """What the place of departure demands (departure.csv), by `from_country`, `service_class` and `attributes`."""
    bits = pl.lit(0, pl.Int64)
    for row in rows_on("departure", on):
        fits = [pl.col(name) == row[name] for name in ("from_country", "service_class") if row[name]]
        if row["attribute"]:
            fits.append((pl.col("attributes") & int(attributes_of([row["attribute"]]))) != 0)
        bits = bits | pl.when(pl.all_horizontal(fits)).then(BITS[row["paper"]]).otherwise(0)
    return bits


def destination_bits(parcels: pl.DataFrame, book: CountryBook, on: date) -> pl.DataFrame:
    """parcel_id, destination_bits: what the destinations' rules demand of these parcels."""
    asked = parcels.select("parcel_id", "country", "service_class", "currency", pl.col("total_minor").alias("value_minor"), "attributes")
    bit = pl.col("paper").cast(pl.String).replace_strict(BITS, return_dtype=pl.Int64)
    return book.demands(asked, on).group_by("parcel_id").agg(bit.bitwise_or().alias("destination_bits"))


def listed(bits: pl.Series) -> pl.Series:
    """Bits as lists of paper names, in print order."""
    kinds, which = np.unique(bits.to_numpy(), return_inverse=True)
    names = [[str(p) for p in PRINT_ORDER if BITS[p] & mask] for mask in kinds.tolist()]
    return pl.Series("papers", names, dtype=pl.List(pl.String)).gather(which)
