"""Norway: a seller with a VOEC number charges VAT at the sale for items up to NOK 3,000 each, without duty; all else is taxed at import.

The NOK 350 relief ended on 2024-01-01. Not covered: food (15 %), goods that VOEC leaves out, the time before 2024.

>>> from fahuo.countries.examples import entry
>>> entry("NO", "2026-11-23", [("420292", 300_000)], "NOK", registrations={"VOEC"}).duty_tax
(0, 75000)
>>> entry("NO", "2026-11-23", [("420292", 300_001)], "NOK", registrations={"VOEC"}, tariff=[("NO", "ordinary", "42", 0)]).rule
'no.standard'
"""

from __future__ import annotations

from datetime import date

from fahuo.core.clearance.rules import ORDINARY, Charge, Scheme

READ_ON = date(2026, 11, 23)
_BASIS = "Norwegian Tax Administration: VOEC; end of the NOK 350 relief (2024-01-01); in part general knowledge"

SCHEMES = (
    Scheme(
        rule_id="no.voec", country="NO", position=10, valid_from=date(2024, 1, 1), registration="VOEC", up_to_minor=300_000,
        limit_currency="NOK", limit_basis="piece", currency="NOK", tax_name="VAT", tax_ppm=250_000, tax_collector="seller",
        source=_BASIS, retrieved_on=READ_ON, confidence="high", note="standard rate: food is not covered",
    ),
    Scheme(
        rule_id="no.standard", country="NO", position=20, valid_from=date(2024, 1, 1), currency="NOK", tax_name="VAT", tax_ppm=250_000,
        hs_digits=8, duty_collector="carrier", tax_collector="carrier", source=_BASIS, retrieved_on=READ_ON, confidence="high",
        note="standard rate: food is not covered",
    ),
)  # fmt: skip

CHARGES = (
    Charge(
        rule_id="no.tariff", schemes=("no.standard",), layer=ORDINARY, how="tariff", tariff="NO", listed=ORDINARY,
        valid_from=date(2024, 1, 1), source="Norwegian customs tariff", retrieved_on=READ_ON, confidence="medium",
    ),
)  # fmt: skip
