"""New Zealand: up to NZD 1,000 no duty, and GST 15 % by a registered seller at the sale; above it the tariff, and GST on CIF and duty.

>>> from fahuo.countries.examples import entry
>>> entry("NZ", "2026-11-23", [("420292", 10_000)], "NZD", registrations={"NZ_GST"}).duty_tax
(0, 1500)
>>> entry("NZ", "2026-11-23", [("420292", 100_001)], "NZD").refused
['hs_too_short_for_entry', 'rate_unknown']
"""

from __future__ import annotations

from datetime import date

from fahuo.core.clearance.rules import ORDINARY, Charge, Scheme

READ_ON = date(2026, 11, 23)
_BASIS = "GST on low-value imported goods (2019-12-01), general knowledge"

SCHEMES = (
    Scheme(
        rule_id="nz.low_registered", country="NZ", position=10, valid_from=date(2019, 12, 1), registration="NZ_GST", up_to_minor=100_000,
        limit_currency="NZD", currency="NZD", tax_name="GST", tax_ppm=150_000, tax_collector="seller",
        source=_BASIS, retrieved_on=READ_ON, confidence="medium",
    ),
    Scheme(
        rule_id="nz.low", country="NZ", position=20, valid_from=date(2019, 12, 1), up_to_minor=100_000, limit_currency="NZD",
        currency="NZD", source=_BASIS, retrieved_on=READ_ON, confidence="medium",
        note="only a seller under NZD 60,000 a year may go unregistered",
    ),
    Scheme(
        rule_id="nz.standard", country="NZ", position=30, valid_from=date(2019, 12, 1), above_minor=100_000, limit_currency="NZD",
        currency="NZD", duty_basis="goods", tax_name="GST", tax_ppm=150_000, hs_digits=8, duty_collector="carrier", tax_collector="carrier",
        source=_BASIS, retrieved_on=READ_ON, confidence="medium", note="entry fees are not covered",
    ),
)  # fmt: skip

CHARGES = (
    Charge(
        rule_id="nz.tariff", schemes=("nz.standard",), layer=ORDINARY, how="tariff", tariff="NZ", listed=ORDINARY,
        valid_from=date(2019, 12, 1), source="Working Tariff of New Zealand", retrieved_on=READ_ON, confidence="medium",
    ),
)  # fmt: skip
