"""What the planners ask of a destination's own rules. `fahuo.countries.book` answers; tests may answer otherwise."""

from __future__ import annotations

from datetime import date
from typing import Protocol

import polars as pl


class CountryBook(Protocol):
    """The rules of all destinations, on a day."""

    def check(self, orders: pl.DataFrame, on: date) -> pl.DataFrame:
        """Orders -> Refusals (step "orders"): address, phone, tax number by the destination's rules. Orders without a row are fine."""
        ...

    def demands(self, parcels: pl.DataFrame, on: date) -> pl.DataFrame:
        """Papers that the destination demands. Takes parcel_id, country, service_class, currency, value_minor, attributes; gives parcel_id, paper, why."""
        ...
