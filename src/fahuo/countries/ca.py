"""Canada: nothing up to CAD 20; by courier from the United States or Mexico no tax up to CAD 40 and no duty up to CAD 150; else both.

Duty by the tariff on the value without carriage; GST 5 %, or the province's HST, on value and duty. Without a province GST alone is
figured. Not covered: provincial sales taxes that customs collects for some provinces (BC, MB, SK, QC).

>>> from fahuo.countries.examples import entry
>>> entry("CA", "2026-11-23", [("611020", 2_000)], "CAD").duty_tax
(0, 0)
>>> rate = [("CA", "ordinary", "6110", 180_000)]  # general knowledge
>>> entry("CA", "2026-11-23", [("6110200000", 10_000)], "CAD", region="ON", tariff=rate).duty_tax  # 18 %, then 13 % of 118
(1800, 1534)
>>> entry("CA", "2026-11-23", [("6110200000", 10_000)], "CAD", region="BC", from_country="US").duty_tax
(0, 500)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fahuo.core.clearance.rules import ORDINARY, Charge, Scheme

READ_ON = date(2026, 11, 23)
FIRST = date(2020, 7, 1)
_BASIS = "CUSMA Implementation Act (2020-07-01); Courier Imports Remission Order; Postal Imports Remission Order"
_HST_SOURCE = "harmonised sales tax by province, general knowledge"

# Harmonised rates: (province, from, until, rate).
HST: tuple[tuple[str, date, date | None, int], ...] = (
    ("ON", FIRST, None, 130_000),
    ("NB", FIRST, None, 150_000),
    ("NL", FIRST, None, 150_000),
    ("PE", FIRST, None, 150_000),
    ("NS", FIRST, date(2025, 4, 1), 150_000),
    ("NS", date(2025, 4, 1), None, 140_000),
)

_STANDARD = Scheme(
    rule_id="ca.standard", country="CA", position=40, valid_from=FIRST, above_minor=2_000, limit_currency="CAD", currency="CAD",
    duty_basis="goods", tax_name="GST/HST", tax_ppm=50_000, tax_basis="goods", hs_digits=10, duty_collector="carrier",
    tax_collector="carrier", source=_BASIS, retrieved_on=READ_ON, confidence="high", note="provincial sales taxes are not covered",
)  # fmt: skip


def _by_province(scheme: Scheme) -> tuple[Scheme, ...]:
    """The scheme for each province with a harmonised rate, and for all others with GST alone."""
    rows = [
        replace(
            scheme, position=scheme.position - 1, region=province, valid_from=start, valid_to=end, tax_ppm=rate,
            source=f"{_BASIS}; {_HST_SOURCE}", confidence="medium",
        )
        for province, start, end, rate in HST
    ]  # fmt: skip
    return (*rows, scheme)


def _by_courier(country: str, channel: str, position: int) -> tuple[Scheme, ...]:
    free = replace(
        _STANDARD, rule_id="ca.courier_free", position=position, from_country=country, channel=channel, above_minor=None, up_to_minor=4_000,
        tax_name=None, tax_ppm=0, hs_digits=6, note=None,
    )  # fmt: skip
    taxed = replace(
        _STANDARD, rule_id="ca.courier_duty_free", position=position + 2, from_country=country, channel=channel, above_minor=4_000,
        up_to_minor=15_000, hs_digits=6,
    )  # fmt: skip
    return (free, *_by_province(taxed))


_NORTH_AMERICA = [(country, channel) for country in ("US", "MX") for channel in ("express", "line")]

SCHEMES = (
    *(row for n, pair in enumerate(_NORTH_AMERICA) for row in _by_courier(*pair, position=1 + 4 * n)),
    replace(
        _STANDARD, rule_id="ca.low", position=30, above_minor=None, up_to_minor=2_000, tax_name=None, tax_ppm=0, hs_digits=6, note=None
    ),
    *_by_province(_STANDARD),
)

CHARGES = (
    Charge(
        rule_id="ca.tariff", schemes=("ca.standard",), layer=ORDINARY, how="tariff", tariff="CA", listed=ORDINARY, valid_from=FIRST,
        source="Customs Tariff, most favoured nation", retrieved_on=READ_ON, confidence="high",
    ),
)  # fmt: skip
