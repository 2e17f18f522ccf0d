"""Where parcels are seen: a hub, a gateway and a depot for each country, with its local time. Invented itineraries between real cities."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

# country: hub, gateway, depot, zone
CITIES = {
    "AE": ("Dubai", "Dubai", "Sharjah", "Asia/Dubai"),
    "AT": ("Wien", "Wien", "Graz", "Europe/Vienna"),
    "AU": ("Melbourne", "Sydney", "Parramatta", "Australia/Sydney"),
    "BE": ("Liège", "Liège", "Antwerpen", "Europe/Brussels"),
    "BR": ("São Paulo", "Curitiba", "Campinas", "America/Sao_Paulo"),
    "CA": ("Toronto", "Vancouver", "Mississauga", "America/Toronto"),
    "CH": ("Zürich", "Zürich", "Bern", "Europe/Zurich"),
    "CN": ("Shenzhen", "Guangzhou", "Dongguan", "Asia/Shanghai"),
    "DE": ("Leipzig", "Frankfurt", "Köln", "Europe/Berlin"),
    "DK": ("København", "København", "Odense", "Europe/Copenhagen"),
    "ES": ("Zaragoza", "Madrid", "Getafe", "Europe/Madrid"),
    "FI": ("Helsinki", "Helsinki", "Tampere", "Europe/Helsinki"),
    "FR": ("Paris", "Paris CDG", "Lyon", "Europe/Paris"),
    "GB": ("East Midlands", "London Heathrow", "Coventry", "Europe/London"),
    "HK": ("Hong Kong", "Hong Kong", "Kowloon", "Asia/Hong_Kong"),
    "IE": ("Dublin", "Dublin", "Cork", "Europe/Dublin"),
    "IT": ("Bergamo", "Milano Malpensa", "Bologna", "Europe/Rome"),
    "JP": ("Tokyo", "Narita", "Kawasaki", "Asia/Tokyo"),
    "KR": ("Seoul", "Incheon", "Suwon", "Asia/Seoul"),
    "MX": ("México", "México", "Puebla", "America/Mexico_City"),
    "NL": ("Schiphol", "Schiphol", "Utrecht", "Europe/Amsterdam"),
    "NO": ("Oslo", "Oslo", "Drammen", "Europe/Oslo"),
    "PL": ("Warszawa", "Warszawa", "Łódź", "Europe/Warsaw"),
    "PT": ("Lisboa", "Lisboa", "Porto", "Europe/Lisbon"),
    "SE": ("Stockholm", "Arlanda", "Uppsala", "Europe/Stockholm"),
    "SG": ("Singapore", "Changi", "Jurong", "Asia/Singapore"),
    "US": ("Louisville", "Chicago O'Hare", "Columbus", "America/New_York"),
}
NUMBER = {"hub": 0, "gateway": 1, "depot": 2}
# One customs territory, so that nothing is cleared within it (Regulation (EU) 952/2013 art. 4).
# fmt: off
UNION = frozenset((
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "MC",
))
# fmt: on


def place_name(country: str, kind: str) -> str:
    """ "Leipzig, DE"; the country alone where we know no city."""
    cities = CITIES.get(country)
    return f"{cities[NUMBER[kind]]}, {country}" if cities else country


def zone(country: str) -> tzinfo:
    """Local time of a country; UTC where we do not know it."""
    return ZoneInfo(CITIES[country][3]) if country in CITIES else UTC


def local(at_us: int, country: str) -> str:
    """A time in microseconds since 1970 as a carrier there writes it: ISO 8601 with the local offset, to the second."""
    return datetime.fromtimestamp(at_us // 1_000_000, UTC).astimezone(zone(country)).isoformat(timespec="seconds")


def crosses_border(origin: str, destination: str) -> bool:
    """Does customs lie between two countries?"""
    return origin != destination and not (origin in UNION and destination in UNION)
