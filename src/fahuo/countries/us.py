"""United States: ordinary rate + China's Section 301 lists + the layers of the day; no federal VAT; value without carriage.

The relief up to USD 800 ended for goods made in China or Hong Kong on 2025-05-02 and for all on 2025-08-29. Since then practically
every parcel is sent duty paid (DDP). Layers: IEEPA until 2026-02-24, Section 122 until 2026-07-24, the second Section 301 duty since.
Rates of the ordinary tariff and of the China lists are loaded (`tariff`, lists "ordinary" and "s301_list"); none is built in.
Not covered: Section 232 (steel, aluminium, copper ...), product exceptions of the layers, anti-dumping, excise, the optional flat
postal duty of 2025-08-29 to 2026-02-28, the duties on China raised and lowered between 2025-04-05 and 2025-05-14.

>>> from fahuo.countries.examples import entry
>>> cotton = [("US", "ordinary", "610910", 165_000), ("US", "s301_list", "610910", 75_000)]  # general knowledge
>>> shirt = [("6109100012", 2_000)]
>>> entry("US", "2026-03-15", shirt, "USD", tariff=cotton).duty_tax  # 16.5 + 7.5 + 10 = 34 %
(680, 0)
>>> entry("US", "2026-07-23", shirt, "USD", tariff=cotton).duty_tax, entry("US", "2026-07-24", shirt, "USD", tariff=cotton).duty_tax
((680, 0), (730, 0))
>>> case = [("US", "ordinary", "39269099", 53_000), ("US", "s301_list", "39269099", 250_000)]
>>> entry("US", "2026-11-23", [("3926909985", 10_000)], "USD", tariff=case).duty_tax  # 42.8 %
(4280, 0)
>>> entry("US", "2025-05-01", shirt, "USD").duty_tax, entry("US", "2026-07-24", shirt, "USD").refused
((0, 0), ['rate_unknown', 'rate_unknown'])
"""

from __future__ import annotations

from datetime import date

from fahuo.core.clearance.rules import ORDINARY, Charge, Scheme
from fahuo.countries import eu

READ_ON = date(2026, 11, 23)
NO_RELIEF_CN, NO_RELIEF = date(2025, 5, 2), date(2025, 8, 29)
IEEPA_END, S122_END = date(2026, 2, 24), date(2026, 7, 24)
_ENTRIES = ("us.informal", "us.formal")
_END = "EO 14324 (2025-08-29, all origins); EO 14256 (2025-05-02, China and Hong Kong); EO 14388; 91 FR 37789 and 37801"


def _entry(rule_id: str, position: int, start: date, end: date | None, **limits: object) -> Scheme:
    return Scheme(
        rule_id=rule_id, country="US", position=position, valid_from=start, valid_to=end, currency="USD", duty_basis="goods", hs_digits=10,
        limit_currency="USD", duty_collector="carrier", source=_END, retrieved_on=READ_ON, confidence="high",
        note="Section 232, product exceptions and anti-dumping are not covered", **limits,  # type: ignore[arg-type]
    )  # fmt: skip


SCHEMES = (
    *(_entry("us.informal", 10 + n, NO_RELIEF_CN, NO_RELIEF, origin=origin, up_to_minor=250_000) for n, origin in enumerate(("CN", "HK"))),
    Scheme(
        rule_id="us.relief", country="US", position=20, valid_from=date(2016, 3, 10), valid_to=NO_RELIEF, up_to_minor=80_000,
        limit_currency="USD", currency="USD", duty_basis="goods", source="19 USC 1321 as amended 2016-03-10", retrieved_on=READ_ON,
        confidence="high",
    ),
    _entry("us.informal", 30, date(2016, 3, 10), None, up_to_minor=250_000),
    _entry("us.formal", 40, date(2016, 3, 10), None, above_minor=250_000),
)  # fmt: skip


def _layer(rule_id: str, layer: str, start: date, end: date | None, origin: str | None, ppm: int | None, source: str, sure: str) -> Charge:
    return Charge(
        rule_id=rule_id, schemes=_ENTRIES, layer=layer, how="rate", valid_from=start, valid_to=end, origin=origin, rate_ppm=ppm,
        source=source, retrieved_on=READ_ON, confidence=sure,
    )  # fmt: skip


_FENTANYL, _RECIPROCAL, _S122, _FORCED = "IEEPA fentanyl", "IEEPA reciprocal", "Section 122", "Section 301 (2026)"
_S301_2026 = "FR Doc 2026-15181 (91 FR 47318), HTS 9903.05.20-.84"
_EU = tuple(eu.MEMBERS)


def _ieepa() -> tuple[Charge, ...]:
    within = "IEEPA orders; rates within the window general knowledge"
    fentanyl = (
        (date(2025, 2, 4), date(2025, 3, 4), 100_000),
        (date(2025, 3, 4), date(2025, 11, 10), 200_000),
        (date(2025, 11, 10), IEEPA_END, 100_000),
    )
    reciprocal: tuple[tuple[date, date, int | None], ...] = (
        (date(2025, 4, 5), date(2025, 5, 14), None),
        (date(2025, 5, 14), IEEPA_END, 100_000),
    )
    rows = []
    for origin in ("CN", "HK"):
        low = origin.lower()
        rows += [_layer(f"us.ieepa_fentanyl.{low}", _FENTANYL, start, end, origin, ppm, within, "low") for start, end, ppm in fentanyl]
        rows += [
            _layer(f"us.ieepa_reciprocal.{low}", _RECIPROCAL, start, end, origin, ppm, within, "low") for start, end, ppm in reciprocal
        ]
    rows.append(
        _layer("us.ieepa_reciprocal.other", _RECIPROCAL, date(2025, 4, 5), IEEPA_END, None, None, "rates by country not held", "low")
    )
    return tuple(rows)


def _forced_labour() -> tuple[Charge, ...]:
    """12.5 % or 10 % flat, or as a ceiling together with the ordinary rate; the list names 60 economies, not all of them known to us."""
    flat = [
        _layer(f"us.s301_2026.{o.lower()}", _FORCED, S122_END, None, o, 125_000, _S301_2026, "high") for o in ("CN", "VN", "TH", "TR", "PH")
    ]
    flat.append(_layer("us.s301_2026.in", _FORCED, S122_END, None, "IN", 100_000, _S301_2026, "high"))
    ceilings = [*((o, 100_000) for o in (*_EU, "TW")), *((o, 125_000) for o in ("JP", "KR", "CH"))]
    capped = [
        Charge(
            rule_id=f"us.s301_2026.{o.lower()}", schemes=_ENTRIES, layer=_FORCED, how="top_up", tariff="US", listed=ORDINARY, origin=o,
            rate_ppm=ppm, valid_from=S122_END, source=_S301_2026, retrieved_on=READ_ON, confidence="high",
        )
        for o, ppm in ceilings
    ]  # fmt: skip
    at_home = _layer("us.s301_2026.us", _FORCED, S122_END, None, "US", 0, "made in the United States: none", "medium")
    other = _layer("us.s301_2026.other", _FORCED, S122_END, None, None, None, f"{_S301_2026}: this origin's row is not held", "low")
    return (*flat, *capped, at_home, other)


CHARGES = (
    Charge(
        rule_id="us.ordinary", schemes=_ENTRIES, layer=ORDINARY, how="tariff", tariff="US", listed=ORDINARY, valid_from=date(2016, 3, 10),
        source="HTSUS", retrieved_on=READ_ON, confidence="high",
    ),
    Charge(
        rule_id="us.s301_list", schemes=_ENTRIES, layer="Section 301 list", how="tariff", tariff="US", listed="s301_list", origin="CN",
        valid_from=date(2018, 7, 6), source="Section 301 lists 1 to 4A, HTS 9903.88 and 9903.91", retrieved_on=READ_ON, confidence="high",
        note="the 178 exclusions that ran to 2026-11-09 count as expired: no extension was found",
    ),
    *_ieepa(),
    _layer("us.s122", _S122, IEEPA_END, S122_END, None, 100_000, "Section 122, HTS 9903.03.01", "high"),
    *_forced_labour(),
    _layer("us.s301_br", "Section 301 Brazil", date(2026, 7, 22), None, "BR", 250_000, "FR Doc 2026-14542, HTS 9903.05.01", "medium"),
    *(
        Charge(
            rule_id=f"us.mpf.{channel}", schemes=("us.informal",), layer="merchandise processing fee", figure="fee", how="per_parcel",
            channel=channel, amount_minor=269, currency="USD", valid_from=date(2025, 10, 1), source="one vendor's price list, FY2026",
            retrieved_on=READ_ON, confidence="low", note="informal automated entry; by post another fee may be due",
        )
        for channel in ("express", "line")
    ),
    Charge(
        rule_id="us.mpf.formal", schemes=("us.formal",), layer="merchandise processing fee (formal)", figure="fee", how="per_parcel",
        amount_minor=None, currency="USD", valid_from=date(2025, 10, 1), source="19 CFR 24.23", retrieved_on=READ_ON, confidence="low",
        note="0.3464 % with a minimum and a maximum: not figured",
    ),
)  # fmt: skip
