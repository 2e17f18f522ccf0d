"""Switzerland and Liechtenstein: no duty on industrial goods; import VAT 8.1 %, not charged below CHF 5.

A seller above CHF 100,000 a year of small parcels, or a platform, is registered and charges VAT at the sale. Chapters 1 to 24
(farm goods, food) keep their duties: their rates are loaded. Not covered: the reduced rate (2.6 %).

>>> from fahuo.countries.examples import entry
>>> entry("CH", "2026-11-23", [("610910", 6_100)], "CHF").duty_tax, entry("CH", "2026-11-23", [("610910", 6_200)], "CHF").duty_tax
((0, 0), (0, 502))
>>> entry("CH", "2026-11-23", [("090121", 10_000)], "CHF").refused  # coffee
['hs_too_short_for_entry', 'rate_unknown']
"""

from __future__ import annotations

from datetime import date

from fahuo.core.clearance.rules import ORDINARY, Charge, Scheme, TariffRate

READ_ON = date(2026, 11, 23)
FIRST = date(2024, 1, 1)
TERRITORIES = {"LI": "CH"}  # customs union of 1923 [general knowledge]
_BASIS = "Federal Office for Customs: industrial tariffs abolished 2024-01-01; VAT 8.1 % since 2024-01-01; in part general knowledge"


def _schemes(country: str) -> tuple[Scheme, ...]:
    return (
        Scheme(
            rule_id="ch.registered", country=country, position=10, valid_from=FIRST, registration="CH_VAT", currency="CHF", tax_name="VAT",
            tax_ppm=81_000, hs_digits=8, duty_collector="carrier", tax_collector="seller", source=_BASIS, retrieved_on=READ_ON,
            confidence="high", note="standard rate: 2.6 % is not covered",
        ),
        Scheme(
            rule_id="ch.import", country=country, position=20, valid_from=FIRST, currency="CHF", tax_name="VAT", tax_ppm=81_000,
            tax_waived_below_minor=500, hs_digits=8, duty_collector="carrier", tax_collector="carrier", source=_BASIS, retrieved_on=READ_ON,
            confidence="high", note="standard rate: 2.6 % is not covered; the base also holds costs to the door that are not known here",
        ),
    )  # fmt: skip


SCHEMES = (*_schemes("CH"), *_schemes("LI"))

CHARGES = (
    Charge(
        rule_id="ch.tariff", schemes=("ch.registered", "ch.import"), layer=ORDINARY, how="tariff", tariff="CH", listed=ORDINARY,
        valid_from=FIRST, source="Swiss customs tariff", retrieved_on=READ_ON, confidence="high",
    ),
)  # fmt: skip

TARIFF = tuple(
    TariffRate(country="CH", hs_prefix=f"{chapter:02}", rate_ppm=0, source="industrial tariffs abolished 2024-01-01")
    for chapter in range(25, 98)
)
