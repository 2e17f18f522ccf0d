"""What the planners ask of a destination's own rules. `fahuo.countries.book` answers; tests may answer otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

import polars as pl


class CountryBook(Protocol):
    """The rules of all destinations, on a day."""

    def check(self, orders: pl.DataFrame, on: date) -> pl.DataFrame:
        """Orders -> Refusals (step "orders"): address, phone, tax number by the destination's rules. Orders without a row are fine."""
        ...

    def demands(self, parcels: pl.DataFrame, on: date) -> pl.DataFrame:
        """Papers that destination and border demand: parcel_id, paper, why.

        Takes parcel_id, country, from_country, service_class, currency, value_minor, attributes; from_country, service_class may be null.
        """
        ...

    @property
    def territories(self) -> Mapping[str, str]:
        """Country -> its customs territory, where that is not the country itself (DE -> EU)."""
        ...
