"""Brazil: in the Remessa Conforme programme 0 % up to USD 50 (goods and carriage) since 2026-05-12, above it 60 % less USD 30.

Before: 20 %, and 60 % less USD 20, from 2024-08-01. Outside the programme 60 % on everything. The state's ICMS lies inside its own
base: (value + duty) / (1 - rate). Figured in USD, the currency of the law's limits; paid in BRL. The programme's market place
collects at checkout (registration "REMESSA_CONFORME"). Not covered: special rates for medicines.

>>> from fahuo.countries.examples import entry
>>> def paid(on, price, region=None):  # what the buyer pays in all
...     found = entry("BR", on, [("610910", price)], "USD", region=region, registrations={"REMESSA_CONFORME"})
...     return price + sum(found.duty_tax)
>>> paid("2026-05-11", 5_000), paid("2026-05-11", 10_000)  # 72.29: UOL, 2025-07
(7229, 16867)
>>> paid("2026-05-12", 5_000), paid("2026-05-12", 10_000), paid("2026-05-12", 10_000, "MG")
(6024, 15663, 16250)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fahuo.core.clearance.rules import Charge, Scheme

READ_ON = date(2026, 11, 23)
FIRST, CHANGE = date(2024, 8, 1), date(2026, 5, 12)
_OLD, _NEW = "Lei 14.902/2024", "MP 1.357/2026, Lei 15.502/2026, Portaria MF 1.342/2026"
HIGHER_FROM = date(2025, 4, 1)
HIGHER_ICMS = ("AC", "AL", "BA", "CE", "MG", "PB", "PI", "RN", "RR", "SE")  # 20 % since 2025-04-01 [general knowledge]

_BASE = Scheme(
    rule_id="br.rc_low", country="BR", position=11, valid_from=FIRST, registration="REMESSA_CONFORME", up_to_minor=5_000,
    limit_currency="USD", limit_basis="cif", currency="USD", tax_name="ICMS", tax_ppm=170_000, tax_inside=True,
    duty_collector="marketplace", tax_collector="marketplace", source=f"{_OLD}; {_NEW}; ICMS 17 %", retrieved_on=READ_ON, confidence="high",
    note="ICMS is 17 to 20 % by state: the states with 20 % are general knowledge",
)  # fmt: skip
_FEDERAL = (
    _BASE,
    replace(_BASE, rule_id="br.rc_high", position=21, above_minor=5_000, up_to_minor=300_000),
    replace(
        _BASE, rule_id="br.outside", position=31, registration=None, up_to_minor=300_000, duty_collector="carrier", tax_collector="carrier",
        confidence="medium",
    ),
)  # fmt: skip

SCHEMES = tuple(
    row
    for scheme in _FEDERAL
    for row in (
        scheme,
        *(
            replace(scheme, position=scheme.position - 1, region=state, valid_from=HIGHER_FROM, tax_ppm=200_000, confidence="medium")
            for state in HIGHER_ICMS
        ),
    )
)


def _charge(rule_id: str, scheme: str, layer: str, how: str, start: date, end: date | None, source: str, **figures: int) -> Charge:
    return Charge(
        rule_id=rule_id, schemes=(scheme,), layer=layer, how=how, valid_from=start, valid_to=end, currency="USD", source=source,
        retrieved_on=READ_ON, confidence="high", **figures,  # type: ignore[arg-type]
    )  # fmt: skip


CHARGES = (
    _charge("br.low_2024", "br.rc_low", "import tax", "rate", FIRST, CHANGE, _OLD, rate_ppm=200_000),
    _charge("br.low_2026", "br.rc_low", "import tax", "rate", CHANGE, None, _NEW, rate_ppm=0),
    _charge("br.high", "br.rc_high", "import tax", "rate", FIRST, None, f"{_OLD}; {_NEW}", rate_ppm=600_000),
    _charge("br.less_2024", "br.rc_high", "USD 20 less", "less", FIRST, CHANGE, _OLD, amount_minor=2_000),
    _charge("br.less_2026", "br.rc_high", "USD 30 less", "less", CHANGE, None, _NEW, amount_minor=3_000),
    _charge("br.outside_rate", "br.outside", "import tax", "rate", FIRST, None, f"{_OLD}; {_NEW}", rate_ppm=600_000),
    Charge(
        rule_id="br.dispatch", schemes=("br.outside",), layer="postal dispatch fee", figure="fee", how="per_parcel", channel="post",
        amount_minor=1_500, currency="BRL", valid_from=FIRST, source="Correios: despacho postal R$ 15", retrieved_on=READ_ON,
        confidence="medium",
    ),
)  # fmt: skip
