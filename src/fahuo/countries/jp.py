"""Japan: nothing up to a dutiable value of JPY 10,000; above it duty by the tariff and consumption tax.

For what a person imports for himself the dutiable value is 60 % of the retail price. The taxable value is cut down to JPY 1,000, duty
and tax to JPY 100. Not covered: the reduced rate (8 %, food), goods that the relief leaves out (leather, knitwear). Taxation of
parcels up to JPY 10,000 through platforms is enacted (FY2026 tax reform); its first day, about 2028, is not verified.

>>> from fahuo.countries.examples import entry
>>> entry("JP", "2026-11-23", [("611020", 16_666)], "JPY").duty_tax  # 60 % are 10,000
(0, 0)
>>> rate = [("JP", "ordinary", "420292", 80_000)]  # invented for the example
>>> entry("JP", "2026-11-23", [("420292", 20_000)], "JPY", tariff=rate).duty_tax  # 8 % of 12,000 = 960 -> 900; 10 % of 12,900 -> 12,000
(900, 1200)
"""

from __future__ import annotations

from datetime import date

from fahuo.core.clearance.rules import ORDINARY, Charge, Scheme

READ_ON = date(2026, 11, 23)
_BASIS = "Customs Tariff Act of Japan, art. 14 (18) and Japan Customs' guide to personal import; in part general knowledge"

SCHEMES = (
    Scheme(
        rule_id="jp.low", country="JP", position=10, valid_from=date(2021, 7, 1), up_to_minor=10_000, limit_currency="JPY",
        value_ppm=600_000, currency="JPY", duty_basis="goods", source=_BASIS, retrieved_on=READ_ON, confidence="medium",
        note="the seller is taken to sell to a person for his own use; some goods have no relief",
    ),
    Scheme(
        rule_id="jp.standard", country="JP", position=20, valid_from=date(2021, 7, 1), above_minor=10_000, limit_currency="JPY",
        value_ppm=600_000, currency="JPY", duty_basis="goods", tax_name="consumption tax", tax_ppm=100_000, tax_basis="goods",
        base_step_minor=1_000, amount_step_minor=100, duty_collector="carrier", tax_collector="carrier",
        source=_BASIS, retrieved_on=READ_ON, confidence="medium", note="8 % on food is not covered",
    ),
)  # fmt: skip

CHARGES = (
    Charge(
        rule_id="jp.tariff", schemes=("jp.standard",), layer=ORDINARY, how="tariff", tariff="JP", listed=ORDINARY,
        valid_from=date(2021, 7, 1), source="Japan's simplified tariff to JPY 200,000, then its schedule",
        retrieved_on=READ_ON, confidence="medium",
    ),
)  # fmt: skip
