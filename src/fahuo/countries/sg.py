"""Singapore: GST 9 %; up to SGD 400 by a registered overseas vendor at the sale, above it at import on CIF. No duty on ordinary goods.

Dutiable goods (alcohol, tobacco, fuel, vehicles) are not covered.

>>> from fahuo.countries.examples import entry
>>> entry("SG", "2026-11-23", [("420292", 10_000)], "SGD", registrations={"SG_OVR"}).duty_tax
(0, 900)
>>> entry("SG", "2026-11-23", [("420292", 40_001)], "SGD").duty_tax
(0, 3600)
>>> entry("SG", "2023-12-31", [("420292", 40_001)], "SGD").duty_tax, entry("SG", "2024-01-01", [("420292", 40_001)], "SGD").duty_tax
((0, 3200), (0, 3600))
"""

from __future__ import annotations

from datetime import date

from fahuo.core.clearance.rules import Charge, Scheme

READ_ON = date(2026, 11, 23)
_BASIS = "IRAS: GST on low-value goods (2023-01-01); GST 8 % from 2023, 9 % from 2024-01-01"
_RATES = ((date(2023, 1, 1), date(2024, 1, 1), 80_000), (date(2024, 1, 1), None, 90_000))

SCHEMES = tuple(
    row
    for start, end, rate in _RATES
    for row in (
        Scheme(
            rule_id="sg.low_registered", country="SG", position=10, valid_from=start, valid_to=end, registration="SG_OVR",
            up_to_minor=40_000, limit_currency="SGD", currency="SGD", tax_name="GST", tax_ppm=rate, tax_collector="seller",
            source=_BASIS, retrieved_on=READ_ON, confidence="high",
        ),
        Scheme(
            rule_id="sg.low", country="SG", position=20, valid_from=start, valid_to=end, up_to_minor=40_000, limit_currency="SGD",
            currency="SGD", source=_BASIS, retrieved_on=READ_ON, confidence="high", note="only a small vendor may go unregistered",
        ),
        Scheme(
            rule_id="sg.standard", country="SG", position=30, valid_from=start, valid_to=end, above_minor=40_000, limit_currency="SGD",
            currency="SGD", tax_name="GST", tax_ppm=rate, hs_digits=8, tax_collector="carrier", source=_BASIS, retrieved_on=READ_ON,
            confidence="high", note="dutiable goods (alcohol, tobacco, fuel, vehicles) are not covered",
        ),
    )
)  # fmt: skip

CHARGES: tuple[Charge, ...] = ()
