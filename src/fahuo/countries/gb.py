"""United Kingdom: up to GBP 135 the seller charges VAT at the sale and there is no duty; above it import VAT and the tariff on CIF.

The limit is by intrinsic value (goods without carriage). The relief ends by March 2029 at the latest (Budget of 2025-11-26). Not
covered: zero rates (books, children's clothing), Northern Ireland, which follows EU rules in part.

>>> from fahuo.countries.examples import entry
>>> entry("GB", "2026-11-23", [("610910", 13_500)], "GBP", registrations={"GB_VAT"}).duty_tax
(0, 2700)
>>> rate = [("GB", "ordinary", "6109", 120_000)]  # invented for the example
>>> entry("GB", "2026-11-23", [("6109100010", 20_000)], "GBP", freight=1_000, tariff=rate).duty_tax  # 12 % of 210; 20 % of 235.20
(2520, 4704)
>>> entry("GB", "2026-11-23", [("610910", 13_500)], "GBP").refused
['registration_missing']
"""

from __future__ import annotations

from datetime import date

from fahuo.core.clearance.rules import ORDINARY, Charge, Scheme

READ_ON = date(2026, 11, 23)
TERRITORIES = {"IM": "GB"}  # Isle of Man: one customs and VAT area with GB [general knowledge]
_BASIS = "HMRC: VAT and overseas goods sold directly to customers in the UK (2021-01-01); Budget 2025-11-26"


def _schemes(country: str) -> tuple[Scheme, ...]:
    return (
        Scheme(
            rule_id="gb.low", country=country, position=10, valid_from=date(2021, 1, 1), valid_to=date(2029, 4, 1), up_to_minor=13_500,
            limit_currency="GBP", currency="GBP", tax_name="VAT", tax_ppm=200_000, must_hold="GB_VAT", tax_collector="seller",
            source=_BASIS, retrieved_on=READ_ON, confidence="high", note="zero rates are not covered; the relief ends by March 2029",
        ),
        Scheme(
            rule_id="gb.standard", country=country, position=20, valid_from=date(2021, 1, 1), above_minor=13_500, limit_currency="GBP",
            currency="GBP", tax_name="VAT", tax_ppm=200_000, hs_digits=10, duty_collector="carrier", tax_collector="carrier",
            source=_BASIS, retrieved_on=READ_ON, confidence="high", note="standard rate: zero rates are not covered",
        ),
    )  # fmt: skip


SCHEMES = (*_schemes("GB"), *_schemes("IM"))

CHARGES = (
    Charge(
        rule_id="gb.tariff", schemes=("gb.standard",), layer=ORDINARY, how="tariff", tariff="GB", listed=ORDINARY,
        valid_from=date(2021, 1, 1), source="UK Global Tariff", retrieved_on=READ_ON, confidence="high",
    ),
)  # fmt: skip
