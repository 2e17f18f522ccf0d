"""Australia: up to AUD 1,000 no duty, and GST by a registered seller at the sale; above it duty on FOB and GST on CIF and duty.

A seller below AUD 75,000 a year is not registered: then nothing is taken up to AUD 1,000. Above it the duty is mostly 5 %, but not
always, so the rate is loaded and not assumed.

>>> from fahuo.countries.examples import entry
>>> entry("AU", "2026-11-23", [("420292", 10_000)], "AUD", registrations={"AU_GST"}).duty_tax
(0, 1000)
>>> entry("AU", "2026-11-23", [("420292", 10_000)], "AUD").duty_tax
(0, 0)
>>> rate = [("AU", "ordinary", "420292", 50_000)]
>>> entry("AU", "2026-11-23", [("4202920000", 200_000)], "AUD", freight=10_000, tariff=rate).duty_tax  # 5 % of 2,000; 10 % of 2,200
(10000, 22000)
"""

from __future__ import annotations

from datetime import date

from fahuo.core.clearance.rules import ORDINARY, Charge, Scheme

READ_ON = date(2026, 11, 23)
_BASIS = "GST on low value imported goods, Australian Taxation Office (2018-07-01)"

SCHEMES = (
    Scheme(
        rule_id="au.low_registered", country="AU", position=10, valid_from=date(2018, 7, 1), registration="AU_GST", up_to_minor=100_000,
        limit_currency="AUD", currency="AUD", tax_name="GST", tax_ppm=100_000, tax_collector="seller",
        source=_BASIS, retrieved_on=READ_ON, confidence="high",
    ),
    Scheme(
        rule_id="au.low", country="AU", position=20, valid_from=date(2018, 7, 1), up_to_minor=100_000, limit_currency="AUD", currency="AUD",
        source=_BASIS, retrieved_on=READ_ON, confidence="high", note="only a seller under AUD 75,000 a year may go unregistered",
    ),
    Scheme(
        rule_id="au.standard", country="AU", position=30, valid_from=date(2018, 7, 1), above_minor=100_000, limit_currency="AUD",
        currency="AUD", duty_basis="goods", tax_name="GST", tax_ppm=100_000, hs_digits=8, duty_collector="carrier", tax_collector="carrier",
        source=_BASIS, retrieved_on=READ_ON, confidence="high",
    ),
)  # fmt: skip

CHARGES = (
    Charge(
        rule_id="au.tariff", schemes=("au.standard",), layer=ORDINARY, how="tariff", tariff="AU", listed=ORDINARY,
        valid_from=date(2018, 7, 1), source="Customs Tariff Act 1995", retrieved_on=READ_ON, confidence="high",
    ),
)  # fmt: skip
