"""European Union: VAT from the first cent, EUR 3 for each distinct tariff classification up to EUR 150, the ordinary tariff above.

VAT is the destination's own (MEMBERS). A seller with an IOSS number charges it at the sale; else the carrier collects it. The duty is
paid by the carrier or broker at import under either scheme, and is part of the VAT base. Limits are by intrinsic value: goods without
carriage. Not covered: reduced VAT rates, excise goods, preferential origin, areas outside the VAT area (Canary Islands, Ceuta,
Melilla, Aland, Mount Athos, Livigno), the French overseas departments.

>>> from fahuo.countries.examples import entry
>>> entry("FR", "2026-07-01", [("610910", 2_000), ("392690", 3_000)], registrations={"IOSS"}).duty_tax
(600, 1120)
>>> entry("FR", "2026-06-30", [("610910", 2_000), ("392690", 3_000)], registrations={"IOSS"}).duty_tax
(0, 1000)
>>> entry("DE", "2026-07-01", [("610910", 15_001)]).refused  # above EUR 150: a rate is needed
['hs_too_short_for_entry', 'rate_unknown']
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fahuo.core.clearance.rules import ORDINARY, Charge, Scheme

READ_ON = date(2026, 11, 23)
VAT_SOURCE = "npm sales-tax 2.23.0 (MIT), with past rates; before 2025 general knowledge"

# Standard VAT in millionths: (from, rate). Only changes since 2021-07-01 are listed.
MEMBERS: dict[str, tuple[tuple[date, int], ...]] = {
    "AT": ((date(2021, 7, 1), 200_000),),
    "BE": ((date(2021, 7, 1), 210_000),),
    "BG": ((date(2021, 7, 1), 200_000),),
    "HR": ((date(2021, 7, 1), 250_000),),
    "CY": ((date(2021, 7, 1), 190_000),),
    "CZ": ((date(2021, 7, 1), 210_000),),
    "DE": ((date(2021, 7, 1), 190_000),),
    "DK": ((date(2021, 7, 1), 250_000),),
    "EE": ((date(2021, 7, 1), 200_000), (date(2024, 1, 1), 220_000), (date(2025, 7, 1), 240_000)),
    "ES": ((date(2021, 7, 1), 210_000),),
    "FI": ((date(2021, 7, 1), 240_000), (date(2024, 9, 1), 255_000)),
    "FR": ((date(2021, 7, 1), 200_000),),
    "GR": ((date(2021, 7, 1), 240_000),),
    "HU": ((date(2021, 7, 1), 270_000),),
    "IE": ((date(2021, 7, 1), 230_000),),
    "IT": ((date(2021, 7, 1), 220_000),),
    "LT": ((date(2021, 7, 1), 210_000),),
    "LU": ((date(2021, 7, 1), 170_000), (date(2023, 1, 1), 160_000), (date(2024, 1, 1), 170_000)),
    "LV": ((date(2021, 7, 1), 210_000),),
    "MT": ((date(2021, 7, 1), 180_000),),
    "NL": ((date(2021, 7, 1), 210_000),),
    "PL": ((date(2021, 7, 1), 230_000),),
    "PT": ((date(2021, 7, 1), 230_000),),
    "RO": ((date(2021, 7, 1), 190_000), (date(2025, 8, 1), 210_000)),
    "SE": ((date(2021, 7, 1), 250_000),),
    "SI": ((date(2021, 7, 1), 220_000),),
    "SK": ((date(2021, 7, 1), 200_000), (date(2025, 1, 1), 230_000)),
}
TERRITORY = "EU"
TERRITORIES = {**dict.fromkeys(MEMBERS, TERRITORY), "MC": TERRITORY}  # Monaco: French customs territory and VAT [general knowledge]

_LOW = "Council Directive (EU) 2017/2455 (VAT from 2021-07-01); Council Regulation (EU) 2026/382 (duty from 2026-07-01)"
_UNION = (
    Scheme(
        rule_id="eu.ioss", country=TERRITORY, position=10, valid_from=date(2021, 7, 1), valid_to=date(2028, 7, 1), registration="IOSS",
        up_to_minor=15_000, limit_currency="EUR", currency="EUR", duty_collector="carrier", tax_collector="seller",
        source=_LOW, retrieved_on=READ_ON, confidence="high", note="VAT at the standard rate: reduced rates are not covered",
    ),
    Scheme(
        rule_id="eu.special", country=TERRITORY, position=20, valid_from=date(2021, 7, 1), valid_to=date(2028, 7, 1),
        up_to_minor=15_000, limit_currency="EUR", currency="EUR", duty_collector="carrier", tax_collector="carrier",
        source=_LOW, retrieved_on=READ_ON, confidence="high", note="special arrangements: the carrier collects VAT at the standard rate",
    ),
    Scheme(
        rule_id="eu.standard", country=TERRITORY, position=30, valid_from=date(2021, 7, 1), above_minor=15_000, limit_currency="EUR",
        currency="EUR", hs_digits=10, duty_collector="carrier", tax_collector="carrier",
        source="Regulation (EU) No 952/2013; Directive 2006/112/EC", retrieved_on=READ_ON, confidence="high",
        note="VAT at the standard rate: reduced rates are not covered",
    ),
)  # fmt: skip


def _of_members() -> tuple[Scheme, ...]:
    """The union's schemes for each member with its VAT, one row for each period of a rate."""
    rows = []
    for country in TERRITORIES:
        steps = MEMBERS["FR" if country == "MC" else country]
        ends = [*(start for start, _ in steps[1:]), None]
        for scheme in _UNION:
            for (start, rate), end in zip(steps, ends, strict=True):
                last = min((day for day in (end, scheme.valid_to) if day), default=None)
                rows.append(
                    replace(
                        scheme, country=country, valid_from=max(start, scheme.valid_from), valid_to=last, tax_name="VAT", tax_ppm=rate,
                        source=f"{scheme.source}; {VAT_SOURCE}",
                    )
                )  # fmt: skip
    return tuple(rows)


SCHEMES = _of_members()

CHARGES = (
    Charge(
        rule_id="eu.line_duty", schemes=("eu.ioss", "eu.special"), layer="EUR 3 per classification", how="per_code",
        amount_minor=300, currency="EUR", valid_from=date(2026, 7, 1), valid_to=date(2028, 7, 1),
        source="Council Regulation (EU) 2026/382; Delegated Regulation (EU) 2026/1022; Commission guide 2026-06-02",
        retrieved_on=READ_ON, confidence="high",
    ),
    Charge(
        rule_id="eu.tariff", schemes=("eu.standard",), layer=ORDINARY, how="tariff", tariff=TERRITORY, listed=ORDINARY,
        valid_from=date(2021, 7, 1), source="TARIC", retrieved_on=READ_ON, confidence="high",
    ),
    Charge(
        rule_id="eu.handling_fee", schemes=("eu.ioss", "eu.special", "eu.standard"), layer="EU handling fee", figure="fee",
        how="per_parcel", amount_minor=None, currency="EUR", valid_from=date(2026, 11, 1),
        source="skat/dms-public release news 2026-09-23 and 2026-10-06", retrieved_on=READ_ON, confidence="low",
        note="announced for 2026-11-01 at the latest; neither amount nor unit confirmed (about EUR 2 a line in planning figures)",
    ),
    Charge(
        rule_id="eu.ro_fee", schemes=("eu.ioss", "eu.special"), country="RO", layer="Romanian logistics fee", figure="fee",
        how="per_parcel", amount_minor=2_500, currency="RON", valid_from=date(2026, 1, 1),
        source="passportglobal.com; fiscalsolutions.co.uk 2026-02-26", retrieved_on=READ_ON, confidence="medium",
        note="whether it ended with the EU fee is not verified",
    ),
    Charge(
        rule_id="eu.fr_fee", schemes=("eu.ioss", "eu.special"), country="FR", layer="French fee per article", figure="fee", how="per_code",
        amount_minor=200, currency="EUR", valid_from=date(2026, 3, 1),
        source="passportglobal.com; fiscalsolutions.co.uk 2026-02-26", retrieved_on=READ_ON, confidence="medium",
        note="whether it ended with the EU fee is not verified",
    ),
    Charge(
        rule_id="eu.it_fee", schemes=("eu.ioss", "eu.special"), country="IT", layer="Italian fee per consignment", figure="fee",
        how="per_parcel", amount_minor=200, currency="EUR", valid_from=date(2026, 7, 1),
        source="passportglobal.com; fiscalsolutions.co.uk 2026-02-26", retrieved_on=READ_ON, confidence="medium",
        note="first set for 2026-01-01, put off to 2026-07-01; whether it ended with the EU fee is not verified",
    ),
)  # fmt: skip
