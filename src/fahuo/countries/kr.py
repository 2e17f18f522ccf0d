"""Korea: nothing up to USD 150, all or nothing; above it duty by the tariff and VAT 10 %, cut down to 10 won.

Not covered: USD 200 for goods made in the United States under the list clearance of KORUS; parcels of one buyer that arrive on one
day may be added together.

>>> from fahuo.countries.examples import entry
>>> entry("KR", "2026-11-23", [("610910", 15_000)], "USD").duty_tax
(0, 0)
>>> rate = [("KR", "ordinary", "61", 130_000)]  # general knowledge
>>> entry("KR", "2026-11-23", [("610910", 300_005)], "KRW", tariff=rate).rule  # some USD 214 at the example's rate
'kr.standard'
>>> entry("KR", "2026-11-23", [("6109101000", 300_005)], "KRW", tariff=rate).duty_tax
(39000, 33900)
"""

from __future__ import annotations

from datetime import date

from fahuo.core.clearance.rules import ORDINARY, Charge, Scheme

READ_ON = date(2026, 11, 23)
_BASIS = "Korea Customs Service: duty-free limit USD 150; VAT 10 %"

SCHEMES = (
    Scheme(
        rule_id="kr.low", country="KR", position=10, valid_from=date(2021, 7, 1), up_to_minor=15_000, limit_currency="USD", currency="KRW",
        source=_BASIS, retrieved_on=READ_ON, confidence="high", note="USD 200 for US goods under KORUS is not covered",
    ),
    Scheme(
        rule_id="kr.standard", country="KR", position=20, valid_from=date(2021, 7, 1), above_minor=15_000, limit_currency="USD",
        currency="KRW", tax_name="VAT", tax_ppm=100_000, amount_step_minor=10, hs_digits=10, duty_collector="carrier",
        tax_collector="carrier", source=_BASIS, retrieved_on=READ_ON, confidence="high",
    ),
)  # fmt: skip

CHARGES = (
    Charge(
        rule_id="kr.tariff", schemes=("kr.standard",), layer=ORDINARY, how="tariff", tariff="KR", listed=ORDINARY,
        valid_from=date(2021, 7, 1), source="Customs Act of Korea, tariff schedules", retrieved_on=READ_ON, confidence="medium",
    ),
)  # fmt: skip
