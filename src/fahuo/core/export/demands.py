"""Which papers a parcel needs: what the rules of destination and border and its service demand, each paper once, in print order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import polars as pl

from fahuo.core.book import CountryBook
from fahuo.core.methods.service import Service
from fahuo.core.words import Paper

# One bit a paper, so that the papers of a parcel are one integer and joining two lists is an "or".
PRINT_ORDER = tuple(Paper)
BITS = {str(paper): 1 << place for place, paper in enumerate(PRINT_ORDER)}


# What a service asks for falls away inside a customs territory, but for what is about the goods and not about the border.
KEPT_INSIDE = BITS[Paper.PACKING_LIST] | BITS[Paper.BATTERY_STATEMENT]


def service_papers(services: Iterable[Service], service_ids: Iterable[int]) -> pl.DataFrame:
    """service_id, service_class, service_bits: what each service is and demands."""
    rows = [(int(key), str(s.service_class), sum(BITS[p] for p in set(s.papers))) for key, s in zip(service_ids, services, strict=True)]
    return pl.DataFrame(rows, schema={"service_id": pl.Int64, "service_class": pl.String, "service_bits": pl.Int64}, orient="row")


def book_bits(parcels: pl.DataFrame, book: CountryBook, on: date) -> pl.DataFrame:
    """parcel_id, book_bits: what the rules of destination and border demand of these parcels."""
    asked = parcels.select(
        "parcel_id", "country", "from_country", "service_class", "currency", pl.col("total_minor").alias("value_minor"), "attributes"
    )
    bit = pl.col("paper").cast(pl.String).replace_strict(BITS, return_dtype=pl.Int64)
    return book.demands(asked, on).group_by("parcel_id").agg(bit.bitwise_or().alias("book_bits"))


def listed(bits: pl.Series) -> pl.Series:
    """Bits as lists of paper names, in print order."""
    kinds, which = np.unique(bits.to_numpy(), return_inverse=True)
    names = [[str(p) for p in PRINT_ORDER if BITS[p] & mask] for mask in kinds.tolist()]
    return pl.Series("papers", names, dtype=pl.List(pl.String)).gather(which)
