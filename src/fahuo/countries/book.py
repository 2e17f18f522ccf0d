"""All destinations' rules as one book: what the planners ask of it (core/book.py), and duty and tax."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from fahuo.core import frames
from fahuo.core.clearance.plan import ClearancePlan, plan_clearance, plan_owed
from fahuo.core.clearance.values import rates_of
from fahuo.countries import addresses, customs, ids, papers, phones, regions


class Book:
    """The rules of every destination. It holds a merchant's exchange rates and registrations, and nothing that changes.

    exchange: frames.Exchange, of the day that is asked about. registrations: "IOSS", "GB_VAT", "VOEC", "AU_GST", ... as held by the
    seller or his market place. tariff: rates by HS code (clearance.rules.Tariff).
    """

    def __init__(
        self,
        exchange: pl.DataFrame,
        registrations: frozenset[str] = frozenset(),
        tariff: pl.DataFrame | None = None,
    ) -> None:
        self.exchange = exchange
        self.registrations = registrations
        self.rules = customs.with_tariff(tariff)
        self._rates = papers.with_sdr(rates_of(exchange))

    def check(self, orders: pl.DataFrame, on: date) -> pl.DataFrame:
        """Orders -> Refusals: everything that is wrong with address, phone and buyer's number, all of an order's faults at once.

        Codes: country_unknown, address_missing, postcode_invalid, region_unknown, phone_invalid, tax_id_missing, tax_id_invalid.
        """
        seen = addresses.read(orders)
        found = [*addresses.check(seen), *phones.check(seen), *ids.check(seen, on)]
        return frames.gather(*found).sort("order_id", "code", "values") if found else frames.empty(frames.Refusals)

    def demands(self, parcels: pl.DataFrame, on: date) -> pl.DataFrame:
        """Parcels (parcel_id, country, service_class, currency, value_minor, attributes; from_country if known) -> parcel_id, paper, why.

        `why` is a key of `papers.explain`, which gives the sentence and the source.
        """
        return papers.demanded(parcels, self._rates, self.rules.territories, on)

    @property
    def territories(self) -> Mapping[str, str]:
        """Country -> its customs territory, where that is not the country itself (DE -> EU)."""
        return self.rules.territories

    def landed(self, parcels: pl.DataFrame, declared_lines: pl.DataFrame, on: date) -> ClearancePlan:
        """Duty, tax and fees of parcels at their destination, see core.clearance.plan; `region` may be written as the buyer writes it."""
        return plan_clearance(self._named(parcels), declared_lines, self.rules, self.exchange, on, self.registrations)

    def owed(self, parcels: pl.DataFrame, declared_lines: pl.DataFrame, on: date) -> pl.DataFrame:
        """The entries of `landed` alone."""
        return plan_owed(self._named(parcels), declared_lines, self.rules, self.exchange, on, self.registrations)

    def _named(self, parcels: pl.DataFrame) -> pl.DataFrame:
        if "region" in parcels.columns:
            written = parcels.select("country", "region").unique().drop_nulls()
            keys = [regions.find(country, region) or region for country, region in written.iter_rows()]
            named = written.with_columns(pl.Series("_key", keys, pl.String))
            joined = parcels.join(named, on=["country", "region"], how="left", maintain_order="left")
            parcels = joined.with_columns(pl.col("_key").alias("region")).drop("_key")
        return parcels
