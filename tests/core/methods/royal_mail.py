"""The published prices of a real post, two years of them, as documents of our format: a loader for tests.

A file holds one service and zone on a day: prices by the cover that is included, by size and by weight. Which countries are in a zone, and the
measures of the sizes, are not in the files: here a few countries stand for each zone, and the sizes are those that the post prints on its price list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3].parent / "shared" / "data" / "rates" / "royal_mail"
COUNTRIES = {
    **{"eu_1": ["DE", "FR", "IE", "DK", "MC"], "eu_2": ["AT", "ES", "IT", "PL", "SE"], "eu_3": ["CH", "NO", "UA", "TR"]},
    **{"intl_1": ["JP", "BR", "CN", "ZA"], "intl_2": ["AU", "NZ", "SG"], "intl_3": ["US"], "": ["GB"]},
}
SIZES = {
    "letter": {"fits_mm": [240, 165, 5]},
    "large_letter": {"fits_mm": [353, 250, 25]},
    "small_parcel": {"fits_mm": [450, 350, 160]},
    "medium_parcel": {"fits_mm": [610, 460, 460]},
}
ABROAD = {"small_parcel": {"longest_mm": 600, "sides_mm": 900}}
_NAME = re.compile(r"(.*?)_?((?:eu|intl)_\d)?")


@dataclass(frozen=True)
class Table:
    """One service in one zone on a day, with one cover: price by size ("" for all sizes) and by the weight up to which it holds."""

    service: str
    zone: str
    cover: Decimal
    prices: dict[str, dict[int, Decimal]]


def tables(folder: Path) -> list[Table]:
    """All that a day's folder holds."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        service, zone = _NAME.fullmatch(path.stem).groups()
        found += [Table(service, zone or "", cover, prices) for cover, prices in _entries(path.read_text())]
    return found


def _entries(text: str) -> list[tuple[Decimal, dict[str, dict[int, Decimal]]]]:
    """The few shapes of these files, which are YAML: a list of tables with a number at each end."""
    found: list[tuple[Decimal, dict[str, dict[int, Decimal]]]] = []
    prices: dict[str, dict[int, Decimal]] = {}
    size = ""
    for line in text.splitlines():
        key, _, value = (part.strip() for part in line.strip().partition(":"))
        if line.strip() in ("", "-", "---"):
            continue
        if key.removeprefix("-").strip() == "compensation":
            prices, size = {}, ""
            found.append((Decimal(value), prices))
        elif key.isdigit():
            prices.setdefault(size, {})[int(key)] = Decimal(value)
        elif key == "prices":
            size = ""
        elif not value:
            size = key
    return found


def days() -> list[date]:
    """The days from which the prices hold."""
    return [date.fromisoformat(folder.name) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()]


def documents() -> list[dict[str, Any]]:
    """A service for each name and cover; its cards are the days, their zones the files."""
    begins = days()
    by_code: dict[tuple[str, Decimal], list[dict[str, Any]]] = {}
    for n, begin in enumerate(begins):
        today: dict[tuple[str, Decimal], list[Table]] = {}
        for table in tables(FOLDER / f"{begin:%Y%m%d}"):
            today.setdefault((table.service, table.cover), []).append(table)
        for key, zones in today.items():
            card: dict[str, Any] = {"valid_from": begin, "currency": "GBP", "zones": [_zone(t) for t in zones]}
            if n + 1 < len(begins):
                card["valid_to"] = begins[n + 1]
            card["sizes"] = [{"code": code, **_size(code, abroad=bool(zones[0].zone))} for code in SIZES]
            by_code.setdefault(key, []).append(card)
    return [_service(name, cover, cards) for (name, cover), cards in by_code.items()]


def _size(code: str, abroad: bool) -> dict[str, Any]:
    return ABROAD.get(code, SIZES[code]) if abroad else SIZES[code]


def fits(code: str, sides: tuple[int, int, int], abroad: bool) -> bool:
    """Whether sides (longest first) are of that size."""
    most = _size(code, abroad)
    if "fits_mm" in most:
        return all(side <= limit for side, limit in zip(sides, most["fits_mm"], strict=True))
    return sides[0] <= most["longest_mm"] and sum(sides) <= most["sides_mm"]


def code_of(service: str, cover: Decimal) -> str:
    """The code of a service with a cover."""
    short = service.replace("guaranteed_by_", "by_").replace("international_", "intl_").replace("service", "")
    return f"{short}-{cover:.0f}"


def _service(name: str, cover: Decimal, cards: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        **{
            "code": code_of(name, cover),
            "name_zh": "皇家邮政",
            "name_en": name.replace("_", " "),
            "class": "post",
            "carrier": "Royal Mail",
        },
        **{"origins": ["GB"], "source": "published prices", "cards": cards},
    }


def _zone(table: Table) -> dict[str, Any]:
    bands = [
        {"up_to_g": grams, "flat": price, **({"size": size} if size else {})}
        for size, prices in table.prices.items()
        for grams, price in sorted(prices.items())
    ]
    return {"code": table.zone or "uk", "countries": COUNTRIES[table.zone], "days_p50": 1, "days_p90": 9, "bands": bands}
