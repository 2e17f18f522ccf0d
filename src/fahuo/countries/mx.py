"""Mexico by courier: a global rate of 33.5 % from the first dollar to USD 2,500 on goods of countries without a treaty.

The rate holds duty, VAT and the processing charge (DTA) together, so it is shown as one figure. From the United States and Canada:
nothing up to USD 50; 17 to 19 % up to USD 117, of which we hold no exact rate. By post there are no rules here.

>>> from fahuo.countries.examples import entry
>>> entry("MX", "2026-11-23", [("610910", 10_000)], "USD").duty_tax
(3350, 0)
>>> entry("MX", "2026-11-23", [("610910", 10_000)], "USD", from_country="US").refused
['rate_unknown']
>>> entry("MX", "2026-11-23", [("610910", 10_000)], "USD", channel="post").refused
['no_duty_rules']
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fahuo.core.clearance.rules import Charge, Scheme

READ_ON = date(2026, 11, 23)
FIRST = date(2025, 8, 15)
_BASIS = "RGCE 2025, fourth amendment, rule 3.7.35 (2025-08-15); reviewed 2026-06-07"
_GLOBAL = "global rate (duty, VAT, DTA)"

_SCHEME = Scheme(
    rule_id="mx.courier", country="MX", position=30, valid_from=FIRST, up_to_minor=250_000, limit_currency="USD", currency="USD",
    duty_collector="carrier", source=_BASIS, retrieved_on=READ_ON, confidence="medium",
    note="whether RGCE 2026 kept the rate is not verified; figured in USD, paid in MXN",
)  # fmt: skip


def _from(country: str, channel: str) -> tuple[Scheme, ...]:
    near = replace(_SCHEME, from_country=country, channel=channel)
    return (
        replace(near, rule_id="mx.treaty_free", position=10, up_to_minor=5_000),
        replace(near, rule_id="mx.treaty", position=20, above_minor=5_000, up_to_minor=11_700),
    )


SCHEMES = (
    *(row for country in ("US", "CA") for channel in ("express", "line") for row in _from(country, channel)),
    *(replace(_SCHEME, channel=channel) for channel in ("express", "line")),
)

CHARGES = (
    Charge(
        rule_id="mx.global", schemes=("mx.courier",), layer=_GLOBAL, how="rate", rate_ppm=335_000, valid_from=FIRST, source=_BASIS,
        retrieved_on=READ_ON, confidence="medium",
    ),
    Charge(
        rule_id="mx.treaty_rate", schemes=("mx.treaty",), layer=f"{_GLOBAL}, 17 to 19 %", how="rate", rate_ppm=None, valid_from=FIRST,
        source=_BASIS, retrieved_on=READ_ON, confidence="low",
    ),
)  # fmt: skip
